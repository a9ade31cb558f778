"""One-time links: once, for a while, for one person; whatever is wrong with one, the page is the same."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways.admin.actions import accounts as admin
from pathways.admin.rules import DisableReason
from pathways.audit.models import SYSTEM, AuditChain, AuditEvent
from pathways.auth import links, passwords
from pathways.auth import passwords as throttle
from pathways.auth.roles import Role
from pathways.auth.views import local_address
from pathways.store.base import db as database
from tests import county
from tests.client import SignedInClient

NEW = "seven wooden ladders"


@pytest.fixture
def administrator(app):
    return county.viewer_of(county.user(Role.AD))


@pytest.fixture
def user(app):
    return county.user(Role.TW, password_hash=passwords.hash_of("kettle anchor plum"))


@pytest.fixture
def browser(app):
    return SignedInClient(app)


@pytest.fixture
def token(user):
    return a_link(user)


def a_link(user):
    purpose = links.LinkPurpose.RESET if user.password_hash else links.LinkPurpose.INVITATION
    return links.make(user=user, purpose=purpose, by=SYSTEM)


def use(browser, token, new=NEW, again=NEW):
    return browser.post(f"/link/{token}", {"new_password": new, "again": again})


@pytest.mark.database
def test_a_reset_link_sets_the_password_and_ends_every_session(app, browser, user, token):
    signed_in = SignedInClient(app, user.id, Role.TW).begun()
    answer = use(browser, token)
    assert answer.location == "/sign-in?ended=password_set"
    assert signed_in.get("/account").status_code == 302
    assert browser.post("/sign-in", {"name": user.sign_in_name, "password": NEW}).status_code == 302


def test_a_poor_password_leaves_the_link_usable(browser, token):
    assert "Use at least 12 characters" in use(browser, token, "short", "short").text
    assert use(browser, token).status_code == 302


def test_used_ended_forged_and_disabled_links_answer_with_one_plain_page(
    browser, administrator, user, token, the_clock
):
    pages = {}
    use(browser, token)
    pages["used"] = browser.get(f"/link/{token}")
    pages["forged"] = browser.get("/link/" + "x" * 43)
    pages["short"] = browser.get("/link/1")
    ended = a_link(user)
    the_clock.advance(timedelta(minutes=30))
    pages["ended"] = browser.get(f"/link/{ended}")
    replaced = a_link(user)
    a_link(user)
    pages["replaced"] = browser.get(f"/link/{replaced}")
    disabled = a_link(user)
    admin.disable(by=administrator, user=user, reason=DisableReason.LEFT)
    pages["disabled"] = browser.get(f"/link/{disabled}")
    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(pages, 404)
    assert len({page.text for page in pages.values()}) == 1
    assert "This link does not work" in pages["used"].text


def test_a_used_link_sets_no_second_password(browser, user, token):
    page = browser.get(f"/link/{token}")
    values = {"csrf_token": page.text.split('name="csrf_token" value="')[1].split('"')[0]}
    use(browser, token)
    answer = browser.send(
        f"/link/{token}", {**values, "new_password": "another good phrase", "again": "another good phrase"}
    )
    assert answer.status_code == 404
    database.session.refresh(user)
    assert passwords.is_right(user.password_hash, NEW)


def test_a_reset_link_works_for_30_minutes_and_an_invitation_for_a_day(browser, administrator, token, the_clock):
    the_clock.advance(timedelta(minutes=29))
    assert browser.get(f"/link/{token}").status_code == 200
    invited = county.user(Role.TW)
    invitation = a_link(invited)
    the_clock.advance(timedelta(hours=23))
    assert browser.get(f"/link/{token}").status_code == 404
    assert browser.get(f"/link/{invitation}").status_code == 200
    the_clock.advance(timedelta(hours=1))
    assert browser.get(f"/link/{invitation}").status_code == 404


def test_a_password_change_kills_an_open_link(app, browser, administrator, user, token):
    client = SignedInClient(app, user.id, Role.TW)
    answer = client.post(
        "/account/password", {"current_password": "kettle anchor plum", "new_password": NEW, "again": NEW}
    )
    assert answer.status_code == 302
    assert browser.get(f"/link/{token}").status_code == 404


PREFIXES = ("link", "answer", "told")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_page_of_a_link_tells_its_address_to_another_whatever_it_answers(browser, prefix):
    answers = [browser.ask("GET", f"/{prefix}/{'x' * 43}") for _ in range(throttle.WRONG_A_NAME + 1)]
    answers += [browser.ask("DELETE", f"/{prefix}/{'x' * 43}"), browser.ask("POST", f"/{prefix}", data={"token": "y"})]
    assert 429 in {answer.status_code for answer in answers}
    assert {answer.headers["Referrer-Policy"] for answer in answers} == {"no-referrer"}


def test_the_page_of_a_link_tells_its_address_to_none_and_its_form_goes_to_one_without_the_token(browser, user, token):
    page = browser.get(f"/link/{token}")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert 'action="/link"' in page.text
    assert f'action="/link/{token}' not in page.text
    answer = browser.post("/link", {"new_password": NEW, "again": NEW}, form_at=f"/link/{token}")
    assert answer.location == "/sign-in?ended=password_set"


def test_no_address_of_a_link_is_led_to_after_sign_in():
    assert [local_address(f"/{prefix}/token") for prefix in PREFIXES] == ["", "", ""]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_link_that_did_not_work_is_in_the_log_without_its_token(browser, prefix):
    browser.ask("GET", f"/{prefix}/{'x' * 43}")
    event = database.session.scalars(select(AuditEvent).where(AuditEvent.action == "login.link.failed")).one()
    assert json.loads(event.payload) == {"kind": prefix, "user_id": None}
    assert event.actor_id is None


def test_of_a_link_that_is_over_the_log_says_whose_it_was(browser, user, token):
    use(browser, token)
    browser.get(f"/link/{token}")
    event = database.session.scalars(select(AuditEvent).where(AuditEvent.action == "login.link.failed")).one()
    assert json.loads(event.payload) == {"kind": "link", "user_id": user.id}
    assert event.organisation_id is None
    chain = database.session.get(AuditChain, event.chain_id)
    assert chain.key == f"organisation:{user.organisation_id}"
    assert token not in event.payload
