"""Changing the time of a required assessment; and the follow-up: decided, notified, changed, and what became of it."""

from datetime import datetime
from functools import partial

from pathways import clock
from pathways.arrest_tests.assessment import actions as arrest_tests
from pathways.arrest_tests.lawful_basis.rules.facts import use_faults
from pathways.arrest_tests.models.assessment import AppointmentChange
from pathways.arrest_tests.testing.queries import deciding_test, is_held
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.documents.copies import Drawn, printed, record_printing
from pathways.documents.kinds import PaperKind
from pathways.documents.models import KeptPaper
from pathways.engagement.actions import refuse
from pathways.engagement.documents import attended_record, follow_up_notice, kind_of
from pathways.engagement.follow_up import queries
from pathways.engagement.follow_up.rules import FollowUpDecision, FollowUpFacts, bars_to_follow_up, bars_to_giving
from pathways.engagement.models.treatment import FollowUp, FollowUpOutcome
from pathways.engagement.required_assessments import queries as required_assessments_queries
from pathways.engagement.required_assessments.actions import FOLLOW_UP, follow, when_it_was
from pathways.engagement.required_assessments.queries import Expected
from pathways.engagement.required_assessments.rules import RequiredOutcome, reported_at
from pathways.refusals import OutOfSight, Refused, or_out_of_sight
from pathways.store.base import db, save, supersede

# The assessor changes the time or place of a required assessment whose notice names it (Drugs Act 2005 s.11(8)). The
# requirement is the custody desk's record, so these functions call the actions there.


def propose_change(
    *,
    by: Viewer,
    required_id: int,
    new_at: datetime | None,
    service_id: int | None,
    slot_id: int | None,
    reason: str,
    seen_version: int | None = None,
) -> AppointmentChange:
    """Enter another time or place. Raises OutOfSight unless the notice names the viewer's provider, Refused, Stale."""
    expected = required_assessments_queries.expected_one(by, required_id)
    return arrest_tests.propose_change(
        by=by,
        person=expected.person,
        required=expected.required,
        new_at=new_at,
        service_id=service_id,
        slot_id=slot_id,
        reason=reason,
        is_follow_up_told=_is_follow_up_told(required_id),
        seen_version=seen_version,
    )


def serve_change(
    *, by: Viewer, required_id: int, served_at: datetime, seen_version: int | None = None
) -> AppointmentChange:
    """Record that the further notice was given: the new time binds. Raises OutOfSight, Refused, Stale."""
    expected = required_assessments_queries.expected_one(by, required_id)
    return arrest_tests.serve_change(
        by=by,
        person=expected.person,
        required=expected.required,
        served_at=served_at,
        is_follow_up_told=_is_follow_up_told(required_id),
        seen_version=seen_version,
    )


def drop_change(*, by: Viewer, required_id: int, seen_version: int | None = None) -> None:
    """Drop a change whose notice was not given. Raises OutOfSight, Refused, Stale."""
    expected = required_assessments_queries.expected_one(by, required_id)
    arrest_tests.drop_change(by=by, person=expected.person, required=expected.required, seen_version=seen_version)


def print_changed_notice(
    *, by: Viewer, required_id: int, change: AppointmentChange, number: int | None = None
) -> bytes:
    """The notice of a change (RA2) as bytes, with the look in the log. Raises OutOfSight."""
    expected = required_assessments_queries.expected_one(by, required_id)
    if change.required_assessment_id != required_id:
        raise OutOfSight
    return arrest_tests.print_changed_notice(
        by=by, person=expected.person, required=expected.required, change=change, number=number
    )


def _is_follow_up_told(required_id: int) -> bool:
    return queries.given_before(queries.follow_up_of(required_id)) is not None


# The follow-up of a required assessment: decided, notified, changed, and what became of it.
#
# All in confidence: nothing of it moves anything that police could notice, until a failure is reported (s.14(2), s.15).


