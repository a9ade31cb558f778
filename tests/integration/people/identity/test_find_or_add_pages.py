"""Find or add a person, as an officer meets the pages."""

import json

import pytest
from sqlalchemy import select

from pathways.audit.models import AuditShown
from pathways.auth.roles import Role
from pathways.drafts.models import Draft
from pathways.people.identity.queries import details_of
from pathways.people.models.identity import Person
from pathways.store.base import db
from tests import county
from tests.pages import faulty, hidden_values


def test_a_search_shows_who_fits_and_why_and_is_one_event_that_names_all_shown(
    browser, officer, typed_person, last_event
):
    people = [county.person(by=officer), county.person(given_names="Danny", by=officer)]
    for person in people:
        county.episode(person, by=officer)
    page = browser.post("/people/search", typed_person | {"given_names": "Dean"})
    assert "2 possible matches, closest first" in page.text
    assert "Very close" in page.text
    assert "First name differs: Danny" in page.text
    event = last_event()
    assert (event.action, json.loads(event.payload)["fields"]) == (
        "person.searched",
        ["surname", "given_names", "date_of_birth"],
    )
    shown = db.session.scalars(select(AuditShown.person_id).where(AuditShown.event_id == event.id))
    assert set(shown) == {person.id for person in people}


def test_who_brings_nobody_in_finds_people_and_is_offered_no_page_that_says_no(client_of, officer, typed_person):
    county.episode(county.person(by=officer), by=officer)
    page = client_of(county.user(Role.DM), Role.DM).post("/people/search", typed_person).text
    assert "possible match, closest first" in page
    for offered in ("Use this person", "Add a new person"):
        assert offered not in page


def test_a_search_never_puts_a_name_into_an_address(browser):
    assert 'method="post" action="/people/search"' in browser.get("/people/search").text


def test_too_little_is_said_in_words_and_what_was_typed_stays(browser):
    page = browser.post("/people/search", {"surname": "Rawcliffe"})
    assert faulty(page.text) == ["date_of_birth-day"]
    assert 'value="Rawcliffe"' in page.text


def test_a_search_that_asked_too_little_leaves_no_draft_behind(browser):
    refused = browser.post("/people/search", {"surname": ""})
    assert faulty(refused.text)
    assert "Your draft" not in browser.get("/people/search").text
    assert db.session.scalars(select(Draft)).all() == []


@pytest.mark.parametrize("typed", ["Rawcliffe 9/6/1991", "Rawcliffe, Dean 9 June 1991"])
def test_one_box_on_the_board_finds_by_surname_and_date_and_fills_the_boxes(browser, officer, typed):
    county.detained(county.person(by=officer), by=officer)
    page = browser.post("/people/search", {"words": typed}, form_at="/custody").text
    assert "possible match, closest first" in page
    assert 'value="Rawcliffe"' in page
    assert 'value="1991"' in page
    assert 'name="words"' not in page


def test_too_little_in_the_one_box_is_said_on_the_search_page_and_stays(browser):
    page = browser.post("/people/search", {"words": "Rawcliffe"}, form_at="/custody").text
    assert faulty(page) == ["date_of_birth-day"]
    assert 'value="Rawcliffe"' in page


@pytest.mark.parametrize(
    "typed", ["\0", "Raw\0cliffe 9/6/1991", "x" * 5000, "31/2/1991 Rawcliffe", "<b>&\u202e", "9/6/1991 " * 40]
)
def test_nonsense_in_the_one_box_is_told_in_words_and_shown_as_text(browser, typed):
    page = browser.post("/people/search", {"words": typed}, form_at="/custody")
    assert page.status_code == 200
    assert "There is a problem" in page.text
    assert "<b>&" not in page.text


def test_31_february_is_no_date(browser, typed_person):
    page = browser.post("/people/search", typed_person | {"date_of_birth-day": "31", "date_of_birth-month": "2"})
    assert faulty(page.text) == ["date_of_birth-day"]
    assert "a real date" in page.text


def test_somebody_found_in_custody_is_continued(browser, officer, typed_person):
    person = county.person(by=officer)
    county.detained(person, by=county.officer(at=county.suite("Boston")))
    page = browser.post("/people/search", typed_person)
    assert "Detained at Boston now" in page.text
    assert "Continue that detention" in page.text


