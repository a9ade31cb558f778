"""Near match: which slips are taken for the same name or date, in what words, and what is another person."""

import tracemalloc
from datetime import date
from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pathways.people.rules import fold_name, numbers_meant, slips, sound_of
from pathways.people.search.rules import Identity, PersonAsked, keys_asked, keys_of, likeness

BORN = date(1991, 6, 9)
DEAN = Identity(surname="Rawcliffe", given_names="Dean", date_of_birth=BORN, pnc_id="09/184473K")


def likeness_of(known: Identity = DEAN, **asked):
    return likeness(
        PersonAsked(**{"surname": "Rawcliffe", "given_names": "Dean", "date_of_birth": BORN} | asked), known
    )


@pytest.mark.parametrize(
    ("typed", "held", "words"),
    [
        ("Rawcliff", "Rawcliffe", "Surname one letter longer: Rawcliffe"),
        ("Rawcliffes", "Rawcliffe", "Surname one letter shorter: Rawcliffe"),
        ("Radcliffe", "Rawcliffe", "Surname one letter different: Rawcliffe"),
        ("Rawclfife", "Rawcliffe", "Surname two letters swapped: Rawcliffe"),
        ("Roklif", "Rawcliffe", "Surname sounds alike: Rawcliffe"),
        ("Radcliff", "Rawcliffe", "Surname two letters different: Rawcliffe"),
        ("Cathcart", "Kathkart", "Surname sounds alike: Kathkart"),
        ("Mueller", "Müller", "Surname the same, written differently: Müller"),
        ("vanderberg", "van der Berg", "Surname the same, written differently: van der Berg"),
        ("Smith", "Smith-Jones", "One part of the surname the same: Smith-Jones"),
        ("Jones Smith", "Smith-Jones", "Parts of the surname in another order: Smith-Jones"),
        ("Smyth", "Smith-Jones", "One part of the surname alike: Smith-Jones"),
        ("Smith-Jonse", "Smith-Jones", "One part of the surname the same: Smith-Jones"),
        ("Okafor", "Rawcliffe", None),
    ],
)
def test_a_surname_says_how_it_differs(typed, held, words):
    known = Identity(surname=held, given_names="Dean", date_of_birth=BORN)
    answer = likeness(PersonAsked(surname=typed, date_of_birth=BORN), known)
    assert (answer.reasons[0] if answer else None) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (date(1991, 9, 6), "Day and month swapped: 9/6/1991, you typed 6/9/1991"),
        (date(1919, 6, 9), "Day and month the same, year 72 out: 1991"),
        (date(1992, 6, 9), "Day and month the same, year one out: 1991"),
        (date(1993, 6, 9), "Day and month the same, year two out: 1991"),
        (date(1991, 6, 8), "Month and year the same, day differs: 9/6/1991"),
        (date(1991, 6, 27), "Month and year the same, day differs: 9/6/1991"),
        (date(1991, 12, 9), "Day and year the same, month differs: 9/6/1991"),
    ],
)
def test_a_birth_date_with_one_part_wrong_says_which(typed, words):
    assert words in likeness_of(date_of_birth=typed).reasons


@pytest.mark.parametrize("typed", [date(1984, 6, 9), date(1991, 8, 11), date(1970, 1, 1)])
def test_a_birth_date_that_is_simply_another_is_nobody(typed):
    assert likeness_of(date_of_birth=typed) is None


@pytest.mark.parametrize(
    ("asked", "closeness"),
    [
        ({"surname": "Rawcliff", "date_of_birth": date(1991, 9, 6)}, "Very close"),
        ({"surname": "Radcliff"}, "Possible"),
        ({"surname": "Rawcliff", "given_names": ""}, "Possible"),
        ({"surname": "Dean", "given_names": "Rawcliffe"}, "Very close"),
        ({"surname": "Dean", "given_names": ""}, "Possible"),
        ({"surname": "Rawcliff", "given_names": "Danny"}, "Less likely"),
        ({"surname": "Okafor"}, "Less likely"),
        ({"given_names": "Deano"}, "Possible"),
    ],
)
def test_likeness_is_a_word_and_never_a_percentage(asked, closeness):
    assert likeness_of(**asked).closeness.label == closeness


