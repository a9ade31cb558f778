"""Whether the share of people who engage changes from quarter to quarter, or only goes up and down as it always does.

It rests on what the overviews of the quarters show and on nothing else, so it tells of nobody whom they do not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from pathways.reporting.rules.journeys import ENGAGED
from pathways.reporting.rules.metrics import Cohort
from pathways.reporting.rules.periods import Stretch
from pathways.reporting.rules.proportions import apart_in_words
from pathways.small_numbers.published import HIDDEN
from pathways.statistics.control_charts import FIRM, ChartPoint, Pattern, proportion_chart

TREND_HEAD: Final = ("Quarter", "People", "Out of", "Engaged", "Share", "95% interval", "Beside all these quarters")
MOST: Final = 20
"""Quarters at most, the newest: five years."""
LEAST: Final = 4
"""Of fewer quarters nothing is said about a change."""
_SHOWN: Final = tuple(f"{ENGAGED} {what}" for what in ("people", "so far", "died"))


@dataclass(frozen=True, kw_only=True)
class TrendRow:
    """One quarter in words. `count` (how many, of how many) and `point` are None where nothing is compared: hidden,
    nobody, or some may still engage."""

    days: Stretch
    cells: tuple[str, ...]
    count: tuple[int, int] | None = None
    point: ChartPoint | None = None

    @property
    def is_unusual(self) -> bool:
        return self.point is not None and self.point.pattern is not Pattern.NONE

    @property
    def reading(self) -> str:
        """What is unusual about it, within a sentence."""
        return f"{self.cells[-1][:1].lower()}{self.cells[-1][1:]}"


@dataclass(frozen=True, kw_only=True)
class Trend:
    """The quarters in order of time."""

    rows: tuple[TrendRow, ...] = ()

    @property
    def plotted(self) -> tuple[TrendRow, ...]:
        there = tuple(row for row in self.rows if row.point)
        return there if len(there) >= LEAST else ()

    @property
    def finding(self) -> str:
        """What the quarters say together, in a sentence."""
        if not self.plotted:
            why = "the others are hidden, or some of their people still had time"
            return f"Fewer than {LEAST} of these quarters can be compared: {why}."
        alike = (list(rows) for _, rows in groupby(self.plotted, key=lambda row: row.cells[-1]))
        if unusual := [rows for rows in alike if rows[0].is_unusual]:
            return f"{'; '.join(_named(rows) for rows in unusual)}."
        return "No quarter stands out from all of these by more than chance would do."

    @property
    def lately(self) -> str:
        """Whether the newest four quarters together differ from those before them; "" while there are too few.

        A slow rise is within what chance would do of each quarter, and is seen only of many together.
        """
        counts = [row.count for row in self.plotted if row.count]
        if len(counts) < LEAST + 2:
            return ""
        newest, before = _together(counts[-LEAST:]), _together(counts[:-LEAST])
        whose = f"that of the {len(counts) - LEAST} before"
        return f"Taken together, the share of the newest {LEAST} {apart_in_words(newest, before, whose)}"

    @property
    def note(self) -> str:
        """How the quarters are compared."""
        trial = f" Fewer than {FIRM} quarters: the dashed lines are not firm yet." if len(self.plotted) < FIRM else ""
        return (
            "Between the dashed lines shares go up and down by chance; the chart shows when one did more than that, "
            "not why. People first referred in each quarter, once their 84 days are over, without those who died "
            f"first; each quarter as its own overview shows it.{trial} For the analyst: a p-chart, the average of "
            "these quarters and limits three standard deviations from it for the people of each. Rules: outside a "
            "limit; two of three near one; seven on one side; seven rising or falling."
        )


def _named(rows: Sequence[TrendRow]) -> str:
    """Quarters that follow each other, of which the same is said."""
    return f"{Stretch(rows[0].days.from_on, rows[-1].days.to_on).words}: {rows[0].reading}"


def trend_of(quarters: Iterable[tuple[Stretch, Cohort, frozenset[str]]]) -> Trend:
    """The trend of these quarters, in order of time: each with who engaged, and the names of what its page hides."""
    in_order = sorted(quarters, key=lambda each: each[0])[-MOST:]
    counts = [_compared(cohort, hidden) for _, cohort, hidden in in_order]
    points = iter(proportion_chart([count for count in counts if count]))
    return Trend(
        rows=tuple(
            _row(days, cohort, hidden, count, next(points) if count else None)
            for (days, cohort, hidden), count in zip(in_order, counts, strict=True)
        )
    )


def _together(counts: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(x for x, _ in counts), sum(n for _, n in counts)


def _compared(cohort: Cohort, hidden: frozenset[str]) -> tuple[int, int] | None:
    """How many engaged, of how many, where that is final and on the quarter's page, and was anybody."""
    share = cohort.tally.share
    if not cohort.is_final or not share.of or hidden.intersection(_SHOWN):
        return None
    return share.count, share.of


def _row(
    days: Stretch, cohort: Cohort, hidden: frozenset[str], count: tuple[int, int] | None, point: ChartPoint | None
) -> TrendRow:
    people, so_far, died = (name in hidden for name in _SHOWN)
    share = cohort.tally.share
    if point is not None:
        cells = (f"{share.of:,}", f"{share.count:,}", share.percent, share.interval_words, _reading(point))
    elif not cohort.people and not people:
        cells = ("0", "0", share.percent, share.interval_words, "nobody was referred")
    elif cohort.is_final:
        of, engaged = (HIDDEN if people or died else f"{share.of:,}"), (HIDDEN if so_far else f"{share.count:,}")
        cells = (of, engaged, HIDDEN, HIDDEN, HIDDEN)
    else:
        engaged = HIDDEN if so_far else f"{cohort.so_far:,}"
        cells = ("", f"{engaged}, not yet final", "", "not yet final", "some still had time: not compared")
    return TrendRow(days=days, cells=(HIDDEN if people else f"{cohort.people:,}", *cells), count=count, point=point)


def _reading(point: ChartPoint) -> str:
    if point.pattern is Pattern.NONE:
        return "No more than chance would do"
    side = "Higher" if point.is_high else "Lower"
    if point.pattern is Pattern.TREND:
        side = "Rising more" if point.is_high else "Falling more"
    return f"{side} than chance would do ({point.pattern.label.lower()})"
