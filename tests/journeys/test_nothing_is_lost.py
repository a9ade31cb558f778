"""Interruptions at a real browser: signed out half way, pressed twice, back and again, two people at once."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from pathways import clock
from pathways.auth import passwords
from pathways.auth.roles import Role
from pathways.referrals.models.referral import Referral
from tests import county
from tests.journeys import mouse
from tests.journeys.desk import Desk, Site
from tests.referred import asked, referred

PASSWORD = "lamp river ninety teapot"
NOTE = "Ring before ten. His mother answers; do not say who you are."


@pytest.fixture
def people(site: Site) -> dict[str, str]:
    """An officer and two workers of one service, by how they sign in."""
    with site.behind():
        password_hash = passwords.hash_of(PASSWORD)
        county.service()
        users = {
            "officer": county.user(Role.CO, name="M. Ellery", password_hash=password_hash),
            "worker": county.user(Role.TW, name="Priya Nandra", password_hash=password_hash),
            "other": county.user(Role.TW, name="Sam Okafor", password_hash=password_hash),
        }
        return {name: user.sign_in_name for name, user in users.items()}


@pytest.fixture
def ready(site: Site, people: dict[str, str]) -> str:
    """The address at which a referral, all asked and answered, waits to be sent."""
    with site.behind():
        by = county.viewer_of(county.user(Role.CO))
        episode = county.episode(county.person("Wragg", "Tobias", by=by), by=by, came_on=clock.today())
        asked(by, episode, county.service())
        return f"/episodes/{episode.id}"


def _sent(site: Site) -> int:
    with site.behind() as db:
        return db.session.scalar(select(func.count()).where(Referral.sent_at.is_not(None))) or 0


def test_what_was_typed_before_fifteen_idle_minutes_is_offered_after_the_next_sign_in(
    site: Site, open_desk: Callable[..., Desk], people: dict[str, str], ready: str
):
    desk = open_desk().sign_in(people["officer"], PASSWORD).go(f"{ready}/needs")
    desk.choose("What does he say he uses?", "Mamba, spice").choose("What else would help?", "Nothing else")
    desk.fill("Anything that keeps the contact safe (optional)", NOTE)
    desk.page.keyboard.press("Tab")
    desk.page.get_by_role("status").get_by_text("Kept as a draft ").wait_for()
    site.later(minutes=16)
    desk.press("Save and go to service and consents")
    assert desk.heading == "Sign in"
    assert "What you typed is kept as your draft" in desk.page.locator("body").inner_text()
    desk.sign_in(people["officer"], PASSWORD)
    assert desk.heading == "Carry on where you were?"
    desk.press("Carry on")
    assert desk.page.url.endswith(f"{ready}/needs")
    assert desk.group("What does he say he uses?").get_by_label("Mamba, spice").is_checked()
    assert desk.group("What else would help?").get_by_label("Nothing else").is_checked()
    assert desk.page.get_by_label("Anything that keeps the contact safe (optional)").input_value() == NOTE


def test_one_press_of_lock_hides_every_tab_and_the_password_brings_back_what_was_typed(
    site: Site, open_desk: Callable[..., Desk], people: dict[str, str], ready: str
):
    desk = open_desk().sign_in(people["officer"], PASSWORD)
    other = desk.page.context.new_page()
    other.goto(desk.page.url)
    desk.go(f"{ready}/needs").fill("Anything that keeps the contact safe (optional)", NOTE)
    desk.page.get_by_role("button", name="Lock", exact=True).press("Enter")
    desk.page.wait_for_url("**/sign-in?ended=locked**")
    assert desk.met().heading == "Sign in"
    assert "Wragg" not in desk.page.content()
    other.wait_for_url("**/sign-in?ended=locked**")
    assert desk.page.get_by_label("Name").input_value() == people["officer"]
    desk.fill("Password", PASSWORD).press("Sign in")
    assert desk.page.url.endswith(f"{ready}/needs")
    assert desk.page.get_by_label("Anything that keeps the contact safe (optional)").input_value() == NOTE


def test_a_draft_is_never_offered_to_the_next_person_at_that_terminal(
    site: Site, open_desk: Callable[..., Desk], people: dict[str, str], ready: str
):
    desk = open_desk().sign_in(people["officer"], PASSWORD).go(f"{ready}/needs")
    desk.fill("Anything that keeps the contact safe (optional)", NOTE)
    site.later(minutes=16)
    desk.press("Save and go to service and consents").sign_in(people["worker"], PASSWORD)
    assert desk.heading == "Inbox"
    assert NOTE not in desk.page.content()


def test_a_double_click_on_the_green_button_sends_once(
    site: Site, open_desk: Callable[..., Desk], people: dict[str, str], ready: str
):
    desk = open_desk().sign_in(people["officer"], PASSWORD).go(f"{ready}/refer")
    mouse.press(desk.page.get_by_role("button", name="Send referral"), times=2)
    desk.page.wait_for_url("**/sent")
    assert desk.met().heading.startswith("Sent. Referral R-26-")
    assert _sent(site) == 1


def test_back_and_send_again_leads_to_the_first_result(
    site: Site, open_desk: Callable[..., Desk], people: dict[str, str], ready: str
):
    desk = open_desk().sign_in(people["officer"], PASSWORD).go(f"{ready}/refer")
    still_open = desk.page.context.new_page()
    still_open.goto(f"{ready}/refer")
    desk.press("Send referral")
    first = desk.page.url
    desk.page.go_back()
    assert desk.page.url == first, "Back asks the server again, which shows what was done"
    mouse.press(still_open.get_by_role("button", name="Send referral"))
    still_open.wait_for_url(first)
    assert _sent(site) == 1


def test_of_two_workers_who_accept_the_second_is_told_who_was_first_and_keeps_the_text(
    site: Site, open_desk: Callable[..., Desk], people: dict[str, str]
):
    with site.behind():
        number = referred().id
    first = open_desk().sign_in(people["worker"], PASSWORD).go(f"/inbox/{number}/accept")
    second = open_desk().sign_in(people["other"], PASSWORD).go(f"/inbox/{number}/accept")
    second.fill("Note for your team (optional)", NOTE)
    first.press("Accept referral")
    second.press("Accept referral")
    assert second.heading.startswith("Priya Nandra accepted this referral first: ")
    assert second.page.get_by_label("Your note, kept as you typed it").input_value() == NOTE
    with site.behind() as db:
        assert db.session.get_one(Referral, number).keyworker_id == db.session.get_one(Referral, number).accepted_by_id