def test_swapped_names_are_said_so():
    assert "Surname and first name swapped" in likeness_of(surname="Dean", given_names="Rawcliffe").reasons
    hit = likeness_of(surname="Dean", given_names="")
    assert hit.reasons[0] == "Surname as typed is a first name here: Dean"


def test_another_surname_with_the_same_first_name_and_birth_date_may_be_a_marriage():
    assert likeness_of(surname="Okafor").reasons[0] == "Surname differs: Rawcliffe"
    assert likeness_of(surname="Okafor", given_names="Sam") is None


def test_another_name_that_somebody_goes_by_is_said_as_such():
    alias = Identity(surname="Okafor", given_names="Dean", date_of_birth=BORN, is_alias=True)
    assert likeness_of(alias, surname="Okafor").reasons[0] == "Also known as Dean Okafor"


@pytest.mark.parametrize("number", ["09/184473K", "2009/184473K", "09 184473k", "09/0184473K"])
def test_a_pnc_id_is_the_same_with_its_century_and_with_noughts(number):
    assert likeness_of(surname="", date_of_birth=None, number=number).reasons == ("PNC ID the same",)


def test_two_digits_swapped_in_a_number_are_less_likely_and_another_number_is_nobody():
    hit = likeness_of(surname="", date_of_birth=None, number="09/148473K")
    assert (hit.closeness.label, hit.reasons) == ("Less likely", ("PNC ID one slip away: 09/184473K",))
    assert likeness_of(surname="", date_of_birth=None, number="11/220148T") is None


def test_o_and_nought_are_taken_for_each_other_in_a_number():
    assert numbers_meant("LN-26-O4471")["LN2604471"] is False


@pytest.mark.parametrize(
    ("one", "other"),
    [("kathryn", "cathrine"), ("wright", "rite"), ("stephen", "steven"), ("philips", "filips"), ("knight", "night")],
)
def test_spellings_that_are_said_alike_have_one_code(one, other):
    assert sound_of(one) == sound_of(other)


def test_letters_of_another_script_keep_a_code():
    assert sound_of("王") == "王"
    assert sound_of("иванов") != sound_of("петров")


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("wragg", "wragg", 0),
        ("wragg", "wrag", 1),
        ("wragg", "wraggs", 1),
        ("wragg", "wregg", 1),
        ("wragg", "wargg", 1),
        ("wragg", "wagrg", 2),
        ("wragg", "rag", 2),
        ("ca", "abc", 3),  # a letter between two that were swapped is no slip of its own
        ("wragg", "skelton", 3),
        ("nuñez", "nunez", 1),
    ],
)
def test_slips_are_letters_more_less_other_or_swapped_and_more_than_two_are_another_word(one, other, apart):
    assert slips(one, other) == apart


@given(some.text(alphabet="abcdefghij", max_size=9), some.text(alphabet="abcdefghij", max_size=9))
def test_slips_are_the_same_both_ways(one, other):
    assert slips(one, other) == slips(other, one)


@given(some.text(alphabet="abcdefghij", min_size=2, max_size=12), some.data())
def test_whoever_differs_by_one_letter_is_one_slip_away(word, data):
    at = data.draw(some.integers(0, len(word) - 1))
    assert slips(word[:at] + word[at + 1 :], word) == 1


@given(
    some.dates(min_value=date(1930, 1, 1), max_value=date(2015, 12, 31)),
    some.text(min_size=1, max_size=20),
)
def test_whoever_is_asked_for_by_the_name_held_is_looked_for_under_a_key_held(born, name):
    assert set(keys_asked(name, "", born)) & set(keys_of(name, born))


def test_however_many_names_a_process_meets_it_keeps_a_megabyte_of_them_at_most():
    for at_hand in (fold_name, sound_of):
        at_hand.cache_clear()
    tracemalloc.start()
    try:
        for letters in islice(product("abcdefghijklm", repeat=4), 4_000):
            keys_of("Raw" + "".join(letters), BORN)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < 1_000_000
