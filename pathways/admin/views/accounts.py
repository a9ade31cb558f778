"""People and roles: who may sign in, in which role, for whom and until when. No page here leads to a case."""

from collections.abc import Callable

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.admin import queries
from pathways.admin.actions import accounts as accounts_actions
from pathways.admin.actions import second_person as second_person_actions
from pathways.admin.actions.accounts import Invitation
from pathways.admin.forms import (
    AddRankForm,
    AddRoleForm,
    ChangeUserForm,
    ChooseOrganisationForm,
    DisableForm,
    InviteForm,
    PeopleFilter,
)
from pathways.admin.models import AccessProposal
from pathways.admin.queries import UserFilter
from pathways.admin.rules import (
    APPROVERS,
    SUITE_NEEDED,
    Proposed,
    endings_in_words,
    roles_for,
    sight_of,
    takes_second_person,
)
from pathways.auth.guard import permit, viewer
from pathways.auth.models import Organisation, User
from pathways.auth.queries import mailbox_of
from pathways.auth.queries import suite as suite_of
from pathways.directory.entries import queries as directory
from pathways.directory.models import Service
from pathways.drafts.desk import once, open_form, search_of_list, searched, without_words
from pathways.outbox.rules import Medium
from pathways.outbox.settings import settings_of
from pathways.ui.forms import ButtonForm, Form
from pathways.ui.pages import show

# The blueprint of all the administrator's pages.


pages = Blueprint("admin", __name__)


# How a link reaches its person, and what a page does when something waits for a second person instead.


def mail_key() -> str:
    """The key for making links that are mailed; "" where no mail is set up and a link is handed over by hand."""
    settings = settings_of(current_app.config)
    return settings.secret_key if Medium.EMAIL in settings.media else ""


def proposed_once(form: Form, propose: Callable[[], AccessProposal]) -> ResponseReturnValue | None:
    """Propose once, and go to the page of the proposal. None when the action refused."""
    return once(form, lambda: url_for("admin.proposal", proposal_id=propose().id, done="proposed"))


def link_once(form: Form, act: Callable[[], tuple[User, str]], *, purpose: str) -> ResponseReturnValue | None:
    """Make a link once. One that was mailed is shown to nobody; any other is shown here, this one time.

    A second post of the same form goes to the user's page, where another can be made, because the link is stored
    nowhere. None when the action refused.
    """
    made: list[tuple[User, str]] = []

    def run() -> str:
        made.append(act())
        user, token = made[0]
        return url_for("admin.user", user_id=user.id, mailed=None if token else purpose)

    response = once(form, run)
    if response is None or not made or not made[0][1]:
        return response
    user, token = made[0]
    return show_link(user, token, purpose=purpose, back=url_for("admin.user", user_id=user.id))


def show_link(user: User, token: str, *, purpose: str, back: str) -> ResponseReturnValue:
    """The page that shows a link once, to the person who hands it over."""
    link = url_for("auth.link", token=token, _external=True)
    return show("admin/reset_link.html", user=user, link=link, purpose=purpose, back=back)


# The list of people, inviting somebody, and the page of one account.


@pages.route("/admin/people", methods=["GET", "POST"])
@permit("admin.people")
def people() -> ResponseReturnValue:
    """Everybody who may sign in, narrowed by the address; names are searched by post, so none is in it."""
    if elsewhere := without_words():
        return elsewhere
    search, after = search_of_list(), request.args.get("after")
    in_address = {name: request.args[name] for name in ("organisation", "role", "state") if request.args.get(name)}
    sifted = open_form(PeopleFilter, title="People and roles", filled=in_address | {"words": search.words})
    sifted.organisation.choices = [(str(each.id), each.name) for each in queries.organisations(viewer())]
    if sifted.submitted():
        return redirect(url_for("admin.people", **sifted.in_address, **searched(sifted.words.data or "")))
    narrowed = in_address | search.in_address
    page = queries.users(viewer(), _sought(sifted, search.words), after)
    return show(
        "admin/people.html",
        sifted=sifted,
        search=search,
        page=page,
        narrowed=narrowed,
        after=after,
        me=viewer().user_id,
    )


def _sought(sifted: PeopleFilter, words: str) -> UserFilter:
    chosen = sifted.organisation.data
    return UserFilter(
        words=words, organisation_id=int(chosen) if chosen else None, role=sifted.role.data, state=sifted.state.data
    )


@pages.route("/admin/people/invite", methods=["GET", "POST"])
@permit("admin.people")
def invite() -> ResponseReturnValue:
    """Choose the organisation first, because its roles and suites depend on it."""
    form, services = ChooseOrganisationForm(), directory.services_open_on(clock.today())
    form.organisation.choices = [
        (str(each.id), each.name, _of_kind(each, services))
        for each in queries.organisations(viewer())
        if not each.closed_at
    ]
    if form.submitted():
        return redirect(url_for("admin.invite_to", organisation_id=int(form.organisation.data)))
    return show("admin/invite.html", form=form)


