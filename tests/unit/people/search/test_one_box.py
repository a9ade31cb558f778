"""One box for a name, a birth date or a number: each goes where it belongs, and nothing is dropped."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.people.identity.rules import PersonFacts, alias_reasons, details_reasons
from pathways.people.rules import AgeEvidence
from pathways.people.search.rules import PersonAsked, in_boxes, too_little
from pathways.vocabulary import Sex

BORN = {"date_of_birth-day": "9", "date_of_birth-month": "6", "date_of_birth-year": "1991"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Rawcliffe 9/6/1991", {"surname": "Rawcliffe", **BORN}),
        ("9.6.1991 Rawcliffe", {"surname": "Rawcliffe", **BORN}),
        ("Rawcliffe 1991-6-9", {"surname": "Rawcliffe", **BORN}),
        ("Rawcliffe, Dean 9 June 1991", {"surname": "Rawcliffe", "given_names": "Dean", **BORN}),
        ("rawcliffe dean", {"surname": "rawcliffe", "given_names": "dean"}),
        ("van der Berg, Piet", {"surname": "van der Berg", "given_names": "Piet"}),
        ("O'Brien-Nguyễn", {"surname": "O'Brien-Nguyễn"}),
        ("2009/184473K", {"number": "2009/184473K"}),
        ("LI-26-01938", {"number": "LI-26-01938"}),
        ("Rawcliffe LI-26-01938", {"surname": "Rawcliffe", "number": "LI-26-01938"}),
        (
            "Rawcliffe 09061991",
            {
                "surname": "Rawcliffe",
                "date_of_birth-day": "09",
                "date_of_birth-month": "06",
                "date_of_birth-year": "1991",
            },
        ),
        ("Rawcliffe 9/6/1991 9/6/1991", {"surname": "Rawcliffe", "number": "9/6/1991", **BORN}),
        ("", {}),
        ("   ", {}),
    ],
)
def test_what_is_typed_goes_where_it_belongs(typed, meant):
    assert in_boxes(typed) == meant


def test_a_date_that_is_none_is_left_for_the_search_to_say_so():
    boxes = in_boxes("Rawcliffe 31/2/1991")
    assert (boxes["date_of_birth-day"], boxes["date_of_birth-month"]) == ("31", "2")


def test_a_word_that_is_no_month_makes_no_date():
    assert "date_of_birth-day" not in in_boxes("9 Rawcliffe 1991")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it_or_is_lost(typed):
    text = "".join(in_boxes(typed).values())
    digits = [letter for letter in typed if letter.isdigit()]
    assert sum(letter.isdigit() for letter in text) >= len(digits) - 2


def test_markup_in_a_name_is_refused_in_the_same_words_in_the_search_when_added_and_as_another_name():
    says = "Surname cannot have < or > in it. Type the name alone"
    plain = PersonFacts(
        surname="<script>", date_of_birth=date(1991, 6, 9), age_evidence=AgeEvidence.DOCUMENTED, sex=Sex.MALE
    )
    of_search = too_little(PersonAsked(surname="<script>", date_of_birth=date(1991, 6, 9)))
    of_adding = details_reasons(plain, today=date(2026, 11, 25))
    of_another = alias_reasons("<script>", None, known=())
    assert [[reason.message for reason in each] for each in (of_search, of_adding, of_another)] == [[says]] * 3
