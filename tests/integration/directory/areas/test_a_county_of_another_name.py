"""A county of another name, from an empty database: set up by its administrator, to a referral and a report by area."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.audit.models import SYSTEM
from pathways.auth.models import Organisation, Suite, User
from pathways.auth.roles import Role
from pathways.directory.areas import queries as directory
from pathways.directory.models import AreaName, Service
from pathways.people.rules import ReleaseType
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs import queries as referrals
from pathways.reporting.queries import counting
from pathways.reporting.queries.fairness import groups_shown
from pathways.reporting.rules.fairness import Breakdown, DeskOutcome
from pathways.reporting.rules.proportions import Period
from pathways.store.base import db as database
from tests import county
from tests.integration.disposals import plain_disposal
from tests.integration.referrals.steps.test_referral_pages import ANSWERS, NEEDS
from tests.unit.reporting.alone import fairness_alone

SETUP = (
    "setup", "--organisation", "Testshire Police", "--kind", "force", "--name", "A. Bell",
    "--sign-in-name", "a.bell@testshire.example",
)  # fmt: skip
PASSWORD = "four words of nobody\n" * 2
OURS = ("Lincoln", "Boston", "Skegness", "Grantham")


def on(day, field="from_on"):
    return {f"{field}-day": str(day.day), f"{field}-month": str(day.month), f"{field}-year": str(day.year)}


LONG_AGO = on(date(2020, 1, 1))


@pytest.fixture
def force(app, db):
    """The only organisation there is, made by the command."""
    db.session.commit()
    printed = app.test_cli_runner().invoke(args=list(SETUP), input=PASSWORD)
    assert printed.exit_code == 0, printed.output
    return db.session.scalars(select(Organisation)).one()


@pytest.fixture
def browser(force, client_of):
    return client_of(database.session.scalars(select(User)).one(), Role.AD)


@pytest.fixture
def testshire(force, browser):
    """Two areas, a town of one of them, a suite, and a service in each area: all through the administrator's pages."""
    areas = f"/admin/organisations/{force.id}/areas"
    for name in ("Northmoor", "Eastvale"):
        assert browser.post(f"{areas}/add", {"name": name, **LONG_AGO}).location == areas
    towns = (("Moorby", "northmoor", "54.1", "-1.5"), ("Eastvale", "eastvale", "54.1", "-1.0"))
    for name, area, north, east in towns:
        typed = {"name": name, "area": area, "north": north, "east": east, **LONG_AGO}
        assert browser.post(f"/admin/organisations/{force.id}/towns/add", typed).location == areas
    browser.post(f"/admin/organisations/{force.id}/suites/add", {"name": "Moorby", "town": "Moorby", "phone": ""})
    browser.post("/admin/organisations/add", {"name": "Dale", "kind": "provider", "email_domains": "dale.example"})
    provider = database.session.scalars(select(Organisation).where(Organisation.name == "Dale")).one()
    for name, town, area in (("Moor Hub", "Moorby", "northmoor"), ("Vale Hub", "Eastvale", "eastvale")):
        typed = {
            "name": name, "town": town, "areas": [area], "needs": ["drugs", "housing"], "women_only": "no",
            "young_people": "no", "phone": "01632 960 900", **on(date(2020, 1, 1), "opened_on"),
        }  # fmt: skip
        answer = browser.post(f"/admin/organisations/{provider.id}/services/add", typed)
        assert answer.location == "/admin/services"
    return force


def officer_of(force):
    suite = database.session.scalars(select(Suite)).one()
    return county.user(Role.CO, of=force, at=suite)


def named(name):
    return database.session.scalars(select(Service).where(Service.name == name)).one()


def area_row(name):
    return database.session.scalars(select(AreaName).where(AreaName.name == name)).one()


def test_before_an_area_is_set_up_a_form_offers_elsewhere_alone(force):
    assert [area.label for area in directory.map_now(force.id).places] == ["Elsewhere in the county"]


def test_a_referral_goes_to_the_service_of_the_area_that_the_person_named(testshire, client_of):
    someone = officer_of(testshire)
    officer, by = client_of(someone, Role.CO), county.viewer_of(someone)
    episode = county.episode(by=by)
    asked = officer.get(f"/episodes/{episode.id}/needs").text
    assert "Northmoor" in asked
    assert "Eastvale" in asked
    assert not [name for name in OURS if name in asked]
    refused = officer.post(f"/episodes/{episode.id}/needs", NEEDS)
    assert refused.status_code == 200, "Lincoln is on no list here"
    officer.post(f"/episodes/{episode.id}/needs", {**NEEDS, "area": "northmoor"})
    services = officer.get(f"/episodes/{episode.id}/consents").text
    assert "Covers Northmoor" in services
    assert "Covers Eastvale, not Northmoor" in services
    officer.post(f"/episodes/{episode.id}/consents", {**ANSWERS, "service": str(named("Moor Hub").id)})
    officer.post(f"/episodes/{episode.id}/refer")
    sent = database.session.scalars(select(Referral)).one()
    assert sent.service_id == named("Moor Hub").id
    assert ["Usually in", "Northmoor"] in [list(pair) for pair in sent.routing["looked_at"]]


