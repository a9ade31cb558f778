"""The appointments of a provider for the pack: what became of them, who did not attend, the next offer."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, case, func, or_, select

from pathways import clock, dates
from pathways.auth.roles import Viewer
from pathways.deadlines.queries.tactical_lists import as_line, beginning, of_whom
from pathways.deadlines.rules import tactical_figures as counting
from pathways.deadlines.rules.tactical import TacticalLine, TacticalList
from pathways.engagement.case.queries.seen import excused_of
from pathways.referrals import queries as referrals_queries
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.models.referral import Appointment, Referral
from pathways.store.base import db, shared_alias

_NEXT = shared_alias(Appointment)


@dataclass(frozen=True, kw_only=True)
class Missed:
    """Who did not attend; for each whom another was offered, how long that took; and how many could not come, because
    they were in custody or in hospital: they missed nothing (treatment reference 2.1)."""

    lines: tuple[TacticalLine, ...]
    offered_after: tuple[timedelta, ...]
    could_not_come: int


def _held_lately(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Those that stand, with an outcome, of the days looked back and of today: one that is ahead was not held yet."""
    tomorrow = dates.from_london(clock.today() + timedelta(days=1), time(0))
    held = statement.where(Appointment.starts_at >= beginning(), Appointment.starts_at < tomorrow)
    return held.where(Appointment.superseded_at.is_(None), Appointment.outcome.is_not(None))


def outcomes(viewer: Viewer) -> dict[AppointmentOutcome, int]:
    """What became of the appointments of late, and of how many."""
    counted = (
        select(Appointment.outcome, func.count(Appointment.id))
        .join(Referral, Referral.id == Appointment.referral_id)
        .where(referrals_queries.visible_to(viewer), Referral.person_died.is_(False))
        .group_by(Appointment.outcome)
    )
    return {row[0]: row[1] for row in db.session.execute(_held_lately(counted))}


# From the time of the appointment on, as the deadline to offer another one counts: not from when somebody recorded it.
_OFFERED_NEXT = (
    select(func.min(_NEXT.offered_at))
    .where(_NEXT.referral_id == Referral.id, _NEXT.offered_at > Appointment.starts_at)
    .correlate(Referral, Appointment)
    .scalar_subquery()
)
_STOOD = or_(_NEXT.outcome.is_(None), _NEXT.outcome_at > Appointment.starts_at)
_BOOKED_ALREADY = (
    select(_NEXT.id)
    .where(_NEXT.referral_id == Referral.id, _NEXT.superseded_at.is_(None), _STOOD)
    .where(_NEXT.starts_at > Appointment.starts_at, _NEXT.offered_at <= Appointment.starts_at)
    .correlate(Referral, Appointment)
    .exists()
)


def missed(viewer: Viewer) -> Missed:
    """Who did not attend, the latest first."""
    next_at = case((_BOOKED_ALREADY, Appointment.starts_at), else_=_OFFERED_NEXT).label("next_at")
    statement = of_whom(viewer, Appointment.starts_at, next_at, Referral.closed_at)
    statement = statement.join(Appointment, Appointment.referral_id == Referral.id)
    missed = _held_lately(statement).where(Appointment.outcome == AppointmentOutcome.DID_NOT_ATTEND)
    rows = db.session.execute(missed.order_by(Appointment.starts_at.desc(), Appointment.id.desc())).all()
    times: dict[int, list[datetime]] = defaultdict(list)
    for row in rows:
        times[row.id].append(row.starts_at)
    could_not_come = excused_of(times)
    counted = [row for row in rows if row.starts_at not in could_not_come[row.id]]
    lines = tuple(
        as_line(
            viewer,
            row,
            TacticalList.MISSED,
            AppointmentOutcome.DID_NOT_ATTEND.label,
            dates.london_date(row.starts_at),
            note=counting.next_offer(
                row.next_at - row.starts_at if row.next_at else None, is_closed=bool(row.closed_at)
            ),
        )
        for row in counted
    )
    return Missed(
        lines=lines,
        offered_after=tuple(row.next_at - row.starts_at for row in counted if row.next_at),
        could_not_come=len(rows) - len(counted),
    )
