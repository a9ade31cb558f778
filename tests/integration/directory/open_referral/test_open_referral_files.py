"""The directory as a file: out and in again, looked at before it changes anything, taken whole or not at all."""

import io
import json

import pytest
from sqlalchemy import func, select

from pathways import clock
from pathways.audit.models import AuditEvent
from pathways.auth.models import Organisation
from pathways.auth.roles import Role
from pathways.directory.diary.rules import Weekday
from pathways.directory.entries import actions
from pathways.directory.entries import queries as entries_queries
from pathways.directory.entries.actions import PlaceEntry
from pathways.directory.entries.rules import PlaceKind, WeekSession, sessions_of
from pathways.directory.models import DirectoryFile, Service, ServiceChange
from pathways.directory.open_referral import actions as exchange
from pathways.directory.open_referral import queries as open_referral_queries
from pathways.refusals import Refused, Stale
from pathways.store.base import db as database
from tests import county
from tests.unit.directory.open_referral import published, wrong_by


@pytest.fixture
def admin(app):
    return county.viewer_of(county.user(Role.AD))


@pytest.fixture
def filled(app, admin, the_clock):
    """A service that has said everything, one that has said nothing, and one that closed."""
    hub = county.service("Lincoln Recovery Hub")
    ((opens, closes),) = sessions_of("09:00 to 17:00")
    week = tuple(WeekSession(weekday=day, opens=opens, closes=closes) for day in list(Weekday)[:5])
    values = {"hours": week, "outcodes": ["LN2", "LN1"], "towns": ["Louth"], "age_from": 18, "co_occurring": True}
    actions.keep_entry(by=admin, service=hub, values={**values, "languages": "English, Polish", "description": "Helps"})
    entry = PlaceEntry(kind=PlaceKind.PHYSICAL, address="12 Orchard Yard", town="Lincoln", postcode="LN1 1ZZ")
    actions.add_place(by=admin, service=hub, entry=entry)
    christmas = {"first_on": the_clock.now().date().replace(month=12, day=25), "why": "Christmas"}
    actions.add_days(by=admin, service=hub, last_on=christmas["first_on"], sessions=(), **christmas)
    county.service("Trent Bank Service", county.provider("Trent Bank"), places=None)
    county.service("Old Hall", closed_on=the_clock.now().date())
    database.session.commit()


def taken_in(admin, content):
    row = exchange.receive_file(by=admin, name="services.json", content=content)
    exchange.take_file(by=admin, row=row, seen=open_referral_queries.newest_change_of_all())
    database.session.commit()
    return row


def emptied():
    """The county without its services and providers, as another county begins."""
    tables = ("service_place", "service_exception", "service_change", "service_detail", "service", "provider_detail")
    for name in tables:
        database.session.execute(database.metadata.tables[name].delete())
    database.session.execute(Organisation.__table__.delete().where(Organisation.kind == "provider"))
    database.session.commit()


def test_the_directory_goes_into_an_empty_county_and_comes_out_the_same(app, admin, filled):
    before = exchange.write_file(by=admin)
    assert exchange.write_file(by=admin) == before
    assert len(json.loads(before)) == 3
    again = exchange.receive_file(by=admin, name="same.json", content=before)
    plan = exchange.plan_for(again, clock.today())
    assert (plan.added, plan.changed, plan.same) == ([], [], 3)
    emptied()
    taken_in(admin, before)
    assert exchange.write_file(by=admin) == before
    hub = database.session.scalars(select(Service).where(Service.name == "Lincoln Recovery Hub")).one()
    facts = entries_queries.facts_of(hub)
    assert (facts.age_from, facts.outcodes, len(facts.hours)) == (18, frozenset({"LN1", "LN2"}), 5)


def test_what_is_written_is_valid_and_the_published_example_is_taken_in(app, admin, filled):
    schema, example = published("service.schema.json"), published("service_full.example.json")
    taken_in(admin, json.dumps([example]).encode())
    out = json.loads(exchange.write_file(by=admin))
    assert [wrong_by(schema, each) for each in out] == [[], [], [], []]
    (given,) = [each for each in out if each["id"] == example["id"]]
    assert {name: given[name] for name in example} == example
    owner = database.session.scalars(select(Organisation).where(Organisation.name == "Example Organization Inc.")).one()
    assert [each.name for each in entries_queries.services_of(owner.id)] == ["Community Counselling"]


def test_a_file_with_a_fault_leaves_nothing_behind_and_the_page_names_row_and_field(app, admin, client_of, filled):
    browser = client_of(database.session.get_one(county.User, admin.user_id), Role.AD)
    rows = json.loads(exchange.write_file(by=admin))
    before = [database.session.scalar(select(func.count()).select_from(each)) for each in (Service, ServiceChange)]
    rows[1]["description"] = ["not", "text"]
    for content, words in (
        (json.dumps(rows).encode(), "Service 2 (“Old Hall”), field description: must be text and is a list"),
        (b"not json", "This file is not JSON"),
        (b"\xff\xfe", "This file is not text in UTF-8"),
        (b"", "The file is empty"),
    ):
        page = browser.post("/admin/services/files", {"file": (io.BytesIO(content), "services.json")})
        assert words in page.text
    after = [database.session.scalar(select(func.count()).select_from(each)) for each in (Service, ServiceChange)]
    assert (after, database.session.scalars(select(DirectoryFile)).all()) == (before, [])


@pytest.mark.database
def test_an_administrator_sees_what_a_file_would_change_and_then_takes_it(app, admin, client_of, filled):
    browser = client_of(database.session.get_one(county.User, admin.user_id), Role.AD)
    rows = json.loads(browser.get("/admin/services/open-referral.json").text)
    rows[0]["description"], rows[0]["minimum_age"] = "Changed elsewhere", 21
    content = json.dumps(rows).encode()
    address = browser.post("/admin/services/files", {"file": (io.BytesIO(content), "services.json")}).location
    page = browser.get(address).text
    assert "0 new, 1 changed, 2 as they stand" in page
    assert "What the service does, Age from" in page
    assert browser.post(address, {"what": "take"}).location == "/services"
    hub = database.session.scalars(select(Service).where(Service.name == "Lincoln Recovery Hub")).one()
    history = browser.get(f"/services/{hub.id}").text
    assert "Age from: 18, then 21" in history
    assert database.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id.desc())).first() == (
        "directory.file.taken"
    )
    assert "Taken into the directory, 25 November 2026" in browser.get(address).text


@pytest.mark.database
def test_an_entry_changed_meanwhile_and_a_file_decided_twice_are_refused(app, admin, filled):
    content = exchange.write_file(by=admin)
    row = exchange.receive_file(by=admin, name="services.json", content=content)
    database.session.commit()
    seen = open_referral_queries.newest_change_of_all()
    hub = database.session.scalars(select(Service).where(Service.name == "Lincoln Recovery Hub")).one()
    actions.keep_entry(by=admin, service=hub, values={"phone": "01632 960 999"})
    with pytest.raises(Stale):
        exchange.take_file(by=admin, row=row, seen=seen)
    database.session.rollback()
    exchange.drop_file(by=admin, row=row)
    with pytest.raises(Refused, match="Somebody decided about this file already"):
        exchange.drop_file(by=admin, row=row)
