"""Search before create: what is enough, what is the same, and how close a hit is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pathways.people.rules import fold_name, fold_number
from pathways.people.search.rules import Identity, PersonAsked, likeness, too_little

BORN = date(1991, 6, 9)
DEAN = Identity(
    surname="Rawcliffe",
    given_names="Dean James",
    date_of_birth=BORN,
    pnc_id="09/184473K",
    custody_record_nos=("LN-26-04471",),
)


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("nunez", "Nuñez"),
        ("NGUYEN", "Nguyễn"),
        ("obrien", "O'Brien"),
        ("O’Brien", "O'Brien"),
        ("smith jones", "Smith-Jones"),
        ("strasse", "Straße"),
        ("lodz", "Łódź"),
        ("soren", "Søren"),
        ("  van   der  Berg ", "Van der Berg"),
    ],
)
def test_capitals_accents_apostrophes_and_hyphens_do_not_tell_names_apart(typed, held):
    assert fold_name(typed) == fold_name(held)


def test_different_names_stay_different():
    assert fold_name("Rawcliffe") != fold_name("Radcliffe")


def test_a_name_in_another_script_keeps_its_letters():
    assert fold_name("王") == "王"
    assert fold_name("Иванов") == "иванов"


@given(some.text(max_size=40))
def test_folding_a_folded_name_changes_nothing(name):
    assert fold_name(fold_name(name)) == fold_name(name)


def test_a_number_is_the_same_with_or_without_its_marks():
    assert fold_number("09/184473k") == fold_number("09 184473K") == "09184473K"


@pytest.mark.parametrize(
    "asked",
    [
        PersonAsked(surname="Rawcliffe", date_of_birth=BORN),
        PersonAsked(number="LN-26-04471"),
        PersonAsked(number="09/184473K", surname="Rawcliffe"),
    ],
)
def test_a_surname_with_a_birth_date_or_one_number_is_enough(asked):
    assert too_little(asked) == ()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (PersonAsked(), "surname"),
        (PersonAsked(surname="Rawcliffe"), "date_of_birth"),
        (PersonAsked(date_of_birth=BORN), "surname"),
        (PersonAsked(given_names="Dean", date_of_birth=BORN), "surname"),
        (PersonAsked(surname="--", date_of_birth=BORN), "surname"),
    ],
)
def test_less_is_too_little_and_the_message_says_what_to_enter(asked, field):
    (reason,) = too_little(asked)
    assert (reason.message, reason.field) == ("Enter a surname and date of birth, or one number", field)


def test_a_scrap_of_a_number_is_too_little():
    (reason,) = too_little(PersonAsked(number="4-7"))
    assert reason.field == "number"


def test_surname_birth_date_and_first_name_together_are_very_close():
    hit = likeness(PersonAsked(surname="rawcliffe", given_names="Dean", date_of_birth=BORN), DEAN)
    assert hit.closeness.label == "Very close"
    assert hit.reasons == (
        "Surname the same but for capitals, accents or marks: Rawcliffe",
        "Date of birth the same",
        "First name the same",
    )


def test_without_a_first_name_a_hit_is_possible():
    hit = likeness(PersonAsked(surname="Rawcliffe", date_of_birth=BORN), DEAN)
    assert hit.closeness.label == "Possible"
    assert hit.reasons == ("Surname the same", "Date of birth the same")


def test_another_first_name_is_still_shown_as_less_likely():
    hit = likeness(PersonAsked(surname="Rawcliffe", given_names="Danny", date_of_birth=BORN), DEAN)
    assert hit.closeness.label == "Less likely"
    assert hit.reasons[-1] == "First name differs: Dean James"


def test_a_one_word_name_has_no_first_name_to_differ():
    one_word = Identity(surname="Sukarno", given_names=None, date_of_birth=BORN)
    hit = likeness(PersonAsked(surname="Sukarno", given_names="Ahmed", date_of_birth=BORN), one_word)
    assert hit.closeness.label == "Possible"
    assert hit.reasons[-1] == "No first name held"


def test_a_number_says_which_number_it_was():
    assert likeness(PersonAsked(number="ln2604471"), DEAN).reasons == ("Custody record number the same: LN-26-04471",)
    by_pnc = likeness(PersonAsked(number="09 184473 k"), DEAN)
    assert (by_pnc.closeness.label, by_pnc.reasons) == ("Very close", ("PNC ID the same",))


def test_the_audit_learns_which_fields_were_filled_and_not_what_stood_in_them():
    assert PersonAsked(surname="Rawcliffe", date_of_birth=BORN).fields_given == ("surname", "date_of_birth")
