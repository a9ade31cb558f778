"""The failures of an episode as the record holds them, for a test that looks behind the pages."""

from sqlalchemy import select

from pathways.arrest_tests.failures_to_attend.queries import FailureView
from pathways.arrest_tests.models.assessment import Failure
from pathways.people.custody.queries import EpisodeView
from pathways.store.base import db


def failures_of(view: EpisodeView) -> tuple[FailureView, ...]:
    """The failures of an episode, oldest first."""
    statement = select(Failure).where(Failure.episode_id == view.episode.id, Failure.taken_back_at.is_(None))
    has_died = view.person.died_at is not None
    return tuple(
        FailureView(failure=failure, details=view.details, has_died=has_died)
        for failure in db.session.scalars(statement.order_by(Failure.failed_at, Failure.id))
    )
