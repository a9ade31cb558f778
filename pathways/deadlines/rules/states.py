"""Every clock of a referral at a moment: not started, running, paused, stopped, out of time, or not known."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial

from pathways.dates import (
    INSTANT,
    Calendar,
    Interval,
    after_pauses,
    days_later,
    end_of_next_working_day,
    hours_later,
    months_later,
    working_days_later,
    working_time_resumed,
)
from pathways.deadlines.rules.deadlines import (
    LengthUnit,
    ReferralCourse,
    Timer,
    TimerRecipient,
    TimerStage,
    happenings,
    missed_in_a_row,
    timers,
)
from pathways.deadlines.rules.runs import Reading, Run, may_run, reading_of, runs
from pathways.referrals.steps.rules import ReferralState
from pathways.vocabulary import Worded

MISSED_IN_A_ROW = 3
Ending = tuple[datetime, tuple[TimerRecipient, ...]]
"""When somebody is told, and who."""
BY_ITSELF, HANDED_ON = "window_ended", "handed_on"


class ClockStanding(Worded):
    """How a clock stands."""

    NOT_STARTED = "not_started", "Not started"
    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    STOPPED = "stopped", "Stopped"
    OVER = "over", "Out of time"
    NOT_KNOWN = "not_known", "Not known"


@dataclass(frozen=True, kw_only=True)
class End:
    """A moment at which somebody is told. `number` counts the times from 1; `at` is still in time."""

    at: datetime
    addressees: tuple[TimerRecipient, ...]
    number: int


@dataclass(frozen=True, kw_only=True)
class ReferralClock:
    """One timer of a referral. `due_at` is the last moment in time: None while paused, stopped or not known.

    `over_since` is the first end that passed. `ends` are those known now, in their order.
    """

    timer: Timer
    standing: ClockStanding
    about: str = ""
    started_at: datetime | None = None
    due_at: datetime | None = None
    over_since: datetime | None = None
    paused_since: datetime | None = None
    paused_by: str = ""
    stopped_at: datetime | None = None
    stopped_by: str = ""
    ends: tuple[End, ...] = ()
    pauses: tuple[Interval, ...] = ()

    @property
    def still_runs(self) -> bool:
        """Whether it has started and not stopped."""
        return self.standing in (
            ClockStanding.RUNNING,
            ClockStanding.PAUSED,
            ClockStanding.OVER,
            ClockStanding.NOT_KNOWN,
        )

    @property
    def is_over(self) -> bool:
        return self.standing is ClockStanding.OVER


def clocks_of(course: ReferralCourse, calendar: Calendar, now: datetime) -> tuple[ReferralClock, ...]:
    """Every timer of the table, in its order; of each the latest run about each thing, or that it never started."""
    clocks: list[ReferralClock] = []
    happened = happenings(course, now)
    missed, reading, went_on = missed_in_a_row(happened), reading_of(happened, calendar), is_handed_on(course)
    for not_started in _not_started():
        if not_started.timer.starts.isdisjoint(reading.names):  # most timers never start in most courses
            clocks.append(not_started)
            continue
        latest = _latest_runs(not_started.timer, reading, course)
        if went_on:
            _hand_on(latest, course.events[-1].at)
        if not latest:
            clocks.append(not_started)
        clocks += (_clock(run, missed, calendar, now) for run in latest)
    return tuple(clocks)


def deadlines_of(
    course: ReferralCourse, calendar: Calendar, now: datetime, codes: Collection[str] = ()
) -> tuple[ReferralClock, ...]:
    """Those of `clocks_of` that are a deadline, in its order; with `codes`, of these timers alone.

    A list of fifty cases asks for nothing else, and most clocks of a case have stopped: none of those is judged.
    """
    if is_handed_on(course):
        return ()
    happened = happenings(course, now)
    missed, reading = missed_in_a_row(happened), reading_of(happened, calendar)
    judged = (
        _clock(run, missed, calendar, now)
        for not_started in _not_started()
        if not_started.timer.stages and (not codes or not_started.timer.code in codes)
        if may_run(not_started.timer, reading)
        for run in _latest_runs(not_started.timer, reading, course)
        if run.stopped_at is None
    )
    return tuple(filter(is_a_deadline, judged))


def _latest_runs(timer: Timer, reading: Reading, course: ReferralCourse) -> list[Run]:
    latest = {run.about: run for run in runs(timer, reading, course.dead_by_error)}
    return [run for _, run in sorted(latest.items())]


@cache
def _not_started() -> tuple[ReferralClock, ...]:
    """Every timer of the table as not started: the same for every referral, so made once."""
    return tuple(ReferralClock(timer=timer, standing=ClockStanding.NOT_STARTED) for timer in timers().values())


def is_a_deadline(running_clock: ReferralClock) -> bool:
    """Whether somebody is told when its time is up; a clock that only counts is nobody's deadline."""
    return running_clock.still_runs and bool(running_clock.timer.stages)


def by_deadline(clocks: Iterable[ReferralClock]) -> tuple[ReferralClock, ...]:
    """Clocks that run in the order in which something is due: the next deadline is the first, wherever it is said.

    What is late is due first of all; what is paused, or not known, has no deadline now and comes last.
    """
    running_clocks = [each for each in clocks if each.still_runs]

    def turn(each: ReferralClock) -> tuple[bool, bool, bool, datetime | None]:
        has_none = each.due_at is None
        return (not is_a_deadline(each), has_none, not each.is_over, each.due_at or each.started_at)

    return tuple(sorted(running_clocks, key=turn))


