"""The page for the Board: five measures of a quarter, each with of how many, who may still, and whether it moved.

A signal is words, never a comparison of two points or an arrow (treatment reference 6, one page for the Board: design).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pathways.dates import day_in_words
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.fairness import NOT_RECORDED
from pathways.reporting.rules.funnels import Funnel, figure_name
from pathways.reporting.rules.journeys import ENGAGED, STARTED
from pathways.reporting.rules.metrics import Cohort
from pathways.reporting.rules.overview import NOT_FINAL, PEOPLE_NOT_TESTS
from pathways.reporting.rules.overview_counts import OverviewCounts
from pathways.reporting.rules.periods import Stretch
from pathways.reporting.rules.progress import LOW, AreasView, low_over_years
from pathways.reporting.rules.proportions import Share
from pathways.small_numbers.published import HIDDEN, THRESHOLD
from pathways.statistics.intervals import difference

TITLE: Final = "For the Board"
HEAD: Final = ("Measure", "People", "Out of", "Share", "95% interval", "Still had time", "Beside the quarter before")
CANNOT: Final = (
    "Not why a share moved: who is tested and referred, and what they need, differ.",
    "Not that nothing changed where chance would do as much: few people can hide a change.",
    "Not the final share, where it is not yet final: everybody’s can still rise, a step’s can also fall.",
)
"""What may not be concluded from the page."""
PROOF: Final = (
    "The log has it. Type that of a page or paper under “For the Board” to find its figures, and whether they were "
    "shown."
)
HIDES: Final = (
    f"1 to {THRESHOLD - 1} people are shown as {HIDDEN}, and so is what would give them away. The overview defines "
    f"each measure. {PEOPLE_NOT_TESTS} Restricted records count nowhere."
)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure of one quarter before it is put into words. `share` is None where a part of it is hidden.

    `may_still` is how many of those who are no yes yet may be, None where that is hidden.
    """

    name: str
    share: Share | None
    yes: str
    of: str
    may_still: int | None
    is_of_step: bool = False
    """Of those who came to the step before. More may come to that, so before its time it has no interval."""

    @property
    def is_final(self) -> bool:
        return self.may_still == 0


@dataclass(frozen=True, kw_only=True)
class Board:
    """The page: five measures in words, and the area that needs help. `edition` is the quarter's overview, `year` that
    of which areas are compared, `rests_on` whatever else the page rests on, each with its fingerprint.
    """

    edition: Edition
    rows: tuple[tuple[str, ...], ...]
    areas: str
    year: Edition | None
    fingerprint: str
    made_at: datetime
    rests_on: tuple[str, ...] = ()

    @property
    def of_others(self) -> str:
        """What else the page rests on, each with its fingerprint; "" where nothing was made before."""
        return f"The page also rests on {'; '.join(self.rests_on)}." if self.rests_on else ""


def measures_of(counts: OverviewCounts, hidden: frozenset[str]) -> tuple[Measure, ...]:
    """The five measures of a quarter, without what is hidden."""
    referred = counts.by_any_route
    return (
        _of_stage("Tested positive, of those tested on arrest", counts.on_arrest, 0, 1, hidden),
        _of_stage("Accepted by a service, of those first referred", referred, 1, 1, hidden),
        _of_stage("Seen at a first appointment, of those accepted", referred, 1, 2, hidden),
        _of_cohort("Started treatment, of those who tested positive", counts.started, STARTED, hidden),
        _of_cohort("Engaged within 12 weeks, of those first referred", counts.engaged, ENGAGED, hidden),
    )


def _of_stage(name: str, funnel: Funnel, place: int, step: int, hidden: frozenset[str]) -> Measure:
    before, row = funnel.rows[step - 1], funnel.rows[step]
    hides_before = figure_name(place, "people", step - 1) in hidden
    hides = figure_name(place, "people", step) in hidden
    return Measure(
        name=name,
        share=None if hides or hides_before else Share(row.people, before.people),
        yes=HIDDEN if hides else f"{row.people:,}",
        of=HIDDEN if hides_before else f"{before.people:,}",
        may_still=None if figure_name(place, "pending", step) in hidden else row.pending,
        is_of_step=True,
    )


def _of_cohort(name: str, cohort: Cohort, code: str, hidden: frozenset[str]) -> Measure:
    """So far of everybody, or in the end of those who did not die first."""
    counted = cohort.tally.share if cohort.is_final else cohort.share_so_far
    hides, hides_all = f"{code} so far" in hidden, f"{code} people" in hidden
    hides_of = hides_all or (cohort.is_final and f"{code} died" in hidden)
    return Measure(
        name=name,
        share=None if hides or hides_of else counted,
        yes=HIDDEN if hides else f"{counted.count:,}",
        of=HIDDEN if hides_of else f"{counted.of:,}",
        may_still=None if f"{code} may still" in hidden or hides_all else cohort.may_still,
    )


