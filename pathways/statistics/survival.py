"""How long it takes until something happens, where some are still waiting and some have died.

Source: Kaplan and Meier with Greenwood's variance, Aalen and Johansen with death as a competing event, and the log-rank
test; the vectors of the treatment reference 3.8 (Freireich 1963, and exact fractions), verified, and another library in
the tests.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import erfc, exp, fsum, gamma, log, sqrt

from pathways.statistics.intervals import z_of
from pathways.vocabulary import Worded


class Ending(Worded):
    """How somebody's wait ended. On one day the event comes before a death, and both before whoever still waits."""

    EVENT = "event", "It happened"
    DIED = "died", "Died before it happened"
    WAITING = "waiting", "Had not happened when last known"


@dataclass(frozen=True, kw_only=True)
class Wait:
    """How many days somebody waited, 0 for the same day, and how that ended."""

    days: int
    ending: Ending

    def __post_init__(self) -> None:
        if self.days < 0:
            raise ValueError(f"a wait of {self.days} days")


@dataclass(frozen=True, kw_only=True)
class _Day:
    """A day on which something happened: how many waited until then, and what became of them."""

    day: int
    at_risk: int
    events: int
    deaths: int


def _days(waits: Iterable[Wait]) -> list[_Day]:
    """The days in order on which there was an event or a death."""
    endings = Counter((wait.days, wait.ending) for wait in waits)
    at_risk = sum(endings.values())
    days = []
    for day in sorted({day for day, _ in endings}):
        events, deaths = endings[day, Ending.EVENT], endings[day, Ending.DIED]
        if events or deaths:
            days.append(_Day(day=day, at_risk=at_risk, events=events, deaths=deaths))
        at_risk -= events + deaths + endings[day, Ending.WAITING]
    return days


# Of those alive: how many are still waiting.


