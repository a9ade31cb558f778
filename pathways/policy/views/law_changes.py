"""Changes of the law's data, and of what a suite is notified for: proposed by one person, decided by another."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.approvals.queries import names_in
from pathways.approvals.views import answer_to
from pathways.arrest_tests.offences import queries as offences_queries
from pathways.auth.guard import permit, viewer
from pathways.drafts.desk import once, open_form
from pathways.law import actions, queries
from pathways.law import queries as law_queries
from pathways.law.models import NotificationChange
from pathways.law.queries import notification_changes
from pathways.law.rules.proposed_changes import NotificationDraft, row_at, stopping_bars, values_in_words
from pathways.law.rules.tables import LawTable
from pathways.policy.forms import LastDayOfNoticeForm, SiteNotificationForm, filled_from, law_form
from pathways.policy.views.changes import pages
from pathways.refusals import OutOfSight
from pathways.ui.pages import marks_asked_for, show

# Changes of the law's data: everybody may read the list, policy leads propose and decide.


NEW = "new"
TABLES = ", ".join(f"'{table.value}'" for table in LawTable)


@pages.get("/law-changes")
@permit("law.read")
def law_changes() -> ResponseReturnValue:
    """Every change ever proposed, those that were refused or taken back too."""
    marks = marks_asked_for("after", "notified_after")
    page = law_queries.law_changes(marks["after"])
    notified = notification_changes(viewer(), marks["notified_after"])
    return show(
        "policy/law_changes.html",
        page=page,
        notified=notified,
        marks=marks,
        names=names_in([*page.rows, *(row for row, _ in notified.rows)]),
        tables=list(LawTable),
        version=queries.law_in_use().version,
        may_change=viewer().may("policy.change"),
    )


@pages.route(f"/law-changes/propose/<any({TABLES}):law_table>/<code>", methods=["GET", "POST"])
@permit("policy.change")
def propose_law(law_table: str, code: str) -> ResponseReturnValue:
    """Propose how a row reads from a day on, or that it ends."""
    table = LawTable(law_table)
    row = None if code == NEW else _row(table, code)
    filled: dict[str, Any] = filled_from(table, row) if row else {}
    form = open_form(law_form(table, is_new=row is None), title="Propose a change of the law", filled=filled)

    def propose() -> str:
        draft = form.draft(None if row is None else code)
        made = actions.propose_law_change(by=viewer(), draft=draft)
        return url_for("policy.law_change", change_id=made.id, done="proposed")

    if response := once(form, propose):
        return response
    return show("policy/propose_law.html", form=form, table=table, row=row, code=code)


@pages.route("/law-changes/<int:change_id>", methods=["GET", "POST"])
@permit("policy.change")
def law_change(change_id: int) -> ResponseReturnValue:
    """One change: the row before and after, its source, and the decision of a second person."""
    change = law_queries.law_change(change_id)
    form, response = answer_to(
        change,
        title="Decide a change of the law",
        decide=actions.decide_law_change,
        end=actions.withdraw_law_change if change.waits else actions.stop_law_change,
        stands=lambda: actions.seen_of(change),
        onward=url_for("policy.law_change", change_id=change.id, done="decided"),
        may_stop=not stopping_bars(state=change.state, starts_on=change.starts_on, today=clock.today()),
    )
    if response:
        return response
    rows = law_queries.rows_before(change)
    before = row_at(rows, change.code, change.starts_on)
    return show(
        "policy/law_change.html",
        form=form,
        change=change,
        before=values_in_words(change.law_table, before) if before else (),
        before_row=before,
        after=values_in_words(change.law_table, change.content) if change.content else (),
        also_waiting=law_queries.waiting_beside(change),
        stand=offences_queries.offences_that_stand(viewer(), change) if change.starts_on <= clock.today() else 0,
        names=names_in([change]),
        is_own=change.proposed_by_id == viewer().user_id,
        is_done="done" in request.args,
    )


def _row(table: LawTable, code: str) -> dict[str, str]:
    """The row of a code today, else its latest. Raises OutOfSight."""
    rows = law_queries.rows_in_use(table)
    of_code = [row for row in rows if row["code"] == code]
    if not of_code:
        raise OutOfSight
    return row_at(rows, code, clock.today()) or of_code[-1]


# What a custody suite is notified for. These pages name no person in custody.


@pages.route("/suites/<int:suite_id>/testing", methods=["GET", "POST"])
@permit("policy.change")
def site_notification(suite_id: int) -> ResponseReturnValue:
    """The notifications of a suite, and a form that proposes one."""
    place = law_queries.suite_to_change(viewer(), suite_id)
    form = open_form(SiteNotificationForm, title="Drug testing notification", filled={"valid_from": clock.today()})

    def propose() -> str:
        return _page_of(actions.propose_notification(by=viewer(), suite_id=suite_id, draft=form.draft()))

    if response := once(form, propose):
        return response
    rows = queries.notifications_of(suite_id)
    return show("policy/site_notification.html", form=form, suite=place, rows=rows)


@pages.route("/suites/<int:suite_id>/testing/<int:notification_id>/withdraw", methods=["GET", "POST"])
@permit("policy.change")
def withdraw_notification(suite_id: int, notification_id: int) -> ResponseReturnValue:
    """Propose a last day for a notification."""
    place = law_queries.suite_to_change(viewer(), suite_id)
    row = law_queries.notification_to_end(place.id, notification_id)
    form = open_form(LastDayOfNoticeForm, title="Withdraw a notification", filled={"valid_to": clock.today()})

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

    if response := once(form, propose):
        return response
    return show("policy/withdraw_notification.html", form=form, suite=place, row=row)


@pages.route("/notification-changes/<int:notification_change_id>", methods=["GET", "POST"])
@permit("policy.change")
def notification_change(notification_change_id: int) -> ResponseReturnValue:
    """One change: what it says, its source, and the decision of a second person."""
    change, place = law_queries.notification_change(viewer(), notification_change_id)
    form, response = answer_to(
        change,
        title="Decide what a suite is notified for",
        decide=actions.decide_notification,
        end=actions.take_back_notification,
        stands=lambda: str(change.version),
        onward=url_for("policy.notification_change", notification_change_id=change.id, done="decided"),
    )
    if response:
        return response
    return show(
        "policy/notification_change.html",
        form=form,
        change=change,
        suite=place,
        ends=law_queries.notification_to_end(place.id, change.notification_id) if change.notification_id else None,
        names=names_in([change]),
        is_done="done" in request.args,
    )


def _page_of(change: NotificationChange) -> str:
    return url_for("policy.notification_change", notification_change_id=change.id, done="proposed")
