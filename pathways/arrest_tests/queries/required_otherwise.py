"""Required assessments that went otherwise: of an episode, and those that wait for an inspector."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select

from pathways import clock
from pathways.arrest_tests.models import RequiredAssessment, RequiredOtherwise, RequiredOtherwiseRule
from pathways.arrest_tests.queries.assessments import assessment_facts
from pathways.arrest_tests.queries.holds import within_reach
from pathways.arrest_tests.rules import OverallResult
from pathways.arrest_tests.rules.holds import may_decide
from pathways.arrest_tests.rules.required_otherwise import why_it_binds_nobody
from pathways.auth import Viewer
from pathways.people.models import Episode
from pathways.people.queries import EpisodeView, view_of
from pathways.refusals import OutOfSight
from pathways.store import db


@dataclass(frozen=True, kw_only=True)
class OtherwiseView:
    """One record with its case; never a result."""

    row: RequiredOtherwise
    view: EpisodeView
    was_involved: bool


def otherwise_of(episode_id: int) -> tuple[RequiredOtherwise, ...]:
    """Every such record of an episode, latest first."""
    of_episode = select(RequiredOtherwise).where(RequiredOtherwise.episode_id == episode_id)
    return tuple(db.session.scalars(of_episode.order_by(RequiredOtherwise.id.desc())))


def is_requirement_held(episode_id: int) -> bool:
    """Whether what an officer said about a requirement of an episode waits for an inspector."""
    waits = (RequiredOtherwise.episode_id == episode_id, RequiredOtherwise.decided_at.is_(None))
    return db.session.scalar(select(RequiredOtherwise.id).where(*waits)) is not None


def rules_of_requirements(rows: Iterable[RequiredOtherwise]) -> dict[int, list[RequiredOtherwiseRule]]:
    """The rules that several met, by record."""
    found: dict[int, list[RequiredOtherwiseRule]] = {row.id: [] for row in rows}
    met = select(RequiredOtherwiseRule).where(RequiredOtherwiseRule.required_otherwise_id.in_(found))
    for one in db.session.scalars(met.order_by(RequiredOtherwiseRule.id)) if found else ():
        found[one.required_otherwise_id].append(one)
    return found


def rules_of_requirement(otherwise_id: int) -> tuple[RequiredOtherwiseRule, ...]:
    """The rules that one met, in their order."""
    of_record = select(RequiredOtherwiseRule).where(RequiredOtherwiseRule.required_otherwise_id == otherwise_id)
    return tuple(db.session.scalars(of_record.order_by(RequiredOtherwiseRule.id)))


def requirements_waiting(viewer: Viewer) -> tuple[OtherwiseView, ...]:
    """Those of the viewer's force that wait for an inspector, the oldest first."""
    return tuple(_as_view(viewer, *row) for row in db.session.execute(_waiting(viewer)).all())


def requirement_waiting(viewer: Viewer, otherwise_id: int) -> OtherwiseView:
    """One that waits, for an inspector who had no part in it. Raises OutOfSight for everybody else."""
    row = db.session.execute(_waiting(viewer).where(RequiredOtherwise.id == otherwise_id)).one_or_none()
    found = _as_view(viewer, *row) if row else None
    if found is None or not may_decide(rank=viewer.rank, was_involved=found.was_involved):
        raise OutOfSight
    return found


def why_not_enforceable(held: OtherwiseView) -> tuple[str, ...]:
    """Why it would bind nobody if it were released now; empty where it would be a requirement like any other."""
    row, facts = held.row, assessment_facts(held.view, clock.now())
    return why_it_binds_nobody(
        (one.rule for one in rules_of_requirement(row.id)),
        has_time=row.initial_at is not None,
        left_without_notice=row.notice_served_at is None and facts.released_at is not None,
        is_positive=facts.is_held or facts.result is OverallResult.POSITIVE,
        has_died=held.view.person.died_at is not None,
    )


def _waiting(viewer: Viewer) -> Select[RequiredOtherwise, Episode, RequiredAssessment]:
    return (
        select(RequiredOtherwise, Episode, RequiredAssessment)
        .join(Episode, Episode.id == RequiredOtherwise.episode_id)
        .outerjoin(RequiredAssessment, RequiredAssessment.id == RequiredOtherwise.before_id)
        .where(RequiredOtherwise.decided_at.is_(None), *within_reach(viewer))
        .order_by(RequiredOtherwise.recorded_at, RequiredOtherwise.id)
    )


def _as_view(
    viewer: Viewer, row: RequiredOtherwise, episode: Episode, before: RequiredAssessment | None
) -> OtherwiseView:
    """Who recorded it had a part in it, and who required or handed over what stood before."""
    had_a_part = {row.recorded_by_id} | ({before.recorded_by_id, before.notice_served_by_id} if before else set())
    return OtherwiseView(row=row, view=view_of(episode), was_involved=viewer.user_id in had_a_part)
