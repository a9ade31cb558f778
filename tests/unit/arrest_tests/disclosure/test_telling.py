"""A result that was told although it might not be: what must be said of it, and what it met."""

from datetime import timedelta

from pathways.arrest_tests.disclosure.rules import (
    ResultRecipient,
    SharingFacts,
    TellingDecision,
    deciding_faults,
    met_by_telling,
    sharing_faults,
    telling_faults,
    whom_faults,
)
from pathways.arrest_tests.testing.rules.results import ResultPurpose
from tests.unit.arrest_tests.records import NOW

LAWFUL = SharingFacts(purpose=ResultPurpose.ADVICE_AND_TREATMENT, recipient=ResultRecipient.TREATMENT)
OUTSIDE = SharingFacts(purpose=None, asked_for="a tenancy")


def test_what_might_be_told_is_no_incident_and_what_might_not_is_held_under_each_rule_it_met():
    assert met_by_telling(LAWFUL, is_held=False) == ()
    assert [finding.rule for finding in met_by_telling(OUTSIDE, is_held=False)] == ["V-049"]
    assert [finding.rule for finding in met_by_telling(LAWFUL, is_held=True)] == ["V-055"]
    assert [finding.rule for finding in met_by_telling(OUTSIDE, is_held=True)] == ["V-049", "V-055"]


def test_something_of_an_assessment_is_told_only_with_written_consent_and_is_held_when_it_was_told_without():
    of_assessment = SharingFacts(purpose=None, is_of_assessment=True)
    assert [fault.rule for fault in sharing_faults(of_assessment)] == ["V-050"]
    assert [finding.rule for finding in met_by_telling(of_assessment, is_held=False)] == ["V-050"]


def test_to_whom_for_what_and_when_are_said_and_nothing_was_told_in_the_future():
    telling = {"told_to": "Mr Hale", "told_at": NOW, "asked_for": "a tenancy", "now": NOW}
    assert telling_faults(**telling, read_at=NOW) == ()
    assert [fault.field for fault in telling_faults(**telling, read_at=NOW + timedelta(minutes=1))] == ["told_at"]
    for field, wrong in (
        ("told_to", " "),
        ("asked_for", ""),
        ("told_at", None),
        ("told_at", NOW + timedelta(minutes=1)),
    ):
        assert [fault.field for fault in telling_faults(**telling | {field: wrong})] == [field]


def test_a_purpose_with_nobody_chosen_is_asked_about_and_is_no_incident():
    (asked,) = whom_faults(SharingFacts(purpose=ResultPurpose.ADVICE_AND_TREATMENT))
    assert asked.field == f"to_{ResultPurpose.ADVICE_AND_TREATMENT.value}"
    assert whom_faults(LAWFUL) == whom_faults(OUTSIDE) == ()


def test_an_inspector_says_what_and_why():
    assert deciding_faults(decision=TellingDecision.VOIDED, reason="He was told to forget it") == ()
    assert [fault.field for fault in deciding_faults(decision=None, reason="No")] == ["decision", "reason"]
