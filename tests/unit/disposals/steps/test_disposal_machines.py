"""The machines of the disposals, as the table writes them."""

import pytest

from pathways.disposals.steps.rules.machine import (
    ENDED,
    MACHINES,
    TRANSITIONS,
    NoSuchDisposalStep,
    State,
    may,
    step,
    transitions,
)
from pathways.law.rules.disposal_terms import Kind
from pathways.tables import rows_of


def reachable(kind: Kind) -> frozenset[State]:
    """The states that a machine has: a row for several machines holds only in those that have the state."""
    reached = {State.DRAFT}
    while True:
        wider = reached | {row.to for row in transitions(kind) if row.from_states & reached}
        if wider == reached:
            return frozenset(reached)
        reached = wider


def singles(kind: Kind) -> list[tuple[State, str, State]]:
    states = reachable(kind)
    return [(state, row.event, row.to) for row in transitions(kind) for state in row.from_states & states]


def test_the_table_has_70_rows_that_make_301_single_steps() -> None:
    assert len(rows_of(TRANSITIONS)) == 70
    assert sum(len(singles(kind)) for kind in MACHINES) == 301


def test_every_state_of_the_table_has_a_name_that_staff_read() -> None:
    written = {state for row in rows_of(TRANSITIONS) for state in (*row["from"].split("|"), row["to"])}
    assert written == {state.value for state in State}
    assert all(state.label for state in State)


@pytest.mark.parametrize("kind", MACHINES)
def test_no_event_leads_to_two_places(kind: Kind) -> None:
    seen = [(state, event) for state, event, _ in singles(kind)]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("kind", MACHINES)
def test_a_state_that_has_ended_is_left_only_because_it_was_wrong(kind: Kind) -> None:
    assert {(event, to) for state, event, to in singles(kind) if state in ENDED} <= {
        ("quashed", State.VOID),
        ("error_found", State.VOID),
    }


@pytest.mark.parametrize("kind", MACHINES)
def test_every_open_state_can_reach_an_end_and_the_death_of_the_person(kind: Kind) -> None:
    given = {State.GIVEN} if kind in (Kind.SC, Kind.CW) else set()
    for state in reachable(kind) - ENDED - given:
        reached, steps = {state}, singles(kind)
        while wider := {to for start, _, to in steps if start in reached} - reached:
            reached |= wider
        assert reached & (ENDED | given)
        assert may(kind, state, "person_died") or state is State.DETAINED_24A or State.CLOSED_DIED in reached


def test_a_conditional_caution_goes_from_proposal_to_completion() -> None:
    state = State.DRAFT
    for event in ("propose", "authorise", "sign", "report_condition", "condition_met", "all_met"):
        state = step(Kind.CC, state, event).to
    assert state is State.COMPLETED


def test_a_step_that_the_machine_does_not_have_is_refused_in_words() -> None:
    with pytest.raises(NoSuchDisposalStep, match="Conditional caution: no sign while waiting for authority"):
        step(Kind.CC, State.PROPOSED, "sign")


def test_outcome_3_is_asked_for_at_signing_and_stays_at_completion() -> None:
    assert step(Kind.CC, State.AUTHORISED, "sign").requests_code == "3"
    assert step(Kind.CC, State.PROPOSED, "authorise").requests_code == ""
    assert step(Kind.CC, State.ACTIVE, "all_met").outcome_code_effect == "stays 3"


def test_a_treatment_worker_reports_and_holds_no_police_rank_in_it() -> None:
    assert step(Kind.CC, State.ACTIVE, "report_condition").rank_level is None
    assert step(Kind.CC, State.AUTHORISED, "sign").rank_level == 2
    assert step(Kind.CC, State.ACTIVE, "condition_met").rank_level == 1
    assert step(Kind.CC, State.PROPOSED, "authorise").rank_level == 1


def test_outcome_22_is_asked_for_only_after_the_activity_was_done() -> None:
    codes = {
        (state, row.to): row.requests_code
        for row in transitions(Kind.O22)
        for state in row.from_states
        if row.requests_code
    }
    assert codes == {(State.COMPLETED_AWAITING_REVIEW, State.CLOSED_22): "22"}
