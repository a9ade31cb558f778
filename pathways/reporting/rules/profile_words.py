"""The drug profile as it is shown and said: two parts, each of everybody and by area."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pathways.dates import day_in_words
from pathways.reporting.rules.arc_units import ArcLine
from pathways.reporting.rules.contents import FILE_HEAD, ReportContents, ReportTable, Row, file_rows, metrics_as
from pathways.reporting.rules.groups import ELSEWHERE_OR_NOT_RECORDED
from pathways.reporting.rules.metrics import Metric, terms_of
from pathways.reporting.rules.periods import Stretch, years_together
from pathways.reporting.rules.profile import (
    DECLARED,
    DRUGS,
    FOUND,
    LINES,
    LINES_BY_AREA,
    NO_USE,
    TESTED,
    AreaCounts,
    DeclaredCounts,
    FoundCounts,
    figure_of,
    people_of,
)
from pathways.reporting.rules.progress import (
    ALL,
    LEAST_COMPARED,
    ComparedRow,
    beside_in_words,
    plotted,
    who_differs,
)
from pathways.reporting.rules.proportions import Share
from pathways.reporting.rules.testing_units import DrugsFound
from pathways.small_numbers.published import HIDDEN, THRESHOLD, TOO_FEW_BASE
from pathways.statistics.comparison import signal_of
from pathways.vocabulary import Area

TITLE: Final = "Drug profile"
HEAD: Final = ("Area", "People", "Out of", "Share", "95% interval", "Beside all areas")
ALL_AREAS: Final = "All areas together"
REST: Final = "Elsewhere, or not recorded"
SMALL: Final = (
    f"1 to {THRESHOLD - 1} people are shown as {HIDDEN}, and so is any figure that would give them away; of fewer than "
    f"{TOO_FEW_BASE} people only the number is shown. A true 0 is shown. Restricted records are not counted, here or "
    "anywhere."
)
TWO_QUESTIONS: Final = (
    "The first part is about people tested on arrest, the second about people whom a service assessed. They are two "
    "groups of people, asked two questions in two different years: neither part says anything about the other. The "
    "first has the year of the return on drug testing, the second that of the ARC report, which count the same people."
)
POSITIVE_METRIC, FOUND_METRIC, DECLARED_METRIC = "positive_on_arrest", "drugs_found", "declared_use"
"""The metrics of the report, by their code in the table."""


@dataclass(frozen=True, kw_only=True)
class AreasTable:
    """Each area by one drug or substance. `share` is that of all areas together, None where it is hidden."""

    code: str
    label: str
    rows: tuple[ComparedRow, ...]
    everybody: ComparedRow
    share: float | None

    @property
    def plotted(self) -> tuple[ComparedRow, ...]:
        return plotted(self.rows, self.share)


@dataclass(frozen=True, kw_only=True)
class ProfilePart:
    """What was found, or what was said, in some days as known on one: of everybody (`rows`, under `head`), and a table
    of areas for each drug or substance.

    There are no rows where nobody was counted, or it is hidden how many were.
    """

    name: str
    title: str
    days: Stretch
    as_at: date
    sentences: tuple[str, ...]
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    tables: tuple[AreasTable, ...]
    cannot: tuple[str, ...]
    metrics: tuple[tuple[Metric, tuple[tuple[str, str], ...]], ...]

    @property
    def heading(self) -> str:
        """As "What people say they use: 2025"."""
        return f"{self.title}: {self.days.words}"


@dataclass(frozen=True, kw_only=True)
class ProfileView:
    """The drug profile of a year. Of what people say there is no part where no figures were made of it by then."""

    parts: tuple[ProfilePart, ...]


def year_declared(days: Stretch) -> Stretch:
    """The year of the calendar that ended in a year of public money."""
    return years_together(days.from_on.year, days.from_on.year)


# What may be shown of a figure.


class _Shown:
    """What is hidden, and what the areas are called, in order."""

    def __init__(self, hidden: frozenset[str], areas: Iterable[Area]) -> None:
        self.hidden = hidden
        self.called = {area.value: area.label for area in areas}

    def count(self, name: str, people: int) -> str:
        return HIDDEN if name in self.hidden else f"{people:,}"

    def row(self, label: str, name: str, of: str, share: Share) -> tuple[str, ...]:
        """A row of a table: how many of how many, the share and its interval."""
        is_hidden = bool({name, of} & self.hidden)
        rates = (HIDDEN, HIDDEN) if is_hidden else (share.percent, share.interval_words)
        return (label, self.count(name, share.count), self.count(of, share.of), *rates)

    def tables(self, part: str, counts: Mapping[str, AreaCounts], called: Mapping[str, str]) -> tuple[AreasTable, ...]:
        """For each of these codes a table of the areas, the largest first, and last whoever is in none of them."""
        return tuple(self._table(part, counts, code, label) for code, label in called.items())

    def _table(self, part: str, counts: Mapping[str, AreaCounts], code: str, label: str) -> AreasTable:
        everybody = self._compared(part, code, ALL, counts[ALL], None)
        share = everybody.compared[0] / everybody.compared[1] if everybody.compared else None
        rows = [self._compared(part, code, area, counts[area], share) for area in self._in_order(part, counts)]
        return AreasTable(code=code, label=label, rows=tuple(rows), everybody=everybody, share=share)

    def _in_order(self, part: str, counts: Mapping[str, AreaCounts]) -> list[str]:
        places = {code: place for place, code in enumerate(self.called)}

        def turn(area: str) -> tuple[bool, int, int]:
            size = 1 if people_of(part, area) in self.hidden else -counts[area].people
            return area == ELSEWHERE_OR_NOT_RECORDED, size, places.get(area, len(places))

        return sorted((area for area in counts if area != ALL), key=turn)

    def _compared(self, part: str, code: str, area: str, of: AreaCounts, share: float | None) -> ComparedRow:
        name = {ALL: ALL_AREAS, ELSEWHERE_OR_NOT_RECORDED: REST}.get(area) or self.called.get(area, area)
        had = of.share(code)
        figures = figure_of(part, code, area), people_of(part, area)
        cells = self.row(name, *figures, had)
        is_shown = self.hidden.isdisjoint(figures)
        is_none = area == ELSEWHERE_OR_NOT_RECORDED
        is_compared = is_shown and not is_none and had.of >= LEAST_COMPARED
        pair = (had.count, had.of) if is_compared else None
        signal = signal_of(pair, share) if pair and share is not None else None
        beside = beside_in_words(signal, no_group="no area" if is_none else "", is_hidden=not is_shown or share is None)
        return ComparedRow(
            code=area,
            name=name,
            cells=(*cells[1:], "" if area == ALL else beside),
            compared=pair,
            signal=None if area == ALL else signal,
        )


# What tests on arrest found.


FOUND_CALLED: Final = {each.value: each.label for each in DrugsFound}
FOUND_CANNOT: Final = (
    "Not how many people of an area use drugs, nor that more do than elsewhere: only people arrested for a trigger "
    "offence are tested, and those whose test an inspector authorised. Every figure moves with whom police arrest, and "
    "where.",
    "Not what share of an area’s people tests positive: people are asked where they live when they are referred, and "
    "hardly anybody who tests negative is. So only people who tested positive are compared by area.",
    "Not that people of an area who were not referred are like those who were: where they live is not recorded.",
    "Not that somebody is dependent, or how much or how often they use: a positive test shows a drug above the cut-off "
    "of the device, which is a setting and not law. Opiates may be a medicine.",
    "Not that people who tested negative use nothing: the device looks for cocaine and opiates alone, above its "
    "cut-off.",
)


def found_part(
    counts: FoundCounts, hidden: frozenset[str], areas: Iterable[Area], days: Stretch, as_at: date
) -> ProfilePart:
    """What tests on arrest found. `hidden` are the names of figures with a star; `areas` are in order."""
    shown, everybody, positive = _Shown(hidden, areas), counts.everybody, people_of(FOUND, ALL)
    called = {code: FOUND_CALLED[code] for code in DRUGS if code != DrugsFound.NOT_STATED or everybody.of.get(code)}
    is_shown = counts.tested > 0 and TESTED not in shown.hidden
    is_told_apart = is_shown and everybody.people > 0 and positive not in shown.hidden
    rows = [shown.row("Positive", positive, TESTED, counts.positive)]
    if is_told_apart:
        rows += [
            shown.row(label, figure_of(FOUND, code, ALL), positive, everybody.share(code))
            for code, label in called.items()
        ]
    tables = shown.tables(FOUND, counts.areas, called) if is_told_apart else ()
    return ProfilePart(
        name=FOUND,
        title="What tests on arrest found",
        days=days,
        as_at=as_at,
        sentences=tuple(_of_tests_in_words(counts, shown, days, tables)),
        caption=f"People tested on arrest, {days.words}, each once; drugs are of those who tested positive",
        head=("What was found", *HEAD[1:-1]),
        rows=tuple(rows) if is_shown else (),
        tables=tables,
        cannot=FOUND_CANNOT,
        metrics=tuple(terms_of(days.from_on, POSITIVE_METRIC, FOUND_METRIC)),
    )


def _of_tests_in_words(
    counts: FoundCounts, shown: _Shown, days: Stretch, tables: Sequence[AreasTable]
) -> Iterator[str]:
    share = counts.positive
    if not counts.tested or TESTED in shown.hidden:
        yield _none_or_too_few(counts.tested, "tested on arrest")
        return
    tested = f"{share.of:,} {_people(share.of)} tested on arrest from {days.words}."
    if people_of(FOUND, ALL) in shown.hidden:
        yield f"{tested} How many tested positive is not shown."
        return
    yield f"{tested} {share.count:,} of them tested positive: {_with_interval(share)}."
    if share.count:
        yield (
            "Each of these counts once, by their last positive test, in the area where they lived then. The rest of "
            "the county and people of whom no area is recorded are one row."
        )
    yield from (finding(tables),) if tables else ()


def _none_or_too_few(people: int, what: str) -> str:
    """What is said in the place of figures."""
    if not people:
        return f"Nobody was {what} in this year."
    return f"How many people were {what} in this year is not shown: they are too few, or would tell of a few elsewhere."


def _people(number: int) -> str:
    return "person was" if number == 1 else "people were"


def _with_interval(share: Share) -> str:
    return f"{share.percent} (95% interval {share.interval_words})"


# What people say they use.


DECLARED_CALLED: Final = {each.value: each.label for each in ArcLine} | {NO_USE: "No drug or alcohol use"}
DECLARED_CANNOT: Final = (
    "Not what people use whom no service assessed: nobody asked them, and they are in no figure. Whoever is assessed "
    "was referred and came.",
    "Not that it is all that they use: people tell a service what they choose to.",
    "Not how many people of an area use a substance, nor how much: each person who was assessed counts once for each "
    "substance that they named, however often they use it.",
    "Not that tests and words agree or differ: they are of different people, at different times, and the test looks "
    "for cocaine and opiates alone.",
    "Not why areas differ. An area that stands out once may do so by chance: of forty comparisons where nothing "
    "differs, about two would.",
)


def declared_part(
    counts: DeclaredCounts, hidden: frozenset[str], areas: Iterable[Area], days: Stretch, as_at: date
) -> ProfilePart:
    """What people say they use."""
    shown, everybody, assessed = _Shown(hidden, areas), counts.everybody, people_of(DECLARED, ALL)
    is_shown = everybody.people > 0 and assessed not in shown.hidden
    rows = [
        shown.row(DECLARED_CALLED[code], figure_of(DECLARED, code, ALL), assessed, everybody.share(code))
        for code in (*LINES, NO_USE)
    ]
    called = {code: DECLARED_CALLED[code] for code in LINES_BY_AREA}
    tables = shown.tables(DECLARED, counts.areas, called) if is_shown else ()
    return ProfilePart(
        name=DECLARED,
        title="What people say they use",
        days=days,
        as_at=as_at,
        sentences=tuple(_of_assessments_in_words(everybody.people, shown, days, tables)),
        caption=f"People assessed, {days.words}, each once; they may be in several rows",
        head=("What they said", *HEAD[1:-1]),
        rows=tuple(rows) if is_shown else (),
        tables=tables,
        cannot=DECLARED_CANNOT,
        metrics=tuple(terms_of(days.from_on, DECLARED_METRIC)),
    )


def _of_assessments_in_words(people: int, shown: _Shown, days: Stretch, tables: Sequence[AreasTable]) -> Iterator[str]:
    if not people or people_of(DECLARED, ALL) in shown.hidden:
        yield _none_or_too_few(people, "assessed by a service")
        return
    yield (
        f"In {days.words}, {people:,} {_people(people)} assessed by a service and asked there what they use. Shares "
        "are of these alone: nobody else was asked."
    )
    yield (
        "Each of these counts by their first assessment of the year, once for each substance that they named, in the "
        "area where they lived when they were referred. Cocaine is crack and powder. The ARC report of the year has "
        "the same figures of everybody, and how many use several substances."
    )
    yield from (finding(tables),) if tables else ()


# What is said of the areas, and the files.


def finding(tables: Sequence[AreasTable]) -> str:
    """Which areas differ from all of them together by more than chance would do."""
    if not any(table.plotted for table in tables):
        return "No area can be compared: their figures are not shown, or rest on fewer than ten people."
    apart = [(table.label, who_differs(table.plotted)) for table in tables]
    differs = " ".join(f"{label}: {who}." for label, who in apart if who)
    if not differs:
        return "No area that is shown differs from all areas together by more than chance would do."
    return f"More than chance would do, beside all areas together. {differs} No other share that is shown does."


def rows_of(table: AreasTable) -> list[tuple[str, ...]]:
    """Every area, and all of them together, under `HEAD`."""
    return [(row.name, *row.cells) for row in (*table.rows, table.everybody)]


def caption_of(part: ProfilePart, table: AreasTable) -> str:
    """What a table of areas is called."""
    of_whom = "people who tested positive" if part.name == FOUND else "people assessed"
    return f"{table.label}, of {of_whom}, {part.days.words}"


def contents_of_profile(view: ProfileView) -> ReportContents:
    """All of the page."""
    return _contents(view.parts)


def _contents(parts: Sequence[ProfilePart]) -> ReportContents:
    tables = [table for part in parts for table in tables_of(part)]
    return ReportContents(
        title=TITLE,
        tables=tables,
        sentences=(
            TWO_QUESTIONS,
            *(words for part in parts for words in (f"{part.heading}. {known_on(part)}", *part.sentences)),
            *((SMALL,) if tables else ()),
        ),
        cannot=tuple(f"{part.title}: {words}" for part in parts for words in part.cannot),
        terms=tuple(metrics_as(metric for part in parts for metric in part.metrics)),
    )


def known_on(part: ProfilePart) -> str:
    """As known on which day its figures are: those of the other part may be known on another."""
    return f"Figures of {part.days.words}, as known on {day_in_words(part.as_at)}."


def tables_of(part: ProfilePart) -> list[ReportTable]:
    """Everybody, then a table of the areas for each drug; none where there is nothing to show."""
    tab = {FOUND: "Found", DECLARED: "Said"}[part.name]
    everybody = ReportTable(tab=f"{tab}, all areas", caption=part.caption, head=part.head, rows=part.rows)
    by_area = [
        ReportTable(
            tab=f"{tab}, {table.label.partition(' (')[0].lower()}",
            caption=caption_of(part, table),
            head=HEAD,
            rows=rows_of(table),
        )
        for table in part.tables
    ]
    return [everybody, *by_area] if part.rows else []


CSV_HEAD: Final = ("period", *FILE_HEAD)


def file_rows_of(view: ProfileView) -> Iterator[Row]:
    """A line for each figure with the year it is of, under `CSV_HEAD`: the two parts are of two years."""
    for part in view.parts:
        for row in file_rows(replace(_contents([part]), sentences=part.sentences), part.as_at):
            yield (part.days.words, *row)
