"""Long pages of the way to treatment stay short on a phone: what is not needed now is one line, and opens."""

import re
from collections.abc import Callable

import pytest

from pathways.people.models.custody import Episode
from pathways.referrals.needs import actions
from pathways.store.base import db
from tests import county, county_safeguarding
from tests.journeys.county.arranged import november, user
from tests.journeys.desk import NARROW, Desk, Site
from tests.referred import HAS_IT, screen_facts
from tests.rounds import rounds

MOST = 2_500
HEIGHT = "document.documentElement.scrollHeight"


def asked_for_needs(site: Site) -> int:
    """Somebody in custody at Lincoln whose needs were asked, and who was asked for no consent yet."""
    site.clock.set(november(25, 9))
    with site.behind():
        officer = county.viewer_of(user("officer"))
        opened, _ = county.detained(by=officer, at=db.session.get(county.Suite, officer.suite_id))
        county_safeguarding.risks(officer, opened)
        actions.record_needs(by=officer, episode_id=opened.id, facts=screen_facts(), naloxone=HAS_IT)
        return int(db.session.get_one(Episode, opened.id).id)


def test_the_consents_page_is_under_2500_pixels_at_375_and_consents_stand_before_what_does_not_fit(
    site: Site, open_desk: Callable[..., Desk]
):
    episode_id = asked_for_needs(site)
    desk = open_desk(width=NARROW, pictures="consents").sign_in("officer").go(f"/episodes/{episode_id}/consents")
    assert desk.page.evaluate(HEIGHT) < MOST
    text = desk.text
    assert text.index("2. May the service tell") < text.index("Other services: ")


LIMITS = {
    "officer": {
        "/custody": (r"/episodes/(\d+)", {"arrest": 3_500, "test": 3_500, "disposal": 4_000, "needs": 4_200}),
    },
    "worker": {"/cases": (r"/cases/(\d+)", {"": 4_000, "consents": 3_000})},
}
"""How long each page may be on a phone, of everybody whom the list at that address names. The needs of somebody who drinks
every day begin with what to tell the nurse: that is never folded."""

WHOLE = {"worker": ("/cases", 7_000), "manager": ("/reports/fairness", 5_000), "policy": ("/law", 4_000)}


LONGEST = rounds(6, 1_000)
"""Of how many pages of a kind the height is measured: those that say most, and by `make long` all."""


def longest(desk: Desk, addresses: list[str]) -> list[str]:
    """Those of these pages that say most, as they are sent: to draw each of a long list takes half a minute."""
    lengths = {address: len(desk.page.request.get(desk.site.address + address).text()) for address in addresses}
    return sorted(lengths, key=lambda address: lengths[address], reverse=True)[:LONGEST]


def heights(desk: Desk, addresses: list[str]) -> dict[str, int]:
    return {address: int(desk.go(address).page.evaluate(HEIGHT)) for address in addresses}


@pytest.mark.parametrize("name", LIMITS)
def test_the_pages_of_everybody_on_a_list_are_as_short_on_a_phone_as_their_desk_needs(
    name: str, site: Site, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk(width=NARROW, inspect=False).sign_in(name)
    for listed_at, (pattern, pages) in LIMITS[name].items():
        numbers = sorted(set(re.findall(f'href="{pattern}"', desk.go(listed_at).page.content())), key=int)
        assert len(numbers) > 5
        for page, most in pages.items():
            pages_of_all = [f"{pattern.split('(')[0]}{number}/{page}".rstrip("/") for number in numbers]
            page_heights = heights(desk, longest(desk, pages_of_all))
            assert {address: height for address, height in page_heights.items() if height >= most} == {}


@pytest.mark.parametrize("name", WHOLE)
def test_a_caseload_of_thirty_fairness_and_the_law_are_read_on_a_phone(
    name: str, site: Site, open_desk: Callable[..., Desk]
) -> None:
    address, most = WHOLE[name]
    desk = open_desk(width=NARROW, inspect=False).sign_in(name)
    assert heights(desk, [address])[address] < most


def test_an_error_in_a_folded_part_stands_open_and_what_was_typed_there_is_shown_again_without_script(
    site: Site, open_desk: Callable[..., Desk]
) -> None:
    """The drug test, its result folded on a phone: opened by the keyboard, half filled, refused, and found again."""
    with site.behind():
        officer = county.viewer_of(user("officer"))
        opened, _ = county.detained(by=officer, at=db.session.get(county.Suite, officer.suite_id))
        address = f"/episodes/{opened.id}/test"
    desk = open_desk(width=NARROW, scripts=False).sign_in("officer").go(address)
    result = desk.page.locator("details", has=desk.page.get_by_role("heading", name="3. Result")).first
    desk.page.set_viewport_size({"width": 1280, "height": 900})
    assert desk.group("Result read at").is_visible()
    desk.page.set_viewport_size({"width": NARROW, "height": 900})
    assert not desk.group("Result read at").is_visible()
    result.locator("summary").first.press("Enter")
    desk.fill_time("Result read at", "25:99").press("Save and go to next")
    assert result.get_attribute("open") is not None
    assert "Result time must be a time on the 24-hour clock" in result.inner_text()
    assert desk.group("Result read at").get_by_label("Time", exact=True).input_value() == "25:99"
    desk.go(address)
    assert desk.group("Result read at").is_visible()
