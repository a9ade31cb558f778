"""Trigger offence, positive, required assessment, conditional caution, referral, attended, met, engaged.

What the officer sees at each step is written here by hand from the table of what police may and may not see
(treatment reference 2.4), and held against the page.
"""

from collections.abc import Callable

from tests.journeys import overview
from tests.journeys.county.arranged import november
from tests.journeys.county.first import FirstJourney
from tests.journeys.desk import Desk, Site

SENT = "Sent | Wed 25 Nov, 03:24, Lincoln Recovery Hub, M. Ellery"
ACCEPTED = "Accepted by Lincoln Recovery Hub | Wed 25 Nov, 09:30"
OFFERED = "Appointment offered | Wed 25 Nov, 09:30, Lincoln Recovery Hub | For 26 November 2026."
ATTENDED = "Appointment attended | Thu 26 Nov, Lincoln Recovery Hub"


def test_from_a_positive_test_to_engagement_both_funnels_move_by_one_and_police_see_what_they_may(
    site: Site, open_desk: Callable[..., Desk]
):
    manager = open_desk(pictures="first-manager")
    before = overview.figures(manager)
    journey = FirstJourney(site, open_desk, feedback="Agrees", pictures="first")
    print(journey.custody())
    print(journey.police_see())
    journey.authority()
    print(journey.police_see())
    journey.acceptance()
    print(journey.police_see())
    site.clock.set(november(26, 11))
    print(journey.police_see())
    journey.attendance()
    print(journey.police_see())
    journey.assessment()
    print(journey.police_see())
    journey.completion()
    print(journey.police_see())
    journey.engagement()
    print(journey.police_see())
    after = overview.figures(manager)
    print(overview.moved(before, after))
