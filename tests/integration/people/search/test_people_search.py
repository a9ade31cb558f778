"""Search before create: everybody who fits is found, nobody else is told of, and nothing is hidden by spelling."""

from datetime import date, timedelta

import pytest

from pathways import clock
from pathways.auth.roles import Role
from pathways.people.custody import queries as custody_queries
from pathways.people.identity import actions
from pathways.people.identity import queries as identity_queries
from pathways.people.queries import people_in_sight
from pathways.people.search import queries as search_queries
from pathways.people.search.rules import PersonAsked
from tests import county
from tests.bench.statements import plan_of, statements_in
from tests.integration.disposals import plain_disposal
from tests.many_rows import many_like
from tests.referred import referred

BORN = date(1991, 6, 9)


def known(officer, *name, **facts):
    person = county.person(*name, by=officer, **facts)
    county.episode(person, by=officer)
    return person


def ids_found(viewer, **asked) -> list[int]:
    return [hit.person.id for hit in search_queries.search(viewer, PersonAsked(**asked)).hits]


def test_surname_and_birth_date_find_a_person_whatever_capitals_and_accents(officer):
    person = known(officer, "Nuñez-O'Brien", "José", born=BORN)
    assert ids_found(officer, surname="NUNEZ OBRIEN", date_of_birth=BORN) == [person.id]


def test_another_birth_date_or_surname_finds_nobody(officer):
    known(officer, "Rawcliffe", "Dean", born=BORN)
    assert ids_found(officer, surname="Rawcliffe", date_of_birth=date(1984, 2, 17)) == []
    assert ids_found(officer, surname="Okafor", date_of_birth=BORN) == []


def test_a_one_word_name_is_found_by_that_word(officer):
    person = known(officer, "Sukarno", None, born=BORN)
    assert ids_found(officer, surname="sukarno", date_of_birth=BORN) == [person.id]


def test_two_people_with_the_same_name_and_birth_date_are_both_shown(officer):
    person, other = known(officer, born=BORN), known(officer, born=BORN)
    assert ids_found(officer, surname="Rawcliffe", date_of_birth=BORN) == [person.id, other.id]


def test_a_first_name_orders_the_hits_and_hides_none(officer):
    danny, dean = known(officer, "Rawcliffe", "Danny", born=BORN), known(officer, "Rawcliffe", "Dean", born=BORN)
    hits = search_queries.search(officer, PersonAsked(surname="Rawcliffe", given_names="Dean", date_of_birth=BORN)).hits
    assert [(hit.person.id, hit.likeness.closeness.label) for hit in hits] == [
        (dean.id, "Very close"),
        (danny.id, "Less likely"),
    ]


def test_a_custody_record_number_finds_who_was_held_under_it_however_it_is_written(officer):
    episode, _ = county.detained(by=officer, custody_record_no="LN-26-04471")
    assert ids_found(officer, number="ln 26 04471") == [episode.person_id]


def test_a_pnc_id_finds_a_person(officer):
    person = known(officer, pnc_id="09/184473K")
    assert ids_found(officer, number="09/184473k") == [person.id]


def test_a_number_and_a_name_together_find_whoever_fits_either(officer):
    by_name, by_number = known(officer, born=BORN), known(officer, "Other", "Name", pnc_id="09/184473K")
    asked = {"surname": "Rawcliffe", "date_of_birth": BORN, "number": "09/184473K"}
    assert ids_found(officer, **asked) == [by_number.id, by_name.id]


def test_at_most_20_are_shown_and_the_page_is_told_that_there_are_more(officer):
    for _ in range(21):
        known(officer, born=BORN)
    result = search_queries.search(officer, PersonAsked(surname="Rawcliffe", date_of_birth=BORN))
    assert (len(result.hits), result.more) == (20, True)


def test_somebody_whose_episode_ended_long_ago_is_found_so_that_no_second_record_is_made(officer, the_clock):
    person = known(officer, born=BORN)
    county.episode(person, by=officer, closed_at=clock.now())
    custody_queries.history(officer, person.id)[1].episode.closed_at = clock.now()
    the_clock.advance(timedelta(days=400))
    (hit,) = search_queries.search(officer, PersonAsked(surname="Rawcliffe", date_of_birth=BORN)).hits
    assert (hit.person.id, hit.episodes, hit.is_in_sight) == (person.id, 2, False)


def test_nobody_of_another_force_is_found_by_name_or_number(officer):
    other = county.officer(at=county.suite("Nottingham", of=county.force("Nottinghamshire Police")))
    person = county.person(by=other, born=BORN, pnc_id="09/184473K")
    county.detained(person, by=other, custody_record_no="NG-26-00001")
    assert ids_found(officer, surname="Rawcliffe", date_of_birth=BORN) == []
    assert ids_found(officer, number="NG-26-00001") == []
    assert ids_found(officer, number="09/184473K") == []


def test_a_treatment_worker_finds_nobody(officer):
    known(officer, born=BORN)
    worker = county.viewer_of(county.user(Role.TW))
    assert ids_found(worker, surname="Rawcliffe", date_of_birth=BORN) == []


def test_a_hit_in_custody_says_where_and_since_when(officer):
    boston = county.officer(at=county.suite("Boston"))
    person = county.person(by=boston, born=BORN)
    episode, detention = county.detained(person, by=boston)
    (hit,) = search_queries.search(officer, PersonAsked(surname="Rawcliffe", date_of_birth=BORN)).hits
    assert (hit.current_custody.episode_id, hit.current_custody.suite, hit.current_custody.detention) == (
        episode.id,
        "Boston",
        detention,
    )


def test_a_name_that_was_corrected_is_not_found_any_more_and_the_right_one_is(officer):
    person = known(officer, "Okafor", "Dean", born=BORN)
    facts = identity_queries.person_facts(identity_queries.details_of(person.id))
    right = type(facts)(**vars(facts) | {"surname": "Rawcliffe"})
    actions.correct_details(by=officer, person=person, facts=right, reason="Misheard")
    assert ids_found(officer, surname="Okafor", date_of_birth=BORN) == []
    assert ids_found(officer, surname="Rawcliffe", date_of_birth=BORN) == [person.id]


def test_a_record_merged_away_leads_to_the_one_that_stays_once(officer):
    keep, away = known(officer, "Rawcliffe", "Dean", born=BORN), known(officer, "Radcliffe", "Dean", born=BORN)
    actions.merge(by=officer, keep=keep, away=away, reason="Same fingerprints")
    assert ids_found(officer, surname="Radcliffe", date_of_birth=BORN) == [keep.id]
    assert ids_found(officer, surname="Rawcliffe", date_of_birth=BORN) == [keep.id]


@pytest.mark.database
def test_whom_a_disposal_or_a_referral_brings_into_sight_is_asked_of_these_people_alone(db, owner_engine):
    """As a list of everybody whom the force reaches it was read whole at each look."""
    case = plain_disposal.scene()
    disposal, referral = plain_disposal.proposed(plain_disposal.with_facts(case)), referred()
    if db.engine.dialect.name == "postgresql":
        of_another = {"person_id": "person_id + more", "episode_id": "episode_id + more"}
        many_like(owner_engine, {disposal: of_another, referral: of_another | {"reference": "reference || more"}})
    for viewer, index in ((case.officer, "ix_disposal_person_id"), (case.worker, "ix_referral_person_id")):
        with statements_in(db.engine) as statements:
            db.session.scalars(people_in_sight(viewer, [disposal.person_id, referral.person_id])).all()
        assert index in plan_of(statements[-1], db.session.connection())
