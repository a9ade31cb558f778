"""The table of steps is read as the field wrote it: no step from nowhere, no dead end that was not meant."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from pathways import arrest_tests
from pathways.arrest_tests.rules import CUSTODY_STEPS, Machine
from pathways.step_tables.rules import SAME

TABLE = Path(arrest_tests.__file__).parent / "data" / "test_transitions.csv"
LIVE = {Machine.LAB: "LIVE_CHECK", Machine.REQUIREMENT: "LIVE_REQUIREMENT", Machine.FAILURE: "LIVE_FAILURE"}


def test_the_table_has_the_ninety_five_steps_of_the_field() -> None:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = Counter(row["machine"] for row in csv.DictReader(lines) if row["machine"] != "GROUP")
    assert rows == {"TEST": 32, "LAB": 10, "RA": 33, "FAIL": 14, "HOLD": 6}


@pytest.mark.parametrize("machine", Machine)
def test_every_state_that_is_left_is_the_first_or_is_reached(machine: Machine) -> None:
    steps = CUSTODY_STEPS[machine].steps
    assert {state for state, _ in steps} <= {step.to for step in steps.values()} | {"NONE", "CLEAR"}


@pytest.mark.parametrize(("machine", "group"), LIVE.items())
def test_what_is_live_is_every_state_that_is_left_but_the_first_and_a_review_that_ended(machine, group) -> None:
    table = CUSTODY_STEPS[machine]
    assert table.groups[group] == {state for state, _ in table.steps} - {"NONE", "ENDED_AFTER_REVIEW"}


def test_death_ends_every_open_step_but_a_hold() -> None:
    ends = {
        (machine, step.to)
        for machine in Machine
        for (_, e), step in CUSTODY_STEPS[machine].steps.items()
        if e == "death"
    }
    assert {to for machine, to in ends if machine is not Machine.HOLD} == {"ENDED_DEATH", "ENDED"}
    assert (Machine.HOLD, SAME) in ends
    assert CUSTODY_STEPS[Machine.REQUIREMENT].after("FOLLOWUP_BOOKED", "death") == "ENDED_DEATH"


def test_a_voided_record_is_never_released() -> None:
    hold = CUSTODY_STEPS[Machine.HOLD]
    assert hold.after("QUARANTINED", "release") == "RELEASED"
    assert hold.after("VOIDED", "release") is None
    assert hold.after("RELEASED", "q_rule_met") == "QUARANTINED"


def test_a_result_stays_a_result_after_release() -> None:
    assert CUSTODY_STEPS[Machine.TEST].after("POSITIVE", "released") == "POSITIVE"
