"""The appointments of the day, and earlier ones never recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import and_, or_, select

from pathways import clock
from pathways.arrest_tests import queries as arrest_tests
from pathways.auth import Viewer
from pathways.engagement.queries.caseload import died_among
from pathways.engagement.queries.cases import appointments_of, with_us
from pathways.engagement.queries.expected import due_of_cases
from pathways.engagement.queries.keyworkers import keyworkers_named
from pathways.engagement.queries.missed import missed_of
from pathways.engagement.rules import answers_for
from pathways.people import queries as people
from pathways.people.models import PersonDetails
from pathways.referrals import queries as referrals
from pathways.referrals.models import Appointment, Referral
from pathways.referrals.rules import Purpose, ReferralState
from pathways.store import db

MOST_TODAY = 200
OURS = tuple(state for state in ReferralState if answers_for(state))


@dataclass(frozen=True, kw_only=True)
class TodayRow:
    """One appointment of the day (or of an earlier day, never recorded).

    `notice_id` is the required assessment whose notice names our service and this very time, where its outcome is not
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
    """Today's appointments and earlier ones never recorded, by time; nothing is due of somebody who has died.

    What became of today's that is not with the service any more stands among the recorded ones.
    """
    begins = clock.from_london(clock.today(), time(0))
    ends = clock.from_london(clock.today() + timedelta(days=1), time(0))
    waits = and_(Appointment.outcome.is_(None), Referral.state.in_(OURS))
    rows = (
        select(Appointment, Referral)
        .join(Referral, Referral.id == Appointment.referral_id)
        .where(
            with_us(viewer),
            Appointment.superseded_at.is_(None),
            Appointment.starts_at < ends,
            or_(waits, and_(Appointment.outcome.is_not(None), Appointment.starts_at >= begins)),
        )
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(MOST_TODAY)
    )
    if only_mine:
        rows = rows.where(Referral.keyworker_id == viewer.user_id)
    held = [(row[0], row[1]) for row in db.session.execute(rows)]
    return _today_rows(viewer, held)


def _today_rows(viewer: Viewer, held: list[tuple[Appointment, Referral]]) -> tuple[TodayRow, ...]:
    details = people.details_of_many([referral.person_id for _, referral in held])
    died = died_among(each.person_id for each in details.values())
    names = keyworkers_named(viewer, (referral.keyworker_id for _, referral in held))
    everything = appointments_of([referral.id for _, referral in held])
    missed = missed_of(everything)
    episodes = [referral.episode_id for _, referral in held]
    required, screens = arrest_tests.required_assessments_of(episodes), referrals.screens_of(episodes)
    due, now = due_of_cases(viewer, episodes), clock.now()
    return tuple(
        TodayRow(
            appointment=one,
            referral=referral,
            details=details[referral.person_id],
            keyworker=names.get(referral.keyworker_id, ""),
            missed=missed.get(referral.id, 0),
            is_required=one.purpose is Purpose.ASSESSMENT and referral.episode_id in required,
            notice_id=required[referral.episode_id].id if due.get(referral.episode_id) == one.starts_at else None,
            risks=screens[referral.episode_id].flags if referral.episode_id in screens else (),
            next_at=_after(one, everything.get(referral.id, ()), now),
        )
        for one, referral in held
        if details[referral.person_id].person_id not in died
    )


def _after(one: Appointment, theirs: Iterable[Appointment], now: datetime) -> datetime | None:
    ahead = (each.starts_at for each in theirs if each.outcome is None and each.id != one.id)
    return next((at for at in ahead if at > now), None)
