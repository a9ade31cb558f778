"""The appointments of the day of a provider, and earlier ones that were never recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal, select
from sqlalchemy.orm import outerjoin

from pathways import clock, dates
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.roles import Viewer
from pathways.engagement.case.queries.case import appointments_of, with_us
from pathways.engagement.case.queries.seen import missed_of
from pathways.engagement.caseload.queries.cases import KEYWORKER, OF_WHOM, our_keyworkers
from pathways.engagement.required_assessments.queries import required_of_cases
from pathways.engagement.rules import answers_for
from pathways.people.models.identity import Person, PersonDetails
from pathways.referrals.first_appointments.rules import AppointmentPurpose
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db

MOST_TODAY = 200
OURS = tuple(state for state in ReferralState if answers_for(state))


@dataclass(frozen=True, kw_only=True)
class TodayRow:
    """One appointment of the day (or of an earlier day, never recorded).

    `notice_id` is the required assessment whose notice names our service and this very time, while its outcome is not
    recorded: then that is recorded, and the appointment with it. `next_at` is a later appointment that stands.
    """

    appointment: Appointment
    referral: Referral
    details: PersonDetails
    keyworker: str
    missed: int
    is_required: bool
    notice_id: int | None
    risks: tuple[str, ...]
    next_at: datetime | None


def today(viewer: Viewer, *, only_mine: bool = False) -> tuple[TodayRow, ...]:
    """Today's appointments and earlier ones never recorded, by time; of nobody who has died.

    Today's that were recorded are included, also where the case is no longer with the service.
    """
    day = clock.today()
    begins, ends = (dates.from_london(each, time(0)) for each in (day, day + timedelta(days=1)))
    whose = with_us(viewer), *([Referral.keyworker_id == viewer.user_id] if only_mine else [])
    waits = Appointment.outcome.is_(None), of_each(*whose, Referral.state.in_(OURS))
    was_today = Appointment.outcome.is_not(None), Appointment.starts_at >= begins, *whose
    rows = (*_first_until(ends, viewer, *waits), *_first_until(ends, viewer, *was_today))
    return _today_rows(viewer, sorted(rows, key=lambda row: (row[4].starts_at, row[4].id))[:MOST_TODAY])


def of_each(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """These conditions, asked of one case after the other.

    A database that may begin with them reads every case of the provider: to PostgreSQL what is not recorded looks far
    rarer than it is. Asked like this it reads what the list is ordered by in the order of its index, and stops when
    the page is full.
    """
    return exists(select(literal(1)).where(*conditions).correlate(Referral)).is_(True)


def _first_until(ends: datetime, viewer: Viewer, *conditions: ColumnElement[bool]) -> Sequence[Any]:
    stands = Appointment.superseded_at.is_(None), Appointment.starts_at < ends, Person.died_at.is_(None)
    is_ours = and_(KEYWORKER.id == Referral.keyworker_id, KEYWORKER.id.in_(our_keyworkers(viewer)))
    statement = select(Referral, PersonDetails, Person.died_at, KEYWORKER.name, Appointment)
    statement = statement.select_from(outerjoin(OF_WHOM, KEYWORKER, is_ours)).where(*stands, *conditions)
    statement = statement.join(Appointment, Appointment.referral_id == Referral.id)
    return db.session.execute(statement.order_by(Appointment.starts_at, Appointment.id).limit(MOST_TODAY)).all()


def _today_rows(viewer: Viewer, cases: Sequence[Any]) -> tuple[TodayRow, ...]:
    everything = appointments_of([referral.id for referral, *_ in cases])
    missed = missed_of(everything)
    episodes = [referral.episode_id for referral, *_ in cases]
    required, flags = required_of_cases(viewer, episodes), needs_queries.flags_of(episodes)
    now = clock.now()
    return tuple(
        TodayRow(
            appointment=appointment,
            referral=referral,
            details=details,
            keyworker=keyworker or "",
            missed=missed.get(referral.id, 0),
            is_required=appointment.purpose is AppointmentPurpose.ASSESSMENT and referral.episode_id in required,
            notice_id=_notice_at(appointment, *required.get(referral.episode_id, (None, False))),
            risks=flags.get(referral.episode_id, ()),
            next_at=_after(appointment, everything.get(referral.id, ()), now),
        )
        for referral, details, _, keyworker, appointment in cases
    )


def _notice_at(appointment: Appointment, required: RequiredAssessment | None, is_to_record: bool) -> int | None:
    return required.id if required and is_to_record and required.initial_at == appointment.starts_at else None


def _after(appointment: Appointment, theirs: Iterable[Appointment], now: datetime) -> datetime | None:
    ahead = (each.starts_at for each in theirs if each.outcome is None and each.id != appointment.id)
    return next((at for at in ahead if at > now), None)
