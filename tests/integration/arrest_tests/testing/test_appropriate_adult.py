"""The appropriate adult is recorded for the warning, the request and the taking, each; a later tick mends nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.arrest_tests.held_records import actions as held_records_actions
from pathways.arrest_tests.held_records.actions import WhatHappened
from pathways.arrest_tests.lawful_basis import actions as lawful_basis_actions
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing import queries
from pathways.arrest_tests.testing.rules.results import AdultFacts, AdultRelation, AdultStep, SampleOutcome
from pathways.law.rules.findings import stops
from pathways.people.custody import queries as people
from pathways.people.custody.actions import correct_detention
from pathways.people.custody.queries import detention_facts, detention_of
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import a_test, again, arrested_for, in_custody, refusal, refused
from tests.integration.arrest_tests.held_scenes import rules_met
from tests.integration.arrest_tests.testing.test_drug_test_pages import address_of_test, positive
from tests.pages import faulty
from tests.papers import words_of

MUM = AdultFacts(name="Mrs Joan Rawcliffe", relation=AdultRelation.PARENT, there_for=frozenset(AdultStep.of_a_test()))
NEEDED = {"needs_appropriate_adult": True, "appropriate_adult_present": True}
TYPED = {
    "adult_there": ["warning", "request", "taking"],
    "adult_name": "Mrs Joan Rawcliffe",
    "adult_relation": "parent",
}
SAID = WhatHappened(words="The adult was still in the waiting room when the swab was taken")


@pytest.fixture
def vulnerable(officer):
    view = in_custody(officer, **NEEDED)
    arrested_for(officer, view)
    return again(officer, view)


def tick(officer, view, **changes):
    facts = replace(detention_facts(detention_of(view.episode.id)), **changes)
    correct_detention(by=officer, episode=view.episode, facts=facts)


def test_the_page_asks_about_the_adult_only_where_one_is_needed(desk):
    client, officer = desk
    plain, needed = in_custody(officer), in_custody(officer, **NEEDED)
    for view in (plain, needed):
        arrested_for(officer, view)
    assert 'name="adult_there"' not in client.get(address_of_test(plain)).text
    page = client.get(address_of_test(needed))
    assert "What was the appropriate adult there for?" in page.text
    refused = client.post(address_of_test(needed), positive(clock.now())).text
    assert "adult_there" in faulty(refused)
    unnamed = client.post(address_of_test(needed), positive(clock.now()) | TYPED | {"adult_name": ""}).text
    assert "Enter who the appropriate adult was" in unnamed
    saved = client.post(address_of_test(needed), positive(clock.now()) | TYPED)
    assert saved.status_code == 302
    shown = client.get(address_of_test(needed)).text
    assert "Mrs Joan Rawcliffe (parent)" in shown
    paper = words_of(client.get(f"{address_of_test(needed)}/record.pdf").data)
    assert "Mrs Joan Rawcliffe (parent), there for the warning, the request and the taking" in paper


@pytest.mark.parametrize("step", AdultStep.of_a_test())
def test_each_of_warning_request_and_taking_needs_the_adult_though_the_custody_record_says_present(
    officer, vulnerable, step
):
    without = replace(MUM, there_for=MUM.there_for - {step})
    reasons = refusal(testing_actions.record_test, by=officer, view=vulnerable, record=a_test(adult=without))
    assert reasons == [stops("V-007").message]
    test = held_records_actions.record_as_it_happened(
        by=officer, view=vulnerable, record=a_test(adult=without), what_happened=SAID
    )
    assert rules_met(test) == ["V-007"]


def test_a_tick_on_the_custody_record_afterwards_mends_nothing_earlier(officer):
    view = in_custody(officer, needs_appropriate_adult=True)
    arrested_for(officer, view)
    alone = AdultFacts(there_for=frozenset())
    test = held_records_actions.record_as_it_happened(
        by=officer, view=again(officer, view), record=a_test(adult=alone), what_happened=SAID
    )
    tick(officer, view, appropriate_adult_present=True)
    assert queries.is_held(queries.deciding_test(view.episode.id))
    assert rules_met(test) == ["V-007"]
    assert "An appropriate adult must be present" in str(
        refusal(testing_actions.record_test, by=officer, view=late(officer), record=a_test(adult=alone))
    )


def late(officer):
    """Somebody else, whose adult came after the sample: the custody record says so only now."""
    view = in_custody(officer, needs_appropriate_adult=True)
    arrested_for(officer, view)
    tick(officer, view, appropriate_adult_present=True)
    return again(officer, view)


def test_the_need_that_stood_when_the_sample_was_asked_for_is_not_unticked_afterwards(officer, vulnerable, the_clock):
    the_clock.advance(timedelta(minutes=30))
    record = a_test(warned_at=clock.now() - timedelta(minutes=25), requested_at=clock.now() - timedelta(minutes=20))
    tick(officer, vulnerable, needs_appropriate_adult=False, appropriate_adult_present=False)
    view = again(officer, vulnerable)
    assert "An appropriate adult must be present" in str(
        refusal(testing_actions.record_test, by=officer, view=view, record=record)
    )
    testing_actions.record_test(by=officer, view=view, record=replace(record, adult=MUM))


def test_a_refusal_is_asked_about_the_warning_and_the_request_alone(officer, vulnerable):
    there = replace(MUM, there_for=frozenset({AdultStep.WARNING, AdultStep.REQUEST}))
    made = testing_actions.record_test(by=officer, view=vulnerable, record=refused(adult=there))
    assert (made.outcome, made.adult_at_taking) == (SampleOutcome.REFUSED, None)


def test_after_a_charge_from_14_the_adult_stands_with_the_record(officer):
    someone = county.person("Skelling", "Jade", by=officer, born=date(2010, 1, 2))
    in_custody(officer)
    episode, detention = county.detained(someone, by=officer, **NEEDED)
    view = people.episode(officer, episode.id)
    arrested_for(officer, view, charged_at=detention.arrived_at)
    made = testing_actions.record_test(by=officer, view=again(officer, view), record=a_test(adult=MUM))
    assert (made.adult_name, made.adult_relation) == ("Mrs Joan Rawcliffe", AdultRelation.PARENT)
    assert (made.adult_at_warning, made.adult_at_request, made.adult_at_taking) == (True, True, True)
    assert lawful_basis_actions.recorded(made).adult == MUM


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"adult_name": None}, "adult_named_whole"),
        ({"adult_at_request": None}, "adult_at_each_step"),
        ({"adult_at_warning": None, "adult_at_request": None, "adult_at_taking": None}, "adult_at_each_step"),
    ],
)
def test_half_a_record_of_the_adult_is_refused(officer, vulnerable, changes, name):
    made = testing_actions.record_test(by=officer, view=vulnerable, record=a_test(adult=MUM))
    for field, value in changes.items():
        setattr(made, field, value)
    with pytest.raises(IntegrityError, match=name):
        db.session.flush()
    db.session.rollback()