def decide_follow_up(
    *,
    by: Viewer,
    required_id: int,
    decision: FollowUpDecision,
    starts_at: datetime | None = None,
    place: str = "",
    reason: str = "",
    version: int | None = None,
) -> FollowUp:
    """Decide whether the follow-up is required, or change its time. It binds once its notice is given.

    After good cause for failing at one, another is notified in the same way; the outcome of the earlier one stays with
    it. Raises OutOfSight unless the notice names a service of the viewer's provider, Refused with every bar, Stale.
    """
    expected = required_assessments_queries.expected_one(by, required_id)
    _expect(expected, version)
    now, live = clock.now(), queries.follow_up_of(required_id)
    before = queries.given_before(live)
    may_rebook = queries.may_book_follow_up(before)
    refuse(
        bars_to_follow_up(
            FollowUpFacts(
                now=now,
                has_died=expected.has_died,
                initial_due_at=expected.due_at,
                was_initial_missed=queries.was_ever_missed(required_id),
                decision=decision,
                starts_at=starts_at,
                place=place,
                given_before=before.decision if before else None,
                standing_at=before.starts_at if before else None,
                has_outcome=queries.follow_up_outcome_of(before) is not None,
                may_rebook=may_rebook,
                is_test_held=may_rebook and _is_test_held(expected),
                reason=reason,
            )
        )
    )
    is_required = decision is FollowUpDecision.REQUIRED
    made = FollowUp(
        required_assessment_id=required_id,
        booking=(before.booking if before else 1) + (1 if may_rebook else 0),
        decision=decision,
        starts_at=starts_at if is_required else None,
        place=place.strip() if is_required else None,
        recorded_at=now,
        recorded_by_id=by.user_id,
    )
    if live is None:
        save(made)
    else:
        supersede(live, made, at=now, reason=reason.strip() or "Decided again before its notice was given")
        if live is not before and before is not None:  # what binds is what the newest row changes
            before.superseded_by_id = made.id
    _log(by, expected, "follow_up.recorded")
    return made


def give_notice(*, by: Viewer, required_id: int, given_at: datetime, version: int | None = None) -> FollowUp:
    """Record that the notice (RA4, RA5, RA2) was given before the initial ended. Raises OutOfSight, Refused, Stale."""
    expected = required_assessments_queries.expected_one(by, required_id)
    _expect(expected, version)
    follow_up = queries.follow_up_of(required_id)
    if follow_up is None or follow_up.given_at is not None:
        raise Refused("There is no follow-up notice left to give")
    before = queries.given_before(follow_up)
    is_rebooking = before is not None and follow_up.booking > before.booking
    if is_rebooking and not queries.may_book_follow_up(before):
        raise Refused("The report of the failure was corrected, so no other follow-up is told")
    if is_rebooking:
        refuse(tuple(fault.as_reason() for fault in use_faults(is_held=_is_test_held(expected))))
    refuse(
        bars_to_giving(
            now=clock.now(),
            given_at=given_at,
            decided_at=follow_up.recorded_at,
            initial_ended_at=_ended_at(expected),
            standing_at=before.starts_at if before else None,
            starts_at=follow_up.starts_at,
            is_rebooking=is_rebooking,
        )
    )
    paper = _keep(by, expected, follow_up, None)
    follow_up.given_at, follow_up.given_by_id = max(given_at, follow_up.recorded_at), by.user_id
    follow_up.notice_sha256 = paper.sha256
    db.session.flush()
    _log(by, expected, "follow_up.notice.given", sha256=paper.sha256)
    return follow_up


