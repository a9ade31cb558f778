"""Episodes and detentions: one clock a person, times in order, corrections beside what they correct."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pathways import clock
from pathways.people.custody import actions as custody_actions
from pathways.people.custody import queries as custody_queries
from pathways.people.custody.rules import DetentionFacts, EpisodeFacts, MovedWhen, SuiteChange
from pathways.people.identity import actions as identity_actions
from pathways.people.leaving_custody import queries as leaving_custody_queries
from pathways.people.leaving_custody.rules import NotDone, reasons_left_open
from pathways.people.rules import ReleaseType
from pathways.people.search import queries as search_queries
from pathways.people.search.rules import PersonAsked
from pathways.refusals import Refused
from pathways.vocabulary import Origin
from tests import county

WHY_NOT = NotDone(why=dict.fromkeys(("arrest", "needs", "leaving"), reasons_left_open()["no_time"]))


@pytest.fixture
def plain(officer):
    return DetentionFacts(
        custody_record_no="LN-26-04471",
        suite_id=officer.suite_id,
        arrested_at=datetime(2026, 11, 25, 0, 50, tzinfo=UTC),
        arrived_at=datetime(2026, 11, 25, 1, 22, tzinfo=UTC),
    )


@pytest.fixture
def dean(officer):
    return county.person(by=officer)


def detain(officer, person, facts):
    return custody_actions.open_episode(
        by=officer, person=person, facts=EpisodeFacts(origin=Origin.DETENTION, detention=facts)
    )


def refusal(act, **facts) -> list[tuple[str | None, str]]:
    with pytest.raises(Refused) as refused:
        act(**facts)
    return [(reason.field, reason.message) for reason in refused.value.reasons]


@pytest.mark.parametrize("origin", [origin for origin in Origin if origin is not Origin.DETENTION])
def test_every_other_origin_opens_an_episode_without_a_detention(officer, dean, origin):
    facts = EpisodeFacts(origin=origin, came_on=date(2026, 11, 25))
    episode = custody_actions.open_episode(by=officer, person=dean, facts=facts)
    assert (episode.origin, episode.closed_at, custody_queries.detention_of(episode.id)) == (origin, None, None)


def test_a_detention_opens_with_its_custody_record_on_the_day_of_arrival(officer, dean, plain):
    episode = detain(officer, dean, plain)
    detention = custody_queries.detention_of(episode.id)
    assert (episode.came_on, episode.suite_id) == (date(2026, 11, 25), officer.suite_id)
    assert (detention.custody_record_no, detention.released_at) == ("LN-26-04471", None)
    assert len(detention.continuous_detention) == 36


def test_a_detention_brings_a_custody_record_and_nothing_else_does(officer, dean, plain):
    without = EpisodeFacts(origin=Origin.DETENTION, came_on=date(2026, 11, 25))
    beside = EpisodeFacts(origin=Origin.STREET, came_on=date(2026, 11, 25), detention=plain)
    for facts in (without, beside):
        assert refusal(custody_actions.open_episode, by=officer, person=dean, facts=facts)[0][0] == "origin"


def test_the_day_they_came_is_asked_and_cannot_be_in_the_future(officer, dean):
    for came_on, words in ((None, "Enter the day they came"), (date(2026, 11, 26), "cannot be in the future")):
        facts = EpisodeFacts(origin=Origin.STREET, came_on=came_on)
        ((field, message),) = refusal(custody_actions.open_episode, by=officer, person=dean, facts=facts)
        assert field == "came_on"
        assert words in message


def test_arrival_before_arrest_opens_nothing(officer, dean, plain):
    wrong = replace(plain, arrived_at=plain.arrested_at - timedelta(minutes=1))
    with pytest.raises(Refused, match="Arrival cannot be before the arrest at 00:50"):
        detain(officer, dean, wrong)
    assert custody_queries.history(officer, dean.id) == ()


def test_somebody_still_detained_at_another_suite_is_continued_and_not_detained_again(officer, dean, plain):
    county.detained(dean, by=county.officer(at=county.suite("Boston")), custody_record_no="BN-26-02113")
    with pytest.raises(Refused, match="Still detained at Boston, custody record BN-26-02113"):
        detain(officer, dean, plain)


def test_a_record_merged_away_that_is_still_detained_counts_too(officer, dean, plain):
    twin = county.person(by=officer)
    county.detained(twin, by=officer)
    identity_actions.merge(by=officer, keep=dean, away=twin, reason="Same fingerprints")
    with pytest.raises(Refused, match="Still detained"):
        detain(officer, dean, plain)


def test_two_people_in_custody_at_once_never_share_a_number(officer, dean, plain):
    first = detain(officer, dean, plain)
    other = county.person(by=officer)
    with pytest.raises(Refused, match="Somebody else in custody") as refused:
        detain(officer, other, replace(plain, custody_record_no=plain.custody_record_no.lower()))
    assert refused.value.reasons[0].field == "custody_record_no"
    theirs = detain(officer, other, replace(plain, custody_record_no="LN-26-04473"))
    with pytest.raises(Refused, match="Somebody else in custody now"):
        custody_actions.correct_detention(by=officer, episode=theirs, facts=plain, reason="Typed from another sheet")
    spaced = replace(plain, custody_record_no="LN 26 04471")
    custody_actions.correct_detention(by=officer, episode=first, facts=spaced, reason="As it stands on the sheet")
    custody_actions.release(
        not_done=WHY_NOT, by=officer, episode=first, released_at=clock.now(), release_type=ReleaseType.ON_BAIL
    )
    custody_actions.correct_detention(by=officer, episode=theirs, facts=plain, reason="The number of an earlier year")


def test_a_detention_that_another_force_began_keeps_its_key_and_is_not_named(officer, dean, plain):
    other = county.officer(at=county.suite("Nottingham", of=county.force("Nottinghamshire Police")))
    _, theirs = county.detained(dean, by=other)
    ours = custody_queries.detention_of(detain(officer, dean, plain).id)
    assert ours.continuous_detention == theirs.continuous_detention


def test_a_time_put_right_does_not_part_a_detention_from_the_one_that_another_force_still_has_open(
    officer, dean, plain
):
    other = county.officer(at=county.suite("Nottingham", of=county.force("Nottinghamshire Police")))
    _, theirs = county.detained(dean, by=other, arrived_at=plain.arrived_at - timedelta(minutes=20))
    episode = detain(officer, dean, plain)
    nudged = replace(plain, arrested_at=plain.arrested_at + timedelta(minutes=5))
    custody_actions.correct_detention(by=officer, episode=episode, facts=nudged, reason="Misread the gate log")
    assert custody_queries.detention_of(episode.id).continuous_detention == theirs.continuous_detention


@pytest.mark.database
def test_a_time_put_right_of_a_detention_that_ended_does_not_join_it_to_a_later_arrest(officer, dean, plain):
    episode, left = detain(officer, dean, plain), clock.now() - timedelta(minutes=40)
    custody_actions.release(
        not_done=WHY_NOT, by=officer, episode=episode, released_at=left, release_type=ReleaseType.ON_BAIL
    )
    before = custody_queries.detention_of(episode.id)
    again = {"arrested_at": left + timedelta(minutes=5), "arrived_at": left + timedelta(minutes=10)}
    county.detained(dean, by=officer, **again)
    nudged = replace(custody_queries.detention_facts(before), arrested_at=plain.arrested_at + timedelta(minutes=5))
    after = custody_actions.correct_detention(by=officer, episode=episode, facts=nudged, reason="Misread the gate log")
    assert after.continuous_detention == before.continuous_detention


def test_a_transfer_keeps_the_key_and_both_custody_record_numbers_find_the_person(officer, dean, plain):
    plain = replace(plain, cell="M4")
    episode = detain(officer, dean, plain)
    boston = county.suite("Boston")
    moved = replace(plain, suite_id=boston.id, custody_record_no="BN-26-00007")
    when = MovedWhen(left_at=plain.arrived_at, arrived_at=clock.now())
    after = custody_actions.correct_detention(
        by=officer, episode=episode, facts=moved, reason="Not recorded", suite_change=SuiteChange.MOVED, moved=when
    )
    (before,) = custody_queries.earlier_detentions(episode.id)
    assert after.continuous_detention == before.continuous_detention
    assert (before.cell, after.cell) == ("M4", None)
    assert episode.suite_id == boston.id
    for number in ("LN-26-04471", "BN-26-00007"):
        results = search_queries.search(officer, PersonAsked(number=number))
        assert [hit.person.id for hit in results.hits] == [dean.id]
    (move,) = leaving_custody_queries.transfers_of(episode.id)
    assert leaving_custody_queries.suite_id_at(episode, plain.arrived_at) == officer.suite_id
    assert leaving_custody_queries.suite_id_at(episode, move.arrived_at) == boston.id


def test_another_suite_on_the_custody_record_was_wrong_all_along_or_is_a_move_with_its_times(officer, dean, plain):
    episode, boston = detain(officer, dean, plain), county.suite("Boston")
    there = {"by": officer, "episode": episode, "facts": replace(plain, suite_id=boston.id), "reason": "Misread"}
    assert refusal(custody_actions.correct_detention, **there)[0][0] == "suite_change"
    is_move = there | {"suite_change": SuiteChange.MOVED}
    assert refusal(custody_actions.correct_detention, **is_move)[0][0] == "moved_left_at"
    early = MovedWhen(left_at=plain.arrested_at, arrived_at=clock.now())
    assert "before they arrived here" in refusal(custody_actions.correct_detention, **is_move, moved=early)[0][1]
    late = MovedWhen(left_at=plain.arrived_at, arrived_at=clock.now() + timedelta(minutes=1))
    assert refusal(custody_actions.correct_detention, **is_move, moved=late)[0][0] == "moved_arrived_at"
    custody_actions.correct_detention(**there, suite_change=SuiteChange.WRONG)
    assert leaving_custody_queries.suite_id_at(episode, plain.arrived_at) == boston.id
    assert leaving_custody_queries.transfers_of(episode.id) == ()


@pytest.mark.parametrize(("arrested_after_leaving", "is_one"), [(False, True), (True, False)])
def test_who_had_been_arrested_before_they_left_another_suite_is_in_one_continuous_detention(
    officer, dean, plain, arrested_after_leaving, is_one
):
    first, left = detain(officer, dean, plain), clock.now() - timedelta(minutes=40)
    custody_actions.release(
        not_done=WHY_NOT, by=officer, episode=first, released_at=left, release_type=ReleaseType.ON_BAIL
    )
    at_boston = county.officer(at=county.suite("Boston"))
    (hit,) = search_queries.search(at_boston, PersonAsked(number="LN-26-04471")).hits
    assert (hit.current_custody, hit.left.suite, hit.left.detention.released_at) == (None, "Lincoln", left)
    again = replace(plain, suite_id=at_boston.suite_id, custody_record_no="BN-26-00007", arrived_at=clock.now())
    if arrested_after_leaving:
        again = replace(again, arrested_at=left + timedelta(minutes=5))
    second = detain(at_boston, dean, again)
    keys = {custody_queries.detention_of(episode.id).continuous_detention for episode in (first, second)}
    assert (len(keys) == 1) is is_one


def test_a_blank_time_is_filled_without_a_reason(officer, dean, plain):
    episode = detain(officer, dean, plain)
    seen = replace(plain, custody_officer_seen_at=datetime(2026, 11, 25, 1, 31, tzinfo=UTC))
    custody_actions.correct_detention(by=officer, episode=episode, facts=seen)
    assert custody_queries.detention_of(episode.id).custody_officer_seen_at == seen.custody_officer_seen_at
    assert custody_queries.earlier_detentions(episode.id)[0].correction_reason is None


def test_a_wrong_time_is_corrected_with_a_reason_and_the_wrong_one_is_kept(officer, dean, plain):
    episode = detain(officer, dean, plain)
    right = replace(plain, arrived_at=datetime(2026, 11, 25, 1, 12, tzinfo=UTC))
    reasons = refusal(custody_actions.correct_detention, by=officer, episode=episode, facts=right)
    assert reasons[0][0] == "correction_reason"
    custody_actions.correct_detention(by=officer, episode=episode, facts=right, reason="Misread the gate log")
    (before,) = custody_queries.earlier_detentions(episode.id)
    assert (before.arrived_at, before.correction_reason) == (plain.arrived_at, "Misread the gate log")
    assert custody_queries.detention_of(episode.id).arrived_at == right.arrived_at


def test_a_correction_keeps_the_order_of_times(officer, dean, plain):
    episode = detain(officer, dean, plain)
    wrong = replace(plain, arrived_at=datetime(2026, 11, 24, 23, 0, tzinfo=UTC))
    reasons = refusal(custody_actions.correct_detention, by=officer, episode=episode, facts=wrong, reason="Misread")
    ((field, message),) = reasons
    assert field == "arrived_at"
    assert "before the arrest at 00:50 on 25 November 2026" in message


def test_a_release_says_how_and_closes_the_episode(officer, dean, plain):
    episode = detain(officer, dean, plain)
    at = clock.now() - timedelta(minutes=5)
    custody_actions.release(
        not_done=WHY_NOT, by=officer, episode=episode, released_at=at, release_type=ReleaseType.WITHOUT_BAIL
    )
    detention = custody_queries.detention_of(episode.id)
    assert (detention.released_at, detention.release_type) == (at, ReleaseType.WITHOUT_BAIL)
    assert episode.closed_at == at
    assert custody_queries.detained_now([dean.id]) == {}


def test_a_release_is_recorded_once_and_only_for_a_detention(officer, dean, plain):
    facts = {"by": officer, "not_done": WHY_NOT, "released_at": clock.now(), "release_type": ReleaseType.ON_BAIL}
    street = county.episode(dean, by=officer)
    assert "Only somebody in detention" in refusal(custody_actions.release, episode=street, **facts)[0][1]
    episode = detain(officer, dean, plain)
    custody_actions.release(episode=episode, **facts)
    assert "already recorded" in refusal(custody_actions.release, episode=episode, **facts)[0][1]


def test_a_wrong_release_is_corrected_and_the_episode_follows(officer, dean, plain):
    episode = detain(officer, dean, plain)
    custody_actions.release(
        not_done=WHY_NOT, by=officer, episode=episode, released_at=clock.now(), release_type=ReleaseType.ON_BAIL
    )
    recorded = custody_queries.detention_facts(custody_queries.detention_of(episode.id))
    wrong = replace(recorded, released_at=None, release_type=None)
    custody_actions.correct_detention(by=officer, episode=episode, facts=wrong, reason="Another person was released")
    assert episode.closed_at is None
    assert dean.id in custody_queries.detained_now([dean.id])


def test_an_episode_that_is_no_detention_is_closed_by_hand_once(officer, dean, plain):
    street = county.episode(dean, by=officer)
    custody_actions.close_episode(by=officer, episode=street)
    assert street.closed_at == clock.now()
    assert "already closed" in refusal(custody_actions.close_episode, by=officer, episode=street)[0][1]
    custody = detain(officer, dean, plain)
    assert "closes with the release" in refusal(custody_actions.close_episode, by=officer, episode=custody)[0][1]


def test_an_episode_without_a_custody_record_has_none_to_correct(officer, dean, plain):
    street = county.episode(dean, by=officer)
    reasons = refusal(custody_actions.correct_detention, by=officer, episode=street, facts=plain, reason="Wrong")
    assert reasons == [(None, "This episode has no custody record")]
