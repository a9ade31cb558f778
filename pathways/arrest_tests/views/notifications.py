"""What a custody suite is notified for: proposed by one policy lead, decided by another. It names no person."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.forms import LastDayForm, SiteNotificationForm
from pathways.arrest_tests.models import NotificationChange
from pathways.arrest_tests.queries import notifications as changes
from pathways.arrest_tests.rules.law_changes import ChangeState
from pathways.arrest_tests.rules.notifying import NotificationDraft
from pathways.arrest_tests.views.blueprint import pages
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.ui.deciding import SEND_BACK, DecideForm, EndForm, form_to_decide
from pathways.ui.forms import Form
from pathways.ui.pages import show


@pages.route("/suites/<int:suite_id>/testing", methods=["GET", "POST"])
@permit("policy.change")
def site_notification(suite_id: int) -> ResponseReturnValue:
    """Propose a notification; read those there are."""
    place = changes.suite_to_change(viewer(), suite_id)
    form = open_form(SiteNotificationForm, title="Drug testing notification", filled={"valid_from": clock.today()})
    if form.submitted():

        def propose() -> str:
            return _page_of(actions.propose_notification(by=viewer(), suite_id=suite_id, draft=form.draft()))

        if location := once(form, propose):
            return redirect(location)
    rows = queries.notifications_of(suite_id)
    return show("arrest_tests/site_notification.html", form=form, suite=place, rows=rows)


@pages.route("/suites/<int:suite_id>/testing/<int:notification_id>/withdraw", methods=["GET", "POST"])
@permit("policy.change")
def withdraw_notification(suite_id: int, notification_id: int) -> ResponseReturnValue:
    """Propose the last day of a notification."""
    place = changes.suite_to_change(viewer(), suite_id)
    row = changes.notification_to_end(place.id, notification_id)
    form = open_form(LastDayForm, title="Withdraw a notification", filled={"valid_to": clock.today()})
    if form.submitted():

        def propose() -> str:
            draft = NotificationDraft(
                until=form.valid_to.data,
                source=form.source.data or "",
                why=form.why.data or "",
                ends_from=row.valid_from,
                ends_already=row.valid_to is not None,
            )
            made = actions.propose_notification(by=viewer(), suite_id=suite_id, draft=draft, ends_id=row.id)
            return _page_of(made)

        if location := once(form, propose):
            return redirect(location)
    return show("arrest_tests/withdraw_notification.html", form=form, suite=place, row=row)


@pages.route("/notification-changes/<int:notification_change_id>", methods=["GET", "POST"])
@permit("policy.change")
def notification_change(notification_change_id: int) -> ResponseReturnValue:
    """One change: what it says, its source, and the decision of a second person."""
    found, place = changes.notification_change(viewer(), notification_change_id)
    is_own = found.proposed_by_id == viewer().user_id
    form = _form_for(found, is_own=is_own)
    if form and form.submitted() and (location := once(form, lambda: _act(found, form))):
        return redirect(location)
    if form:
        form["seen"].data = str(found.version)
    return show(
        "arrest_tests/notification_change.html",
        form=form,
        found=found,
        suite=place,
        ends=changes.notification_to_end(place.id, found.notification_id) if found.notification_id else None,
        names=names_of((found.proposed_by_id, found.decided_by_id)),
        is_done="done" in request.args,
    )


def _form_for(found: NotificationChange, *, is_own: bool) -> Form | None:
    """Taking back one's own, deciding another's; what was sent is answered as what it was, though it moved on."""
    if request.method == "POST":
        is_own = "ended_why" in request.form
    elif found.state is not ChangeState.WAITING:
        return None
    asked = EndForm if is_own else form_to_decide(is_made_up=found.is_demonstration)
    return open_form(asked, title="Decide what a suite is notified for")


def _act(found: NotificationChange, form: Form) -> str:
    seen = form["seen"].data or ""
    if isinstance(form, DecideForm):
        actions.decide_notification(
            by=viewer(),
            change_id=found.id,
            approves=form.pressed != SEND_BACK,
            checked=form.checked.data or "",
            has_read_source=form.has_read_source,
            seen=seen,
        )
    else:
        actions.take_back_notification(by=viewer(), change_id=found.id, why=form["ended_why"].data or "", seen=seen)
    return url_for("arrest_tests.notification_change", notification_change_id=found.id, done="decided")


def _page_of(change: NotificationChange) -> str:
    return url_for("arrest_tests.notification_change", notification_change_id=change.id, done="proposed")
