"""A phone of 375 by 700: what one came for is in the first screen, and the navigation is one row, without script too."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pathways import clock
from pathways.auth import Role, passwords
from tests import county
from tests.journeys.desk import Desk, Site

PASSWORD = "lamp river ninety teapot"
SCREEN = 700


def box_of(desk: Desk, part: str) -> Any:
    return desk.page.locator(part).first.bounding_box()


def test_on_a_phone_heading_and_first_row_stand_in_the_first_screen_and_the_menu_unfolds(
    site: Site, open_desk: Callable[..., Desk]
) -> None:
    with site.behind():
        officer = county.user(Role.CO, name="M. Ellery", password_hash=passwords.hash_of(PASSWORD))
        by = county.viewer_of(officer)
        leaves_at = clock.now() + timedelta(hours=2)
        episode, _ = county.detained(county.person("Wragg", "Tobias", by=by), by=by, planned_release_at=leaves_at)
        name, address = officer.sign_in_name, f"/episodes/{episode.id}/arrest"
    desk = open_desk(width=375, scripts=False)
    desk.page.set_viewport_size({"width": 375, "height": SCREEN})
    desk.sign_in(name, PASSWORD).go("/custody")
    assert box_of(desk, ".board tbody tr")["y"] < SCREEN - 60
    assert box_of(desk, ".main-nav")["height"] < 50
    desk.go(address)
    assert box_of(desk, "h1")["y"] < SCREEN - 200
    desk.page.locator(".main-nav summary").press("Enter")
    desk.follow("My referrals", within=".main-nav__menu")
    assert desk.heading == "My referrals"
    assert desk.page.locator(".main-nav summary").inner_text() == "Menu: My referrals"
