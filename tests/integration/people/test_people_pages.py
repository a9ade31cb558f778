"""The pages of the room, as an officer meets them."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.audit.models import AuditEvent, AuditShown
from pathways.auth import Role
from pathways.people.models import Episode, Person, YouthHandover
from pathways.people.queries import details_of, detention_of, earlier_details
from pathways.people.rules import AgeEvidence, SignsOfUse
from pathways.store import db
from tests import county

DEAN = {"surname": "Rawcliffe", "date_of_birth-day": "9", "date_of_birth-month": "6", "date_of_birth-year": "1991"}
CUSTODY = {
    "origin": "detention",
    "custody_record_no": "LN-26-04471",
    "arrested_at-time": "00:50",
    "arrested_at-day": "25",
    "arrested_at-month": "11",
    "arrested_at-year": "2026",
    "arrived_at-time": "01:22",
    "arrived_at-day": "25",
    "arrived_at-month": "11",
    "arrived_at-year": "2026",
    "needs": "neither",
}


@pytest.fixture
def user(app):
    return county.user(Role.CO)


@pytest.fixture
def officer(user):
    return county.viewer_of(user)


@pytest.fixture
def browser(client_of, user):
    return client_of(user, Role.CO)


def last_event() -> AuditEvent:
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()


def test_a_search_shows_who_fits_and_why_and_is_one_event_that_names_all_shown(browser, officer):
    people = [county.person(by=officer), county.person(given_names="Danny", by=officer)]
    for person in people:
        county.episode(person, by=officer)
    page = browser.post("/people/search", DEAN | {"given_names": "Dean"})
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


def test_a_search_never_puts_a_name_into_an_address(browser):
    assert 'method="post" action="/people/search"' in browser.get("/people/search").text


def test_too_little_is_said_in_words_and_what_was_typed_stays(browser):
    page = browser.post("/people/search", {"surname": "Rawcliffe"})
    assert "Enter a surname and date of birth, or one number" in page.text
    assert 'value="Rawcliffe"' in page.text


def test_31_february_is_no_date(browser):
    page = browser.post("/people/search", DEAN | {"date_of_birth-day": "31", "date_of_birth-month": "2"})
    assert "Date of birth must be a real date" in page.text


def test_somebody_found_in_custody_is_continued(browser, officer):
    person = county.person(by=officer)
    county.detained(person, by=county.officer(at=county.suite("Boston")))
    page = browser.post("/people/search", DEAN)
    assert "Detained at Boston now" in page.text
    assert "Continue that detention" in page.text


def test_what_was_searched_for_is_carried_to_the_page_for_a_new_person(browser):
    page = browser.post("/people/search", DEAN | {"given_names": "Dean"})
    assert "Nobody found" in page.text
    page = browser.post("/people/new", DEAN | {"given_names": "Dean", "carried": "yes"}, form_at="/people/search")
    assert page.status_code == 200
    assert 'value="Rawcliffe"' in page.text
    assert 'value="1991"' in page.text
    assert "There is a problem" not in page.text


def test_a_new_person_is_added_and_an_episode_is_opened_next(browser):
    page = browser.post("/people/new", DEAN | {"sex": "male", "age_evidence": "documented"})
    person = db.session.scalars(select(Person)).one()
    assert page.headers["Location"] == f"/people/{person.id}/episodes/new"
    assert details_of(person.id).full_name == "Rawcliffe"


def test_adding_somebody_like_a_person_known_asks_why(browser, officer):
    county.episode(county.person(by=officer), by=officer)
    typed = DEAN | {"sex": "male", "age_evidence": "documented"}
    page = browser.post("/people/new", typed)
    assert "Say why it is none of the people found" in page.text
    assert browser.post("/people/new", typed | {"none_of_these": "checked"}).status_code == 302
    assert len(db.session.scalars(select(Person)).all()) == 2


def test_the_same_post_twice_adds_one_person(browser):
    first = browser.get("/people/new")
    from tests.pages import hidden_values

    sent = hidden_values(first.text, "/people/new") | DEAN | {"sex": "male", "age_evidence": "documented"}
    one, two = browser.send("/people/new", sent), browser.send("/people/new", sent)
    assert one.headers["Location"] == two.headers["Location"]
    assert len(db.session.scalars(select(Person)).all()) == 1


@pytest.mark.parametrize("name", ["O'Brien", "Nuñez", "Nguyễn", "王"])
def test_real_names_pass_unchanged(browser, name):
    assert (
        browser.post("/people/new", DEAN | {"surname": name, "sex": "male", "age_evidence": "documented"}).status_code
        == 302
    )
    assert details_of(db.session.scalars(select(Person.id)).one()).surname == name


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "=cmd()", "x\x00y", "\u202eevil", "x" * 10_000, "\ud800"]
)
def test_a_hostile_name_is_kept_as_text_or_refused_and_never_breaks_a_page(browser, name):
    page = browser.post(
        "/people/new",
        DEAN | {"surname": name.encode("utf-8", "surrogatepass"), "sex": "male", "age_evidence": "documented"},
    )
    assert page.status_code in (200, 302)
    assert "<script>alert" not in page.text
    if page.status_code == 302:
        assert "<script>alert" not in browser.get(f"/people/{db.session.scalars(select(Person.id)).one()}").text


def test_an_unknown_answer_is_refused_in_words(browser):
    page = browser.post("/people/new", DEAN | {"sex": "other", "age_evidence": "documented"})
    assert "choose one of the answers on the page" in page.text


def test_a_detention_is_opened_with_its_custody_record_on_one_page(browser, officer):
    person = county.person(by=officer)
    page = browser.post(f"/people/{person.id}/episodes/new", CUSTODY | {"suite_id": str(officer.suite_id)})
    episode = db.session.scalars(select(Episode)).one()
    assert page.headers["Location"] == f"/episodes/{episode.id}"
    assert detention_of(episode.id).custody_record_no == "LN-26-04471"


def test_another_origin_is_not_asked_for_a_custody_record(browser, officer):
    person = county.person(by=officer)
    day = {"came_on-day": "24", "came_on-month": "11", "came_on-year": "2026"}
    assert browser.post(f"/people/{person.id}/episodes/new", {"origin": "street"} | day).status_code == 302
    assert db.session.scalars(select(Episode)).one().came_on == date(2026, 11, 24)


def test_arrival_before_arrest_is_said_at_the_field_and_in_the_summary_and_keeps_what_was_typed(browser, officer):
    person = county.person(by=officer)
    typed = CUSTODY | {"suite_id": str(officer.suite_id), "arrived_at-time": "00:20"}
    page = browser.post(f"/people/{person.id}/episodes/new", typed)
    assert page.text.count("Arrival cannot be before the arrest at 00:50. Change one of them") == 2
    assert 'value="LN-26-04471"' in page.text
    assert db.session.scalars(select(Episode)).all() == []


def test_needs_are_answered_or_neither_is_ticked(browser, officer):
    person = county.person(by=officer)
    typed = CUSTODY | {"suite_id": str(officer.suite_id), "needs": []}
    page = browser.post(f"/people/{person.id}/episodes/new", typed)
    assert "Select what this person needs, or ‘Neither’" in page.text


def test_a_correction_shows_what_stood_before_on_the_persons_page(browser, officer):
    person = county.person(by=officer)
    typed = DEAN | {"given_names": "Dean", "sex": "male", "age_evidence": "documented", "date_of_birth-day": "19"}
    address = f"/people/{person.id}/correct"
    assert "Say why it was wrong" in browser.post(address, typed).text
    page = browser.post(address, typed | {"correction_reason": "Misread the licence"})
    assert page.headers["Location"] == f"/people/{person.id}"
    page = browser.get(f"/people/{person.id}")
    assert "Misread the licence" in page.text
    assert "19 June 1991" in page.text
    assert last_event().action == "person.viewed"


def test_a_correction_made_on_an_old_page_is_told_so_and_kept(browser, officer):
    person = county.person(by=officer)
    address = f"/people/{person.id}/correct"
    from tests.pages import hidden_values

    old = hidden_values(browser.get(address).text, address)
    typed = DEAN | {"given_names": "Dean", "sex": "male", "age_evidence": "documented", "pnc_id": "09/184473K"}
    browser.post(address, typed)
    page = browser.send(address, old | typed | {"surname": "Radcliffe", "correction_reason": "Misheard"})
    assert "Somebody else changed this record" in page.text
    assert 'value="Radcliffe"' in page.text
    assert len(earlier_details(person.id)) == 1


def test_a_release_is_recorded_and_the_custody_record_shows_it(browser, officer):
    episode, _ = county.detained(by=officer)
    now = {"released_at-time": "03:10", "released_at-day": "25", "released_at-month": "11", "released_at-year": "2026"}
    page = browser.post(f"/episodes/{episode.id}/release", now | {"release_type": "on_bail"})
    assert page.headers["Location"] == f"/episodes/{episode.id}"
    assert 'value="03:10"' in browser.get(f"/episodes/{episode.id}/detention").text


def test_the_custody_record_of_an_episode_that_has_none_is_not_there(browser, officer):
    assert browser.get(f"/episodes/{county.episode(by=officer).id}/detention").status_code == 404


def test_an_episode_is_closed_from_its_page(browser, officer):
    episode = county.episode(by=officer)
    page = browser.post(f"/episodes/{episode.id}/close", {})
    assert page.headers["Location"] == f"/people/{episode.person_id}"
    assert "Closed 25 November 2026" in browser.get(f"/people/{episode.person_id}").text


def test_a_death_is_recorded_and_the_page_says_that_everything_has_ended(browser, officer):
    person = county.person(by=officer)
    when = {"died_at-time": "02:00", "died_at-day": "25", "died_at-month": "11", "died_at-year": "2026"}
    assert browser.post(f"/people/{person.id}/died", when | {"source": "hospital"}).status_code == 302
    page = browser.get(f"/people/{person.id}")
    assert "Died on 25 November 2026" in page.text
    assert "New episode" not in page.text
    assert "already recorded" in browser.get(f"/people/{person.id}/died").text


def test_under_18_the_way_leads_to_the_young_peoples_service(browser, officer):
    county.service("Wayfinder", young_people=True, phone="01632 960 472")
    county.service("For adults", phone="01632 960 999")
    person = county.person("Fenwick", "Callum", born=date(2009, 2, 3), by=officer)
    page = browser.post(f"/people/{person.id}/episodes/new", CUSTODY | {"suite_id": str(officer.suite_id)})
    episode = db.session.scalars(select(Episode)).one()
    assert page.headers["Location"] == f"/episodes/{episode.id}/under-18"
    page = browser.get(f"/episodes/{episode.id}/under-18")
    assert "Callum is 17: the adult form stops here" in page.text
    assert "01632 960 472" in page.text
    assert "For adults" not in page.text
    assert "2 things to do, 4 not open" in page.text


def test_what_was_done_for_a_young_person_is_kept_and_audited(browser, officer):
    episode, _ = county.detained(county.person("Fenwick", "Callum", born=date(2009, 2, 3), by=officer), by=officer)
    typed = {
        "rung": "young_peoples_service",
        "called_at-time": "00:58",
        "called_at-day": "25",
        "called_at-month": "11",
        "called_at-year": "2026",
        "agrees": "yes",
        "adult_told": "on_the_way",
        "signs_of_use": "not_sure",
        "agreed": "She comes at nine",
    }
    page = browser.post(f"/episodes/{episode.id}/under-18", typed)
    assert page.headers["Location"] == "/custody"
    assert db.session.scalars(select(YouthHandover)).one().signs_of_use is SignsOfUse.NOT_SURE
    assert last_event().action == "youth.recorded"
    assert "She comes at nine" in browser.get(f"/episodes/{episode.id}/under-18").text


def test_somebody_who_turned_18_keeps_what_was_recorded_and_gets_the_adult_form(browser, officer, the_clock):
    born = (clock.today() + timedelta(days=1)).replace(year=2008)
    episode, _ = county.detained(county.person("Fenwick", "Callum", born=born, by=officer), by=officer)
    assert "the adult form stops here" in browser.get(f"/episodes/{episode.id}/under-18").text
    the_clock.advance(timedelta(minutes=10))
    details_of(episode.person_id).date_of_birth = born - timedelta(days=1)
    page = browser.get(f"/episodes/{episode.id}/under-18")
    assert "18 or over now: the adult form is open" in page.text


def test_an_age_in_doubt_is_treated_as_under_18(browser, officer):
    person = county.person("Fenwick", None, born=date(2008, 6, 1), age_evidence=AgeEvidence.SELF_DECLARED, by=officer)
    episode, _ = county.detained(person, by=officer)
    page = browser.get(f"/episodes/{episode.id}/under-18")
    assert "age is not confirmed: the adult form stops here" in page.text
    assert "Record what was seen" in page.text


def test_without_a_young_peoples_service_the_page_says_what_to_do(browser, officer):
    episode, _ = county.detained(county.person(born=date(2009, 2, 3), by=officer), by=officer)
    assert "No young people’s service is in the directory" in browser.get(f"/episodes/{episode.id}/under-18").text


@pytest.mark.parametrize(
    "address",
    [
        "/people/{person}",
        "/people/{person}/correct",
        "/people/{person}/died",
        "/people/{person}/episodes/new",
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
    reader = client_of(county.user(Role.DM), Role.DM)
    assert reader.get(f"/people/{person.id}").status_code == 200
    assert reader.get("/people/search").status_code == 200
    assert reader.get(f"/people/{person.id}/died").status_code == 200
    for address in ("/people/new", f"/people/{person.id}/correct", f"/people/{person.id}/episodes/new"):
        assert reader.get(address).status_code == 403
