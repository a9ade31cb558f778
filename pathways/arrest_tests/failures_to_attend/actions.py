"""Open a failure from its report, take it back, decide about it, and end it with a requirement that was wrong.

Whoever reports a failure logs the report; the decisions are logged here.
"""

from datetime import date, datetime

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.failures_to_attend.queries import STILL_OPEN, FailureView
from pathways.arrest_tests.failures_to_attend.rules import (
    DecidingFacts,
    FailureKind,
    FailureState,
    FailureStep,
    deciding_faults,
    refusal_file_faults,
)
from pathways.arrest_tests.held_records.queries import is_requirement_held
from pathways.arrest_tests.models.assessment import Failure, FailureDecision
from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.rules import CUSTODY_STEPS, Machine
from pathways.arrest_tests.testing.queries import deciding_test, is_held, lab_check_of
from pathways.arrest_tests.testing.rules.results import SampleOutcome, was_warned_first
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.people.actions import lock_the_living
from pathways.people.custody.queries import EpisodeView
from pathways.refusals import refuse_if
from pathways.store.base import db, save


def open_failure(
    *,
    episode_id: int,
    kind: FailureKind,
    failed_at: datetime,
    required_id: int | None = None,
    test_id: int | None = None,
    booking: int = 1,
) -> Failure:
    """Open the review of a reported failure: at an appointment (`required_id`, `booking`) or at a test (`test_id`)."""
    made = Failure(
        episode_id=episode_id,
        kind=kind,
        state=FailureState.REVIEW,
        required_assessment_id=required_id,
        drug_test_id=test_id,
        booking=booking,
        failed_at=failed_at,
        told_at=clock.now(),
    )
    return save(made)


def open_refusal(test: DrugTest) -> None:
    """Open the review of a refused sample, once. A refusal without the warning before it opens none (V-025)."""
    there = select(Failure.id).where(Failure.drug_test_id == test.id, Failure.taken_back_at.is_(None))
    faults = refusal_file_faults(was_warned=was_warned_first(test.warned_at, test.requested_at))
    if test.outcome is not SampleOutcome.REFUSED or faults or db.session.scalar(there) is not None:
        return
    failed_at = test.requested_at or test.recorded_at
    open_failure(episode_id=test.episode_id, kind=FailureKind.SAMPLE, failed_at=failed_at, test_id=test.id)


def take_back_failure(*, required_id: int, kinds: tuple[FailureKind, ...], booking: int = 1) -> None:
    """Take back the failures at one appointment that were reported wrongly: nothing is left to decide."""
    same = select(Failure).where(Failure.required_assessment_id == required_id, Failure.kind.in_(kinds))
    for failure in db.session.scalars(same.where(Failure.booking == booking, Failure.taken_back_at.is_(None))):
        failure.taken_back_at = clock.now()
    db.session.flush()


def move_refusal(before_id: int, after_id: int | None) -> None:
    """Move the failure of a refused sample to the corrected entry; without one (`after_id` None) take it back."""
    same = select(Failure).where(Failure.drug_test_id == before_id, Failure.taken_back_at.is_(None))
    for failure in db.session.scalars(same):
        if after_id is None:
            failure.taken_back_at = clock.now()
        else:
            failure.drug_test_id = after_id
    db.session.flush()


def decide_failure(
    *,
    by: Viewer,
    failure_view: FailureView,
    view: EpisodeView,
    step: FailureStep,
    on: date | None,
    reason: str,
    seen_version: int | None = None,
) -> Failure:
    """Decide about good cause, the file, the charge or the court's answer, with a reason. Raises Refused, Stale."""
    lock_the_living(by, view.person, seen_version)
    db.session.refresh(failure_view.failure)
    test = deciding_test(view.episode.id)
    check = lab_check_of(test.id) if test else None
    refuse_if(
        deciding_faults(
            DecidingFacts(
                state=failure_view.state,
                step=step,
                kind=failure_view.failure.kind,
                failed_on=failure_view.failed_on,
                today=clock.today(),
                on=on,
                rank=by.rank,
                reason=reason,
                laboratory=check.state if check else None,
                is_test_held=is_held(test),
                is_requirement_held=is_requirement_held(view.episode.id),
            )
        )
    )
    after = CUSTODY_STEPS[Machine.FAILURE].after(failure_view.state.value, step.value)
    _decided(
        by,
        failure_view.failure,
        FailureState(after or failure_view.state),
        step.value,
        on or clock.today(),
        reason.strip(),
    )
    audit.change(by, view.person.id, "failure.decided", ("failure", failure_view.failure.id), step=step)
    return failure_view.failure


def discontinue(*, by: Viewer, view: EpisodeView, reason: str, voided: DrugTest | None = None) -> None:
    """End every open failure at an assessment of an episode, even if charged (Drugs Act 2005 s.16(4)-(5)).

    With `voided` it ends the refusal recorded by that test instead.
    """
    which = Failure.drug_test_id == voided.id if voided else Failure.kind != FailureKind.SAMPLE
    statement = select(Failure).where(
        Failure.episode_id == view.episode.id,
        Failure.state.in_(STILL_OPEN),
        which,
        Failure.taken_back_at.is_(None),
    )
    for failure in db.session.scalars(statement.order_by(Failure.id)).all():
        _decided(by, failure, FailureState.DISCONTINUED, "discontinued", clock.today(), reason)
        audit.change(by, view.person.id, "failure.discontinued", ("failure", failure.id))


def _decided(by: Viewer, failure: Failure, state: FailureState, step: str, on: date, reason: str) -> None:
    failure.state = state
    facts = {"step": step, "on": on, "reason": reason, "recorded_at": clock.now(), "recorded_by_id": by.user_id}
    save(FailureDecision(failure_id=failure.id, **facts))
