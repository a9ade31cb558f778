"""A box that another answer hides may hold something all the same: it was typed before the answer was changed, or the
page has no JavaScript and shows every box. Each form takes it: what does not belong to the answer is not recorded or is
refused in words, and no constraint of the database is what refuses it.
"""

from typing import Any

import pytest

from pathways import clock, dates
from pathways.store.base import db
from tests.integration.demo.crawling import nothing_stays
from tests.integration.hostile import typed
from tests.integration.hostile.scene import address_of
from tests.rounds import IN_FULL, rounds

FIRST = (
    "arrest_tests.drug_test", "disposals.step", "engagement.needs", "engagement.record_contact", "people.release",
    "referrals.needs",
)  # fmt: skip
"""The forms where most boxes hang on another answer: the suite tries these, and every form is tried by `make long`."""
EACH = 6
"""So many of the answers to one question are tried; a list of organisations or offences has hundreds alike."""


class Offered(typed.Filled):
    """What a form asks: each question with the answers it offers, and each box that is typed into."""

    def __init__(self, text: str, address: str) -> None:
        self.answers: dict[str, list[str]] = {}
        self.boxes: list[str] = []
        super().__init__(text, address)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        attributes = {name: value or "" for name, value in attrs}
        name, kind = attributes.get("name", ""), attributes.get("type", "text")
        if tag == "form" and self.inside:
            self.answers, self.boxes = {}, []
        elif not self.inside:
            return
        elif tag == "option" and self.select and attributes.get("value"):
            self.answers.setdefault(self.select, []).append(attributes["value"])
        elif kind in ("radio", "checkbox") and name:
            self.answers.setdefault(name, []).append(attributes.get("value", ""))
        elif tag in ("input", "textarea") and kind not in ("hidden", "submit", "file") and name:
            self.boxes.append(name)


def written_into(box: str) -> str:
    """Something that fits: the moment it is now, else words."""
    now = dates.london(clock.now())
    parts = {"time": f"{now:%H:%M}", "day": str(now.day), "month": str(now.month), "year": str(now.year)}
    return parts.get(box.rpartition("-")[2], "Out of stock, as she said herself")


@pytest.mark.rounds
def test_what_another_answer_hides_is_taken_or_refused_in_words(app, the_clock, client_of, full_county):
    answered: dict[str, set[int]] = {}
    for endpoint, (role, write) in typed.WRITES.items():
        if not IN_FULL and endpoint not in FIRST:
            continue
        client = client_of(full_county.users[role], role)
        ids = full_county.ids(endpoint, role)
        address = address_of(app, endpoint, ids)
        page = client.ask("GET", typed.FORM_AT.get(endpoint, address).format(**ids)).text
        offered = Offered(page, address)
        if "csrf_token" not in offered.values:
            continue
        accepted = {**offered.values, **write(full_county)}
        db.session.commit()
        hidden = {box: written_into(box) for box in offered.boxes if not any(accepted.get(box, ()))}
        rest = {name: answers for name, answers in offered.answers.items() if name not in accepted}
        whole: list[dict[str, Any]] = [{**hidden, **{name: answers[-1] for name, answers in rest.items()}, **accepted}]
        if IN_FULL:
            whole.append({**hidden, **{name: answers[0] for name, answers in rest.items()}, **accepted})
        posts = [
            *whole,
            *(
                {**each, name: answer}
                for each in whole
                for name, answers in offered.answers.items()
                for answer in answers[:EACH]
            ),
        ]
        for number, data in enumerate(posts):
            with nothing_stays(), app.app_context():
                answer = client.browser.open(address, method="POST", data={**data, "post_key": f"{endpoint} {number}"})
            assert answer.status_code < 500, f"{endpoint}: {data}"
            answered.setdefault(endpoint, set()).add(answer.status_code)
        db.session.expire_all()
    taken = sum(302 in answers for answers in answered.values())
    assert taken > rounds(4, 80), "hardly a form is taken: nothing is proved"
