"""The return on drug testing on arrest as the rows of its tables, and as the lines of its file."""

from collections.abc import Iterator, Sequence
from typing import Final

from pathways.reporting.rules.arc_words import ReportTerm
from pathways.reporting.rules.contents import ReportTable
from pathways.reporting.rules.periods import Stretch, parts_of
from pathways.reporting.rules.testing import (
    MEASURES,
    PEOPLE,
    PEOPLE_POSITIVE,
    POSITIVE,
    TESTS,
    Cell,
    DrugTestingReturn,
    Line,
    figure_of,
)
from pathways.reporting.rules.testing_units import OffenceKind
from pathways.small_numbers.published import HIDDEN, THRESHOLD
from pathways.vocabulary import Mark

TITLE: Final = "Drug testing on arrest"
TOO_FEW: Final = (
    "How many people were tested in this period is not shown: they are too few, or would tell of a few in another."
)
SMALL: Final = f"Fewer than {THRESHOLD} are shown as {HIDDEN}, and so is any figure that would give them away."
NOTE: Final = (
    f"{SMALL} The share positive is of tests: somebody tested twice counts twice. “Overview” and “For the Board” count "
    "people, each once, so their share is another one."
)
TERMS: Final = (
    ReportTerm(
        "A test",
        "A sample taken on arrest (PACE 1984 s.63B) with a positive or a negative result that was known on the "
        "as-known date, in the period in which it was taken. A released second sample counts beside the first. "
        "Restricted records are not counted, here or anywhere.",
        Mark.DESIGN,
    ),
    ReportTerm(
        "A positive test",
        "Positive on the device, unless the laboratory did not confirm it by the as-known date: then it stays a test, "
        "and is listed apart.",
        Mark.DESIGN,
    ),
    ReportTerm(
        "People",
        "Each person once in each figure, also where two records of theirs were joined. Somebody tested in two months "
        "counts in both, and once in all.",
        Mark.DESIGN,
    ),
    ReportTerm(
        "Trigger offence",
        "At least one offence that the test rests on was a trigger offence on its date. Otherwise it is a non-trigger "
        "offence, or not stated where the test names none.",
        Mark.DESIGN,
    ),
    ReportTerm(
        "Required assessment",
        "Of each positive test: what was decided at that arrest (Drugs Act 2005 s.9), and whether the person attended "
        "and stayed. Published tables count referrals into assessment: a requirement is one.",
        Mark.DESIGN,
    ),
    ReportTerm(
        "Held",
        "Tests that broke a rule and wait for an inspector, or were voided. They count nowhere else.",
        Mark.DESIGN,
    ),
    ReportTerm(
        "Small numbers",
        "A year hides what its quarters would give away. Where the number of positive tests is hidden, so is what "
        "they were made of, noughts too.",
        Mark.DESIGN,
    ),
    ReportTerm(
        "The published tables",
        "Tables 1 and 2 were read in copies, as published on 21 August 2024. Of the later ones the shape is known.",
        Mark.SECONDARY,
        "Home Office, Drug Testing on Arrest (DToA) programme: data",
    ),
)


def lead(of: DrugTestingReturn) -> str:
    """The return in a sentence."""
    whole = of.counts.whole
    if not whole.tests:
        return f"Nobody was tested on arrest, {of.period.words}."
    if of.is_not_shown:
        return TOO_FEW
    tests, people, positive, share, _ = shown_cells(of, whole)
    tested = f"{tests} tests on arrest of {people} people, {of.period.words}."
    if positive == HIDDEN:
        return f"{tested} How many were positive is not shown. {SMALL}"
    return f"{tested} {positive} were positive" + (f": {share}." if share != HIDDEN else ".")


CELL_HEAD: Final = ("Tests", "People tested", "Positive tests", "Share positive", "People positive")
Row = tuple[str, ...]


def rows_of(of: DrugTestingReturn, cells: Sequence[Cell]) -> list[Row]:
    """A row for each cell: its label, and its figures as they may be shown."""
    return [(cell.label, *shown_cells(of, cell)) for cell in cells]


def rows_by_part(of: DrugTestingReturn) -> list[Row]:
    """A row for each month of a quarter or quarter of a year, as that quarter shows it by itself, and one for all."""
    quarters = [(quarter.days.words, *shown_cells(quarter, quarter.counts.whole)) for quarter in of.quarters]
    return [*quarters, *rows_of(of, (*of.counts.by_month, of.counts.whole))]


def shown_cells(of: DrugTestingReturn, cell: Cell) -> Row:
    """The figures of a cell as they may be shown, under `CELL_HEAD`."""
    tests, people, positive, people_positive = (_figure(of, cell, measure) for measure in MEASURES)
    share = HIDDEN if HIDDEN in (tests, positive) else cell.share.percent
    return tests, people, positive, share, people_positive


