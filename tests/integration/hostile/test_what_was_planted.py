"""What is planted on everybody is read on its own pages by those who may, and is nowhere else at all.

Planted are a safeguarding note and the result of a drug test: the words that every result is told in, and the medicine.
"""

import io
import zipfile
from collections import defaultdict

import pytest
from sqlalchemy import select

from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.testing.rules.results import AnalyteResult, OverallResult
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.people.models.custody import Episode
from pathways.people.models.identity import PersonDetails
from pathways.safeguarding.models import Concern
from pathways.store.base import db
from pathways.vocabulary import YesNo
from tests import county, county_safeguarding
from tests.integration.hostile import doors
from tests.integration.hostile.scene import NOWHERE, address_of
from tests.integration.hostile.test_out_of_sight import asked_as as roles_refused_alike
from tests.papers import sheets_of
from tests.rounds import IN_FULL
from tests.workbooks import workbook_opened

NOTE, DONE = "ZZ-NOTE-7731 the men from the flat", "ZZ-DONE-7731 rang the sergeant"
RESULT, MEDICINE = "ZZ-RESULT-7731", "ZZ-MEDICINE-7731 codeine"
NOTE_PLANTED = ("ZZ-NOTE-7731", "ZZ-DONE-7731")
RESULT_PLANTED = (RESULT, "ZZ-MEDICINE-7731", "Positive for")
NOTE_READ_BY = {
    ("DM", "safeguarding.concerns"),
    ("DM", "safeguarding.review"),
    ("TW", "engagement.concern"),
    ("PM", "engagement.concern"),
}
# The test's own pages and papers. The service that accepted somebody reads one line: engagement/test_result_for_treatment.
RESULT_READ_BY = {
    ("CO", "arrest_tests.drug_test"),
    ("CO", "arrest_tests.correct_test"),
    ("CO", "arrest_tests.happened"),
    ("CO", "arrest_tests.result_for_court"),
    ("CO", "arrest_tests.test_record"),
}


def planted_on_everybody() -> int:
    """By an officer whom no test signs in, so that nobody reads it for having written it. Returns one of them."""
    raiser, last = county.officer(), 0
    for episode in db.session.scalars(select(Episode).order_by(Episode.id)).all():
        danger = {"immediate_danger": YesNo.YES, "danger_done": DONE, "note": NOTE}
        last = county_safeguarding.concern(raiser, episode, **danger).id
    db.session.commit()
    return last


def told_in_planted_words(monkeypatch) -> None:
    """Every result is told in words that stand nowhere else; and each test names a medicine."""
    for result in (*OverallResult, *AnalyteResult):
        monkeypatch.setattr(result, "label", f"{RESULT} {result.name}")
    for test in db.session.scalars(select(DrugTest)).all():
        test.has_medicine, test.medicine = True, MEDICINE
    db.session.commit()


def text_of(answer) -> str:
    """What a reader reads of an answer, and the address it leads to."""
    return answer.headers.get("Location", "") + text_in(answer.data)


def text_in(content: bytes) -> str:
    """The words of a PDF, of a workbook, of each file in a pack of them, else the bytes."""
    if content.startswith(b"%PDF"):
        return " ".join(sheets_of(content))
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        if "xl/workbook.xml" not in file.namelist():
            return " ".join((*file.namelist(), *(text_in(file.read(name)) for name in file.namelist())))
    sheets = workbook_opened(content).sheets
    return " ".join(cell for rows in sheets.values() for row in rows for cell in row)


def shows(answer, planted) -> bool:
    texts = text_of(answer), str(answer.headers)
    return any(word in each for word in planted for each in texts)


@pytest.mark.rounds
def test_it_is_on_its_own_pages_and_on_no_other_page_list_paper_or_file(
    app, the_clock, client_of, full_county, capfd, monkeypatch
):
    """In the suite what every role may open is asked for as the first of them, and of who has the pages of another role
    (`county.LIKE`) those beyond; what is not there only where `test_out_of_sight` does not show that it answers like no
    page at all. By `make long` each as each."""
    concern = planted_on_everybody()
    told_in_planted_words(monkeypatch)
    note_seen, result_seen, asked_as = set(), set(), defaultdict(set)
    for role, user in full_county.users.items():
        client = client_of(user, role)
        for rule in doors.routes(app):
            if not doors.may_open(app, rule.endpoint, role):
                continue  # shut to the role for any record: tests/integration/hostile/test_out_of_sight.py
            if not IN_FULL and is_seen_otherwise(app, rule.endpoint, role, asked_as[rule.endpoint]):
                continue
            ids = full_county.ids(rule.endpoint, role) | {"concern_id": concern}
            asked = [ids]
            if IN_FULL or not (asked_as[rule.endpoint] or roles_refused_alike(app, rule)):
                asked.append(ids | {name: NOWHERE for name in ids if name.endswith("_id")})
            asked_as[rule.endpoint].add(role)
            for address in {address_of(app, rule.endpoint, each) for each in asked}:
                answer = client.ask("GET", address)
                # That no worker runs here is told by `health_ready` with 503, and is another matter.
                assert answer.status_code < 500 or rule.endpoint == "health_ready", rule.endpoint
                if shows(answer, NOTE_PLANTED):
                    note_seen.add((role.value, rule.endpoint))
                if shows(answer, RESULT_PLANTED):
                    result_seen.add((role.value, rule.endpoint))
    assert {endpoint for _, endpoint in NOTE_READ_BY | RESULT_READ_BY} <= {*asked_as}
    for seen, read_by in ((note_seen, NOTE_READ_BY), (result_seen, RESULT_READ_BY)):
        assert seen == {(role, endpoint) for role, endpoint in read_by if Role(role) in asked_as[endpoint]}
    output = capfd.readouterr()
    assert not any(word in output.out + output.err for word in NOTE_PLANTED + RESULT_PLANTED)
    payloads = " ".join(event.payload or "" for event in db.session.scalars(select(AuditEvent)))
    assert not any(word in payloads for word in NOTE_PLANTED + RESULT_PLANTED)


def is_seen_otherwise(app, endpoint, role, asked_as) -> bool:
    """Whether the page is that of another role, or was asked for and is everybody's. Each role begins elsewhere."""
    if county.LIKE.get(role) and doors.may_open(app, endpoint, county.LIKE[role]):
        return True
    return bool(asked_as) and endpoint != "home" and all(doors.may_open(app, endpoint, each) for each in Role)


def test_a_search_an_error_and_a_refused_form_do_not_tell_it(app, the_clock, client_of, full_county, monkeypatch):
    planted_on_everybody()
    told_in_planted_words(monkeypatch)
    client = client_of(full_county.users[Role.CO], Role.CO)
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
        client.post("/people/search", {"surname": NOTE_PLANTED[0]}),
        client.ask("GET", f"/safeguarding/{number}"),
        client.ask("POST", f"/safeguarding/{number}", data={"reason": "short"}),
        client.ask("GET", f"/safeguarding/{NOWHERE}"),
    ]
    assert [answer.status_code for answer in asked[2:]] == [403, 403, 403]
    assert not any(shows(answer, NOTE_PLANTED[1:] + RESULT_PLANTED) or NOTE in text_of(answer) for answer in asked)
