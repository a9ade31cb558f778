"""Opening an episode, the custody record, release and closing, as an officer meets the pages."""

from datetime import date

from sqlalchemy import select

from pathways.people.models import Episode
from pathways.people.queries import detention_of
from pathways.store import db
from tests import county


def test_a_detention_is_opened_with_its_custody_record_on_one_page(browser, officer, typed_custody):
    person = county.person(by=officer)
    page = browser.post(f"/people/{person.id}/episodes/new", typed_custody)
    episode = db.session.scalars(select(Episode)).one()
    assert page.headers["Location"] == f"/episodes/{episode.id}/arrest"
    assert detention_of(episode.id).custody_record_no == "LN-26-04471"


def test_after_a_new_episode_the_officer_may_go_to_the_task_list_instead(browser, officer, typed_custody):
    person = county.person(by=officer)
    typed = typed_custody | {"then": "task_list"}
    page = browser.post(f"/people/{person.id}/episodes/new", typed)
    assert page.headers["Location"] == f"/episodes/{db.session.scalars(select(Episode.id)).one()}"


def test_another_origin_is_not_asked_for_a_custody_record(browser, officer):
    person = county.person(by=officer)
    day = {"came_on-day": "24", "came_on-month": "11", "came_on-year": "2026"}
    assert browser.post(f"/people/{person.id}/episodes/new", {"origin": "street"} | day).status_code == 302
    assert db.session.scalars(select(Episode)).one().came_on == date(2026, 11, 24)


def test_arrival_before_arrest_is_said_at_the_field_and_in_the_summary_and_keeps_what_was_typed(
    browser, officer, typed_custody
):
    person = county.person(by=officer)
    typed = typed_custody | {"arrived_at-time": "00:20"}
    page = browser.post(f"/people/{person.id}/episodes/new", typed)
    assert page.text.count("Arrival cannot be before the arrest at 00:50. Change one of them") == 2
    assert 'value="LN-26-04471"' in page.text
    assert db.session.scalars(select(Episode)).all() == []


def test_needs_are_answered_or_neither_is_ticked(browser, officer, typed_custody):
    person = county.person(by=officer)
    typed = typed_custody | {"needs": []}
    page = browser.post(f"/people/{person.id}/episodes/new", typed)
    assert "Select what this person needs, or ‘Neither’" in page.text


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
