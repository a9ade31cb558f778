"""One result that was told although it might not be, so that the inspector's page shows a visitor what it is for."""

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests import actions
from pathways.arrest_tests.models import DrugTest
from pathways.arrest_tests.queries import usable
from pathways.arrest_tests.rules.sharing import SharingFacts
from pathways.auth import Viewer
from pathways.people.models import Episode, Person
from pathways.people.queries import view_of
from pathways.store import db

TOLD = SharingFacts(purpose=None, asked_for="Whether to renew a tenancy")


def tell_one(officer: Viewer) -> None:
    """Of whoever was tested last at the officer's suite: a housing officer rang, and was told."""
    tested = (
        select(Episode)
        .join(DrugTest, DrugTest.episode_id == Episode.id)
        .join(Person, Person.id == Episode.person_id)
        .where(DrugTest.overall_result.is_not(None), DrugTest.superseded_at.is_(None), usable())
        .where(Episode.suite_id == officer.suite_id, Person.died_at.is_(None), Person.merged_into_id.is_(None))
        .order_by(DrugTest.result_at.desc(), DrugTest.id.desc())
        .limit(1)
    )
    if (episode := db.session.scalar(tested)) is not None:
        actions.record_told_outside(
            by=officer, view=view_of(episode), facts=TOLD, told_to="A housing officer who rang", told_at=clock.now()
        )
