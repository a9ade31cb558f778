"""The table of steps is read as the field wrote it: no step from nowhere, no dead end that was not meant."""

from collections import Counter

from pathways.arrest_tests.rules import SAME, SETS, Machine, live_states, state_after, transitions


def test_the_table_has_the_ninety_five_steps_of_the_field() -> None:
    assert Counter(transition.machine.value for transition in transitions()) == {
        "TEST": 32,
        "LAB": 10,
        "RA": 33,
        "FAIL": 14,
        "HOLD": 6,
    }
    assert len(transitions()) == 95


def test_every_state_that_is_left_is_the_first_or_is_reached() -> None:
    for machine in Machine:
        mine = [transition for transition in transitions() if transition.machine is machine]
        reached = {transition.to for transition in mine} | {"NONE", "CLEAR"}
        assert {state for transition in mine for state in transition.origins} <= reached, machine


def test_a_set_of_states_is_no_state() -> None:
    assert {transition.to for transition in transitions()} & {*SETS, "ANY_LIVE"} == set()


def test_death_ends_every_open_step_but_a_hold() -> None:
    ends = {transition.machine: transition.to for transition in transitions() if transition.event == "death"}
    assert ends.pop(Machine.HOLD) == SAME
    assert set(ends.values()) == {"ENDED_DEATH", "ENDED"}
    assert state_after(Machine.REQUIREMENT, "FOLLOWUP_BOOKED", "death") == "ENDED_DEATH"


def test_a_review_that_ended_is_no_longer_live() -> None:
    assert "ENDED_AFTER_REVIEW" not in live_states(Machine.REQUIREMENT)
    assert "IMPOSED" in live_states(Machine.REQUIREMENT)


def test_a_voided_record_is_never_released() -> None:
    assert state_after(Machine.HOLD, "QUARANTINED", "release") == "RELEASED"
    assert state_after(Machine.HOLD, "VOIDED", "release") is None
    assert state_after(Machine.HOLD, "RELEASED", "q_rule_met") == "QUARANTINED"


def test_a_result_stays_a_result_after_release() -> None:
    assert state_after(Machine.TEST, "POSITIVE", "released") == "POSITIVE"