def report_follow_up(
    *,
    by: Viewer,
    required_id: int,
    outcome: RequiredOutcome,
    at: datetime | None,
    is_time_unknown: bool = False,
    correction_reason: str = "",
    version: int | None = None,
) -> FollowUpOutcome:
    """Record what became of the follow-up. This tells police of a failure, and never of an attendance.

    Raises OutOfSight, Refused with every bar, Stale.
    """
    expected = required_assessments_queries.expected_one(by, required_id)
    _expect(expected, version)
    binding = queries.given_before(queries.follow_up_of(required_id))
    if binding is None or binding.starts_at is None:
        raise Refused("No follow-up with a time was told, so there is nothing to report")
    now, already = clock.now(), queries.follow_up_outcome_of(binding)
    before = already.outcome if already else None
    at, is_unknown = when_it_was(
        expected,
        due_at=binding.starts_at,
        outcome=outcome,
        at=at,
        is_time_unknown=is_time_unknown,
        already=before,
        why=correction_reason,
    )
    made = FollowUpOutcome(
        required_assessment_id=required_id,
        booking=binding.booking,
        outcome=outcome,
        at=at,
        is_time_unknown=is_unknown,
        reported_to_police_at=reported_at(outcome, now),
        recorded_at=now,
        recorded_by_id=by.user_id,
    )
    supersede(already, made, at=now, reason=correction_reason)
    follow(expected.required, outcome, at, FOLLOW_UP, booking=binding.booking)
    if outcome.is_failure or (already is not None and already.outcome.is_failure):
        subject = ("required_assessment", required_id)
        audit.change(by, expected.person.id, "follow_up.outcome.disclosed", subject, outcome=outcome)
    else:
        _log(by, expected, "follow_up.outcome.recorded", outcome=outcome)
    return made


def print_follow_up(*, by: Viewer, required_id: int, number: int | None = None) -> bytes:
    """The notice of the follow-up as it stands, with the look in the log. Raises OutOfSight."""
    expected = required_assessments_queries.expected_one(by, required_id)
    follow_up = or_out_of_sight(queries.follow_up_of(required_id))
    paper = _keep(by, expected, follow_up, number)
    return record_printing(by, expected.person.id, paper, ("required_assessment", required_id))


def print_attended(*, by: Viewer, required_id: int, number: int | None = None) -> bytes:
    """RA3, with the look in the log. Raises OutOfSight where nobody attended and stayed."""
    expected = required_assessments_queries.expected_one(by, required_id)
    if expected.outcome is None or expected.outcome.outcome is not RequiredOutcome.ATTENDED_REMAINED:
        raise OutOfSight
    draw = partial(attended_record, expected, expected.outcome)
    paper = _printed(by, expected, draw, PaperKind.RA3, required_id, number)
    return record_printing(by, expected.person.id, paper, ("required_assessment", required_id))


def _keep(by: Viewer, expected: Expected, follow_up: FollowUp, number: int | None) -> KeptPaper:
    before = queries.given_before(follow_up)
    before = None if before is follow_up else before
    draw = partial(follow_up_notice, expected, follow_up, before)
    return _printed(by, expected, draw, kind_of(follow_up, before), follow_up.id, number)


def _printed(
    by: Viewer, expected: Expected, draw: Drawn, kind: PaperKind, about_id: int, number: int | None
) -> KeptPaper:
    return printed(draw, kind=kind, about_id=about_id, episode_id=expected.required.episode_id, by=by, number=number)


def _is_test_held(expected: Expected) -> bool:
    return is_held(deciding_test(expected.required.episode_id))


def _expect(expected: Expected, version: int | None) -> None:
    audit.expect(expected.person.id, version, in_confidence=True)


def _ended_at(expected: Expected) -> datetime | None:
    """When the initial assessment ended, as far as is known: when the person left, else when it was recorded."""
    if expected.outcome is None:
        return None
    left_early = expected.outcome.outcome is RequiredOutcome.FAILED_TO_REMAIN
    return expected.outcome.at if left_early else expected.outcome.recorded_at


def _log(by: Viewer, expected: Expected, action: str, **more: str) -> None:
    audit.in_confidence(by, expected.person.id, action, ("required_assessment", expected.required.id), **more)
