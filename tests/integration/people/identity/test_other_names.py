"""Other names that somebody goes by: found by a search, corrected and taken back with what stood before."""

from datetime import date

import pytest

from pathways.people.identity import actions
from pathways.people.identity import queries as identity_queries
from pathways.people.identity.rules import PersonFacts
from pathways.people.search import queries as search_queries
from pathways.people.search.rules import PersonAsked
from pathways.refusals import Refused
from tests import county

BORN = date(1991, 6, 9)


@pytest.fixture
def dean(officer):
    person = county.person(by=officer, born=BORN)
    county.episode(person, by=officer)
    return person


def ids_found(officer, surname, born=BORN):
    return [
        hit.person.id for hit in search_queries.search(officer, PersonAsked(surname=surname, date_of_birth=born)).hits
    ]


def test_an_added_name_finds_the_person_and_a_corrected_one_by_the_right_spelling_only(officer, dean):
    alias = actions.add_alias(by=officer, person=dean, surname="Okafor", given_names=None)
    assert ids_found(officer, "Okafor") == [dean.id]
    says = {"by": officer, "person": dean, "reason": "Misheard"}
    actions.correct_alias(alias=alias, surname="Lindsey", given_names=None, is_theirs=True, **says)
    assert (ids_found(officer, "Okafor"), ids_found(officer, "Lindsey")) == ([], [dean.id])
    with pytest.raises(Refused, match="corrected meanwhile"):
        actions.correct_alias(alias=alias, surname="Okafor", given_names=None, is_theirs=True, **says)


@pytest.mark.database
def test_a_name_that_was_not_theirs_is_kept_and_finds_nobody(officer, dean):
    alias = actions.add_alias(by=officer, person=dean, surname="Okafor", given_names=None)
    actions.correct_alias(
        by=officer, person=dean, alias=alias, surname="Okafor", given_names=None, is_theirs=False, reason="His brother"
    )
    assert ids_found(officer, "Okafor") == []
    (row,) = identity_queries.earlier_aliases_of([dean.id])
    assert (row.surname, row.correction_reason, identity_queries.aliases_of([dean.id])) == ("Okafor", "His brother", ())


def test_the_keys_of_an_alias_follow_a_corrected_birth_date(officer, dean):
    actions.add_alias(by=officer, person=dean, surname="Okafor", given_names=None)
    facts = identity_queries.person_facts(identity_queries.details_of(dean.id))
    right = PersonFacts(**vars(facts) | {"date_of_birth": date(1984, 2, 17)})
    actions.correct_details(by=officer, person=dean, facts=right, reason="Misread")
    assert (ids_found(officer, "Okafor"), ids_found(officer, "Okafor", date(1984, 2, 17))) == ([], [dean.id])


@pytest.mark.parametrize(("surname", "words"), [("--", "must have a letter"), ("Rawcliffe", "recorded already")])
def test_a_name_without_a_letter_or_recorded_already_is_refused(officer, dean, surname, words):
    with pytest.raises(Refused, match=words):
        actions.add_alias(by=officer, person=dean, surname=surname, given_names="Dean")


def test_a_correction_says_why(officer, dean):
    alias = actions.add_alias(by=officer, person=dean, surname="Okafor", given_names=None)
    with pytest.raises(Refused, match="Say why"):
        actions.correct_alias(
            by=officer, person=dean, alias=alias, surname="X", given_names=None, is_theirs=True, reason=" "
        )


def test_the_pages_add_a_name_and_take_it_back(browser, officer, dean):
    names = f"/people/{dean.id}/names"
    assert browser.post(names, {"surname": "Okafor"}).status_code == 302
    (alias,) = identity_queries.aliases_of([dean.id])
    assert "Okafor" in browser.get(f"/people/{dean.id}").text
    born = {f"date_of_birth-{box}": str(getattr(BORN, box)) for box in ("day", "month", "year")}
    assert "Also known as Okafor" in browser.post("/people/search", {"surname": "Rawcliffe"} | born).text
    typed = {"surname": "Okafor", "is_theirs": "no", "correction_reason": "His brother"}
    assert browser.post(f"{names}/{alias.id}", typed).status_code == 302
    assert "His brother" in browser.get(f"/people/{dean.id}").text
    assert browser.ask("GET", f"{names}/{alias.id}").status_code == 404
