"""What is published together, as figures and the sums between them, and which counts of people are small.

Source: ndtms.net hides cells under five; showing a true 0 and hiding 1 to 4, the complement rule, the width asked of a
safe mask, and what is hidden first are design choices (threshold 5; treatment reference 4.4).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

THRESHOLD = 5
WIDTH = THRESHOLD - 1
TOO_FEW_BASE = 10
HIDDEN = "*"


def is_small(count: int) -> bool:
    """Whether a count of people says too much about each: 1 to 4. A true 0 is shown."""
    return 0 < count < THRESHOLD


class Rank(IntEnum):
    """What a figure is worth to its reader: what is hidden costs so much, and the least that is safe is hidden."""

    INNER = 1
    SUBTOTAL = 10
    TOTAL = 100


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A count of people. One that is not printed is what a reader works out by subtracting.

    One that `stays` is always shown, or was published before: it is never hidden. Figures of one `row` are shown or
    hidden together. A star stands for `star` or more: a 0 is shown, but where a row hides it too. One that is no count
    of people, as what is left over in an inequality, may be worked out. One that `falls_with` others is hidden wherever
    one of them is, a 0 too. Figures of different `aspect` hang together by those of none alone.
    """

    name: str
    people: int
    printed: bool = True
    rank: Rank = Rank.INNER
    stays: bool = False
    row: str = ""
    star: int = 1
    of_people: bool = True
    withheld: bool = False
    falls_with: tuple[str, ...] = ()
    aspect: str = ""

    @property
    def may_be_hidden(self) -> bool:
        return self.printed and not self.stays and self.people >= self.star

    @property
    def is_guarded(self) -> bool:
        """Whether no reader may work it out: it is 1 to 4 people, printed or not."""
        return self.of_people and is_small(self.people)

    @property
    def least(self) -> int:
        """What a reader knows of it at least, whatever is hidden."""
        return self.star if self.may_be_hidden else 0

    @property
    def unit(self) -> str:
        """What is hidden as one: its row, or itself."""
        return f"row {self.row}" if self.row else self.name


@dataclass(frozen=True)
class Sum:
    """A figure is the sum of others. One that is named twice counts twice."""

    whole: str
    parts: tuple[str, ...]


Parts = tuple[list[Figure], list[Sum]]
"""Some of the figures that are published together, and how they add up."""


def together(parts: Sequence[Parts]) -> Parts:
    """All figures of these parts, and all their sums, in their order."""
    return [figure for figures, _ in parts for figure in figures], [each for _, sums in parts for each in sums]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a reader knows of a figure besides what is printed: it is at least `low`, and at most `high`."""

    name: str
    low: int = 0
    high: int


@dataclass(frozen=True, kw_only=True)
class Own:
    """What one reader has besides what is printed for all: the figures of their own to the digit (`names`), and
    figures that are printed for them alone (`shown`)."""

    reader: str
    names: tuple[str, ...]
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Published:
    """Everything that is published together. Raises ValueError where a sum does not hold or names no figure."""

    figures: Sequence[Figure]
    sums: Sequence[Sum]
    known: Sequence[Known] = ()
    own: Sequence[Own] = ()

    def __post_init__(self) -> None:
        people = {figure.name: figure.people for figure in self.figures}
        if len(people) < len(self.figures):
            twice = Counter(figure.name for figure in self.figures).most_common(1)[0][0]
            raise ValueError(f"two figures are called {twice}")
        if few := [name for name, number in people.items() if number < 0]:
            raise ValueError(f"{few[0]} is fewer than nobody: that sum does not hold")
        for each in self.sums:
            try:
                holds = people[each.whole] == sum(map(people.__getitem__, each.parts))
            except KeyError as missing:
                raise ValueError(f"no figure is called {missing.args[0]}") from None
            if not holds:
                raise ValueError(f"{each.whole} is not the sum of {', '.join(each.parts)}")
        for known in self.known:
            if not known.low <= self.by_name[known.name].people <= known.high:
                raise ValueError(f"{known.name} is not between {known.low} and {known.high}")

    @cached_property
    def by_name(self) -> Mapping[str, Figure]:
        return {figure.name: figure for figure in self.figures}

    @cached_property
    def guarded(self) -> tuple[str, ...]:
        """The figures that no reader may work out."""
        return tuple(figure.name for figure in self.figures if figure.is_guarded)

    @cached_property
    def units(self) -> Mapping[str, tuple[Figure, ...]]:
        """What may be hidden as one: a row, or a figure by itself."""
        units: dict[str, list[Figure]] = {}
        for figure in self.figures:
            if figure.may_be_hidden:
                units.setdefault(figure.unit, []).append(figure)
        return {unit: tuple(figures) for unit, figures in units.items()}

    @cached_property
    def primary(self) -> frozenset[str]:
        """The units hidden before anything is worked out: those with a figure of 1 to 4, or one that is withheld."""
        return frozenset(
            unit for unit, figures in self.units.items() if any(each.is_guarded or each.withheld for each in figures)
        )

    def with_what_falls(self, hidden: frozenset[str]) -> tuple["Published", frozenset[str]]:
        """The same with everything hidden that falls with what is: then a star may be a 0 there."""
        falling = [each for each in self.figures if each.printed and each.falls_with]
        while more := {each.name for each in falling if not hidden.isdisjoint(each.falls_with)} - hidden:
            hidden |= more
        figures = [
            replace(each, star=0) if each.star and not hidden.isdisjoint(each.falls_with) else each
            for each in self.figures
        ]
        return replace(self, figures=tuple(figures)), hidden

    def names_in(self, units: Iterable[str]) -> frozenset[str]:
        """The figures of these units."""
        return frozenset(figure.name for unit in units for figure in self.units[unit])
