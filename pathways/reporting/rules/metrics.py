"""What is measured: each metric a definition that a commissioner can read, and how people stand and get on by it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from pathways.dates import day_in_words
from pathways.reporting.rules.proportions import ClassTally, CountedUnit, OutcomeClass, Share, outcome_class
from pathways.reporting.rules.standings import PeopleAlike, State
from pathways.tables import BadTable, Dated, in_force, records_of

# The definitions. A change of one is a row of its own, from a day on: what began before that day is counted as before.


@dataclass(frozen=True, kw_only=True)
class Metric(Dated):
    """A metric as the table defines it: who is counted by which day, what counts as yes, of whom, and until when."""

    code: str
    version: str
    name: str
    unit: str
    cohort: str
    numerator: str
    denominator: str
    left_out: str
    horizon_days: int
    maturity: str

    @property
    def terms(self) -> tuple[tuple[str, str], ...]:
        """The definition as a list of terms, in the order in which it is read."""
        return (
            ("Who is counted", f"{self.cohort}."),
            ("Counts as yes", f"{self.numerator}."),
            ("Of whom", f"{self.denominator}."),
            ("Left out", f"{self.left_out}."),
            ("Pending until", f"{self.maturity}."),
            ("Definition", f"{self.name}, version {self.version}. {self.source}. {approval_of(self)}"),
        )

    @property
    def digest(self) -> str:
        """What a reader is told of it, in one number: another definition has another."""
        names = sorted({each.name for each in fields(self)} - {"effective_to", "mark"})
        return hashlib.sha256("\n".join(f"{name}: {getattr(self, name)}" for name in names).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Registered:
    """A version of a metric as it was registered: by what digest, and who approved it on which day.

    The first version stands as it was drawn up, until a commissioner approves it; a change of it does not.
    """

    code: str
    version: str
    digest: str
    approved_by: str = ""
    approved_on: date | None = None

    @property
    def words(self) -> str:
        """As "Approved by A. Person, Lincolnshire Public Health, on 1 April 2027."."""
        if not self.approved_by or self.approved_on is None:
            return "Not approved by a commissioner yet."
        return f"Approved by {self.approved_by} on {day_in_words(self.approved_on)}."


FIRST_VERSION: Final = "1"


def checked(metrics: Sequence[Metric], register: Iterable[Registered]) -> tuple[Metric, ...]:
    """The metrics, each of which reads as it was registered. Raises BadTable and says what to do."""
    known = {(each.code, each.version): each for each in register}
    for each in metrics:
        named, registered = f"{each.code}, version {each.version}", known.get((each.code, each.version))
        if registered is None:
            raise BadTable(f"{named} is not registered: add it to metric_versions.csv with its digest, {each.digest}")
        if registered.digest != each.digest:
            raise BadTable(
                f"{named} does not read as it was registered. Leave that row as it was, with a last day, and add a row "
                f"with a new version and its first day; register that in metric_versions.csv with who approved it"
            )
        is_approved = registered.approved_by and registered.approved_on
        if each.version != FIRST_VERSION and not is_approved:
            raise BadTable(f"{named} changes a definition: metric_versions.csv must say who approved it, and when")
    return tuple(metrics)


_TABLES: Final = Path(__file__).parents[1] / "data"
REGISTER: Final = records_of(_TABLES / "metric_versions.csv", Registered)
METRICS: Final = checked(records_of(_TABLES / "metrics.csv", Metric), REGISTER)


def approval_of(of: Metric) -> str:
    """Who approved this version of a metric, or that nobody did yet."""
    return next(each.words for each in REGISTER if (each.code, each.version) == (of.code, of.version))


def metric(code: str, on: date) -> Metric:
    """The version of a metric in force on a day. Raises KeyError for a code that the table does not have."""
    versions = sorted((each for each in METRICS if each.code == code), key=lambda each: each.effective_from)
    if not versions:
        raise KeyError(code)
    return in_force(versions, on)


# How one person stands on a day.


class OutcomeState(NamedTuple):
    """What is counted of a person: their class (`OutcomeClass`), whether it happened so far, whether it may still, and
    the area they live in."""

    outcome: str
    happened: bool
    may_still: bool
    area: str


def outcome_state(unit: CountedUnit, *, as_at: date, horizon: int, area: str = "") -> OutcomeState:
    """How a unit stands on a day. Before its horizon (in days) is over it is pending, even if it happened already."""
    outcome = outcome_class(unit, as_at=as_at, horizon=horizon)
    last_day = min(as_at, unit.started_on + timedelta(days=horizon))
    is_in = outcome is not OutcomeClass.LEFT_OUT
    happened = is_in and unit.event_on is not None and unit.event_on <= last_day
    has_died = unit.died_on is not None and unit.died_on <= as_at
    may_still = outcome is OutcomeClass.PENDING and not happened and not has_died
    return OutcomeState(outcome.value, happened, may_still, area)


# How a group of people got on.


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """A group of people: their classes, how many of them it happened to so far, and how many it may still."""

    tally: ClassTally = field(default_factory=ClassTally)
    so_far: int = 0
    may_still: int = 0

    @property
    def people(self) -> int:
        """Everybody who counts: those left out are told beside."""
        return self.tally.cohort - self.tally.left_out

    @property
    def is_final(self) -> bool:
        return not self.tally.pending

    @property
    def share_so_far(self) -> Share:
        """It happened, of everybody who counts: it can only grow while somebody is pending."""
        return Share(self.so_far, self.people)


def cohort_of(people: Iterable[PeopleAlike]) -> Cohort:
    """How these people got on, each by the first of their units that counts."""
    return _cohort((_first(states), number) for states, number, _ in people)


def cohorts_by_area(people: Iterable[PeopleAlike]) -> Mapping[str, Cohort]:
    """How the people of each area got on, by its code."""
    of_area: dict[str, list[tuple[OutcomeState, int]]] = {}
    for states, number, _ in people:
        state = _first(states)
        of_area.setdefault(state.area, []).append((state, number))
    return {area: _cohort(counted) for area, counted in of_area.items()}


def _first(states: Iterable[State]) -> OutcomeState:
    every = [OutcomeState(*state) for state in states]
    return next((state for state in every if state.outcome != OutcomeClass.LEFT_OUT.value), every[0])


def _cohort(counted: Iterable[tuple[OutcomeState, int]]) -> Cohort:
    classes: Counter[str] = Counter()
    so_far = may_still = 0
    for state, number in counted:
        classes[state.outcome] += number
        so_far += number * state.happened
        may_still += number * state.may_still
    return Cohort(tally=ClassTally(**classes), so_far=so_far, may_still=may_still)


def terms_of(on: date, *codes: str) -> Iterator[tuple[Metric, tuple[tuple[str, str], ...]]]:
    """These metrics as they are in force on a day, each with its definition."""
    for code in codes:
        current = metric(code, on)
        yield current, current.terms
