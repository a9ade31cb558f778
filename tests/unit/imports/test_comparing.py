"""What a file says beside what is recorded: the same, nearly, different, or said by one alone."""

from dataclasses import replace
from datetime import date

import pytest

from pathways.imports.rules.comparing import Agreement, compared
from pathways.people.identity.rules import Ethnicity, PersonFacts
from pathways.people.rules import AgeEvidence
from pathways.vocabulary import Sex

DEAN = PersonFacts(
    surname="Rawcliffe",
    given_names="Dean Michael",
    date_of_birth=date(1991, 6, 9),
    age_evidence=AgeEvidence.POLICE_RECORD,
    sex=Sex.MALE,
    ethnicity=Ethnicity("W1"),
    pnc_id="09/184473K",
)
SAME, NEARLY, DIFFERS, SAID_ONCE = Agreement


def line(what, **recorded):
    """How what the file says of Dean stands beside what is recorded of somebody who is like him but for this."""
    (each,) = [each for each in compared(DEAN, replace(DEAN, **recorded)) if each.what == what]
    return each


def test_somebody_of_whom_everything_is_said_alike_is_the_same_in_each_line():
    lines = compared(DEAN, DEAN)
    assert [each.what for each in lines] == ["Surname", "First names", "Date of birth", "Sex", "Ethnicity", "PNC ID"]
    assert {each.agreement for each in lines} == {SAME}
    assert [each.in_file for each in lines] == [each.recorded for each in lines]


@pytest.mark.parametrize(
    ("what", "recorded", "agreement"),
    [
        ("Surname", {"surname": "RAWCLIFFE"}, SAME),
        ("Surname", {"surname": "Rawclife"}, NEARLY),
        ("Surname", {"surname": "Holtby"}, DIFFERS),
        ("First names", {"given_names": "dean michael"}, SAME),
        ("First names", {"given_names": "Dean"}, NEARLY),
        ("First names", {"given_names": "Kelly"}, DIFFERS),
        ("First names", {"given_names": None}, SAID_ONCE),
        ("Date of birth", {"date_of_birth": date(1991, 9, 6)}, NEARLY),
        ("Date of birth", {"date_of_birth": date(1985, 1, 30)}, DIFFERS),
        ("Sex", {"sex": Sex.NOT_KNOWN}, DIFFERS),
        ("Ethnicity", {"ethnicity": None}, SAID_ONCE),
        ("Ethnicity", {"ethnicity": Ethnicity("W2")}, DIFFERS),
        ("PNC ID", {"pnc_id": "2009/184473K"}, SAME),
        ("PNC ID", {"pnc_id": "09/184437K"}, NEARLY),
        ("PNC ID", {"pnc_id": "11/184473K"}, DIFFERS),
        ("PNC ID", {"pnc_id": None}, SAID_ONCE),
    ],
)
def test_how_far_two_agree_is_judged_as_a_search_judges_it(what, recorded, agreement):
    assert line(what, **recorded).agreement is agreement


def test_where_the_birth_date_comes_from_stands_beside_it_and_does_not_tell_people_apart():
    each = line("Date of birth", age_evidence=AgeEvidence.SELF_DECLARED)
    assert (each.in_file, each.recorded) == ("9 June 1991 (a police record)", "9 June 1991 (they said so)")
    assert each.agreement is SAME


def test_what_neither_says_is_no_line():
    nothing = replace(DEAN, given_names=None, ethnicity=None, pnc_id=None)
    assert [each.what for each in compared(nothing, nothing)] == ["Surname", "Date of birth", "Sex"]
