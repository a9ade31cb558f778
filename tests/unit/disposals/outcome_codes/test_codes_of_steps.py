"""What each step means for the outcome code, text by text of the table, and which states have ended."""

import pytest

from pathways.disposals.outcome_codes.rules import CodeMove, code_move, outcome_codes
from pathways.disposals.steps.rules.machine import DISPOSAL_STEPS, ENDED, MACHINES, TRANSITIONS, State, is_ended
from pathways.law.rules.disposal_terms import Kind
from pathways.tables import rows_of

NOTHING = (CodeMove.NONE, "")
MEANS = {
    "none": NOTHING,
    "none yet": NOTHING,
    "none (22 is blocked)": NOTHING,
    "none (investigation stays open)": NOTHING,
    "stays 3": NOTHING,
    "stays 3; no second disposal": NOTHING,
    "stays 6": NOTHING,
    "6 stays": NOTHING,
    "stays 8": NOTHING,
    "stays 3 or 6 unless registrar says otherwise": NOTHING,
    "existing 3 or 8 stays": NOTHING,
    "existing 3 or 8 stays; else the case system moves the crime": NOTHING,
    "set by the new record": NOTHING,
    "request 3 (adult caution) dated today": (CodeMove.REQUEST, "3"),
    "request 3 dated today": (CodeMove.REQUEST, "3"),
    "request 6 dated today": (CodeMove.REQUEST, "6"),
    "request 7 dated today": (CodeMove.REQUEST, "7"),
    "request 8 dated today": (CodeMove.REQUEST, "8"),
    "request 22 dated today": (CodeMove.REQUEST, "22"),
    "ask for removal of 8": (CodeMove.REMOVE, ""),
    "ask for removal of the code": (CodeMove.REMOVE, ""),
    "case system changes 3 to 1": (CodeMove.NOTE, "1"),
    "case system changes 3 or 6 to 1": (CodeMove.NOTE, "1"),
    "case system sets 1": (CodeMove.NOTE, "1"),
    "case system sets 5": (CodeMove.NOTE, "5"),
    "case system sets 10; 15; 16; 17 or 21": (CodeMove.NOTE, "10"),
}


def test_every_text_of_the_table_has_a_meaning_written_here():
    assert {row["outcome_code_effect"] for row in rows_of(TRANSITIONS)} == set(MEANS)


@pytest.mark.parametrize("effect", MEANS)
def test_each_text_means_what_the_field_says(effect):
    assert code_move(effect) == MEANS[effect]


@pytest.mark.parametrize("code", ["10", "15", "16", "17", "21"])
def test_the_code_of_no_further_action_is_the_one_that_was_chosen(code):
    assert code_move("case system sets 10; 15; 16; 17 or 21", code) == (CodeMove.NOTE, code)


def test_a_code_that_the_table_does_not_list_is_noted_nowhere():
    assert code_move("case system sets 10; 15; 16; 17 or 21", "22") == NOTHING


def test_every_code_asked_for_is_one_of_the_framework():
    known = {outcome_code.code for outcome_code in outcome_codes()}
    asked = {code for _, code in MEANS.values() if code}
    assert asked <= known


@pytest.mark.parametrize("kind", MACHINES)
def test_a_disposal_has_ended_where_nothing_but_an_error_or_a_court_leads_on(kind: Kind):
    only_wrong = {"error_found", "quashed"}
    for state in State:
        leads_on = {step.event for step in DISPOSAL_STEPS[kind].steps_from(state)} - only_wrong
        is_of_kind = any(state in (step.to, step.state) for step in DISPOSAL_STEPS[kind].steps.values())
        if is_of_kind and (leads_on or state in ENDED):
            assert is_ended(kind, state) is not bool(leads_on), state
    assert is_ended(kind, State.GIVEN) is (kind in (Kind.SC, Kind.CW))
