"""The conditions that run, as those read them who wait for a report: the service, the caseload, the clocks, police."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from pathways.auth import Viewer
from pathways.directory.models import Service
from pathways.disposals.models import Condition, ConditionVariation, Disposal, DisposalEvent
from pathways.disposals.queries.records import RUNNING
from pathways.disposals.rules import BINDS_NO_MORE, ConditionKind, ConditionStatus
from pathways.store import db


def running_conditions(episode_id: int) -> tuple[Condition, ...]:
    """The conditions of an episode's signed caution that has not ended, in their order."""
    return tuple(db.session.scalars(_running().where(Disposal.episode_id == episode_id)))


def conditions_for_service(viewer: Viewer, episode_id: int) -> tuple[Condition, ...]:
    """The running conditions that a treatment viewer's organisation may report on, nobody else's.

    A condition that names a service belongs to that service's organisation. One that names none is reported by the
    service that accepted the referral of this episode: that the referral is the viewer's is asked by the caller.
    """
    if not viewer.is_treatment:
        return ()
    of_episode = Disposal.episode_id == episode_id
    return tuple(db.session.scalars(_running().where(of_episode, _is_of_service(viewer.organisation_id))))


def awaits_a_service(organisation_id: Any) -> ColumnElement[bool]:
    """Of a condition beside its disposal: whether this organisation has still to report on it. Every list asks this.

    `organisation_id` is a number, or the column of a row that names the service of the referral.
    """
    at_a_service = [kind for kind in ConditionKind if kind.is_at_a_service]
    return and_(
        Disposal.signed_at.is_not(None),
        Disposal.state.in_(RUNNING),
        Condition.status == ConditionStatus.OPEN,
        Condition.reported_as.is_(None),
        Condition.kind.in_(at_a_service),
        _is_of_service(organisation_id),
    )


def _is_of_service(organisation_id: Any) -> ColumnElement[bool]:
    own = select(Service.id).where(Service.organisation_id == organisation_id).correlate_except(Service)
    return or_(Condition.service_id.is_(None), Condition.service_id.in_(own))


@dataclass(frozen=True)
class ChangedFrom:
    """What a condition was before it was changed by agreement: its day, and when another took its place."""

    due_on: date
    at: datetime


def changed_from(condition_ids: Collection[int]) -> dict[int, ChangedFrom]:
    """Of these conditions those that took the place of another, each with what stood before it."""
    rows = (
        select(ConditionVariation.replaced_by_id, Condition.due_on, DisposalEvent.at)
        .join(Condition, Condition.id == ConditionVariation.condition_id)
        .join(DisposalEvent, DisposalEvent.id == ConditionVariation.event_id)
        .where(ConditionVariation.replaced_by_id.in_(set(condition_ids)))
        .order_by(ConditionVariation.id)
    )
    return {replaced_by: ChangedFrom(due_on, at) for replaced_by, due_on, at in db.session.execute(rows)}


def _running() -> Select[Condition]:
    return (
        select(Condition)
        .join(Disposal, Disposal.id == Condition.disposal_id)
        .where(Disposal.state.in_(RUNNING), Condition.status.not_in(BINDS_NO_MORE))
        .order_by(Condition.position, Condition.id)
    )
