"""What changed of the records since figures were made of them, and why: revisions with their cause.

Issued figures stand (treatment reference 4.4: the mask is decided once for a frozen snapshot and stored with it). What
became known later is told beside them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pathways.vocabulary import Worded


class Cause(Worded):
    """Why a person is counted otherwise by the records of now than by those of then."""

    LATE = "late", "Recorded later"
    CORRECTED = "corrected", "Corrected"
    LEFT_OUT = "left_out", "Withdrawn, or found to be entered in error"
    MERGED = "merged", "Two records joined as one person, or parted"


class Unit(NamedTuple):
    """What is counted of somebody: by its kind, the record it stands on and its number."""

    kind: str
    record_id: int
    number: int


@dataclass(frozen=True)
class Stood:
    """How a unit stood: whose it was, the day by which it falls into a period, and its state by its number."""

    person_id: int
    counts_on: date
    state_id: int


def causes_of(
    then: Mapping[Unit, Stood], now: Mapping[Unit, Stood], from_on: date, to_on: date
) -> Mapping[Cause, frozenset[int]]:
    """By cause, the people who are counted otherwise in a period, given how units stood then and stand now."""
    people: dict[Cause, set[int]] = defaultdict(set)
    for unit in then.keys() | now.keys():
        before, after = then.get(unit), now.get(unit)
        if not any(each and from_on <= each.counts_on <= to_on for each in (before, after)):
            continue
        for cause in _causes(before, after):
            people[cause] |= {each.person_id for each in (before, after) if each}
    return {cause: frozenset(people[cause]) for cause in Cause if people[cause]}


def _causes(before: Stood | None, after: Stood | None) -> Iterable[Cause]:
    if before is None:
        yield Cause.LATE
    elif after is None:
        yield Cause.LEFT_OUT
    else:
        if before.person_id != after.person_id:
            yield Cause.MERGED
        if (before.counts_on, before.state_id) != (after.counts_on, after.state_id):
            yield Cause.CORRECTED
