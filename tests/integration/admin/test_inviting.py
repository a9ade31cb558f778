"""Inviting a person: who may be invited as what, and a link that is shown once."""

import re

import pytest
from sqlalchemy import func, select

from pathways.audit.models import AuditEvent
from pathways.auth.models import OneTimeLink, User
from pathways.auth.roles import Role
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


def actions_of_the_log():
    return list(database.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def text_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def link_in(page):
    return re.search(r"<code>(http[^<]+/link/[^<]+)</code>", page.text)[1].removeprefix("http://localhost")


def invite(browser, organisation, **typed):
    values = {"name": "Alice Whitby", "sign_in_name": "a.whitby@coastline.example", "role": "TW", **typed}
    return browser.post(f"/admin/organisations/{organisation.id}/invite", values)


def home():
    organisation = county.force()
    organisation.email_domains = ["lincs.example"]
    return organisation


COLLEAGUE = {"sign_in_name": "a.whitby@lincs.example", "role": "MG"}


def coastline():
    organisation = county.provider("Coastline Recovery")
    organisation.email_domains = ["coastline.example"]
    return organisation


def test_the_page_says_when_access_starts_and_every_way_an_address_may_end(browser):
    where = home()
    where.email_domains = ["lincs.example", "nhs.net"]
    page = browser.get(f"/admin/organisations/{where.id}/invite").text
    assert "works once, for 24 hours" in page
    assert "invite somebody on the day they start" in page
    there = browser.get(f"/admin/organisations/{coastline().id}/invite").text
    assert "a second person approves it" in there
    assert "works once, for 24 hours" in there
    assert "on the day they start" not in there
    assert "Ends in @lincs.example or @nhs.net." in page
    elsewhere = invite(browser, where, sign_in_name="a.whitby@lincs.org", role="MG").text
    assert faulty(elsewhere) == ["sign_in_name"]
    assert "@lincs.example or @nhs.net" in elsewhere
    assert link_in(invite(browser, where, sign_in_name="a.whitby@nhs.net", role="MG"))


def test_whoever_invites_finds_the_organisation_by_its_service_and_reads_who_must_agree(browser):
    where = coastline()
    county.service("Boston Open Door", of=where, town="Boston")
    manager = county.user(Role.PM, of=where, name="Lou Tennant")
    manager.password_hash = "set"
    assert "Treatment provider: Boston Open Door" in browser.get("/admin/people/invite").text
    page = browser.get(f"/admin/organisations/{where.id}/invite").text
    assert "Lou Tennant approves it" in page
    assert "with who declined them before, and why" in page


def test_inviting_makes_an_account_without_a_password_and_shows_the_link_once(app, browser):
    answer = invite(browser, home(), **COLLEAGUE)
    assert answer.status_code == 200
    link = link_in(answer)
    someone = database.session.scalars(select(User).where(User.name == "Alice Whitby")).one()
    assert someone.password_hash is None
    assert link not in browser.get(f"/admin/people/{someone.id}").text
    assert actions_of_the_log()[-1] == "user.invited"
    stranger = SignedInClient(app)
    assert "a.whitby@lincs.example" in stranger.get(link).text
    password = {"new_password": "seven wooden ladders", "again": "seven wooden ladders"}
    assert stranger.post(link, password).location == "/sign-in?ended=password_set"
    name = {"name": "a.whitby@lincs.example", "password": "seven wooden ladders"}
    assert stranger.post("/sign-in", name).status_code == 302


def test_a_double_click_invites_once(browser):
    organisation = home()
    address = f"/admin/organisations/{organisation.id}/invite"
    page = browser.get(address).text
    values = {
        name: re.search(f'name="{name}" value="([^"]*)"', page)[1] for name in ("csrf_token", "post_key", "version")
    }
    values |= {"name": "Alice Whitby", **COLLEAGUE}
    assert browser.send(address, values).status_code == 200
    someone = database.session.scalars(select(User).where(User.name == "Alice Whitby")).one()
    assert browser.send(address, values).location == f"/admin/people/{someone.id}"
    assert database.session.scalar(select(func.count()).select_from(OneTimeLink)) == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"sign_in_name": "a.whitby@gmail.com"}, "Use an address that ends in @coastline.example"),
        ({"sign_in_name": "whitby"}, "Enter a work e-mail"),
        ({"name": ""}, "Enter the name"),
        ({"role": ""}, "Select the role"),
        ({"role": "CO"}, "choose one of the answers on the page"),
        ({"until_on-day": "31", "until_on-month": "2", "until_on-year": "2027"}, "must be a real date"),
        ({"until_on-day": "24", "until_on-month": "11", "until_on-year": "2026"}, "must be today or later"),
    ],
)
def test_a_refused_invitation_says_why_and_keeps_what_was_typed(browser, typed, says):
    answer = invite(browser, coastline(), **typed)
    assert answer.status_code == 200
    assert says in answer.text
    if typed.get("name") != "":
        assert 'value="Alice Whitby"' in answer.text
    assert database.session.scalar(select(User).where(User.name == "Alice Whitby")) is None


