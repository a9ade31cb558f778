"""What must never be, named in the database: tried whole, empty, and by halves."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.people.identity.queries import details_of
from pathways.people.models.custody import Detention
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.rules import DeathSource, Presence, ReleaseType
from pathways.vocabulary import Origin
from tests import county


def refused_by(db, name: str) -> bool:
    """Whether the database refuses the change, by the constraint of that name."""
    with pytest.raises(IntegrityError) as refusal:
        db.session.flush()
    db.session.rollback()
    # SQLite names the columns of a unique index, PostgreSQL the index.
    return name in str(refusal.value) or (name.startswith("uq_") and "UNIQUE constraint failed" in str(refusal.value))


@pytest.fixture
def detention(officer):
    return county.detained(by=officer)[1]


def test_a_death_has_moment_source_recorder_and_time_or_none_of_them(db, officer):
    person = county.person(by=officer)
    person.died_at, person.death_source = clock.now(), DeathSource.HOSPITAL
    person.death_recorded_at, person.death_recorded_by_id = clock.now(), officer.user_id
    db.session.flush()


@pytest.mark.parametrize("missing", ["died_at", "death_source", "death_recorded_at", "death_recorded_by_id"])
def test_a_death_told_by_halves_is_refused(db, officer, missing):
    person = county.person(by=officer)
    whole = {
        "died_at": clock.now(),
        "death_source": DeathSource.HOSPITAL,
        "death_recorded_at": clock.now(),
        "death_recorded_by_id": officer.user_id,
    }
    for name, value in whole.items():
        setattr(person, name, None if name == missing else value)
    assert refused_by(db, "ck_person_death_told_whole")


def test_nobody_is_merged_into_themselves(db, officer):
    person = county.person(by=officer)
    person.merged_into_id = person.id
    assert refused_by(db, "ck_person_not_merged_into_itself")


def test_a_person_has_one_live_row_of_details(db, officer):
    person = county.person(by=officer)
    live = details_of(person.id)
    copied = {c.name: getattr(live, c.name) for c in PersonDetails.__table__.columns if c.name != "id"}
    db.session.add(PersonDetails(**copied))
    assert refused_by(db, "uq_person_details_live")


def test_a_superseded_row_makes_room_for_the_next(db, officer):
    person = county.person(by=officer)
    live = details_of(person.id)
    copied = {c.name: getattr(live, c.name) for c in PersonDetails.__table__.columns if c.name != "id"}
    live.superseded_at = clock.now()
    db.session.flush()
    db.session.add(PersonDetails(**copied))
    db.session.flush()


def test_a_successor_or_a_reason_without_a_time_is_refused(db, officer):
    live = details_of(county.person(by=officer).id)
    live.correction_reason = "Misheard"
    assert refused_by(db, "ck_person_details_superseded_with_when")


def test_a_detention_has_a_suite_and_another_origin_need_not(db, officer):
    episode = county.episode(by=officer)
    episode.suite_id = None
    db.session.flush()
    episode.origin = Origin.DETENTION
    assert refused_by(db, "ck_episode_detention_has_a_suite")


def test_an_episode_has_one_live_detention(db, detention):
    copied = {c.name: getattr(detention, c.name) for c in Detention.__table__.columns if c.name != "id"}
    db.session.add(Detention(**copied))
    assert refused_by(db, "uq_detention_live")


def test_a_release_has_its_time_and_its_type_or_neither(db, detention):
    assert (detention.released_at, detention.release_type) == (None, None)
    detention.released_at, detention.release_type = clock.now(), ReleaseType.ON_BAIL
    db.session.flush()


def test_a_return_on_bail_has_its_first_arrest_and_nobody_else_has_one(db, detention):
    before = detention.arrested_at - timedelta(days=9)
    detention.presence, detention.first_arrested_at = Presence.BAIL_RETURN, before
    db.session.flush()
    detention.presence = Presence.SECTION_136
    assert refused_by(db, "ck_detention_bail_return_with_first_arrest")


def test_a_return_on_bail_without_its_first_arrest_is_refused(db, detention):
    detention.presence = Presence.BAIL_RETURN
    assert refused_by(db, "ck_detention_bail_return_with_first_arrest")


def test_the_first_arrest_comes_before_the_return(db, detention):
    detention.presence, detention.first_arrested_at = Presence.BAIL_RETURN, detention.arrested_at
    assert refused_by(db, "ck_detention_arrested_first_before")


@pytest.mark.parametrize(("released", "how"), [(True, None), (False, ReleaseType.ON_BAIL)])
def test_half_a_release_is_refused(db, detention, released, how):
    detention.released_at, detention.release_type = clock.now() if released else None, how
    assert refused_by(db, "ck_detention_release_with_its_type")


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("custody_officer_seen_at", "seen_after_arrival"),
        ("planned_release_at", "plan_after_arrival"),
        ("released_at", "released_after_arrival"),
    ],
)
def test_nothing_in_a_detention_is_before_arrival(db, detention, field, name):
    setattr(detention, field, detention.arrived_at)
    detention.release_type = ReleaseType.ON_BAIL if field == "released_at" else None
    db.session.flush()
    setattr(detention, field, detention.arrived_at - timedelta(minutes=1))
    assert refused_by(db, f"ck_detention_{name}")


def test_arrival_is_never_before_the_arrest(db, detention):
    detention.arrived_at = detention.arrested_at
    db.session.flush()
    detention.arrested_at += timedelta(minutes=1)
    assert refused_by(db, "ck_detention_arrived_after_arrest")


def test_an_unknown_word_is_refused_before_it_reaches_the_database(db, officer):
    person = Person(created_at=clock.now(), created_by_id=officer.user_id, none_of_these="whatever")
    db.session.add(person)
    with pytest.raises(Exception, match="whatever"):
        db.session.flush()
    db.session.rollback()
