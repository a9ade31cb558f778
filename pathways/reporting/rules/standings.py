"""How what a report counts stands on each day, and people of whom the same is counted taken together.

A unit is what a report counts: a test, a referral, an assessment, a decision. Its rule says in what state it stands on
the day the figures are known on. Between two days that its facts name nothing changes, so all its days are a few
stretches. They can be kept: whoever counts then reads how many people stand alike, and no rule is written twice.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, TypeVar

from pathways.reporting.rules.proportions import Period
from pathways.vocabulary import Worded

State = tuple[Any, ...]
"""What a rule says of a unit on a day: a named tuple of plain values, which is all that is counted of it."""
FOREVER = date.max
Class = TypeVar("Class", bound=Worded)


class UnitKind(StrEnum):
    """What is counted. Each kind has its own rule and its own state."""

    TESTED = "tested"
    REQUESTED = "requested"
    REFERRED = "referred"
    ASSESSED = "assessed"
    ENGAGED = "engaged"
    DECIDED = "decided"
    TESTED_POSITIVE = "tested_positive"
    FIRST_REFERRED = "first_referred"
    ON_RETURN = "on_return"
    SERVED = "served"
    FIRST_CONTACT = "first_contact"
    TREATED = "treated"
    RELEASED = "released"
    IN_TREATMENT = "in_treatment"
    LEFT_CUSTODY = "left_custody"
    SUPPLIED = "supplied"
    PEER_OFFERED = "peer_offered"
    GROUPED = "grouped"
    FOUND = "found"
    DECLARED = "declared"
    ASKED_NEEDS = "asked_needs"
    CONDITIONS = "conditions"
    ANSWERED = "answered"
    RECORDED = "recorded"


class Standing(NamedTuple):
    """How a unit stands on one day: the day of its record, the day by which it falls into a period, its state."""

    recorded_on: date
    counts_on: date
    state: State


class ReportUnit(Protocol):
    """What is counted of one person. `record_id` is the record it stands on, `person_id` the one that stays.

    `number` orders the units of a person that began on one day. `days` are all days on which its standing may change.
    """

    @property
    def person_id(self) -> int: ...
    @property
    def record_id(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def days(self) -> frozenset[date]: ...

    def on(self, as_at: date) -> Standing | None:
        """How it stands on the day that the figures are known on; None while it is not counted."""


class Stretch(NamedTuple):
    """From one day until before another a unit stands in one way."""

    from_on: date
    until_on: date
    standing: Standing


def stretches_of(unit: ReportUnit) -> tuple[Stretch, ...]:
    """All the days of a unit, the first to the last. Days on which it is not counted are in none."""
    days = sorted(unit.days)
    stretches: list[Stretch] = []
    for begins, ends in zip(days, (*days[1:], FOREVER), strict=True):
        standing = unit.on(begins)
        if standing is None:
            continue
        last = stretches[-1] if stretches else None
        if last is not None and last.until_on == begins and last.standing == standing:
            stretches[-1] = last._replace(until_on=ends)
        else:
            stretches.append(Stretch(begins, ends, standing))
    return tuple(stretches)


def is_alone(stretch: Stretch, of_person: Iterable[Stretch]) -> bool:
    """Whether no other of the person's stretches has a day in common with this one."""
    return not any(
        other is not stretch and other.from_on < stretch.until_on and stretch.from_on < other.until_on
        for other in of_person
    )


class PeopleAlike(NamedTuple):
    """So many people, each with units in these states in order; `records` is how many records they had together."""

    states: tuple[State, ...]
    people: int
    records: int


def alike(units: Iterable[ReportUnit], period: Period) -> list[PeopleAlike]:
    """The people who have a unit in the period, as known on its as-at date, taken together where they stand alike."""
    of_person: dict[int, list[tuple[date, int, State, int]]] = {}
    for unit in units:
        standing = unit.on(period.as_at)
        if standing and period.holds(standing.counts_on):
            line = (standing.recorded_on, unit.number, standing.state, unit.record_id)
            of_person.setdefault(unit.person_id, []).append(line)
    people: Counter[tuple[State, ...]] = Counter()
    records: Counter[tuple[State, ...]] = Counter()
    for lines in of_person.values():
        states = tuple(state for *_, state, _ in sorted(lines, key=lambda line: line[:2]))
        people[states] += 1
        records[states] += len({record for *_, record in lines})
    return [PeopleAlike(states, number, records[states]) for states, number in people.items()]


class ByClass:
    """Counts of people with a field for each class: it has the name of the class, in small letters."""

    def of(self, which: Worded) -> int:
        """How many people are in this class."""
        number: int = getattr(self, _field_of(which))
        return number


def people_by_class(
    people: Iterable[PeopleAlike], class_of: Callable[[State], Class], *, chosen: Callable[[Sequence[Class]], Class]
) -> dict[str, int]:
    """How many people are in each class, by the field of `ByClass`. A person has a class for each of their units, in
    order: `chosen` says which of these they are counted in."""
    counts: Counter[str] = Counter()
    for states, number, _ in people:
        counts[_field_of(chosen([class_of(state) for state in states]))] += number
    return dict(counts)


def first_but(left_out: Class, classes: Sequence[Class]) -> Class:
    """The first of a person's classes that is not `left_out`; `left_out` itself where there is no other."""
    return next((each for each in classes if each is not left_out), left_out)


def _field_of(which: Worded) -> str:
    return which.name.lower()


def words_of(state: State) -> str:
    """A state as it is kept: the values in their order."""
    return json.dumps(state, separators=(",", ":"))


@lru_cache(maxsize=20_000)
def state_of_words(words: str) -> State:
    """The values that were kept as these words."""
    return tuple(_as_tuple(value) for value in json.loads(words))


def _as_tuple(value: Any) -> Any:
    return tuple(_as_tuple(each) for each in value) if isinstance(value, list) else value


def days_of(*days: date | None) -> frozenset[date]:
    """The days among these."""
    return frozenset(day for day in days if day is not None)
