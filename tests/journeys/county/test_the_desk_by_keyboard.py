"""The four things a service does most, without a mouse, each in as many presses as with one."""

from collections.abc import Callable

from tests.journeys import treatment
from tests.journeys.county.arranged import november
from tests.journeys.county.at_the_service import NAME, sent_to
from tests.journeys.desk import Desk, Site


def test_declining_accepting_recording_who_came_and_closing_a_case_need_no_mouse(
    site: Site, open_desk: Callable[..., Desk]
):
    sent = sent_to(site)
    first = open_desk(keyboard=True, inspect=False).sign_in("worker")
    treatment.decline(first, NAME, "No place in time")
    assert NAME not in first.text
    second = open_desk(keyboard=True, inspect=False).sign_in("worker2")
    treatment.accept(second, NAME)
    case = second.page.url.split("?")[0]
    assert case != f"{site.address}{sent.case}"
    site.clock.set(november(26, 11))
    treatment.record(second.sign_in("worker2"), NAME, "Attended")
    treatment.leave(second.go(case), "Treatment not started: did not want to start (code 88)")
    assert (second.page.url, "Left" in second.text) == (case, True)
