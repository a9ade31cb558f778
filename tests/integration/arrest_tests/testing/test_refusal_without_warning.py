"""A refusal without the warning before it is held apart wherever it is typed, and opens no offence review (V-025)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.held_records.rules import HoldState
from pathways.arrest_tests.models.assessment import Failure
from pathways.arrest_tests.testing import actions, queries
from pathways.law.rules.findings import stops
from pathways.refusals import Refused
from pathways.store.base import db
from tests.integration.arrest_tests.custody_scenes import again, arrested_for, boxes, refused
from tests.integration.arrest_tests.held_scenes import as_it_happened, decide, hold_on, inspector, rules_met
from tests.integration.arrest_tests.testing.test_drug_test_pages import address_of_test

APART = ["V-014", "V-025"]


def open_failures() -> list[Failure]:
    return list(db.session.scalars(select(Failure).where(Failure.taken_back_at.is_(None))))


@pytest.fixture
def typed():
    asked = boxes("requested_at", clock.now() - timedelta(minutes=15))
    return {"all_said": "not_all", "outcome": "refused", "refusal_words": "No chance", **asked}


def test_typed_on_the_page_of_the_test_it_is_held_and_says_so(scene, typed):
    client, officer, view = scene
    arrested_for(officer, view)
    assert client.post(address_of_test(view), typed).status_code == 302
    test = queries.deciding_test(view.episode.id)
    assert (rules_met(test), test.is_irregular, test.requested_at is not None) == (APART, True, True)
    page = client.get(address_of_test(view)).text
    assert "Held for an inspector" in page
    assert stops("V-025").message in page
    assert open_failures() == []


def test_typed_on_the_page_of_what_happened_it_is_held_alike(scene, typed):
    client, officer, view = scene
    arrested_for(officer, view)
    form = typed | {"what_happened": "He shouted that he would not before anything had been read to him"}
    assert client.post(f"{address_of_test(view)}/happened", form).status_code == 302
    assert rules_met(queries.deciding_test(view.episode.id)) == APART
    assert open_failures() == []


def test_an_inspector_who_releases_it_opens_no_review(officer, view):
    test = actions.record_test(by=officer, view=view, record=refused(warned_at=None))
    decide(inspector(), test)
    assert hold_on(test).state is HoldState.RELEASED
    assert open_failures() == []


def test_a_warning_given_after_the_refusal_opens_no_review_though_an_inspector_releases_it(officer, view):
    late = refused(warned_at=clock.now() - timedelta(minutes=5))
    test = as_it_happened(officer, view, late)
    assert "V-025" in rules_met(test)
    decide(inspector(), test)
    assert open_failures() == []


def test_a_refusal_corrected_to_one_without_a_warning_is_held_and_its_review_is_taken_back(officer, view):
    actions.record_test(by=officer, view=view, record=refused())
    assert len(open_failures()) == 1
    facts = {"by": officer, "view": again(officer, view), "reason": "Nobody had warned him"}
    after = actions.correct_test(record=refused(warned_at=None), **facts)
    assert open_failures() == []
    assert rules_met(after) == APART
    with pytest.raises(Refused, match="really happened"):
        actions.correct_test(**facts | {"view": again(officer, view)}, record=refused())


def test_a_warned_refusal_is_an_offence_to_review_as_before(officer, view):
    test = actions.record_test(by=officer, view=view, record=refused())
    assert queries.hold_of(test.id) is None
    assert [failure.drug_test_id for failure in open_failures()] == [test.id]
