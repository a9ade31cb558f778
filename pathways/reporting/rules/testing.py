"""The return on drug testing on arrest, in the shape of the Home Office's tables: tests, positive ones, what followed.

Source of the shape: "Drug Testing on Arrest (DToA) programme: data", published on 21 August 2024, tables 1 and 2 read;
of the later tables the shape alone is known. What is settled here is a design choice: a test counts in the period in
which it was taken, and what followed counts with it; a second sample that was released counts beside the first; a test
that is held counts nowhere else; one that the laboratory overturned stays a test and is no positive one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pathways.arrest_tests.testing.rules.results import LabState, LabStep
from pathways.reporting.rules.journeys import answer_of_laboratory
from pathways.reporting.rules.periods import MONTH, QUARTER, Stretch, parts_of
from pathways.reporting.rules.proportions import Period, Share
from pathways.small_numbers.published import HIDDEN, TOO_FEW_BASE, Figure, Published, Rank, Sum
from pathways.vocabulary import Worded

# What is counted.


class OffenceKind(Worded):
    """What the offences are that a test rests on."""

    TRIGGER = "trigger", "Trigger offence"
    NOT_TRIGGER = "not_trigger", "Non-trigger offence"
    NOT_STATED = "not_stated", "Offence not stated"


class DrugsFound(Worded):
    """What a positive test found."""

    COCAINE = "cocaine", "Cocaine only"
    OPIATES = "opiates", "Opiates only"
    BOTH = "both", "Cocaine and opiates"
    NOT_STATED = "not_stated", "Drug not stated"


class Required(Worded):
    """What was decided of a required assessment after a positive test, and what became of it."""

    ATTENDED = "attended", "Required, attended and stayed"
    FAILED = "failed", "Required, did not attend or stay"
    AWAITED = "awaited", "Required, no outcome yet"
    NOT_REQUIRED = "not_required", "Decided not to require it"
    NOT_RECORDED = "not_recorded", "No decision recorded"


@dataclass(frozen=True, kw_only=True)
class ArrestTest:
    """One test on arrest with a positive or a negative result. `arrest` is the number of its episode.

    `shows` are the drugs that the device found; `checks` the laboratory's steps with their London days.
    """

    person_id: int
    arrest: int
    force: str
    taken_on: date
    is_positive: bool
    is_held: bool
    tested_for: OffenceKind
    shows: frozenset[str] = frozenset()
    checks: tuple[tuple[date, LabStep], ...] = ()

    def is_positive_on(self, as_at: date) -> bool:
        """Whether it was positive and the laboratory has not overturned it by then."""
        return self.is_positive and answer_of_laboratory(self.checks, as_at) is not LabState.NOT_CONFIRMED

    @property
    def drugs_found(self) -> DrugsFound:
        cocaine, opiates = "cocaine" in self.shows, "opiates" in self.shows
        if cocaine and opiates:
            return DrugsFound.BOTH
        return DrugsFound.COCAINE if cocaine else DrugsFound.OPIATES if opiates else DrugsFound.NOT_STATED


# The counts of a quarter with its months, or of a year.


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


def return_counts(
    tests: Iterable[ArrestTest], decided: Mapping[int, Required], refused_on: Sequence[date], period: Period
) -> ReturnCounts:
    """Count the tests that were taken in the period, as known on its as-at date.

    `decided` says by the number of an arrest what was decided there, where something was; `refused_on` are the days on
    which a sample was refused.
    """
    as_at, inside = period.as_at, [test for test in tests if period.holds(test.taken_on)]
    counted = [test for test in inside if not test.is_held]
    positive = [test for test in counted if test.is_positive_on(as_at)]
    required = [decided.get(test.arrest, Required.NOT_RECORDED) for test in positive]
    days = Stretch(period.from_on, period.to_on)

    def cell(name: str, label: str, of_it: Sequence[ArrestTest]) -> Cell:
        positive_of_it = [test for test in of_it if test.is_positive_on(as_at)]
        return Cell(
            name=name,
            label=label,
            tests=len(of_it),
            people=len({test.person_id for test in of_it}),
            positive=len(positive_of_it),
            people_positive=len({test.person_id for test in positive_of_it}),
        )

    def lines(name: str, kinds: type[Worded], of_each: Sequence[Worded]) -> tuple[Line, ...]:
        return tuple(
            Line(name=f"{name} {kind.value}", label=kind.label, count=sum(each is kind for each in of_each))
            for kind in kinds
        )

    return ReturnCounts(
        whole=cell(WHOLE, "All tests", counted),
        by_month=tuple(
            cell(f"month {each.from_on:%Y-%m}", each.words, [test for test in counted if each.holds(test.taken_on)])
            for each in parts_of(days)
            if days.months == QUARTER * MONTH
        ),
        by_force=tuple(
            cell(f"force {each}", each, [test for test in counted if test.force == each])
            for each in sorted({test.force for test in counted})
        ),
        by_offence=tuple(
            cell(f"offence {each.value}", each.label, [test for test in counted if test.tested_for is each])
            for each in OffenceKind
        ),
        by_drug=lines("drug", DrugsFound, [test.drugs_found for test in positive]),
        by_requirement=lines("assessment", Required, required),
        overturned=Line(
            name="overturned",
            label="Positive on the device, not confirmed by the laboratory",
            count=sum(test.is_positive and not test.is_positive_on(as_at) for test in counted),
        ),
        apart=(
            Line(name="held", label="Held for an inspector, or voided", count=len(inside) - len(counted)),
            Line(name="refused", label="Refused a sample", count=sum(period.holds(each) for each in refused_on)),
        ),
    )


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