def test_what_was_searched_for_is_carried_to_the_page_for_a_new_person(browser, typed_person):
    page = browser.post("/people/search", typed_person | {"given_names": "Dean"})
    assert "Nobody found" in page.text
    page = browser.post(
        "/people/new", typed_person | {"given_names": "Dean", "carried": "yes"}, form_at="/people/search"
    )
    assert page.status_code == 200
    assert 'value="Rawcliffe"' in page.text
    assert 'value="1991"' in page.text
    assert faulty(page.text) == []


def test_a_new_person_is_added_and_booked_in_next_or_came_another_way(browser, typed_person):
    page = browser.post("/people/new", typed_person | {"sex": "male", "age_evidence": "documented"})
    person = db.session.scalars(select(Person)).one()
    assert page.headers["Location"].startswith(f"/people/{person.id}/arrest?found=")
    assert "Rawcliffe" in browser.get(page.headers["Location"]).text
    other = typed_person | {"surname": "Wragg", "sex": "male", "age_evidence": "documented", "then": "another_way"}
    assert "/episodes/new?found=" in browser.post("/people/new", other).headers["Location"]
    assert details_of(person.id).full_name == "Rawcliffe"


def test_adding_somebody_like_a_person_known_asks_why(browser, officer, typed_person):
    county.episode(county.person(by=officer), by=officer)
    typed = typed_person | {"sex": "male", "age_evidence": "documented"}
    page = browser.post("/people/new", typed)
    assert faulty(page.text) == ["none_of_these"]
    assert browser.post("/people/new", typed | {"none_of_these": "checked"}).status_code == 302
    assert len(db.session.scalars(select(Person)).all()) == 2


def test_the_same_post_twice_adds_one_person(browser, typed_person):
    first = browser.get("/people/new")
    sent = hidden_values(first.text, "/people/new") | typed_person | {"sex": "male", "age_evidence": "documented"}
    first_answer, second_answer = browser.send("/people/new", sent), browser.send("/people/new", sent)
    assert first_answer.headers["Location"] == second_answer.headers["Location"]
    assert len(db.session.scalars(select(Person)).all()) == 1


@pytest.mark.parametrize("name", ["O'Brien", "Nuñez", "Nguyễn", "王"])
def test_real_names_pass_unchanged(browser, name, typed_person):
    assert (
        browser.post(
            "/people/new", typed_person | {"surname": name, "sex": "male", "age_evidence": "documented"}
        ).status_code
        == 302
    )
    assert details_of(db.session.scalars(select(Person.id)).one()).surname == name


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "=cmd()", "x\x00y", "\u202eevil", "x" * 10_000, "\ud800"]
)
def test_a_hostile_name_is_kept_as_text_or_refused_and_never_breaks_a_page(browser, name, typed_person):
    page = browser.post(
        "/people/new",
        typed_person | {"surname": name.encode("utf-8", "surrogatepass"), "sex": "male", "age_evidence": "documented"},
    )
    assert page.status_code in (200, 302)
    assert "<script>alert" not in page.text
    if page.status_code == 302:
        assert "<script>alert" not in browser.get(f"/people/{db.session.scalars(select(Person.id)).one()}").text


def test_an_unknown_answer_is_refused_in_words(browser, typed_person):
    page = browser.post("/people/new", typed_person | {"sex": "other", "age_evidence": "documented"})
    assert faulty(page.text) == ["sex"]


def test_somebody_without_a_date_of_birth_is_estimated_and_told_so(browser, typed_person):
    typed = {"surname": "Rawcliffe", "sex": "male", "age_evidence": "estimated"}
    page = browser.post("/people/new", typed)
    assert faulty(page.text) == ["date_of_birth-day"]
    assert page.text.count("choose ‘Estimated’") == 2
    assert 'value="Rawcliffe"' in page.text


def test_who_may_not_add_a_person_is_told_who_can(client_of, browser, typed_person):
    page = client_of(county.user(Role.DM), Role.DM).post("/people/search", typed_person).text
    assert "You cannot add a person" in page
    assert "A custody officer adds a person" in page
    assert "You cannot add a person" not in browser.post("/people/search", typed_person).text
