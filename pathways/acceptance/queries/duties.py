"""What has to happen by a moment, fixed by the stages before."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.models import RequiredAssessment
from pathways.disposals.models import Condition, Disposal
from pathways.disposals.rules import State
from pathways.people.models import Episode
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


def duties_of(episode: Episode) -> tuple[Duty, ...]:
    """The required assessment as on its notice, and the conditions of a signed disposal: facts fixed beforehand."""
    required = db.session.scalar(
        select(RequiredAssessment)
        .where(RequiredAssessment.episode_id == episode.id, RequiredAssessment.superseded_at.is_(None))
        .where(RequiredAssessment.imposed_at.is_not(None))
        .order_by(RequiredAssessment.id.desc())
    )
    found = []
    if required:
        found.append(
            Duty(
                what="Required assessment",
                by=required.initial_at,
                place=required.initial_place or "",
                source="Drugs Act 2005 s.9",
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
