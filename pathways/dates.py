"""London dates, ages, elapsed hours, working days, and how a date is written. Pure: today is a parameter."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

# Ages, decided on the London date.
#
# An age is attained at the start of the birthday. Someone born on 29 February attains it on 1 March of a common year,
# the later of the two possible days (drug-testing reference, notes to section 5: design choice, the cautious one).


def attains_on(born_on: date, years: int) -> date:
    """The day at whose start somebody becomes `years` old."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:  # 29 February in a common year
        return date(born_on.year + years, 3, 1)


def months_after(day: date, months: int) -> date:
    """The date so many calendar months later (or earlier); the last day of the month where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def age_on(born_on: date, on: date) -> int:
    """Completed years on a London date; negative before birth."""
    years = on.year - born_on.year
    return years if on >= attains_on(born_on, years) else years - 1


# London's time zone, the age at an instant, and how dates and words are written.


LONDON = ZoneInfo("Europe/London")


def age_at(born_on: date, instant: datetime) -> int:
    """Completed years at an instant: attained at the start of the birthday in London."""
    return age_on(born_on, london_date(instant))


def mid_sentence(words: str) -> str:
    """The words as they read inside a sentence: "Crack cocaine" becomes "crack cocaine", "MDMA" stays."""
    return words if words[1:2].isupper() or not words[1:2].isalpha() else words[:1].lower() + words[1:]


def count_in_words(number: int, singular: str, plural: str = "") -> str:
    """1 person, 2 people."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def day_in_words(day: date) -> str:
    """25 November 2026."""
    return f"{day.day} {day:%B %Y}"


def time_in_words(instant: datetime) -> str:
    """01:22, 26 November 2026."""
    wall = instant.astimezone(LONDON)
    return f"{wall:%H:%M}, {day_in_words(wall.date())}"


def moment_in_words(instant: datetime | None) -> str:
    """25 November 2026 at 14:00; "" for none."""
    wall = instant.astimezone(LONDON) if instant else None
    return f"{day_in_words(wall)} at {wall:%H:%M}" if wall else ""


def when_in_words(starts_at: datetime) -> str:
    """Thursday 26 November 2026 at 14:00."""
    return f"{starts_at.astimezone(LONDON):%A} {moment_in_words(starts_at)}"


def weekday_in_words(instant: datetime) -> str:
    """Thursday 26 November, 14:00."""
    wall = instant.astimezone(LONDON)
    return f"{wall:%A} {wall.day} {wall:%B, %H:%M}"


# Instants are UTC and aware. Calendar deadlines are decided on the London date; elapsed hours are computed in UTC, so
# that a clock change neither gives nor takes an hour.


class HorizonPassed(ValueError):
    """The list of bank holidays does not reach that far, so a working day cannot be counted honestly."""


def london(instant: datetime) -> datetime:
    """The same instant with London's wall time."""
    return instant.astimezone(LONDON)


def london_date(instant: datetime) -> date:
    """The London date on which an instant falls."""
    return london(instant).date()


def from_london(day: date, at: time) -> datetime:
    """A London wall time as a UTC instant; the first of the two when the clock goes back.

    Raises ValueError for the hour that does not exist when the clock goes forward.
    """
    wall = datetime.combine(day, at, tzinfo=LONDON)
    instant = wall.astimezone(UTC)
    if instant.astimezone(LONDON).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise ValueError(f"{at:%H:%M} did not exist on {day_in_words(day)}: the clock went forward")
    return instant


def hours_after(instant: datetime, hours: float) -> datetime:
    """The instant so many elapsed hours later (never wall-clock hours)."""
    return instant.astimezone(UTC) + timedelta(hours=hours)


@cache
def _bank_holidays() -> frozenset[date]:
    # Imported on first use: the packaged list costs nothing to programs that never count working days.
    from govuk_bank_holidays.bank_holidays import BankHolidays

    calendar = BankHolidays(use_cached_holidays=True)
    return frozenset(holiday["date"] for holiday in calendar.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))


def bank_holidays() -> frozenset[date]:
    """Every bank holiday of England and Wales that is known, past and to come."""
    return _bank_holidays()


def is_working_day(day: date) -> bool:
    """Monday to Friday and no bank holiday of England and Wales. Raises HorizonPassed beyond the known list."""
    if day > max(_bank_holidays()):
        raise HorizonPassed(f"Bank holidays are known only to {day_in_words(max(_bank_holidays()))}")
    return day.weekday() < 5 and day not in _bank_holidays()


def add_working_days(day: date, count: int) -> date:
    """The date `count` working days after `day` (which is day 0, working or not)."""
    while count:
        day += timedelta(days=1)
        if is_working_day(day):
            count -= 1
    return day


# Counting time as the services count it: working days, calendar days, calendar months, all on London's wall clock.
#
# A working day is Monday to Friday from 09:00 to 17:00, no bank holiday of England and Wales, no day on which the
# place is closed. After 17:00, or on any other day, a clock counts from the next working day at 09:00 (treatment
# reference 2.3: design choice), and so it does before 09:00. Beyond the last bank holiday that is known nothing is
# counted: None.