def test_whoever_would_not_say_is_of_the_area_in_which_the_suites_town_lies(testshire, client_of):
    someone = officer_of(testshire)
    officer, by = client_of(someone, Role.CO), county.viewer_of(someone)
    episode, _ = county.detained(by=by)
    officer.post(f"/episodes/{episode.id}/needs", {**NEEDS, "area": "not_said"})
    assert referrals.screen_of(episode.id).facts.area.label == "Northmoor"


def test_a_report_counts_by_these_areas_and_keeps_whoever_was_recorded_in_one_that_was_renamed_or_ended(
    testshire, browser
):
    by = county.viewer_of(officer_of(testshire))
    for number in range(26):
        episode, _ = county.detained(
            county.person(by=by), by=by, released_at=clock.now(), release_type=ReleaseType.CHARGED_BAIL
        )
        plain_disposal.offence(episode)
        database.session.add(
            NeedScreen(
                episode_id=episode.id, use_answer="nothing", injected="never", mental_health="no", housing="safe",
                contact_way="no_phone", area="northmoor" if number < 14 else "eastvale", recorded_at=clock.now(),
                recorded_by_id=by.user_id,
            )
        )  # fmt: skip
    today = clock.today()
    row = area_row("Northmoor")
    browser.post(f"/admin/areas/{row.id}/rename", {"name": "The Moors", **on(today)})
    browser.post(f"/admin/areas/{area_row('Eastvale').id}/end", on(today - timedelta(days=1), "last_on"))
    assert [area.label for area in directory.map_now(testshire.id).areas] == ["The Moors"]
    assert [area.label for area in directory.map_on(today - timedelta(days=1)).areas] == ["Northmoor", "Eastvale"]
    period = Period(from_on=today, to_on=today, as_at=today)
    report = fairness_alone(counting.fairness(SYSTEM, period), period, groups_shown(period))
    rows = {line.name: line.cells[1:3] for line in report.tables[Breakdown.AREA, DeskOutcome.CHARGED]}
    assert (rows["The Moors"], rows["Eastvale"]) == (("14", "14"), ("12", "12"))
    assert not [name for name in (*OURS, "Northmoor") if name in rows]
    assert report.compared_with[Breakdown.AREA] == "The Moors"


def test_areas_and_towns_are_refused_with_what_to_do(testshire, browser):
    areas, towns = f"/admin/organisations/{testshire.id}/areas", f"/admin/organisations/{testshire.id}/towns/add"
    same = browser.post(f"{areas}/add", {"name": "northmoor", **LONG_AGO}).text
    assert "There is an area of this name" in same
    assert (
        "There is an area of this name"
        in browser.post(f"{areas}/add", {"name": "Elsewhere in the county", **LONG_AGO}).text
    )
    assert "There is a town of this name" in browser.post(towns, {"name": "moorby", **LONG_AGO}).text
    half = browser.post(towns, {"name": "Dalby", "north": "54", **LONG_AGO}).text
    assert "Enter both degrees as numbers, or neither" in half
    row = area_row("Northmoor")
    early = browser.post(f"/admin/areas/{row.id}/rename", {"name": "The Moors", **LONG_AGO}).text
    assert "The day must be after 1 January 2020" in early
    provider = database.session.scalars(select(Organisation).where(Organisation.name == "Dale")).one()
    refused = browser.post(f"/admin/organisations/{provider.id}/areas/add", {"name": "Fell", **LONG_AGO}).text
    assert "belong to its police force" in refused


def test_a_code_is_never_given_out_twice(testshire, browser):
    browser.post(f"/admin/areas/{area_row('Eastvale').id}/end", on(clock.today(), "last_on"))
    tomorrow = on(clock.today() + timedelta(days=1))
    browser.post(f"/admin/organisations/{testshire.id}/areas/add", {"name": "Eastvale", **tomorrow})
    rows = database.session.scalars(select(AreaName).where(AreaName.name == "Eastvale").order_by(AreaName.id))
    assert [row.code for row in rows] == ["eastvale", "eastvale_2"]
