"""How the share that engaged moves from quarter to quarter, between the limits of what chance would do."""

from itertools import pairwise
from math import ceil

from pathways.documents.chart import BLUE, GREY, GRID, INK, ORANGE, RULE, SOFT, Chart, Easel, width_of
from pathways.reporting.charts.dots import NARROW
from pathways.reporting.rules.overview import Overview
from pathways.reporting.rules.trend import TREND_HEAD, Trend, TrendRow
from pathways.statistics.control_charts import ChartPoint

TREND = ("engaged-by-quarter",)
"""The name of the chart in its address."""
LEAST_SCALE = 0.2


def trend_of_overview(seen: Overview, width: int = 640) -> Chart:
    """The quarters of the overview."""
    return of_trend(seen.trend, title="Engaged, by quarter", width=width)


def of_trend(trend: Trend, *, title: str, width: int = 640) -> Chart:
    """The chart of the quarters. What a quarter's own page hides has stars and no point."""
    return Chart(
        drawing=_drawn(trend.plotted, width).drawing if trend.plotted else None,
        title=title,
        alt=_in_words(trend),
        head=TREND_HEAD,
        rows=tuple((row.days.words, *row.cells) for row in trend.rows),
        note=trend.note,
        instead="No chart is drawn: too few quarters can be compared yet.",
    )


def _in_words(trend: Trend) -> str:
    shares = "; ".join(f"{row.days.words} {row.cells[3]}" for row in trend.plotted)
    return f"{trend.finding} {shares}"[:299]


def _drawn(rows: tuple[TrendRow, ...], width: int) -> Easel:
    is_narrow = width < NARROW
    easel = Easel(width, 334 if is_narrow else 318)
    points = [row.point for row in rows if row.point]
    left, right, top, base = 46.0, width - 18.0, 16.0, 240.0
    highest = min(1.0, max(LEAST_SCALE, *(ceil(10 * max(each.value, each.limits.high)) / 10 for each in points)))
    step = (right - left) / len(points)

    def across(place: float) -> float:
        return left + step * (place + 0.5)

    def up(share: float) -> float:
        return base - min(max(share, 0.0), highest) / highest * (base - top)

    for tick in range(0, round(100 * highest) + 1, 20):
        easel.line(left, up(tick / 100), right, up(tick / 100), colour=GRID if tick else RULE)
        easel.text(left - 6, up(tick / 100) + 4, f"{tick}%", 12, anchor="end", colour=SOFT)
    for place, each in enumerate(points):  # the limits step: each quarter has those of its own people
        low, high = each.limits.cut(0.0, highest)
        for limit in (low, high):
            easel.line(across(place - 0.5), up(limit), across(place + 0.5), up(limit), colour=SOFT, dash=(5.0, 4.0))
    easel.line(left, up(points[0].limits.mean), right, up(points[0].limits.mean), colour=INK, width=1.25)
    for (place, before), (_, after) in pairwise(enumerate(points)):
        easel.line(across(place), up(before.value), across(place + 1), up(after.value), colour=SOFT, width=1.5)
    every = max(1, ceil(max(width_of(_short(row), 12) for row in rows) / step))
    for place, row in enumerate(rows):
        _point(easel, points[place], across(place), up(points[place].value))
        if (len(rows) - 1 - place) % every == 0:
            easel.text(across(place), base + 18, _short(row), 12, anchor="middle", colour=SOFT)
            easel.text(across(place), base + 33, f"{row.days.from_on:%Y}", 12, anchor="middle", colour=SOFT)
    _key(easel, left, base + 66, is_narrow=is_narrow)
    return easel


def _short(row: TrendRow) -> str:
    return f"{row.days.from_on:%b}–{row.days.to_on:%b}"


def _point(easel: Easel, point: ChartPoint, x: float, y: float) -> None:
    """A circle where a quarter is as expected; shape and colour say which way one differs."""
    if point.is_high is None:
        easel.dot(x, y, 5, fill=GREY)
    elif point.is_high:
        easel.area([(x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)], fill=BLUE)
    else:
        easel.area([(x - 7, y - 6), (x + 7, y - 6), (x, y + 7)], fill=ORANGE)


def _key(easel: Easel, left: float, y: float, *, is_narrow: bool) -> None:
    x = left
    for place, words in enumerate(("average of these quarters", "limits of what chance would do")):
        easel.line(
            x, y - 4, x + 18, y - 4, colour=SOFT if place else INK, width=1.4, dash=(5.0, 4.0) if place else None
        )
        easel.text(x + 23, y, words, 12, colour=SOFT)
        if is_narrow:
            y += 17
        else:
            x += 23 + width_of(words, 12) + 16
