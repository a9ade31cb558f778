"""Only a positive result of an adult, before release, opens a required assessment."""

from datetime import date, timedelta
from typing import Any

import pytest

from pathways.arrest_tests.assessment.rules import (
    NOT_HELD,
    appointment_faults,
    explanations_missing,
    may_assessment_be_required,
    notice_faults,
)
from pathways.arrest_tests.testing.rules.results import OverallResult, SampleOutcome
from pathways.law.rules.findings import Bearing
from pathways.vocabulary import Mark
from tests.unit.arrest_tests.records import NOW, a_record, an_assessment


def test_a_positive_result_of_an_adult_before_release_lets_both_assessments_be_required() -> None:
    answer = may_assessment_be_required(an_assessment())
    assert answer.may_be_required
    assert answer.verdict == "Yes, if the notice is given before release"


@pytest.mark.parametrize(
    "result", [None, *(result for result in OverallResult if result is not OverallResult.POSITIVE)]
)
def test_nothing_but_a_positive_result_opens_a_required_assessment(result: OverallResult | None) -> None:
    answer = may_assessment_be_required(an_assessment(result=result))
    assert [bar.rule for bar in answer.bars] == ["V-032"]


def test_a_refused_sample_never_opens_a_required_assessment() -> None:
    refused = a_record(outcome=SampleOutcome.REFUSED, refusal_words="No", analytes={}, result_at=None)
    assert not may_assessment_be_required(an_assessment(result=refused.overall_result)).may_be_required


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"born_on": date(2007, 6, 2)}, "V-033"),
        ({"is_notified": False}, "V-032a"),
        ({"released_at": NOW}, "V-034"),
        ({"released_at": NOW - timedelta(hours=1)}, "V-034"),
    ],
)
def test_what_bars_a_required_assessment(changes: dict[str, Any], rule: str) -> None:
    answer = may_assessment_be_required(an_assessment(**changes))
    assert [bar.rule for bar in answer.bars] == [rule]
    assert answer.verdict == "No: offer a voluntary referral"


def test_a_requirement_after_release_says_when_the_person_left() -> None:
    (bar,) = may_assessment_be_required(an_assessment(released_at=NOW)).bars
    assert bar.message == (
        "The requirement must be imposed before release from the police station. The person left at 06:00, 1 June 2025."
    )


def test_somebody_who_was_never_detained_is_told_so_and_not_that_they_are_still_in_detention() -> None:
    answer = may_assessment_be_required(an_assessment(result=None, is_detention=False, is_notified=False))
    assert [bar.rule for bar in answer.bars] == ["V-032", "V-034"]
    assert answer.bars[1].message == NOT_HELD
    assert "Still in detention." not in [finding.message for finding in answer.findings]


def test_the_first_appointment_lies_ahead_and_a_late_one_only_warns() -> None:
    assert [fault.rule for fault in appointment_faults(an_assessment(initial_at=NOW))] == ["V-038"]
    assert appointment_faults(an_assessment(initial_at=NOW + timedelta(days=1))) == ()
    late = an_assessment(initial_at=NOW + timedelta(days=20), target_on=date(2025, 6, 6))
    warning = [
        finding.rule for finding in may_assessment_be_required(late).findings if finding.bearing is Bearing.WARNS
    ]
    assert warning == ["V-036", "V-040"]


def test_a_notice_handed_over_within_the_minute_of_the_requirement_is_not_before_it() -> None:
    typed = NOW.replace(second=0, microsecond=0)
    required = typed + timedelta(seconds=40)
    assert notice_faults(served_at=typed, imposed_at=required, released_at=None) == ()
    [early] = notice_faults(served_at=typed - timedelta(minutes=1), imposed_at=required, released_at=None)
    assert early.message.startswith("The assessment was required at")
    assert "before the person" not in early.message


def test_the_notice_is_served_after_the_requirement_and_before_release() -> None:
    half_past = NOW + timedelta(minutes=30)
    assert notice_faults(served_at=half_past, imposed_at=NOW, released_at=None) == ()
    assert notice_faults(served_at=half_past, imposed_at=NOW, released_at=half_past)
    assert notice_faults(served_at=NOW - timedelta(minutes=1), imposed_at=NOW, released_at=None)
    answer = may_assessment_be_required(an_assessment(notice_served_at=half_past, has_been_told=True))
    assert answer.verdict == "Yes. The notice has been given"


def test_the_five_things_are_named_when_not_all_were_said() -> None:
    (finding,) = explanations_missing(())
    assert finding.message.count(";") == 4
    assert finding.mark is Mark.VERIFIED
