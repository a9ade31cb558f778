"""The follow-up of a required assessment: decided and told before the initial ends (Drugs Act 2005 ss.13, 14)."""

from dataclasses import dataclass
from datetime import datetime

from pathways.arrest_tests.assessment.rules import TIME_HAS_PASSED, follow_up_faults
from pathways.arrest_tests.lawful_basis.rules.facts import use_faults
from pathways.engagement.appointments.rules import opens_at
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.engagement.rules import DIED
from pathways.refusals import Reason
from pathways.vocabulary import Worded


class FollowUpDecision(Worded):
    """Whether there is a follow-up. It is told before the initial ends, or there is nothing to enforce (V-046)."""

    REQUIRED = "required", "The follow-up is required", "You give its time and place in writing (RA4)"
    NOT_REQUIRED = "not_required", "The follow-up is not required", "You give that in writing (RA5)"


@dataclass(frozen=True, kw_only=True)
class FollowUpFacts:
    """A decision about the follow-up as it is entered, or changed, at `now`.

    `may_rebook`: good cause was accepted for failing at the one before, so another may be booked; but not while the
    test that all of it rests on is held (V-055).
    """

    now: datetime
    has_died: bool
    initial_due_at: datetime
    was_initial_missed: bool
    decision: FollowUpDecision
    starts_at: datetime | None
    place: str
    given_before: FollowUpDecision | None = None
    standing_at: datetime | None = None
    has_outcome: bool = False
    may_rebook: bool = False
    is_test_held: bool = False
    reason: str = ""


def bars_to_follow_up(facts: FollowUpFacts) -> tuple[Reason, ...]:
    """Every reason that a follow-up cannot be decided, or its time changed; none means it can."""
    if facts.has_died:
        return (DIED,)
    if facts.now < opens_at(facts.initial_due_at):
        return (Reason("The follow-up is decided at the initial assessment, not before it", "decision"),)
    if facts.was_initial_missed:
        faults = follow_up_faults(was_initial_missed=True, decided_at=None, initial_ended_at=None)
        return tuple(fault.as_reason("decision") for fault in faults)
    reasons = list(_change_bars(facts)) if facts.given_before else []
    if facts.may_rebook:
        reasons += [fault.as_reason("decision") for fault in use_faults(is_held=facts.is_test_held)]
    if facts.decision is FollowUpDecision.REQUIRED:
        if facts.starts_at is None:
            reasons.append(Reason("Enter the date and time of the follow-up", "starts_at"))
        elif facts.starts_at <= facts.now:
            reasons.append(Reason("The appointment must be in the future.", "starts_at"))
        if not facts.place.strip():
            reasons.append(Reason("Enter where the follow-up is", "place"))
    return tuple(reasons)


def _change_bars(facts: FollowUpFacts) -> tuple[Reason, ...]:
    """Once its notice was given, only the time or place may change, and only while the time is ahead (s.13(8))."""
    if facts.has_outcome and not facts.may_rebook:
        return (Reason("What happened at the follow-up is recorded, so it can no longer be changed", "decision"),)
    if facts.given_before is not facts.decision or facts.decision is FollowUpDecision.NOT_REQUIRED:
        return (Reason("The notice of this decision was given, so it can no longer be changed", "decision"),)
    if facts.standing_at is not None and facts.standing_at <= facts.now and not facts.may_rebook:
        return (Reason(TIME_HAS_PASSED, "starts_at"),)
    return () if facts.reason.strip() else (Reason("Enter why the appointment is changed", "reason"),)


def bars_to_giving(
    *,
    now: datetime,
    given_at: datetime,
    decided_at: datetime,
    initial_ended_at: datetime | None,
    standing_at: datetime | None,
    starts_at: datetime | None = None,
    is_rebooking: bool = False,
) -> tuple[Reason, ...]:
    """Why the notice cannot have been given at that time. It is given after the decision and before the initial ended
    (V-046); for a change, before the earlier time.

    For another appointment after good cause, only before that appointment.
    """
    reasons = []
    if given_at > now:
        reasons.append(Reason("The notice cannot have been given in the future", "given_at"))
    elif given_at < decided_at.replace(second=0, microsecond=0):
        reasons.append(Reason("The notice comes after the decision was entered: check the time", "given_at"))
    elif standing_at is not None and given_at >= standing_at and not is_rebooking:
        reasons.append(Reason("The earlier time had passed by then, so it still counts", "given_at"))
    elif starts_at is not None and given_at >= starts_at:
        reasons.append(Reason("The time of the follow-up had passed by then. Enter another time first", "given_at"))
    elif standing_at is None:
        faults = follow_up_faults(was_initial_missed=False, decided_at=given_at, initial_ended_at=initial_ended_at)
        reasons += [fault.as_reason("given_at") for fault in faults]
    return tuple(reasons)


def bars_after_notice(
    *, outcome: RequiredOutcome, at: datetime, decision: FollowUpDecision | None, given_at: datetime | None
) -> tuple[Reason, ...]:
    """What a notice given at the initial rules out: that nobody came, or that they left before it was given.

    Where the notice says that no follow-up is needed, the person has done all that was required (s.13(2)).
    """
    if decision is None or given_at is None or not outcome.is_failure:
        return ()
    if outcome is RequiredOutcome.FAILED_TO_ATTEND:
        return (Reason("You gave a notice at this assessment, so the person came", "outcome"),)
    if decision is FollowUpDecision.NOT_REQUIRED:
        words = "You told the person in writing that nothing more is required (RA5), so the assessment is complete"
        return (Reason(words, "outcome"),)
    if at < given_at.replace(second=0, microsecond=0):
        return (Reason("The notice of the follow-up was given after that, so the person was still there", "at"),)
    return ()
