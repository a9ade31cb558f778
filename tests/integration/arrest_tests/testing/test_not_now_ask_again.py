"""Not now, ask again: a reminder; and what a transfer and a decided release mean for a request."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.lawful_basis import queries as lawful_basis_queries
from pathways.arrest_tests.lawful_basis.rules.basis import ClockKind, legal_clocks, may_a_sample_be_requested
from pathways.arrest_tests.models.testing import AskLater
from pathways.arrest_tests.testing import actions
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.arrest_tests.testing.rules.record import LaterFacts, reasons_to_ask_later
from pathways.auth.roles import Role
from pathways.people.custody import queries as people
from pathways.people.custody.rules import TransferFacts
from pathways.people.leaving_custody import actions as people_actions
from pathways.people.leaving_custody.rules import LeavingFacts
from pathways.people.rules import ReleaseType
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    a_test,
    again,
    arrested_for,
    boxes,
    in_custody,
    is_kept,
    refusal,
    refused,
)
from tests.pages import faulty

HOUR = timedelta(hours=1)


@pytest.fixture
def officer(app):
    return county.officer()


@pytest.fixture
def view(officer):
    view = in_custody(officer)
    arrested_for(officer, view)
    return again(officer, view)


def later(**changes):
    return LaterFacts(
        **{"why": reasons_to_ask_later()["too_intoxicated"], "ask_again_at": clock.now() + HOUR} | changes
    )


def blocks(view, at=None):
    return may_a_sample_be_requested(lawful_basis_queries.case_facts(view, at or clock.now())).arrest.blocks


def reminder_that_counts():
    return db.session.scalar(select(AskLater).where(testing_queries.is_reminder_that_counts()))


def test_a_reminder_stands_until_somebody_asks(officer, view):
    made = actions.ask_later(by=officer, view=view, facts=later())
    assert reminder_that_counts().id == made.id
    actions.record_test(by=officer, view=view, record=refused())
    assert reminder_that_counts() is None
    assert [reminder.id for reminder in testing_queries.reminders_of(view.episode.id)] == [made.id]


def test_what_no_reminder_can_be(officer, view):
    for facts, words in (
        (later(ask_again_at=clock.now()), "must be ahead"),
        (later(ask_again_at=clock.now() + 25 * HOUR), "within 24 hours"),
        (later(why=reasons_to_ask_later()["other"]), "Say why not now"),
    ):
        assert words in refusal(actions.ask_later, by=officer, view=view, facts=facts)[0]
    actions.record_test(by=officer, view=view, record=a_test())
    assert "nobody is asked again" in refusal(actions.ask_later, by=officer, view=view, facts=later())[0]


def test_the_database_keeps_no_reminder_that_was_due_when_it_was_made(officer, view):
    facts = {"episode_id": view.episode.id, "why": reasons_to_ask_later()["asleep"], "recorded_at": clock.now()}
    facts |= {"recorded_by_id": officer.user_id}
    assert not is_kept(AskLater(ask_again_at=clock.now(), **facts))
    assert is_kept(AskLater(ask_again_at=clock.now() + HOUR, **facts))


def test_the_page_says_what_is_wrong_and_leads_back_to_the_task_list(client_of, app):
    user = county.user(Role.CO)
    looking = county.viewer_of(user)
    view = in_custody(looking)
    browser = client_of(user, Role.CO)
    address = f"/episodes/{view.episode.id}/test/later"
    past = browser.post(address, {"why": "not_fit"} | boxes("ask_again_at", clock.now() - HOUR))
    assert faulty(past.text) == ["ask_again_at-time"]
    done = browser.post(address, {"why": "not_fit"} | boxes("ask_again_at", clock.now() + HOUR))
    assert done.headers["Location"] == f"/episodes/{view.episode.id}"
    assert "Not fit: a health professional said so" in browser.get(address).text


def test_held_only_for_a_sample_closes_both_routes_once_its_time_passed(officer, view):
    facts = LeavingFacts(decision=ReleaseType.ON_BAIL, decided_at=clock.now(), held_only_for_sample=True)
    people_actions.plan_release(by=officer, episode=view.episode, facts=facts)
    ends = view.detention.arrived_at + 24 * HOUR
    assert [legal_clock.kind for legal_clock in legal_clocks(lawful_basis_queries.case_facts(view, ends))] == [
        ClockKind.BEFORE_BAIL
    ]
    assert "V-019" not in blocks(view, ends)
    assert "V-019" in blocks(view, ends + timedelta(seconds=1))
    answer = may_a_sample_be_requested(lawful_basis_queries.case_facts(view, ends + timedelta(seconds=1)))
    assert {route.tag.value for route in answer.routes} == {"closed"}


def test_before_the_decision_there_is_no_clock_of_24_hours(officer, view):
    assert legal_clocks(lawful_basis_queries.case_facts(view, clock.now())) == ()
    facts = LeavingFacts(decision=ReleaseType.ON_BAIL, decided_at=clock.now())
    people_actions.plan_release(by=officer, episode=view.episode, facts=facts)
    assert legal_clocks(lawful_basis_queries.case_facts(view, clock.now())) == ()


def test_after_a_transfer_in_the_middle_of_a_test_the_new_suite_counts_and_the_sample_is_the_only_one(officer, view):
    boston = county.suite("Boston")
    now = clock.now()
    facts = TransferFacts(
        to_suite_id=boston.id, custody_record_no="BN-26-00007", left_at=now - timedelta(minutes=12), arrived_at=now
    )
    unread = {"result_at": None, "analytes": {}, "told_answer": None, "has_medicine": None}
    actions.record_test(by=officer, view=view, record=a_test(**unread))
    people_actions.transfer(by=officer, episode=view.episode, facts=facts)
    moved = people.episode(officer, view.episode.id)
    assert {"V-003", "V-018"} <= set(blocks(moved))
    assert "V-003" not in blocks(moved, now - timedelta(minutes=1))
    read = a_test()
    test = actions.record_test(by=officer, view=moved, record=read)
    assert test.overall_result is not None
