"""Opening an episode, the custody record, release and closing, as an officer meets the pages."""

from datetime import date

from sqlalchemy import select

from pathways import clock
from pathways.people.custody.queries import detention_of
from pathways.people.models.custody import Episode
from pathways.store.base import db
from tests import county
from tests.pages import faulty

WHY_NOT = {"why_arrest": "no_time", "why_needs": "declined", "why_leaving": "no_time"}


def test_a_detention_is_opened_with_its_custody_record_on_one_page(browser, officer, typed_custody):
    person = county.person(by=officer)
    page = browser.post(f"/people/{person.id}/arrest", typed_custody)
    episode = db.session.scalars(select(Episode)).one()
    assert page.headers["Location"] == f"/episodes/{episode.id}/arrest"
    assert detention_of(episode.id).custody_record_no == "LN-26-04471"


def test_after_booking_in_the_officer_may_go_to_the_task_list_instead(browser, officer, typed_custody):
    person = county.person(by=officer)
    typed = typed_custody | {"then": "task_list"}
    page = browser.post(f"/people/{person.id}/arrest", typed)
    assert page.headers["Location"] == f"/episodes/{db.session.scalars(select(Episode.id)).one()}"


def test_another_origin_is_not_asked_for_a_custody_record(browser, officer):
    person = county.person(by=officer)
    day = {"came_on-day": "24", "came_on-month": "11", "came_on-year": "2026"}
    assert browser.post(f"/people/{person.id}/episodes/new", {"origin": "street"} | day).status_code == 302
    assert (
        "choose one of the answers"
        in browser.post(f"/people/{person.id}/episodes/new", {"origin": "detention"} | day).text
    )
    assert db.session.scalars(select(Episode)).one().came_on == date(2026, 11, 24)


def test_arrival_before_arrest_is_said_at_the_field_and_in_the_summary_and_keeps_what_was_typed(
    browser, officer, typed_custody
):
    person = county.person(by=officer)
    typed = typed_custody | {"arrived_at-time": "00:20"}
    page = browser.post(f"/people/{person.id}/arrest", typed)
    assert faulty(page.text) == ["arrived_at-time"]
    assert page.text.count("before the arrest at 00:50") == 2
    assert 'value="LN-26-04471"' in page.text
    assert db.session.scalars(select(Episode)).all() == []


def test_needs_are_answered_or_neither_is_ticked(browser, officer, typed_custody):
    person = county.person(by=officer)
    typed = typed_custody | {"needs": []}
    page = browser.post(f"/people/{person.id}/arrest", typed)
    assert "Select what this person needs, or ‘Neither’" in page.text


def test_a_release_is_recorded_and_the_custody_record_shows_it(browser, officer):
    episode, _ = county.detained(by=officer)
    now = {"released_at-time": "03:10", "released_at-day": "25", "released_at-month": "11", "released_at-year": "2026"}
    page = browser.post(f"/episodes/{episode.id}/release", now | {"release_type": "on_bail"} | WHY_NOT)
    assert page.headers["Location"] == f"/episodes/{episode.id}"
    assert 'value="03:10"' in browser.get(f"/episodes/{episode.id}/detention").text


def test_the_custody_record_of_an_episode_that_has_none_is_not_there(browser, officer):
    assert browser.get(f"/episodes/{county.episode(by=officer).id}/detention").status_code == 404


def test_an_episode_is_closed_from_its_page(browser, officer):
    episode = county.episode(by=officer)
    page = browser.post(f"/episodes/{episode.id}/close", {})
    assert page.headers["Location"] == f"/people/{episode.person_id}"
    assert "Closed 25 November 2026" in browser.get(f"/people/{episode.person_id}").text


def test_a_blank_is_filled_and_a_wrong_time_put_right_on_the_custody_record(browser, officer, typed_custody):
    person = county.person(by=officer)
    browser.post(f"/people/{person.id}/arrest", typed_custody)
    episode_id = db.session.scalars(select(Episode.id)).one()
    address = f"/episodes/{episode_id}/detention"
    typed = typed_custody | {
        "custody_officer_seen_at-time": "01:31",
        "custody_officer_seen_at-day": "25",
        "custody_officer_seen_at-month": "11",
        "custody_officer_seen_at-year": "2026",
        "needs": ["appropriate_adult", "interpreter"],
        "appropriate_adult_present": "yes",
    }
    assert "Enter the language, or ‘not known yet’" in browser.post(address, typed).text
    typed |= {"interpreter_language": "Polish", "cell": "M7"}
    assert browser.post(address, typed).headers["Location"] == f"/episodes/{episode_id}"
    assert detention_of(episode_id).appropriate_adult_present
    assert "· Cell M7" in browser.get("/custody").text
    page = browser.post(address, typed | {"arrived_at-time": "01:12"})
    assert "Say why it was wrong" in page.text
    browser.post(address, typed | {"arrived_at-time": "01:12", "correction_reason": "Misread the gate log"})
    page = browser.get(address)
    assert "Misread the gate log" in page.text
    assert 'value="01:12"' in page.text


def test_a_date_filled_by_the_page_is_no_answer_to_an_optional_time(browser, officer, typed_custody):
    person = county.person(by=officer)
    date_only = {"custody_officer_seen_at-day": "25", "custody_officer_seen_at-month": "11"}
    browser.post(f"/people/{person.id}/arrest", typed_custody | date_only | {"custody_officer_seen_at-year": "2026"})
    assert detention_of(db.session.scalars(select(Episode.id)).one()).custody_officer_seen_at is None


def test_a_release_before_arrival_is_refused_and_stays_on_the_page(browser, officer):
    episode, _ = county.detained(by=officer)
    early = {
        "released_at-time": "00:10",
        "released_at-day": "25",
        "released_at-month": "11",
        "released_at-year": "2026",
    }
    page = browser.post(f"/episodes/{episode.id}/release", early | {"release_type": "on_bail"} | WHY_NOT)
    assert "Release cannot be before the arrest" in page.text
    assert 'value="00:10"' in page.text


def test_a_second_detention_is_refused_with_the_way_to_the_first(browser, officer, typed_custody):
    person = county.person(by=officer)
    episode, _ = county.detained(person, by=county.officer(at=county.suite("Boston")))
    page = browser.post(f"/people/{person.id}/arrest", typed_custody)
    assert "Still detained at Boston" in page.text
    assert f"/episodes/{episode.id}/detention" in page.text


def test_an_episode_closed_meanwhile_is_told_and_not_closed_twice(browser, officer):
    episode = county.episode(by=officer, closed_at=clock.now())
    assert "This episode is already closed" in browser.post(f"/episodes/{episode.id}/close", {}).text
