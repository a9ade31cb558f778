"""A phone of 375 by 700: what one came for is in the first screen, and the navigation is one row, without script too."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pathways import clock
from pathways.auth import passwords
from pathways.auth.roles import Role
from pathways.disposals.facts import actions as facts_actions
from pathways.disposals.steps import actions as steps_actions
from tests import county
from tests.figures import make_figures_ahead
from tests.integration.disposals import plain_disposal
from tests.integration.reporting.records import assessed
from tests.journeys.desk import Desk, Site
from tests.unit.disposals.plain_case import ANSWERS

PASSWORD = "lamp river ninety teapot"
SCREEN = 700
LONGEST = 3_000
"""How long a disposal may be on a phone, in pixels."""


def box_of(desk: Desk, part: str) -> Any:
    return desk.page.locator(part).first.bounding_box()


def height_of(desk: Desk) -> int:
    return int(desk.page.evaluate("document.documentElement.scrollHeight"))


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
    verdict = desk.page.locator("p.only-narrow", has_text="Can we ask for a sample?")
    assert verdict.bounding_box()["y"] < box_of(desk, ".endings")["y"] < box_of(desk, "#answer")["y"]
    desk.page.set_viewport_size({"width": 1280, "height": SCREEN})
    assert not verdict.is_visible()
    desk.page.set_viewport_size({"width": 375, "height": SCREEN})
    desk.page.locator(".main-nav summary").press("Enter")
    desk.follow("My referrals", within=".main-nav__menu")
    assert desk.heading == "My referrals"
    assert desk.page.locator(".main-nav summary").inner_text() == "Menu: My referrals"


def test_on_a_phone_a_disposal_is_read_within_three_thousand_pixels_and_each_fold_opens_without_script(
    site: Site, open_desk: Callable[..., Desk]
) -> None:
    """What can be done stands open, the rest is folded to a line. The longest is a case of which nothing is known."""
    with site.behind():
        where, signed, third = plain_disposal.scene(), plain_disposal.scene(), plain_disposal.scene()
        for user in (where.officer_user, signed.sergeant_user):
            user.password_hash = passwords.hash_of(PASSWORD)
        plain_disposal.with_facts(where)
        stands, proposed = plain_disposal.signed(signed), plain_disposal.proposed(plain_disposal.with_facts(third))
        by_sergeant = [f"/disposals/{stands.id}", f"/disposals/{proposed.id}/authorise"]
        answers = {
            "failed": "The assessment was not attended",
            "reason": "none_given",
            "evidence": "The service wrote so",
        }
        steps_actions.take_step(by=signed.sergeant, disposal_id=stands.id, event="suspected_breach", given=answers)
        officer, sergeant = where.officer_user.sign_in_name, signed.sergeant_user.sign_in_name
        address, episode_id, by = plain_disposal.facts_page(where), where.episode.id, where.officer
    desk = open_desk(width=375, scripts=False)
    desk.sign_in(officer, PASSWORD).go(address)
    assert height_of(desk) < LONGEST
    assert desk.page.locator("details.fold[open]").count() == 0
    shut = desk.page.locator("#disposal-PND")
    desk.page.emulate_media(media="print")
    assert shut.locator(".reasons").first.is_visible()
    desk.page.emulate_media(media="screen")
    assert not shut.locator(".reasons").first.is_visible()
    shut.locator("summary").first.press("Enter")
    assert "Nothing opens it: the schedule lists no other drug" in shut.inner_text()
    with site.behind():
        facts_actions.record_facts(by=by, episode_id=episode_id, answers=dict.fromkeys(ANSWERS, "not_known"))
    desk.go(address)
    assert height_of(desk) < LONGEST
    desk.page.locator("#disposal-SC summary").first.press("Enter")
    desk.follow("What did the person say about the offence?", within="#disposal-SC")
    assert desk.page.url.endswith("#admission")
    assert desk.heading.startswith("Disposal: the facts")
    other = open_desk(width=375, scripts=False)
    other.sign_in(sergeant, PASSWORD)
    for page in by_sergeant:
        assert height_of(other.go(page)) < LONGEST


def test_on_a_phone_a_table_of_figures_keeps_each_row_on_one_line_and_scrolls_by_the_keyboard(
    site: Site, open_desk: Callable[..., Desk]
) -> None:
    with site.behind():
        name = county.user(Role.MG, name="J. Sutterby", password_hash=passwords.hash_of(PASSWORD)).sign_in_name
        for _ in range(10):
            assessed()
        make_figures_ahead(site.clock)
    desk = open_desk(width=375, scripts=False)
    desk.sign_in(name, PASSWORD).go("/overview?days=2026-04-01/2027-03-31")
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= 375
    tops = desk.page.locator(".numbers tbody tr").evaluate_all(
        "rows => rows.map(row => new Set([...row.children].map(cell => cell.getBoundingClientRect().top)).size)"
    )
    assert len(tops) == 9, "two funnels, and three quarters"
    assert set(tops) == {1}
    box = desk.page.get_by_role("region", name="Referred by any route, each person once")
    box.focus()
    desk.page.keyboard.press("ArrowRight")
    desk.page.wait_for_function("box => box.scrollLeft > 0", arg=box.element_handle(), polling=20)
