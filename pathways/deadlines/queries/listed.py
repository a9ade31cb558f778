"""The deadlines of many referrals, for lists: judged once, and anew where the log says more of the person.

Whatever changes a record writes an event on the chain of its person in the same transaction, and the head of that
chain is one of no other history. So what was judged stands while the head does, with the closed days and who may act,
until the first moment at which time by itself changes it (docs/decisions/0084).
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from pathways.dates import Calendar
from pathways.deadlines.queries import chains
from pathways.deadlines.queries.chains import RowsByKind, around
from pathways.deadlines.queries.duties import Duty
from pathways.deadlines.queries.facts import ReferralInTime, courses_of, duty_among, gone_since
from pathways.deadlines.rules.states import ReferralClock, by_deadline
from pathways.deadlines.rules.words import in_words, is_end_of_day, label_of
from pathways.referrals.models.referral import ReferralOnList
from pathways.referrals.sending.queries import DeskFacts
from pathways.referrals.sending.rules import Urgent
from pathways.referrals.steps.queries import Running
from pathways.store.remembered import Judgement, Remembered

MOST_KEPT: Final = 5_000
"""Referrals of which a process keeps what it judged: some 30 MB."""
URGENT, FIRST_OFFER = "urgent", "first_offer"


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockOnList:
    """A deadline with the duty that it runs for, if it runs for one, and how a list says it: to everybody alike, so
    without why it is urgent."""

    clock: ReferralClock
    duty: Duty | None
    running: Running


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The deadlines of one referral in the order of their table, and what is read beside them."""

    deadlines: tuple[ReferralClock, ...]
    duties: tuple[Duty, ...]
    urgent: tuple[Urgent, ...]
    calendar: Calendar

    @cached_property
    def on_list(self) -> tuple[ClockOnList, ...]:
        """The deadlines as a list says them, the next one first. Kept with them: who is listed is listed many times."""
        return tuple(self._in_words(running_clock) for running_clock in by_deadline(self.deadlines))

    def _in_words(self, running_clock: ReferralClock) -> ClockOnList:
        duty, due_at = duty_among(self.duties, running_clock), running_clock.due_at
        running = Running(
            label=label_of(running_clock),
            why=(),
            words=in_words(running_clock, self.calendar),
            is_late=running_clock.is_over,
            due_at=due_at,
            is_by_day=due_at is not None and is_end_of_day(due_at),
            is_owed_to_police=duty is not None and duty.is_to_the_police,
            is_urgent=running_clock.timer.code == URGENT,
            is_first_offer=running_clock.timer.code == FIRST_OFFER,
        )
        return ClockOnList(clock=running_clock, duty=duty, running=running)


REMEMBERED: Final = Remembered[Judged](most=MOST_KEPT)
"""By referral and by which of its timers."""


def judged_alone(
    referrals: Collection[ReferralOnList], now: datetime, codes: tuple[str, ...], desks: Mapping[int, DeskFacts] | None
) -> dict[int, Judged]:
    """As `deadlines_on`, judged from nothing and not kept: whoever opens a page about somebody moves the head of their
    chain."""
    courses = courses_of({each.id for each in referrals}, desks) if referrals else {}
    return {number: _judged(course, now, codes) for number, course in courses.items()}


def deadlines_on(
    referrals: Collection[ReferralOnList],
    now: datetime,
    codes: tuple[str, ...] = (),
    desks: Mapping[int, DeskFacts] | None = None,
    *,
    heads: Mapping[int, str | None],
) -> dict[int, Judged]:
    """By referral of a list, in the viewer's sight, its deadlines at `now`; with `codes`, of these timers alone.

    `heads` of their people were read before whatever else was: what is recorded in between is judged, and kept as what
    was there before it; where none is known nothing is kept. `desks` are their episodes' facts of the desk, where they
    were read.
    """
    memory = REMEMBERED.here()
    read = around(referrals)
    gone = gone_since(read)
    rests_on = {each.id: (at := heads[each.person_id]) and (at, _rests_on(each, read, gone)) for each in referrals}
    judged = {number: memory.recall((number, codes), rests_on[number], now) for number in rests_on}
    missing = {number for number, each in judged.items() if each is None}
    for number, course in (courses_of(missing, desks) if missing else {}).items():
        judged[number] = anew = _judged(course, now, codes)
        until = course.says_else_after(anew.deadlines, now)
        memory.keep((number, codes), Judgement(judged=anew, rests_on=rests_on[number], judged_at=now, until=until))
    return {number: each for number, each in judged.items() if each is not None}


def _judged(course: ReferralInTime, now: datetime, codes: tuple[str, ...]) -> Judged:
    deadlines = course.deadlines(now, codes)
    return Judged(deadlines=deadlines, duties=course.duties, urgent=course.urgent, calendar=course.calendar)


def _rests_on(referral: ReferralOnList, read: RowsByKind, gone: Mapping[int, datetime]) -> Hashable:
    whose = (None,) if referral.organisation_id is None else (None, referral.organisation_id)
    closed = tuple((row.number, row.on, row.until_on) for each in whose for row in read[chains.CLOSURE].get(each, ()))
    return gone.get(referral.keyworker_id or 0), referral.keyworker_id, closed