def _figure(of: DrugTestingReturn, cell: Cell, measure: str) -> str:
    return of.shown(figure_of(cell.name, measure), cell.count(measure))


def lines_of(of: DrugTestingReturn, lines: Sequence[Line]) -> list[Row]:
    return [(line.label, of.shown(line.name, line.count)) for line in lines]


def tables_of(of: DrugTestingReturn) -> tuple[ReportTable, ...]:
    """The tables of the return, as page, paper and workbook have them; none where there is nothing to show."""
    counts = of.counts
    if not counts.whole.tests or of.is_not_shown:
        return ()
    by_force = ReportTable(
        tab="By force",
        caption="Tests on arrest, by force",
        head=("Force", *CELL_HEAD),
        rows=rows_of(of, counts.by_force),
    )
    return (
        ReportTable(
            tab="Tests",
            heading="Tests",
            caption="Tests on arrest, by when they were taken",
            head=("Taken", *CELL_HEAD),
            rows=rows_by_part(of),
        ),
        *((by_force,) if len(counts.by_force) > 1 else ()),
        ReportTable(
            tab="By offence",
            caption="Tests on arrest, by the offence they rest on",
            head=("Offence", *CELL_HEAD),
            rows=rows_of(of, counts.by_offence),
        ),
        ReportTable(
            tab="By drug",
            heading="Positive tests",
            caption="Positive tests, by drug",
            head=("Drug", "Positive tests"),
            rows=lines_of(of, counts.by_drug),
        ),
        ReportTable(
            tab="Required assessment",
            caption="Positive tests, by the required assessment",
            head=("Required assessment", "Positive tests"),
            rows=lines_of(of, counts.by_requirement),
        ),
        ReportTable(
            tab="Counted apart",
            heading="Counted apart",
            caption="Not among the positive tests, or not among the tests",
            head=("What", "Tests"),
            rows=lines_of(of, (counts.overturned, *counts.apart)),
        ),
    )


NOT_SHOWN: Final = "not shown"
FILE_HEAD: Final = ("table", "measure", "period", "value", "as_known_on")
BY_OFFENCE: Final = {
    OffenceKind.TRIGGER: "{} following a trigger offence",
    OffenceKind.NOT_TRIGGER: "{} following a non-trigger offence",
    OffenceKind.NOT_STATED: "{}, offence not stated",
}
ALL_TESTS: Final = {
    TESTS: "total reported tests",
    POSITIVE: "total reported positive tests",
    PEOPLE: "people tested",
    PEOPLE_POSITIVE: "people with a positive test",
}


def file_rows(of: DrugTestingReturn) -> Iterator[Row]:
    """The return in the shape of the published tables: table, measure, period, value; and as known on which day."""
    yield from ((*row, of.period.as_at.isoformat()) for row in _rows_as_published(of))


def _rows_as_published(of: DrugTestingReturn) -> Iterator[Row]:
    """Where nothing is shown that is one line."""
    counts, whole = of.counts, _written(of.days)
    if of.is_not_shown:
        yield "1", "people tested", whole, NOT_SHOWN
        return
    months = zip(counts.by_month, map(_written, parts_of(of.days)), strict=False)
    dated = [(of, cell, period) for cell, period in months]
    dated += [(quarter, quarter.counts.whole, _written(quarter.days)) for quarter in of.quarters]
    dated.append((of, counts.whole, whole))
    for measure, words in ALL_TESTS.items():
        for shown_in, cell, period in dated:
            yield "1", words, period, _plain(_figure(shown_in, cell, measure))
    for measure, what in ((TESTS, "tests"), (POSITIVE, "positive tests")):
        for kind, cell in zip(OffenceKind, counts.by_offence, strict=True):
            yield "2", BY_OFFENCE[kind].format(what), whole, _plain(_figure(of, cell, measure))
        for cell in counts.by_force if len(counts.by_force) > 1 else ():
            yield "force", f"{what}, {cell.label}", whole, _plain(_figure(of, cell, measure))
    for table, lines in (
        ("drug", counts.by_drug), ("assessment", counts.by_requirement), ("apart", (counts.overturned, *counts.apart)),
    ):  # fmt: skip
        for line in lines:
            yield table, line.label.lower(), whole, _plain(of.shown(line.name, line.count))


def _plain(figure: str) -> str:
    return figure.replace(",", "")


def _written(days: Stretch) -> str:
    """As the published tables write it: 2026-07, or 2026-07 to 2026-09."""
    first, last = f"{days.from_on:%Y-%m}", f"{days.to_on:%Y-%m}"
    return first if first == last else f"{first} to {last}"
