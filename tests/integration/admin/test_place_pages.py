"""Organisations, suites and services in the browser."""

from datetime import date

import pytest
from sqlalchemy import select

from pathways.audit.models import AuditEvent
from pathways.auth.models import Organisation, Suite
from pathways.auth.roles import OrganisationKind, Role
from pathways.directory.models import Service
from pathways.store.base import db as database
from tests import county
from tests.pages import faulty

SERVICE = {
    "name": "Fenside Outreach",
    "town": "Boston",
    "areas": ["boston", "skegness"],
    "needs": ["drugs", "alcohol"],
    "women_only": "no",
    "young_people": "no",
    "phone": "01632 960 900",
    "opening_hours": "Mon to Fri, 9 to 5",
    "opened_on-day": "1",
    "opened_on-month": "4",
    "opened_on-year": "2024",
    "places": "4",
    "places_updated_on-day": "24",
    "places_updated_on-month": "11",
    "places_updated_on-year": "2026",
}


@pytest.fixture
def browser(app, client_of):
    return client_of(county.user(Role.AD), Role.AD)


def last_event():
    return database.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()


def test_an_organisation_is_added_changed_and_listed(browser):
    new = {"name": "Coastline Recovery", "kind": "provider", "email_domains": "@Coastline.example"}
    assert browser.post("/admin/organisations/add", new).status_code == 302
    added = database.session.scalars(select(Organisation).where(Organisation.name == "Coastline Recovery")).one()
    assert (added.kind, added.email_domains) == (OrganisationKind.PROVIDER, ["coastline.example"])
    assert last_event().action == "organisation.added"
    changed = {"name": "Coastline", "email_domains": "coastline.example"}
    browser.post(f"/admin/organisations/{added.id}/change", changed)
    assert "Coastline" in browser.get("/admin/organisations").text
    assert "Treatment worker, Provider manager" in browser.get(f"/admin/organisations/{added.id}").text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": "lincolnshire police"}, "There is an organisation of this name"),
        ({"email_domains": "gmail.com"}, "not one that anybody can join"),
        ({"email_domains": "coastline"}, "Enter the part after the @ of a work e-mail"),
        ({"email_domains": "police.uk"}, "addresses of others end with police.uk too"),
        ({"email_domains": "gmail.com, coastline.example"}, "gmail.com: enter the organisation"),
        ({"kind": ""}, "Select the kind"),
        ({"kind": "army"}, "choose one of the answers on the page"),
        ({"name": ""}, "Enter the name"),
    ],
)
def test_an_organisation_is_refused_with_what_to_do(browser, typed, says):
    new = {"name": "Coastline Recovery", "kind": "provider", "email_domains": "coastline.example", **typed}
    assert says in browser.post("/admin/organisations/add", new).text


def test_a_suite_is_added_to_a_force_and_closed(browser):
    force = county.force()
    address = f"/admin/organisations/{force.id}/suites/add"
    browser.post(address, {"name": "Skegness", "town": "Skegness", "phone": ""})
    assert "has a suite of this name" in browser.post(address, {"name": "skegness", "town": "Skegness"}).text
    added = database.session.scalars(select(Suite).where(Suite.name == "Skegness")).one()
    browser.post(f"/admin/suites/{added.id}/close")
    assert "closed already" in browser.post(f"/admin/suites/{added.id}/close").text
    assert last_event().action == "suite.closed"
    assert "Closed" in browser.get(f"/admin/organisations/{force.id}").text


def test_only_a_force_has_suites(browser):
    provider = county.provider()
    answer = browser.post(f"/admin/organisations/{provider.id}/suites/add", {"name": "Skegness", "town": "Skegness"})
    assert "Only a police force has custody suites" in answer.text


def test_a_closed_suite_takes_nobody_new(browser):
    force = county.force()
    suite = county.suite("Old suite", force)
    browser.post(f"/admin/suites/{suite.id}/close")
    page = browser.get(f"/admin/organisations/{force.id}/invite").text
    assert "Old suite" not in page


def add_service(browser, **typed):
    provider = county.provider()
    return browser.post(f"/admin/organisations/{provider.id}/services/add", {**SERVICE, **typed})


def test_a_service_is_added_and_listed_with_its_areas_needs_and_places(browser):
    assert add_service(browser).location == "/admin/services"
    added = database.session.scalars(select(Service)).one()
    assert added.areas == ["boston", "skegness"]
    assert (added.places, added.places_updated_on) == (4, date(2026, 11, 24))
    page = browser.get("/admin/services").text
    assert "Boston, Skegness" in page
    assert "counted 24 November 2026" in page
    assert last_event().action == "service.added"


def test_a_service_is_changed_and_the_log_names_the_changed_fields(browser):
    add_service(browser)
    added = database.session.scalars(select(Service)).one()
    page = browser.get(f"/admin/services/{added.id}").text
    assert 'value="Fenside Outreach"' in page
    browser.post(f"/admin/services/{added.id}", {**SERVICE, "places": "0", "women_only": "yes"})
    database.session.refresh(added)
    assert (added.places, added.women_only) == (0, True)
    assert '"fields":["women_only","places"]' in last_event().payload


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"places": "-1"}, "Free places must be 0 or more"),
        ({"places": "many"}, "Free places must be a whole number"),
        ({"places": ""}, "Enter the free places and the day they were counted, or neither"),
        ({"places_updated_on-day": "26"}, "must be today or in the past"),
        ({"opened_on-day": "31", "opened_on-month": "2"}, "must be a real date"),
        (
            {"closed_on-day": "1", "closed_on-month": "1", "closed_on-year": "2020"},
            "The day it closes must be on or after the day it opened",
        ),
        ({"areas": []}, "Select the areas"),
        ({"areas": ["mars"]}, "choose one of the answers on the page"),
        ({"women_only": ""}, "Answer “Is it for women only?”"),
        ({"name": "x" * 10_000}, "must be 120 characters or fewer"),
    ],
)
def test_a_service_is_refused_with_what_to_do_and_keeps_what_was_typed(browser, typed, says):
    answer = add_service(browser, **typed)
    assert says in answer.text
    assert 'value="Boston"' in answer.text
    assert database.session.scalars(select(Service)).all() == []


def test_a_provider_has_no_two_services_of_one_name_in_one_town(browser):
    add_service(browser)
    assert faulty(add_service(browser).text) == ["name"]
    assert len(database.session.scalars(select(Service)).all()) == 1


def test_a_service_belongs_to_a_provider(browser):
    force = county.force()
    answer = browser.post(f"/admin/organisations/{force.id}/services/add", SERVICE)
    assert "Services belong to treatment providers" in answer.text


def test_the_provider_is_chosen_first(browser):
    provider = county.provider()
    county.commissioner("County Council")
    page = browser.get("/admin/services/add").text
    assert provider.name in page
    assert "County Council" not in page
    answer = browser.post("/admin/services/add", {"organisation": str(provider.id)})
    assert answer.location == f"/admin/organisations/{provider.id}/services/add"


@pytest.mark.parametrize("path", ["organisations/9999", "suites/9999/close", "services/9999", "services/x"])
def test_a_place_that_is_not_there_is_not_found(browser, path):
    assert browser.get(f"/admin/{path}").status_code == 404
