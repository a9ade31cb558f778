"""Results that were told although they might not be: of an episode, and those that wait for an inspector."""

from dataclasses import dataclass

from sqlalchemy import Select, select

from pathways.arrest_tests.models import DrugTest, ToldOutside
from pathways.arrest_tests.queries.holds import within_reach
from pathways.arrest_tests.rules.holds import may_decide
from pathways.auth import Viewer
from pathways.people.models import Episode
from pathways.people.queries import EpisodeView, view_of
from pathways.refusals import OutOfSight
from pathways.store import db


@dataclass(frozen=True, kw_only=True)
class Telling:
    """One incident with its case; never a result."""

    row: ToldOutside
    view: EpisodeView
    was_involved: bool


def told_outside_of(episode_id: int) -> tuple[ToldOutside, ...]:
    """Every such telling of an episode, latest first."""
    rows = select(ToldOutside).join(DrugTest, DrugTest.id == ToldOutside.drug_test_id)
    of_episode = rows.where(DrugTest.episode_id == episode_id)
    return tuple(db.session.scalars(of_episode.order_by(ToldOutside.told_at.desc(), ToldOutside.id.desc())))


def told_outside_waiting(viewer: Viewer) -> tuple[Telling, ...]:
    """Those of the viewer's force that wait for an inspector, the oldest first."""
    return tuple(_as_telling(viewer, row, episode) for row, episode in db.session.execute(_waiting(viewer)).all())


def telling(viewer: Viewer, telling_id: int) -> Telling:
    """One that waits, for an inspector who did not record it. Raises OutOfSight for everybody else."""
    row = db.session.execute(_waiting(viewer).where(ToldOutside.id == telling_id)).one_or_none()
    found = _as_telling(viewer, row[0], row[1]) if row else None
    if found is None or not may_decide(rank=viewer.rank, was_involved=found.was_involved):
        raise OutOfSight
    return found


def _waiting(viewer: Viewer) -> Select[ToldOutside, Episode]:
    return (
        select(ToldOutside, Episode)
        .join(DrugTest, DrugTest.id == ToldOutside.drug_test_id)
        .join(Episode, Episode.id == DrugTest.episode_id)
        .where(ToldOutside.decided_at.is_(None), *within_reach(viewer))
        .order_by(ToldOutside.recorded_at, ToldOutside.id)
    )


def _as_telling(viewer: Viewer, row: ToldOutside, episode: Episode) -> Telling:
    return Telling(row=row, view=view_of(episode), was_involved=row.recorded_by_id == viewer.user_id)
