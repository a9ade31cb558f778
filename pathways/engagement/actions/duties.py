"""What the service tells: a failure at a required assessment, and whether a condition was met."""

from datetime import date, datetime

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.disposals import actions as disposals
from pathways.disposals.models import Condition
from pathways.engagement import queries
from pathways.engagement.actions.contacts import record_outcome
from pathways.engagement.actions.failing import INITIAL, follow, when_it_was
from pathways.engagement.actions.moving import refuse
from pathways.engagement.models import RequiredAssessmentOutcome
from pathways.engagement.queries import Expected
from pathways.engagement.rules import (
    DIED,
    THE_SAME_VISIT,
    RequiredOutcome,
    bars_after_notice,
    reported_at,
)
from pathways.refusals import Refused
from pathways.store import db
from pathways.store.superseding import supersede


def report_required_assessment(
    *,
    by: Viewer,
    required_id: int,
    outcome: RequiredOutcome,
    at: datetime | None,
    is_time_unknown: bool = False,
    correction_reason: str = "",
    version: int | None = None,
) -> RequiredAssessmentOutcome:
    """Record what became of a required assessment, with or without a referral: one fact, whichever page it is typed on.

    A failure is told to police by this; an attendance is not, and moves nothing that police could notice.
    Drugs Act 2005 s.12(2), s.14(2), s.15(3). Raises OutOfSight unless the notice names a service of the viewer's
    provider, Refused with every bar, Stale.
    """
    expected = queries.expected_one(by, required_id)
    now, already = clock.now(), expected.outcome
    before = already.outcome if already else None
    at, is_unknown = when_it_was(
        expected,
        due_at=expected.due_at,
        outcome=outcome,
        at=at,
        is_time_unknown=is_time_unknown,
        already=before,
        why=correction_reason,
    )
    follow_up = queries.given_before(queries.follow_up_of(required_id))
    if follow_up is not None:
        refuse(bars_after_notice(outcome=outcome, at=at, told=follow_up.decision, given_at=follow_up.given_at))
    if version is not None:
        audit.expect(expected.person.id, version, in_confidence=True)
    made = RequiredAssessmentOutcome(
        required_assessment_id=required_id,
        referral_id=expected.referral.id if expected.referral and expected.is_a_case else None,
        booking=expected.required.booking,
        outcome=outcome,
        at=at,
        is_time_unknown=is_unknown,
        reported_to_police_at=reported_at(outcome, now),
        recorded_at=now,
        recorded_by_id=by.user_id,
    )
    if already is not None:
        supersede(already, made, at=now, reason=correction_reason)
    else:
        db.session.add(made)
        db.session.flush()
    follow(expected.required, outcome, at, INITIAL, booking=expected.required.booking)
    subject = ("required_assessment", required_id)
    if outcome.is_failure or (already is not None and already.outcome.is_failure):
        audit.change(by, expected.person.id, "required_assessment.outcome.disclosed", subject, outcome=outcome)
    else:
        audit.in_confidence(by, expected.person.id, "required_assessment.outcome.recorded", subject, outcome=outcome)
    if already is None:
        _record_the_visit(by, expected, outcome)
    return made


def _record_the_visit(by: Viewer, held: Expected, outcome: RequiredOutcome) -> None:
    """The appointment that our own diary has at the time on the notice is the same visit: nobody records it twice."""
    found = queries.same_visit(held)
    if found is not None:
        as_appointment = THE_SAME_VISIT[outcome]
        record_outcome(by=by, referral_id=found.referral_id, appointment_id=found.id, outcome=as_appointment)


def report_condition(
    *, by: Viewer, referral_id: int, condition_id: int, met: bool, on: date, version: int | None = None
) -> Condition:
    """Tell the police whether one condition of a signed disposal was met, nothing else. Police decide what follows.

    Raises Refused, Stale.
    """
    case, condition = queries.condition(by, referral_id, condition_id)
    if version is not None:
        audit.expect(case.person.id, version, in_confidence=True)
    if case.has_died:
        raise Refused(reasons=(DIED,))
    return disposals.report_condition(by=by, condition_id=condition.id, met=met, on=on)
