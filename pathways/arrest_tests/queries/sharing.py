"""To whom a result was told."""

from sqlalchemy import select

from pathways.arrest_tests.models import DrugTest, ResultShared
from pathways.store import db


def shared_of(episode_id: int) -> tuple[ResultShared, ...]:
    """Every sharing of the results of an episode, latest first; those of an entry corrected since, too."""
    rows = select(ResultShared).join(DrugTest, DrugTest.id == ResultShared.drug_test_id)
    of_episode = rows.where(DrugTest.episode_id == episode_id)
    return tuple(db.session.scalars(of_episode.order_by(ResultShared.shared_at.desc(), ResultShared.id.desc())))
