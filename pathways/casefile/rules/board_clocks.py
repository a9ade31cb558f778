"""The clock of one row of the board, and the line over the board about the next twelve hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pathways.arrest_tests.lawful_basis.rules.basis import ClockKind, ClockState, LegalClock
from pathways.vocabulary import Worded

# The clock of one row of the board: what runs out first, and who stands first.
#
# The planned release is the first deadline of every open record, a positive and a negative one alike; beside it stand
# the legal clocks of the test and the reminder to ask again. A result cannot get in: the clocks do not know it (design
# choice: custody desk, "Clock" and page 1).


SOON, NEXT = timedelta(hours=1), timedelta(hours=3)
BEFORE_RELEASE, ASK_AGAIN = "Before release", "Ask again"


class Band(Worded):
    """How near a deadline is."""

    PASSED = "passed", "Passed"
    UNDER_1 = "under_1", "Under 1 hour"
    UNDER_3 = "under_3", "Under 3 hours"
    LATER = "later", ""
    NOT_SET = "not_set", ""


@dataclass(frozen=True, kw_only=True)
class RowTimes:
    """What a row's clock reads. `wants_sample`: the test is neither done, nor ended, nor closed on every route."""

    arrived_at: datetime
    planned_release_at: datetime | None = None
    legal: tuple[LegalClock, ...] = ()
    sample_taken_at: datetime | None = None
    wants_sample: bool = False
    asked_later_at: datetime | None = None
    ask_again_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """One thing that runs out."""

    label: str
    at: datetime
    since: datetime


@dataclass(frozen=True, kw_only=True)
class RowClock:
    """The clock of a row. `minutes` is negative once the time has passed; `also` are the later deadlines and limits."""

    state: ClockState
    band: Band = Band.NOT_SET
    label: str = ""
    at: datetime | None = None
    since: datetime | None = None
    minutes: int | None = None
    also: tuple[Deadline, ...] = ()
    limit: str = ""

    @property
    def runs(self) -> bool:
        """Something runs out, or is late."""
        return self.state is ClockState.RUNNING

    @property
    def is_urgent(self) -> bool:
        return self.runs and self.band in (Band.PASSED, Band.UNDER_1)

    @property
    def order(self) -> int:
        """What runs first, then a ground that passed, then stopped, then no hold, then nothing."""
        return list(ORDER).index(self.state)


ORDER = (ClockState.RUNNING, ClockState.PASSED, ClockState.STOPPED, ClockState.NO_HOLD, ClockState.NONE)


def row_clock(times: RowTimes, now: datetime) -> RowClock:
    """The clock of a row at `now`: the soonest of what runs, else how it stands."""
    legal = [clock for clock in times.legal if times.wants_sample or not clock.kind.is_for_a_sample]
    no_hold = any(clock.state is ClockState.NO_HOLD for clock in legal)
    limit = ClockKind.NO_HOLD.label if no_hold else ""
    running = sorted(_running(times, legal), key=lambda deadline: (deadline.at, deadline.label))
    if running:
        first, *later = running
        return RowClock(
            state=ClockState.RUNNING,
            band=_band(first.at, now),
            label=first.label,
            at=first.at,
            since=first.since,
            minutes=_minutes(first.at, now),
            also=tuple(later),
            limit=limit or _passed_words(legal),
        )
    return _at_rest(times, legal, limit)


def in_order(rows: Iterable[tuple[RowClock, datetime, int]]) -> tuple[int, ...]:
    """Ids by what runs out first; the rest by who came first. Rows are (clock, arrived, id)."""
    return tuple(
        row_id
        for _, row_id in sorted(
            ((clock.order, clock.at if clock.runs and clock.at else arrived, arrived, row_id), row_id)
            for clock, arrived, row_id in rows
        )
    )


