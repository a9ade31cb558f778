"""Planning and deciding a release, moving to another suite, and leaving with something open."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.people.custody import actions as custody_actions
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.rules import TransferFacts
from pathways.people.leaving_custody import actions as leaving_custody_actions
from pathways.people.leaving_custody import queries as leaving_custody_queries
from pathways.people.leaving_custody.rules import NO_HOLD, LeavingFacts, NotDone, reasons_left_open
from pathways.people.models.custody import CustodyTransfer, PartLeftOpen, ReleaseDecision
from pathways.people.rules import ReleaseType
from pathways.refusals import Refused
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import boxes

HOUR = timedelta(hours=1)


@pytest.fixture
def episode(officer):
    return county.detained(by=officer, custody_record_no="LN-26-04471")[0]


def on_bail(**changes):
    facts = LeavingFacts(decision=ReleaseType.ON_BAIL, decided_at=clock.now())
    return replace(facts, **changes)


def reasons_of(act, **facts):
    with pytest.raises(Refused) as refusal:
        act(**facts)
    return [(reason.field, reason.message) for reason in refusal.value.reasons]


def moved(**changes):
    facts = TransferFacts(
        to_suite_id=county.suite("Boston").id,
        custody_record_no="BN-26-00007",
        left_at=clock.now() - timedelta(minutes=40),
        arrived_at=clock.now() - timedelta(minutes=5),
    )
    return replace(facts, **changes)


def test_a_planned_release_is_set_and_changed_and_each_time_is_kept_with_who(officer, episode):
    first, second = clock.now() + HOUR, clock.now() + 2 * HOUR
    for at in (first, second, None):
        leaving_custody_actions.plan_release(by=officer, episode=episode, facts=LeavingFacts(planned_release_at=at))
    plans = leaving_custody_queries.plans_of(episode.id)
    assert [plan.planned_release_at for plan in plans] == [None, second, first]
    assert {plan.recorded_by_id for plan in plans} == {officer.user_id}
    assert custody_queries.detention_of(episode.id).planned_release_at is None


def test_a_decision_is_kept_beside_the_one_before_and_may_be_taken_back(officer, episode, last_event):
    leaving_custody_actions.plan_release(by=officer, episode=episode, facts=on_bail(held_only_for_sample=True))
    assert last_event().action == "release.decided"
    decided = leaving_custody_queries.decision_of(episode.id)
    assert leaving_custody_queries.leaving_facts(custody_queries.view_of(episode), decided).held_only_for_sample
    leaving_custody_actions.plan_release(by=officer, episode=episode, facts=LeavingFacts())
    assert [decision.decision for decision in leaving_custody_queries.decisions_of(episode.id)] == [
        None,
        ReleaseType.ON_BAIL,
    ]
    assert reasons_of(leaving_custody_actions.plan_release, by=officer, episode=episode, facts=LeavingFacts())[0][
        1
    ].startswith("Nothing here")


@pytest.mark.parametrize("how", [ReleaseType.WITHOUT_BAIL, ReleaseType.OUT_OF_COURT, ReleaseType.NO_FURTHER_ACTION])
def test_nobody_who_leaves_without_bail_is_kept_for_a_sample(officer, episode, how):
    facts = on_bail(decision=how, held_only_for_sample=True)
    assert reasons_of(leaving_custody_actions.plan_release, by=officer, episode=episode, facts=facts) == [
        ("held_only_for_sample", NO_HOLD)
    ]


def test_a_decision_has_its_time_and_lies_neither_ahead_nor_before_arrival(officer, episode):
    for at, words in ((None, "Enter when"), (clock.now() + HOUR, "future"), (clock.now() - 9 * HOUR, "before arrival")):
        ((field, message),) = reasons_of(
            leaving_custody_actions.plan_release, by=officer, episode=episode, facts=on_bail(decided_at=at)
        )
        assert field == "decided_at"
        assert words in message


@pytest.mark.database
def test_a_transfer_keeps_the_one_detention_its_clocks_and_its_key(officer, episode, last_event):
    before = custody_queries.detention_of(episode.id)
    in_a_cell = replace(custody_queries.detention_facts(before), cell="M7")
    assert custody_actions.correct_detention(by=officer, episode=episode, facts=in_a_cell).cell == "M7", (
        "no reason is asked"
    )
    leaving_custody_actions.transfer(by=officer, episode=episode, facts=moved())
    after = custody_queries.detention_of(episode.id)
    assert after.cell is None
    assert (after.continuous_detention, after.arrived_at) == (before.continuous_detention, before.arrived_at)
    assert (after.custody_record_no, episode.suite_id) == ("BN-26-00007", county.suite("Boston").id)
    assert last_event().action == "detention.transferred"
    (move,) = leaving_custody_queries.transfers_of(episode.id)
    assert leaving_custody_queries.suite_id_at(episode, move.arrived_at - timedelta(seconds=1)) == before.suite_id
    assert leaving_custody_queries.suite_id_at(episode, move.arrived_at) == after.suite_id


def test_what_no_transfer_can_be(officer, episode):
    here, now = officer.suite_id, clock.now()
    wrong = (
        (moved(to_suite_id=here), "to_suite_id", "at this suite already"),
        (moved(left_at=now + HOUR, arrived_at=now + 2 * HOUR), "left_at", "future"),
        (moved(left_at=now - 9 * HOUR), "left_at", "before they arrived here"),
        (moved(arrived_at=now - HOUR), "arrived_at", "before they left"),
    )
    for facts, field, words in wrong:
        messages = dict(reasons_of(leaving_custody_actions.transfer, by=officer, episode=episode, facts=facts))
        assert words in messages[field]


def test_a_transfer_takes_no_number_that_somebody_in_custody_has(officer, episode):
    county.detained(by=officer, custody_record_no="BN-26-00007")
    ((field, message),) = reasons_of(leaving_custody_actions.transfer, by=officer, episode=episode, facts=moved())
    assert field == "custody_record_no"
    assert "BN-26-00007" in message


def test_nobody_is_moved_or_planned_once_they_left(officer):
    gone, _ = county.detained(by=officer, released_at=clock.now())
    assert "left already" in reasons_of(leaving_custody_actions.transfer, by=officer, episode=gone, facts=moved())[0][1]
    assert (
        "left already"
        in reasons_of(leaving_custody_actions.plan_release, by=officer, episode=gone, facts=on_bail())[0][1]
    )


def test_whoever_leaves_with_something_open_leaves_with_a_reason_for_each_part(officer, episode):
    facts = {"by": officer, "episode": episode, "released_at": clock.now(), "release_type": ReleaseType.ON_BAIL}
    assert [field for field, _ in reasons_of(custody_actions.release, **facts)] == [
        "why_arrest",
        "why_needs",
        "why_leaving",
    ]
    other = NotDone(
        why={
            "arrest": reasons_left_open()["no_time"],
            "needs": reasons_left_open()["other"],
            "leaving": reasons_left_open()["declined"],
        }
    )
    assert reasons_of(custody_actions.release, not_done=other, **facts)[0][0] == "not_done_note"
    custody_actions.release(not_done=replace(other, note="He ran out of patience"), **facts)
    assert [(row.part, row.why) for row in leaving_custody_queries.left_open(episode.id)] == [
        ("arrest", reasons_left_open()["no_time"]),
        ("needs", reasons_left_open()["other"]),
        ("leaving", reasons_left_open()["declined"]),
    ]


def test_of_a_release_that_was_corrected_away_nothing_is_left_open(officer, episode, the_clock):
    why = NotDone(why=dict.fromkeys(("arrest", "needs", "leaving"), reasons_left_open()["no_time"]))
    facts = {"by": officer, "episode": episode, "released_at": clock.now(), "release_type": ReleaseType.ON_BAIL}
    gone = custody_queries.detention_facts(custody_actions.release(not_done=why, **facts))
    the_clock.set(clock.now() + HOUR)
    corrected_facts = replace(gone, released_at=None, release_type=None)
    custody_actions.correct_detention(by=officer, episode=episode, facts=corrected_facts, reason="It was somebody else")
    assert leaving_custody_queries.left_open(episode.id) == ()
    the_clock.set(clock.now() + HOUR)
    custody_actions.release(not_done=why, **facts)
    assert [row.part for row in leaving_custody_queries.left_open(episode.id)] == ["arrest", "needs", "leaving"]


def test_a_release_is_not_slipped_in_by_correcting_the_record(officer, episode):
    facts = custody_queries.detention_facts(custody_queries.detention_of(episode.id))
    wrong = replace(facts, released_at=clock.now(), release_type=ReleaseType.ON_BAIL)
    reasons = reasons_of(
        custody_actions.correct_detention, by=officer, episode=episode, facts=wrong, reason="It was forgotten"
    )
    assert reasons[0][1].startswith("Record the release on its own page")


def test_the_pages_keep_what_was_typed_and_say_what_is_wrong(browser, officer, episode):
    county.suite("Boston")
    typed = boxes("planned_release_at", clock.now() + HOUR) | {"decision": "without_bail"}
    typed |= boxes("decided_at", clock.now()) | {"held_only_for_sample": "yes"}
    page = browser.post(f"/episodes/{episode.id}/leaving", typed)
    assert page.text.count("may not be kept for a sample") == 2
    page = browser.post(f"/episodes/{episode.id}/leaving", typed | {"held_only_for_sample": "no"})
    assert page.headers["Location"] == f"/episodes/{episode.id}"
    assert "Without bail, under investigation" in browser.get(f"/episodes/{episode.id}/leaving").text
    move = boxes("left_at", clock.now() - timedelta(minutes=40)) | boxes("arrived_at", clock.now() - timedelta(hours=1))
    move |= {"to_suite_id": str(county.suite("Boston").id), "custody_record_no": "BN-26-00007"}
    page = browser.post(f"/episodes/{episode.id}/transfer", move)
    assert "They cannot arrive there before they left" in page.text
    assert 'value="BN-26-00007"' in page.text
    done = browser.post(f"/episodes/{episode.id}/transfer", move | boxes("arrived_at", clock.now()))
    assert done.headers["Location"] == f"/episodes/{episode.id}"


def test_a_release_asks_why_each_open_part_is_not_done_and_the_record_shows_it(browser, officer, episode):
    address, now = f"/episodes/{episode.id}/release", boxes("released_at", clock.now())
    assert "without finishing" in browser.get(address).text
    page = browser.post(address, now | {"release_type": "on_bail"})
    assert page.text.count("Select why this is not done: arrest") == 2
    typed = now | {
        "release_type": "on_bail",
        "why_arrest": "no_time",
        "why_needs": "declined",
        "why_leaving": "no_time",
    }
    assert browser.post(address, typed).headers["Location"] == f"/episodes/{episode.id}"
    page = browser.get(f"/episodes/{episode.id}").text
    assert "Left open at the release" in page
    assert "They left before there was time" in page


def is_kept(row):
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return False
    return True


def test_the_database_refuses_what_the_rules_refuse(officer, episode):
    now, here, there = clock.now(), officer.suite_id, county.suite("Boston").id
    common = {"episode_id": episode.id, "recorded_at": now, "recorded_by_id": officer.user_id}
    for how in (ReleaseType.OUT_OF_COURT, ReleaseType.NO_FURTHER_ACTION, ReleaseType.WITHOUT_BAIL):
        without = {"decision": how, "decided_at": now}
        assert not is_kept(ReleaseDecision(**common, **without, held_only_for_sample=True))
    assert not is_kept(ReleaseDecision(**common, decision=ReleaseType.ON_BAIL))
    assert not is_kept(ReleaseDecision(**common, held_only_for_sample=True))
    assert is_kept(ReleaseDecision(**common, **without))
    move = {"from_record_no": "A", "to_record_no": "B", "left_at": now, **common}
    assert not is_kept(CustodyTransfer(from_suite_id=here, to_suite_id=here, arrived_at=now, **move))
    assert not is_kept(CustodyTransfer(from_suite_id=here, to_suite_id=there, arrived_at=now - HOUR, **move))
    assert is_kept(CustodyTransfer(from_suite_id=here, to_suite_id=there, arrived_at=now, **move))
    part = {"part": "needs", "label": "Needs and consents", **common}
    assert not is_kept(PartLeftOpen(why=reasons_left_open()["other"], **part))
    assert is_kept(PartLeftOpen(why=reasons_left_open()["later"], **part))