def rows_of(
    now: tuple[Measure, ...], before: tuple[Measure, ...] | None, quarter_before: Stretch
) -> Iterator[tuple[str, ...]]:
    """The rows of the page under `HEAD`."""
    for place, measure in enumerate(now):
        share = interval = HIDDEN
        if measure.share is not None:
            share = measure.share.percent + ("" if measure.is_final or not measure.share.of else f", {NOT_FINAL}")
            interval = measure.share.interval_words if measure.is_final or not measure.is_of_step else NOT_FINAL
        may_still = HIDDEN if measure.may_still is None else f"{measure.may_still:,}"
        moved = _moved(measure, before[place] if before else None, quarter_before)
        yield measure.name, measure.yes, measure.of, share, interval, may_still, moved


def _moved(now: Measure, before: Measure | None, quarter_before: Stretch) -> str:
    """Whether a share differs from that of the quarter before by more than chance would do."""
    if before is None:
        return f"No figures of {quarter_before.words}"
    if now.share is None or before.share is None or not now.share.of or not before.share.of:
        return "Cannot be compared: a share is not shown"
    if not now.is_final or not before.is_final:
        return "Too early: some still had time"
    apart = difference((now.share.count, now.share.of), (before.share.count, before.share.of))
    was = f"{before.share.percent} of {before.share.of:,} in {quarter_before.words}"
    if not apart.is_more_than_chance:
        return f"No more than chance would do ({was})"
    return f"{'Higher' if apart.low > 0 else 'Lower'} than chance would do ({was})"


def areas_in_words(years: Sequence[tuple[Stretch, AreasView]]) -> str:
    """Which areas could be compared over the newest of these years, and which of them needs help; and which does over
    all of them, put together: several years can show what one cannot. `years` are in order of time, one at least.
    """
    days, view = years[-1]
    low = [f"{row.name} ({row.cells[3]} of {row.cells[1]})" for row in view.rows if row.signal in LOW]
    compared = ", ".join(row.name for row in view.plotted)
    if not compared:
        return f"No area has enough people to be compared, {days.words}."
    words = f"Compared, {days.words}: {compared}.{_others(view)}"
    words += f" {_low_in_words(low, 'Lower than all areas together', 'None of these is lower than all areas together')}"
    together, low_together = low_over_years(years)
    if together:
        words += f" {together}, put together: {_low_in_words(low_together, 'lower', 'none is lower')}"
    is_nobody_low = not low and not low_together
    return f"{words} {MAY_STILL_DIFFER}" if is_nobody_low and len(view.plotted) > 1 else words


MAY_STILL_DIFFER: Final = "Two of them may still differ from each other: the overview compares them."
"""Each can lie near all together while two lie far apart, one above and one below."""


def _low_in_words(low: Sequence[str], some: str, none: str) -> str:
    return f"{some} by more than chance would do: {'; '.join(low)}." if low else f"{none} by more than chance would do."


def _others(view: AreasView) -> str:
    """Which areas are not compared, and why; whoever has no area on record is told of apart."""
    apart = [row for row in view.rows if row not in view.plotted]
    named = ", ".join(row.name for row in apart if row.code != NOT_RECORDED)
    words = f" Too few people, or not shown: {named}." if named else ""
    if any(row.code == NOT_RECORDED for row in apart):
        words += " Whoever has no area on record is not compared."
    return words


WITHOUT_AREAS: Final = (
    "There are no figures by area yet. They are made of each year from April to March, in the second week of October."
)
"""Before the first year's figures."""


# What proves that a page is the one that was shown.


THE_FIGURES: Final = "the figures"
THE_QUARTER_BEFORE: Final = "the quarter before"
THE_AREAS: Final = "the year of the areas"
EARLIER_AREAS: Final = "earlier"
MOST_YEARS: Final = 3
"""So many years of the areas are put together at most: what is longer ago says little of now (design choice)."""


def rests_on_in_words(what: str, edition: Edition, digest: str) -> str:
    """Figures that the page rests on besides the quarter's own, as "the quarter before, April to June 2026, as known on
    30 September 2026: 9dd5 a610 e4a0 9475"."""
    known = "" if what == EARLIER_AREAS else f", as known on {day_in_words(edition.as_at)}"  # the paper is one page
    return f"{what}, {edition.days.words}{known}: {fingerprint_of(digest)}"


LEAST_TYPED: Final = 12


def fingerprint_of(digest: str) -> str:
    """The beginning of a digest, as people copy it: "8f3c 1a2b 90de 77a1"."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def digits_of(typed: str) -> str | None:
    """The letters and figures of a fingerprint that was typed, however it was written; None where it is none."""
    digits = "".join(typed.split()).replace("-", "").lower()
    is_one = LEAST_TYPED <= len(digits) <= 64 and all(each in "0123456789abcdef" for each in digits)
    return digits if is_one else None
