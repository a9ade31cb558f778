"""What the Home Office published of drug testing on arrest, beside a county's return: dated context, no yardstick.

Whole figures as they were published, the rates among them: nothing is worked out of them here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pathways.dates import day_in_words
from pathways.reporting.rules.contents import ReportTable, Row
from pathways.reporting.rules.periods import QUARTER, YEAR, Stretch
from pathways.reporting.rules.progress import LEAST_COMPARED
from pathways.reporting.rules.testing import Cell, DrugTestingReturn
from pathways.reporting.rules.testing_units import OffenceKind
from pathways.reporting.rules.testing_words import CELL_HEAD, shown_cells
from pathways.small_numbers.published import HIDDEN
from pathways.tables import BadTable, records_of
from pathways.vocabulary import Mark

TESTS, POSITIVE, RATE, FORCES = "tests", "positive", "positive_rate", "forces"
ALL_TESTS: Final = (TESTS, POSITIVE, RATE, FORCES)
BY_OFFENCE: Final = tuple(kind.value for kind in OffenceKind)


@dataclass(frozen=True, kw_only=True)
class PublishedFigure:
    """One figure of the Home Office's tables, as it was published: a rate in whole per cent, forces on average."""

    table: int
    measure: str
    from_on: date
    to_on: date
    value: int
    published_on: date
    source: str
    mark: Mark

    @property
    def days(self) -> Stretch:
        return Stretch(self.from_on, self.to_on)

    @property
    def words(self) -> str:
        return f"{self.value}%" if self.measure == RATE else f"{self.value:,}"


PUBLISHED: Final = records_of(Path(__file__).parents[1] / "data" / "drug_testing_published.csv", PublishedFigure)


def faults_of(figures: tuple[PublishedFigure, ...]) -> Iterator[str]:
    """What would make the table say two things: a figure twice, periods that are not whole, two publications."""
    seen = set[tuple[str, Stretch]]()
    for each in figures:
        if (each.measure, each.days) in seen:
            yield f"{each.measure} of {each.days.words} stands twice"
        seen.add((each.measure, each.days))
        if not each.days.months:
            yield f"{each.days.words} are no whole months"
        if each.measure not in (*ALL_TESTS, *BY_OFFENCE):
            yield f"“{each.measure}” is not shown anywhere"
    if len({(each.published_on, each.mark) for each in figures}) > 1:
        yield "they are of several publications"


if _faults := list(faults_of(PUBLISHED)):
    raise BadTable("\n".join(_faults))

HEADING: Final = "Beside England and Wales, as published"
WHERE: Final = "England and Wales"
NOT_PUBLISHED: Final = "not published"
DOES_NOT_APPLY: Final = "does not apply"
HALF: Final = 0.5
"""A published rate is in whole per cent: so much more or less it may be."""
SHOWN: Final = (0, 2, 3)
"""The figures of a county that are published of the nation too, by their places under `CELL_HEAD`."""
TESTS_HEAD: Final = ("Where and when", *(CELL_HEAD[place] for place in SHOWN), "Forces with data, on average")
OFFENCE_HEAD: Final = ("Where and when", *(f"Tests: {kind.label[0].lower()}{kind.label[1:]}" for kind in OffenceKind))
NOT_OF_THE_COUNTY: Final = (
    "They are no part of the county’s figures, and not in the CSV, whose lines somebody may add up. Newer tables were "
    "published since, and have not been read yet: these will make room for them."
)
CANNOT: Final = (
    "Not that a share should be as high here, or as low: the published one is no target and no norm.",
    "Not that more or fewer people use drugs here: whom a force tests, and for which offences, moves the share.",
    "Not that testing grew in the nation: from quarter to quarter more forces returned data.",
    "Not what the rest of the country has: whether the tests of this county are among those published is not known, so "
    "nothing can be subtracted.",
    "Not that both count alike: here a test that the laboratory did not confirm is no positive one. Of the published "
    "ones that is not known.",
)
"""What may not be concluded from a county's figures beside the published ones."""


@dataclass(frozen=True, kw_only=True)
class PublishedBeside:
    """The published figures that stand beside a return, in words: how old they are, and where they are from."""

    tables: tuple[ReportTable, ...]
    sentences: tuple[str, ...]
    source: str
    mark: Mark


