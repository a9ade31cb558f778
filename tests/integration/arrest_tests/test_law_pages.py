"""The law on a date, its changes, and the two people they need: as pages."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from pathways.approvals.rules import ChangeState
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.documents import paper
from pathways.documents.paper import Paper
from pathways.law import queries as reading
from pathways.law.models import ProposedChange
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests import custody_scenes
from tests.integration.arrest_tests.law_scenes import CHECKED, approved, proposed, the_regime_of_2026
from tests.integration.hostile.typed import day, filled_in

PROPOSE = "/law-changes/propose/trigger_offences/TA68-1"
ENDS = {"intent": "end", "source": "SI 2026/999 art 3", "mark": "verified", "why": "The order was made"}
DECIDE = {"checked": CHECKED, "read_source": "yes"}
PROPOSED = "?done=proposed"


def lead(client_of, name="Helen Astley"):
    return client_of(county.user(Role.PL, name=name), Role.PL)


def other(client_of):
    return lead(client_of, "K. Adeyemi")


def send(browser, address, typed, **more):
    return browser.send(address, {**filled_in(browser, address, address), **typed, **more})


def waiting() -> ProposedChange:
    """A change that some other policy lead proposed, as a browser meets it."""
    made = proposed(county.viewer_of(county.user(Role.PL, name="Helen Astley")))
    db.session.commit()
    return made


def states() -> list[ChangeState]:
    db.session.expire_all()
    return list(db.session.scalars(select(ProposedChange.state).order_by(ProposedChange.id)))


def test_the_page_of_today_says_what_is_in_force_what_left_and_where_testing_is_notified(app, the_clock, client_of):
    custody_scenes.notified()
    db.session.commit()
    text = client_of(county.user(), Role.CO).get("/law").text
    assert "The law on 25 November 2026" in text
    assert "3. Trigger offences: 19 on the list" in text
    assert "Left the list this year: 2" in text
    assert "Persistent begging" in text
    assert "Specified controlled drugs, two samples" in text
    assert "Switched off" in text
    assert "Notice of May 2024" in text
    assert "law-2026-11-28" in text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2023-08-01", "SI 2001/1816 art 2"),
        ("2004-07-27", "Joined the list this year: 8"),
        ("2001-07-01", "There is no rule from before 2 July 2001"),
        ("2027-02-01", "As known today; 0 changes are waiting"),
        ("2026-02-30", "Date must be a real date"),
        ("next Tuesday", "There is a problem"),
        ("0000-00-00", "There is a problem"),
        ("", "There is a problem"),
    ],
)
def test_any_date_is_answered_or_told_in_words_what_is_wrong(app, the_clock, client_of, asked, said):
    answer = client_of(county.user(), Role.CO).get("/law", query_string={"on": asked})
    assert answer.status_code == 200
    assert said in answer.text


def test_a_force_sees_its_own_suites_and_a_service_those_of_every_force(app, the_clock, client_of):
    custody_scenes.notified()
    custody_scenes.notified(county.suite("Nottingham", of=county.force("Nottinghamshire Police")))
    db.session.commit()
    assert "Nottingham" not in client_of(county.user(), Role.CO).get("/law").text
    assert "Nottingham" in client_of(county.user(Role.TW), Role.TW).get("/law").text


def test_the_paper_says_the_same_marked_and_twice_alike(app, the_clock, client_of):
    browser = client_of(county.user(), Role.CO)
    first, second = (browser.get("/law.pdf", query_string={"on": "2026-11-25"}).data for _ in range(2))
    assert first == second
    pages = PdfReader(BytesIO(first)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in ("The law on 25 November 2026", "19 on the list", "Persistent begging", "SI 2023/784", "Switched off"):
        assert words in text
    assert all("OFFICIAL" in page.extract_text() for page in pages)
    assert browser.get("/law.pdf", query_string={"on": "nonsense"}).location.startswith("/law?on=nonsense")


def test_the_paper_is_laid_out_once_for_everybody_anew_when_the_law_changes_and_each_look_is_recorded(
    app, the_clock, client_of, monkeypatch
):
    laid_out, usual = [], Paper.pdf
    monkeypatch.setattr(paper, "_laid_out", {})
    monkeypatch.setattr(Paper, "pdf", lambda self: laid_out.append(self.title) or usual(self))
    officer, worker = client_of(county.user(), Role.CO), client_of(county.user(Role.TW), Role.TW)

    def law_in_december():
        return [each.get("/law.pdf", query_string={"on": "2026-12-02"}).data for each in (officer, worker)]

    before = law_in_december()
    the_clock.advance(timedelta(minutes=10))
    assert [*law_in_december(), *before] == [before[0]] * 4
    assert laid_out == ["The law on 2 December 2026"]
    assert [look.actor_id for look in looks()] == [officer.user_id, worker.user_id] * 2
    approved()
    db.session.commit()
    assert law_in_december()[0] != before[0]
    assert len(laid_out) == 2


def looks() -> list[AuditEvent]:
    """Who was handed a paper, in order."""
    downloaded = select(AuditEvent).where(AuditEvent.action == "document.downloaded").order_by(AuditEvent.id)
    return list(db.session.scalars(downloaded))


def test_a_change_is_proposed_by_one_person_and_approved_by_another(app, the_clock, client_of):
    proposer = lead(client_of)
    address = send(proposer, PROPOSE, ENDS, **day("starts_on", date(2026, 12, 1))).location.removesuffix(PROPOSED)
    page = proposer.get(address).text
    assert "Another policy lead decides" in page
    assert 'name="ended_why"' in page
    assert 'name="checked"' not in page
    second = other(client_of)
    assert "Approved, in your name." in second.get(send(second, address, DECIDE).location).text
    assert "Approved, in your name." not in second.get(address).text
    assert "18 on the list" in second.get("/law", query_string={"on": "2026-12-01"}).text
    assert "19 on the list" in second.get("/law", query_string={"on": "2026-11-30"}).text


def test_whoever_decides_opens_the_source_from_the_change_where_an_address_was_given(app, the_clock, client_of):
    section, first = "https://www.legislation.gov.uk/ukpga/1968/60/section/1", day("starts_on", date(2026, 12, 1))
    given = send(lead(client_of), PROPOSE, ENDS, **first, source="A letter", source_url=section).location
    page = other(client_of).get(given.removesuffix(PROPOSED)).text
    assert f'<a class="govuk-link" href="{section}" rel="noreferrer">A letter</a>' in page
    assert "No address was given" not in page
    bare = send(lead(client_of, "A. Lead"), PROPOSE, ENDS, **first, source="Another letter").location
    assert "No address was given with it: ask A. Lead" in other(client_of).get(bare.removesuffix(PROPOSED)).text


def test_an_address_that_a_browser_does_not_open_safely_is_refused_at_its_field(app, the_clock, client_of):
    first = day("starts_on", date(2026, 12, 1))
    refused = send(lead(client_of), PROPOSE, ENDS, **first, source_url="http://letters.example/").text
    assert "Enter the whole address, beginning with https://" in refused
    assert "http://letters.example/" in refused


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(app, the_clock, client_of):
    browser = lead(client_of)
    answer = send(browser, PROPOSE, ENDS | {"source": ""}, **day("starts_on", date(2026, 12, 1)))
    assert "Enter the source" in answer.text
    assert "The order was made" in answer.text
    odd = send(browser, "/law-changes/propose/controlled_drugs/new", ENDS | {"code": "x!", "value_part1_para": "9"},
               **day("starts_on", date(2026, 12, 1)))  # fmt: skip
    assert "Enter a code of letters" in odd.text
    assert "Enter the paragraph as a number from 1 to 6, or leave it blank for Class B or C" in odd.text
    assert states() == []
    assert browser.get("/law-changes/propose/trigger_offences/NOPE").status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            {"value_mda_class": "A"},
            "A drug of Class A stands in a paragraph of Part 1 of Schedule 2. Enter its number, 1 to 6",
        ),
        ({"value_mda_class": "A", "value_part1_para": "1"}, "Enter the date it became Class A"),
        ({"value_mda_class": "B", "value_part1_para": "1"}, "Only a drug of Class A stands in Part 1 of Schedule 2"),
        ({"value_mda_class": "C", "value_class_a_from": "2024-03-20"}, "It is not Class A"),
    ],
)
def test_a_drug_of_class_a_says_its_paragraph_and_since_when_and_no_other_does(app, the_clock, client_of, typed, words):
    drug = ENDS | {"code": "ketamine_2", "intent": "change", "value_name": "Ketamine"} | typed
    page = send(
        lead(client_of), "/law-changes/propose/controlled_drugs/new", drug, **day("starts_on", date(2026, 12, 1))
    ).text
    assert words in page
    field = "part1_para" if "paragraph" in words or "Part 1" in words else "class_a_from"
    assert f'href="#value_{field}"' in page
    assert states() == []


def test_an_approval_without_having_read_the_source_is_refused_and_sent_back_is_not(app, the_clock, client_of):
    browser, address = other(client_of), f"/law-changes/{waiting().id}"
    assert "Read the source before you approve" in send(browser, address, DECIDE | {"read_source": "no"}).text
    assert states() == [ChangeState.WAITING]
    sent_back = send(browser, address, DECIDE | {"read_source": "no"}, then="send_back").location
    assert "Sent back, in your name: nothing changes." in browser.get(sent_back).text
    assert states() == [ChangeState.SENT_BACK]
    listed = browser.get("/law-changes").text
    assert "Sent back" in listed
    assert CHECKED in listed


def test_who_sends_a_change_back_and_wrote_nothing_is_asked_why(app, the_clock, client_of):
    browser, address = other(client_of), f"/law-changes/{waiting().id}"
    for then in ("", "send_back"):
        asked = send(browser, address, DECIDE | {"checked": ""}, then=then).text
        assert "Say what you checked or, to send it back, why" in asked
    assert states() == [ChangeState.WAITING]


def test_a_made_up_change_of_the_law_is_decided_without_a_source_read(app, the_clock, client_of):
    row = waiting()
    row.is_demonstration = True
    db.session.commit()
    browser, address = other(client_of), f"/law-changes/{row.id}"
    assert 'name="read_source"' not in browser.get(address).text
    assert "Approved" in browser.get(send(browser, address, {"checked": CHECKED}).location).text


def test_the_same_decision_sent_twice_has_one_effect(app, the_clock, client_of):
    browser, address = other(client_of), f"/law-changes/{waiting().id}"
    typed = {**filled_in(browser, address, address), **DECIDE}
    assert [browser.send(address, typed).location for _ in range(2)] == [f"{address}?done=decided"] * 2
    db.session.expire_all()
    assert reading.law_book().newest == 1


def test_two_people_who_decide_at_once_leave_one_decision_and_the_later_keeps_what_was_typed(app, the_clock, client_of):
    address = f"/law-changes/{waiting().id}"
    first, second = other(client_of), lead(client_of, "J. Croft")
    forms = [{**filled_in(browser, address, address), **DECIDE} for browser in (first, second)]
    first.send(address, forms[0])
    late = second.send(address, {**forms[1], "checked": "Asked the legal team as well"})
    assert "no longer waiting" in late.text
    assert "Asked the legal team as well" in late.text
    assert states() == [ChangeState.APPROVED]


def test_who_withdraws_what_was_sent_back_meanwhile_is_not_told_that_it_was_approved(app, the_clock, client_of):
    proposer = lead(client_of)
    address = send(proposer, PROPOSE, ENDS, **day("starts_on", date(2026, 12, 1))).location.removesuffix(PROPOSED)
    typed = filled_in(proposer, address, address) | {"ended_why": "The order was revoked"}
    send(other(client_of), address, DECIDE, then="send_back")
    late = proposer.send(address, typed).text
    assert "Decided meanwhile" in late
    assert "The order was revoked" in late
    assert 'name="ended_why"' not in late


def test_a_proposer_withdraws_and_an_approved_change_is_stopped_before_it_begins(app, the_clock, client_of):
    proposer = lead(client_of)
    address = send(proposer, PROPOSE, ENDS, **day("starts_on", date(2026, 12, 1))).location.removesuffix(PROPOSED)
    send(proposer, address, {"ended_why": "The order was revoked"})
    made = approved(the_regime_of_2026())
    db.session.commit()
    send(other(client_of), f"/law-changes/{made.id}", {"ended_why": "Commencement was put off"})
    assert states() == [ChangeState.WITHDRAWN, ChangeState.STOPPED]
    text = proposer.get("/law-changes").text
    assert "The order was revoked" in text
    assert "Commencement was put off" in text


def test_others_read_the_changes_and_are_offered_none(app, the_clock, client_of):
    made = waiting()
    browser = client_of(county.user(), Role.CO)
    assert "Waiting for a second person" in browser.get("/law-changes").text
    assert "Propose a change" not in browser.get("/law-changes").text
    assert browser.get(f"/law-changes/{made.id}").status_code == 404
    assert browser.get(PROPOSE).status_code == 403
