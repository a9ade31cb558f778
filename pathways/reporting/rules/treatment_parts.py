"""What the reports on treatment and recovery are shown by: a rate, a class, the section that holds them, the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from pathways.dates import day_in_words
from pathways.reporting.rules.metrics import Metric
from pathways.reporting.rules.periods import Stretch
from pathways.reporting.rules.proportions import NO_CASES, Period, Share
from pathways.reporting.rules.testing_words import NOT_SHOWN
from pathways.small_numbers.published import HIDDEN, THRESHOLD

RATES_HEAD: Final = ("Measure", "People", "Out of", "Share", "95% interval")
CLASSES_HEAD: Final = ("What became of them", "People")
SMALL: Final = f"Fewer than {THRESHOLD} people are shown as {HIDDEN}, and so is any figure that would give them away."

# A rate and a class as they may be shown.


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A share with the names of its two figures: it is hidden with either."""

    code: str
    label: str
    share: Share
    count: str
    of: str
    hidden: frozenset[str]

    @property
    def shown(self) -> Share | None:
        """None where one of its figures is hidden."""
        return None if {self.count, self.of} & self.hidden else self.share

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table, under `RATES_HEAD`."""
        return (self.label, *self.counts, *(self.percents if self.shown else (HIDDEN, HIDDEN)))

    @property
    def counts(self) -> tuple[str, str]:
        return (
            masked(self.count, self.share.count, self.hidden),
            masked(self.of, self.share.of, self.hidden),
        )

    @property
    def percents(self) -> tuple[str, str]:
        return self.share.percent, self.share.interval_words

    @property
    def words(self) -> str:
        """As "12 of 80, 15.0% (95% interval 8.8 to 24.4)"."""
        return self.words_of("")

    def words_of(self, whom: str) -> str:
        """The same with whom it is of: "12 of 80 whose treatment began, 15.0% (95% interval 8.8 to 24.4)"."""
        if self.shown is None:
            return NOT_SHOWN
        if not self.share.of:
            return NO_CASES
        of_whom = f"{self.share.count:,} of {self.share.of:,} {whom}".rstrip()
        return f"{of_whom}, {self.share.percent} (95% interval {self.share.interval_words})"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One class, or another count of people."""

    label: str
    people: str

    @property
    def cells(self) -> tuple[str, str]:
        return self.label, self.people


def masked(name: str, people: int, hidden: frozenset[str]) -> str:
    """A figure as it may be shown."""
    return HIDDEN if name in hidden else f"{people:,}"


def tallies(hidden: frozenset[str], *lines: tuple[str, str, int]) -> tuple[Tally, ...]:
    """Each line by its words, the name of its figure and its number."""
    return tuple(Tally(label=label, people=masked(name, number, hidden)) for label, name, number in lines)


@dataclass(frozen=True, kw_only=True)
class Section:
    """One measure, or some of the same people: in a sentence, as rates, by class, and what may not be concluded."""

    name: str
    title: str
    sentence: str
    rates: tuple[Rate, ...]
    classes: tuple[Tally, ...]
    cannot: tuple[str, ...]
    metrics: tuple[tuple[Metric, tuple[tuple[str, str], ...]], ...]
    is_shown: bool
    """Nobody, or too few to show: then there is the sentence alone."""
    days: str = ""
    """Of whom it is, where that is not the period of the report; it stands in the heading."""
    head: tuple[str, str] = CLASSES_HEAD
    """Over the classes: another where not all of them are people."""

    @property
    def heading(self) -> str:
        return f"{self.title}: {self.days}" if self.days else self.title


TOO_FEW: Final = (
    "How many people {who} in this period is not shown: they are too few, or would tell of a few in another."
)


def sentence_of(people: int, counted: str, *, is_shown: bool, nobody: str, who: str) -> str:
    """What a section says: `counted`, or that there was nobody, or that they are too few to say how many."""
    if not people:
        return nobody
    return counted if is_shown else TOO_FEW.format(who=who)


def months_of(period: Period) -> str:
    """A year as the list of years has it: "April 2025 to March 2026"."""
    return Stretch(period.from_on, period.to_on).words


def pending_words(number: str, length: str) -> str:
    """Who is pending, as a sentence that goes on; "" where nobody is."""
    if number == "0":
        return ""
    if number == HIDDEN:
        return f" How many are pending, because their {length} are not over, is not shown."
    return f" {number} {'is' if number == '1' else 'are'} pending: their {length} are not over."


# The report of a year, and its file: every rate and every class, line by line.


class OfAYear(Protocol):
    """A report of one year, by its sections."""

    @property
    def period(self) -> Period: ...
    @property
    def sections(self) -> tuple[Section, ...]: ...


def lead_of(period: Period) -> str:
    """The sentence that a report begins with."""
    return f"Figures of {months_of(period)}, as known on {day_in_words(period.as_at)}."


FILE_HEAD: Final = (
    "metric", "version", "line", "people", "out_of", "share_percent", "low_percent", "high_percent", "as_known_on",
)  # fmt: skip


def file_rows(of: OfAYear) -> Iterator[tuple[str, ...]]:
    """The report line by line under `FILE_HEAD`. Of a measure that is not shown one line says so."""
    known = of.period.as_at.isoformat()
    for section in of.sections:
        versions = {each.code: each.version for each, _ in section.metrics}
        codes = list(versions)
        if not section.is_shown:
            yield codes[0], versions[codes[0]], section.sentence, "", "", "", "", "", known
            continue
        for rate in section.rates:
            count, whole = (each.replace(",", "") for each in rate.counts)
            yield rate.code, versions[rate.code], rate.label, count, whole, *_percents(rate), known
        for tally in section.classes:
            yield codes[0], versions[codes[0]], tally.label, tally.people.replace(",", ""), "", "", "", "", known


def _percents(rate: Rate) -> tuple[str, str, str]:
    share = rate.shown
    if share is None:
        return HIDDEN, HIDDEN, HIDDEN
    if share.rate is None or share.interval is None:
        return "", "", ""
    low, high = share.interval
    return f"{100 * share.rate:.1f}", f"{100 * low:.1f}", f"{100 * high:.1f}"
