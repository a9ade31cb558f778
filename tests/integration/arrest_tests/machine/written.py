"""What the record says, folded into states by the field's own table: a step that the table does not have is a fault.

Read from the rows alone, and in the order in which things happened: nothing here asks the product's own rules where a
machine stands.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from pathways.arrest_tests.rules import Machine
from pathways.store.base import db
from tests.machines.table import CUSTODY, folded

TABLES = (
    "offence",
    "authority",
    "authority_refusal",
    "drug_test",
    "analyte",
    "hold",
    "hold_rule",
    "lab_check",
    "lab_check_step",
    "required_assessment",
    "appointment_change",
    "failure",
    "failure_decision",
    "required_assessment_outcome",
    "follow_up",
    "follow_up_outcome",
    "detention",
    "person",
)
Row = Any
READ = {"negative": "read_negative", "positive": "read_positive", "inconclusive": "read_inconclusive"}
AGAIN = {
    "REFUSED": "ask_again",
    "UNABLE_GOOD_CAUSE": "ask_again",
    "NOT_TESTED": "reopen",
    "SAMPLE_TAKEN": "second_sample",
}


class Written:
    """The rows of one person's record. The database holds nobody else's."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {}
        self.read_again(TABLES)

    def read_again(self, tables: Iterable[str]) -> None:
        for name in tables:
            table = db.metadata.tables[name]
            self.rows[name] = list(db.session.execute(select(table).order_by(table.c.id)).all())
        db.session.rollback()

    def live(self, table: str) -> list[Row]:
        return [row for row in self.rows[table] if row.superseded_at is None]

    @property
    def has_died(self) -> bool:
        return any(row.died_at is not None for row in self.rows["person"])

    @property
    def is_released(self) -> bool:
        return any(row.released_at is not None for row in self.live("detention"))

    @property
    def required(self) -> Row | None:
        """The live requirement, else the last that there was."""
        requirements = [row for row in self.rows["required_assessment"] if row.decision == "imposed"]
        alive = [row for row in requirements if row.superseded_at is None]
        return (alive or requirements)[-1] if requirements else None

    def holds(self, test_id: int) -> list[Row]:
        return [row for row in self.rows["hold"] if row.drug_test_id == test_id]

    # The test

    def test_events(self) -> list[str]:
        """Every request and what came of it, in their order, without what was held apart."""
        rows = [row for row in self.live("drug_test") if not row.is_irregular]
        events: list[str] = ["route_open"]
        state, _ = folded(CUSTODY, Machine.TEST, events, "NONE")
        for place, row in enumerate(rows):
            more = [AGAIN[state]] if place else []
            more += self._events_of(row, is_last=row is rows[-1])
            events += more
            state, _ = folded(CUSTODY, Machine.TEST, events, "NONE")
        return events

    def _events_of(self, row: Row, *, is_last: bool) -> list[str]:
        if row.outcome == "not_asked":
            refused = row.not_tested_reason.code == "authority_refused"
            return ["needs_authority", "authority_refused"] if refused else ["stop"]
        events = ["needs_authority", "authority_given"] if self._by_authority(row) else []
        events += [
            "warn",
            "request",
            {"refused": "refuse", "could_not": "cannot_give"}.get(row.outcome, "sample_given"),
        ]
        if row.overall_result in READ:
            events.append(READ[row.overall_result])
        elif row.overall_result == "no_valid_sample" and is_last:
            events.append("no_valid_sample")
        return events

    def _by_authority(self, row: Row) -> bool:
        relied = [offence for offence in self.rows["offence"] if offence.id in row.relied_on]
        return not any(offence.is_trigger_on_arrest or offence.is_trigger_on_charge for offence in relied)

    @property
    def test(self) -> str:
        """Where the latest test stands; NONE while nothing was recorded of it."""
        rows = [row for row in self.live("drug_test") if not row.is_irregular]
        return folded(CUSTODY, Machine.TEST, self.test_events(), "NONE")[0] if rows else "NONE"

    # The laboratory, the hold, the failures

    def laboratory(self, check: Row) -> list[str]:
        return [row.step for row in self.rows["lab_check_step"] if row.lab_check_id == check.id]

    def hold_events(self, hold: Row) -> list[str]:
        """Rules are noticed and decided in turn; what was decided together was decided in one step."""
        rules = [row for row in self.rows["hold_rule"] if row.hold_id == hold.id]
        moments = sorted(
            {(row.noticed_at, 0, "") for row in rules} | {(r.decided_at, 1, r.decision) for r in rules if r.decided_at}
        )
        events: list[str] = []
        for _, is_decision, decision in moments:
            if is_decision:
                events.append(str(decision))
            else:
                waits = events and events[-1] in ("q_rule_met", "further_rule_met")
                events.append("further_rule_met" if waits else "q_rule_met")
        return events

    def failure_events(self, failure: Row) -> list[str]:
        steps = [row.step for row in self.rows["failure_decision"] if row.failure_id == failure.id]
        first = "refusal_recorded" if failure.kind == "sample" else "police_told"
        return [first, *("error_or_hold_voided" if step == "discontinued" else step for step in steps)]

    # The requirement

    def requirement_events(self) -> list[str]:
        """The life of the last requirement: required, told, each appointment, and its end."""
        required = self.required
        if any(row.decision == "not_imposed" for row in self.live("required_assessment")):
            return ["do_not_impose"]
        if required is None:
            return []
        events = ["impose"]
        if required.notice_served_at is not None:
            events += ["serve_ra1", *self._appointments(required)]
        is_complete = folded(CUSTODY, Machine.REQUIREMENT, events, "NONE")[0] == "COMPLETE"
        if required.superseded_at is not None and not is_complete:  # police end what they may not know is complete
            events += [self._end_of(required)]
        return events

    def _appointments(self, required: Row) -> list[str]:
        events: list[str] = []
        given = [row for row in self.rows["appointment_change"] if row.notice_served_at is not None]
        mine = [row for row in given if row.required_assessment_id == required.id]
        changes = sorted(mine, key=lambda row: (row.notice_served_at, row.id))
        was_missed = False
        for booking in range(1, required.booking + 1):
            varied, again = _until_the_next(changes)
            changes = changes[len(varied) + len(again) :]
            events += ["vary"] * len(varied)
            outcome = self._outcome("required_assessment_outcome", required.id, booking)
            follow_ups = self._told(required.id) if booking == required.booking else []
            events += _initial(outcome, follow_ups, was_missed=was_missed)
            was_missed = was_missed or (outcome is not None and outcome.outcome == "failed_to_attend")
            if booking == required.booking and follow_ups and follow_ups[0].decision == "required":
                events += self._follow_ups(required.id, follow_ups)
            events += ["rebook"] * len(again)
        return events

    def _told(self, required_id: int) -> list[Row]:
        """The follow-up as it was told, in the order of its notices."""
        rows = [row for row in self.rows["follow_up"] if row.required_assessment_id == required_id]
        return sorted((row for row in rows if row.given_at is not None), key=lambda row: (row.given_at, row.id))

    def _follow_ups(self, required_id: int, follow_ups: list[Row]) -> list[str]:
        events: list[str] = []
        for before, row in zip([None, *follow_ups], follow_ups, strict=False):
            if before is not None:
                events.append("rebook" if row.booking > before.booking else "vary")
            is_last_of_it = not any(later.booking == row.booking for later in follow_ups[follow_ups.index(row) + 1 :])
            outcome = self._outcome("follow_up_outcome", required_id, row.booking) if is_last_of_it else None
            if outcome is not None:
                came = {"attended_remained": "attends_and_remains", "failed_to_attend": "no_show"}
                events.append(came.get(outcome.outcome, "leaves_early"))
        return events

    def _outcome(self, table: str, required_id: int, booking: int) -> Row | None:
        rows = (row for row in self.live(table) if row.required_assessment_id == required_id and row.booking == booking)
        return next(rows, None)

    def _end_of(self, required: Row) -> str:
        why = required.correction_reason or ""
        if "laboratory" in why:
            return "lab_not_confirmed"
        return "court_bail_condition" if why.startswith("A court") else "error_or_hold_voided"


def _until_the_next(changes: list[Row]) -> tuple[list[Row], list[Row]]:
    """The changes of one appointment, and the booking of the next one that ends them."""
    place = next((at for at, row in enumerate(changes) if row.is_rebooking), len(changes))
    return changes[:place], changes[place : place + 1]


def _initial(outcome: Row | None, follow_ups: list[Row], *, was_missed: bool) -> list[str]:
    """What became of one initial assessment, with what was told at it."""
    if outcome is not None and outcome.outcome == "failed_to_attend":
        return ["no_show"]
    if outcome is None and not follow_ups:
        return []
    events = ["attends"]
    has_left = outcome is not None and outcome.outcome == "failed_to_remain"
    if follow_ups and follow_ups[0].decision == "not_required":
        events.append("followup_not_needed")
    elif follow_ups:
        events += ["leaves_early", "followup_notice_was_given"] if has_left else ["followup_notice"]
    elif has_left:
        events.append("leaves_early")
    elif outcome is not None:
        events.append("followup_already_ended" if was_missed else "ends_without_notice")
    if has_left and "followup_not_needed" in events:
        events.append("leaves_early")
    return events
