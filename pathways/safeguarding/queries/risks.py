"""The live answers about risks, of one episode or of many."""

from collections.abc import Collection

from sqlalchemy import select

from pathways.safeguarding.models import RiskScreen
from pathways.safeguarding.rules import RISKS, RiskAnswers
from pathways.store import db


def risks_of_many(episode_ids: Collection[int]) -> dict[int, RiskAnswers]:
    """What was answered, by episode id; an episode without a row was asked nothing."""
    live = (RiskScreen.episode_id.in_(set(episode_ids)), RiskScreen.superseded_at.is_(None))
    return {row.episode_id: _answers(row) for row in db.session.scalars(select(RiskScreen).where(*live))}


def risks_of(episode_id: int) -> RiskAnswers:
    """What was answered about the risks of one episode so far."""
    row = risk_row_of(episode_id)
    return _answers(row) if row else RiskAnswers()


def risk_row_of(episode_id: int) -> RiskScreen | None:
    """The live row, with when and by whom."""
    live = (RiskScreen.episode_id == episode_id, RiskScreen.superseded_at.is_(None))
    return db.session.scalar(select(RiskScreen).where(*live))


def _answers(row: RiskScreen) -> RiskAnswers:
    return RiskAnswers(**{one.name: getattr(row, one.name) for one in RISKS})
