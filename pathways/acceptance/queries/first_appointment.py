"""When somebody may come first, and what a text tells them of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from pathways import clock
from pathways.acceptance.queries.duties import required_times
from pathways.auth import Viewer
from pathways.directory import queries as directory
from pathways.directory.rules import Session, next_day_open, sessions_or_usual
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral
from pathways.referrals.rules import FIRST_TURN, first_day
from pathways.referrals.rules.letting_know import Telling

TIMES_SHOWN = 4


def first_times(held: Referral) -> tuple[datetime, ...]:
    """The soonest free times in the diary of the service that a referral in sight is offered to."""
    return _free(held)[:TIMES_SHOWN]


def suggested_time(viewer: Viewer, held: Referral) -> datetime | None:
    """When the page suggests to meet first: at the time of the notice in the person's hand, where there is one.

    Else the soonest free time from tomorrow on: the person still has to be told, by day. Today's can be chosen. What is
    urgent is today or on the next day on which the service is open: at a free time, else at the first that the urgency
    allows.
    """
    told = required_times(viewer, [held.episode_id]).get(held.episode_id)
    opening = opening_of(held)
    last_day = opening.next_day
    is_urgent = held.inbox_turn == FIRST_TURN
    if told is not None and told > clock.now() and not (is_urgent and clock.london_date(told) > last_day):
        return told
    if is_urgent:
        now = clock.london(clock.now())
        soonest = first_day(now, sessions=opening.sessions, day_after=last_day)
        free = (each for each in _free(held) if clock.london_date(each) <= last_day)
        return next(free, None) or clock.from_london(soonest.date(), soonest.time())
    return next((each for each in _free(held) if clock.london_date(each) > clock.today()), None)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """When a service is open, its own closed days counted: on a day, and the next day after today."""

    sessions: Callable[[date], tuple[Session, ...]]
    next_day: date

    @property
    def is_today(self) -> bool:
        return bool(self.sessions(clock.today()))


def opening_of(referral: Referral) -> Opening:
    """When the service that a referral is offered to is open. One that opens on no day soon counts by working days."""
    today, holidays = clock.today(), clock.bank_holidays()
    service = directory.facts_of(directory.service(referral.service_id)) if referral.service_id else None
    next_day = next_day_open(service, today, holidays) if service else None
    return Opening(
        sessions=lambda day: sessions_or_usual(service, day, holidays) if service else (),
        next_day=next_day or clock.add_working_days(today, 1),
    )


def _free(held: Referral) -> tuple[datetime, ...]:
    free = directory.free_slots("", [held.service_id]) if held.service_id else ()
    return tuple(one.starts_at for one in free)


def text_at_first(held: Referral, starts_at: datetime) -> Telling | None:
    """The text about the first appointment: by the way that custody was told, a number and a reference."""
    return referrals.text_to(held, referrals.contact_said(held.episode_id), starts_at)
