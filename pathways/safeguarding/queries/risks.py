"""The live answers about the risks of an episode."""

from sqlalchemy import bindparam, select

from pathways.safeguarding.models import RiskScreen
from pathways.safeguarding.rules import RISKS, RiskAnswers
from pathways.store import db

_LIVE = select(RiskScreen).where(RiskScreen.episode_id == bindparam("of_episode"), RiskScreen.superseded_at.is_(None))


def risks_of(episode_id: int) -> RiskAnswers:
    """What was answered about the risks of one episode so far."""
    return answers_on(risk_row_of(episode_id))


def risk_row_of(episode_id: int) -> RiskScreen | None:
    """The live row, with when and by whom."""
    return db.session.scalar(_LIVE, {"of_episode": episode_id})


def answers_on(row: RiskScreen | None) -> RiskAnswers:
    """A row as the rules read it; nobody was asked anything where there is none."""
    if row is None:
        return RiskAnswers()
    return RiskAnswers(**{one.name: getattr(row, one.name) for one in RISKS})
