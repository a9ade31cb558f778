"""The return on drug testing on arrest, in the shape of the Home Office's tables: tests, positive ones, what followed.

Source of the shape: "Drug Testing on Arrest (DToA) programme: data", published on 21 August 2024, tables 1 and 2 read;
of the later tables the shape alone is known. What is settled here is a design choice: a test counts in the period in
which it was taken, and what followed counts with it; a second sample that was released counts beside the first; a test
that is held counts nowhere else; one that the laboratory overturned stays a test and is no positive one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from pathways.arrest_tests.testing.rules.results import LabState, LabStep
from pathways.dates import months_after
from pathways.reporting.rules.journeys import answer_of_laboratory
from pathways.reporting.rules.periods import MONTH, QUARTER, Stretch, of_months
from pathways.reporting.rules.proportions import Period, Share
from pathways.small_numbers.masking import hidden_of
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


# The return of a quarter with its months, or of a year with the returns of its quarters.


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


TESTS, PEOPLE, POSITIVE, PEOPLE_POSITIVE = MEASURES = ("tests", "people", "positive", "people_positive")
ADDED_UP, ONCE = (TESTS, POSITIVE), (PEOPLE, PEOPLE_POSITIVE)
"""The measures of which parts add up to the whole, and those that count a person once in each part and in the whole."""


@dataclass(frozen=True, kw_only=True)
class DrugTestingReturn:
    """The return of some days.

    `quarters` are the returns of a year's quarters; `by_part` are they as one cell each, or the months of a quarter.
    """

    days: Stretch
    period: Period
    whole: Cell
    by_part: tuple[Cell, ...]
    by_force: tuple[Cell, ...]
    by_offence: tuple[Cell, ...]
    by_drug: tuple[Line, ...]
    by_requirement: tuple[Line, ...]
    overturned: Line
    apart: tuple[Line, ...]
    quarters: tuple["DrugTestingReturn", ...] = ()

    @property
    def is_too_few(self) -> bool:
        """Whether there are some, but too few people to show anything about them."""
        return 0 < self.whole.people < TOO_FEW_BASE

    @property
    def parts(self) -> tuple[Stretch, ...]:
        """The days of each part."""
        return tuple(each.days for each in self.quarters) or months_of(self.days, self.period.as_at)

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.whole, *self.by_force, *self.by_offence, *(() if self.quarters else self.by_part))

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.by_drug, *self.by_requirement, self.overturned, *self.apart)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The names of the figures that are hidden; where no mask is safe, all that are not printed with a quarter."""
        published = published_of(self)
        if self.is_too_few:
            return frozenset(figure.name for figure in published.figures if figure.printed)
        hidden = hidden_of(published)
        if hidden is None:
            return frozenset(figure.name for figure in published.figures if figure.printed and not figure.stays)
        return hidden | self.of_positive if figure_of(self.whole.name, POSITIVE) in hidden else hidden

    @cached_property
    def of_positive(self) -> frozenset[str]:
        """What positive tests are made of, hidden where it is how many there were: another page may tell.

        Noughts are hidden with it: of three tests with three drugs each would be one.
        """
        cells = [figure_of(cell.name, measure) for cell in self.cells for measure in (POSITIVE, PEOPLE_POSITIVE)]
        return frozenset({*cells, *(line.name for line in (*self.by_drug, *self.by_requirement))})

    def shown(self, name: str, count: int) -> str:
        return HIDDEN if name in self.hidden else f"{count:,}"


def drug_testing_return(
    tests: Iterable[ArrestTest], decided: Mapping[int, Required], refused_on: Sequence[date], period: Period
) -> DrugTestingReturn:
    """The return of the tests that were taken in the period, a quarter or a year, as known on its as-at date.

    `decided` says by the number of an arrest what was decided there, where something was; `refused_on` are the days on
    which a sample was refused.
    """
    inside, days = [test for test in tests if period.holds(test.taken_on)], Stretch(period.from_on, period.to_on)
    return _return_of(days, inside, decided, refused_on, period)


def _return_of(
    days: Stretch,
    tests: Sequence[ArrestTest],
    decided: Mapping[int, Required],
    refused_on: Sequence[date],
    period: Period,
) -> DrugTestingReturn:
    inside, as_at = [test for test in tests if days.holds(test.taken_on)], period.as_at
    counted = [test for test in inside if not test.is_held]
    positive = [test for test in counted if test.is_positive_on(as_at)]
    required = [decided.get(test.arrest, Required.NOT_RECORDED) for test in positive]
    called = f"{days.from_on:%Y-%m} to {days.to_on:%Y-%m}"
    quarters = tuple(_return_of(each, inside, decided, refused_on, period) for each in quarters_of(days, as_at))

    def cell(name: str, label: str, of_it: Sequence[ArrestTest]) -> Cell:
        positive_of_it = [test for test in of_it if test.is_positive_on(as_at)]
        return Cell(
            name=f"{called} {name}",
            label=label,
            tests=len(of_it),
            people=len({test.person_id for test in of_it}),
            positive=len(positive_of_it),
            people_positive=len({test.person_id for test in positive_of_it}),
        )

    def lines(name: str, kinds: type[Worded], of_each: Sequence[Worded]) -> tuple[Line, ...]:
        return tuple(line(f"{name} {kind.value}", kind.label, sum(each is kind for each in of_each)) for kind in kinds)

    def line(name: str, label: str, count: int) -> Line:
        return Line(name=f"{called} {name}", label=label, count=count)

    months = [
        cell(f"month {each.from_on:%Y-%m}", each.words(as_at), [test for test in counted if each.holds(test.taken_on)])
        for each in (() if quarters else months_of(days, as_at))
    ]
    return DrugTestingReturn(
        days=days,
        period=period,
        whole=cell("whole", "All tests", counted),
        by_part=tuple(replace(each.whole, label=each.days.words(as_at)) for each in quarters) or tuple(months),
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
        overturned=line(
            "overturned",
            "Positive on the device, not confirmed by the laboratory",
            sum(test.is_positive and not test.is_positive_on(as_at) for test in counted),
        ),
        apart=(
            line("held", "Held for an inspector, or voided", len(inside) - len(counted)),
            line("refused", "Refused a sample", sum(days.holds(each) for each in refused_on)),
        ),
        quarters=quarters,
    )


