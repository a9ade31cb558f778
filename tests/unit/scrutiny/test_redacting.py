"""Whatever says who somebody is goes, however it was typed; and words that only contain a name stay."""

from datetime import date

import pytest

from pathways.scrutiny.rules.redaction import KnownNames, Redactor, to_look_at
from pathways.scrutiny.rules.rounds import HiddenText

KNOWN = KnownNames(
    names=("Dean Rawcliffe", "Dean Rawcliffe-Hale", "Siobhán O'Brien", "Lee Nuñez", "Ng", "Łukasz da Silva"),
    staff=("M. Ellery", "Mark Marsh"),
    colleagues=("Will Long",),
    born=(date(1991, 6, 9),),
    numbers=("LN-26-00417", "09/184473K"),
    phones=("07700 900318",),
    places=("Boston", "Lincoln Recovery Hub"),
    further=("the blue van",),
)
REDACTOR = Redactor(KNOWN)


@pytest.mark.parametrize(
    "typed",
    [
        "Dean Rawcliffe", "RAWCLIFFE", "rawcliffe, dean", "D. Rawcliffe", "D Rawcliffe", "Rawcliffe D.", "DeanRawcliffe",
        "Rawcliffe1991", "Rawcliffes", "Dean", "Rawcliffe-Hale", "Rawcliffe\u2011Hale", "Rawcliffe Hale", "RawcliffeHale",
        "hale", "Raw\u00adcliffe", "Ra\u200bwcliffe", "Rawcliff\u0065\u0301", "D.R.", "Dean\nRawcliffe",
        "O'Brien", "O\u2019Brien", "O\u02bcBrien", "OBrien", "O Brien", "o`brien", "Brien", "Siobhan", "Siobha\u0301n",
        "Nunez", "Nuñez", "NUN\u0303EZ", "Lee", "Ng", "ng", "Lukasz", "ŁUKASZ", "Silva", "\uff32\uff41\uff57cliffe",
        "Rawclife", "Rawcilffe", "Rawclffe", "Racwliffe", "Rawcliffee", "Elery", "Ellary", "Ellery", "M. Ellery", "PC 2290 Ellery", "Marsh", "Will Long", "WILL  LONG",
        "Long, Will", "Long,Will",
    ],
)  # fmt: skip
def test_a_name_goes_however_it_was_typed(typed):
    shown = REDACTOR.redacted(f"He met {typed}, and left.")
    assert shown.startswith("He met [")
    assert shown.endswith("], and left.")


@pytest.mark.parametrize(
    "typed",
    [
        "09/06/1991", "9/6/91", "9.6.1991", "9-6-91", "09 06 1991", "9 June 1991", "9th June 1991", "9th of June, 1991",
        "June 9th, 1991", "9 Jun 91", "9 JUN 1991", "1991-06-09", "19910609", "09061991", "090691", "06/09/1991",
        "June 1991", "born in 1991", "DOB: 1991",
    ],
)  # fmt: skip
def test_a_date_of_birth_goes_in_every_usual_spelling(typed):
    assert "91" not in REDACTOR.redacted(f"He gave {typed} as his.")


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("LN-26-00417", HiddenText.NUMBER), ("LN 26 00417", HiddenText.NUMBER), ("ln2600417", HiddenText.NUMBER),
        ("LN/26/417", HiddenText.NUMBER), ("L N - 26 - 0 0 4 1 7", HiddenText.NUMBER), ("09/184473K", HiddenText.NUMBER),
        ("9/184473 k", HiddenText.NUMBER), ("184473", HiddenText.NUMBER), ("26000512345", HiddenText.NUMBER),
        ("26*512345*26", HiddenText.NUMBER), ("LINCS/0451/26-B", HiddenText.NUMBER),
        ("07700 900318", HiddenText.PHONE), ("07700900318", HiddenText.PHONE), ("+44 7700 900318", HiddenText.PHONE),
        ("01522 532222", HiddenText.PHONE), ("d.rawcliffe@example.org", HiddenText.EMAIL), ("LN1 3AB", HiddenText.ADDRESS),
        ("pe21 8qr", HiddenText.ADDRESS), ("14 Ruskin Avenue", HiddenText.ADDRESS), ("flat 3", HiddenText.ADDRESS),
        ("14b monks road", HiddenText.ADDRESS), ("7 Ruskin Court", HiddenText.ADDRESS), ("Monks Road", HiddenText.ADDRESS),
        ("Boston", HiddenText.PLACE), ("Lincoln  Recovery Hub", HiddenText.PLACE), ("Mr Tasker", HiddenText.NAME),
        ("Mrs Anna Ogden", HiddenText.NAME), ("Sgt Okoye", HiddenText.OFFICER), ("DC 1187", HiddenText.OFFICER),
        ("Inspector R Okoye", HiddenText.OFFICER), ("the Blue  Van", HiddenText.ORGANISER),
    ],
)  # fmt: skip
def test_numbers_addresses_places_and_people_of_no_record_go(typed, what):
    pieces = REDACTOR.pieces(f"then {typed} was named")
    assert [piece.words for piece in pieces if piece.hidden is None] == ["then ", " was named"]
    assert pieces[1].hidden in (what, HiddenText.PHONE, HiddenText.NUMBER)


@pytest.mark.parametrize(
    "sentence",
    [
        "Fleece, leeway and sleeper: the array of marks was marshalled.",  # Lee, Mark, Marsh
        "Angry young men were singing long into the night.",  # Ng
        "He will go to the Crown Court in 3 weeks, or pay £150.",
        "Section 23(4) of the 2003 Act, s.24A(1): offence of 12/11/2026 at 03:12.",
        "2 men in the street had 0.5 g between them, on the way home.",
        "He was in custody for 12 hours and this is case 3 of 4.",
        "The ellary is a word without a capital, and Leo is too short to be a slip.",
        "The Magistrates Court would fine him. Deanery and Bostonian are words.",
    ],
)
def test_words_that_only_contain_a_name_or_a_figure_stay(sentence):
    assert REDACTOR.redacted(sentence) == sentence


def test_the_sentence_after_a_number_stays():
    assert REDACTOR.redacted("Rang 07700 900318. He left.") == "Rang [telephone number]. He left."
    assert REDACTOR.redacted("Crime 26000512345. He left.") == "Crime [number]. He left."


def test_a_sentence_about_a_drug_test_goes_whole():
    text = REDACTOR.redacted("He was polite. The saliva test was positive for cocaine. He agreed.")
    assert text == "He was polite. [about a drug test] He agreed."
    (offence,) = REDACTOR.pieces("Refusing to give a sample", was_typed=False)
    assert offence.hidden is None


def test_nothing_that_was_hidden_stays_in_the_pieces():
    pieces = REDACTOR.pieces("Dean Rawcliffe, born 9.6.91, of 14 Ruskin Avenue LN1 3AB, rang 07700 900318.")
    assert not any(word in str(pieces) for word in ("Dean", "Rawcliffe", "91", "Ruskin", "3AB", "900318"))


def test_what_is_left_is_pointed_out_when_it_may_be_a_name_or_a_number():
    pieces = REDACTOR.pieces("He said that Kev from number 4412 sold it. Then Dean left.")
    assert to_look_at(pieces) == ("Kev", "4412")


def test_a_case_without_anything_known_is_read_as_it_is():
    assert Redactor(KnownNames()).redacted("He agreed.") == "He agreed."
