"""The directory as the rooms above read it."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from pathways.directory.entries import queries
from pathways.directory.models import Service
from pathways.refusals import OutOfSight
from pathways.store.base import db as database
from pathways.vocabulary import Need
from tests import county
from tests.areas import BOSTON

TODAY = date(2026, 11, 25)


def test_services_open_on_a_day_are_read_by_name_without_closed_and_future_ones(app):
    county.service("Witham Recovery")
    county.service("Fenside Outreach")
    county.service("Closed today", closed_on=TODAY)
    county.service("Closes tomorrow", closed_on=date(2026, 11, 26))
    county.service("Opens tomorrow", opened_on=date(2026, 11, 26))
    names = [each.name for each in queries.services_open_on(TODAY)]
    assert names == ["Closes tomorrow", "Fenside Outreach", "Witham Recovery"]


def test_every_service_is_listed_because_a_routing_page_shows_closed_ones_with_their_reason(app):
    county.service("Closed", closed_on=date(2020, 1, 1))
    assert [each.name for each in queries.services_listed()] == ["Closed"]


def test_the_services_of_one_provider_are_its_own(app):
    county.service("Ours")
    county.service("Theirs", county.provider("Another"))
    assert [each.name for each in queries.services_of(county.provider().id)] == ["Ours"]


def test_an_entry_becomes_the_facts_of_the_rules(app):
    county.force()
    entry = county.service("Ours", areas=(BOSTON,), needs=(Need.ALCOHOL,))
    facts = queries.facts_of(entry)
    assert (facts.areas, facts.needs) == (frozenset({BOSTON}), frozenset({Need.ALCOHOL}))
    assert facts.places_updated_on == TODAY


def test_a_word_that_the_vocabulary_has_dropped_is_left_out(app):
    county.force()
    entry = county.service("Ours")
    entry.areas = ["atlantis", "boston"]
    assert queries.facts_of(entry).areas == frozenset({BOSTON})


def test_young_peoples_services_are_read_apart(app):
    county.service("Adults")
    county.service("Bluebell", young_people=True)
    assert [each.name for each in queries.young_peoples_services_on(TODAY)] == ["Bluebell"]


def test_a_service_that_is_not_there_is_out_of_sight(app):
    with pytest.raises(OutOfSight):
        queries.service(1)
    entry = county.service("Ours")
    assert queries.service(entry.id) is entry
    assert queries.service_names([entry.id, 999]) == {entry.id: "Ours"}
    assert queries.service_names([]) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"places": 3, "places_updated_on": None},
        {"places": None, "places_updated_on": TODAY},
        {"places": -1, "places_updated_on": TODAY},
        {"closed_on": date(2014, 1, 1)},
        {"typical_wait_days": -1},
    ],
)
def test_the_database_refuses_an_entry_that_cannot_be(app, wrong):
    plain = {
        "organisation_id": county.provider().id,
        "name": "Ours",
        "town": "Lincoln",
        "areas": ["lincoln"],
        "needs": ["drugs"],
        "opened_on": date(2015, 1, 1),
    }
    database.session.add(Service(**{**plain, **wrong}))
    with pytest.raises(IntegrityError):
        database.session.flush()
    database.session.rollback()
