"""What has to happen by a moment, fixed by the stages before."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.models import RequiredAssessment
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.rules import State
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


def duties_of(held: Referral, episode: Episode) -> tuple[Duty, ...]:
    """The required assessment as on its notice, and the conditions of a signed disposal: facts fixed beforehand.

    That an assessment is required tells that the test was positive. Before anybody accepts it is shown to the service
    that the notice names, which is to assess (PACE 1984 s.63B(7)(ca): verified), and to no other.
    """
    required = db.session.scalar(
        select(RequiredAssessment)
        .where(RequiredAssessment.episode_id == episode.id, RequiredAssessment.superseded_at.is_(None))
        .where(RequiredAssessment.imposed_at.is_not(None))
        .order_by(RequiredAssessment.id.desc())
    )
    found = []
    if required and (held.accepted_at is not None or required.service_id == held.service_id):
        found.append(
            Duty(
                what="Required assessment",
                by=required.initial_at,
                place=required.initial_place or "",
                source="Drugs Act 2005 s.9; PACE 1984 s.63B(7)(ca)",
                mark=Mark.VERIFIED,
            )
        )
    conditions = (
        select(Condition)
        .join(Disposal, Disposal.id == Condition.disposal_id)
        .where(Disposal.episode_id == episode.id, Disposal.state == State.ACTIVE)
        .order_by(Condition.due_on, Condition.id)
    )
    for row in db.session.scalars(conditions):
        by = clock.from_london(row.due_on, time(23, 59))
        found.append(Duty(what=row.wording, by=by, place="", source="The signed disposal", mark=Mark.PRACTICE))
    return tuple(found)
