"""What a strategy wants, by which of our figures it is measured, and the dated published figures beside them: data.

A county has its own strategy: its tables take the place of these. Each row is checked as they are read, and a fault
names its line and column, so that nothing wrong is ever served.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pathways.dates import count_in_words, day_in_words
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.periods import YEAR, Stretch
from pathways.reporting.rules.strategy_figures import FIGURES
from pathways.reporting.rules.testing_published import PUBLISHED, RATE, WHERE
from pathways.tables import BadTable, Dated, records_of
from pathways.vocabulary import Mark


@dataclass(frozen=True, kw_only=True)
class StrategyRow(Dated):
    """A strategy: whose it is, what it is to bring about, and from when to when it runs."""

    code: str
    name: str
    area: str
    aim: str


@dataclass(frozen=True, kw_only=True)
class MeasureRow:
    """What a strategy wants, in plain words, and by which figures it is measured: of those that other reports print
    (`FIGURES`) or, where there are none, why; `context` are the published figures by their codes."""

    strategy: str
    code: str
    name: str
    wants: str
    figures: tuple[str, ...] = ()
    why_none: str = ""
    context: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ContextFigure:
    """A published figure, in the words in which it was published.

    `period` is as published, `ended_on` its last day where that is known; `published` a year, month or day, "" where it
    is not recorded. `cannot` is what may not be concluded of it beside ours. `beside` is the figure of `FIGURES` that
    counts the same step, "" where none does: at a glance it stands beside no other.
    """

    code: str
    beside: str = ""
    what: str
    value: str
    place: str
    period: str
    ended_on: date | None = None
    published: str = ""
    cannot: str
    source: str
    mark: Mark

    @property
    def in_short(self) -> str:
        """As "98.4% (England, 2018/19)"; without what is not stated."""
        known = ", ".join(each for each in (self.place, self.period) if each != NOT_STATED)
        return f"{self.value} ({known})" if known else self.value

    @property
    def published_words(self) -> str:
        """As "21 August 2024", "2024"; where it is not recorded it says so."""
        if not self.published:
            return "not recorded"
        return day_in_words(date.fromisoformat(self.published)) if len(self.published) == LONGEST else self.published

    def age_beside(self, days: Stretch) -> str:
        """How many months before, or after, the end of our period its own ended; from two years on, years."""
        if self.ended_on is None:
            return "cannot be said"
        months = (days.to_on.year - self.ended_on.year) * YEAR + days.to_on.month - self.ended_on.month
        if not months:
            return "ended with ours"
        years = abs(months) // YEAR
        number = count_in_words(years, "year") if years > 1 else count_in_words(abs(months), "month")
        return f"{number} {'older' if months > 0 else 'newer'}"


NOT_STATED: Final = "not stated"
"""What stands in a table in the place of what the source does not say."""
LONGEST: Final = 10
WRITTEN: Final = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")
TESTS_PUBLISHED: Final = "tests_positive_published"


def tests_published() -> ContextFigure:
    """The share of tests that were positive, of all that the Home Office published: it is kept with the return."""
    whole = max((each for each in PUBLISHED if each.measure == RATE), key=lambda each: each.days.months)
    return ContextFigure(
        code=TESTS_PUBLISHED,
        beside="tests_positive",
        what="Positive tests, of tests on arrest",
        value=whole.words,
        place=f"{WHERE}, forces that returned data",
        period=whole.days.words,
        ended_on=whole.to_on,
        published=whole.published_on.isoformat(),
        cannot="Not that it should be as high or as low here: whom a force tests, and for which offences, moves it.",
        source=whole.source,
        mark=whole.mark,
    )


@dataclass(frozen=True, kw_only=True)
class Strategies:
    """Every strategy with its measures, in their order, and all published figures by their codes."""

    strategies: tuple[StrategyRow, ...]
    measures: tuple[MeasureRow, ...]
    context: dict[str, ContextFigure]

    def in_force(self, day: date) -> StrategyRow:
        """The newest that had begun by a day, also where it is over and none came after it; else the first there is."""
        in_order = sorted(self.strategies, key=lambda each: each.effective_from)
        return next((each for each in reversed(in_order) if each.effective_from <= day), in_order[0])

    def measures_of(self, strategy: StrategyRow) -> tuple[MeasureRow, ...]:
        return tuple(each for each in self.measures if each.strategy == strategy.code)

    @property
    def reports(self) -> frozenset[Report]:
        """The reports that any measure takes a figure from."""
        return frozenset(FIGURES[code].report for each in self.measures for code in each.figures)


STRATEGIES_CSV, MEASURES_CSV, CONTEXT_CSV = "strategies.csv", "strategy_measures.csv", "context_figures.csv"


def read_strategies(folder: Path) -> Strategies:
    """The three tables of a folder. Raises BadTable, and names each fault with its line and column."""
    strategies = records_of(folder / STRATEGIES_CSV, StrategyRow)
    measures = records_of(folder / MEASURES_CSV, MeasureRow)
    context = (*records_of(folder / CONTEXT_CSV, ContextFigure), tests_published())
    faults = (
        *_of_strategies(strategies, measures),
        *_of_measures(strategies, measures, context),
        *_of_context(context),
    )
    if faults:
        raise BadTable("\n".join(faults))
    return Strategies(strategies=strategies, measures=measures, context={each.code: each for each in context})


def _fault(table: str, place: int, column: str, what: str) -> str:
    return f"{table}, line {place + 2}, column {column}: {what}"


def _twice(table: str, codes: Sequence[object]) -> Iterator[str]:
    for place, code in enumerate(codes):
        if code in codes[:place]:
            yield _fault(table, place, "code", f"“{code[-1] if isinstance(code, tuple) else code}” stands twice")


def _of_strategies(strategies: Sequence[StrategyRow], measures: Iterable[MeasureRow]) -> Iterator[str]:
    yield from _twice(STRATEGIES_CSV, [each.code for each in strategies])
    measured = {each.strategy for each in measures}
    for place, each in enumerate(strategies):
        if each.effective_to and each.effective_to < each.effective_from:
            yield _fault(STRATEGIES_CSV, place, "effective_to", "it ends before it begins")
        if each.code not in measured:
            yield _fault(STRATEGIES_CSV, place, "code", f"“{each.code}” has no measure in {MEASURES_CSV}")


def _of_measures(
    strategies: Iterable[StrategyRow], measures: Sequence[MeasureRow], context: Iterable[ContextFigure]
) -> Iterator[str]:
    yield from _twice(MEASURES_CSV, [(each.strategy, each.code) for each in measures])
    there, known = {each.code for each in strategies}, {each.code for each in context}
    for place, each in enumerate(measures):
        if each.strategy not in there:
            yield _fault(MEASURES_CSV, place, "strategy", f"“{each.strategy}” is not in {STRATEGIES_CSV}")
        for code in each.figures:
            if code not in FIGURES:
                yield _fault(MEASURES_CSV, place, "figures", f"“{code}” is none of {', '.join(FIGURES)}")
        if bool(each.figures) == bool(each.why_none):
            wrong = "there are figures, so leave it empty" if each.figures else "no figure is named, so say why"
            yield _fault(MEASURES_CSV, place, "why_none", wrong)
        for code in each.context:
            if code not in known:
                yield _fault(MEASURES_CSV, place, "context", f"“{code}” is not in {CONTEXT_CSV}")


def _of_context(context: Sequence[ContextFigure]) -> Iterator[str]:
    yield from _twice(CONTEXT_CSV, [each.code for each in context])
    for place, each in enumerate(context):
        if each.beside and each.beside not in FIGURES:
            yield _fault(CONTEXT_CSV, place, "beside", f"“{each.beside}” is none of {', '.join(FIGURES)}")
        if each.published and not _is_day(each.published):
            yield _fault(CONTEXT_CSV, place, "published", f"“{each.published}” is no year, month or day (2024-08-21)")
        elif each.ended_on and each.published and each.published < each.ended_on.isoformat()[: len(each.published)]:
            yield _fault(CONTEXT_CSV, place, "published", "it was published before its period ended")


def _is_day(text: str) -> bool:
    if not WRITTEN.fullmatch(text):
        return False
    try:
        return len(text) < LONGEST or bool(date.fromisoformat(text))
    except ValueError:
        return False


STRATEGIES: Final = read_strategies(Path(__file__).parents[1] / "data")
