"""Follow-up assessments, which are the assessor's own: police only ever read a failure that was reported."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from pathways.arrest_tests.assessment.queries import changes_of
from pathways.arrest_tests.assessment.rules import AT_THE_FOLLOW_UP, AT_THE_INITIAL
from pathways.arrest_tests.failures_to_attend.queries import good_cause_accepted
from pathways.arrest_tests.models.assessment import AppointmentChange, RequiredAssessment
from pathways.auth.roles import Viewer
from pathways.engagement.follow_up.rules import FollowUpDecision
from pathways.engagement.models.treatment import EarlierTimeNote, FollowUp, FollowUpOutcome, RequiredAssessmentOutcome
from pathways.engagement.required_assessments.queries import (
    Expected,
    as_expected,
    not_recorded,
    notices,
    recorded_lately,
)
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.people.models.identity import Person
from pathways.store.base import db
from pathways.store.paging import PAGE_SIZE, Page
from pathways.store.together import Records, SideBySide, among


@dataclass(frozen=True, kw_only=True)
class FollowUpLine:
    """Somebody who has a follow-up to come to, with its time."""

    expected: Expected
    follow_up: FollowUp


def earlier_times(required: RequiredAssessment) -> tuple[AppointmentChange, ...]:
    """The changes by which a further notice replaced an earlier time; without those after a missed appointment."""
    return tuple(change for change in changes_of(required.id) if not change.is_rebooking)


def earlier_times_of_follow_up(required_id: int) -> tuple[FollowUp, ...]:
    """The rows whose notice was given and whose time a further notice replaced, oldest first.

    Without missed appointments (the booking after one is another), and without changes of the place alone.
    """
    of_notice = select(FollowUp).where(
        FollowUp.required_assessment_id == required_id,
        FollowUp.given_at.is_not(None),
        FollowUp.decision == FollowUpDecision.REQUIRED,
    )
    given = db.session.scalars(of_notice.order_by(FollowUp.id)).all()
    return tuple(
        before
        for before, after in pairwise(given)
        if before.booking == after.booking and before.starts_at != after.starts_at
    )


def notes_on_earlier_times(required_id: int, *, of_follow_up: bool = False) -> tuple[EarlierTimeNote, ...]:
    """Notes about times of the initial, or of the follow-up, that a notice had changed, oldest first (V-042)."""
    of_which = EarlierTimeNote.follow_up_id.is_not(None) if of_follow_up else EarlierTimeNote.follow_up_id.is_(None)
    statement = select(EarlierTimeNote).where(EarlierTimeNote.required_assessment_id == required_id, of_which)
    return tuple(db.session.scalars(statement.order_by(EarlierTimeNote.recorded_at, EarlierTimeNote.id)))


def follow_up_of(required_id: int) -> FollowUp | None:
    """The live row about the follow-up, whether its notice was given or not."""
    same = (FollowUp.required_assessment_id == required_id, FollowUp.superseded_at.is_(None))
    return db.session.scalar(select(FollowUp).where(*same))


def given_before(follow_up: FollowUp | None) -> FollowUp | None:
    """The row that binds: this one if its notice was given, else the one with a given notice that it is to change."""
    if follow_up is None:
        return None
    if follow_up.given_at is not None:
        return follow_up
    before = select(FollowUp).where(FollowUp.superseded_by_id == follow_up.id)
    return db.session.scalar(before.where(FollowUp.given_at.is_not(None)))


def follow_up_outcome_of(binding: FollowUp | None) -> FollowUpOutcome | None:
    """The live outcome of the follow-up at the appointment that binds."""
    if binding is None:
        return None
    same = (
        FollowUpOutcome.required_assessment_id == binding.required_assessment_id,
        FollowUpOutcome.booking == binding.booking,
        FollowUpOutcome.superseded_at.is_(None),
    )
    return db.session.scalar(select(FollowUpOutcome).where(*same))


def was_ever_missed(required_id: int) -> bool:
    """Whether nobody came to the initial, at any of its appointments: the follow-up ended then (s.12(5))."""
    missed = select(RequiredAssessmentOutcome.id).where(
        RequiredAssessmentOutcome.required_assessment_id == required_id,
        RequiredAssessmentOutcome.outcome == RequiredOutcome.FAILED_TO_ATTEND,
        RequiredAssessmentOutcome.superseded_at.is_(None),
    )
    return db.session.scalar(missed.limit(1)) is not None


def may_book_initial(required: RequiredAssessment) -> bool:
    """Whether the service may book another initial: good cause was accepted, and no follow-up notice was given."""
    failed = good_cause_accepted(required.id, required.booking, AT_THE_INITIAL)
    return failed is not None and given_before(follow_up_of(required.id)) is None


def may_book_follow_up(binding: FollowUp | None) -> bool:
    """Whether another follow-up may be booked: good cause was accepted for failing at the one that binds."""
    if binding is None:
        return False
    required_id, booking = binding.required_assessment_id, binding.booking
    return good_cause_accepted(required_id, booking, AT_THE_FOLLOW_UP) is not None


@dataclass(frozen=True, kw_only=True)
class ExpectedLists:
    """People whom notices tell to come: a page of those to be recorded and, on the first page, who was recorded lately
    and who has a follow-up to come to."""

    page: Page[Expected]
    recorded: tuple[Expected, ...]
    follow_ups: tuple[FollowUpLine, ...]


def expected_lists(viewer: Viewer, after: str | None = None) -> ExpectedLists:
    """The three lists of those expected; what is on their notices is read once for all."""
    page = not_recorded(viewer, after)
    recorded, follow_ups = ((), ()) if after else (recorded_lately(viewer), _follow_ups(viewer))
    expected = as_expected(viewer, [*page.rows, *recorded, *(row[:4] for row in follow_ups)])
    first, last = len(page.rows), len(page.rows) + len(recorded)
    return ExpectedLists(
        page=Page(expected[:first], page.after),
        recorded=expected[first:last],
        follow_ups=tuple(
            FollowUpLine(expected=each, follow_up=row.FollowUp)
            for each, row in zip(expected[last:], follow_ups, strict=True)
        ),
    )


def _follow_ups(viewer: Viewer) -> Sequence[Any]:
    """Follow-ups whose notice was given and whose outcome is not recorded, soonest first; of nobody who died."""
    done = select(FollowUpOutcome.id).where(
        FollowUpOutcome.required_assessment_id == RequiredAssessment.id,
        FollowUpOutcome.booking == FollowUp.booking,
        FollowUpOutcome.superseded_at.is_(None),
    )
    statement = (
        notices(viewer)
        .add_columns(FollowUp)
        .join(FollowUp, FollowUp.required_assessment_id == RequiredAssessment.id)
        .where(FollowUp.superseded_at.is_(None), FollowUp.given_at.is_not(None), ~done.exists())
        .where(FollowUp.decision == FollowUpDecision.REQUIRED, Person.died_at.is_(None))
        .order_by(FollowUp.starts_at, FollowUp.id)
        .limit(PAGE_SIZE)
    )
    return db.session.execute(statement).all()


def what_became_of(
    required_ids: Collection[int],
) -> tuple[tuple[RequiredAssessmentOutcome, ...], tuple[FollowUpOutcome, ...]]:
    """The outcomes of required assessments, oldest first, corrected ones and those before another booking as well; and
    so the failures at follow-ups that police were told of. Pages of the police read this too."""
    read = _BECAME.read({"of_requirements": required_ids})
    return tuple(read["initial"]), tuple(read["follow_ups"])


_BECAME = SideBySide(
    initial=Records(
        (RequiredAssessmentOutcome,),
        among(RequiredAssessmentOutcome.required_assessment_id, "of_requirements"),
        (RequiredAssessmentOutcome.recorded_at, RequiredAssessmentOutcome.id),
    ),
    follow_ups=Records(
        (FollowUpOutcome,),
        among(FollowUpOutcome.required_assessment_id, "of_requirements")
        & FollowUpOutcome.reported_to_police_at.is_not(None),
        (FollowUpOutcome.recorded_at, FollowUpOutcome.id),
    ),
)
