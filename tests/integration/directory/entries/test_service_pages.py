"""A service's pages: read by every desk, kept by its own manager, with its history; closed and never deleted."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.acceptance.placing.queries import closed_with_people
from pathways.auth.roles import Role
from pathways.directory.entries import queries
from pathways.referrals.models.referral import Referral
from pathways.store.base import db as database
from tests import county
from tests.pages import faulty
from tests.referred import referred


def day(name, on):
    return {f"{name}-{box}": str(getattr(on, box)) for box in ("day", "month", "year")}


@pytest.fixture
def hub(app):
    return county.service("Lincoln Recovery Hub")


@pytest.fixture
def manager(client_of, hub):
    return client_of(county.user(Role.PM), Role.PM)


def test_a_manager_fills_in_their_service_and_every_desk_reads_it_with_its_history(client_of, hub, manager):
    at = f"/services/{hub.id}"
    hours = dict.fromkeys(("monday", "tuesday", "wednesday"), "9am to 5pm")
    assert manager.post(f"{at}/hours", {**hours, "on_bank_holidays": "no"}).location == at
    answers = dict.fromkeys(("women_only", "young_people", "co_occurring", "outreach", "remote"), "no")
    reach = {**answers, "areas": ["lincoln"], "outcodes": "ln1 PE25", "towns": "Louth", "age_from": "18"}
    assert manager.post(f"{at}/reach", reach).location == at
    place = {"kind": "physical", "address": "12 Orchard Yard", "town": "Lincoln"}
    wrong = manager.post(f"{at}/places/add", {**place, "postcode": "NL1 1AA"}).text
    assert faulty(wrong) == ["postcode"]
    assert manager.post(f"{at}/places/add", {**place, "postcode": "ln1 1zz"}).location == at
    christmas = clock.today().replace(month=12, day=25)
    assert manager.post(f"{at}/days/add", {**day("first_on", christmas), "why": "Christmas"}).location == at
    page = client_of(county.user(Role.CO), Role.CO).get(at).text
    for words in ("Closed now, opens today at 09:00", "LN1 1ZZ", "25 December 2026", "Christmas"):
        assert words in page
    assert "Opening hours: Not said, then Monday 09:00 to 17:00; Tuesday 09:00 to 17:00" in page
    assert "Postcodes that begin with: Not said, then LN1, PE25" in page
    assert f"{at}/hours" not in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"email": "hello.service.example"}, "Enter an e-mail address like"),
        ({"website": "ftp://x"}, "beginning with https://"),
    ],
)
def test_what_is_no_address_is_said_at_its_field_and_stays_on_the_page(hub, manager, typed, says):
    answer = manager.post(f"/services/{hub.id}/about", typed)
    assert answer.status_code == 200
    assert says in answer.text
    assert next(iter(typed.values())) in answer.text


def test_another_providers_service_is_not_there_for_a_manager_and_a_worker_keeps_none(client_of, hub, manager):
    theirs = county.service("Coastline Skegness", county.provider("Coastline"))
    worker = client_of(county.user(Role.TW), Role.TW)
    for page in ("about", "reach", "hours", "count", "places/add", "days/add", "close", "open-again"):
        assert manager.ask("GET", f"/services/{theirs.id}/{page}").status_code == 404
        assert worker.ask("GET", f"/services/{hub.id}/{page}").status_code == 404
    assert manager.get(f"/services/{theirs.id}").status_code == 200


def test_what_nobody_has_said_is_told_honestly(client_of, hub):
    county.service("Nowhere", areas=(), needs=(), places=None)
    page = client_of(county.user(Role.CO), Role.CO).get("/services").text
    assert "nobody is offered it" in page
    assert "Opening hours not known: ring first" in page
    assert "Not known: ring first" in page


def test_the_list_is_narrowed_by_its_address_and_goes_on_page_by_page(client_of, app):
    for number in range(60):
        county.service(f"Service {number:02}", women_only=number == 7)
    browser = client_of(county.user(Role.MG), Role.MG)
    first = browser.get("/services").text
    assert ("Service 49" in first, "Service 50" in first) == (True, False)
    after = first.split("/services?after=")[1].split('"')[0]
    assert "Service 50" in browser.get(f"/services?after={after}").text
    only = browser.get("/services?whose=women_only&words=service").text
    assert (only.count("Service 07"), "Service 08" in only) == (1, False)
    assert "No service matches" in browser.get("/services?words=nobody+here").text


@pytest.mark.database
def test_the_second_of_two_managers_is_told_and_keeps_what_they_typed(client_of, hub, manager):
    at = f"/services/{hub.id}/count"
    seen = manager.get(at).text.split('name="seen" value="')[1].split('"')[0]
    manager.post(at, {"places": "3", **day("places_updated_on", clock.today())})
    again = manager.post(at, {"places": "8", **day("places_updated_on", clock.today()), "seen": seen})
    assert "Somebody else changed this entry" in again.text
    assert 'value="8"' in again.text
    assert database.session.get(type(hub), hub.id).places == 3
    administrator = client_of(county.user(Role.AD), Role.AD)
    entry = {"name": "Hub", "town": "Lincoln", "areas": "lincoln", "needs": "drugs", "phone": "1", "seen": seen}
    entry |= {**dict.fromkeys(("women_only", "young_people"), "no"), **day("opened_on", clock.today())}
    assert "Somebody else changed this entry" in administrator.post(f"/admin/services/{hub.id}", entry).text


def test_a_service_closes_with_people_on_their_way_and_says_how_many(client_of, hub, manager):
    sent = referred(to=hub)
    slot = county.slot(of=hub, in_hours=30)
    page = manager.get(f"/services/{hub.id}/close").text
    assert "1 referral is open with it" in page
    yesterday = day("closed_on", clock.today() - timedelta(days=1))
    refused = manager.post(f"/services/{hub.id}/close", {**yesterday, "why": "The lease ends"}).text
    assert faulty(refused) == ["closed_on-day"]
    assert "25 November 2026 or later" in refused
    manager.post(f"/services/{hub.id}/close", {**day("closed_on", clock.today()), "why": "The lease ends"})
    closed = queries.service(hub.id)
    assert (closed.closed_on, database.session.get_one(Referral, sent.id).service_id) == (clock.today(), hub.id)
    assert database.session.get(type(slot), slot.id).ended_at is not None
    assert [(each.name, each.people) for each in closed_with_people().rows] == [("Lincoln Recovery Hub", 1)]
    assert "Why: The lease ends" in manager.get(f"/services/{hub.id}").text
    manager.post(f"/services/{hub.id}/open-again")
    assert queries.service(hub.id).closed_on is None
