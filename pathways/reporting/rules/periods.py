"""The periods that figures are shown for: whole months, quarters and years, as known today or at the end of a month.

Figures of two periods that differ by some days could be taken from each other, and what is left is what one person did
(treatment reference 4.4; which lengths there are is a design choice).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pathways.dates import day_in_words, months_after
from pathways.refusals import Reason
from pathways.reporting.rules.proportions import Period

MONTH: Final = 1
QUARTER: Final = 3
YEAR: Final = 12
YEARS_BEGIN: Final = (1, 4)
"""The months in which a year begins: a calendar year, and that of public money."""
YEARS_OFFERED: Final = 5
MONTHS_OFFERED: Final = 24
QUARTERS_OFFERED: Final = 12
ONE: Final = timedelta(days=1)
NOT_WHOLE: Final = (
    "Figures are shown for whole months, quarters and years, so that nobody is found by subtracting one period from "
    "another. Choose a period"
)
NOT_A_QUARTER: Final = (
    "This return is made of whole quarters and years, so that nobody is found by subtracting one period from another. "
    "Choose one"
)
REVERSED: Final = "The period ends before it starts"
NOT_A_MONTH_END: Final = "Figures are shown as known today and as known at the end of each month. Choose one of these"


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
        """Whether it is a month, a quarter, a year, or some years together."""
        months, first = self.months, self.from_on.month
        if months <= 0:
            return False
        if months % YEAR == 0:
            return first in YEARS_BEGIN
        return months == MONTH or (months == QUARTER and first % QUARTER == 1)

    @property
    def is_a_quarter_or_year(self) -> bool:
        """Whether it is a quarter or a year of the calendar, of which each has whole ones of the other."""
        return self.is_whole and (self.months == QUARTER or (self.months == YEAR and self.from_on.month == 1))

    def holds(self, day: date) -> bool:
        return self.from_on <= day <= self.to_on

    def words(self, today: date) -> str:
        """As "July to September 2026", "2025", "April 2025 to March 2026", "2026 so far"."""
        first, last = self.from_on, self.to_on
        if self.months % YEAR == 0 and first.month == 1:
            named = f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
        elif self.months == MONTH:
            named = f"{first:%B %Y}"
        elif first.year == last.year:
            named = f"{first:%B} to {last:%B %Y}"
        else:
            named = f"{first:%B %Y} to {last:%B %Y}"
        return f"{named} so far" if first <= today <= last else named


def of_months(first: date, months: int) -> Stretch:
    """So many months from the first day of one on."""
    return Stretch(first, months_after(first, months) - ONE)


def years_from(first: date, today: date) -> Stretch:
    """The whole calendar years from that of `first` to this one."""
    begins = min(first, today)
    return Stretch(date(begins.year, 1, 1), date(today.year, 12, 31))


def offered(first: date, today: date) -> Iterator[Stretch]:
    """What may be chosen of what is on record since `first`: years together and each, quarters, months."""
    this_month = today.replace(day=1)
    begins = min(first, date(today.year - YEARS_OFFERED + 1, 1, 1))
    yield years_from(begins, today)
    yield years_from(date(today.year - 1, 1, 1), today)
    for year in range(today.year, begins.year - 1, -1):
        yield of_months(date(year, 1, 1), YEAR)
    for year in range(today.year, begins.year - 2, -1):
        of_money = of_months(date(year, 4, 1), YEAR)
        if of_money.from_on <= today and of_money.to_on >= begins:
            yield of_money
    this_quarter = _quarter_of(this_month)
    for number in range(QUARTERS_OFFERED):
        yield of_months(months_after(this_quarter, -QUARTER * number), QUARTER)
    for number in range(MONTHS_OFFERED):
        yield of_months(months_after(this_month, -number), MONTH)


def month_ends(today: date) -> Iterator[date]:
    """The ends of the months before today, the newest first, of as many as may be chosen."""
    for number in range(MONTHS_OFFERED):
        yield months_after(today.replace(day=1), -number) - ONE


def is_month_end(day: date, today: date) -> bool:
    """Whether it is the last day of a month, before today."""
    return day < today and (day + ONE).day == 1


def usual_periods(today: date) -> tuple[tuple[str, Period], ...]:
    """Whole periods that are asked for most, by what they are called: the last month, quarter and year."""
    this_month = today.replace(day=1)
    this_year = this_month.replace(month=1)
    named = (
        ("Last month", months_after(this_month, -MONTH), MONTH),
        ("Last quarter", months_after(_quarter_of(this_month), -QUARTER), QUARTER),
        ("Last year", months_after(this_year, -YEAR), YEAR),
    )
    return tuple((name, period_of(of_months(first, months), today)) for name, first, months in named)


def period_of(days: Stretch, as_at: date) -> Period:
    return Period(from_on=days.from_on, to_on=days.to_on, as_at=as_at)


def faults_of_whole(days: Stretch, as_at: date, today: date) -> tuple[Reason, ...]:
    """Why no report can be made of a whole period as known today or at a month's end, with what to do and the field.

    What was known in the middle of a period is a part of it: the rest would be found by subtracting.
    """
    if days.from_on > today:
        return (Reason("The period has not begun. Choose an earlier one", "days"),)
    if as_at < min(days.to_on, today):
        over = f"was not over on {day_in_words(as_at)}. Choose today, or a day from {day_in_words(days.to_on)} on"
        return (Reason(f"The period {over if days.to_on < today else 'is not over. Choose today'}", "as_at"),)
    return ()


def _quarter_of(month: date) -> date:
    return month.replace(month=QUARTER * ((month.month - 1) // QUARTER) + 1)
