"""How far apart two towns are, and how many points each thing counts against a service. Pure."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Final

from pathways.directory.areas.rules import TownFacts
from pathways.vocabulary import Mark, Worded

# Distance between two towns of the county, in whole miles in a straight line: shown, never counted.
#
# It tells an officer what the journey asks of somebody (desk-treatment-and-manager 02: design choice). For a town whose
# centre nobody entered there are no miles: nothing is guessed.


EARTH_IN_MILES: Final = 3959


def miles_between(towns: Iterable[TownFacts], here: str, there: str) -> int | None:
    """Whole miles in a straight line between two of these towns; None where either has no centre."""
    centres = {town.name: tuple(map(radians, town.centre)) for town in towns if town.centre is not None}
    if here not in centres or there not in centres:
        return None
    (north, east), (other_north, other_east) = centres[here], centres[there]
    across = cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return round(2 * EARTH_IN_MILES * asin(sqrt(sin((other_north - north) / 2) ** 2 + across)))


# Points against a service: a dated table in `data/`, read once.
#
# The version of a day is stored with each referral, so that a new one changes no earlier explanation. The standing
# (open, full, closed) never depends on points; they only order services of one standing.


TABLE: Final = Path(__file__).parent.parent / "data" / "matching_weights.csv"
COLUMNS: Final = ["version", "valid_from", "valid_to", "criterion", "points", "source", "mark"]
MOST_POINTS: Final = 1000


class Criterion(Worded):
    """What points are given for. Nothing here is about who somebody is or what they are accused of."""

    NEED_UNMET = "need_unmet", "A need that the service does not meet"
    OTHER_TOWN = "other_town", "In another town than where the person usually is"
    NOT_TOGETHER = "not_together", "Does not say that it works with mental health and substances together"
    WOMEN_ONLY = "women_only", "For women only"
    RING_FIRST = "ring_first", "Places not known, or not updated for 7 days"
    DAY_TO_OPENING = "day_to_opening", "A day until the doors next open"
    WAIT_DAY = "wait_day", "A day of the typical wait"
    WAIT_DAY_URGENT = "wait_day_urgent", "The same day where it is urgent, in addition"
    WAIT_UNKNOWN = "wait_unknown", "Days read where no typical wait is known"
    WAIT_MOST = "wait_most", "The most days that are counted"
    NO_OUTREACH = "no_outreach", "Does not go out to people, where nobody can be rung"


@dataclass(frozen=True, kw_only=True)
class Weights:
    """One version of the table, in force from `valid_from` to the day before `valid_to`."""

    version: int
    valid_from: date
    valid_to: date | None
    points: Mapping[Criterion, int]

    def of(self, criterion: Criterion) -> int:
        return self.points[criterion]

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


class BadWeights(ValueError):
    """A table that cannot be used. It names each fault with its line."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


@cache
def shipped_weights() -> tuple[Weights, ...]:
    """Every version of the table that comes with Pathways, the earliest first."""
    return read_weights(TABLE.read_text(encoding="utf-8"))


def weights_on(on: date, versions: Iterable[Weights] | None = None) -> Weights:
    """The version in force on a London date; the first one before that. Raises ValueError where there is none."""
    known_versions = tuple(shipped_weights() if versions is None else versions)
    version = next((version for version in known_versions if version.in_force(on)), None)
    if version is None and known_versions and on < known_versions[0].valid_from:
        version = known_versions[0]
    if version is None:
        raise ValueError(f"No routing weights are in force on {on.isoformat()}")
    return version


def read_weights(text: str) -> tuple[Weights, ...]:
    """The versions of a table, the earliest first. Raises BadWeights, naming each line that cannot be used."""
    lines = csv.reader(text.splitlines())
    if next(lines, None) != COLUMNS:
        raise BadWeights([f"line 1: the columns must be {', '.join(COLUMNS)}"])
    faults: list[str] = []
    dates: dict[int, tuple[date, date | None]] = {}
    points: dict[int, dict[Criterion, int]] = {}
    for number, cells in enumerate(lines, start=2):
        try:
            version, valid, criterion, counts = _row(cells)
        except ValueError as fault:
            faults.append(f"line {number}: {fault}")
            continue
        if dates.setdefault(version, valid) != valid:
            faults.append(f"line {number}: version {version} has other dates on an earlier line")
        elif criterion in points.setdefault(version, {}):
            faults.append(f"line {number}: version {version} counts {criterion.value} twice")
        else:
            points[version][criterion] = counts
    faults += _gaps(points) + _overlaps(dates)
    if not points and not faults:
        faults.append("line 2: the table holds no row")
    if faults:
        raise BadWeights(faults)
    order = sorted(dates, key=lambda version: dates[version][0])
    return tuple(
        Weights(version=version, valid_from=dates[version][0], valid_to=dates[version][1], points=points[version])
        for version in order
    )


def _row(cells: list[str]) -> tuple[int, tuple[date, date | None], Criterion, int]:
    """One line as values. Raises ValueError with what is wrong."""
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(cells)} columns, not {len(COLUMNS)}")
    version, starts, ends, criterion, counts, source, mark = (cell.strip() for cell in cells)
    if criterion not in set(Criterion):
        raise ValueError(f"“{criterion}” is nothing that points are counted for")
    if mark not in set(Mark) or not source:
        raise ValueError("a source and its mark must stand beside the points")
    valid = _day(starts, "valid_from"), _day(ends, "valid_to") if ends else None
    if valid[1] is not None and valid[1] <= valid[0]:
        raise ValueError("valid_to must be after valid_from")
    most = MOST_POINTS
    return _whole(version, "version", least=1), valid, Criterion(criterion), _whole(counts, "points", most=most)


def _day(text: str, column: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{column} “{text}” is no date (year-month-day)") from None


def _whole(text: str, column: str, *, least: int = 0, most: int = 9999) -> int:
    if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
        raise ValueError(f"{column} “{text}” must be a whole number from {least} to {most}")
    return int(text)


def _gaps(points: Mapping[int, Mapping[Criterion, int]]) -> list[str]:
    return [
        f"version {version} does not say how much {each.value} counts"
        for version, given in points.items()
        for each in Criterion
        if each not in given
    ]


def _overlaps(dates: Mapping[int, tuple[date, date | None]]) -> list[str]:
    order = sorted(dates.items(), key=lambda item: item[1][0])
    return [
        f"versions {earlier} and {other} are in force on the same day"
        for (earlier, (_, ends)), (other, (starts, _)) in pairwise(order)
        if ends is None or starts < ends
    ]