def _of_kind(organisation: Organisation, services: tuple[Service, ...]) -> str:
    """The kind of an organisation with its services, because people are asked for by the name of a service."""
    theirs = [each.name for each in services if each.organisation_id == organisation.id]
    return ": ".join([organisation.kind.label, *filter(None, [", ".join(theirs)])])


@pages.route("/admin/organisations/<int:organisation_id>/invite", methods=["GET", "POST"])
@permit("admin.people")
def invite_to(organisation_id: int) -> ResponseReturnValue:
    """A new account with its first role: now at the own organisation, at another once somebody there has approved."""
    organisation = queries.organisation(viewer(), organisation_id)
    form = open_form(InviteForm, title=f"Invite a person of {organisation.name}")
    form.offer_roles(organisation.kind)
    form.offer_suites(queries.suites_to_work_at(organisation))
    is_own = organisation.id == viewer().organisation_id

    def wanted() -> Invitation:
        return Invitation(
            name=form.name.data,
            sign_in_name=form.sign_in_name.data,
            organisation=organisation,
            suite=suite_of(form.suite_id),
            role=form.role.data,
            until_on=form.until_on.data,
        )

    if takes_second_person(
        Proposed.INVITE, is_own=is_own, goes_by_mail=bool(mail_key()), of_an_approver=form.role.data in APPROVERS
    ):
        response = proposed_once(
            form, lambda: second_person_actions.propose_invitation(by=viewer(), wanted=wanted(), key=mail_key())
        )
    else:
        response = link_once(
            form,
            lambda: accounts_actions.invite(by=viewer(), wanted=wanted(), key=mail_key()),
            purpose="invitation",
        )
    if response:
        return response
    sights = {role: sight_of(role, clock.today()) for role in roles_for(organisation.kind)}
    return show(
        "admin/invite_to.html",
        form=form,
        organisation=organisation,
        sights=sights,
        endings_in_words=endings_in_words,
        needs=SUITE_NEEDED.get(organisation.kind),
        is_own=is_own,
        deciders=() if is_own else queries.who_would_decide(viewer(), organisation_id),
        goes_by_mail=bool(mail_key()),
    )


@pages.get("/admin/people/<int:user_id>")
@permit("admin.people")
def user(user_id: int) -> ResponseReturnValue:
    """One account: roles past and present, where it is signed in, and what changed."""
    return show_user(user_id)


@pages.route("/admin/people/<int:user_id>/change", methods=["GET", "POST"])
@permit("admin.people")
def change_user(user_id: int) -> ResponseReturnValue:
    """Change the name that colleagues read, and the suite."""
    page = queries.user(viewer(), user_id)
    user = page.line.user
    form = open_form(ChangeUserForm, title="Change a name or suite", filled={"name": user.name, "suite": user.suite_id})
    form.offer_suites(queries.suites_to_work_at(page.line.organisation))

    def act() -> str:
        accounts_actions.change_user(by=viewer(), user=user, name=form.name.data, suite=suite_of(form.suite_id))
        return back_to(user)

    if response := once(form, act):
        return response
    needs = SUITE_NEEDED.get(page.line.organisation.kind)
    return show("admin/change_user.html", form=form, page=page, needs=needs)


@pages.post("/admin/people/<int:user_id>/reset-link")
@permit("admin.people")
def reset_link(user_id: int) -> ResponseReturnValue:
    """Make a link that works once, for half an hour: mailed to the person or, where no mail works, shown here once."""
    user = queries.user(viewer(), user_id).line.user
    form, key = ButtonForm(), mail_key()
    if _is_proposed(Proposed.LINK, user):
        response = proposed_once(form, lambda: second_person_actions.propose_link(by=viewer(), user=user, key=key))
    else:
        purpose = "reset" if user.password_hash else "invitation"
        response = link_once(
            form, lambda: (user, accounts_actions.make_reset_link(by=viewer(), user=user, key=key)), purpose=purpose
        )
    return response or show_user(user_id, refused=form)


@pages.post("/admin/people/<int:user_id>/enable")
@permit("admin.people")
def enable(user_id: int) -> ResponseReturnValue:
    """Open an account again with a fresh invitation; the old password is gone."""
    user = queries.user(viewer(), user_id).line.user
    form, key = ButtonForm(), mail_key()
    if _is_proposed(Proposed.ENABLE, user):
        response = proposed_once(form, lambda: second_person_actions.propose_enabling(by=viewer(), user=user, key=key))
    else:
        response = link_once(
            form, lambda: (user, accounts_actions.enable(by=viewer(), user=user, key=key)), purpose="invitation"
        )
    return response or show_user(user_id, refused=form)


def _is_proposed(kind: Proposed, user: User) -> bool:
    """Whether this action, pressed on the page of this account, waits for a second person."""
    return takes_second_person(
        kind,
        is_own=user.organisation_id == viewer().organisation_id,
        goes_by_mail=bool(mail_key()),
        of_an_approver=queries.is_approver(user),
    )


