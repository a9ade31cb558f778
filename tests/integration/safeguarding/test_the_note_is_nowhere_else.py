"""A safeguarding note planted on everybody is read on its own pages by those who may, and is nowhere else at all."""

import io

import pypdf
from sqlalchemy import select

from pathways.audit.models import AuditEvent
from pathways.auth import Role
from pathways.people.models import Episode, PersonDetails
from pathways.safeguarding.models import Concern
from pathways.store import db
from pathways.vocabulary import YesNo
from tests import county, county_safeguarding
from tests.integration.hostile import doors
from tests.integration.hostile.scene import NOWHERE, address_of

NOTE, DONE = "ZZ-NOTE-7731 the men from the flat", "ZZ-DONE-7731 rang the sergeant"
PLANTED = ("ZZ-NOTE-7731", "ZZ-DONE-7731")
READ_BY = {
    ("DM", "safeguarding.concerns"),
    ("DM", "safeguarding.review"),
    ("TW", "engagement.concern"),
    ("PM", "engagement.concern"),
}


def planted_on_everybody() -> int:
    """By an officer whom no test signs in, so that nobody reads it for having written it. Returns one of them."""
    raiser, last = county.officer(), 0
    for episode in db.session.scalars(select(Episode).order_by(Episode.id)).all():
        danger = {"immediate_danger": YesNo.YES, "danger_done": DONE, "note": NOTE}
        last = county_safeguarding.concern(raiser, episode, **danger).id
    db.session.commit()
    return last


def text_of(answer) -> str:
    """What a reader reads of an answer: the words of a PDF, else the bytes; and the address it leads to."""
    where = answer.headers.get("Location", "")
    if answer.data.startswith(b"%PDF"):
        return where + " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    return where + answer.get_data(as_text=True)


def shows(answer) -> bool:
    return any(word in text_of(answer) or word in str(answer.headers) for word in PLANTED)


def test_the_note_is_on_its_own_pages_and_on_no_other_page_list_paper_or_file(app, the_clock, client_of, found, capfd):
    planted = planted_on_everybody()
    seen = set()
    for role, user in found.users.items():
        client = client_of(user, role)
        for rule in doors.routes(app):
            if not doors.may_open(app, rule.endpoint, role):
                continue  # shut to the role for any record: tests/integration/hostile/test_out_of_sight.py
            ids = found.ids(rule.endpoint, role) | {"concern_id": planted}
            nothing = ids | {name: NOWHERE for name in ids if name.endswith("_id")}
            for address in {address_of(app, rule.endpoint, each) for each in (ids, nothing)}:
                answer = client.ask("GET", address)
                assert answer.status_code < 500, rule.endpoint
                if shows(answer):
                    seen.add((role.value, rule.endpoint))
    assert seen == READ_BY
    said = capfd.readouterr()
    assert not any(word in said.out + said.err for word in PLANTED)
    payloads = " ".join(event.payload or "" for event in db.session.scalars(select(AuditEvent)))
    assert not any(word in payloads for word in PLANTED)


def test_a_search_an_error_and_a_refused_form_do_not_tell_it(app, the_clock, client_of, found):
    planted_on_everybody()
    client = client_of(found.users[Role.CO], Role.CO)
    details = db.session.scalars(select(PersonDetails).where(PersonDetails.superseded_at.is_(None))).first()
    born = details.date_of_birth
    typed = {
        "surname": details.surname,
        "date_of_birth-day": str(born.day),
        "date_of_birth-month": str(born.month),
        "date_of_birth-year": str(born.year),
    }
    number = db.session.scalars(select(Concern.id)).first()
    asked = [
        client.post("/people/search", typed),
        client.post("/people/search", {"surname": PLANTED[0]}),
        client.ask("GET", f"/safeguarding/{number}"),
        client.ask("POST", f"/safeguarding/{number}", data={"reason": "short"}),
        client.ask("GET", f"/safeguarding/{NOWHERE}"),
    ]
    assert [answer.status_code for answer in asked[2:]] == [403, 403, 403]
    assert not any(NOTE in text_of(answer) or DONE in text_of(answer) for answer in asked)
