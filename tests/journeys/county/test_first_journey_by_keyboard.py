"""The first journey once more, without a mouse. And how much it asks of the officer."""

from collections.abc import Callable

from tests.journeys import overview
from tests.journeys.county.arranged import november
from tests.journeys.county.first import FirstJourney
from tests.journeys.desk import Desk, Site

# The targets of the custody desk ("Straightforward case, counted"), and what holds today. A miss is printed.
TARGET_PAGES, TARGET_INPUTS = 10, 50
PAGES, INPUTS = 16, 53


def test_the_first_journey_passes_by_keyboard_alone(
    site: Site, open_desk: Callable[..., Desk], record_property: Callable[[str, object], None]
):
    manager = open_desk(inspect=False)
    before = overview.figures(manager)
    journey = FirstJourney(site, open_desk, feedback="Agrees", inspect=False, keyboard=True)
    counted = journey.custody()
    journey.authority()
    journey.acceptance()
    site.clock.set(november(26, 11))
    journey.attendance()
    journey.assessment()
    journey.completion()
    journey.engagement()
    moved = overview.moved(before, overview.figures(manager))
    assert moved[overview.ON_ARREST]["Engaged"] == moved[overview.BY_ANY_ROUTE]["Engaged"] == 1
    record_property("counted", _as_read(counted))
    assert len(counted) <= PAGES
    assert sum(inputs for _page, inputs in counted) <= INPUTS


def _as_read(counted: list[tuple[str, int]]) -> str:
    pages, inputs = len(counted), sum(each for _page, each in counted)
    lines = ["The straightforward case, as the officer meets it:", f"{'inputs':>8}  page"]
    lines += [f"{each:>8}  {page}" for page, each in counted]
    for what, found, target in (("pages", pages, TARGET_PAGES), ("inputs", inputs, TARGET_INPUTS)):
        verdict = "within it" if found <= target else f"MISSED by {found - target}"
        lines.append(f"{found:>8}  {what}. Target {target}: {verdict}")
    return "\n".join(lines)
