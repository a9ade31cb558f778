"""Who may see which person and which episode."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.auth.roles import Role
from pathways.people import queries as people_queries
from pathways.people import queries as sight
from pathways.people.custody import queries as custody_queries
from pathways.people.identity import queries as identity_queries
from pathways.people.models.identity import Person
from pathways.refusals import OutOfSight
from tests import county


def sees(viewer, person) -> bool:
    try:
        return people_queries.person(viewer, person.id) is person
    except OutOfSight:
        return False


@pytest.fixture
def lincoln(db):
    return county.officer()


@pytest.fixture
def boston(db):
    return county.officer(at=county.suite("Boston"))


def test_an_open_episode_is_seen_by_every_officer_of_the_force(lincoln, boston):
    episode, _ = county.detained(by=lincoln)
    assert custody_queries.episode(boston, episode.id).episode is episode
    assert sees(boston, custody_queries.episode(lincoln, episode.id).person)


def test_an_episode_of_another_force_is_not_there(lincoln):
    other = county.officer(at=county.suite("Nottingham", of=county.force("Nottinghamshire Police")))
    episode, _ = county.detained(by=other)
    with pytest.raises(OutOfSight):
        custody_queries.episode(lincoln, episode.id)
    with pytest.raises(OutOfSight):
        people_queries.person(lincoln, episode.person_id)


def test_after_release_a_custody_officer_sees_only_the_own_suite_and_a_decision_maker_the_force(lincoln, boston):
    decider = county.viewer_of(county.user(Role.DM))
    person = county.person(by=lincoln)
    county.detained(person, by=lincoln, arrived_at=clock.now() - timedelta(hours=9), released_at=clock.now())
    assert sees(lincoln, person)
    assert sees(decider, person)
    assert not sees(boston, person)


def test_28_days_after_release_nobody_of_the_police_sees_the_episode(lincoln, the_clock):
    decider = county.viewer_of(county.user(Role.DM))
    person = county.person(by=lincoln)
    county.detained(person, by=lincoln, arrived_at=clock.now() - timedelta(hours=9), released_at=clock.now())
    the_clock.advance(timedelta(days=28, seconds=-1))
    assert sees(lincoln, person)
    the_clock.advance(timedelta(seconds=1))
    assert not sees(lincoln, person)
    assert not sees(decider, person)


def test_an_officer_without_a_suite_sees_open_episodes_and_no_closed_one(lincoln):
    roving = county.user(Role.CO)
    roving.suite_id = None
    viewer = county.viewer_of(roving)
    open_one, closed = county.episode(by=lincoln), county.episode(by=lincoln, closed_at=clock.now())
    closed.suite_id = None
    assert custody_queries.episode(viewer, open_one.id)
    with pytest.raises(OutOfSight):
        custody_queries.episode(viewer, closed.id)


def test_somebody_just_added_is_seen_by_whoever_added_them_and_brought_in_by_the_force_until_an_episode_decides(
    lincoln, boston
):
    person = county.person(by=lincoln)
    assert sees(lincoln, person)
    assert not sees(boston, person)
    assert people_queries.person_to_bring_in(boston, person.id) == person
    other = county.officer(at=county.suite("Nottingham", of=county.force("Nottinghamshire Police")))
    assert not sees(other, person)
    with pytest.raises(OutOfSight):
        people_queries.person_to_bring_in(other, person.id)


@pytest.mark.parametrize("role", [Role.TW, Role.PM, Role.PW, Role.MG, Role.AD])
def test_no_role_outside_the_police_reaches_a_person_through_an_episode(lincoln, role):
    episode, _ = county.detained(by=lincoln)
    viewer = county.viewer_of(county.user(role, of=county.force() if role is Role.AD else None))
    with pytest.raises(OutOfSight):
        custody_queries.episode(viewer, episode.id)
    assert not sees(viewer, custody_queries.episode(lincoln, episode.id).person)
    with pytest.raises(OutOfSight):
        people_queries.person_to_bring_in(viewer, episode.person_id)


def test_a_later_room_lets_its_own_staff_in(lincoln, monkeypatch):
    person = county.person(by=lincoln)
    county.detained(person, by=lincoln)
    worker = county.viewer_of(county.user(Role.TW))
    monkeypatch.setattr(sight, "_ways_in", [])

    @people_queries.way_in
    def only_hers(viewer):
        return select(Person.id).where(Person.id == (person.id if viewer == worker else 0))

    assert sees(worker, person)
    assert not sees(county.viewer_of(county.user(Role.TW)), person)


def test_out_of_sight_and_not_there_are_the_same(lincoln):
    for missing in (0, 987654321):
        with pytest.raises(OutOfSight):
            people_queries.person(lincoln, missing)
        with pytest.raises(OutOfSight):
            custody_queries.episode(lincoln, missing)
        with pytest.raises(OutOfSight):
            identity_queries.details_of(missing)


def test_a_persons_episodes_are_told_latest_first_and_old_ones_only_by_day_and_origin(lincoln):
    person = county.person(by=lincoln)
    old = clock.now() - timedelta(days=60)
    county.detained(person, by=lincoln, arrived_at=old, released_at=old + timedelta(hours=8))
    now, _ = county.detained(person, by=lincoln)
    lines = custody_queries.history(lincoln, person.id)
    assert [line.is_in_sight for line in lines] == [True, False]
    assert lines[0].episode is now
