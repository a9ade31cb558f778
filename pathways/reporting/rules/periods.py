"""The period of a report and the date its figures are as known on."""

from dataclasses import dataclass
from datetime import date

from pathways.refusals import Reason


@dataclass(frozen=True, kw_only=True)
class Period:
    """From and to, both days included. `as_at` is the last day whose data the figures use.

    Raises ValueError if it ends before it starts; `faults_of` says so to a person first.
    """

    from_on: date
    to_on: date
    as_at: date

    def __post_init__(self) -> None:
        if self.to_on < self.from_on:
            raise ValueError("the period ends before it starts")

    def holds(self, day: date) -> bool:
        """Whether a day counts: inside the period and not after the as-at date."""
        return self.from_on <= day <= min(self.to_on, self.as_at)

    @property
    def words(self) -> str:
        """As "1 January 2016 to 31 December 2021"."""
        return f"{long_date(self.from_on)} to {long_date(self.to_on)}"


def long_date(day: date) -> str:
    """As "1 January 2016"."""
    return f"{day.day} {day:%B %Y}"


def faults_of(*, from_on: date, to_on: date, as_at: date, today: date) -> tuple[Reason, ...]:
    """Why these three dates make no report, each with what to do and the field it belongs to. Design choice."""
    faults = []
    if to_on < from_on:
        faults.append(
            Reason(
                f"The period ends before it starts. Enter an end date on or after {long_date(from_on)}, "
                "or an earlier start date",
                "to_on",
            )
        )
    if as_at > today:
        faults.append(
            Reason("Figures cannot be as known on a day in the future. Enter today's date or an earlier one", "as_at")
        )
    elif as_at < from_on <= to_on:
        faults.append(
            Reason(
                "Nothing in the period was known yet. Enter the day the period starts or a later one, "
                f"on or after {long_date(from_on)}",
                "as_at",
            )
        )
    return tuple(faults)
