"""The test as it happened, its result behind its purposes, and the assessment that only a positive opens."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.documents import notice_of
from pathways.arrest_tests.rules import (
    AnalyteResult,
    AssessmentDecision,
    NotTestedReason,
    Outcome,
    OverallResult,
    Purpose,
    SampleCondition,
)
from pathways.auth import Role
from pathways.people import actions as people_actions
from pathways.people.rules import ReleaseType
from pathways.refusals import OutOfSight, Refused
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    NO_SAMPLE,
    a_test,
    again,
    arrested_for,
    in_custody,
    negative,
    refused,
)


@pytest.fixture
def officer(app):
    return county.officer()


@pytest.fixture
def view(officer):
    found = in_custody(officer)
    arrested_for(officer, found)
    return found


def refusal(act, **facts) -> list[str]:
    with pytest.raises(Refused) as said:
        act(**facts)
    return [reason.message for reason in said.value.reasons]


def test_a_positive_sample_is_kept_with_route_offence_regime_and_panel(officer, view):
    made = actions.record_test(by=officer, view=view, record=a_test())
    assert (made.overall_result, made.route, made.regime) == (OverallResult.POSITIVE, "arrest", "ClassA_2023")
    assert made.relied_on == [line.id for line in queries.offences_of(view.episode.id)]
    assert queries.analytes_of(made.id) == {"cocaine": AnalyteResult.POSITIVE, "opiates": AnalyteResult.NEGATIVE}


def test_a_sample_may_be_saved_first_and_its_result_added(officer, view):
    unread = a_test(result_at=None, analytes={}, has_medicine=None, told_answer=None)
    first = actions.record_test(by=officer, view=view, record=unread)
    assert first.overall_result is None
    assert queries.progress(view.episode.id).test is queries.TestProgress.IN_PROGRESS
    read = a_test(warned_at=first.warned_at, requested_at=first.requested_at, taken_at=first.taken_at)
    second = actions.record_test(by=officer, view=view, record=read)
    assert (second.overall_result, first.superseded_by_id) == (OverallResult.POSITIVE, second.id)


def test_one_sample_in_a_continuous_detention_whatever_the_custody_number(officer, view):
    actions.record_test(by=officer, view=view, record=a_test())
    elsewhere, _ = county.detained(view.person, by=officer, continuous_detention=view.detention.continuous_detention)
    from pathways.people import queries as people

    second = people.episode(officer, elsewhere.id)
    arrested_for(officer, second, "TA68-8")
    message = "A sample has already been taken in this period of detention. No further sample may be taken."
    assert message in refusal(actions.record_test, by=officer, view=second, record=a_test())


def test_the_database_itself_holds_one_sample_a_detention(officer, view, db):
    made = actions.record_test(by=officer, view=view, record=a_test())
    values = {column.name: getattr(made, column.name) for column in made.__table__.columns if column.name != "id"}
    db.session.add(type(made)(**values))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_refusal_may_be_followed_by_a_fresh_request_and_opens_no_assessment(officer, view):
    actions.record_test(by=officer, view=view, record=refused())
    assert refusal(actions.decide_assessment, by=officer, view=view, decision=AssessmentDecision.NOT_IMPOSED) == [
        "An assessment can only be required after a positive test."
    ]
    actions.record_test(by=officer, view=view, record=a_test())
    assert [test.outcome for test in queries.tests_of(view.episode.id)] == [Outcome.REFUSED, Outcome.SAMPLE_GIVEN]
    assert queries.deciding_test(view.episode.id).outcome is Outcome.SAMPLE_GIVEN


def test_a_refusal_without_a_warning_is_kept_as_what_happened(officer, view):
    made = actions.record_test(by=officer, view=view, record=refused(warned_at=None))
    assert (made.outcome, made.warned_at) == (Outcome.REFUSED, None)


def test_not_asked_is_kept_with_exactly_one_reason(officer, view):
    not_asked = {"outcome": Outcome.NOT_ASKED, "warned_at": None, "requested_at": None, **NO_SAMPLE}
    made = actions.record_test(
        by=officer, view=view, record=a_test(**not_asked, not_tested_reason=NotTestedReason.HOSPITAL)
    )
    assert (made.not_tested_reason, made.route) == (NotTestedReason.HOSPITAL, None)
    assert refusal(actions.record_test, by=officer, view=view, record=a_test(**not_asked)) == [
        "Select why no sample was asked for"
    ]


def test_a_request_without_a_lawful_basis_is_refused_with_every_reason(officer):
    view = in_custody(officer)
    arrested_for(officer, view, "TA78-3")
    (message,) = refusal(actions.record_test, by=officer, view=view, record=a_test())
    assert "is not a trigger offence on 25 November 2026" in message


def test_a_wrong_result_is_corrected_beside_what_it_corrects_and_the_assessment_ends(officer, view):
    first = actions.record_test(by=officer, view=view, record=a_test())
    required = require(officer, view)
    right = actions.recorded(first)
    assert refusal(actions.correct_test, by=officer, view=view, record=right, reason="") == [
        "Say why it was wrong. What was recorded before is kept beside it"
    ]
    clean = negative(warned_at=first.warned_at, requested_at=first.requested_at, taken_at=first.taken_at)
    second = actions.correct_test(by=officer, view=view, record=clean, reason="Read the wrong line")
    assert second.overall_result is OverallResult.NEGATIVE
    assert (first.superseded_by_id, first.correction_reason) == (second.id, "Read the wrong line")
    assert queries.required_assessment_of(view.episode.id) is None
    assert required.correction_reason == "The test result that it rested on was corrected"


def test_a_result_is_told_only_for_a_purpose_that_the_role_may_use(officer, view):
    actions.record_test(by=officer, view=view, record=a_test())
    decider = county.viewer_of(county.user(Role.DM))
    worker = county.viewer_of(county.user(Role.TW))
    manager = county.viewer_of(county.user(Role.MG))
    number = view.episode.id
    assert queries.result_for(decider, number, Purpose.CONDITIONAL_CAUTION).overall is OverallResult.POSITIVE
    assert queries.result_for(worker, number, Purpose.ADVICE_AND_TREATMENT).overall is OverallResult.POSITIVE
    for viewer, purpose in (
        (decider, Purpose.SUPERVISION),
        (worker, Purpose.CONDITIONAL_CAUTION),
        *((manager, each) for each in Purpose),
    ):
        with pytest.raises(OutOfSight):
            queries.result_for(viewer, number, purpose)


def test_what_other_rooms_are_told_of_a_test_never_tells_positive_from_negative(officer, app):
    told = []
    for record in (a_test(), negative()):
        view = in_custody(officer, of=county.person(surname=f"Other{len(told)}", by=officer))
        arrested_for(officer, view)
        actions.record_test(by=officer, view=view, record=record)
        found = queries.progress(view.episode.id)
        seen = queries.test_of_episode(officer, view.episode.id)
        told.append((found.test, found.test_words, found.assessment, seen.outcome, seen.has_result, seen.is_read))
    assert told[0] == told[1]


def require(by, view, **changes):
    facts = {
        "by": by,
        "view": view,
        "decision": AssessmentDecision.IMPOSED,
        "initial_at": clock.now() + timedelta(days=1),
        "service_id": county.service().id,
    }
    return actions.decide_assessment(**facts | changes)


def test_a_positive_adult_may_be_required_to_go_to_both_assessments(officer, view):
    actions.record_test(by=officer, view=view, record=a_test())
    required = require(officer, view)
    assert required.initial_place == "Lincoln Recovery Hub, Lincoln"
    assert queries.required_assessment_of(view.episode.id) is required
    assert queries.progress(view.episode.id).assessment is queries.AssessmentProgress.IMPOSED


@pytest.mark.parametrize(
    "record",
    [
        lambda: negative(),
        lambda: a_test(
            sample_condition=SampleCondition.INSUFFICIENT,
            result_at=None,
            analytes={},
            has_medicine=None,
            told_answer=None,
        ),
        lambda: a_test(analytes={"cocaine": AnalyteResult.NEGATIVE, "opiates": AnalyteResult.INVALID}),
    ],
)
def test_no_other_result_opens_a_required_assessment(officer, view, record):
    actions.record_test(by=officer, view=view, record=record())
    assert refusal(require, by=officer, view=view) == ["An assessment can only be required after a positive test."]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"initial_at": -timedelta(minutes=1)}, "The appointment must be in the future."),
        ({"initial_at": None}, "Enter the date and time of the initial assessment"),
        ({"service_id": None}, "Select the service where the initial assessment is"),
        (
            {"decision": AssessmentDecision.NOT_IMPOSED},
            "Enter why you do not require the assessments",
        ),
    ],
)
def test_what_a_requirement_needs(officer, view, changes, message):
    actions.record_test(by=officer, view=view, record=a_test())
    moved = {name: clock.now() + one if isinstance(one, timedelta) else one for name, one in changes.items()}
    assert message in refusal(require, by=officer, view=view, **moved)


def test_after_release_nothing_can_be_required_any_more(officer, view):
    actions.record_test(by=officer, view=view, record=a_test())
    people_actions.release(
        by=officer, episode=view.episode, released_at=clock.now(), release_type=next(iter(ReleaseType))
    )
    (message,) = refusal(require, by=officer, view=again(officer, view))
    assert message.startswith("The requirement must be imposed before release from the police station.")


def test_the_notice_is_handed_over_before_release_with_the_hash_of_its_paper(officer, view):
    actions.record_test(by=officer, view=view, record=a_test())
    required = require(officer, view)
    assert (
        "the notice in writing"
        in refusal(actions.serve_notice, by=officer, view=view, all_said=False, served_at=clock.now())[0]
    )
    before = required.imposed_at - timedelta(minutes=1)
    assert refusal(actions.serve_notice, by=officer, view=view, all_said=True, served_at=before) == [
        "Give the written notice before the person is released."
    ]
    actions.serve_notice(by=officer, view=view, all_said=True, served_at=clock.now())
    paper = notice_of(view, required)
    assert paper.startswith(b"%PDF")
    assert required.notice_sha256 == hashlib.sha256(paper).hexdigest()
    assert queries.progress(view.episode.id).assessment is queries.AssessmentProgress.SERVED
    assert refusal(require, by=officer, view=view) == ["The notice has been handed over, so this decision stands"]


def test_until_the_notice_is_handed_over_the_time_may_be_changed(officer, view):
    actions.record_test(by=officer, view=view, record=a_test())
    first = require(officer, view)
    second = require(officer, view, initial_at=clock.now() + timedelta(days=2))
    assert first.superseded_by_id == second.id
