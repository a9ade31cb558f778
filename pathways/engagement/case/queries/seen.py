"""When the person of a case was last seen, and how many appointments they missed in a row since."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, func, select

from pathways import dates
from pathways.engagement.case.rules import SEEN, missed_since
from pathways.engagement.models.case import Contact
from pathways.engagement.notes.rules import MEETS, ContactWith
from pathways.people.deaths.queries import dead_by_error
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.models.referral import Appointment, Referral, ReferralEvent
from pathways.referrals.steps.rules import ReferralState, days_away, was_away
from pathways.store.base import Instant, LaterOf, db

# When a person was last seen: at an appointment that was kept, or by a contact in the room, by phone, video or visit.
#
# A text, a letter, a word with a relative and an attempt to find somebody do not count (decision 31).


def last_seen() -> ColumnElement[Any]:
    """For an accepted referral in the statement: when its person was last seen, else when they were accepted."""
    conditions = (
        Appointment.referral_id == Referral.id,
        Appointment.superseded_at.is_(None),
        Appointment.outcome.in_(SEEN),
    )
    came = select(func.max(Appointment.starts_at)).where(*conditions).correlate(Referral).scalar_subquery()
    met = select(func.max(Contact.at)).where(Contact.referral_id == Referral.id, _is_met())
    return LaterOf(
        func.coalesce(came, Referral.accepted_at, type_=Instant),
        func.coalesce(met.correlate(Referral).scalar_subquery(), Referral.accepted_at, type_=Instant),
    )


def met_of(referral_ids: Collection[int]) -> dict[int, tuple[datetime, ...]]:
    """By referral id, when the person was met without an appointment, oldest first; one statement for all."""
    by_referral: dict[int, list[datetime]] = defaultdict(list)
    if not referral_ids:
        return {}
    for referral_id, at in db.session.execute(_MET, {"of_referrals": list(set(referral_ids))}):
        by_referral[referral_id].append(at)
    return {referral_id: tuple(instants) for referral_id, instants in by_referral.items()}


def _is_met() -> ColumnElement[bool]:
    return and_(Contact.whom == ContactWith.PERSON, Contact.how.in_(MEETS))


# Built once: it runs for every case in which an appointment was missed.
_MET = (
    select(Contact.referral_id, Contact.at)
    .where(Contact.referral_id.in_(bindparam("of_referrals", expanding=True)), _is_met())
    .order_by(Contact.referral_id, Contact.at, Contact.id)
)


# How many appointments somebody missed in a row, without those they missed in custody, in hospital, or while they stood
# as dead by an error. The statements run for every case in which an appointment was missed, so they are built once.
_REFERRALS: BindParameter[list[int]] = bindparam("of_referrals", expanding=True)
_WHOSE = select(Referral.id, Referral.person_id).where(Referral.id.in_(_REFERRALS))
_AWAY = (
    select(ReferralEvent.referral_id, ReferralEvent.at, ReferralEvent.to_state, ReferralEvent.recorded)
    .where(ReferralEvent.referral_id.in_(_REFERRALS))
    .where((ReferralEvent.to_state == ReferralState.SUSPENDED) | (ReferralEvent.from_state == ReferralState.SUSPENDED))
    .order_by(ReferralEvent.id)
)


def missed_of(appointments: Mapping[int, Collection[Appointment]]) -> dict[int, int]:
    """By referral id, how many appointments were missed in a row, from those that stand, oldest first."""
    missed = {
        number: [
            appointment for appointment in case_appointments if appointment.outcome is AppointmentOutcome.DID_NOT_ATTEND
        ]
        for number, case_appointments in appointments.items()
    }
    some = [number for number, case_appointments in missed.items() if case_appointments]
    away, met, in_error = _away_of(some), met_of(some), _dead_by_error_of(some)
    return {
        number: missed_since(
            (
                (appointment.starts_at, appointment.outcome)
                for appointment in case_appointments
                if appointment not in missed[number]
                or not (
                    was_away(dates.london_date(appointment.starts_at), away.get(number, ()))
                    or any(began <= appointment.starts_at < ended for began, ended in in_error.get(number, ()))
                )
            ),
            met.get(number, ()),
        )
        for number, case_appointments in appointments.items()
    }


def _dead_by_error_of(referral_ids: Collection[int]) -> dict[int, tuple[tuple[datetime, datetime], ...]]:
    """By referral id, the periods in which the person stood as dead by an error, when nobody expected them."""
    if not referral_ids:
        return {}
    rows = db.session.execute(_WHOSE, {"of_referrals": list(set(referral_ids))})
    whose = {row[0]: row[1] for row in rows}
    in_error = dead_by_error(set(whose.values()))
    return {number: in_error[person_id] for number, person_id in whose.items() if person_id in in_error}


def _away_of(referral_ids: Collection[int]) -> dict[int, tuple[tuple[date, date], ...]]:
    if not referral_ids:
        return {}
    steps: dict[int, list[tuple[date, ReferralState]]] = defaultdict(list)
    rows = db.session.execute(_AWAY, {"of_referrals": list(set(referral_ids))})
    for referral_id, at, to_state, recorded in rows:
        stated_on = (recorded or {}).get("on")
        recorded_on = dates.london_date(at)
        on = min(date.fromisoformat(stated_on), recorded_on) if stated_on else recorded_on
        steps[referral_id].append((on, to_state))
    return {number: days_away(case_steps) for number, case_steps in steps.items()}
