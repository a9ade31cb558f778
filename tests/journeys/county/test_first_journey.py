"""Trigger offence, positive, required assessment, conditional caution, referral, attended, met, engaged.

What the officer sees at each step is written here by hand from the table of what police may and may not see
(treatment reference 2.4), and held against the page.
"""

from collections.abc import Callable

import pytest

from tests.journeys import overview
from tests.journeys.county.arranged import november
from tests.journeys.county.first import FirstJourney
from tests.journeys.desk import Desk, Site
from tests.journeys.police import Seen
from tests.rounds import IN_FULL

SENT = "Sent | Wed 25 Nov, 03:24, Lincoln Recovery Hub, M. Ellery"
ACCEPTED = "Accepted by Lincoln Recovery Hub | Wed 25 Nov, 09:30"
OFFERED = "Appointment offered | Wed 25 Nov, 09:30, Lincoln Recovery Hub | For 26 November 2026."
CAME = "Appointment attended | Thu 26 Nov, Lincoln Recovery Hub"
STAYED = "Required assessment attended | Thu 26 Nov | Told with written consent."
MET = "Condition 1: reported met | Thu 26 Nov, 11:00 | 26 November 2026."
OFFERED_AGAIN = "Appointment offered | Thu 26 Nov, 11:00, Lincoln Recovery Hub | For 30 November 2026."
CAME_AGAIN = "Appointment attended | Mon 30 Nov, Lincoln Recovery Hub"
OFFERED_NEXT = "Appointment offered | Mon 30 Nov, 15:00, Lincoln Recovery Hub | For 1 December 2026."
ENGAGED = "Engaged | Mon 30 Nov, Lincoln Recovery Hub"

ON_NOTICE = "Required assessment Thursday 26 November 2026, 10:00, Lincoln Recovery Hub, Lincoln, as on the notice."
CONDITION = "Condition 1 Attend an assessment with the service that accepts the referral and stay to the end"
NOTHING, DECIDE = "No", "Yes"


def with_consent(way: tuple[str, str, str], *happened: str, signed: bool = True, to_do: str = NOTHING) -> Seen:
    """The page while he agrees: five steps, the last of which nobody has told of."""
    accepted, came, engaged = way
    steps = (
        "Sent | Wed 25 Nov, 03:24",
        f"Accepted | {accepted}",
        f"First appointment | {came}",
        f"Engaged | {engaged}",
    )
    stands = (ON_NOTICE, CONDITION) if signed else (ON_NOTICE,)
    return Seen((*steps, "Completed | Nothing told"), happened, stands, to_do)


def without(accepted: str, *happened: str, signed: bool = True, to_do: str = NOTHING) -> Seen:
    """The page where he said no to question 2: it stops at Accepted, and says what he answered and when."""
    steps = ("Sent | Wed 25 Nov, 03:24", f"Accepted | {accepted}")
    refusal = "No consent that we are told more | Does not agree, 25 November 2026, 03:24"
    stands = (ON_NOTICE, CONDITION) if signed else (ON_NOTICE,)
    return Seen((*steps, refusal), happened, stands, to_do)


def test_from_a_positive_test_to_engagement_both_funnels_move_by_one_and_police_see_what_they_may(
    site: Site, open_desk: Callable[..., Desk]
):
    manager = open_desk(pictures="first-manager")
    before = overview.figures(manager)
    journey = FirstJourney(site, open_desk, feedback="Agrees", pictures="first")
    nothing = ("Nothing told", "Nothing told")
    offered, came = (
        ("Wed 25 Nov, 09:30", "Offered", "Nothing told"),
        ("Wed 25 Nov, 09:30", "Thu 26 Nov", "Nothing told"),
    )

    journey.custody()
    journey.expect(with_consent(("Not yet", *nothing), SENT, signed=False))
    journey.authority()
    journey.expect(with_consent(("Not yet", *nothing), SENT))
    journey.acceptance()
    journey.expect(with_consent(offered, OFFERED, ACCEPTED, SENT))
    site.clock.set(november(26, 11))
    journey.expect(with_consent(offered, OFFERED, ACCEPTED, SENT))
    journey.attendance()
    journey.expect(with_consent(came, CAME, STAYED, OFFERED, ACCEPTED, SENT))
    journey.assessment()
    journey.expect(with_consent(came, MET, CAME, STAYED, OFFERED, ACCEPTED, SENT, to_do=DECIDE))
    journey.completion()
    journey.expect(with_consent(came, CAME, STAYED, OFFERED, ACCEPTED, SENT, signed=False))
    journey.engagement()
    engaged = (*came[:2], "Mon 30 Nov")
    whole = (ENGAGED, OFFERED_NEXT, CAME_AGAIN, OFFERED_AGAIN, CAME, STAYED, OFFERED, ACCEPTED, SENT)
    journey.expect(with_consent(engaged, *whole, signed=False))

    moved = overview.moved(before, overview.figures(manager))
    assert moved[overview.ON_ARREST]["Engaged"] == moved[overview.BY_ANY_ROUTE]["Engaged"] == 1


@pytest.mark.rounds
def test_without_javascript_and_feedback_the_journey_passes_and_no_appointment_changes_the_police_page(
    site: Site, open_desk: Callable[..., Desk]
):
    """In the suite until he came; by `make long` to engagement."""
    manager = open_desk(inspect=False)
    before = overview.figures(manager)
    journey = FirstJourney(site, open_desk, feedback="Does not agree", inspect=False, scripts=False)

    journey.custody()
    journey.expect(without("Not yet", SENT, signed=False))
    journey.authority()
    journey.expect(without("Not yet", SENT))
    journey.acceptance()
    journey.expect(without("Wed 25 Nov, 09:30", ACCEPTED, SENT))
    accepted = journey.whole_police_page()
    site.clock.set(november(26, 11))
    assert journey.whole_police_page() == accepted
    journey.attendance()
    assert journey.whole_police_page() == accepted
    if IN_FULL:
        journey.assessment()
        journey.expect(without("Wed 25 Nov, 09:30", MET, ACCEPTED, SENT, to_do=DECIDE))
        journey.completion()
        journey.expect(without("Wed 25 Nov, 09:30", ACCEPTED, SENT, signed=False))
        completed = journey.whole_police_page()
        journey.engagement()
        assert journey.whole_police_page() == completed

    moved = overview.moved(before, overview.figures(manager))
    last = "Engaged" if IN_FULL else "Accepted"
    assert moved[overview.ON_ARREST][last] == moved[overview.BY_ANY_ROUTE][last] == 1
