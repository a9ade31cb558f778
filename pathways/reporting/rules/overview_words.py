"""The overview as its page, its paper and its files tell it."""

from collections.abc import Iterator, Sequence
from typing import Final

from pathways.reporting.rules.contents import ReportContents, ReportTable, metrics_as
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.journeys import ENGAGED, STARTED
from pathways.reporting.rules.metrics import terms_of
from pathways.reporting.rules.overview import CANNOT, FunnelView, Overview, areas_note
from pathways.reporting.rules.progress import AREAS_HEAD, compared_in_words, years_in_words
from pathways.reporting.rules.trend import TREND_HEAD

TITLE: Final = "Overview"
NOT_COMPARED: Final = "Areas are compared over a year: in a quarter they have too few people."
LARGEST_TWO: Final = "Unless two others are chosen the two largest areas are compared."
NOT_HERE: Final = (
    "Restricted records are not counted, here or anywhere. Who is waiting now is not counted either: whoever took one "
    "day’s number from the next day’s would have found somebody. Provider managers and pathway managers have that "
    "list, by name, under “Tactical”."
)


def heading_of_areas(seen: Overview) -> str:
    return f"Engaged within {seen.horizon} days, by area"


def who_is_compared(seen: Overview) -> str:
    return (
        f"Only those whose {seen.horizon} days are over are compared. The others still have time, also those who have "
        "engaged."
    )


def shows_areas(seen: Overview) -> bool:
    return seen.compares_areas and not seen.areas.is_empty


def table_of_areas(seen: Overview) -> ReportTable:
    """Every area, and all of them together."""
    rows = (*seen.areas.rows, seen.areas.everybody)
    return ReportTable(
        tab="Engaged by area",
        caption="Engaged, by area, each person once",
        head=AREAS_HEAD,
        rows=[(row.name, *row.cells) for row in rows],
    )


def pair_in_words(seen: Overview, pair: tuple[str, str], *, were_asked: bool) -> tuple[str, ...]:
    """How two areas compare, in the year and over all years there are, and that nobody chose them; nothing where there
    is nothing to say."""
    words, of_years = compared_in_words(seen.areas, *pair), years_in_words(seen.years, *pair)
    first = words if were_asked or not words else f"{LARGEST_TWO} {words}"
    return tuple(each for each in (first, of_years) if each)


def heading_of_trend(seen: Overview) -> str:
    return f"Engaged within {seen.horizon} days, by quarter of referral"


def shows_trend(seen: Overview) -> bool:
    return len(seen.trend.rows) > 1


def table_of_trend(seen: Overview) -> ReportTable:
    """Every quarter, in order of time."""
    rows = [(row.days.words, *row.cells) for row in seen.trend.rows]
    return ReportTable(
        tab="Engaged by quarter", caption="Engaged, by quarter, each person once", head=TREND_HEAD, rows=rows
    )


def table_of_funnel(view: FunnelView) -> ReportTable:
    """Every stage of a funnel."""
    caption = f"{view.title}, each person once"
    return ReportTable(tab=view.title, caption=caption, head=view.head, rows=[row.cells for row in view.rows])


def contents_of_overview(seen: Overview, edition: Edition, pair: Sequence[str]) -> ReportContents:
    """All of the page. `pair` says how two areas compare, over this year and over all; nothing where none do."""
    areas = (table_of_areas(seen),) if shows_areas(seen) else ()
    trend = (table_of_trend(seen),) if shows_trend(seen) else ()
    return ReportContents(
        title=TITLE,
        tables=(*areas, *trend, *(table_of_funnel(view) for view in seen.funnels if not view.is_empty)),
        sentences=tuple(_sentences(seen, pair)),
        cannot=CANNOT,
        terms=tuple(metrics_as(terms_of(edition.days.from_on, STARTED, ENGAGED))),
    )


def _sentences(seen: Overview, pair: Sequence[str]) -> Iterator[str]:
    yield from seen.sentences
    if not seen.compares_areas:
        yield NOT_COMPARED
    elif shows_areas(seen):
        yield who_is_compared(seen)
        yield areas_note(seen)
        yield from pair
    if shows_trend(seen):
        yield f"{heading_of_trend(seen)}: {seen.trend.finding[0].lower()}{seen.trend.finding[1:]}"
        if seen.trend.lately:
            yield seen.trend.lately
        yield seen.trend.note
    for view in seen.funnels:
        yield view.sentence
        if view.beside:
            yield f"{view.title}: {view.beside}"
        yield view.note
    yield NOT_HERE