def back_to(user: User) -> str:
    """The user's page, after an action."""
    return url_for("admin.user", user_id=user.id)


def show_user(user_id: int, refused: Form | None = None) -> ResponseReturnValue:
    """The page of one user; with the reasons of `refused` above it."""
    page = queries.user(viewer(), user_id)
    forms = [refused] if refused else []
    # Each button has a form of its own: two actions must never share a key.
    return show(
        "admin/user.html",
        page=page,
        forms=forms,
        to_end=ButtonForm(None),
        to_reset=ButtonForm(None),
        to_enable=ButtonForm(None),
        is_me=user_id == viewer().user_id,
        is_own=page.line.organisation.id == viewer().organisation_id,
        link_waits=_is_proposed(Proposed.LINK, page.line.user),
        enabling_waits=_is_proposed(Proposed.ENABLE, page.line.user),
        goes_by_mail=bool(mail_key()),
        mailbox=mailbox_of(page.line.user.sign_in_name, page.line.organisation.email_domain),
        mailed=request.args.get("mailed", ""),
    )


# What one user may do and until when: roles, ranks, sessions, and closing the account.


@pages.route("/admin/people/<int:user_id>/roles/add", methods=["GET", "POST"])
@permit("admin.people")
def add_role(user_id: int) -> ResponseReturnValue:
    """Give a further role: from today at the own organisation, at another once somebody there has approved."""
    page = queries.user(viewer(), user_id)
    form = open_form(AddRoleForm, title="Add a role")
    form.offer_roles(page.line.organisation.kind, page.line.roles)
    user, is_own = page.line.user, page.line.organisation.id == viewer().organisation_id

    def act() -> str:
        given = {"by": viewer(), "user": user, "role": form.role.data, "until_on": form.until_on.data}
        given["key"] = mail_key()
        if takes_second_person(
            Proposed.ROLE, is_own=is_own, goes_by_mail=bool(mail_key()), of_an_approver=form.role.data in APPROVERS
        ):
            asked = second_person_actions.propose_role(**given)
            return url_for("admin.proposal", proposal_id=asked.id, done="proposed")
        accounts_actions.give_role(**given)
        return back_to(user)

    if response := once(form, act):
        return response
    needs = SUITE_NEEDED.get(page.line.organisation.kind)
    return show("admin/add_role.html", form=form, page=page, is_own=is_own, needs=needs)


@pages.route("/admin/people/<int:user_id>/roles/<int:role_held_id>/end", methods=["GET", "POST"])
@permit("admin.people")
def end_role(user_id: int, role_held_id: int) -> ResponseReturnValue:
    """End a role, and with it every session of the person."""
    page = queries.user(viewer(), user_id)
    role_held = queries.role_held(viewer(), user_id, role_held_id)
    form = open_form(ButtonForm, title="End a role")

    def act() -> str:
        accounts_actions.end_role(by=viewer(), user=page.line.user, role_held=role_held)
        return back_to(page.line.user)

    if response := once(form, act):
        return response
    return show("admin/end_role.html", form=form, page=page, role_held=role_held)


@pages.route("/admin/people/<int:user_id>/ranks/add", methods=["GET", "POST"])
@permit("admin.people")
def add_rank(user_id: int) -> ResponseReturnValue:
    """Add a rank with its first day; none recorded before is overwritten."""
    page = queries.user(viewer(), user_id)
    form = open_form(AddRankForm, title="Add a rank")

    def act() -> str:
        accounts_actions.add_rank(
            by=viewer(),
            user=page.line.user,
            rank=form.rank.data,
            from_on=form.from_on.data,
            source=form.source.data,
        )
        return back_to(page.line.user)

    if response := once(form, act):
        return response
    return show("admin/add_rank.html", form=form, page=page)


@pages.post("/admin/people/<int:user_id>/sessions/end")
@permit("admin.people")
def end_sessions(user_id: int) -> ResponseReturnValue:
    """Sign the person out on every terminal at the next click."""
    user = queries.user(viewer(), user_id).line.user
    form = ButtonForm()

    def act() -> str:
        accounts_actions.end_sessions(by=viewer(), user=user)
        return back_to(user)

    if response := once(form, act):
        return response
    return show_user(user_id, refused=form)


@pages.route("/admin/people/<int:user_id>/disable", methods=["GET", "POST"])
@permit("admin.people")
def disable(user_id: int) -> ResponseReturnValue:
    """End sign-in from now on, with the reason; every session ends now."""
    page = queries.user(viewer(), user_id)
    form = open_form(DisableForm, title="Disable a sign-in")

    def act() -> str:
        accounts_actions.disable(by=viewer(), user=page.line.user, reason=form.reason.data)
        return back_to(page.line.user)

    if response := once(form, act):
        return response
    return show("admin/disable.html", form=form, page=page)
