"""Reads of the earlier outcomes that were found for an episode."""

from sqlalchemy import bindparam, func, select

from pathways.disposals.models import EarlierOutcome
from pathways.disposals.rules import Prior
from pathways.refusals import OutOfSight
from pathways.store import db

_LIVE = (
    select(EarlierOutcome)
    .where(EarlierOutcome.episode_id == bindparam("of_episode"), EarlierOutcome.superseded_at.is_(None))
    .order_by(EarlierOutcome.given_on.desc(), EarlierOutcome.number)
)


def earlier_outcomes(episode_id: int) -> tuple[EarlierOutcome, ...]:
    """The live rows, latest outcome first. The caller found the episode in sight."""
    return tuple(db.session.scalars(_LIVE, {"of_episode": episode_id}))


def earlier_outcome(episode_id: int, number: int) -> EarlierOutcome:
    """One live row. Raises OutOfSight."""
    row = next((each for each in earlier_outcomes(episode_id) if each.number == number), None)
    if row is None:
        raise OutOfSight
    return row


def as_prior(row: EarlierOutcome) -> Prior:
    """One stored outcome as the rules read it."""
    return Prior(
        kind=row.kind,
        given_on=row.given_on,
        similar=row.is_similar,
        engaged=row.engaged,
        drug_family=row.drug_family,
        similar_rank_level=row.similar_rank.level if row.similar_rank else None,
    )


def next_earlier_number(episode_id: int) -> int:
    """The number of the next outcome of an episode. Two who take the same at once: one is told to look again."""
    last = db.session.scalar(select(func.max(EarlierOutcome.number)).where(EarlierOutcome.episode_id == episode_id))
    return (last or 0) + 1
