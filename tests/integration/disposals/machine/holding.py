"""What must hold of a disposal after every step, read from its rows: state, events, log, conditions, outcome code."""

from dataclasses import dataclass

from sqlalchemy import func, select

from pathways.audit.models import AuditEvent
from pathways.disposals.models import Condition, Disposal, DisposalEvent, OutcomeRecord
from pathways.store.base import db
from tests.integration.disposals.machine.the_table import STEPS, has_ended
from tests.machines.table import DISPOSALS, folded
from tests.unit.disposals.outcome_codes.test_codes_of_steps import MEANS

TAKES_EFFECT = {"sign", "agree", "give"}
ASKED_AT = {"3": {"sign", "give"}, "6": {"give"}, "7": {"give"}, "8": {"agree"}, "22": {"close_22"}}
NOTED_AT = {"1": {"charge", "proceedings_instituted"}, "5": {"person_died"}}
OTHER_CHANGES = {"disposal.code.answered", "disposal.contact.recorded"}
MAY_STAND_OPEN = {"TRANSFERRED"}
"""The other force goes on with what was agreed."""


@dataclass
class Rows:
    """One disposal as it stands in the tables."""

    disposal: Disposal
    events: list[DisposalEvent]
    conditions: list[Condition]
    codes: list[OutcomeRecord]

    @property
    def kind(self) -> str:
        return self.disposal.kind.value

    @property
    def state(self) -> str:
        return self.disposal.state.value


def rows_of(disposal: Disposal) -> Rows:
    def all_of(table, column):
        return list(db.session.scalars(select(table).where(column == disposal.id).order_by(table.id)))

    return Rows(
        disposal,
        all_of(DisposalEvent, DisposalEvent.disposal_id),
        all_of(Condition, Condition.disposal_id),
        all_of(OutcomeRecord, OutcomeRecord.disposal_id),
    )


def everything_holds(disposal: Disposal) -> None:
    """Every rule of this file, of a disposal that was walked from its proposal on."""
    rows = rows_of(disposal)
    the_events_lead_there(rows)
    the_log_has_one_change_for_each(rows)
    the_conditions_fit(rows)
    the_codes_follow(rows)
    two_people_decided(rows)


def the_events_lead_there(rows: Rows) -> None:
    led = [(event.event, event.to_state.value) for event in rows.events]
    state, taken = folded(DISPOSALS, rows.kind, led, "DRAFT")
    assert [event.from_state.value for event in rows.events] == [before for before, _ in taken]
    assert state == rows.state


def the_log_has_one_change_for_each(rows: Rows) -> None:
    of_it = (AuditEvent.subject_type == "disposal", AuditEvent.subject_id == rows.disposal.id)
    steps_only = (AuditEvent.action.not_in(OTHER_CHANGES), AuditEvent.event_class != "CON")
    changes = db.session.scalar(select(func.count()).where(*of_it, *steps_only))
    assert changes == len(rows.events)


def the_conditions_fit(rows: Rows) -> None:
    """Nothing stays open on what has ended, and something does where something is still to be done."""
    kind, state = rows.kind, rows.state
    open_now = [condition for condition in rows.conditions if condition.status.value == "open"]
    if kind in ("CC", "CR", "O22") and state in ("ACTIVE", "AGREED", "DEFERRED"):
        assert open_now, "nothing is left to be done, and no way on"
    if has_ended(kind, state) and rows.disposal.signed_at and state not in MAY_STAND_OPEN:
        assert not open_now, state
    if state == "COMPLETED":
        assert {condition.status.value for condition in rows.conditions} <= {"met", "varied"}
        assert rows.disposal.completed_at
    if state in ("REVIEW_DUE", "DEFERRED"):
        assert rows.disposal.completed_at is None


def the_codes_follow(rows: Rows) -> None:
    """The history of the code, folded a second time from the events and from what the registrar answered."""
    answered = [record for record in rows.codes if record.step.value in ("accepted", "corrected", "removed")]
    asked = [record for record in rows.codes if record not in answered]
    written = iter(asked)
    for event in rows.events:
        step = STEPS[rows.kind, event.from_state.value, event.event]
        move, code = MEANS[step.effect]
        stands = _stands_before(rows, event)
        if move.value == "request":
            line = next(written)
            assert (line.step.value, line.code) == ("requested", code)
            assert event.event in ASKED_AT[code]
        elif move.value == "remove" and stands:
            line = next(written)
            assert (line.step.value, line.code) == ("removal_asked", stands)
        elif move.value == "note" and not (code == "5" and stands):
            line = next(written)
            assert line.step.value == "noted"
            assert event.event in NOTED_AT.get(line.code, {"no_further_action"})
    assert next(written, None) is None


def _stands_before(rows: Rows, event: DisposalEvent) -> str:
    """The code that stood when the event was taken: the lines of steps carry its moment, or an earlier one."""
    before = [record for record in rows.codes if record.at < event.at]
    last = before[-1] if before else None
    return "" if last is None or last.step.value in ("removal_asked", "removed") else last.code


def two_people_decided(rows: Rows) -> None:
    for event in rows.events:
        if event.event in ("authorise", "cps_authorises"):
            assert event.by_id != rows.disposal.proposed_by_id
    assert rows.disposal.authorised_by_id != rows.disposal.proposed_by_id
