"""What one user may do, from when until when: roles, ranks, sessions, and the end of it all."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from pathways.admin import actions, queries
from pathways.admin.forms import AddRankForm, AddRoleForm, Confirm, DisableForm
from pathways.admin.rules import APPROVERS, SUITE_NEEDED, Proposed, takes_second_person
from pathways.admin.views.blueprint import pages
from pathways.admin.views.handing_over import mail_key
from pathways.admin.views.people import back_to, show_user
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.ui.pages import show


@pages.route("/admin/people/<int:user_id>/roles/add", methods=["GET", "POST"])
@permit("admin.people")
def add_role(user_id: int) -> ResponseReturnValue:
    """A further role: from today at the own organisation, at another when somebody there has approved."""
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
            asked = actions.propose_role(**given)
            return url_for("admin.proposal", proposal_id=asked.id, done="proposed")
        actions.give_role(**given)
        return back_to(user)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    needs = SUITE_NEEDED.get(page.line.organisation.kind)
    return show("admin/add_role.html", form=form, page=page, is_own=is_own, needs=needs)


@pages.route("/admin/people/<int:user_id>/roles/<int:role_held_id>/end", methods=["GET", "POST"])
@permit("admin.people")
def end_role(user_id: int, role_held_id: int) -> ResponseReturnValue:
    """Ending a role ends every session of that person now."""
    page = queries.user(viewer(), user_id)
    held = queries.role_held(viewer(), user_id, role_held_id)
    form = open_form(Confirm, title="End a role")

    def act() -> str:
        actions.end_role(by=viewer(), user=page.line.user, held=held)
        return back_to(page.line.user)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("admin/end_role.html", form=form, page=page, held=held)


@pages.route("/admin/people/<int:user_id>/ranks/add", methods=["GET", "POST"])
@permit("admin.people")
def add_rank(user_id: int) -> ResponseReturnValue:
    """A rank with its first day; nothing recorded before is overwritten."""
    page = queries.user(viewer(), user_id)
    form = open_form(AddRankForm, title="Add a rank")

    def act() -> str:
        actions.add_rank(
            by=viewer(),
            user=page.line.user,
            rank=form.rank.data,
            from_on=form.from_on.data,
            source=form.source.data,
        )
        return back_to(page.line.user)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("admin/add_rank.html", form=form, page=page)


@pages.post("/admin/people/<int:user_id>/sessions/end")
@permit("admin.people")
def end_sessions(user_id: int) -> ResponseReturnValue:
    """Every terminal of this person is signed out at its next click."""
    user = queries.user(viewer(), user_id).line.user
    form = Confirm()

    def act() -> str:
        actions.end_sessions(by=viewer(), user=user)
        return back_to(user)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show_user(user_id, refused=form)


@pages.route("/admin/people/<int:user_id>/disable", methods=["GET", "POST"])
@permit("admin.people")
def disable(user_id: int) -> ResponseReturnValue:
    """No sign-in from now on, with the reason; every session ends now."""
    page = queries.user(viewer(), user_id)
    form = open_form(DisableForm, title="Disable a sign-in")

    def act() -> str:
        actions.disable(by=viewer(), user=page.line.user, reason=form.reason.data)
        return back_to(page.line.user)

    if form.submitted() and (location := once(form, act)):
        return redirect(location)
    return show("admin/disable.html", form=form, page=page)
