"""Offering an appointment, and recording or correcting what became of one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.engagement import queries
from pathways.engagement.actions.moving import FIRST, expect, move, refuse, shift, stamp
from pathways.engagement.queries import Case
from pathways.engagement.rules import OfferFacts, OutcomeFacts, bars_to_offering, bars_to_outcome, moves
from pathways.referrals.models import Appointment
from pathways.referrals.rules import Channel, Outcome, Purpose, ReferralState
from pathways.refusals import Stale
from pathways.store import db
from pathways.store.superseding import supersede

AUDITED = {
    Outcome.ATTENDED: "contact.attended",
    Outcome.DID_NOT_ATTEND: "contact.missed",
    Outcome.CANCELLED_BY_PERSON: "contact.cancelled",
    Outcome.CANCELLED_BY_SERVICE: "contact.cancelled",
}


def offer_appointment(
    *, by: Viewer, referral_id: int, starts_at: datetime, place: str, channel: Channel, purpose: Purpose
) -> Appointment:
    """Offer the next appointment. `first_offered_on` is set once, by the first. Raises Refused with every bar."""
    case = queries.case(by, referral_id)
    now = clock.now()
    refuse(
        bars_to_offering(OfferFacts(state=case.referral.state, has_died=case.has_died, now=now, starts_at=starts_at))
    )
    offered_on = case.referral.first_offered_on or clock.today()
    if case.referral.state is ReferralState.ACCEPTED:
        move(by=by, case=case, event="offer_appointment", milestones={"first_offered_on": offered_on})
    else:
        stamp(case, {"first_offered_on": offered_on})
    offered = Appointment(
        referral_id=referral_id,
        starts_at=starts_at,
        place=place,
        channel=channel,
        purpose=purpose,
        offered_at=now,
        offered_by_id=by.user_id,
    )
    db.session.add(offered)
    db.session.flush()
    audit.change(by, case.person.id, "contact.scheduled", ("appointment", offered.id), referral=referral_id)
    return offered


def record_outcome(
    *,
    by: Viewer,
    referral_id: int,
    appointment_id: int,
    outcome: Outcome,
    correction_reason: str = "",
    version: int | None = None,
) -> Appointment:
    """Record what became of an appointment, or correct it by a row that supersedes. Raises Refused with every bar.

    Two workers recording at once: one wins, the other is told.
    """
    case, held = queries.appointment(by, referral_id, appointment_id)
    now = clock.now()
    refuse(
        bars_to_outcome(
            OutcomeFacts(
                state=case.referral.state,
                has_died=case.has_died,
                now=now,
                starts_at=held.starts_at,
                outcome=outcome,
                already=held.outcome,
                correction_reason=correction_reason,
                later_steps=_later_steps(case, held),
            )
        )
    )
    if held.outcome is not None:
        expect(case, version)
        return _correct(by, case, held, outcome, correction_reason)
    done: Any = db.session.execute(
        update(Appointment)
        .where(Appointment.id == held.id, Appointment.outcome.is_(None), Appointment.superseded_at.is_(None))
        .values(outcome=outcome, outcome_at=now, outcome_by_id=by.user_id)
    )
    if done.rowcount != 1:
        raise Stale(FIRST)
    db.session.refresh(held)
    _follow(by, case, held, outcome)
    audit.change(by, case.person.id, AUDITED[outcome], ("appointment", held.id), outcome=outcome, referral=referral_id)
    return held


def _follow(by: Viewer, case: Case, held: Appointment, outcome: Outcome) -> None:
    """Move the referral where the table has the step; later attendances are contacts and move nothing."""
    came_on = clock.london_date(held.starts_at)
    first = min(came_on, case.referral.first_attended_on or came_on)
    milestones: dict[str, date] = {"first_attended_on": first} if outcome is Outcome.ATTENDED else {}
    if moves(case.referral.state, outcome):
        move(by=by, case=case, event=outcome.value, milestones=milestones)
    elif milestones:
        stamp(case, milestones)


def _correct(by: Viewer, case: Case, held: Appointment, outcome: Outcome, reason: str) -> Appointment:
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
        _follow(by, case, corrected, outcome)
    elif before is Outcome.ATTENDED:
        _take_back(by, case, held)
    audit.change(
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


def _later_steps(case: Case, held: Appointment) -> bool:
    """Whether an assessment of that day, or the engaged mark, rests on this appointment as attended."""
    if held.outcome is not Outcome.ATTENDED:
        return False
    day = clock.london_date(held.starts_at)
    rests_on_it = [one.attended_on for one in [case.assessment] if one]
    rests_on_it += [one.engaged_on for one in [case.engagement] if one]
    return day in rests_on_it
