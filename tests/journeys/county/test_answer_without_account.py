"""A small charity without accounts is sent a link: opening it tells no name and uses nothing up; answering it does both.

After the appointment it is sent another, and whoever sent him reads what it told, as far as he agreed.
"""

from collections.abc import Callable

from sqlalchemy import select

from pathways.acceptance.answer_links import actions as acceptance
from pathways.admin.actions import places as administration
from pathways.engagement.appointments import actions as engagement
from pathways.links.rules import token_of
from pathways.outbox.models import Message
from pathways.store.base import db
from tests import county
from tests.journeys.county.arranged import november, user
from tests.journeys.county.at_the_service import NAME, SURNAME, sent_to
from tests.journeys.desk import Desk, Site
from tests.rounds import without_script_in_full

CHARITY = "Second Spring Housing"


def a_charity_without_accounts(site: Site) -> None:
    with site.behind():
        service = county.service(CHARITY, of=county.provider("Second Spring"))
        by = county.viewer_of(user("admin"))
        administration.send_links_approved(by=by, service=service, address="office@secondspring.example")


def link_sent(site: Site, make: Callable[..., int], page: str) -> str:
    """The address in the message that waits to be sent."""
    key = site.app.config["SECRET_KEY"]
    with site.behind():
        assert make(key=key) == 1
        message = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
        assert message is not None
        return f"/{page}/{token_of(message.secret_of, key)}"


@without_script_in_full
def test_a_charity_answers_by_a_link_that_tells_no_name_and_works_once(
    site: Site, open_desk: Callable[..., Desk], scripts: bool
):
    a_charity_without_accounts(site)
    sent = sent_to(site, CHARITY)
    link = link_sent(site, acceptance.make_links, "answer")
    scanner = open_desk(inspect=False, scripts=scripts)
    for _ in range(3):
        scanner.go(link)
    desk = open_desk(pictures="by-link", scripts=scripts)
    desk.go(link)
    assert SURNAME not in desk.text
    desk.choose("Your answer", "Accept").fill("Your name and role", "Jo Bell, manager").press("Continue")
    assert SURNAME not in desk.text
    desk.fill_moment("First appointment", november(27, 10)).fill("Place", "Room 2").press("Accept this referral")
    assert NAME in desk.text
    again = scanner.go(link)
    assert again.heading == "This link does not work"
    assert SURNAME not in again.text
    officer = open_desk(inspect=False, scripts=scripts)
    assert f"Accepted by {CHARITY}" in officer.sign_in("officer").go(sent.became).text

    site.clock.set(november(27, 12))
    asked = link_sent(site, engagement.make_outcome_links, "told")
    assert scanner.go(asked).heading == "What became of the appointment?"
    desk.go(asked)
    assert SURNAME not in desk.text
    desk.choose("What became of the appointment?", "Did not come").fill("Your name and role", "Jo Bell, manager")
    desk.fill_moment("Next appointment, if there is one", november(30, 10)).fill(
        "Where is the next appointment?", "Room 2"
    )
    assert desk.press("Send").heading == "Thank you for telling us"
    assert scanner.go(asked).heading == "This link does not work"
    assert "Did not attend" in officer.sign_in("officer").go(sent.became).text