@dataclass(frozen=True, kw_only=True)
class SurvivalStep:
    """From this day on `share` have not had the event yet, of those alive: a fraction of 1, with its standard error.

    `at_risk` waited until this day, `events` had it on this day.
    """

    day: int
    at_risk: int
    events: int
    share: float
    standard_error: float

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Between 0 and 1, by the logarithm of the logarithm. Nobody, or everybody, has no width."""
        if not 0 < self.share < 1:
            return self.share, self.share
        reach = z_of(confidence) * self.standard_error / (self.share * abs(log(self.share)))
        return self.share ** exp(reach), self.share ** exp(-reach)


def kaplan_meier(waits: Iterable[Wait]) -> list[SurvivalStep]:
    """Each day with an event, in order. A death leaves those at risk on its day, after the events of that day."""
    share, variance, steps = 1.0, 0.0, []
    for day in _days(waits):
        if not day.events:
            continue
        share *= 1 - day.events / day.at_risk
        left = day.at_risk - day.events
        variance += day.events / (day.at_risk * left) if left else 0.0
        error = share * sqrt(variance)
        steps.append(
            SurvivalStep(day=day.day, at_risk=day.at_risk, events=day.events, share=share, standard_error=error)
        )
    return steps


def median(steps: Sequence[SurvivalStep]) -> int | None:
    """The first day on which half of them, or fewer, are still waiting; None where that is never reached."""
    return next((step.day for step in steps if step.share <= 0.5), None)


def share_waiting(steps: Sequence[SurvivalStep], day: int) -> float:
    """The share still waiting at the end of a day, a fraction of 1."""
    return next((step.share for step in reversed(steps) if step.day <= day), 1.0)


# Of everybody: how many have had it, and how many died first.


@dataclass(frozen=True, kw_only=True)
class IncidenceStep:
    """By the end of this day `happened` have had the event and `died` have died without it: fractions of 1."""

    day: int
    at_risk: int
    happened: float
    died: float


def cumulative_incidence(waits: Iterable[Wait]) -> list[IncidenceStep]:
    """Each day with an event or a death, in order."""
    untouched, happened, died, steps = 1.0, 0.0, 0.0, []
    for day in _days(waits):
        happened += untouched * day.events / day.at_risk
        died += untouched * day.deaths / day.at_risk
        untouched *= 1 - (day.events + day.deaths) / day.at_risk
        steps.append(IncidenceStep(day=day.day, at_risk=day.at_risk, happened=happened, died=died))
    return steps


def share_happened(steps: Sequence[IncidenceStep], day: int) -> float:
    """The share that has had the event by the end of a day, a fraction of 1."""
    return next((step.happened for step in reversed(steps) if step.day <= day), 0.0)


def longest_known(waits: Iterable[Wait]) -> int:
    """The longest wait: nothing is said beyond it. 0 where nobody waited."""
    return max((wait.days for wait in waits), default=0)


# Whether groups wait differently.


@dataclass(frozen=True, kw_only=True)
class LogRank:
    """The log-rank test: `probability` that groups who wait alike differ by as much or more."""

    chi_squared: float
    degrees: int
    probability: float


def log_rank(groups: Sequence[Sequence[Wait]]) -> LogRank:
    """Whether groups differ in how long they wait. A death ends a wait without the event.

    Raises ValueError for fewer than two groups, or for a group of nobody, or where nothing happened in any.
    """
    if len(groups) < 2 or any(not group for group in groups):
        raise ValueError("two groups or more are compared, each of somebody")
    size = len(groups) - 1  # what the last group lacks follows from the others
    excess = [0.0] * size
    spread = [[0.0] * size for _ in range(size)]
    for day in (each for each in _days(wait for group in groups for wait in group) if each.events):
        at_risk = [sum(wait.days >= day.day for wait in group) for group in groups]
        events = [sum(wait == Wait(days=day.day, ending=Ending.EVENT) for wait in group) for group in groups]
        rate = day.events / day.at_risk
        others = (day.at_risk - day.events) / (day.at_risk - 1) if day.at_risk > 1 else 0.0
        for place in range(size):
            excess[place] += events[place] - at_risk[place] * rate
            for other in range(size):
                own = at_risk[place] / day.at_risk
                spread[place][other] += rate * others * at_risk[other] * ((place == other) - own)
    chi_squared = fsum(own * solved for own, solved in zip(excess, _solved(spread, excess), strict=True))
    return LogRank(chi_squared=chi_squared, degrees=size, probability=chi_squared_beyond(chi_squared, size))


def _solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """The solution of a small set of linear equations. Raises ValueError where there is not one alone."""
    rows = [[*row, end] for row, end in zip(matrix, right, strict=True)]
    for place in range(len(rows)):
        pivot = max(range(place, len(rows)), key=lambda number: abs(rows[number][place]))
        if abs(rows[pivot][place]) < 1e-12:
            raise ValueError("the groups cannot be told apart: too little happened in them")
        rows[place], rows[pivot] = rows[pivot], rows[place]
        for number in range(len(rows)):
            if number != place:
                by = rows[number][place] / rows[place][place]
                rows[number] = [each - by * own for each, own in zip(rows[number], rows[place], strict=True)]
    return [row[-1] / row[place] for place, row in enumerate(rows)]


def chi_squared_beyond(value: float, degrees: int) -> float:
    """The probability of so much or more, for whole degrees of freedom, 1 or more: for each a finite sum.

    Raises ValueError for no degree of freedom, or a value below 0.
    """
    if degrees < 1 or value < 0:
        raise ValueError(f"a value of {value} with {degrees} degrees of freedom")
    half, is_odd = value / 2, degrees % 2
    beyond = erfc(sqrt(half)) if is_odd else 0.0
    places = (number + (0.5 if is_odd else 0.0) for number in range(degrees // 2))
    return beyond + fsum(exp(-half) * half**place / gamma(place + 1) for place in places)
