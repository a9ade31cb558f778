"""What has to happen by a moment, fixed by the stages before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests import queries as arrest_tests
from pathways.arrest_tests.models import RequiredAssessment
from pathways.auth import Viewer
from pathways.directory import queries as directory
from pathways.directory.models import Service
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.rules import BINDS_NO_MORE, State
from pathways.people.models import Episode
from pathways.referrals.models import Referral
from pathways.store import db
from pathways.vocabulary import Mark


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Something that has to happen by a moment, from the stages before."""

    what: str
    by: datetime | None
    place: str
    source: str
    mark: Mark
    required_id: int | None = None
    """The required assessment that the viewer's provider is to record, where it is one."""


def duties_of(held: Referral, episode: Episode) -> tuple[Duty, ...]:
    """The required assessment as on its notice, and the conditions of a signed disposal: facts fixed beforehand.

    That an assessment is required tells that the test was positive. Before anybody accepts it is shown to the provider
    whose service a notice that was handed over names, which is to assess (PACE 1984 s.63B(7)(ca): verified), and to no
    other.
    """
    required = arrest_tests.required_assessment_of(episode.id)
    is_assessor = required is not None and _assessor_of(required) == held.organisation_id
    found = []
    if required and (held.accepted_at is not None or is_assessor):
        found.append(
            Duty(
                what="Required assessment",
                by=required.initial_at,
                place=required.initial_place or "",
                source="Drugs Act 2005 s.9; PACE 1984 s.63B(7)(ca)",
                mark=Mark.VERIFIED,
                required_id=required.id if is_assessor else None,
            )
        )
    conditions = (
        select(Condition)
        .join(Disposal, Disposal.id == Condition.disposal_id)
        .where(Disposal.episode_id == episode.id, Disposal.state == State.ACTIVE)
        .where(Condition.status.not_in(BINDS_NO_MORE))
        .order_by(Condition.due_on, Condition.id)
    )
    for row in db.session.scalars(conditions):
        by = clock.from_london(row.due_on, time(23, 59))
        found.append(Duty(what=row.wording, by=by, place="", source="The signed disposal", mark=Mark.PRACTICE))
    return tuple(found)


def required_times(viewer: Viewer, episode_ids: Collection[int]) -> dict[int, datetime]:
    """By episode, when somebody must come to the viewer's provider by a notice that was handed over."""
    rows = (
        select(RequiredAssessment.episode_id, RequiredAssessment.initial_at)
        .join(Service, Service.id == RequiredAssessment.service_id)
        .where(RequiredAssessment.episode_id.in_(set(episode_ids)), Service.organisation_id == viewer.organisation_id)
        .where(RequiredAssessment.superseded_at.is_(None), RequiredAssessment.notice_served_at.is_not(None))
        .order_by(RequiredAssessment.id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows) if row[1] is not None}


def _assessor_of(required: RequiredAssessment) -> int | None:
    """The provider whose service the notice names; None until it is handed over."""
    if required.notice_served_at is None or required.service_id is None:
        return None
    return directory.service(required.service_id).organisation_id
