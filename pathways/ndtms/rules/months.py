"""The months a file can be made for, named by their first day."""

from dataclasses import dataclass
from datetime import date, timedelta

from pathways.refusals import Reason

OFFERED = 13


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month."""

    begins_on: date

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.replace(day=1))

    @classmethod
    def named(cls, text: str) -> "Month | None":
        """The month of an address such as 2026-10; None for anything else."""
        try:
            return cls(date.fromisoformat(f"{text}-01")) if len(text) == 7 else None
        except ValueError:
            return None

    @property
    def ends_on(self) -> date:
        return self.next.begins_on - timedelta(days=1)

    @property
    def next(self) -> "Month":
        return Month.of(self.begins_on + timedelta(days=31))

    @property
    def before(self) -> "Month":
        return Month.of(self.begins_on - timedelta(days=1))

    @property
    def address(self) -> str:
        return f"{self.begins_on:%Y-%m}"

    @property
    def words(self) -> str:
        return f"{self.begins_on:%B %Y}"


def months_until(today: date) -> tuple[Month, ...]:
    """The months that are over, newest first: a file of one that still runs would change by the day."""
    found = [Month.of(today).before]
    while len(found) < OFFERED:
        found.append(found[-1].before)
    return tuple(found)


def month_faults(month: Month, today: date) -> tuple[Reason, ...]:
    """Why no file is made of a month; nothing where one may be."""
    if month not in months_until(today):
        return (Reason("Choose one of the last 13 months that are over", "month"),)
    return ()
