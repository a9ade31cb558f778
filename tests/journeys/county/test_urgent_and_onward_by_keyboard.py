"""Two things that brook no delay, without a mouse: a no that goes to the women's service, and an urgent yes today."""

from collections.abc import Callable

from pathways.vocabulary import Answer, Sex
from tests.journeys.county.at_the_service import HUB, NAME, sent_to
from tests.journeys.desk import Desk, Site

WOMEN = "Lindum Women's Service"


def test_a_no_goes_to_the_womens_service_that_she_asks_for_in_four_presses(site: Site, open_desk: Callable[..., Desk]):
    sent = sent_to(site, sex=Sex.FEMALE)
    desk = open_desk(keyboard=True, pictures="declined-to-the-womens-service").sign_in("worker")
    with desk.taking(presses=4):
        desk.follow(f"Decline {NAME}")
        assert "Next: sent at once to " in desk.text
        assert "any listed service, agreed on 25 November 2026" in desk.text
        desk.choose("Why can you not take her?", "Needs another kind of help than we give")
        desk.fill("Note to the next service (optional)", "She asks for a service for women.")
        desk.press(f"Decline and send to {WOMEN}")
    assert desk.heading == "You declined this referral"
    assert f"Sent on at once to {WOMEN}" in desk.text
    assert NAME not in desk.text
    officer = open_desk(keyboard=True, inspect=False).sign_in("officer").go(sent.became)
    assert f"{HUB}: needs another kind of help than we give" in officer.text


def test_an_urgent_referral_stands_first_and_is_accepted_for_the_same_day_in_two_presses(
    site: Site, open_desk: Callable[..., Desk]
):
    sent = sent_to(site, suicide_risk=Answer.YES)
    desk = open_desk(keyboard=True, pictures="urgent-the-same-day").sign_in("worker")
    assert desk.page.locator("h2.group-head").first.inner_text().startswith("Urgent")
    assert NAME in desk.page.locator("ul.worklist").first.inner_text()
    with desk.taking(presses=2):
        desk.press(f"Accept {NAME}")
        assert "Somebody speaks to him today or tomorrow." in desk.text
        boxes = desk.group("First appointment")
        assert [boxes.get_by_label(each, exact=True).input_value() for each in ("Day", "Month")] == ["25", "11"]
        desk.press("Accept referral")
    assert desk.page.url.endswith(f"{sent.case}?done=accepted")
    head = desk.page.locator("main .flags").first.inner_text()
    assert "Urgent" in head
    assert "Suicide risk" in head
