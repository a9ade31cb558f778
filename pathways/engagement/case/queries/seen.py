"""When the person of a case was last seen, and how many appointments they missed in a row since."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, func, select, union_all

from pathways import dates
from pathways.engagement.case.rules import SEEN, missed_since
from pathways.engagement.models.case import Contact
from pathways.engagement.notes.rules import MEETS, ContactWith
from pathways.people.deaths.queries import deaths_in_error
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.models.referral import Appointment, Referral, ReferralEvent
from pathways.referrals.steps.rules import ReferralState, days_away, was_away
from pathways.store.base import Instant, LaterOf, db, shared
from pathways.store.together import Layout, among

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


def _is_met() -> ColumnElement[bool]:
    return and_(Contact.whom == ContactWith.PERSON, Contact.how.in_(MEETS))


# When somebody was met without an appointment, and how many appointments they missed in a row, without those they
# missed in custody, in hospital, or while they stood as dead by an error. The statement is built once.


_MET, _PAUSE, _DEATH = "met", "pause", "death"
_LAYOUT = Layout(of=Integer(), number=Integer(), at=Instant(), ended_at=Instant(), to_state=String(), stated=String())
_IN_ERROR = shared(deaths_in_error(select(Referral.person_id).where(among(Referral.id, "of_referrals"))).subquery())
_BESIDE = union_all(
    _LAYOUT.rows(_MET, of=Contact.referral_id, number=Contact.id, at=Contact.at).where(
        among(Contact.referral_id, "of_referrals"), _is_met()
    ),
    _LAYOUT.rows(
        _PAUSE,
        of=ReferralEvent.referral_id,
        number=ReferralEvent.id,
        at=ReferralEvent.at,
        to_state=ReferralEvent.to_state,
        stated=ReferralEvent.recorded["on"].as_string(),
    )
    .where(among(ReferralEvent.referral_id, "of_referrals"))
    .where((ReferralEvent.to_state == ReferralState.SUSPENDED) | (ReferralEvent.from_state == ReferralState.SUSPENDED)),
    _LAYOUT.rows(
        _DEATH, of=Referral.id, number=_IN_ERROR.c.id, at=_IN_ERROR.c.recorded_at, ended_at=_IN_ERROR.c.decided_at
    )
    .join_from(Referral, _IN_ERROR, _IN_ERROR.c.person_id == Referral.person_id)
    .where(among(Referral.id, "of_referrals")),
).order_by("number")
Beside = Mapping[str, Mapping[int, Sequence[Any]]]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """When somebody was met without an appointment, oldest first, and how many appointments they missed in a row."""

    met_at: tuple[datetime, ...]
    missed: int


def seen_of(appointments: Mapping[int, Collection[Appointment]]) -> dict[int, Seen]:
    """By referral id, from the appointments that stand of each, oldest first; one statement for all."""
    beside = _beside(appointments)
    return {
        number: Seen(met_at=_met(number, beside), missed=_missed(number, theirs, beside))
        for number, theirs in appointments.items()
    }


def missed_of(appointments: Mapping[int, Collection[Appointment]]) -> dict[int, int]:
    """By referral id, how many appointments were missed in a row, from those that stand, oldest first."""
    beside = _beside([number for number, theirs in appointments.items() if any(map(_is_missed, theirs))])
    return {number: _missed(number, theirs, beside) for number, theirs in appointments.items()}


def _beside(referral_ids: Collection[int]) -> Beside:
    by_kind: dict[str, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    rows = db.session.execute(_BESIDE, {"of_referrals": referral_ids}) if referral_ids else ()
    for row in rows:
        by_kind[row.kind][row.of].append(row)
    return by_kind


def _is_missed(appointment: Appointment) -> bool:
    return appointment.outcome is AppointmentOutcome.DID_NOT_ATTEND


def _met(number: int, beside: Beside) -> tuple[datetime, ...]:
    return tuple(sorted(row.at for row in beside.get(_MET, {}).get(number, ())))


def excused_of(times: Mapping[int, Collection[datetime]]) -> dict[int, frozenset[datetime]]:
    """By referral id, those of these times of appointments at which the person could not come: in custody, in hospital,
    or standing as dead by an error. What was missed then is not missed."""
    beside = _beside([number for number, theirs in times.items() if theirs])
    could_not = {number: _could_not_come(number, beside) for number in times}
    return {number: frozenset(filter(could_not[number], theirs)) for number, theirs in times.items()}


def _missed(number: int, appointments: Collection[Appointment], beside: Beside) -> int:
    could_not_come = _could_not_come(number, beside)
    counted = (
        (appointment.starts_at, appointment.outcome)
        for appointment in appointments
        if not (_is_missed(appointment) and could_not_come(appointment.starts_at))
    )
    return missed_since(counted, _met(number, beside))


def _could_not_come(number: int, beside: Beside) -> Callable[[datetime], bool]:
    away = days_away(_paused(row) for row in beside.get(_PAUSE, {}).get(number, ()))
    in_error = [(row.at, row.ended_at or row.at) for row in beside.get(_DEATH, {}).get(number, ())]

    def could_not(at: datetime) -> bool:
        return was_away(dates.london_date(at), away) or any(began <= at < ended for began, ended in in_error)

    return could_not


def _paused(row: Any) -> tuple[date, ReferralState]:
    """The day on which a pause began or ended, and the state that it led to."""
    recorded_on = dates.london_date(row.at)
    on = min(date.fromisoformat(row.stated), recorded_on) if row.stated else recorded_on
    return on, ReferralState(row.to_state)