OPENS, CLOSES = time(9), time(17)
A_DAY = timedelta(hours=8)
ONE, INSTANT = timedelta(days=1), timedelta(microseconds=1)
Interval = tuple[datetime, datetime]
"""From an instant (included) to an instant (not included)."""


@dataclass(frozen=True)
class Calendar:
    """Bank holidays, the last day to which they are known, and the days on which this place is closed."""

    holidays: frozenset[date]
    known_to: date
    closures: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool | None:
        """None beyond what is known."""
        if day > self.known_to:
            return None
        return day.weekday() < 5 and day not in self.holidays and day not in self.closures


def london_day(instant: datetime) -> date:
    return instant.astimezone(LONDON).date()


def at_wall(day: date, at: time) -> datetime:
    """A London wall time as a UTC instant."""
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last moment of a London date. On both nights of a clock change it is still the last."""
    return at_wall(day + ONE, time(0)) - INSTANT


def hours_later(start: datetime, hours: int, pauses: Iterable[Interval] = ()) -> datetime:
    """Elapsed hours, those in a pause left out: a clock change neither gives nor takes one."""
    end = start.astimezone(UTC) + timedelta(hours=hours)
    for began, ended in sorted(pauses):
        end += ended - began if began < end else timedelta(0)
    return end


def after_pauses(moment: datetime, pauses: Iterable[Interval]) -> datetime:
    """A moment that was set; if it falls into a pause, the end of that pause."""
    return next((ended for began, ended in pauses if began <= moment < ended), moment)


def days_later(start: datetime, days: int, pauses: Iterable[Interval] = ()) -> datetime:
    """The end of the last day. The date of the start is day 0; whole days of a pause are not counted."""
    paused = sum((london_day(ended) - london_day(began)).days for began, ended in pauses)
    return end_of(london_day(start) + timedelta(days=days + paused))


def months_later(start: datetime, months: int, pauses: Iterable[Interval] = ()) -> datetime:
    """The end of the day before the same date so many months later, or before the last day of a shorter month.

    Whole days of a pause are not counted.
    """
    last = end_of(months_after(london_day(start), months) - ONE)
    return days_later(last, 0, ((began, ended) for began, ended in pauses if began < last))


def end_of_next_working_day(start: datetime, calendar: Calendar) -> datetime | None:
    """17:00 on the first working day after the date of the start."""
    day = london_day(start)
    while True:
        day += ONE
        works = calendar.is_working(day)
        if works is None:
            return None
        if works:
            return at_wall(day, CLOSES)


def working_time_resumed(
    start: datetime, end: datetime | None, calendar: Calendar, pauses: Iterable[Interval]
) -> datetime | None:
    """The end of a time that ends with a working day, put off by the working time that lay in pauses."""
    for began, ended in sorted(pauses):
        if end is None or began >= end:
            break
        left = working_time(max(began, start), end, calendar)
        end = working_time_later(ended, left - INSTANT, calendar)
        end = None if end is None else end + INSTANT
    return end


def working_days_later(
    start: datetime, days: int, calendar: Calendar, pauses: Iterable[Interval] = ()
) -> datetime | None:
    """The moment at which so many working days are used up: the same time of day, that many working days on.

    Time in a pause is not used. None where the calendar does not reach that far.
    """
    return working_time_later(start, days * A_DAY, calendar, pauses)


def working_time_later(
    start: datetime, left: timedelta, calendar: Calendar, pauses: Iterable[Interval] = ()
) -> datetime | None:
    """The moment at which so much working time is used up; see `working_days_later`."""
    gaps, day = sorted(pauses), london_day(start)
    while True:
        works = calendar.is_working(day)
        if works is None:
            return None
        for began, ended in _stretches(day, start, gaps) if works else ():
            # What would be used up at 17:00 is due at 09:00 of the next working day: until then no more is used.
            if began + left < ended:
                return began + left
            left -= ended - began
        day += ONE


def working_time(start: datetime, until: datetime, calendar: Calendar, pauses: Iterable[Interval] = ()) -> timedelta:
    """How much working time was used, as far as the calendar reaches."""
    used, gaps, day = timedelta(0), sorted(pauses), london_day(start)
    while day <= london_day(until):
        if calendar.is_working(day):
            for began, ended in _stretches(day, start, gaps):
                used += max(min(ended, until) - began, timedelta(0))
        day += ONE
    return used


def _stretches(day: date, start: datetime, pauses: Iterable[Interval]) -> Iterable[Interval]:
    """The parts of a working day that count: after the start, and in no pause."""
    began, ended = max(at_wall(day, OPENS), start.astimezone(UTC)), at_wall(day, CLOSES)
    for stopped, went_on in pauses:
        if stopped < ended and went_on > began:
            if stopped > began:
                yield began, stopped
            began = max(began, went_on)
    if began < ended:
        yield began, ended
