"""The live answers about the risks of an episode."""

from datetime import datetime

from sqlalchemy import bindparam, select

from pathways.auth.queries import names_of
from pathways.safeguarding.models import RiskScreen
from pathways.safeguarding.rules import RISKS, RiskAnswers, RiskTold, told_of_risks
from pathways.store import db

_LIVE = select(RiskScreen).where(RiskScreen.episode_id == bindparam("of_episode"), RiskScreen.superseded_at.is_(None))

_ALL = select(RiskScreen).where(RiskScreen.episode_id == bindparam("of_episode")).order_by(RiskScreen.id)


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


def risks_told(episode_id: int) -> tuple[RiskTold, ...]:
    """Every risk with its answer, since when it stands and to whom it was said.

    A row keeps what the one before it answered: an answer is as old as the first of the rows that say the same.
    """
    rows = db.session.scalars(_ALL, {"of_episode": episode_id}).all()
    names = names_of(row.recorded_by_id for row in rows)
    given: dict[str, tuple[datetime, str]] = {}
    before = RiskAnswers()
    for row in rows:
        after = answers_on(row)
        for one in RISKS:
            if after.of(one) is not before.of(one):
                given[one.name] = (row.recorded_at, names[row.recorded_by_id])
        before = after
    return told_of_risks(before, given)
