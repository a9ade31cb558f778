"""Booking somebody in: custody record, offences and risks on one page, all of it or nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.offences import queries
from pathways.auth.roles import Role
from pathways.people.custody.queries import detention_of
from pathways.people.models.custody import Episode
from pathways.safeguarding.queries import risks_of
from pathways.store.base import db
from pathways.vocabulary import Answer
from tests import county
from tests.integration.arrest_tests.custody_scenes import boxes, notified
from tests.pages import Page, faulty


@pytest.fixture
def booked(desk):
    """The address, and a plain detention of half an hour as typed."""
    client, officer = desk
    notified()
    now = clock.now()
    typed = {
        "custody_record_no": "LN-26-04471",
        "needs": "neither",
        "presence": "arrested",
        "suite_id": str(officer.suite_id),
    }
    typed |= boxes("arrested_at", now - timedelta(minutes=60)) | boxes("arrived_at", now - timedelta(minutes=30))
    typed |= boxes("custody_officer_seen_at", now - timedelta(minutes=20))
    return client, f"/people/{county.person(by=officer).id}/arrest", typed


def opened() -> list[Episode]:
    return list(db.session.scalars(select(Episode)))


def test_one_page_books_in_with_the_offence_of_that_arrest_and_the_risks_that_were_asked(booked):
    client, address, typed = booked
    saved = client.post(address, {**typed, "offences-0-offence": "TA68-1", "exploitation": "no"})
    (episode,) = opened()
    assert saved.location == f"/episodes/{episode.id}/test"
    (line,) = queries.offences_of(episode.id)
    assert line.arrested_at == detention_of(episode.id).arrested_at
    assert risks_of(episode.id).exploitation is Answer.NO
    assert risks_of(episode.id).suicide_risk is None


def test_the_page_says_where_the_number_of_a_record_is_found_and_what_to_type_when_there_is_none_yet(booked):
    client, address, _ = booked
    page = client.get(address).text
    assert "custody system" in page
    assert "like NONE 0312 ME" in page


def test_check_answers_for_the_page_as_typed_and_records_nothing(booked):
    client, address, typed = booked
    drug = {"offences-0-offence": "MDA71-5-2", "offences-0-drug": "crack_cocaine"}
    checked = client.post(address, {**typed, **drug, "then": "check"}).text
    assert "Yes, on arrest. No inspector needed" in checked
    assert faulty(checked) == []
    assert "Cannot say yet" in client.post(address, {"then": "check"}).text
    assert opened() == []


def test_check_and_saving_refuse_an_arrival_in_the_future_in_the_same_words(booked):
    client, address, typed = booked
    ahead = typed | boxes("arrived_at", clock.now() + timedelta(minutes=30))
    checked, saved = (Page(client.post(address, ahead | press).text).summary for press in ({"then": "check"}, {}))
    assert checked[0][0] == "arrived_at-time"
    assert checked == saved
    assert opened() == []


def test_check_demands_nothing_that_was_not_typed_yet_beside_what_is_wrong(booked):
    client, address, _ = booked
    checked = client.post(address, boxes("arrived_at", clock.now() + timedelta(minutes=30)) | {"then": "check"}).text
    assert faulty(checked) == ["arrived_at-time"]


def test_an_offence_that_cannot_be_keeps_the_person_from_being_half_booked_in(booked):
    client, address, typed = booked
    early = boxes("offences-0-charged_at", clock.now() - timedelta(minutes=90))
    refused = client.post(address, {**typed, "offences-0-offence": "TA68-1", **early}).text
    assert "cannot be before" in refused
    assert opened() == []


def test_somebody_is_booked_in_whose_drug_is_not_known_yet(booked):
    client, address, typed = booked
    saved = client.post(address, {**typed, "offences-0-offence": "MDA71-5-2", "offences-0-amount": "3 wraps"})
    (episode,) = opened()
    assert saved.location == f"/episodes/{episode.id}/test"
    (line,) = queries.offences_of(episode.id)
    assert (line.drug, line.amount) == (None, "3 wraps")
    assert "Select the drug." in client.get(saved.location).text


def test_the_offence_may_wait_and_the_page_of_the_arrest_asks_for_it(booked):
    client, address, typed = booked
    saved = client.post(address, typed)
    assert saved.location == f"/episodes/{opened()[0].id}/arrest"


def test_a_third_offence_and_more_get_a_further_row_once_booked_in(booked):
    client, address, typed = booked
    saved = client.post(address, {**typed, "offences-0-offence": "TA68-1", "then": "another"})
    assert saved.location == f"/episodes/{opened()[0].id}/arrest"


def test_the_blank_page_says_nothing_is_met_that_was_not_answered(client_of, app):
    someone = county.user(Role.CO)
    notified()
    person = county.person(by=county.viewer_of(someone))
    page = client_of(someone, Role.CO).get(f"/people/{person.id}/arrest").text
    assert "No appropriate adult needed" not in page
    assert "Say what this person needs" in page