def _running(times: RowTimes, legal: list[LegalClock]) -> Iterable[Deadline]:
    if times.planned_release_at:
        yield Deadline(label=BEFORE_RELEASE, at=times.planned_release_at, since=times.arrived_at)
    if times.wants_sample and times.ask_again_at:
        since = times.asked_later_at or times.arrived_at
        yield Deadline(label=ASK_AGAIN, at=times.ask_again_at, since=since)
    for clock in legal:
        is_late = clock.state is ClockState.PASSED and not clock.kind.is_for_a_sample
        if clock.at and clock.since and (clock.state is ClockState.RUNNING or is_late):
            yield Deadline(label=clock.kind.label, at=clock.at, since=clock.since)


def _at_rest(times: RowTimes, legal: list[LegalClock], limit: str) -> RowClock:
    passed = [clock for clock in legal if clock.state is ClockState.PASSED and clock.at]
    if times.sample_taken_at:
        return RowClock(state=ClockState.STOPPED, at=times.sample_taken_at)
    if passed:
        last = max(passed, key=lambda clock: (clock.at, clock.kind))
        return RowClock(state=ClockState.PASSED, at=last.at, since=last.since, label=last.kind.label, limit=limit)
    return RowClock(state=ClockState.NO_HOLD if limit else ClockState.NONE, limit=limit)


def _passed_words(legal: list[LegalClock]) -> str:
    passed = any(clock.state is ClockState.PASSED and clock.kind.is_for_a_sample for clock in legal)
    return "The time to be held for a sample has passed" if passed else ""


def _minutes(at: datetime, now: datetime) -> int:
    return int(_left(at, now).total_seconds() // 60)


def _left(at: datetime, now: datetime) -> timedelta:
    """Elapsed time: two moments of one wall would be subtracted by the wall, an hour off on two nights a year."""
    return at.astimezone(UTC) - now.astimezone(UTC)


def _band(at: datetime, now: datetime) -> Band:
    left = _left(at, now)
    if left < timedelta(0):
        return Band.PASSED
    return Band.UNDER_1 if left < SOON else Band.UNDER_3 if left < NEXT else Band.LATER


# The line over the board: where the deadlines of the next twelve hours lie (design choice: custody desk, page 1).
#
# Decoration for the eye: everything on it stands in the table beneath, in words. It is given clocks, never a result.


HOURS, WIDTH, LETTER, APART = 12, 1200, 8, 14
"""The line is WIDTH units long; a letter of a name takes about LETTER of them."""


@dataclass(frozen=True, kw_only=True)
class BoardMark:
    """One deadline: its place on the line in units from now, and the row its name stands in (None: no room for it)."""

    name: str
    at: datetime
    place: int
    begins: int
    row: int | None
    band: Band


def on_the_line(clocks: Iterable[tuple[str, RowClock]], now: datetime) -> tuple[BoardMark, ...]:
    """The first deadline of each person that runs out within twelve hours, soonest first; names never overlap."""
    soon = [(name, each.at, each.band) for name, each in clocks if each.runs and each.at and _is_on(each.at, now)]
    marks: list[BoardMark] = []
    ends = [-APART, -APART]
    for name, at, band in sorted(soon, key=lambda person: (person[1], person[0])):
        place = _place(at, now)
        wide = (len(name) + 6) * LETTER
        begins = min(max(place - wide // 2, 0), WIDTH - wide)
        row = next((number for number, end in enumerate(ends) if begins >= end + APART), None)
        if row is not None:
            ends[row] = begins + wide
        marks.append(BoardMark(name=name, at=at, place=place, begins=begins, row=row, band=band))
    return tuple(marks)


def hours_of(now: datetime) -> tuple[tuple[int, datetime], ...]:
    """Each whole hour from now, with its place: elapsed hours, also over a night on which the clock changes."""
    start = now.astimezone(UTC)
    return tuple((_place(at, now), at) for at in (start + timedelta(hours=each) for each in range(1, HOURS)))


def _place(at: datetime, now: datetime) -> int:
    return int(WIDTH * ((at.astimezone(UTC) - now.astimezone(UTC)) / timedelta(hours=HOURS)))


def _is_on(at: datetime, now: datetime) -> bool:
    return timedelta(0) <= at.astimezone(UTC) - now.astimezone(UTC) < timedelta(hours=HOURS)
