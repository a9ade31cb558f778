"""Near match on both databases: who is meant stands among the first eight, in a fixed number of statements."""

from collections import Counter
from datetime import date

import pytest

from pathways.people.identity.actions import keep_search_keys
from pathways.people.models.identity import PersonAlias
from pathways.people.search import queries
from pathways.people.search.rules import PersonAsked
from pathways.store.base import db
from tests import county
from tests.bench.misspelt import everybody, misspellings
from tests.bench.statements import statements_in

BORN = date(1991, 6, 9)
PEOPLE, FIRST, OF_EACH, RECALL = 200, 8, 5, 0.95
STATEMENTS, OF_A_NUMBER = 9, 2


def hits(viewer, **asked):
    return queries.search(viewer, PersonAsked(**{"surname": "Rawcliffe", "date_of_birth": BORN} | asked)).hits


def test_of_misspellings_of_ten_kinds_95_in_a_hundred_stand_among_the_first_eight(officer):
    people = list(everybody(PEOPLE))
    record_of = {}
    for each in people:
        person = county.person(each.surname, each.given, born=each.born, by=officer)
        record_of[each.number] = person.id
    asked, missed = Counter(), Counter()
    for kind, meant, typed in misspellings(people, OF_EACH):
        asked[kind] += 1
        ids = [hit.person.id for hit in queries.search(officer, typed).hits[:FIRST]]
        missed[kind] += record_of[meant.number] not in ids
    assert len(asked) >= 8
    found_first = asked.total() - missed.total()
    assert found_first >= RECALL * asked.total(), f"missed of each kind: {dict(missed)}"


def test_the_closest_comes_first_with_why_in_words(officer):
    danny = county.person("Rawcliffe", "Danny", born=date(1993, 6, 9), by=officer)
    radcliffe = county.person("Radcliffe", "Dean", born=date(1991, 9, 6), by=officer)
    dean = county.person("Rawcliffe", "Dean", born=BORN, by=officer)
    matches = hits(officer, surname="Rawcliff", given_names="Dean")
    assert [(hit.person.id, hit.likeness.closeness.label) for hit in matches] == [
        (dean.id, "Very close"),
        (radcliffe.id, "Possible"),
    ]
    assert matches[0].likeness.reasons == (
        "Surname one letter longer: Rawcliffe",
        "Date of birth the same",
        "First name the same",
    )
    assert danny.id in [hit.person.id for hit in hits(officer, given_names="Danny")]


def test_an_alias_finds_the_person_and_says_that_it_is_one(officer):
    dean = county.person("Rawcliffe", "Dean", born=BORN, by=officer)
    officer_id = officer.user_id
    alias = PersonAlias(person_id=dean.id, surname="Okafor", recorded_at=county.LONG_AGO, recorded_by_id=officer_id)
    db.session.add(alias)
    db.session.flush()
    keep_search_keys(dean.id)
    (hit,) = hits(officer, surname="Okafer")
    assert (hit.person.id, hit.likeness.reasons[0]) == (dean.id, "Also known as Okafor")


@pytest.mark.parametrize("how_many", [1, 12])
@pytest.mark.parametrize(("number", "most"), [("", STATEMENTS), ("LN-26-00001", STATEMENTS + OF_A_NUMBER)])
def test_a_search_says_the_same_statements_however_many_are_found(officer, how_many, number, most):
    for _ in range(how_many):
        county.detained(county.person(born=BORN, by=officer), by=officer)
    db.session.expunge_all()
    with statements_in(db.engine) as statements:
        assert len(hits(officer, given_names="Dean", number=number)) == how_many
    assert len([each for each in statements if each.reads]) == most


def test_a_number_with_two_digits_swapped_is_found_and_is_less_likely(officer):
    episode, _ = county.detained(by=officer, custody_record_no="LN-26-04471")
    (hit,) = queries.search(officer, PersonAsked(number="LN-26-04417")).hits
    assert (hit.person.id, hit.likeness.closeness.label) == (episode.person_id, "Less likely")
