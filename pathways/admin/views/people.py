"""People and roles: who may sign in, as what and for whom. No page here shows or leads to a person's case."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.admin import actions, queries
from pathways.admin.actions import Invitation
from pathways.admin.forms import (
    ChangeUserForm,
    ChooseOrganisationForm,
    Confirm,
    InviteForm,
    PeopleFilter,
)
from pathways.admin.queries import Sought
from pathways.admin.rules import (
    APPROVERS,
    SIGHT,
    SUITE_NEEDED,
    Proposed,
    endings_in_words,
    roles_for,
    takes_second_person,
)
from pathways.admin.views.blueprint import pages
from pathways.admin.views.handing_over import link_once, mail_key, proposed_once
from pathways.auth.guard import permit, viewer
from pathways.auth.models import Organisation, User
from pathways.auth.queries import mailbox_of
from pathways.auth.queries import suite as suite_of
from pathways.directory import queries as directory
from pathways.directory.models import Service
from pathways.drafts.desk import once, open_form
from pathways.drafts.lists import search_of_list, searched, without_words
from pathways.ui.forms import Form
from pathways.ui.pages import show


@pages.route("/admin/people", methods=["GET", "POST"])
@permit("admin.people")
def people() -> ResponseReturnValue:
    """Everybody who may sign in, narrowed by the address. Searched by post, so that no name stands there."""
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


def _sought(sifted: PeopleFilter, words: str) -> Sought:
    chosen = sifted.organisation.data
    return Sought(
        words=words, organisation_id=int(chosen) if chosen else None, role=sifted.role.data, state=sifted.state.data
    )


@pages.route("/admin/people/invite", methods=["GET", "POST"])
@permit("admin.people")
def invite() -> ResponseReturnValue:
    """First the organisation, because it decides which roles and suites there are."""
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
    """What an organisation is, and its services: who asks for somebody names the service."""
    theirs = [each.name for each in services if each.organisation_id == organisation.id]
    return ": ".join([organisation.kind.label, *filter(None, [", ".join(theirs)])])


@pages.route("/admin/organisations/<int:organisation_id>/invite", methods=["GET", "POST"])
@permit("admin.people")
def invite_to(organisation_id: int) -> ResponseReturnValue:
    """A new account with its first role: at the own organisation now, at another when somebody there has approved."""
    organisation = queries.organisation(viewer(), organisation_id)
    form = open_form(InviteForm, title=f"Invite a person of {organisation.name}")
    form.offer_roles(organisation.kind)
    form.offer_suites(queries.suites_to_work_at(organisation))
    is_own = organisation.id == viewer().organisation_id
    if form.submitted():

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
            answer = proposed_once(
                form, lambda: actions.propose_invitation(by=viewer(), wanted=wanted(), key=mail_key())
            )
        else:
            answer = link_once(
                form, lambda: actions.invite(by=viewer(), wanted=wanted(), key=mail_key()), purpose="invitation"
            )
        if answer is not None:
            return answer
    sights = {role: SIGHT[role] for role in roles_for(organisation.kind)}
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
    """One account: what they hold and held, where they are signed in, what changed."""
    return show_user(user_id)


@pages.route("/admin/people/<int:user_id>/change", methods=["GET", "POST"])
@permit("admin.people")
def change_user(user_id: int) -> ResponseReturnValue:
    """The name that colleagues read, and the suite."""
    page = queries.user(viewer(), user_id)
    user = page.line.user
    form = open_form(ChangeUserForm, title="Change a name or suite", filled={"name": user.name, "suite": user.suite_id})
    form.offer_suites(queries.suites_to_work_at(page.line.organisation))

    def act() -> str:
        actions.change_user(by=viewer(), user=user, name=form.name.data, suite=suite_of(form.suite_id))
        return back_to(user)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    needs = SUITE_NEEDED.get(page.line.organisation.kind)
    return show("admin/change_user.html", form=form, page=page, needs=needs)


@pages.post("/admin/people/<int:user_id>/reset-link")
@permit("admin.people")
def reset_link(user_id: int) -> ResponseReturnValue:
    """A link that works once, for half an hour: mailed to the person; where no mail works, shown here once."""
    user = queries.user(viewer(), user_id).line.user
    form, key = Confirm(), mail_key()
    if form.submitted():
        if _is_proposed(Proposed.LINK, user):
            answer = proposed_once(form, lambda: actions.propose_link(by=viewer(), user=user, key=key))
        else:
            purpose = "reset" if user.password_hash else "invitation"
            answer = link_once(
                form, lambda: (user, actions.make_reset_link(by=viewer(), user=user, key=key)), purpose=purpose
            )
        if answer is not None:
            return answer
    return show_user(user_id, refused=form)


@pages.post("/admin/people/<int:user_id>/enable")
@permit("admin.people")
def enable(user_id: int) -> ResponseReturnValue:
    """Open again, by a fresh invitation: the old password is gone."""
    user = queries.user(viewer(), user_id).line.user
    form, key = Confirm(), mail_key()
    if form.submitted():
        if _is_proposed(Proposed.ENABLE, user):
            answer = proposed_once(form, lambda: actions.propose_enabling(by=viewer(), user=user, key=key))
        else:
            answer = link_once(
                form, lambda: (user, actions.enable(by=viewer(), user=user, key=key)), purpose="invitation"
            )
        if answer is not None:
            return answer
    return show_user(user_id, refused=form)


def _is_proposed(kind: Proposed, user: User) -> bool:
    """Whether it waits for a second person when it is pressed on the page of this account."""
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
        to_end=Confirm(None),
        to_reset=Confirm(None),
        to_enable=Confirm(None),
        is_me=user_id == viewer().user_id,
        is_own=page.line.organisation.id == viewer().organisation_id,
        link_waits=_is_proposed(Proposed.LINK, page.line.user),
        enabling_waits=_is_proposed(Proposed.ENABLE, page.line.user),
        goes_by_mail=bool(mail_key()),
        mailbox=mailbox_of(page.line.user.sign_in_name, page.line.organisation.email_domain),
        mailed=request.args.get("mailed", ""),
    )
