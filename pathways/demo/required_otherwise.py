"""One assessment that was required differently, so that the inspector's page shows a visitor what it is for."""

from datetime import timedelta

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests import actions
from pathways.arrest_tests.models import DrugTest, RequiredAssessment
from pathways.arrest_tests.queries import usable
from pathways.arrest_tests.rules import AssessmentDecision, OverallResult
from pathways.arrest_tests.rules.required_otherwise import RequiredAsItHappened, Spoken
from pathways.auth import Viewer
from pathways.directory.queries import services_open_on
from pathways.people.models import Episode, Person
from pathways.people.queries import view_of
from pathways.store import db

WORDS = "The night officer required the initial one only and spoke of no follow-up. It was seen at the handover."


def require_one(officer: Viewer) -> None:
    """Of whoever was positive last at the officer's suite and has nothing required of them."""
    required = select(RequiredAssessment.episode_id).where(
        RequiredAssessment.superseded_at.is_(None), RequiredAssessment.decision == AssessmentDecision.IMPOSED
    )
    tested = (
        select(Episode, DrugTest)
        .join(DrugTest, DrugTest.episode_id == Episode.id)
        .join(Person, Person.id == Episode.person_id)
        .where(DrugTest.result_at.is_not(None), DrugTest.superseded_at.is_(None), usable())
        .where(Episode.suite_id == officer.suite_id, Person.died_at.is_(None), Person.merged_into_id.is_(None))
        .where(Episode.id.not_in(required))
        .order_by((DrugTest.overall_result == OverallResult.POSITIVE).desc(), DrugTest.result_at.desc(), DrugTest.id)
        .limit(1)
    )
    if (found := db.session.execute(tested).first()) is None or found[1].result_at is None:
        return
    imposed_at = min(found[1].result_at + timedelta(minutes=10), clock.now())
    said = RequiredAsItHappened(
        imposed_at=imposed_at,
        with_follow_up=False,
        initial_at=imposed_at + timedelta(days=3),
        service_id=services_open_on(clock.today())[0].id,
        spoken=frozenset({Spoken.TIME_AND_PLACE, Spoken.WARNED_INITIAL}),
        notice_served_at=imposed_at,
    )
    actions.record_requirement_as_it_happened(by=officer, view=view_of(found[0]), said=said, words=WORDS)
