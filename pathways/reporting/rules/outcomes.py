"""Which one class each counted unit falls into, and the rate that follows.

Source: NDTMS conventions as the partnership's definitions put them (cohort by start date, immature apart, closing is no
removal); the order of the classes is a design choice, printed with every rate.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pathways.reporting.rules.proportions import Share
from pathways.vocabulary import Worded


class OutcomeClass(Worded):
    """The classes, in the order they are asked. Every unit is in exactly one."""

    LEFT_OUT = (
        "left_out",
        "Left out",
        "Recorded in error, a duplicate, withdrawn before acceptance, or dated before it began.",
    )
    PENDING = "pending", "Pending", "The time allowed is not over, or the case is still open."
    YES = "yes", "Yes"
    DIED = "died", "Died first"
    MISSING = "missing", "Not recorded"
    NO = (
        "no",
        "No",
        "Also declined, not contactable and consent withdrawn: closing never takes anybody out of the count.",
    )


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One person, test, or referral to be classed. Dates are London dates; the start is day 0."""

    started_on: date
    event_on: date | None = None
    died_on: date | None = None
    left_out: bool = False
    is_open: bool = False
    outcome_missing: bool = False


def is_mature(started_on: date, horizon: int, as_at: date) -> bool:
    """Whether day `horizon` is complete: a start exactly that many days before the as-at date is mature."""
    return started_on + timedelta(days=horizon) <= as_at


def outcome_class(unit: Unit, *, as_at: date, horizon: int | None) -> OutcomeClass:
    """The first class that fits, in the order of `OutcomeClass`.

    With a horizon (days, the last one included) an immature unit is pending even if it already succeeded. Without one
    nothing is immature: a unit without its event, whose case is still open, is pending. An event after the as-at date
    is not seen, whenever it was entered; an event before the start is a data error.
    """
    if unit.left_out or (unit.event_on is not None and unit.event_on < unit.started_on):
        return OutcomeClass.LEFT_OUT
    if horizon is not None and not is_mature(unit.started_on, horizon, as_at):
        return OutcomeClass.PENDING
    last_day = as_at if horizon is None else unit.started_on + timedelta(days=horizon)
    if unit.event_on is not None and unit.event_on <= last_day:
        return OutcomeClass.YES
    if unit.died_on is not None and unit.died_on <= last_day:
        return OutcomeClass.DIED
    if horizon is None and unit.is_open:
        return OutcomeClass.PENDING
    return OutcomeClass.MISSING if unit.outcome_missing else OutcomeClass.NO


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many units fell into each class. Together they are the cohort."""

    left_out: int = 0
    pending: int = 0
    yes: int = 0
    died: int = 0
    missing: int = 0
    no: int = 0

    @property
    def cohort(self) -> int:
        return self.left_out + self.pending + self.yes + self.died + self.missing + self.no

    @property
    def share(self) -> Share:
        """The rate: yes of yes, no and missing. Pending, died first and left out stand beside it."""
        return Share(self.yes, self.yes + self.no + self.missing)

    @property
    def missing_bound(self) -> Share:
        """The rate if every missing outcome was a yes; equal to `share` when none is missing."""
        return Share(self.yes + self.missing, self.share.of)


def tally(units: Iterable[Unit], *, as_at: date, horizon: int | None) -> Tally:
    """Count units by their class."""
    counts = Counter(outcome_class(unit, as_at=as_at, horizon=horizon).value for unit in units)
    return Tally(**counts)
