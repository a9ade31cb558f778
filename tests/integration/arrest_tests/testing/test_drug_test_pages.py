"""The pages of the test and the required assessment in a browser that fetches and inspects them."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from pathways import clock, dates
from pathways.arrest_tests.assessment import queries as assessment_queries
from pathways.arrest_tests.testing import actions
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.arrest_tests.testing.views import asked_on
from pathways.law import queries as law_queries
from pathways.law.rules.findings import stops
from pathways.law.rules.offences_and_drugs import panel_on
from pathways.law.rules.tables import LawTable
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    a_test,
    again,
    arrested_for,
    boxes,
    negative,
    refused,
)
from tests.integration.arrest_tests.held_scenes import as_it_happened
from tests.integration.arrest_tests.law_scenes import a_draft, approved
from tests.pages import hidden_values


def address_of_test(view):
    return f"/episodes/{view.episode.id}/test"


def positive(at):
    return {
        "all_said": "all",
        **boxes("warned_at", at - timedelta(minutes=20)),
        "outcome": "sample_given",
        **boxes("requested_at", at - timedelta(minutes=15)),
        **boxes("taken_at", at - timedelta(minutes=13)),
        "sample_condition": "sufficient_and_suitable",
        **boxes("result_at", at - timedelta(minutes=8)),
        "analyte_cocaine": "positive",
        "analyte_opiates": "negative",
        "has_medicine": "no",
        "told_answer": "accepts",
    }


def test_the_straightforward_test_goes_on_to_the_required_assessment_and_its_notice(scene):
    client, officer, view = scene
    arrested_for(officer, view, "MDA71-5-2", drug="crack_cocaine")
    saved = client.post(address_of_test(view), positive(clock.now()))
    assert saved.location == f"/episodes/{view.episode.id}/required-assessment"
    service = county.service()
    answer = client.post(
        saved.location,
        {
            "decision": "imposed",
            "service_id": str(service.id),
            **boxes("initial_at", clock.now() + timedelta(days=1)),
        },
    )
    notice = f"/episodes/{view.episode.id}/required-assessment/notice"
    assert answer.location == saved.location
    page = client.get(answer.location).text
    assert "Thursday 26 November 2026 at 03:12 at Lincoln Recovery Hub, Lincoln" in page
    assert "to finish before he leaves" in page
    assert "Yes: " not in page
    assert client.get(f"{notice}.pdf").data.startswith(b"%PDF")
    served = client.post(notice, {"all_said": "all", **boxes("served_at", clock.now())}, form_at=saved.location)
    assert served.location == f"/episodes/{view.episode.id}/disposal?done=notice"
    assert "Saved: the notice was handed over." in client.get(served.location).text
    assert assessment_queries.required_assessment_of(view.episode.id).notice_served_at
    assert "can no longer be changed" in client.get(saved.location).text
    assert client.get(notice).location == saved.location


def test_the_result_stands_on_the_test_page_and_the_look_is_recorded_with_its_purpose(scene, db):
    from pathways.audit.models import AuditEvent

    client, officer, view = scene
    arrested_for(officer, view)
    actions.record_test(by=officer, view=view, record=a_test())
    page = client.get(address_of_test(view)).text
    assert "Positive for cocaine" in page
    assert "You may require an initial and a follow-up assessment" in page
    looks = db.session.query(AuditEvent).filter_by(action="test.result.viewed").all()
    assert len(looks) == 1


def test_a_negative_test_opens_no_assessment_page(scene):
    client, officer, view = scene
    arrested_for(officer, view)
    actions.record_test(by=officer, view=view, record=negative())
    page = client.get(f"/episodes/{view.episode.id}/required-assessment").text
    assert stops("V-032").message in page
    assert 'name="decision"' not in page
    assert client.get(f"/episodes/{view.episode.id}/required-assessment/notice.pdf").status_code == 404


def test_a_refusal_is_shown_with_the_words_and_may_be_followed_by_a_fresh_request(scene):
    client, officer, view = scene
    arrested_for(officer, view)
    actions.record_test(by=officer, view=view, record=refused())
    page = client.get(address_of_test(view)).text
    assert "No chance" in page
    assert "A refusal is not a positive test" in page
    assert "Did you say all of it" in client.get(f"{address_of_test(view)}?again=1").text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"all_said": "not_all"}, "Warn the person that failing without good cause"),
        ({"warned_at-time": ""}, "Enter the time you said it"),
        ({"all_said": ""}, "Select whether you said all of it before asking"),
        ({"analyte_opiates": ""}, "Select the result for opiates"),
        ({"taken_at-time": "01:00"}, "The sample cannot have been taken before you asked"),
        ({"outcome": "refused", "refusal_words": ""}, "Enter what the person said when refusing"),
        ({"outcome": "not_asked"}, "Select why no sample was asked for"),
        ({"outcome": "something else"}, "choose one of the answers"),
        ({"requested_at-day": "31", "requested_at-month": "2"}, "must be a real date"),
    ],
)
def test_what_the_test_page_says_is_wrong_and_keeps(scene, changes, message):
    client, officer, view = scene
    arrested_for(officer, view)
    answer = client.post(address_of_test(view), positive(clock.now()) | changes)
    assert message in answer.text
    assert testing_queries.tests_of(view.episode.id) == ()


def test_a_result_read_after_midnight_is_asked_of_the_device_that_took_the_sample(officer, view, the_clock):
    the_clock.set(dates.from_london(clock.today(), time(23, 50)))
    county.shift_set_up(officer.user_id, officer.suite_id)
    whole = a_test()
    unread = {"result_at": None, "analytes": {}, "has_medicine": None, "told_answer": None}
    test = actions.record_test(by=officer, view=view, record=replace(whole, **unread))
    ketamine = {"device": "New device", "analyte": "ketamine", "label": "Ketamine", "shows": "ketamine"}
    tomorrow = clock.today() + timedelta(days=1)
    approved(a_draft(table=LawTable.PANEL, code="new-device", values=ketamine, starts_on=tomorrow))
    the_clock.advance(timedelta(minutes=20))
    assert {analyte.code for analyte in panel_on(asked_on(test), law_queries.law_in_use())} == {"cocaine", "opiates"}
    assert actions.record_test(by=officer, view=again(officer, view), record=whole).overall_result is not None


def test_a_correction_keeps_what_stood_with_its_reason(scene):
    client, officer, view = scene
    arrested_for(officer, view)
    actions.record_test(by=officer, view=view, record=a_test())
    address = f"{address_of_test(view)}/correct"
    right = positive(clock.now()) | {"analyte_cocaine": "negative", "correction_reason": "Read the wrong line"}
    assert client.post(address, right).location == address_of_test(view)
    page = client.get(address_of_test(view)).text
    assert "Read the wrong line" in page
    assert "You may require" not in page


@pytest.mark.parametrize(
    ("record", "words", "onward"),
    [(a_test, "Go on to the required assessment", "/required-assessment"), (negative, "next open part", "?after=test")],
)
def test_a_recorded_test_leads_on(scene, record, words, onward):
    client, officer, view = scene
    arrested_for(officer, view)
    actions.record_test(by=officer, view=again(officer, view), record=record())
    page = client.get(f"/episodes/{view.episode.id}/test").text
    assert words in page
    assert f'href="/episodes/{view.episode.id}{onward}"' in page


def test_a_test_sent_after_a_colleague_recorded_what_really_happened_is_carried_to_that_page(scene):
    client, officer, view = scene
    arrested_for(officer, view, "MDA71-5-2", drug="crack_cocaine")
    address = address_of_test(view)
    late = hidden_values(client.get(address).text, address) | positive(clock.now())
    late |= {"has_medicine": "yes", "medicine": "Co-codamol from Dr Ahmed, yesterday"}
    as_it_happened(officer, again(officer, view))
    answer = client.send(address, late)
    assert answer.location == f"{address}/happened"
    assert "Co-codamol from Dr Ahmed, yesterday" in client.get(answer.location).text
