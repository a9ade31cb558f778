"""How a form is sent: without its token, twice, late, over somebody else's change, with more in it than was asked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways.audit import record as audit
from pathways.audit import verify
from pathways.audit.models import AuditEvent, EventClass
from pathways.auth.roles import Role
from pathways.drafts.models import Draft
from pathways.people.identity import queries
from pathways.people.models.identity import PersonDetails
from pathways.refusals import Stale
from pathways.store.base import db
from pathways.ui.forms import TOO_OLD
from tests import county
from tests.client import SignedInClient
from tests.house.test_routes import CHANGES, events_after
from tests.house.test_routes import last_event as last_number
from tests.integration.hostile import doors, typed
from tests.integration.hostile.one_effect import AT_ONCE
from tests.integration.hostile.scene import address_of
from tests.notify_server import BY_NOTIFY
from tests.on_both import on_sqlite_in_full
from tests.rounds import IN_FULL

NEW_PERSON = typed.PERSON | typed.BORN


@pytest.fixture
def officer(app):
    return county.user(Role.CO)


@pytest.fixture
def browser(client_of, officer):
    return client_of(officer, Role.CO)


@pytest.fixture
def person(officer):
    return county.person(by=county.viewer_of(officer))


def last_event() -> AuditEvent:
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()


def surname_of(person) -> str:
    return queries.details_of(person.id).surname


def test_no_form_of_any_route_is_done_without_its_token(app, the_clock, client_of, full_county):
    """Each is sent as nobody opened it: that it is too old is said before anything in it is looked at."""
    clients = {role: client_of(user, role) for role, user in full_county.users.items()}
    before, wrong = doors.everything_kept(), []
    for endpoint, (role, write) in typed.WRITES.items():
        address = address_of(app, endpoint, full_county.ids(endpoint, role))
        answer = clients[role].ask("POST", address, data=write(full_county) | {"csrf_token": ""})
        if answer.status_code != 200 or TOO_OLD not in answer.text:
            wrong.append((endpoint, answer.status_code))
    assert wrong == []
    assert doors.everything_kept() == before
    assert list(db.session.scalars(select(Draft))) == []


@pytest.mark.parametrize("token", [b"", b"IjEyMyI.aSbd.forged", b"\xed\xa0\x80", b"\0"], ids=repr)
def test_a_token_that_was_made_up_is_no_token(browser, token):
    before = doors.everything_kept()
    assert TOO_OLD in browser.send("/people/new", NEW_PERSON | {"csrf_token": token}).text
    assert doors.everything_kept() == before


def test_a_form_without_its_token_keeps_what_was_typed_and_can_be_sent_again(browser):
    page = browser.send("/people/new", NEW_PERSON).text
    assert TOO_OLD in page
    assert 'value="Marwood"' in page
    assert 'value="1988"' in page
    assert last_event().action == "csrf.failed"
    filled = typed.Filled(page, "/people/new").values
    assert browser.send("/people/new", {**filled, **NEW_PERSON}).status_code == 302


@pytest.mark.parametrize("address", ["/sign-out", "/account/sessions/end-all", "/account/role", "/account/password"])
def test_no_account_page_acts_without_the_token_and_each_says_what_to_do(browser, address):
    answer = browser.send(address, {"role": "CO", "current_password": "x", "new_password": "y", "again": "y"})
    assert answer.status_code == 200
    assert TOO_OLD in answer.text
    assert browser.get("/custody").status_code == 200


def test_a_stranger_without_a_token_does_not_sign_in(app, officer):
    answer = SignedInClient(app).send("/sign-in", {"name": officer.sign_in_name, "password": "whatever it is"})
    assert TOO_OLD in answer.text
    assert f'value="{officer.sign_in_name}"' in answer.text


@on_sqlite_in_full
def test_every_form_is_in_the_log_with_who_did_it_and_sent_twice_has_one_effect_and_one_answer(
    app, the_clock, client_of, full_county, watch, monkeypatch
):
    """In the suite those that `test_two_at_once` does not look up there or send again; by `make long` every one."""
    for name, value in BY_NOTIFY.items():
        monkeypatch.setitem(app.config, name, value)
    wrong, told_apart = [], []
    for endpoint in [each for each in typed.WRITES if IN_FULL or each not in AT_ONCE or ".listed" in CHANGES[each]]:
        role, write = typed.WRITES[endpoint]
        client, before = client_of(full_county.users[role], role), last_number()
        address, filled = typed.form_of(app, client, full_county, endpoint, role)
        data = {**filled, **write(full_county)}
        first = client.send(address, data)
        events = [each for each in events_after(before) if each.event_class != EventClass.CONSULTATION]
        is_whole = [each.action for each in events] == CHANGES[endpoint].split() and first.status_code in (200, 302)
        if not is_whole or any((each.actor_id, each.role) != (client.user_id, role) for each in events):
            wrong.append((endpoint, first.status_code, [(each.action, each.actor_id) for each in events]))
        watch.afresh()
        second = client.ask("POST", address, data=data)
        is_same = second.location == first.location or first.status_code == 200
        if not is_same or not watch.changed <= {*doors.LEFT_BY_A_LOOK}:
            told_apart.append((endpoint, first.location, second.status_code, second.location))
    assert (wrong, told_apart, list(verify.verify())) == ([], [], [])


def test_a_field_that_was_not_on_the_form_is_ignored_and_recorded(browser, person):
    smuggled = {"died_at": "2026-01-01", "merged_into_id": "1", "is_demonstration": "1", "created_by_id": "99"}
    answer = browser.post(f"/people/{person.id}/correct", changed("Rawcliffe-Hale") | smuggled)
    assert answer.status_code == 302
    db.session.refresh(person)
    assert (person.died_at, person.merged_into_id, person.is_demonstration) == (None, None, False)
    (event,) = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "mass_assignment.ignored"))
    assert all(name in event.payload for name in smuggled)


def changed(surname: str) -> dict:
    born = {"date_of_birth-day": "9", "date_of_birth-month": "6", "date_of_birth-year": "1991"}
    return typed.PERSON | born | {"surname": surname} | typed.WHY_CORRECTED


def test_a_post_after_somebody_else_changed_the_record_is_told_and_kept(browser, client_of, person):
    address = f"/people/{person.id}/correct"
    colleague_user = county.user(Role.CO)
    county.episode(person, by=county.viewer_of(colleague_user))
    filled = typed.filled_in(browser, address, address)
    colleague = client_of(colleague_user, Role.CO)
    assert colleague.post(address, changed("Rawcliffe-Boyd")).status_code == 302
    before = doors.everything_kept()
    page = browser.send(address, {**filled, **changed("Rawcliffe-Hale")}).text
    assert str(Stale()) in page
    assert 'value="Rawcliffe-Hale"' in page
    assert "What changed meanwhile" in page
    assert f"Wed 25 Nov, 03:12: who they are, by {colleague_user.name}" in page
    assert doors.everything_kept() == before
    assert surname_of(person) == "Rawcliffe-Boyd"


@pytest.mark.database
def test_a_post_of_a_version_that_no_record_has_is_told_so_and_not_done(browser, person):
    address = f"/people/{person.id}/correct"
    filled = typed.filled_in(browser, address, address)
    for version in ("-1", "2147483648", "9" * 20):
        page = browser.send(address, {**filled, **changed("Rawcliffe-Hale"), "version": version}).text
        assert str(Stale()) in page, version
    assert surname_of(person) == "Rawcliffe"


@pytest.mark.parametrize("minutes", [16, 13 * 60], ids=["idle", "the longest day"])
def test_a_post_after_time_out_is_kept_for_its_own_user_who_carries_on(
    app, the_clock, client_of, officer, person, minutes
):
    browser, address = client_of(officer, Role.CO), f"/people/{person.id}/correct"
    filled = typed.filled_in(browser, address, address)
    before = doors.everything_kept()
    the_clock.advance(timedelta(minutes=minutes))
    answer = browser.send(address, {**filled, **changed("Rawcliffe-Hale")})
    assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in")
    assert "What you typed is kept" in browser.get(answer.location).text
    assert doors.everything_kept() == before
    again = client_of(officer, Role.CO)
    offered = again.get("/carry-on").text
    assert address in offered
    assert "Correct details" in offered
    page = again.get(address).text
    assert 'value="Rawcliffe-Hale"' in page
    colleague = client_of(county.user(Role.CO), Role.CO)
    assert "Rawcliffe-Hale" not in colleague.get(address).text + colleague.get("/carry-on").text
    assert again.send(address, {**typed.filled_in(again, address, address), **typed.WHY_CORRECTED}).status_code == 302
    assert surname_of(person) == "Rawcliffe-Hale"


def test_of_another_organisation_only_that_something_was_recorded_is_told(browser, client_of, person):
    address = f"/people/{person.id}/correct"
    filled = typed.filled_in(browser, address, address)
    elsewhere = county.officer(at=county.suite("Nottingham", of=county.force("Nottinghamshire Police")))
    audit.change(elsewhere, person.id, "test.authorised", ("episode", 1))
    db.session.commit()
    page = browser.send(address, {**filled, **changed("Rawcliffe-Hale")}).text
    assert "Wed 25 Nov, 03:12: the record, by another organisation" in page
    assert "the drug test" not in page


def test_no_password_and_no_address_of_nowhere_is_kept_after_time_out(the_clock, browser):
    token = typed.token_of(browser)
    the_clock.advance(timedelta(minutes=16))
    secret = dict.fromkeys(("current_password", "new_password", "again"), "correct horse battery")
    assert browser.send("/account/password", secret | {"csrf_token": token}).status_code == 302
    nowhere = f"/episodes/1/disposal/propose/{'x' * 400}"
    assert browser.send(nowhere, {"csrf_token": token, "note": "kept?"}).status_code == 302
    assert browser.send("/nowhere", {"csrf_token": token, "note": "kept?"}).status_code == 302
    drafts = list(db.session.scalars(select(Draft)))
    assert [draft.typed for draft in drafts] in ([], [{}])


def test_a_request_without_permission_is_told_whom_to_ask_and_writes_nothing(client_of, person):
    reader = client_of(county.user(Role.DM), Role.DM)
    before = doors.everything_kept()
    answer = reader.send(f"/people/{person.id}/correct", changed("Rawcliffe-Hale"))
    assert answer.status_code == 403
    assert "ask the administrator of your organisation" in answer.text
    assert last_event().action == "authz.denied"
    assert doors.everything_kept() == before


def test_a_correction_that_failed_halfway_leaves_the_record_as_it_was(browser, person, monkeypatch):
    def fails(*_args, **_kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(audit, "change", fails)
    before = doors.everything_kept()
    page = typed.filled_in(browser, f"/people/{person.id}/correct", f"/people/{person.id}/correct")
    answer = browser.ask("POST", f"/people/{person.id}/correct", data={**page, **changed("Rawcliffe-Hale")})
    assert answer.status_code == 500
    assert "Nothing was half saved" in answer.text
    assert doors.everything_kept() == before
    assert db.session.scalars(select(PersonDetails)).one().surname == "Rawcliffe"


NAMES_AND_DAYS = ("admin.", "directory.", "policy.", "scrutiny.")


@pytest.mark.rounds
def test_whoever_does_the_same_again_later_is_never_told_of_somebody_at_the_same_moment(
    app, the_clock, client_of, full_county
):
    """A name that is taken, a thing that is recorded already: a rule says so, and not the database.

    In the suite where names and days of an organisation are typed; by `make long` wherever anything is.
    """
    asked = [each for each in typed.WRITES if IN_FULL or each.startswith(NAMES_AND_DAYS)]
    clients = {role: client_of(user, role) for role, user in full_county.users.items()}
    blamed, shown_again = [], 0
    for endpoint in asked:
        role, write = typed.WRITES[endpoint]
        client, what = clients[role], write(full_county)
        typed.post_all(app, client, full_county, endpoint, what, role)
        address, filled = typed.form_of(app, client, full_county, endpoint, role)
        again = client.ask("POST", address, data={**filled, **what})
        shown_again += again.status_code == 200
        if again.status_code >= 500 or "at the same moment" in again.text:
            blamed.append((endpoint, again.status_code))
    assert blamed == []
    assert shown_again > len(asked) / 2
