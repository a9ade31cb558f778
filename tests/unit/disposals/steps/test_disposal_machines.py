"""The machines of the disposals, as the table writes them."""

import pytest

from pathways.disposals.outcome_codes.rules import CodeMove, code_move
from pathways.disposals.steps.rules.machine import DISPOSAL_STEPS, ENDED, MACHINES, TRANSITIONS, State, may
from pathways.law.rules.disposal_terms import Kind
from pathways.tables import rows_of
from tests.machines.table import DISPOSALS, reached


def singles(kind: Kind) -> list[tuple[State, str, State]]:
    steps = [step for step in reached(DISPOSALS, "DRAFT") if step.machine == kind]
    return [(State(step.state), step.event, State(step.to)) for step in steps]


def test_the_table_has_70_rows_that_make_301_single_steps() -> None:
    assert len(rows_of(TRANSITIONS)) == 70
    assert sum(len(singles(kind)) for kind in MACHINES) == 301


def test_every_state_of_the_table_has_a_name_that_staff_read() -> None:
    written = {state for row in rows_of(TRANSITIONS) for state in (*row["from"].split("|"), row["to"])}
    assert written == {state.value for state in State}
    assert all(state.label for state in State)


@pytest.mark.parametrize("kind", MACHINES)
def test_a_state_that_has_ended_is_left_only_because_it_was_wrong(kind: Kind) -> None:
    assert {(event, to) for state, event, to in singles(kind) if state in ENDED} <= {
        ("quashed", State.VOID),
        ("error_found", State.VOID),
    }


@pytest.mark.parametrize("kind", MACHINES)
def test_every_open_state_can_reach_an_end_and_the_death_of_the_person(kind: Kind) -> None:
    given = {State.GIVEN} if kind in (Kind.SC, Kind.CW) else set()
    steps = singles(kind)
    for state in {each for start, _, to in steps for each in (start, to)} - ENDED - given:
        there = {state}
        while wider := {to for start, _, to in steps if start in there} - there:
            there |= wider
        assert there & (ENDED | given)
        assert may(kind, state, "person_died") or state is State.DETAINED_24A or State.CLOSED_DIED in there


def test_a_conditional_caution_goes_from_proposal_to_completion() -> None:
    state = State.DRAFT
    for event in ("propose", "authorise", "sign", "report_condition", "condition_met", "all_met"):
        state = DISPOSAL_STEPS[Kind.CC].after(state, event) or State.DRAFT
    assert state is State.COMPLETED


def test_a_step_that_the_machine_does_not_have_may_be_taken_by_nobody() -> None:
    assert DISPOSAL_STEPS[Kind.CC].after(State.PROPOSED, "sign") is None
    assert not DISPOSAL_STEPS[Kind.CC].may_take(State.PROPOSED, "sign", "DM", 4)
    assert DISPOSAL_STEPS[Kind.CC].may_take(State.AUTHORISED, "sign", "DM", 2)


def asked_for(kind: Kind) -> dict[tuple[str, str, str], str]:
    """The code that each step asks for."""
    steps = [step for step in DISPOSAL_STEPS[kind].steps.values() if code_move(step.code_effect)[0] is CodeMove.REQUEST]
    return {(step.state, step.event, step.to): code_move(step.code_effect)[1] for step in steps}


def test_outcome_3_is_asked_for_at_signing_and_stays_at_completion() -> None:
    assert asked_for(Kind.CC) == {(State.AUTHORISED, "sign", State.ACTIVE): "3"}
    assert DISPOSAL_STEPS[Kind.CC].steps[State.ACTIVE, "all_met"].code_effect == "stays 3"


def test_a_treatment_worker_reports_and_holds_no_police_rank_in_it() -> None:
    may_take = DISPOSAL_STEPS[Kind.CC].may_take
    assert may_take(State.ACTIVE, "report_condition", "TW")
    assert not may_take(State.ACTIVE, "condition_met", "TW")
    assert may_take(State.ACTIVE, "condition_met", "CO", 1)
    assert not may_take(State.AUTHORISED, "sign", "DM", 1)


def test_outcome_22_is_asked_for_only_after_the_activity_was_done() -> None:
    assert asked_for(Kind.O22) == {(State.COMPLETED_AWAITING_REVIEW, "close_22", State.CLOSED_22): "22"}