def quarters_of(days: Stretch, as_at: date) -> tuple[Stretch, ...]:
    """The quarters of a year that have begun; none of what is no longer than a quarter."""
    return _parts(days, QUARTER, as_at) if days.months > QUARTER else ()


def months_of(days: Stretch, as_at: date) -> tuple[Stretch, ...]:
    """The months that have begun."""
    return _parts(days, MONTH, as_at)


def _parts(days: Stretch, length: int, as_at: date) -> tuple[Stretch, ...]:
    each = (of_months(months_after(days.from_on, number), length) for number in range(0, days.months, length))
    return tuple(part for part in each if part.from_on <= as_at)


# What of it is hidden. A quarter is decided by itself, with its months; a year by what its quarters show and hide.
# Tests are solved as if each were a person: fewer tests than five are of fewer people than five.


def figure_of(name: str, measure: str) -> str:
    """The name under which a measure of a cell is published."""
    return f"{name}, {measure}"


def published_of(of: DrugTestingReturn) -> Published:
    """Every figure of the return, printed or worked out, and how they add up: of a year with those of its quarters."""
    figures, sums = _own(of)
    for quarter in of.quarters:
        before = published_of(quarter)
        figures += [_as_before(figure, quarter) for figure in before.figures]
        sums += before.sums
    for cells in filter(None, (of.by_part, of.by_force, of.by_offence)):
        _add_up(figures, sums, of.whole, cells)
    for cell in of.cells[1:] if of.quarters else ():
        alike = [each for quarter in of.quarters for each in quarter.cells[1:] if _kind(each) == _kind(cell)]
        _add_up(figures, sums, cell, alike)
    for line in of.lines if of.quarters else ():
        lines = [each for quarter in of.quarters for each in quarter.lines if _kind(each) == _kind(line)]
        sums.append(Sum(line.name, tuple(each.name for each in lines)))
    return Published(figures=figures, sums=sums)


def _as_before(figure: Figure, quarter: DrugTestingReturn) -> Figure:
    """A figure of a quarter, as its return shows or hides it: of too few people or positive tests no 0 either."""
    if not figure.printed:
        return figure
    is_hidden, whole = figure.name in quarter.hidden, figure_of(quarter.whole.name, POSITIVE)
    hides_noughts = quarter.is_too_few or (whole in quarter.hidden and figure.name in quarter.of_positive)
    star = 0 if hides_noughts else figure.star
    return replace(figure, stays=not is_hidden, withheld=is_hidden, row="", star=star)


def _kind(of: Cell | Line) -> str:
    """What a cell or line is of, whatever its days."""
    return of.name.split(" ", 3)[3]


def _own(of: DrugTestingReturn) -> tuple[list[Figure], list[Sum]]:
    """The figures of these days, and those sums that hold within them."""
    figures = [each for cell in of.cells for each in _figures_of(cell, of)]
    sums = [each for cell in of.cells for each in _sums_of(cell)]
    figures += [Figure(name=line.name, people=line.count) for line in of.lines]
    whole, called = of.whole, of.whole.name
    figures.append(
        Figure(
            name=f"{called}, negative on the device",
            people=whole.tests - whole.positive - of.overturned.count,
            printed=False,
        )
    )
    positive = figure_of(called, POSITIVE)
    sums += [
        Sum(figure_of(called, "negative"), (of.overturned.name, f"{called}, negative on the device")),
        Sum(positive, tuple(line.name for line in of.by_drug)),
        Sum(positive, tuple(line.name for line in of.by_requirement)),
    ]
    return figures, sums


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


def _figures_of(cell: Cell, of: DrugTestingReturn) -> Iterator[Figure]:
    """The four that are printed, tests and their people shown or hidden together; and what a reader takes from them."""
    is_whole = cell is of.whole
    rank = (Rank.TOTAL if of.quarters else Rank.SUBTOTAL) if is_whole else Rank.INNER
    printed = cell not in of.by_force or len(of.by_force) > 1
    for measure in MEASURES:
        row = figure_of(cell.name, "row of positive tests" if "positive" in measure else "row of tests")
        stays = is_whole and not of.quarters and not of.is_too_few and measure in (TESTS, PEOPLE)
        count = cell.count(measure)
        yield Figure(name=figure_of(cell.name, measure), people=count, rank=rank, row=row, stays=stays, printed=printed)
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
