"""Refused, no disposal, voluntary referral, declined, sent on under consent, accepted, did not attend.

What the officer sees at each step is written here by hand from the table of what police may and may not see
(treatment reference 2.4), and held against the page.
"""

from collections.abc import Callable

from tests.journeys import overview
from tests.journeys.county.arranged import november
from tests.journeys.county.second import SecondJourney
from tests.journeys.desk import Desk, Site
from tests.journeys.police import Seen
from tests.rounds import without_script_in_full

SENT = "Sent | Wed 25 Nov, 03:24, Lincoln Recovery Hub, M. Ellery"
PASSED_ON = (
    "Passed on | Wed 25 Nov, 09:30 | Lincoln Recovery Hub: no place in time. "
    "It went to the next service; you do not need to do anything."
)
ACCEPTED = "Accepted by Trent Bank Service | Wed 25 Nov, 11:00"
OFFERED = "Appointment offered | Wed 25 Nov, 11:00, Trent Bank Service | For 26 November 2026."
MISSED = "Did not attend | Thu 26 Nov, Trent Bank Service"
OFFERED_AGAIN = "Appointment offered | Thu 26 Nov, 11:00, Trent Bank Service | For 27 November 2026."
ASKED, TAKEN = "Second service asked", "Wed 25 Nov, 11:00"


def with_consent(accepted: str, came: str, *happened: str) -> Seen:
    """The page while he agrees: five steps. Nothing stands, and nothing is left to do."""
    steps = ("Sent | Wed 25 Nov, 03:24", f"Accepted | {accepted}", f"First appointment | {came}")
    return Seen((*steps, "Engaged | Nothing told", "Completed | Nothing told"), happened, (), "No")


def without(accepted: str, *happened: str) -> Seen:
    """The page where he said no to question 2: it stops at Accepted, and says what he answered and when."""
    refusal = "No consent that we are told more | Does not agree, 25 November 2026, 03:24"
    return Seen(("Sent | Wed 25 Nov, 03:24", f"Accepted | {accepted}", refusal), happened, (), "No")


def test_sent_on_and_accepted_moves_only_the_second_funnel_and_police_see_what_they_may(
    site: Site, open_desk: Callable[..., Desk]
):
    manager = open_desk(inspect=False)
    before = overview.figures(manager)
    journey = SecondJourney(site, open_desk, feedback="Agrees", pictures="second")

    journey.custody()
    journey.expect(with_consent("Not yet", "Nothing told", SENT))
    journey.decline()
    journey.expect(with_consent(ASKED, "Nothing told", PASSED_ON, SENT))
    journey.acceptance()
    journey.expect(with_consent(TAKEN, "Offered", OFFERED, ACCEPTED, PASSED_ON, SENT))
    site.clock.set(november(26, 11))
    journey.expect(with_consent(TAKEN, "Offered", OFFERED, ACCEPTED, PASSED_ON, SENT))
    journey.absence()
    journey.expect(with_consent(TAKEN, "Offered", OFFERED_AGAIN, MISSED, OFFERED, ACCEPTED, PASSED_ON, SENT))

    moved = overview.moved(before, overview.figures(manager))
    assert moved == {overview.ON_ARREST: {}, overview.BY_ANY_ROUTE: {"Referred": 1, "Accepted": 1}}


@without_script_in_full
def test_where_feedback_was_refused_police_never_learn_that_he_did_not_come(
    site: Site, open_desk: Callable[..., Desk], scripts: bool
):
    journey = SecondJourney(site, open_desk, feedback="Does not agree", inspect=False, scripts=scripts)

    journey.custody()
    journey.expect(without("Not yet", SENT))
    journey.decline()
    journey.expect(without(ASKED, PASSED_ON, SENT))
    journey.acceptance()
    journey.expect(without(TAKEN, ACCEPTED, PASSED_ON, SENT))
    accepted = journey.whole_police_page()
    site.clock.set(november(26, 11))
    assert journey.whole_police_page() == accepted
    journey.absence()
    assert journey.whole_police_page() == accepted
