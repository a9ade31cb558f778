"""A required assessment that went otherwise: every rule it met, what must be said of it, and what binds nobody."""

from datetime import date, timedelta
from typing import Any

import pytest

from pathways.arrest_tests.held_records.rules import (
    RequiredAsItHappened,
    Spoken,
    met_by_requiring,
    what_is_missing,
    why_it_binds_nobody,
)
from pathways.arrest_tests.testing.rules.results import OverallResult
from tests.unit.arrest_tests.records import NOW, an_assessment

HOUR = timedelta(hours=1)
LAWFUL: dict[str, Any] = {
    "imposed_at": NOW,
    "with_follow_up": True,
    "initial_at": NOW + timedelta(days=2),
    "service_id": 1,
    "spoken": frozenset(Spoken),
    "notice_served_at": NOW,
}
STANDING: dict[str, Any] = {"has_time": True, "left_without_notice": False, "is_positive": True, "has_died": False}


def a_requirement(**changes: Any) -> RequiredAsItHappened:
    return RequiredAsItHappened(**LAWFUL | changes)


def rules_met(record: RequiredAsItHappened, result_at: Any = NOW - HOUR, **case: Any) -> list[str]:
    findings = met_by_requiring(record, an_assessment(**case), result_at=result_at, now=NOW + 3 * HOUR)
    return [finding.rule for finding in findings]


def test_what_met_no_rule_and_can_still_be_required_on_its_page_is_not_held():
    assert rules_met(a_requirement()) == []


def test_what_was_in_order_and_is_entered_after_the_person_left_is_held_for_that_alone():
    (finding,) = met_by_requiring(
        a_requirement(), an_assessment(released_at=NOW + HOUR), result_at=NOW - HOUR, now=NOW + 3 * HOUR
    )
    assert finding.rule == "V-034"
    assert finding.message.startswith("Saved and held for an inspector. It is entered after the person left at ")


@pytest.mark.parametrize(
    ("changes", "case", "rule"),
    [
        ({}, {"result": OverallResult.NEGATIVE}, "V-032"),
        ({}, {"result_at": NOW + HOUR}, "V-032"),
        ({}, {"is_notified": False}, "V-032a"),
        ({}, {"born_on": date(2007, 6, 2)}, "V-033"),
        ({"notice_served_at": NOW}, {"released_at": NOW, "result": OverallResult.POSITIVE}, "V-034"),
        ({"with_follow_up": False}, {}, "V-035"),
        ({"notice_served_at": None}, {"released_at": NOW + HOUR}, "V-036"),
        ({"notice_served_at": NOW + 2 * HOUR}, {"released_at": NOW + HOUR}, "V-036"),
        ({"spoken": frozenset(Spoken) - {Spoken.FOLLOW_UP}}, {}, "V-037"),
        ({"initial_at": NOW}, {}, "V-038"),
        ({}, {"is_held": True}, "V-055"),
    ],
)
def test_each_rule_that_was_met_holds_it_and_without_that_it_is_not_met(changes, case, rule):
    assert rule in rules_met(a_requirement(**changes), **case)
    assert rule not in rules_met(a_requirement())


def test_the_notice_may_still_be_handed_over_while_the_person_is_here():
    assert rules_met(a_requirement(notice_served_at=None)) == []


def test_a_broken_rule_is_no_reason_to_refuse_and_what_is_missing_or_cannot_be_true_is():
    late = NOW + HOUR
    wrong: dict[str, dict[str, Any]] = {
        "imposed_at": {"imposed_at": late},
        "initial_at": {"initial_at": None},
        "service_id": {"service_id": None},
        "notice_served_at": {"notice_served_at": late},
    }
    for field, changes in wrong.items():
        missing = what_is_missing(a_requirement(**changes), was_handed_over=True, now=NOW)
        assert [reason.field for reason in missing] == [field]
    untold = a_requirement(spoken=frozenset(), initial_at=None, service_id=None, with_follow_up=False)
    assert list(what_is_missing(untold, was_handed_over=True, now=NOW)) == []
    unwritten = what_is_missing(a_requirement(imposed_at=None, notice_served_at=None), was_handed_over=True, now=NOW)
    assert [reason.field for reason in unwritten] == ["imposed_at", "notice_served_at"]


def test_without_a_notice_before_release_it_binds_nobody_even_released():
    assert why_it_binds_nobody(["V-037", "V-032a", "V-034"], **STANDING) == ()
    (words,) = why_it_binds_nobody(["V-036", "V-037"], **STANDING)
    assert "Drugs Act 2005 s.11(6), s.12(6)" in words


@pytest.mark.parametrize(
    "changes", [{"has_time": False}, {"left_without_notice": True}, {"is_positive": False}, {"has_died": True}]
)
def test_as_things_stand_on_the_day_it_may_bind_nobody(changes):
    assert len(why_it_binds_nobody((), **STANDING | changes)) == 1
