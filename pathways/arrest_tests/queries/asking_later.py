"""Reminders to ask again. The caller found the episode in sight."""

from sqlalchemy import exists, select

from pathways.arrest_tests.models import AskLater, DrugTest
from pathways.store import db


def reminders_of(episode_id: int) -> tuple[AskLater, ...]:
    """Every reminder of an episode, latest first."""
    rows = select(AskLater).where(AskLater.episode_id == episode_id)
    return tuple(db.session.scalars(rows.order_by(AskLater.recorded_at.desc(), AskLater.id.desc())))


def reminder_of(episode_id: int) -> AskLater | None:
    """The reminder that stands: the latest, unless somebody asked, or decided not to, since."""
    since = exists().where(DrugTest.episode_id == episode_id, DrugTest.recorded_at >= AskLater.recorded_at)
    rows = select(AskLater).where(AskLater.episode_id == episode_id, ~since)
    return db.session.scalars(rows.order_by(AskLater.recorded_at.desc(), AskLater.id.desc()).limit(1)).first()
