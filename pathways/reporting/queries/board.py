"""The page for the Board of a quarter, and what it rests on besides the quarter's own figures."""

from pathways.dates import months_after
from pathways.refusals import or_out_of_sight
from pathways.reporting.queries.figures import areas_compared, editions_made, kept
from pathways.reporting.queries.records import Counting
from pathways.reporting.rules.board import (
    EARLIER_AREAS,
    MOST_YEARS,
    THE_AREAS,
    THE_QUARTER_BEFORE,
    WITHOUT_AREAS,
    Board,
    areas_in_words,
    fingerprint_of,
    measures_of,
    rests_on_in_words,
    rows_of,
)
from pathways.reporting.rules.editions import Edition
from pathways.reporting.rules.periods import QUARTER, YEAR, Stretch, of_months


def page_for_the_board(viewer: Counting, edition: Edition) -> Board:
    """The page for the Board of a quarter, beside the quarter before it, and the areas of the newest year by then.

    Raises OutOfSight where these figures were not made.
    """
    beside = beside_on_the_page(viewer, edition)
    figures = {each.edition: each for each in kept(viewer, [edition, *(each for _, each in beside)])}
    of_quarter = or_out_of_sight(figures.get(edition))
    of_before = next((figures[each] for what, each in beside if what == THE_QUARTER_BEFORE), None)
    years = [figures[each] for what, each in beside if what in (THE_AREAS, EARLIER_AREAS)]
    rows = rows_of(
        measures_of(of_quarter.counts, of_quarter.hidden),
        measures_of(of_before.counts, of_before.hidden) if of_before else None,
        _quarter_before(edition),
    )
    by_year = [(each.edition.days, areas_compared(each)) for each in reversed(years)]
    return Board(
        edition=edition,
        rows=tuple(rows),
        areas=areas_in_words(by_year) if by_year else WITHOUT_AREAS,
        year=years[0].edition if years else None,
        fingerprint=fingerprint_of(of_quarter.sha256),
        made_at=of_quarter.made_at,
        rests_on=tuple(rests_on_in_words(what, each, figures[each].sha256) for what, each in beside),
    )


def beside_on_the_page(viewer: Counting, edition: Edition) -> tuple[tuple[str, Edition], ...]:
    """What the page for the Board rests on besides the quarter's own figures, as last known by then, each with what it
    is: the quarter before, and the years of the areas, the newest first."""
    by_then = [each for each in editions_made(viewer, edition.report) if each.as_at <= edition.as_at]
    before = next((each for each in by_then if each.days == _quarter_before(edition)), None)
    of_years: dict[Stretch, Edition] = {}
    for each in by_then:  # what was known last comes first
        if each.days.months == YEAR:
            of_years.setdefault(each.days, each)
    newest = sorted(of_years.values(), key=lambda each: each.days, reverse=True)[:MOST_YEARS]
    years = [(EARLIER_AREAS if place else THE_AREAS, each) for place, each in enumerate(newest)]
    return ((THE_QUARTER_BEFORE, before), *years) if before else tuple(years)


def _quarter_before(edition: Edition) -> Stretch:
    return of_months(months_after(edition.days.from_on, -QUARTER), QUARTER)
