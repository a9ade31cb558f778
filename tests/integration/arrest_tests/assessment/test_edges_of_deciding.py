"""What the actions of authority, assessment and notification refuse at their edges."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.assessment.queries import people_with_an_open_test_or_assessment
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.documents import notice_of
from pathways.arrest_tests.offences import queries as offences_queries
from pathways.arrest_tests.rules import AuthorityMode
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.auth.roles import OrganisationKind, Rank, Role
from pathways.documents.models import Copy
from pathways.law.rules.findings import SampleCondition
from pathways.refusals import OutOfSight, Refused
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    GROUNDS,
    a_test,
)


def message_of(act, **facts) -> str:
    with pytest.raises(Refused) as refused:
        act(**facts)
    return refused.value.reasons[0].message


def test_a_decision_against_an_assessment_is_kept_with_its_reason_and_has_no_notice(officer, view):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    decision = AssessmentDecision.NOT_IMPOSED
    made = assessment_actions.decide_assessment(
        by=officer, view=view, decision=decision, not_imposed_reason="Already in treatment"
    )
    assert assessment_queries.required_assessment_of(view.episode.id) is None
    assert assessment_queries.progress(view.episode.id).assessment is assessment_queries.AssessmentProgress.NOT_REQUIRED
    with pytest.raises(ValueError, match="has a notice"):
        notice_of(view, made, Copy(number=1, made_at=clock.now()))


def test_a_sample_that_could_not_be_used_leaves_no_test_open(db, officer, view):
    unused = {"result_at": None, "analytes": {}, "has_medicine": None, "told_answer": None}
    spoiled = a_test(sample_condition=SampleCondition.INSUFFICIENT, **unused)
    testing_actions.record_test(by=officer, view=view, record=spoiled)
    assert db.session.scalars(people_with_an_open_test_or_assessment(officer)).all() == []


def test_a_notice_is_handed_over_once_and_never_in_the_future(officer, view, the_clock):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    the_clock.advance(timedelta(seconds=40))
    when = clock.now() + timedelta(days=1)
    service = county.service().id
    facts = {"decision": AssessmentDecision.IMPOSED, "initial_at": when, "service_id": service}
    assessment_actions.decide_assessment(by=officer, view=view, **facts)
    serve = {"by": officer, "view": view, "all_said": True}
    assert "in the future" in message_of(assessment_actions.serve_notice, served_at=when, **serve)
    typed = clock.now().replace(second=0, microsecond=0)
    served = assessment_actions.serve_notice(served_at=typed, **serve)  # the minute in which it was required
    assert served.notice_served_at >= served.imposed_at
    assert "can no longer be changed" in message_of(assessment_actions.serve_notice, served_at=clock.now(), **serve)


def test_an_authority_names_an_offence_of_the_arrest_and_an_officer_of_the_force(officer, view):
    (line,) = offences_queries.offences_of(view.episode.id)
    facts = {
        "by": officer,
        "view": view,
        "offence_id": line.id,
        "given_by_id": officer.user_id,
        "mode": AuthorityMode.ORAL,
        "grounds": GROUNDS,
        "given_at": clock.now(),
    }
    stranger = county.user(Role.CO, of=county.organisation("Nottinghamshire Police", OrganisationKind.FORCE))
    assert "one of the offences" in message_of(authority_actions.give_authority, **facts | {"offence_id": 999})
    assert "your own force" in message_of(authority_actions.give_authority, **facts | {"given_by_id": stranger.id})
    future_facts = {
        "told_at": clock.now() + timedelta(minutes=1),
        "given_by_id": county.officer(Rank.INSPECTOR).user_id,
    }
    assert "in the future" in message_of(authority_actions.give_authority, **facts | future_facts)
    with pytest.raises(OutOfSight):
        authority_actions.confirm_authority(by=officer, view=view, authority_id=999)
