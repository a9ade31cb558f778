"""The page of arrest and offences in a browser that fetches and inspects it."""

from datetime import date

import pytest

from pathways import clock
from pathways.arrest_tests.offences import queries
from pathways.people.custody import queries as people
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    arrested_for,
    boxes,
    in_custody,
    notified,
)
from tests.pages import faulty


def arrest_address(view):
    return f"/episodes/{view.episode.id}/arrest"


def offence(view, code, place=0, **more):
    row = {f"offences-{place}-offence": code, **boxes(f"offences-{place}-arrested_at", view.detention.arrested_at)}
    return row | {f"offences-{place}-{name}": value for name, value in more.items()}


def test_the_page_answers_for_each_route_before_anything_is_saved(scene):
    client, _, view = scene
    page = client.get(arrest_address(view)).text
    assert "Can we ask for a sample?" in page
    assert "Cannot say yet: add the offence" in page
    asked = {**offence(view, "MDA71-5-2", drug="crack_cocaine"), "then": "check"}
    checked = client.post(arrest_address(view), asked).text
    assert "Yes, on arrest. No inspector needed" in checked
    assert "crack cocaine is a specified Class A drug" in checked
    assert faulty(checked) == []
    assert queries.offences_of(view.episode.id) == ()


def test_check_answers_with_what_it_knows_and_validates_nothing(scene):
    client, _, view = scene
    checked = client.post(arrest_address(view), {**offence(view, "MDA71-5-2"), "then": "check"}).text
    assert "Cannot say yet: 1 fact missing" in checked
    assert faulty(checked) == []


def test_saving_a_trigger_offence_goes_on_to_the_drug_test(scene):
    client, _, view = scene
    saved = client.post(arrest_address(view), offence(view, "TA68-1"))
    assert saved.location == f"/episodes/{view.episode.id}/test"
    assert [line.code for line in queries.offences_of(view.episode.id)] == ["TA68-1"]


def test_a_look_alike_says_why_and_goes_on_to_an_inspector(scene):
    client, _, view = scene
    checked = client.post(arrest_address(view), {**offence(view, "TA78-3"), "then": "check"}).text
    assert "Looks like a trigger, but is not" in checked
    assert "Save and ask an inspector" in checked
    saved = client.post(arrest_address(view), offence(view, "TA78-3"))
    assert saved.location == f"/episodes/{view.episode.id}/authority/ask"


def test_a_drug_not_known_yet_is_saved_and_each_page_says_what_it_stops(scene):
    client, _, view = scene
    typed = offence(view, "MDA71-5-2", amount="3 wraps")
    what_it_stops = "Select the drug. A drug offence is a trigger only if"
    assert what_it_stops in client.post(arrest_address(view), {**typed, "then": "check"}).text
    saved = client.post(arrest_address(view), typed)
    assert saved.location == f"/episodes/{view.episode.id}/test"
    assert what_it_stops in client.get(saved.location).text
    assert "Not known yet, 3 wraps" in client.get(f"/episodes/{view.episode.id}/offences").text
    assert "(drug not known yet)" in client.get(f"/episodes/{view.episode.id}").text


def test_while_the_drug_is_not_known_no_page_says_ready_or_gives_the_words_to_ask(scene):
    client, _, view = scene
    client.post(arrest_address(view), offence(view, "MDA71-5-2"))
    page = client.get(f"/episodes/{view.episode.id}/test").text
    assert "Do not ask for a sample yet" in page
    assert f'href="{arrest_address(view)}">Add what is missing' in page
    assert "Say this" not in page
    assert "Before the sample" not in page
    board = client.get("/custody").text
    assert "Add the drug" in board
    assert "Start drug test" not in board


def test_three_offences_fit_the_page_and_another_saves_and_gives_a_further_row(scene):
    client, _, view = scene
    three = offence(view, "TA68-1") | offence(view, "TA68-8", 1) | offence(view, "TA68-9", 2)
    saved = client.post(arrest_address(view), {**three, "then": "another"})
    assert saved.location == arrest_address(view)
    page = client.get(arrest_address(view)).text
    assert "Add or change offence 4" in page
    assert "Why was it wrong?" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"offences-0-offence": "NOT-AN-OFFENCE"},
        {"offences-0-offence": "TA68-1", "offences-0-drug": "moon dust"},
        {"offences-0-offence": "OTHER"},
        {"offences-0-offence": "OTHER", "offences-0-described_as": "x" * 10_000},
        {"offences-0-offence": "OTHER", "offences-0-described_as": "nul\x00here"},
        {"offences-0-offence": "TA68-1", "offences-0-number": "999"},
        {"offences-0-offence": "TA68-1", "offences-0-number": "\u0663"},
        {"offences-0-amount": "a lot"},
        {},
    ],
)
def test_what_cannot_be_an_offence_is_refused_in_words_and_nothing_is_written(scene, wrong):
    client, _, view = scene
    answer = client.post(arrest_address(view), {**boxes("offences-0-arrested_at", clock.now()), **wrong})
    if answer.status_code == 302:
        assert [line.number for line in queries.offences_of(view.episode.id)] == [1]
        return
    assert "There is a problem" in answer.text
    assert queries.offences_of(view.episode.id) == ()


def test_what_the_database_calls_itself_never_runs_in_a_page(scene):
    client, officer, view = scene
    arrested_for(officer, view, "OTHER", described_as="<script>alert(1)</script>")
    for address in (arrest_address(view), f"/episodes/{view.episode.id}/offences"):
        assert "<script>alert" not in client.get(address).text


def test_a_voluntary_interview_has_offences_and_no_sample(desk):
    client, officer = desk
    notified()
    view = people.episode(officer, county.episode(by=officer).id)
    saved = client.post(arrest_address(view), {"offences-0-offence": "TA68-1"})
    assert saved.location == f"/episodes/{view.episode.id}"
    assert "No: offer a voluntary referral" in client.get(arrest_address(view)).text
    page = client.get(f"/episodes/{view.episode.id}/test").text
    assert "Only a person in police detention" in page
    assert 'name="outcome"' not in page
    assert "Still in detention" not in client.get(f"/episodes/{view.episode.id}/required-assessment").text


def test_begging_that_left_the_list_says_so_and_asks_an_inspector(scene):
    client, _, view = scene
    checked = client.post(arrest_address(view), {**offence(view, "VA1824-3"), "then": "check"}).text
    assert "Begging left the trigger list after 28 June 2026" in checked
    assert "Save and ask an inspector" in checked


def test_for_somebody_under_18_the_page_names_the_young_peoples_service(desk):
    client, officer = desk
    young = county.person("Young", "Robin", born=date(2010, 3, 1), by=officer)
    page = client.get(arrest_address(in_custody(officer, of=young))).text
    assert "Under 18 until 1 March 2028" in page
    assert "Age at request: 16" in page


def test_words_typed_and_not_chosen_outlive_check_and_are_refused_on_saving(scene):
    client, _, view = scene
    address = f"/episodes/{view.episode.id}/arrest"
    typed = {"offences-0-offence": "", "offences-0-offence-words": "shopli"}
    checked = client.post(address, typed | {"then": "check"}).text
    assert 'data-typed="shopli"' in checked
    assert faulty(checked) == []
    saved = client.post(address, typed).text
    assert faulty(saved) == ["offences-0-offence"]
    assert "‘shopli’ is typed, and nothing is chosen" in saved
    assert 'data-typed="shopli"' in saved
