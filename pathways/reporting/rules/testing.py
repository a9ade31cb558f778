"""The return on drug testing on arrest, in the shape of the Home Office's tables: tests, positive ones, what followed.

Source of the shape: "Drug Testing on Arrest (DToA) programme: data", published on 21 August 2024, tables 1 and 2 read;
of the later tables the shape alone is known. What is settled here is a design choice: a test counts in the period in
which it was taken, and what followed counts with it; a second sample that was released counts beside the first; a test
that is held counts nowhere else; one that the laboratory overturned stays a test and is no positive one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pathways.reporting.rules.periods import MONTH, QUARTER, Stretch, parts_of
from pathways.reporting.rules.proportions import Period, Share
from pathways.reporting.rules.standings import PeopleAlike
from pathways.reporting.rules.testing_units import (
    COUNTED,
    DrugsFound,
    OffenceKind,
    Required,
    Result,
    TestedState,
    month_of,
)
from pathways.small_numbers.published import HIDDEN, TOO_FEW_BASE, Figure, Published, Rank, Sum
from pathways.vocabulary import Worded

TESTS, PEOPLE, POSITIVE, PEOPLE_POSITIVE = MEASURES = ("tests", "people", "positive", "people_positive")
ADDED_UP, ONCE = (TESTS, POSITIVE), (PEOPLE, PEOPLE_POSITIVE)
"""The measures of which parts add up to the whole, and those that count a person once in each part and in the whole."""
WHOLE = "whole"


def figure_of(name: str, measure: str) -> str:
    """The name under which a measure of a cell is published."""
    return f"{name}, {measure}"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Tests and positive tests of one kind, each with the people they are of. `name` is what it is published under."""

    name: str
    label: str
    tests: int
    people: int
    positive: int
    people_positive: int

    @property
    def share(self) -> Share:
        """The positive tests of all tests."""
        return Share(self.positive, self.tests)

    def count(self, measure: str) -> int:
        return int(getattr(self, measure))


@dataclass(frozen=True, kw_only=True)
class Line:
    """A count of one kind, by the name it is published under."""

    name: str
    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ReturnCounts:
    """The counts of some days. `by_month` are the months of a quarter, none of a year."""

    whole: Cell
    by_month: tuple[Cell, ...]
    by_force: tuple[Cell, ...]
    by_offence: tuple[Cell, ...]
    by_drug: tuple[Line, ...]
    by_requirement: tuple[Line, ...]
    overturned: Line
    apart: tuple[Line, ...]

    @property
    def is_too_few(self) -> bool:
        """Whether there are some, but too few people to show anything about them."""
        return 0 < self.whole.people < TOO_FEW_BASE

    def called_as(self, other: "ReturnCounts") -> "ReturnCounts":
        """The same by the names that forces have in another count of the same figures: a later name is no revision."""

        def in_order(cells: Iterable[Cell]) -> list[Cell]:
            nameless = (replace(each, name="", label="") for each in cells)
            return sorted(nameless, key=lambda cell: (cell.tests, cell.people, cell.positive, cell.people_positive))

        is_same = in_order(self.by_force) == in_order(other.by_force)
        return replace(self, by_force=other.by_force) if is_same else self

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.whole, *self.by_month, *self.by_force, *self.by_offence)

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.by_drug, *self.by_requirement, self.overturned, *self.apart)


@dataclass(frozen=True, kw_only=True)
class DrugTestingReturn:
    """The return of some days as it may be shown; `quarters` are those of a year, each as it is shown by itself."""

    period: Period
    counts: ReturnCounts
    hidden: frozenset[str]
    quarters: tuple["DrugTestingReturn", ...] = ()

    @property
    def days(self) -> Stretch:
        return Stretch(self.period.from_on, self.period.to_on)

    @property
    def is_not_shown(self) -> bool:
        """Whether it is hidden how many were tested, and so everything else."""
        return figure_of(WHOLE, PEOPLE) in self.hidden

    def shown(self, name: str, count: int) -> str:
        return HIDDEN if name in self.hidden else f"{count:,}"


class _Test(NamedTuple):
    """A test of each of so many people who stand alike; `whose` says which of them they are."""

    whose: int
    state: TestedState
    people: int


def return_counts(alike: Iterable[PeopleAlike], days: Stretch, forces: Mapping[int, str]) -> ReturnCounts:
    """Count the tests of some days, given the people who had one in them, together where they stand alike.

    `forces` says what each force is called. Raises KeyError for one that has no name.
    """
    everybody = [
        _Test(number, TestedState(*state), each.people) for number, each in enumerate(alike) for state in each.states
    ]
    counted = [test for test in everybody if test.state.result in COUNTED]
    positive = [test for test in counted if test.state.result == Result.POSITIVE]

    def lines(name: str, kinds: type[Worded], of_each: Sequence[tuple[str, int]]) -> tuple[Line, ...]:
        return tuple(
            Line(
                name=f"{name} {kind.value}",
                label=kind.label,
                count=sum(tests for of_it, tests in of_each if of_it == kind.value),
            )
            for kind in kinds
        )

    def having(result: Result) -> int:
        return _tests([test for test in everybody if test.state.result == result])

    return ReturnCounts(
        whole=_cell(WHOLE, "All tests", counted),
        by_month=tuple(
            _cell(
                f"month {month_of(each.from_on)}",
                each.words,
                [test for test in counted if test.state.month == month_of(each.from_on)],
            )
            for each in parts_of(days)
            if days.months == QUARTER * MONTH
        ),
        by_force=tuple(
            _cell(f"force {forces[each]}", forces[each], [test for test in counted if test.state.force == each])
            for each in sorted({test.state.force for test in counted}, key=lambda force: (forces[force], force))
        ),
        by_offence=tuple(
            _cell(f"offence {each.value}", each.label, [test for test in counted if test.state.tested_for == each])
            for each in OffenceKind
        ),
        by_drug=lines("drug", DrugsFound, [(test.state.drugs, test.people) for test in positive]),
        by_requirement=lines("assessment", Required, [(test.state.required, test.people) for test in positive]),
        overturned=Line(name="overturned", label=Result.OVERTURNED.label, count=having(Result.OVERTURNED)),
        apart=tuple(
            Line(name=each.value, label=each.label, count=having(each)) for each in (Result.HELD, Result.REFUSED)
        ),
    )