def test_somebody_with_a_sign_in_is_not_invited_again(browser):
    organisation = home()
    invite(browser, organisation, **COLLEAGUE)
    answer = invite(browser, organisation, **{**COLLEAGUE, "name": "Alice Whitby-Jones"})
    assert faulty(answer.text) == ["sign_in_name"]
    assert "a sign-in with this address already" in answer.text


def test_a_custody_officer_is_invited_to_a_suite(browser):
    force = county.force()
    county.suite("Lincoln", force)
    officer = {"name": "Mark Ellery", "sign_in_name": "m.ellery@force.example", "role": "CO"}
    assert "Select the suite" in invite(browser, force, **officer).text
    suite = county.suite("Lincoln", force)
    assert "shown once" in invite(browser, force, **officer, suite=str(suite.id)).text


def test_the_invitation_page_asks_for_the_suite_and_says_for_which_role_it_is_needed(browser):
    """In the page as it is sent, so without script too."""
    force = county.force()
    address = f"/admin/organisations/{force.id}/invite"
    without = text_of(browser.get(address))
    assert "there is no suite to choose yet" in without
    assert "Add a custody suite" in without
    county.suite("Lincoln", force)
    page = browser.get(address)
    asks = "Custody suite Needed for the role custody officer: a custody officer sees the people of one suite."
    assert asks in text_of(page)
    assert page.text.index('value="CO"') < page.text.index('name="suite"')
    assert 'name="suite"' not in browser.get(f"/admin/organisations/{coastline().id}/invite").text


def test_whoever_adds_the_role_of_a_custody_officer_is_led_to_the_suite_before_a_refusal(browser):
    someone = county.user(Role.MG, of=county.force())
    page = browser.get(f"/admin/people/{someone.id}/roles/add").text
    assert "Custody officer needs a custody suite" in page
    assert f'href="/admin/people/{someone.id}/change"' in page


def test_the_invitation_page_offers_only_the_roles_of_the_organisation_and_says_what_they_see(browser):
    page = browser.get(f"/admin/organisations/{coastline().id}/invite").text
    assert 'value="TW"' in page
    assert 'value="CO"' not in page
    assert 'value="AD"' not in page
    assert "Other services&#39; people, or that they were ever referred" in page
    assert "checked" not in page


def test_the_organisation_is_chosen_first(browser):
    organisation = coastline()
    answer = browser.post("/admin/people/invite", {"organisation": str(organisation.id)})
    assert answer.location == f"/admin/organisations/{organisation.id}/invite"


@pytest.mark.database
def test_liaison_and_diversion_work_for_a_health_service_at_a_suite_of_a_force(app, client_of, browser):
    health, lincoln = county.health(), county.suite()
    health.email_domains = ["wolds.example"]
    page = browser.get(f"/admin/organisations/{health.id}/invite").text
    assert "Lincoln, Lincolnshire Police" in page
    assert "Treatment worker" not in page
    typed = {"name": "Ruth Skelton", "sign_in_name": "r.skelton@wolds.example", "role": "HP"}
    assert "Select the suite" in invite(browser, health, **typed).text
    where = invite(browser, health, **typed, suite=str(lincoln.id)).location
    second = client_of(county.user(Role.AD, password_hash="not a hash"), Role.AD)
    assert "Lincoln" in second.get(where).text
    assert second.post(where).status_code == 200
    someone = database.session.scalars(select(User).where(User.name == "Ruth Skelton")).one()
    assert (someone.organisation_id, someone.suite_id) == (health.id, lincoln.id)
