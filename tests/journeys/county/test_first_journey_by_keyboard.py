"""The first journey once more, without a mouse: in the suite up to acceptance (a worker's desk by keyboard has a test of its
own), by `make long` to engagement. And how much it asks of the officer."""

from collections.abc import Callable

import pytest

from tests.journeys import overview
from tests.journeys.county.arranged import november
from tests.journeys.county.first import FirstJourney
from tests.journeys.desk import Desk, Met, Site
from tests.rounds import IN_FULL

# The targets of the custody desk ("Straightforward case, counted"). A page is an address: a page that is met again
# with its next step is counted once, as the drawing counts it, and how often pages were met is printed beside it.
PAGES, INPUTS = 10, 50
# What may stand chosen when a page is met, shown and changeable: the officer's own suite, the service that fits best,
# and how the standard condition is shown to be met. No answer that a rule reads is among them.
FILLED_IN = {"presence", "suite_id", "service", "conditions-0-proof"}


@pytest.mark.rounds
def test_the_first_journey_passes_by_keyboard_alone(
    site: Site, open_desk: Callable[..., Desk], record_property: Callable[[str, object], None]
):
    manager = open_desk(inspect=False)
    before = overview.figures(manager)
    journey = FirstJourney(site, open_desk, feedback="Agrees", inspect=False, keyboard=True)
    counted = journey.custody()
    journey.authority()
    journey.acceptance()
    if IN_FULL:
        site.clock.set(november(26, 11))
        journey.attendance()
        journey.assessment()
        journey.completion()
        journey.engagement()
    moved = overview.moved(before, overview.figures(manager))
    last = "Engaged" if IN_FULL else "Accepted"
    assert moved[overview.ON_ARREST][last] == moved[overview.BY_ANY_ROUTE][last] == 1
    record_property("counted", _as_read(counted))
    assert {name for page in counted for name in page.chosen} <= FILLED_IN
    assert len({page.address for page in counted}) <= PAGES
    assert sum(page.inputs for page in counted) <= INPUTS


def _as_read(counted: list[Met]) -> str:
    pages, inputs = len({page.address for page in counted}), sum(page.inputs for page in counted)
    lines = ["The straightforward case, as the officer meets it:", f"{'inputs':>8}  page"]
    lines += [f"{page.inputs:>8}  {page.heading}" for page in counted]
    lines.append(f"{pages:>8}  pages, met {len(counted)} times. Target {PAGES}")
    lines.append(f"{inputs:>8}  inputs. Target {INPUTS}")
    return "\n".join(lines)
