"""Follow-up assessments: the assessor's own. Nothing here is ever read for police but a failure that was reported."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from pathways.arrest_tests.models import RequiredAssessment
from pathways.auth import Viewer
from pathways.engagement.models import FollowUp, FollowUpOutcome
from pathways.engagement.queries.expected import Expected, as_expected, notices
from pathways.engagement.rules import FollowUpDecision
from pathways.people.models import Person
from pathways.store import db
from pathways.store.paging import PAGE_SIZE


@dataclass(frozen=True, kw_only=True)
class FollowUpLine:
    """Somebody who has a follow-up to come to, with its time."""

    held: Expected
    follow_up: FollowUp


def follow_up_of(required_id: int) -> FollowUp | None:
    """What stands about the follow-up, its notice given or not."""
    same = (FollowUp.required_assessment_id == required_id, FollowUp.superseded_at.is_(None))
    return db.session.scalar(select(FollowUp).where(*same))


def given_before(follow_up: FollowUp | None) -> FollowUp | None:
    """The row with a notice given that one still to be given changes: until then it is what binds."""
    if follow_up is None:
        return None
    if follow_up.given_at is not None:
        return follow_up
    before = select(FollowUp).where(FollowUp.superseded_by_id == follow_up.id)
    return db.session.scalar(before.where(FollowUp.given_at.is_not(None)))


def follow_up_outcome_of(required_id: int) -> FollowUpOutcome | None:
    """What became of the follow-up, as it stands."""
    same = (FollowUpOutcome.required_assessment_id == required_id, FollowUpOutcome.superseded_at.is_(None))
    return db.session.scalar(select(FollowUpOutcome).where(*same))


def follow_ups_expected(viewer: Viewer) -> tuple[FollowUpLine, ...]:
    """Follow-ups whose notice was given and whose outcome is not recorded, soonest first. Nobody who died."""
    done = select(FollowUpOutcome.id).where(
        FollowUpOutcome.required_assessment_id == RequiredAssessment.id, FollowUpOutcome.superseded_at.is_(None)
    )
    statement = (
        notices(viewer)
        .join(FollowUp, FollowUp.required_assessment_id == RequiredAssessment.id)
        .add_columns(FollowUp)
        .where(FollowUp.superseded_at.is_(None), FollowUp.given_at.is_not(None), ~done.exists())
        .where(FollowUp.decision == FollowUpDecision.REQUIRED, Person.died_at.is_(None))
        .order_by(FollowUp.starts_at, FollowUp.id)
        .limit(PAGE_SIZE)
    )
    rows = db.session.execute(statement).all()
    held = as_expected(viewer, [(row[0], row[1]) for row in rows])
    return tuple(FollowUpLine(held=each, follow_up=row[2]) for each, row in zip(held, rows, strict=True))


def follow_up_failures(required_ids: Collection[int], *, also_superseded: bool = False) -> list[FollowUpOutcome]:
    """Failures at follow-ups that police were told of, oldest first: for the pages of police too."""
    rows = select(FollowUpOutcome).where(
        FollowUpOutcome.required_assessment_id.in_(set(required_ids)),
        FollowUpOutcome.reported_to_police_at.is_not(None),
    )
    if not also_superseded:
        rows = rows.where(FollowUpOutcome.superseded_at.is_(None))
    return list(db.session.scalars(rows.order_by(FollowUpOutcome.recorded_at, FollowUpOutcome.id)))
