"""The periods that figures are shown for: whole months, quarters, years, and a few years together.

Figures of two periods that differ by some days could be taken from each other, and what is left is what one person did
(treatment reference 4.4; which lengths there are is a design choice).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pathways.dates import months_after
from pathways.reporting.rules.proportions import Period

MONTH: Final = 1
QUARTER: Final = 3
YEAR: Final = 12
ONE: Final = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Stretch:
    """The days of a period, both included, whatever was known when."""

    from_on: date
    to_on: date

    @property
    def months(self) -> int:
        """How many whole months it is; 0 where it is not whole months."""
        after = self.to_on + ONE if self.to_on < date.max else self.to_on
        if self.from_on.day != 1 or after.day != 1:
            return 0
        return (after.year - self.from_on.year) * YEAR + after.month - self.from_on.month

    @property
    def is_whole(self) -> bool:
        """Whether it is a month, a quarter, a year of four quarters, or some years of the calendar together."""
        months, first = self.months, self.from_on.month
        if months <= 0:
            return False
        if months in (QUARTER, YEAR):
            return first % QUARTER == 1
        return months == MONTH or (months % YEAR == 0 and first == 1)

    def holds(self, day: date) -> bool:
        return self.from_on <= day <= self.to_on

    def has_days_of(self, other: "Stretch") -> bool:
        return self.from_on <= other.to_on and other.from_on <= self.to_on

    @property
    def words(self) -> str:
        """As "July to September 2026", "2025", "October 2025 to September 2026", "2016 to 2021", "July 2026"."""
        first, last = self.from_on, self.to_on
        if self.is_of_the_calendar:
            return f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
        if self.months == MONTH:
            return f"{first:%B %Y}"
        return f"{first:%B} to {last:%B %Y}" if first.year == last.year else f"{first:%B %Y} to {last:%B %Y}"

    @property
    def is_of_the_calendar(self) -> bool:
        """Whether it is a year of the calendar, or some."""
        return self.months > 0 and self.months % YEAR == 0 and self.from_on.month == 1


def of_months(first: date, months: int) -> Stretch:
    """So many months from the first day of one on."""
    return Stretch(first, months_after(first, months) - ONE)


def years_together(first: int, last: int) -> Stretch:
    """The years from one to another."""
    return Stretch(date(first, 1, 1), date(last, 12, 31))


def parts_of(days: Stretch) -> tuple[Stretch, ...]:
    """What it is made of: some years of years, a year of quarters, a quarter of months, a month of nothing smaller."""
    smaller = {QUARTER: MONTH, YEAR: QUARTER}.get(days.months, YEAR if days.months > YEAR else 0)
    if not smaller:
        return ()
    return tuple(of_months(months_after(days.from_on, number), smaller) for number in range(0, days.months, smaller))


def each_of(length: int, first: date, last: date) -> Iterator[Stretch]:
    """Every month, quarter, or year of four quarters (`length`) that has `first` in it or comes later, and was over on
    a day; in time order."""
    step = min(length, QUARTER)
    days = of_months(months_after(quarter_of(first).from_on, step - length), length)
    while days.to_on <= last:
        if days.to_on >= first:
            yield days
        days = of_months(months_after(days.from_on, step), length)


def quarter_of(day: date) -> Stretch:
    """The quarter that a day lies in."""
    return of_months(date(day.year, QUARTER * ((day.month - 1) // QUARTER) + 1, 1), QUARTER)


def period_of(days: Stretch, as_at: date) -> Period:
    return Period(from_on=days.from_on, to_on=days.to_on, as_at=as_at)
