"""Changes of the law's data: the list for everybody, proposing and deciding for policy leads."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways import clock
from pathways.arrest_tests import queries
from pathways.arrest_tests.actions import law as actions
from pathways.arrest_tests.forms.law import filled_from, law_form
from pathways.arrest_tests.models.law import ProposedChange
from pathways.arrest_tests.queries import law as changes
from pathways.arrest_tests.queries.notifications import notification_changes
from pathways.arrest_tests.rules.law import LawTable
from pathways.arrest_tests.rules.law_changes import ChangeState, row_at, stopping_bars
from pathways.arrest_tests.rules.law_columns import values_in_words
from pathways.arrest_tests.views.blueprint import pages
from pathways.auth.guard import permit, viewer
from pathways.auth.queries import names_of
from pathways.drafts.desk import once, open_form
from pathways.refusals import OutOfSight
from pathways.ui.deciding import SEND_BACK, DecideForm, EndForm, form_to_decide
from pathways.ui.forms import Form
from pathways.ui.pages import show

NEW = "new"
TABLES = ", ".join(f"'{table.value}'" for table in LawTable)


@pages.get("/law-changes")
@permit("law.read")
def law_changes() -> ResponseReturnValue:
    """Every change ever proposed, those that were refused or taken back too."""
    rows, notified = changes.law_changes(), notification_changes(viewer())
    people = [person for row in rows for person in (row.proposed_by_id, row.decided_by_id, row.ended_by_id)]
    people += [person for row, _ in notified for person in (row.proposed_by_id, row.decided_by_id)]
    return show(
        "arrest_tests/law_changes.html",
        rows=rows,
        notified=notified,
        names=names_of(people),
        tables=list(LawTable),
        version=queries.law_in_use().version,
        may_change=viewer().may("policy.change"),
    )


@pages.route(f"/law-changes/propose/<any({TABLES}):law_table>/<code>", methods=["GET", "POST"])
@permit("policy.change")
def propose_law(law_table: str, code: str) -> ResponseReturnValue:
    """Propose how one row reads from a day on, or that it ends."""
    table = LawTable(law_table)
    row = None if code == NEW else _row(table, code)
    filled: dict[str, Any] = filled_from(table, row) if row else {}
    form = open_form(law_form(table, is_new=row is None), title="Propose a change of the law", filled=filled)

    def propose() -> str:
        draft = form.draft(None if row is None else code)
        made = actions.propose_law_change(by=viewer(), draft=draft)
        return url_for("arrest_tests.law_change", change_id=made.id, done="proposed")

    if form.submitted() and (location := once(form, propose)):
        return redirect(location)
    return show("arrest_tests/propose_law.html", form=form, table=table, row=row, code=code)


@pages.route("/law-changes/<int:change_id>", methods=["GET", "POST"])
@permit("policy.change")
def law_change(change_id: int) -> ResponseReturnValue:
    """One change: the row before and after, its source, and the decision of a second person."""
    found = changes.law_change(change_id)
    form = _form_for(found)
    if form and form.submitted() and (location := once(form, lambda: _act(found, form))):
        return redirect(location)
    if form:
        form["seen"].data = actions.seen_of(found)  # what was pressed twice is about the change as it now stands
    rows = changes.rows_before(found)
    before = row_at(rows, found.code, found.starts_on)
    return show(
        "arrest_tests/law_change.html",
        form=form,
        found=found,
        before=values_in_words(found.law_table, before) if before else (),
        before_row=before,
        after=values_in_words(found.law_table, found.content) if found.content else (),
        also_waiting=changes.waiting_beside(found),
        stand=changes.offences_that_stand(viewer(), found) if found.starts_on <= clock.today() else 0,
        names=names_of((found.proposed_by_id, found.decided_by_id, found.ended_by_id)),
        is_own=found.proposed_by_id == viewer().user_id,
        is_done="done" in request.args,
    )


def _form_for(found: ProposedChange) -> Form | None:
    """The decision where somebody else proposed it, taking back where it is one's own, stopping before it begins."""
    is_own = found.proposed_by_id == viewer().user_id
    waits = found.state is ChangeState.WAITING
    may_stop = not stopping_bars(state=found.state, starts_on=found.starts_on, today=clock.today())
    decides, ends = waits and not is_own, (waits and is_own) or may_stop
    if request.method == "POST":  # what was sent is answered as what it was, though the change moved on meanwhile
        decides = "ended_why" not in request.form
    if not (decides or ends or request.method == "POST"):
        return None
    asked = form_to_decide(is_made_up=found.is_demonstration) if decides else EndForm
    return open_form(asked, title="Decide a change of the law")


def _act(found: ProposedChange, form: Form) -> str:
    facts: dict[str, Any] = {"by": viewer(), "change_id": found.id, "seen": form["seen"].data or ""}
    if isinstance(form, DecideForm):
        approves = form.pressed != SEND_BACK
        actions.decide_law_change(
            approves=approves, checked=form.checked.data or "", has_read_source=form.has_read_source, **facts
        )
    elif found.state is ChangeState.WAITING:
        actions.withdraw_law_change(why=form["ended_why"].data or "", **facts)
    else:
        actions.stop_law_change(why=form["ended_why"].data or "", **facts)
    return url_for("arrest_tests.law_change", change_id=found.id, done="decided")


def _row(table: LawTable, code: str) -> dict[str, str]:
    """The row of a code today, else its latest. Raises OutOfSight."""
    rows = changes.rows_in_use(table)
    of_code = [row for row in rows if row["code"] == code]
    if not of_code:
        raise OutOfSight
    return row_at(rows, code, clock.today()) or of_code[-1]
