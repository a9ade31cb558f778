"""What rests on a test: the assessment that was required on it, and whom its result was told. Held with it (V-055)."""

from dataclasses import dataclass

from sqlalchemy import select

from pathways.arrest_tests.models import DrugTest, RequiredAssessment, ResultShared
from pathways.arrest_tests.queries.assessments import required_assessment_of
from pathways.arrest_tests.queries.tests import deciding_test
from pathways.store import db


@dataclass(frozen=True, kw_only=True)
class Resting:
    """The requirement, where the test decides in its episode, and every time that its result was told."""

    required: RequiredAssessment | None
    shared: tuple[ResultShared, ...]


def resting_on(test: DrugTest) -> Resting:
    """What rests on a test, and on the entries that it took the place of."""
    decides = deciding_test(test.episode_id)
    told = select(ResultShared).where(ResultShared.drug_test_id.in_(_entries_of(test)))
    return Resting(
        required=required_assessment_of(test.episode_id) if decides and decides.id == test.id else None,
        shared=tuple(db.session.scalars(told.order_by(ResultShared.shared_at, ResultShared.id))),
    )


def _entries_of(test: DrugTest) -> set[int]:
    """The test and every entry corrected into it."""
    entries = select(DrugTest.id, DrugTest.superseded_by_id).where(DrugTest.episode_id == test.episode_id)
    into = {row[0]: row[1] for row in db.session.execute(entries.order_by(DrugTest.id.desc()))}
    found = {test.id}
    for entry, later in into.items():  # the later ones first
        if later in found:
            found.add(entry)
    return found
