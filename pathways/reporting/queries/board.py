"""The page for the Board of a quarter, and what it rests on besides the quarter's own figures."""

from pathways.dates import months_after
from pathways.refusals import or_out_of_sight
from pathways.reporting.queries.figures import areas_compared, editions_made, kept
from pathways.reporting.queries.records import Counting
from pathways.reporting.rules.board import (
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
    before, year = beside.get(THE_QUARTER_BEFORE), beside.get(THE_AREAS)
    figures = {each.edition: each for each in kept(viewer, filter(None, (edition, before, year)))}
    of_quarter = or_out_of_sight(figures.get(edition))
    of_before, of_year = (figures[each] if each else None for each in (before, year))
    rows = rows_of(
        measures_of(of_quarter.counts, of_quarter.hidden),
        measures_of(of_before.counts, of_before.hidden) if of_before else None,
        _quarter_before(edition),
    )
    return Board(
        edition=edition,
        rows=tuple(rows),
        areas=areas_in_words(areas_compared(of_year), of_year.edition.days) if of_year else WITHOUT_AREAS,
        year=year,
        fingerprint=fingerprint_of(of_quarter.sha256),
        made_at=of_quarter.made_at,
        rests_on=tuple(
            rests_on_in_words(what, each.edition, each.sha256)
            for what, each in ((THE_QUARTER_BEFORE, of_before), (THE_AREAS, of_year))
            if each
        ),
    )


def beside_on_the_page(viewer: Counting, edition: Edition) -> dict[str, Edition]:
    """What the page for the Board rests on besides the quarter's own figures, by what it is, as last known by then."""
    by_then = [each for each in editions_made(viewer, edition.report) if each.as_at <= edition.as_at]
    before = next((each for each in by_then if each.days == _quarter_before(edition)), None)
    year = next((each for each in by_then if each.days.months == YEAR), None)
    return {what: each for what, each in ((THE_QUARTER_BEFORE, before), (THE_AREAS, year)) if each}


def _quarter_before(edition: Edition) -> Stretch:
    return of_months(months_after(edition.days.from_on, -QUARTER), QUARTER)
