"""A person's page, corrections, death, and who may open which."""

import pytest

from pathways.auth.roles import Role
from pathways.people.identity.queries import earlier_details
from tests import county
from tests.pages import hidden_values


def test_a_correction_shows_what_stood_before_on_the_persons_page(browser, officer, typed_person, last_event):
    person = county.person(by=officer)
    typed = typed_person | {
        "given_names": "Dean",
        "sex": "male",
        "age_evidence": "documented",
        "date_of_birth-day": "19",
    }
    address = f"/people/{person.id}/correct"
    assert "Say why it was wrong" in browser.post(address, typed).text
    page = browser.post(address, typed | {"correction_reason": "Misread the licence"})
    assert page.headers["Location"] == f"/people/{person.id}"
    page = browser.get(f"/people/{person.id}")
    assert "Misread the licence" in page.text
    assert "19 June 1991" in page.text
    assert last_event().action == "person.viewed"


def test_ethnicity_is_as_the_person_says_it_is_asked_once_and_filling_the_blank_needs_no_reason(
    browser, officer, typed_person
):
    person = county.person(by=officer)
    assert "Not asked yet" in browser.get(f"/people/{person.id}").text
    typed = typed_person | {"given_names": "Dean", "sex": "male", "age_evidence": "documented"}
    assert browser.post(f"/people/{person.id}/correct", typed | {"ethnicity": "M1"}).status_code == 302
    assert "Mixed: White and Black Caribbean" in browser.get(f"/people/{person.id}").text
    changed = browser.post(f"/people/{person.id}/correct", typed | {"ethnicity": "W1"})
    assert "Say why it was wrong" in changed.text


def test_a_correction_made_on_an_old_page_is_told_so_and_kept(browser, officer, typed_person):
    person = county.person(by=officer)
    address = f"/people/{person.id}/correct"
    old = hidden_values(browser.get(address).text, address)
    typed = typed_person | {"given_names": "Dean", "sex": "male", "age_evidence": "documented", "pnc_id": "09/184473K"}
    browser.post(address, typed)
    page = browser.send(address, old | typed | {"surname": "Radcliffe", "correction_reason": "Misheard"})
    assert "Somebody else changed this record" in page.text
    assert 'value="Radcliffe"' in page.text
    assert len(earlier_details(person.id)) == 1


@pytest.mark.parametrize("version", ["", "the newest", "-1", None])
def test_a_correction_that_says_of_no_version_what_it_saw_is_told_so_too(browser, officer, typed_person, version):
    person = county.person(by=officer)
    address = f"/people/{person.id}/correct"
    page = hidden_values(browser.get(address).text, address)
    typed = typed_person | {"given_names": "Dean", "sex": "male", "age_evidence": "documented"}
    sent = page | typed | {"surname": "Radcliffe", "correction_reason": "Misheard", "version": version}
    answer = browser.send(address, {name: value for name, value in sent.items() if value is not None})
    assert "Somebody else changed this record" in answer.text
    assert not earlier_details(person.id)


def test_a_death_is_recorded_and_the_page_says_that_everything_has_ended(browser, officer):
    person = county.person(by=officer)
    when = {"died_at-time": "02:00", "died_at-day": "25", "died_at-month": "11", "died_at-year": "2026"}
    assert browser.post(f"/people/{person.id}/died", when | {"source": "hospital"}).status_code == 302
    page = browser.get(f"/people/{person.id}")
    assert "Died on 25 November 2026" in page.text
    assert "Detained: book in" not in page.text
    assert "already recorded" in browser.get(f"/people/{person.id}/died").text


@pytest.mark.parametrize(
    "address",
    [
        "/people/{person}",
        "/people/{person}/correct",
        "/people/{person}/died",
        "/people/{person}/episodes/new",
        "/people/{person}/arrest",
        "/episodes/{episode}/detention",
        "/episodes/{episode}/release",
        "/episodes/{episode}/close",
        "/episodes/{episode}/under-18",
    ],
)
def test_another_forces_record_answers_exactly_like_one_that_is_not_there(browser, address):
    other = county.officer(at=county.suite("Nottingham", of=county.force("Nottinghamshire Police")))
    theirs, _ = county.detained(by=other)
    seen = browser.get(address.format(person=theirs.person_id, episode=theirs.id))
    missing = browser.get(address.format(person=987654, episode=987654))
    no_number = browser.get(address.format(person="dean", episode="dean"))
    too_large = browser.get(address.format(person=10**30, episode=10**30))
    assert {page.status_code for page in (seen, missing, no_number, too_large)} == {404}
    assert seen.data == missing.data == no_number.data == too_large.data


def test_a_decision_maker_reads_and_does_not_record(client_of, officer):
    person = county.person(by=officer)
    county.episode(person, by=officer)
    reader = client_of(county.user(Role.DM), Role.DM)
    assert reader.get(f"/people/{person.id}").status_code == 200
    assert reader.get("/people/search").status_code == 200
    assert reader.get(f"/people/{person.id}/died").status_code == 200
    for address in (
        "/people/new",
        f"/people/{person.id}/correct",
        f"/people/{person.id}/episodes/new",
        f"/people/{person.id}/arrest",
    ):
        assert reader.get(address).status_code == 403
