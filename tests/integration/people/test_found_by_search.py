"""Who is brought in is found by a search: a number that was counted opens nothing, and whoever counts is noticed."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.store.base import db as database
from tests import county
from tests.integration.hostile import doors
from tests.pages import as_drawn, hidden_values

PAGES = ("/people/{}/arrest", "/people/{}/episodes/new")
NOBODY = 987_654


@pytest.fixture
def somebody(app, the_clock):
    """Known to the force, and in nobody's sight: the episode was closed long ago."""
    person = county.person("Saltmarsh")
    county.episode(person, closed_at=the_clock.now() - timedelta(days=90))
    the_clock.advance(timedelta(days=40))  # nor was the record made lately
    return person


@pytest.fixture
def officer(somebody, client_of):
    return client_of(county.user(Role.CO), Role.CO)


def with_reference(page, reference):
    return f"{page}?found={reference}"


@pytest.mark.parametrize("page", PAGES)
def test_a_number_that_was_counted_answers_like_one_that_is_not_there(officer, somebody, client_of, page):
    colleague = client_of(county.user(Role.CO), Role.CO)
    theirs = page.format(somebody.id)
    worth_nothing = [
        "",
        "x.y",
        officer.search_reference(somebody.id)[:-1],
        officer.search_reference(NOBODY),
        colleague.search_reference(somebody.id),
    ]
    answers = [officer.ask("GET", with_reference(theirs, each)) for each in worth_nothing]
    answers.append(officer.ask("GET", with_reference(page.format(NOBODY), officer.search_reference(NOBODY))))
    assert {each.status_code for each in answers} == {404}
    assert len({doors.print_of(each) for each in answers}) == 1
    sent = officer.ask("POST", with_reference(theirs, "x.y"), data={"origin": "street"})
    assert sent.status_code == 404
    assert "Saltmarsh" not in sent.text


@pytest.mark.parametrize("page", PAGES)
def test_the_own_search_leads_there_for_half_an_hour(officer, somebody, the_clock, page):
    asked = {"surname": "Saltmarsh", "date_of_birth-day": "9", "date_of_birth-month": "6", "date_of_birth-year": "1991"}
    hits = officer.post("/people/search", asked).text
    (address,) = set(re.findall(rf'href="({page.format(somebody.id)}\?found=[^"]+)"', hits))
    assert "Saltmarsh" in officer.get(address).text
    the_clock.advance(timedelta(minutes=14))
    officer.get("/account")  # the session goes on
    the_clock.advance(timedelta(minutes=14))
    assert "Saltmarsh" in officer.get(address).text
    the_clock.advance(timedelta(minutes=3))
    late = officer.get(address)
    assert "Search for the person again" in late.text
    assert "Saltmarsh" not in late.text
    assert "1991" not in as_drawn(late.text)


def test_what_was_typed_is_kept_when_the_session_ended_meanwhile_and_filled_in_after_a_new_search(
    officer, somebody, client_of, the_clock
):
    page = PAGES[1].format(somebody.id)
    address = with_reference(page, officer.search_reference(somebody.id))
    again = client_of(database.session.get_one(type(county.user(Role.CO)), officer.user_id), Role.CO)
    sent = again.post(address, {"origin": "street", "came_on-day": "7"}, form_at="/people/search")
    assert "What you typed is kept" in sent.text
    assert "Saltmarsh" not in sent.text
    assert "Search for the person again" in again.ask("GET", page + "?").text  # from the list of what was left open
    filled_in = again.get(page)
    assert 'value="street" checked' in filled_in.text
    assert "Saltmarsh" in filled_in.text


def test_a_page_that_was_opened_may_be_sent_for_as_long_as_the_session_lasts(officer, somebody, the_clock):
    page = PAGES[1].format(somebody.id)
    address = with_reference(page, officer.search_reference(somebody.id))
    form = officer.get(address)
    for _ in range(4):
        the_clock.advance(timedelta(minutes=14))
        officer.get("/account")
    today = the_clock.now()
    day = {"came_on-day": today.day, "came_on-month": today.month, "came_on-year": today.year}
    assert f'action="{address}"' in form.text
    sent = officer.send(address, hidden_values(form.text, address) | {"origin": "street"} | day)
    assert "/episodes/" in sent.location


@pytest.mark.database
def test_a_person_whom_a_colleague_has_just_added_is_theirs_alone_until_an_episode_is_opened(officer, app, client_of):
    adding, colleague = county.user(Role.CO), county.user(Role.CO)
    added = county.person("Thoresby", by=county.viewer_of(adding))
    assert client_of(adding, Role.CO).get(f"/people/{added.id}").status_code == 200
    assert client_of(colleague, Role.CO).get(f"/people/{added.id}").status_code == 404
    assert "Thoresby" in client_of(colleague, Role.CO).get(PAGES[0].format(added.id)).text  # found by a search


@pytest.mark.database
def test_many_misses_in_a_row_are_told_to_the_auditor_of_the_own_organisation_once(officer, somebody, client_of):
    auditor, elsewhere = (
        client_of(county.user(Role.AU, of=owner), Role.AU)
        for owner in (county.force(), county.force("Humberside Police"))
    )
    for number in range(9):
        officer.ask("GET", f"/people/{NOBODY + number}")
    assert "Nothing is waiting for you." in auditor.get("/misses").text
    for number in range(12):
        officer.ask("GET", f"/episodes/{NOBODY + number}")
    flagged = database.session.scalars(select(AuditEvent).where(AuditEvent.action == "misuse.flagged")).all()
    assert [event.event_class for event in flagged] == ["SEC", "SEC"]
    page = auditor.get("/misses").text
    assert county.viewer_of(database.session.get_one(type(county.user(Role.CO)), officer.user_id)).name in page
    assert "people.person" in page
    assert "Nothing is waiting for you." in elsewhere.get("/misses").text


def test_a_few_misses_and_many_over_a_long_time_are_told_apart(officer, the_clock, client_of):
    for number in range(29):
        the_clock.advance(timedelta(minutes=5))
        officer.ask("GET", f"/people/{NOBODY + number}")
    flagged = select(AuditEvent.id).where(AuditEvent.action == "misuse.flagged")
    assert database.session.scalars(flagged).all() == []
    officer.ask("GET", f"/people/{NOBODY}")
    assert len(database.session.scalars(flagged).all()) == 1
