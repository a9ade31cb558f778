"""The Board: a manager takes the page to the meeting and records that it was shown; another reads the minutes, whoever
keeps them answers by a link, and somebody who has only the paper finds out what it is."""

import re
from collections.abc import Callable
from typing import Final

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.links.rules import token_of
from pathways.outbox.models import Message
from pathways.store.base import db
from tests.journeys.desk import Desk, Site
from tests.papers import words_of
from tests.rounds import without_script_in_full
from tests.scans import pdf

WITNESS: Final = "minutes@board.example"
MINUTE: Final = "Which minute says so? (if they do)"


@pytest.fixture
def link(site: Site) -> Callable[[], str]:
    """`link()`: the address in the last message to whoever keeps the minutes."""
    site.app.config["BOARD_WITNESS"] = WITNESS

    def of_last() -> str:
        with site.behind():
            secrets = select(Message.secret_of).where(Message.address == WITNESS, Message.secret_of != "")
            secret = db.session.scalars(secrets.order_by(Message.id.desc())).first()
        return f"/minutes/{token_of(secret or '', site.app.config['SECRET_KEY'])}"

    return of_last


@without_script_in_full
def test_the_board_is_shown_a_page_and_three_people_say_so_before_an_auditor_asks(
    site: Site, open_desk: Callable[..., Desk], link: Callable[[], str], scripts: bool
) -> None:
    manager = open_desk(pictures="board", scripts=scripts).sign_in("manager").follow("For the Board")
    assert manager.page.locator("table").first.locator("tbody tr").count() == 5
    paper = words_of(manager.download("Printable PDF"))
    (fingerprint,) = set(re.findall(r"Fingerprint ([0-9a-f]{4}(?: [0-9a-f]{4}){3})", paper))
    assert fingerprint in manager.text
    manager.follow("Record that these figures were shown").fill_date("When was it shown to the Board?", clock.today())
    minutes = {"name": "minutes.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    manager.page.set_input_files("input[type=file]", [minutes])
    assert manager.press("Record it").heading == "In the minutes?"
    assert "somebody else reads the minutes" in manager.text

    other = open_desk(pictures="board-minutes", scripts=scripts).sign_in("manager2").follow("For the Board")
    other.follow("Say whether the minutes have it")
    assert other.download("Copy 1 of the minutes").startswith(b"%PDF-")
    other.choose("What did you read?", "Both: the minutes where the Board keeps them, and the copy")
    other.choose("Do the minutes say that the Board was shown these figures on that day?", "Yes")
    other.fill(MINUTE, "Minute 6 of that meeting")
    assert other.press("Save the answer").heading == "Shown to the Board"

    clerk = open_desk(width=375, pictures="board-clerk", scripts=scripts).go(link())
    assert clerk.heading == "Was the Board shown this page?"
    assert fingerprint in clerk.text
    assert "Minute 6 of that meeting" not in clerk.text
    clerk.choose("Do the minutes that you keep say that the Board was shown this page on that day?", "Yes")
    clerk.fill("Your name and role", "N. Bratley, clerk").press("Send")
    assert "Enter which minute says so" in clerk.text
    assert clerk.fill(MINUTE, "Minute 6").press("Send").heading == "Thank you for answering"
    assert clerk.go(link()).heading == "It was answered already"

    auditor = open_desk(width=375, pictures="board-proof", scripts=scripts).sign_in("manager2").go("/reports/board")
    auditor.fill("Or its fingerprint", fingerprint).press("Show")
    assert "The fingerprint is that of these figures." in auditor.text
    auditor.follow("What proves it")
    assert "N. Bratley, clerk answered that the minutes say so: Minute 6." in auditor.text
    assert "Every entry that there must be is there and holds" in auditor.text
    assert auditor.page.evaluate("document.documentElement.scrollWidth") == 375
