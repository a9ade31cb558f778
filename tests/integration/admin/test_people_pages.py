"""People and roles in the browser: list, one user, invite, roles, ranks, reset link, disable and enable."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from pathways.audit.models import AuditEvent
from pathways.auth import passwords
from pathways.auth.models import OneTimeLink, RankHeld, RoleHeld
from pathways.auth.roles import Rank, Role
from pathways.store.base import db as database
from tests import county
from tests.client import SignedInClient
from tests.pages import faulty

OWN = "You cannot change your own access. Another administrator does"


@pytest.fixture
def me(app):
    return county.user(Role.AD, name="Jo Pemberton")


@pytest.fixture
def browser(client_of, me):
    return client_of(me, Role.AD)


@pytest.fixture
def worker(app):
    return county.user(Role.TW, name="Priya Nandra", password_hash="not a hash")


@pytest.fixture
def colleague(app):
    return county.user(Role.MG, of=county.force(), name="Priya Nandra", password_hash="not a hash")


@pytest.fixture
def officer(app):
    return county.user(Role.CO, name="Mark Ellery", rank=Rank.CONSTABLE)


def actions_of_the_log():
    return list(database.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def link_in(page):
    return re.search(r"<code>(http[^<]+/link/[^<]+)</code>", page.text)[1].removeprefix("http://localhost")


def test_the_list_shows_everybody_with_roles_rank_and_state(browser, officer, worker):
    page = browser.get("/admin/people").text
    assert "Mark Ellery" in page
    assert "Custody officer" in page
    assert "Constable" in page
    assert "since 1 January 2020" in page
    assert "Invited" in page
    assert "Another administrator changes your roles" in page


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ({"words": "nandra"}, "Priya Nandra", "Mark Ellery"),
        ({"role": "CO"}, "Mark Ellery", "Priya Nandra"),
        ({"state": "invited"}, "Mark Ellery", "Priya Nandra"),
        ({"state": "active"}, "Priya Nandra", "Mark Ellery"),
        ({"words": "%"}, "Priya Nandra", "no such name"),
    ],
)
def test_the_list_is_narrowed_by_what_was_asked(browser, officer, worker, asked, there, not_there):
    page = browser.get(browser.post("/admin/people", asked).location).text
    assert there in page
    assert not_there not in page


def test_the_list_is_narrowed_to_an_organisation(browser, officer, worker):
    page = browser.get(f"/admin/people?organisation={worker.organisation_id}").text
    assert "Priya Nandra" in page
    assert "Mark Ellery" not in page


@pytest.mark.parametrize("address", ["?role=KING", "?organisation=x", "?state=%00", "?after=rubbish"])
def test_an_unknown_filter_is_no_error(browser, address):
    assert browser.get(f"/admin/people{address}").status_code == 200


def test_a_long_list_goes_on_to_the_next_page(browser):
    for number in range(60):
        county.user(Role.TW, name=f"Worker {number:02}")
    first = browser.get("/admin/people?role=TW")
    assert "Worker 00" in first.text
    assert "Worker 59" not in first.text
    onward = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    assert "role=TW" in onward
    assert "Worker 59" in browser.get(onward).text


def test_who_holds_every_role_of_their_organisation_is_offered_no_form_that_asks_for_one(browser):
    nurse = county.user(Role.HP)
    page = browser.get(f"/admin/people/{nurse.id}/roles/add").text
    assert "holds every role that this organisation has" in page
    assert "until_on-day" not in page


def test_a_role_is_added_and_ended_and_stays_listed_with_who_did_it(browser, colleague):
    browser.post(f"/admin/people/{colleague.id}/roles/add", {"role": "RG"})
    role = database.session.scalars(select(RoleHeld).where(RoleHeld.role == Role.RG)).one()
    assert browser.post(f"/admin/people/{colleague.id}/roles/{role.id}/end").location == f"/admin/people/{colleague.id}"
    page = browser.get(f"/admin/people/{colleague.id}").text
    assert "Crime registrar" in page
    assert "Ended 25 November 2026 at 03:12" in page
    assert "by Jo Pemberton" in page
    assert actions_of_the_log()[-2:] == ["user.role.added", "user.role.removed"]


def test_ending_a_role_twice_does_nothing_more(browser, worker):
    role_held = database.session.scalars(select(RoleHeld).where(RoleHeld.user_id == worker.id)).one()
    browser.post(f"/admin/people/{worker.id}/roles/{role_held.id}/end")
    again = browser.post(f"/admin/people/{worker.id}/roles/{role_held.id}/end")
    assert "ended a moment ago" in again.text


def test_a_role_of_another_kind_of_organisation_is_refused(browser, worker):
    answer = browser.post(f"/admin/people/{worker.id}/roles/add", {"role": "AD"})
    assert faulty(answer.text) == ["role"]


def test_a_future_rank_stands_beside_the_present_one_and_nothing_is_overwritten(browser, officer):
    address = f"/admin/people/{officer.id}/ranks/add"
    rank = {
        "rank": "sergeant",
        "from_on-day": "1",
        "from_on-month": "12",
        "from_on-year": "2026",
        "source": "Order 118",
    }
    assert browser.post(address, rank).status_code == 302
    assert "since 1 January 2020; sergeant from 1 December 2026" in browser.get("/admin/people").text
    again = browser.post(address, {**rank, "rank": "inspector"}).text
    assert faulty(again) == ["from_on-day"]
    assert "is recorded already: sergeant" in again
    ranks = database.session.execute(select(RankHeld.from_on, RankHeld.rank).order_by(RankHeld.from_on)).all()
    assert [tuple(row) for row in ranks] == [(date(2020, 1, 1), Rank.CONSTABLE), (date(2026, 12, 1), Rank.SERGEANT)]


def test_a_rank_is_for_people_of_a_force(browser, worker):
    rank = {
        "rank": "sergeant",
        "from_on-day": "1",
        "from_on-month": "12",
        "from_on-year": "2026",
        "source": "Order 118",
    }
    assert "police force" in browser.post(f"/admin/people/{worker.id}/ranks/add", rank).text
    assert database.session.scalars(select(RankHeld).where(RankHeld.user_id == worker.id)).all() == []


def test_ending_all_sessions_signs_every_terminal_out(client_of, browser, worker):
    terminal = client_of(worker, Role.TW).begun()
    browser.post(f"/admin/people/{worker.id}/sessions/end", form_at=f"/admin/people/{worker.id}")
    assert terminal.get("/account").status_code == 302
    assert "Ended by administrator" in browser.get(f"/admin/people/{worker.id}").text


def test_a_reset_link_is_shown_once_and_the_log_does_not_hold_it(browser, colleague):
    answer = browser.post(f"/admin/people/{colleague.id}/reset-link", form_at=f"/admin/people/{colleague.id}")
    token = link_in(answer).removeprefix("/link/")
    assert "Reset link for Priya Nandra" in answer.text
    assert token not in browser.get(f"/admin/people/{colleague.id}").text
    assert all(token not in (event.payload or "") for event in database.session.scalars(select(AuditEvent)))
    assert database.session.scalar(select(OneTimeLink.token_hash)) != token


def test_disabling_ends_every_session_and_enabling_needs_a_fresh_invitation(app, client_of, browser, colleague):
    colleague.password_hash = passwords.hash_of("kettle anchor plum")
    terminal = client_of(colleague, Role.MG)
    assert "Select the reason" in browser.post(f"/admin/people/{colleague.id}/disable").text
    browser.post(f"/admin/people/{colleague.id}/disable", {"reason": "left"})
    assert terminal.get("/account").status_code == 302
    page = browser.get(f"/admin/people/{colleague.id}").text
    assert "Disabled 25 November 2026 at 03:12" in page
    assert "By Jo Pemberton: left the organisation" in page
    assert f"/admin/people/{colleague.id}/reset-link" not in page
    assert "Left the organisation. Kept for the record" in browser.get("/admin/people?state=disabled").text
    answer = browser.post(f"/admin/people/{colleague.id}/enable", form_at=f"/admin/people/{colleague.id}")
    assert "Invitation for Priya Nandra" in answer.text
    old = {"name": colleague.sign_in_name, "password": "kettle anchor plum"}
    assert SignedInClient(app).post("/sign-in", old).status_code == 200
    assert actions_of_the_log()[-3:-1] == ["user.disabled", "user.enabled"]


def test_a_disabled_user_gets_no_link_and_no_role(browser, worker):
    browser.post(f"/admin/people/{worker.id}/disable", {"reason": "absence"})
    says = "This sign-in is disabled. Enable it first"
    page = browser.get(f"/admin/people/{worker.id}")
    token = re.search('name="csrf_token" value="([^"]*)"', page.text)[1]
    assert says in browser.send(f"/admin/people/{worker.id}/reset-link", {"csrf_token": token}).text
    assert says in browser.post(f"/admin/people/{worker.id}/roles/add", {"role": "PM"}).text


def test_a_name_and_suite_are_changed(browser, officer):
    boston = county.suite("Boston", database.session.get_one(type(county.force()), officer.organisation_id))
    browser.post(f"/admin/people/{officer.id}/change", {"name": "Mark O'Ellery", "suite": str(boston.id)})
    database.session.refresh(officer)
    assert (officer.name, officer.suite_id) == ("Mark O'Ellery", boston.id)
    assert "Select the suite" in browser.post(f"/admin/people/{officer.id}/change", {"name": "X", "suite": ""}).text


@pytest.mark.database
@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("roles/add", {"role": "MG"}),
        (
            "ranks/add",
            {"rank": "inspector", "from_on-day": "1", "from_on-month": "1", "from_on-year": "2026", "source": "x"},
        ),
        ("disable", {"reason": "left"}),
        ("change", {"name": "Somebody Else"}),
    ],
)
def test_nobody_changes_their_own_access(browser, me, path, typed):
    assert OWN in browser.post(f"/admin/people/{me.id}/{path}", typed).text
    assert not any(action.startswith("user.") for action in actions_of_the_log())


@pytest.mark.parametrize("path", ["reset-link", "enable"])
def test_nobody_makes_a_link_for_themselves(browser, me, path):
    page = browser.get("/account")
    token = re.search('name="csrf_token" value="([^"]*)"', page.text)[1]
    assert OWN in browser.send(f"/admin/people/{me.id}/{path}", {"csrf_token": token}).text


def test_nobody_ends_their_own_role(browser, me):
    role_held = database.session.scalars(select(RoleHeld).where(RoleHeld.user_id == me.id)).one()
    assert OWN in browser.post(f"/admin/people/{me.id}/roles/{role_held.id}/end").text
    database.session.refresh(role_held)
    assert role_held.removed_at is None


def test_the_own_page_offers_no_button_that_changes_access(browser, me):
    page = browser.get(f"/admin/people/{me.id}").text
    assert OWN in page
    assert all(f"/admin/people/{me.id}/{path}" not in page for path in ("roles", "ranks", "disable", "reset-link"))


@pytest.mark.parametrize("path", ["999999", "999999/roles/add", "999999/disable", "x", "999999999999999999999"])
def test_a_user_that_is_not_there_is_not_found(browser, path):
    assert browser.get(f"/admin/people/{path}").status_code == 404


@pytest.mark.database
def test_a_role_of_somebody_else_is_not_found_under_this_user(browser, worker, officer):
    role_held = database.session.scalars(select(RoleHeld).where(RoleHeld.user_id == officer.id)).one()
    assert browser.get(f"/admin/people/{worker.id}/roles/{role_held.id}/end").status_code == 404
