"""The page that records what really happened, and the inspector's list and decision, in a browser that inspects them."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.disclosure import actions as disclosure_actions
from pathways.arrest_tests.disclosure.rules import ResultRecipient, SharingFacts
from pathways.arrest_tests.held_records import queries as held_records_queries
from pathways.arrest_tests.held_records.rules import HoldState
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.arrest_tests.testing.rules.results import ResultPurpose
from pathways.auth.roles import Rank, Role
from pathways.law.rules.findings import stops
from pathways.people.custody import queries as people
from pathways.referrals.routing import queries as referrals
from pathways.referrals.sending.rules import ReferralRoute
from tests import county
from tests.conftest import TONIGHT
from tests.integration.arrest_tests.custody_scenes import a_test, arrested_for, boxes, require
from tests.integration.arrest_tests.held_scenes import BECAUSE, WORDS, as_it_happened, decide, hold_on, inspector
from tests.integration.arrest_tests.testing.test_drug_test_pages import address_of_test, positive
from tests.pages import faulty

TOMORROW = TONIGHT + timedelta(days=1)


@pytest.fixture
def arrested(scene):
    client, officer, view = scene
    arrested_for(officer, view)
    return client, officer, view


def forced(at):
    return positive(at) | {"differences": ["force_used"], "what_happened": WORDS}


def reasons(test):
    return {
        f"reason_{rule.id}": BECAUSE
        for rule in held_records_queries.rules_of(hold_on(test).id)
        if rule.decided_at is None
    }


def browser_of(client_of, rank=Rank.INSPECTOR, role=Role.DM):
    return client_of(county.user(role, rank=rank), role)


def test_something_done_differently_leads_to_its_page_with_all_that_was_typed(arrested):
    client, _officer, view = arrested
    typed = positive(clock.now()) | {"outcome": "different"}
    led = client.post(address_of_test(view), typed)
    assert led.location == f"{address_of_test(view)}/happened"
    page = client.get(led.location).text
    assert "Record what really happened" in page
    assert 'value="02:57"' in page
    assert testing_queries.deciding_test(view.episode.id) is None


def test_what_happened_is_saved_and_the_test_page_says_that_it_is_held(arrested):
    client, _officer, view = arrested
    saved = client.post(f"{address_of_test(view)}/happened", forced(clock.now()))
    assert saved.location == address_of_test(view)
    page = client.get(saved.location).text
    assert "Held for an inspector" in page
    assert stops("V-024").message in page
    assert "PACE Code C 17.14" in page
    assert "correct it" not in page


def test_a_waiting_sample_that_is_held_is_read_on_the_page_of_what_happened(arrested):
    client, officer, view = arrested
    as_it_happened(officer, view, a_test(result_at=None, analytes={}, has_medicine=None, told_answer=None))
    led = client.get(address_of_test(view))
    assert led.location == f"{address_of_test(view)}/happened"
    read = client.post(led.location, forced(clock.now()) | {"which": "recorded"})
    assert read.location == address_of_test(view)
    test = testing_queries.deciding_test(view.episode.id)
    assert test.overall_result is not None
    assert len(held_records_queries.rules_of(hold_on(test).id)) == 1


def test_a_recorded_test_can_still_be_said_to_have_gone_differently(arrested):
    client, officer, view = arrested
    before = testing_actions.record_test(by=officer, view=people.episode(officer, view.episode.id), record=a_test())
    assert "record what really happened" in client.get(address_of_test(view)).text
    client.post(f"{address_of_test(view)}/happened", forced(clock.now()) | {"which": "recorded"})
    after = testing_queries.deciding_test(view.episode.id)
    assert (before.superseded_by_id, hold_on(after).state) == (after.id, HoldState.QUARANTINED)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"what_happened": ""}, "Enter what happened"),
        ({"what_happened": "Forced"}, "What happened must be 20 characters or more"),
        ({"outcome": ""}, "Select what came of it"),
        ({"differences": []}, "Nothing here is against a rule"),
        (boxes("requested_at", TOMORROW), "cannot be in the future"),
    ],
)
def test_what_is_missing_or_cannot_be_true_is_asked_again(arrested, changes, says):
    client, _officer, view = arrested
    page = client.post(f"{address_of_test(view)}/happened", forced(clock.now()) | changes).text
    assert says in page
    assert WORDS in page or "what_happened" in changes


def test_the_list_names_who_is_held_and_never_what_a_test_showed(arrested, client_of):
    _client, officer, view = arrested
    as_it_happened(officer, view)
    page = browser_of(client_of).get("/held").text
    assert "Rawcliffe" in page
    assert "1 thing" in page
    assert "ositive" not in page


def test_an_inspector_releases_a_record_with_a_reason_for_each_rule(arrested, client_of):
    _client, officer, view = arrested
    test = as_it_happened(officer, view)
    client, address = browser_of(client_of), f"/held/{hold_on(test).id}"
    page = client.get(address).text
    assert WORDS in page
    assert "ositive" not in page
    decided = client.post(address, {"decision": "release", **reasons(test)}).location
    assert hold_on(test).state is HoldState.RELEASED
    assert client.get(address).status_code == 404
    page = client.get(decided).text
    assert "Nothing is held." in page
    assert "The test is released, in your name" in page
    assert "in your name" not in client.get("/held").text


@pytest.mark.database
def test_what_rests_on_a_test_is_held_with_it_and_said_so_where_it_is_used(arrested, client_of):
    client, officer, view = arrested
    testing_actions.record_test(by=officer, view=view, record=a_test())
    required = require(officer, people.episode(officer, view.episode.id))
    assessment_actions.serve_notice(
        by=officer, view=people.episode(officer, view.episode.id), all_said=True, served_at=clock.now()
    )
    facts = SharingFacts(purpose=ResultPurpose.ADVICE_AND_TREATMENT, recipient=ResultRecipient.HEALTHCARE)
    disclosure_actions.share_result(
        by=officer, view=people.episode(officer, view.episode.id), facts=facts, told_to="Nurse Hale"
    )
    assert referrals.route_for(view.episode) is ReferralRoute.REQUIRED_ASSESSMENT
    test = as_it_happened(officer, view)
    page = browser_of(client_of).get(f"/held/{hold_on(test).id}").text
    for words in (
        "is held with it",
        required.initial_place,
        "until you decide no failure can be reported",
        "Nurse Hale",
    ):
        assert words in page
    assert "Held with its test" in client.get(f"/episodes/{view.episode.id}/required-assessment").text
    assert referrals.route_for(view.episode) is ReferralRoute.OTHER
    decide(inspector(), test)
    assert "Held with its test" not in client.get(f"/episodes/{view.episode.id}/required-assessment").text
    assert referrals.route_for(view.episode) is ReferralRoute.REQUIRED_ASSESSMENT


def test_a_void_says_what_became_of_the_sample_and_whether_the_person_knows(arrested, client_of):
    _client, officer, view = arrested
    test = as_it_happened(officer, view)
    client, address = browser_of(client_of), f"/held/{hold_on(test).id}"
    empty = client.post(address, {"decision": "void"}).text
    assert faulty(empty) == [*reasons(test), "sample_is", "person_told"]
    again = client.post(address, {"decision": "void", **reasons(test)}).text
    assert BECAUSE in again
    done = {"decision": "void", "sample_is": "destroyed", "person_told": "yes", **reasons(test)}
    decided = client.get(client.post(address, done).location).text
    assert "The test is voided, in your name" in decided
    assert hold_on(test).state is HoldState.VOIDED


@pytest.mark.parametrize(
    ("role", "rank", "told"), [(Role.DM, Rank.SERGEANT, 404), (Role.CO, Rank.INSPECTOR, 404), (Role.TW, None, 404)]
)
def test_for_everybody_else_there_is_no_such_record(arrested, client_of, role, rank, told):
    _client, officer, view = arrested
    address = f"/held/{hold_on(as_it_happened(officer, view)).id}"
    client = browser_of(client_of, rank, role)
    assert client.get(address).status_code == told
    assert client.get("/held").status_code == (404 if role is Role.DM else 403)
    assert client.post(address, {"decision": "release"}).status_code == told


def test_only_an_inspector_is_shown_the_way_to_held_records(app, client_of):
    assert "Held records" in browser_of(client_of).get("/custody").text
    assert "Held records" not in browser_of(client_of, Rank.SERGEANT).get("/custody").text
    assert "Held records" not in browser_of(client_of, Rank.INSPECTOR, Role.CO).get("/custody").text


def test_the_timeline_says_when_it_was_held_and_who_decided(arrested):
    client, officer, view = arrested
    by = inspector()
    decide(by, as_it_happened(officer, view))
    page = client.get(f"/people/{view.person.id}/timeline").text
    assert "Drug test held for an inspector" in page
    assert "Drug test released by an inspector" in page
    assert by.name in page


def test_the_task_list_says_held_and_offers_no_assessment(arrested):
    client, officer, view = arrested
    test = as_it_happened(officer, view)
    page = client.get(f"/episodes/{view.episode.id}").text
    assert "Held for an inspector." in page
    decide(inspector(), test)
    assert "Released by an inspector" in client.get(address_of_test(view)).text
