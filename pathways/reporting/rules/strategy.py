"""The measures of a strategy as they are shown: what it wants, our figures as other reports print them, and context."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pathways.dates import day_in_words, months_after
from pathways.reporting.rules.board import fingerprint_of
from pathways.reporting.rules.contents import ReportContents, ReportTable, Row, Term, plain
from pathways.reporting.rules.editions import FIRST, ONCE, Edition, Report, last_end
from pathways.reporting.rules.periods import ONE, QUARTER, YEAR, Stretch, of_months
from pathways.reporting.rules.strategy_data import ContextFigure, MeasureRow, Strategies, StrategyRow
from pathways.reporting.rules.strategy_figures import (
    FIGURES,
    NONE_SHOWN,
    NOT_MADE,
    KeptFigures,
    OwnFigure,
    Printed,
    year_of,
)
from pathways.small_numbers.published import HIDDEN, THRESHOLD

TITLE: Final = "Strategy measures"
APRIL: Final = 4
PART: Final = "Part of the strategy"
GLANCE, GLANCE_HEAD = "Every part at a glance", (PART, "Our figure", "Beside it")
OWN_HEAD: Final = ("Our figure", "How many", "Out of", "Share", "95% interval", "Pending", "Where it stands")
CONTEXT_HEAD: Final = ("Beside it", "Figure", "Where", "When", "Beside ours", "Published", "Source")
NONE: Final = "no figure in Pathways"
NONE_ALIKE: Final = "none of the same step"
SEE_PART: Final = "read below what is said with it"
WITHOUT: Final = "Pathways has no figure of this."
NOTHING_BESIDE: Final = "Pathways has no published figure of this with a source."
TAKEN: Final = (
    "Nothing is counted for this page. Each of our figures is taken from the report that it links to, which says how "
    "it is counted. Below, a cell of our figures is empty where that report prints no such figure."
)
HIDES: Final = (
    f"Fewer than {THRESHOLD} people are shown as {HIDDEN}, and so is any figure that would give them away, as in the "
    "report that it is from. Restricted records are not counted, here or anywhere."
)
FOUND_AGAIN: Final = (
    "Our figures are taken from these reports, each with its fingerprint, and stay as they are. The published figures "
    "are those that Pathways keeps on the day on which you read this."
)
CANNOT: Final = (
    "Not that the strategy works, or fails: no figure says what would have happened without it.",
    "Not that a published figure is a target or a norm: it is of other people, counted in another way, and often of "
    "earlier years. Where the end of its period is known, it says how long before ours that was.",
    "Not that the county does better or worse than elsewhere where two figures differ: they measure different things.",
    "Not that nothing is done where there is no figure, nor that what is counted matters more than what is not.",
)
"""What may not be concluded from the page; of each published figure its own part says more."""


@dataclass(frozen=True, kw_only=True)
class OwnRow:
    """One of our figures as it stands in its report. `edition` is that report's, None where it was not made by then."""

    figure: OwnFigure
    printed: Printed
    edition: Edition | None
    where: str

    @property
    def cells(self) -> Row:
        """The row under `OWN_HEAD`."""
        return (self.figure.label, *self.printed.cells, self.where)

    @property
    def below(self) -> str:
        """The heading below which it stands on its page; "" for the page itself, as where nothing is shown of it."""
        return "" if self.printed.people == NONE_SHOWN else self.figure.anchor

    @property
    def in_short(self) -> str:
        """As "Seen within 21 days, of people first referred: 61.2% (52 of 85)", with what it may not stand without."""
        of = self.printed
        number = f"{of.people} of {of.of}" if of.of else of.people
        share = f"{of.share} ({number})" if of.share else number
        besides = of.besides or (SEE_PART if of.sentence and of.is_shown else "")
        return f"{self.figure.label}: {share}{f'; {besides}' if besides else ''}"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One part of the strategy. `beside` are the published figures; `days` the period of the page."""

    row: MeasureRow
    own: tuple[OwnRow, ...]
    beside: tuple[ContextFigure, ...]
    days: Stretch

    @property
    def anchor(self) -> str:
        return self.row.code.replace("_", "-")

    @property
    def wants(self) -> str:
        return f"The strategy wants: {_lower(self.row.wants)}"

    @property
    def caption_of_own(self) -> str:
        return f"{self.row.name}: our figures"

    @property
    def caption_of_beside(self) -> str:
        return f"{self.row.name}: published figures"

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the reports say with their figures, or in their place."""
        return tuple(f"{each.figure.label}. {each.printed.sentence}" for each in self.own if each.printed.sentence)

    @property
    def context_rows(self) -> tuple[Row, ...]:
        """The published figures under `CONTEXT_HEAD`."""
        return tuple(
            (
                each.what,
                each.value,
                each.place,
                each.period,
                each.age_beside(self.days),
                each.published_words,
                f"{each.source} ({each.mark.label})",
            )
            for each in self.beside
        )

    @property
    def cannot(self) -> tuple[str, ...]:
        return tuple(f"Beside {each.in_short}: {_lower(each.cannot)}" for each in self.beside)

    @property
    def at_a_glance(self) -> Row:
        """The row under `GLANCE_HEAD`: the first of our figures, and the first published one that counts the same step;
        where there is none of ours, the first published one."""
        ours = self.row.figures[0] if self.own else ""
        published = next((each for each in self.beside if not ours or each.beside == ours), None)
        beside = f"{published.what}: {published.in_short}" if published else NONE_ALIKE if self.beside else ""
        return self.row.name, self.own[0].in_short if self.own else NONE, beside


