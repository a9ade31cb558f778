"""The test as it happened: one sample, refusals, reasons not to ask."""

import pytest
from sqlalchemy.exc import IntegrityError

from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.offences import queries as offences_queries
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.arrest_tests.testing.rules.results import AnalyteResult, OverallResult, SampleOutcome, not_tested_reasons
from pathways.law.rules.findings import stops
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    NO_SAMPLE,
    a_test,
    arrested_for,
    in_custody,
    refusal,
    refused,
)


def test_a_positive_sample_is_kept_with_route_offence_regime_and_panel(officer, view):
    made = testing_actions.record_test(by=officer, view=view, record=a_test())
    assert (made.overall_result, made.route, made.regime) == (OverallResult.POSITIVE, "arrest", "ClassA_2023")
    assert made.relied_on == [line.id for line in offences_queries.offences_of(view.episode.id)]
    assert testing_queries.analytes_of(made.id) == {
        "cocaine": AnalyteResult.POSITIVE,
        "opiates": AnalyteResult.NEGATIVE,
    }


def test_a_sample_may_be_saved_first_and_its_result_added(officer, view):
    unread = a_test(result_at=None, analytes={}, has_medicine=None, told_answer=None)
    first = testing_actions.record_test(by=officer, view=view, record=unread)
    assert first.overall_result is None
    assert assessment_queries.progress(view.episode.id).test is assessment_queries.TestProgress.IN_PROGRESS
    read = a_test(warned_at=first.warned_at, requested_at=first.requested_at, taken_at=first.taken_at)
    second = testing_actions.record_test(by=officer, view=view, record=read)
    assert (second.overall_result, first.superseded_by_id) == (OverallResult.POSITIVE, second.id)


def test_one_sample_in_a_continuous_detention_whatever_the_custody_number(officer, view):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    elsewhere, _ = county.detained(view.person, by=officer, continuous_detention=view.detention.continuous_detention)
    from pathways.people.custody import queries as people

    second = people.episode(officer, elsewhere.id)
    arrested_for(officer, second, "TA68-8")
    message = "A sample has already been taken in this period of detention. No further sample may be taken."
    assert message in refusal(testing_actions.record_test, by=officer, view=second, record=a_test())


def test_the_database_itself_holds_one_sample_a_detention(officer, view, db):
    made = testing_actions.record_test(by=officer, view=view, record=a_test())
    values = {column.name: getattr(made, column.name) for column in made.__table__.columns if column.name != "id"}
    db.session.add(type(made)(**values))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_refusal_may_be_followed_by_a_fresh_request_and_opens_no_assessment(officer, view):
    testing_actions.record_test(by=officer, view=view, record=refused())
    assert refusal(
        assessment_actions.decide_assessment, by=officer, view=view, decision=AssessmentDecision.NOT_IMPOSED
    ) == [stops("V-032").message]
    testing_actions.record_test(by=officer, view=view, record=a_test())
    assert [test.outcome for test in testing_queries.tests_of(view.episode.id)] == [
        SampleOutcome.REFUSED,
        SampleOutcome.SAMPLE_GIVEN,
    ]
    assert testing_queries.deciding_test(view.episode.id).outcome is SampleOutcome.SAMPLE_GIVEN


def test_a_refusal_without_a_warning_is_kept_as_what_happened(officer, view):
    made = testing_actions.record_test(by=officer, view=view, record=refused(warned_at=None))
    assert (made.outcome, made.warned_at) == (SampleOutcome.REFUSED, None)


@pytest.mark.database
def test_not_asked_is_kept_with_exactly_one_reason(officer, view):
    not_asked = {"outcome": SampleOutcome.NOT_ASKED, "warned_at": None, "requested_at": None, **NO_SAMPLE}
    made = testing_actions.record_test(
        by=officer, view=view, record=a_test(**not_asked, not_tested_reason=not_tested_reasons()["hospital"])
    )
    assert (made.not_tested_reason, made.route) == (not_tested_reasons()["hospital"], None)
    assert refusal(testing_actions.record_test, by=officer, view=view, record=a_test(**not_asked)) == [
        "Select why no sample was asked for"
    ]


def test_a_request_without_a_lawful_basis_is_refused_with_every_reason(officer):
    view = in_custody(officer)
    arrested_for(officer, view, "TA78-3")
    (message,) = refusal(testing_actions.record_test, by=officer, view=view, record=a_test())
    assert "is not a trigger offence on 25 November 2026" in message