def published_beside(of: DrugTestingReturn) -> PublishedBeside:
    """The published quarters of the same days; where none is of them, the one that is nearest; and all together."""
    newest = PUBLISHED[0]
    return PublishedBeside(
        tables=(
            ReportTable(
                tab="Published, all tests",
                heading=HEADING,
                caption="Tests on arrest, here and as published",
                head=TESTS_HEAD,
                rows=(
                    (_here(of), *(shown_cells(of, of.counts.whole)[place] for place in SHOWN), DOES_NOT_APPLY),
                    *_rows(ALL_TESTS, of.days),
                ),
            ),
            ReportTable(
                tab="Published, by offence",
                caption="Tests on arrest by the offence they rest on, here and as published",
                head=OFFENCE_HEAD,
                rows=(
                    (_here(of), *(_tests(of, cell) for cell in of.counts.by_offence)),
                    *_rows(BY_OFFENCE, of.days),
                ),
            ),
        ),
        sentences=(
            f"The Home Office published these figures on {day_in_words(newest.published_on)}: management data of the "
            f"forces that returned any. {_how_old(of.days)}",
            *_in_words(of),
            NOT_OF_THE_COUNTY,
        ),
        source=newest.source.partition(", table")[0],
        mark=newest.mark,
    )


def _in_words(of: DrugTestingReturn) -> Iterator[str]:
    """Whether the published share lies in the interval of the county's; nothing where that is hidden or of too few.

    Of the published one nothing but the rounding is uncertain: it is of every test that was returned.
    """
    whole = of.counts.whole
    interval, shown = whole.share.interval, shown_cells(of, whole)
    if interval is None or not interval_beside(of):
        return
    (rate,) = (each for each in PUBLISHED if each.measure == RATE and each.days == _all_of(RATE))
    low, high = (100 * end for end in interval)
    if rate.value + HALF < low:
        lies = "lies below that"
    elif rate.value - HALF > high:
        lies = "lies above that"
    else:
        lies = "lies within that, so the two differ by no more than chance would do"
    yield (
        f"Here {shown[3]} of the tests were positive (95% interval {interval_beside(of)}). The published share "
        f"of {_months(rate.days)}, {rate.words}, {lies}. It is of other days, and of forces that may test other people "
        "for other offences: what sets the two apart is not said by it. The interval takes each test by itself; where "
        "one person was tested more than once it should be wider."
    )


def interval_beside(of: DrugTestingReturn) -> str:
    """The interval of the county's share, which stands in the sentence above; "" where that may not be said."""
    whole = of.counts.whole
    if not whole.tests or whole.tests < LEAST_COMPARED or HIDDEN in shown_cells(of, whole)[:4]:
        return ""
    return whole.share.interval_words


def _here(of: DrugTestingReturn) -> str:
    return f"Here, {of.days.words}"


def _tests(of: DrugTestingReturn, cell: Cell) -> str:
    return shown_cells(of, cell)[0]


def _rows(measures: tuple[str, ...], days: Stretch) -> Iterator[Row]:
    figures = {(each.measure, each.days): each.words for each in PUBLISHED if each.measure in measures}
    periods = [*quarters_beside(measures[0], days), _all_of(measures[0])]
    for period in periods:
        cells = (figures.get((measure, period), NOT_PUBLISHED) for measure in measures)
        yield (f"{WHERE}, {_months(period)}", *cells)


def _months(days: Stretch) -> str:
    """As the publication says them, a year of the calendar by its months too."""
    return f"{days.from_on:%B %Y} to {days.to_on:%B %Y}" if days.months > QUARTER else days.words


def quarters_of(measure: str) -> tuple[Stretch, ...]:
    """The quarters of which a figure was published, in time order. Its single months stand in what is all of them."""
    return tuple(sorted(each.days for each in PUBLISHED if each.measure == measure and each.days.months == QUARTER))


def _all_of(measure: str) -> Stretch:
    return max((each.days for each in PUBLISHED if each.measure == measure), key=lambda days: days.months)


def quarters_beside(measure: str, days: Stretch) -> tuple[Stretch, ...]:
    """Those that lie in these days; where none does, the last that was before them, or the first after them."""
    published = quarters_of(measure)
    within = tuple(each for each in published if days.from_on <= each.from_on and each.to_on <= days.to_on)
    before = tuple(each for each in published if each.to_on < days.from_on)
    return within or before[-1:] or published[:1]


def _how_old(days: Stretch) -> str:
    """How the published days lie to those of the report."""
    beside = quarters_beside(TESTS, days)
    first, last = beside[0], beside[-1]
    if last.to_on < days.from_on:
        months = (days.from_on.year - last.to_on.year) * YEAR + days.from_on.month - last.to_on.month - 1
        ago = f"{months} months before this period began" if months else "the day before this period began"
        return f"They are older than this period: the newest are of {last.words}, which ended {ago}."
    if first.from_on > days.to_on:
        return f"They are later than this period: the first published quarter began on {day_in_words(first.from_on)}."
    if (first.from_on, last.to_on) == (days.from_on, days.to_on):
        return "They are of the same days as this report."
    return f"Of this period only {Stretch(first.from_on, last.to_on).words} was published."
