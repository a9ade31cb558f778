"""A referral keeps whether the person died: through a death, its correction, and records that are joined or parted."""

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.people.deaths import actions as deaths_actions
from pathways.people.deaths.queries import has_died
from pathways.people.identity import actions as identity_actions
from pathways.people.models.identity import Person
from pathways.people.rules import DeathSource
from pathways.referrals.models.referral import Referral
from tests import county
from tests.merged import merged, undone
from tests.referred import referred


@pytest.fixture
def colleague(app):
    return county.officer()


@pytest.fixture
def people(app, officer):
    """Three people, each with a referral."""
    three = [county.person(surname, "Dean", by=officer) for surname in ("Rawcliffe", "Rawcliff", "Rawclyffe")]
    for person in three:
        referred(officer, episode=county.episode(person, by=officer))
    return three


def kept(db, people) -> list[bool]:
    """What the referral of each says, which is what is true."""
    db.session.commit()
    asked = select(Referral.person_id, Referral.person_died)
    rows = {row.person_id: row.person_died for row in db.session.execute(asked)}
    assert rows == {person_id: has_died(person_id) for person_id in rows}
    return [rows[person.id] for person in people]


def dies(officer, person):
    identity_actions.record_death(by=officer, person=person, died_at=clock.now(), source=DeathSource.HOSPITAL)


@pytest.mark.database
def test_a_death_is_kept_with_the_referrals_of_the_person_alone_and_taken_back_with_it(db, officer, colleague, people):
    first = people[0]
    assert kept(db, people) == [False, False, False]
    dies(officer, first)
    assert kept(db, people) == [True, False, False]
    deaths_actions.say_death_is_wrong(by=officer, person=first, reason="He rang from the hospital himself")
    assert kept(db, people) == [True, False, False]
    deaths_actions.decide_death_error(by=colleague, person=first, confirms=True)
    assert kept(db, people) == [False, False, False]


@pytest.mark.database
def test_a_death_of_a_record_with_others_merged_into_it_is_kept_with_theirs(db, officer, colleague, people):
    keep, away, _ = people
    merged(officer, colleague, keep, away)
    dies(officer, keep)
    assert kept(db, people) == [True, True, False]
    deaths_actions.say_death_is_wrong(by=officer, person=keep, reason="He rang from the hospital himself")
    deaths_actions.decide_death_error(by=colleague, person=keep, confirms=True)
    assert kept(db, people) == [False, False, False]


@pytest.mark.database
@pytest.mark.parametrize(("who_died", "apart"), [(0, [True, False, False]), (1, [False, True, True])])
def test_joined_records_are_of_somebody_who_died_and_parted_again_each_says_its_own(
    db, officer, colleague, people, who_died, apart
):
    """The third was merged into the second before, and stays with that."""
    first, second, third = people
    merged(officer, colleague, second, third)
    dies(officer, people[who_died])
    assert kept(db, people) == apart
    merge = merged(officer, colleague, first, second)
    assert kept(db, people) == [True, True, True]
    undone(officer, colleague, merge)
    assert kept(db, people) == apart


def test_what_is_undone_keeps_nothing(db, officer, people):
    db.session.commit()
    dies(officer, db.session.get_one(Person, people[0].id))
    assert db.session.scalars(select(Referral.person_died).where(Referral.person_died)).all() == [True]
    db.session.rollback()
    assert kept(db, people) == [False, False, False]