def _lower(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"


@dataclass(frozen=True, kw_only=True)
class StrategyView:
    """The page of a year, as known on a day; `taken` are the figures of other reports that it shows."""

    strategy: StrategyRow
    days: Stretch
    as_at: date
    measures: tuple[Measured, ...]
    taken: tuple[KeptFigures, ...]

    @property
    def of(self) -> str:
        """As "Lincolnshire Drugs Strategy 2021-2025, April 2025 to March 2026"."""
        return f"{self.strategy.name}, {self.days.words}"

    @property
    def sentences(self) -> tuple[str, ...]:
        """How much of the strategy is measured at all, and whether it is over."""
        measured = sum(any(each.printed.is_shown for each in of.own) for of in self.measures)
        without = sum(not of.own for of in self.measures)
        rest = len(self.measures) - measured - without
        waits = f" Of {rest} none is shown, or none is made yet." if rest else ""
        over = self.strategy.effective_to
        return (
            f"The strategy has {len(self.measures)} parts, and {measured} of them have a figure here: of "
            f"{self.days.words}, or of the year of their report that ended in it, as known on "
            f"{day_in_words(self.as_at)}. For {without} Pathways has no figure, and says why.{waits}",
            f"The aim of the strategy: {_lower(self.strategy.aim)}. What it wants is said here in our words. Pathways "
            "keeps no target of it.",
            *(
                (f"It ran until {day_in_words(over)}. Pathways has no later strategy, so its measures are still used.",)
                if over and over < self.days.to_on
                else ()
            ),
        )

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """The figures that the page takes, each with the fingerprint by which it is found again."""
        return tuple(f"{each.words}: {fingerprint_of(each.sha256)}" for each in self.taken)


def editions_of(strategies: Strategies, days: Stretch, as_at: date, made: Iterable[Edition]) -> dict[Report, Edition]:
    """The figures of each report that go with a year, as last known by a day; each of its own year that ended in it."""
    newest: dict[Report, Edition] = {}
    for each in sorted(made, key=lambda each: each.as_at):
        is_meant = each.report in strategies.reports and each.days == year_of(each.report, days)
        if is_meant and each.as_at <= as_at:
            newest[each.report] = each
    return newest


def strategy_view(
    strategies: Strategies, days: Stretch, as_at: date, figures: Mapping[Report, KeptFigures]
) -> StrategyView:
    """The page of a year. `figures` are those of the reports, as far as they were made by then."""
    strategy = strategies.in_force(days.to_on)
    measures = tuple(
        Measured(
            row=each,
            own=tuple(_own(FIGURES[code], figures, days, as_at) for code in each.figures),
            beside=tuple(strategies.context[code] for code in each.context),
            days=days,
        )
        for each in strategies.measures_of(strategy)
    )
    named = {each.figure.report for of in measures for each in of.own}
    taken = tuple(figures[report] for report in Report if report in named and report in figures)
    return StrategyView(strategy=strategy, days=days, as_at=as_at, measures=measures, taken=taken)


NO_YEAR: Final = (
    "No figures of a year, from April to March, are made yet. Below it says when those of each report will be made."
)
"""Before the first year's figures, where there are some of quarters."""

BEING_MADE: Final = (
    "The figures as known on {day} are being made now. Look again in some minutes for those that are missing."
)


def is_of_public_money(days: Stretch) -> bool:
    """Whether it is a year from April to March: of these the page is."""
    return days.months == YEAR and days.from_on.month == APRIL


def to_come(strategies: Strategies, today: date) -> StrategyView:
    """The page before any figures of a year are made: of the year that it is, with what is measured and when."""
    first = date(today.year if today.month >= APRIL else today.year - 1, APRIL, 1)
    return strategy_view(strategies, of_months(first, YEAR), last_end(today), {})


def _own(figure: OwnFigure, figures: Mapping[Report, KeptFigures], days: Stretch, as_at: date) -> OwnRow:
    of = figures.get(figure.report)
    if of is None:
        printed, where = Printed(people=NOT_MADE), _not_made(figure.report, year_of(figure.report, days), as_at)
        return OwnRow(figure=figure, printed=printed, edition=None, where=where)
    printed = figure.read(of.view)
    where = f"{of.words} ({printed.days})" if printed.days else of.words
    return OwnRow(figure=figure, printed=printed, edition=of.edition, where=where)


def _not_made(report: Report, days: Stretch, as_at: date) -> str:
    """That a report had no figures of its year by a day; when they are made, where that is still to come."""
    quarters = ONCE.get((report, YEAR), FIRST)
    known = months_after(days.to_on + ONE, quarters * QUARTER) - ONE
    when = f"; they are made as known on {day_in_words(known)}" if known > as_at else ""
    return f"{report.label}, {days.words}: none by {day_in_words(as_at)}{when}"


# As the files have it: every part under one head.


FILE_HEAD: Final = (
    "part", "whose", "figure", "value", "out_of", "share", "interval_95", "pending", "where", "of_when", "beside_ours",
    "published", "source",
)  # fmt: skip


def file_rows(view: StrategyView) -> Iterator[Row]:
    """A line for each figure, ours and published, under `FILE_HEAD`; of a part that has none of ours, why."""
    for each in view.measures:
        name, beside = each.row.name, ("",) * 4
        for own in each.own:
            yield name, "ours", own.figure.label, *map(plain, own.printed.cells), own.where, *beside
        if not each.own:
            yield name, "ours", "", NONE, *beside, each.row.why_none, *beside
        for what, value, place, *rest in each.context_rows:
            yield name, "published", what, plain(value), *beside, place, *rest


def contents_of_strategy(view: StrategyView) -> ReportContents:
    """All of the page."""
    return ReportContents(
        title=TITLE,
        tables=tuple(_tables(view)),
        sentences=(*view.sentences, TAKEN, HIDES, FOUND_AGAIN, *_sentences(view)),
        cannot=(*CANNOT, *(f"{each.row.name}. {words}" for each in view.measures for words in each.cannot)),
        terms=tuple(
            Term(term=each.row.name, meaning=each.row.wants, source=source_of(view.strategy)) for each in view.measures
        ),
    )


def _tables(view: StrategyView) -> Iterator[ReportTable]:
    yield ReportTable(
        tab="At a glance", caption=GLANCE, head=GLANCE_HEAD, rows=[each.at_a_glance for each in view.measures]
    )
    own = [(of.row.name, *each.cells) for of in view.measures for each in of.own]
    yield ReportTable(tab="Our figures", caption="Our figures", head=(PART, *OWN_HEAD), rows=own)
    beside = [(of.row.name, *row) for of in view.measures for row in of.context_rows]
    yield ReportTable(tab="Beside them", caption="Published figures", head=(PART, *CONTEXT_HEAD), rows=beside)


def _sentences(view: StrategyView) -> Iterator[str]:
    for each in view.measures:
        yield from (f"{each.row.name}. {words}" for words in each.sentences)
        if not each.own:
            yield f"{each.row.name}. {WITHOUT} {each.row.why_none}"


def source_of(strategy: StrategyRow) -> str:
    """Where it is from, and how far that was checked."""
    return f"{strategy.source} ({strategy.mark.label})"
