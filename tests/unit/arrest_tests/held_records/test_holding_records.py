"""Who decides a held record, on what, and where each step leads."""

import pytest

from pathways.arrest_tests.held_records.rules import (
    HoldDecision,
    HoldState,
    SampleIs,
    decision_faults,
    may_decide,
    moved,
)
from pathways.auth.roles import Rank

WHY = "It was seen on the camera"


@pytest.mark.parametrize(
    ("state", "event", "leads_to"),
    [
        (None, "q_rule_met", HoldState.QUARANTINED),
        (HoldState.QUARANTINED, "further_rule_met", HoldState.QUARANTINED),
        (HoldState.QUARANTINED, "release", HoldState.RELEASED),
        (HoldState.QUARANTINED, "void", HoldState.VOIDED),
        (HoldState.RELEASED, "q_rule_met", HoldState.QUARANTINED),
        (HoldState.VOIDED, "q_rule_met", None),
        (HoldState.VOIDED, "release", None),
        (None, "release", None),
    ],
)
def test_a_hold_moves_only_as_the_table_of_steps_says(state, event, leads_to) -> None:
    assert moved(state, event) is leads_to


def test_only_a_released_record_is_used_again() -> None:
    assert [state for state in HoldState if state.may_be_used] == [HoldState.RELEASED]


@pytest.mark.parametrize(
    ("rank", "was_involved", "decides"),
    [
        (Rank.INSPECTOR, False, True),
        (Rank.SUPERINTENDENT, False, True),
        (Rank.SERGEANT, False, False),
        (None, False, False),
        (Rank.INSPECTOR, True, False),
    ],
)
def test_an_inspector_who_had_no_part_in_it_decides(rank, was_involved, decides) -> None:
    assert may_decide(rank=rank, was_involved=was_involved) is decides


def test_each_rule_needs_a_reason_and_a_void_says_more() -> None:
    def asked(decision: HoldDecision | None, **answers: object) -> list[str | None]:
        facts = {"reasons": ((1, WHY), (2, " ")), "sample_is": None, "is_person_told": None} | answers
        return [fault.field for fault in decision_faults(decision=decision, **facts)]

    assert asked(None) == ["reason_2"]
    assert asked(HoldDecision.RELEASE, reasons=((1, WHY),)) == []
    assert asked(HoldDecision.VOID) == ["reason_2", "sample_is", "person_told"]
    assert asked(HoldDecision.VOID, reasons=(), sample_is=SampleIs.KEPT, is_person_told=False) == []