def _cell(name: str, label: str, of_it: Sequence[_Test]) -> Cell:
    positive = [test for test in of_it if test.state.result == Result.POSITIVE]
    return Cell(
        name=name,
        label=label,
        tests=_tests(of_it),
        people=_people(of_it),
        positive=_tests(positive),
        people_positive=_people(positive),
    )


def _tests(of_it: Iterable[_Test]) -> int:
    return sum(test.people for test in of_it)


def _people(of_it: Iterable[_Test]) -> int:
    return sum({test.whose: test.people for test in of_it}.values())


# How the figures of the return hang together. Tests are solved as if each were a person: fewer tests than five are of
# fewer people than five.


def published_of(of: ReturnCounts) -> Published:
    """Every figure of the return, printed or worked out, and how they add up.

    What positive tests are made of is hidden where it is how many there were, noughts too: another page may tell, and
    of three tests with three drugs each would be one.
    """
    figures = [each for cell in of.cells for each in _figures_of(cell, of)]
    sums = [each for cell in of.cells for each in _sums_of(cell)]
    positive, whole = figure_of(WHOLE, POSITIVE), figure_of(WHOLE, PEOPLE)
    made_of = {each.name for each in (*of.by_drug, *of.by_requirement)}
    figures += [
        Figure(
            name=line.name,
            people=line.count,
            falls_with=(whole, positive) if line.name in made_of else (whole,),
        )
        for line in of.lines
    ]
    device = "negative on the device"
    figures.append(Figure(name=device, people=of.whole.tests - of.whole.positive - of.overturned.count, printed=False))
    sums += [
        Sum(figure_of(WHOLE, "negative"), (of.overturned.name, device)),
        Sum(positive, tuple(line.name for line in of.by_drug)),
        Sum(positive, tuple(line.name for line in of.by_requirement)),
    ]
    for cells in filter(None, (of.by_month, of.by_force, of.by_offence)):
        _add_up(figures, sums, of.whole, cells)
    return Published(figures=tuple(figures), sums=tuple(sums))


def _add_up(figures: list[Figure], sums: list[Sum], whole: Cell, cells: Sequence[Cell]) -> None:
    """That these have everybody of the whole: tests add up, and nobody is in the whole who is in none of them."""
    for measure in ADDED_UP:
        sums.append(Sum(figure_of(whole.name, measure), tuple(figure_of(cell.name, measure) for cell in cells)))
    for measure in ONCE:
        together, more = (f"{whole.name}, {measure} of {cells[0].name} {what}" for what in ("and others", "twice"))
        count = sum(cell.count(measure) for cell in cells)
        figures += [
            Figure(name=together, people=count, printed=False, of_people=False),
            Figure(name=more, people=count - whole.count(measure), printed=False, of_people=False),
        ]
        sums += [
            Sum(together, tuple(figure_of(cell.name, measure) for cell in cells)),
            Sum(together, (figure_of(whole.name, measure), more)),
        ]


def _figures_of(cell: Cell, of: ReturnCounts) -> Iterator[Figure]:
    """The four that are printed, tests and their people shown or hidden together; and what a reader takes from them."""
    is_whole = cell is of.whole
    printed = cell not in of.by_force or len(of.by_force) > 1
    whole, positive = figure_of(WHOLE, PEOPLE), figure_of(WHOLE, POSITIVE)
    for measure in MEASURES:
        is_positive = measure in (POSITIVE, PEOPLE_POSITIVE)
        figure = Figure(
            name=figure_of(cell.name, measure),
            people=cell.count(measure),
            row=figure_of(cell.name, "row of positive tests" if is_positive else "row of tests"),
            printed=printed,
        )
        if is_whole and not is_positive:
            too_few = of.is_too_few
            yield replace(figure, rank=Rank.TOTAL, withheld=too_few, star=0 if too_few else 1)
        elif is_whole:
            yield replace(figure, rank=Rank.SUBTOTAL, falls_with=(whole,))
        else:
            yield replace(figure, falls_with=(whole, positive) if is_positive else (whole,))
    for name, count in (
        ("negative", cell.tests - cell.positive),
        ("never positive", cell.people - cell.people_positive),
    ):
        yield Figure(name=figure_of(cell.name, name), people=count, printed=False)
    for name, count in (("again", cell.tests - cell.people), ("positive twice", cell.positive - cell.people_positive)):
        yield Figure(name=figure_of(cell.name, name), people=count, printed=False, of_people=False)


def _sums_of(cell: Cell) -> Iterator[Sum]:
    tests, people, positive, people_positive = (figure_of(cell.name, measure) for measure in MEASURES)
    yield Sum(tests, (positive, figure_of(cell.name, "negative")))
    yield Sum(people, (people_positive, figure_of(cell.name, "never positive")))
    yield Sum(tests, (people, figure_of(cell.name, "again")))
    yield Sum(positive, (people_positive, figure_of(cell.name, "positive twice")))
