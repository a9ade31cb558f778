"""What is kept of the appropriate adult of a request, in words, and what is missing of it."""

from datetime import date

from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from pathways.arrest_tests.testing.rules.results import (
    AdultFacts,
    AdultRelation,
    AdultStep,
    SampleOutcome,
    adult_faults,
)
from pathways.law.rules.findings import Bearing
from tests.unit.arrest_tests.cases import a_case

WARNING, REQUEST, TAKING = AdultStep.of_a_test()
MUM = AdultFacts(name="Mrs Rawcliffe", relation=AdultRelation.PARENT, there_for=frozenset((WARNING, REQUEST, TAKING)))


def test_all_three_steps_count_where_a_sample_was_taken_and_two_where_none_was() -> None:
    without_taking = AdultFacts(
        name="Mrs Rawcliffe", relation=AdultRelation.PARENT, there_for=frozenset({WARNING, REQUEST})
    )
    assert MUM.is_there_for_all(SampleOutcome.SAMPLE_GIVEN)
    assert not without_taking.is_there_for_all(SampleOutcome.SAMPLE_GIVEN)
    assert without_taking.is_there_for_all(SampleOutcome.REFUSED)
    assert not AdultFacts().is_there_for_all(SampleOutcome.COULD_NOT)


def test_the_words_name_the_adult_and_the_steps_with_and_without_them() -> None:
    assert MUM.words(SampleOutcome.REFUSED) == "Mrs Rawcliffe (parent), there for the warning and the request"
    late = AdultFacts(name="A. Byrne", relation=AdultRelation.SCHEME, there_for=frozenset({REQUEST}))
    assert late.words(SampleOutcome.SAMPLE_GIVEN) == (
        "A. Byrne (from the appropriate adult scheme), there for the request; not for the warning and the taking"
    )
    assert AdultFacts().words(SampleOutcome.SAMPLE_GIVEN) == "Needed; nobody was there"
    assert "relation not said" in AdultFacts(name="A. Byrne", there_for=frozenset({REQUEST})).words(
        SampleOutcome.REFUSED
    )


def test_an_adult_who_was_there_is_named_and_nobody_is_asked_who_needs_none() -> None:
    missing = [reason.field for reason in adult_faults(AdultFacts(there_for=frozenset({WARNING})), is_needed=True)]
    assert missing == ["adult_name", "adult_relation"]
    assert [reason.field for reason in adult_faults(None, is_needed=True)] == ["adult_there"]
    assert list(adult_faults(None, is_needed=False)) == []
    assert list(adult_faults(AdultFacts(), is_needed=True)) == []


def test_that_no_adult_is_needed_is_not_said_before_it_was_asked():
    asked, unasked = a_case(), a_case(needs_were_said=False)
    bearings = {finding.message: finding.bearing for finding in may_a_sample_be_requested(unasked).on_either}
    assert bearings["Say what this person needs: an appropriate adult, an interpreter or neither."] is Bearing.MISSING
    assert "No appropriate adult needed." not in bearings
    assert "No appropriate adult needed." in [finding.message for finding in may_a_sample_be_requested(asked).on_either]
    assert not may_a_sample_be_requested(unasked).arrest.is_open


def test_a_child_is_offered_the_young_peoples_service_and_not_the_adults_referral():
    answer = may_a_sample_be_requested(a_case(born_on=date(2010, 1, 1)))
    assert answer.verdict == "No: offer the young people’s service"
