"""What follows from an outcome, and putting a wrong one right by a row that supersedes."""

from datetime import date

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.engagement.actions.moving import move, shift, stamp
from pathways.engagement.queries import Case
from pathways.engagement.rules import moves
from pathways.referrals.models import Appointment
from pathways.referrals.rules import Outcome, ReferralState
from pathways.store.superseding import supersede


def follow(by: Viewer, case: Case, held: Appointment, outcome: Outcome) -> None:
    """Move the referral where the table has the step; later attendances are contacts and move nothing."""
    came_on = clock.london_date(held.starts_at)
    first = min(came_on, case.referral.first_attended_on or came_on)
    milestones: dict[str, date] = {"first_attended_on": first} if outcome is Outcome.ATTENDED else {}
    if moves(case.referral.state, outcome):
        move(by=by, case=case, event=outcome.value, milestones=milestones)
    elif milestones:
        stamp(case, milestones)


def correct(by: Viewer, case: Case, held: Appointment, outcome: Outcome, reason: str) -> Appointment:
    now, before = clock.now(), held.outcome
    corrected = Appointment(
        referral_id=held.referral_id,
        starts_at=held.starts_at,
        place=held.place,
        channel=held.channel,
        purpose=held.purpose,
        offered_at=held.offered_at,
        offered_by_id=held.offered_by_id,
        outcome=outcome,
        outcome_at=now,
        outcome_by_id=by.user_id,
    )
    supersede(held, corrected, at=now, reason=reason)
    if outcome is Outcome.ATTENDED:
        follow(by, case, corrected, outcome)
    elif before is Outcome.ATTENDED:
        _take_back(by, case, held)
    audit.in_confidence(
        by,
        case.person.id,
        "contact.corrected",
        ("appointment", corrected.id),
        outcome=outcome,
        before=before,
        referral=held.referral_id,
    )
    return corrected


def _take_back(by: Viewer, case: Case, held: Appointment) -> None:
    """An attendance that never was: the first date and, where nothing else was attended, the state are put right."""
    others = [one for one in case.appointments if one.id != held.id and one.outcome is Outcome.ATTENDED]
    dates = [clock.london_date(one.starts_at) for one in others]
    first = min([*dates, *([case.assessment.attended_on] if case.assessment else [])], default=None)
    if first is None and case.referral.state is ReferralState.ATTENDED_ASSESSMENT:
        shift(
            by=by,
            case=case,
            event="attendance_corrected",
            after=ReferralState.APPT_OFFERED,
            milestones={"first_attended_on": None},
        )
    else:
        stamp(case, {"first_attended_on": first})


def later_steps(case: Case, held: Appointment) -> bool:
    """Whether an assessment of that day, or the engaged mark, rests on this appointment as attended."""
    if held.outcome is not Outcome.ATTENDED:
        return False
    day = clock.london_date(held.starts_at)
    rests_on_it = [one.attended_on for one in [case.assessment] if one]
    rests_on_it += [one.engaged_on for one in [case.engagement] if one]
    return day in rests_on_it
