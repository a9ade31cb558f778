"""What the actions of a case share: moving it from the state that was seen, and what follows from an outcome."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from pathways import clock
from pathways import dates as the_dates
from pathways.audit import record as audit
from pathways.audit.models import Actor
from pathways.auth.roles import Viewer
from pathways.engagement.case.queries.case import Case, appointments_of
from pathways.engagement.case.rules import moves
from pathways.referrals import actions as referring
from pathways.referrals.first_appointments.actions import answer_anew
from pathways.referrals.first_appointments.rules import AppointmentOutcome, first_offer
from pathways.referrals.models.referral import Appointment
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Reason, refuse_if
from pathways.store.base import Superseded, supersede

# Moving a case: as a referral moves, but only from the state in which the page showed it.


Row = TypeVar("Row", bound=Superseded)

CASE_CHANGED_FIRST = (
    "A colleague changed this case first. What you typed is still here: look at the case, then save again"
)


def refuse(bars: tuple[Reason, ...]) -> None:
    """Raise Refused with every reason, if there is one."""
    refuse_if(bars)


def expect(case: Case, version: int | None) -> None:
    """Raise Stale if the person's record has changed since the form was filled from it."""
    audit.expect(case.person.id, version, in_confidence=True)


def move(
    *,
    by: Actor,
    case: Case,
    event: str,
    reason: str | None = None,
    milestones: Mapping[str, Any] | None = None,
    recorded: Mapping[str, Any] | None = None,
) -> None:
    """Take one step of the table and write its milestones. Raises Stale when a colleague moved the case first."""
    audit.lock(case.person.id)
    given = milestones or {}
    referring.move(
        case.referral, event, by=by, reason=reason, recorded=recorded, first=CASE_CHANGED_FIRST, as_seen=True, **given
    )


def mark(by: Actor, case: Case, event: str, *, to: ReferralState | None = None, **milestones: Any) -> None:
    """Write milestones with an event that is not a step of the table. Raises Stale when a colleague moved it first."""
    audit.lock(case.person.id)
    referring.mark(case.referral, event, by=by, first=CASE_CHANGED_FIRST, to=to, **milestones)


def stamp(case: Case, values: Mapping[str, Any]) -> None:
    """Write values on the referral if it is still in the state that was seen. Raises Stale when it is not."""
    audit.lock(case.person.id)
    referring.stamp(case.referral, first=CASE_CHANGED_FIRST, **values)


def date_first_offer(case: Case) -> None:
    """Work out again when the first appointment was offered, from those that count as offered now. Raises Stale."""
    offers = appointments_of([case.referral.id]).get(case.referral.id, ())
    offered_at = first_offer(offers, clock.now())
    stamp(case, {"first_offered_on": the_dates.london_date(offered_at) if offered_at else None})


def put(case: Case, already: Row | None, made: Row, reason: str, version: int | None) -> None:
    """Add the row; if one stands already (`already`), the new row supersedes it. Raises Stale then."""
    if already is not None:
        expect(case, version)
    supersede(already, made, at=clock.now(), reason=reason)


def log(by: Viewer, case: Case, what: str, row_id: int, correction_reason: str, **payload: str) -> None:
    done = "corrected" if correction_reason else "recorded"
    audit.in_confidence(by, case.person.id, f"{what}.{done}", (what, row_id), referral=case.referral.id, **payload)


# What follows from an outcome, and correcting a wrong one by a row that supersedes it.


def follow(by: Viewer, case: Case, appointment: Appointment, outcome: AppointmentOutcome) -> None:
    """Move the referral where the table has the step. Later attendances are contacts and move nothing."""
    came_on = the_dates.london_date(appointment.starts_at)
    first = min(came_on, case.referral.first_attended_on or came_on)
    milestones: dict[str, date] = {"first_attended_on": first} if outcome is AppointmentOutcome.ATTENDED else {}
    if moves(case.referral.state, outcome):
        move(by=by, case=case, event=outcome.value, milestones=milestones)
    elif milestones:
        stamp(case, milestones)


def correct(by: Viewer, case: Case, appointment: Appointment, outcome: AppointmentOutcome, reason: str) -> Appointment:
    before, corrected = appointment.outcome, answer_anew(appointment, outcome, by=by, reason=reason)
    if outcome is AppointmentOutcome.ATTENDED:
        follow(by, case, corrected, outcome)
    elif before is AppointmentOutcome.ATTENDED:
        _take_back(by, case, appointment)
    audit.in_confidence(
        by,
        case.person.id,
        "contact.corrected",
        ("appointment", corrected.id),
        outcome=outcome,
        before=before,
        referral=appointment.referral_id,
    )
    return corrected


def _take_back(by: Viewer, case: Case, appointment: Appointment) -> None:
    """Undo an attendance that never was: correct the first date and, if nothing else was attended, the state."""
    others = [
        other
        for other in case.appointments
        if other.id != appointment.id and other.outcome is AppointmentOutcome.ATTENDED
    ]
    dates = [the_dates.london_date(other.starts_at) for other in others]
    first = min([*dates, *([case.assessment.attended_on] if case.assessment else [])], default=None)
    if first is None and case.referral.state is ReferralState.ATTENDED_ASSESSMENT:
        mark(by, case, "attendance_corrected", to=ReferralState.APPT_OFFERED, first_attended_on=None)
    else:
        stamp(case, {"first_attended_on": first})


def later_steps(case: Case, appointment: Appointment) -> bool:
    """Whether an assessment of that day, or the engaged mark, rests on this appointment having been attended."""
    if appointment.outcome is not AppointmentOutcome.ATTENDED:
        return False
    day = the_dates.london_date(appointment.starts_at)
    rests_on_it = [assessment.attended_on for assessment in [case.assessment] if assessment]
    rests_on_it += [engagement.engaged_on for engagement in [case.engagement] if engagement]
    return day in rests_on_it