def is_handed_on(course: ReferralCourse) -> bool:
    """A referral that was sent on has handed its clocks to its child."""
    return course.state is ReferralState.REROUTED


def next_look(clocks: Iterable[ReferralClock], now: datetime) -> datetime | None:
    """The next instant at which one of these clocks says something new; None where none ever will by itself."""
    waiting = (
        running_clock for running_clock in clocks if running_clock.still_runs and running_clock.paused_since is None
    )
    ends = (end.at + INSTANT for running_clock in waiting for end in running_clock.ends if end.addressees)
    return min((at for at in ends if at > now), default=None)


def _hand_on(timer_runs: Iterable[Run], at: datetime) -> None:
    for run in timer_runs:
        if run.stopped_at is None:
            run.stopped_at, run.stopped_by = at, HANDED_ON


def _clock(run: Run, missed: tuple[datetime, ...], calendar: Calendar, now: datetime) -> ReferralClock:
    of_run = partial(ReferralClock, timer=run.timer, about=run.about, started_at=run.started_at)
    if run.stopped_at is not None:
        return of_run(standing=ClockStanding.STOPPED, stopped_at=run.stopped_at, stopped_by=run.stopped_by)
    pause = run.paused(now)
    until = pause.began if pause else now
    ends = _ends_of(run, missed, calendar, until, now)
    if ends is None:
        return of_run(standing=ClockStanding.NOT_KNOWN)
    passed = [end.at for end in ends if until > end.at and end.at >= (run.checked_at or end.at)]
    coming = [end.at for end in ends if until <= end.at]
    if passed and run.timer.ends_itself:
        return of_run(standing=ClockStanding.STOPPED, stopped_at=passed[0], stopped_by=BY_ITSELF)
    standing = ClockStanding.OVER if passed else ClockStanding.PAUSED if pause else ClockStanding.RUNNING
    return of_run(
        standing=standing,
        ends=ends,
        pauses=run.intervals(until),
        due_at=None if standing is ClockStanding.PAUSED else (passed + coming)[0],
        over_since=passed[0] if passed else None,
        paused_since=pause.began if pause else None,
        paused_by=pause.kind if pause else "",
    )


def _ends_of(
    run: Run, missed: tuple[datetime, ...], calendar: Calendar, until: datetime, now: datetime
) -> tuple[End, ...] | None:
    """When somebody is told, the next time a recurring one comes round included. None beyond the known calendar."""
    endings: list[Ending] = []
    for stage in run.timer.stages or (TimerStage(length=run.timer.length, addressees=()),):
        at = _at(run, stage.length, calendar, until)
        if at is None:
            return None
        if run.timer.takes == "no_contact":
            at = min([at, *_third_missed(run, missed)])
        endings.append((at, stage.addressees))
    if run.timer.every:
        endings += _again(run.timer, endings, calendar, now)
    in_order = sorted(endings, key=lambda end: end[0])
    return tuple(
        End(at=at, addressees=addressees, number=place) for place, (at, addressees) in enumerate(in_order, start=1)
    )


def _again(timer: Timer, endings: list[Ending], calendar: Calendar, now: datetime) -> Iterable[Ending]:
    """Tell the people of the first end again every so many days, up to now and once more ahead."""
    (first_at, addressees), taken = endings[0], {at for at, _ in endings}
    times, at = 1, first_at
    while at <= max(now, *taken):
        later = times * timer.every
        next_at = (
            working_days_later(first_at, later, calendar)
            if timer.unit is LengthUnit.WORKING_DAYS
            else days_later(first_at, later)
        )
        if next_at is None:
            return
        at, times = next_at, times + 1
        if at not in taken:
            yield at, addressees


def _third_missed(run: Run, missed: tuple[datetime, ...]) -> list[datetime]:
    counted = [at for at in missed if at >= run.started_at]
    return [counted[MISSED_IN_A_ROW - 1] - INSTANT] if len(counted) >= MISSED_IN_A_ROW else []


def _at(run: Run, length: int, calendar: Calendar, until: datetime) -> datetime | None:
    """The last moment in time of a length, not counting what is paused up to `until`. None where it is not known."""
    start, pauses, unit = run.started_at, run.intervals(until), run.timer.unit
    if unit is LengthUnit.WORKING_DAYS:
        return working_days_later(start, length, calendar, pauses)
    if unit is LengthUnit.NEXT_WORKING_DAY:
        return working_time_resumed(start, end_of_next_working_day(start, calendar), calendar, pauses)
    if unit is LengthUnit.MOMENT:
        moment = after_pauses(run.due or start, pauses)
        return working_days_later(moment, length, calendar, pauses) if length else moment
    if unit is LengthUnit.HOURS:
        return hours_later(start, length, pauses)
    if unit is LengthUnit.MONTHS:
        return months_later(start, length, pauses)
    days = length - 1 if unit is LengthUnit.DAYS_BOTH_COUNTED else length
    return days_later(start, days, pauses)
