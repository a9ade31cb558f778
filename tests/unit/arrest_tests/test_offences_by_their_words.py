"""Offences beside the dated tables, and the everyday words by which offences and drugs are found."""

import csv
import re
from datetime import date

import pytest

from pathways.law.rules.offences_and_drugs import (
    OTHER_OFFENCE,
    controlled_drugs,
    is_known,
    listed_codes,
    look_alikes,
    named_offences,
    offence_label,
    row_on,
    row_that_ended,
)
from pathways.law.rules.tables import DATA, LawBook, packaged, search_words
from pathways.vocabulary import Mark

TODAY = date(2026, 11, 28)


def test_low_value_shop_theft_is_theft_for_the_trigger_list_on_every_day() -> None:
    for day in (date(2001, 7, 1), date(2001, 7, 2), TODAY):
        assert row_on("TA68-1-LOW", day, law=packaged()) == row_on("TA68-1", day, law=packaged())
    assert row_that_ended("TA68-1-LOW", TODAY, law=packaged()) is None
    codes = listed_codes(law=packaged())
    assert codes.index("TA68-1-LOW") == codes.index("TA68-1") + 1


def test_every_other_named_offence_is_no_trigger_and_is_listed_after_the_look_alikes_and_before_another() -> None:
    others = [row.code for row in named_offences(law=packaged()).values() if not row.counts_as]
    assert len(others) > 60
    assert [code for code in others if row_on(code, TODAY, law=packaged())] == []
    assert listed_codes(law=packaged())[-1] == OTHER_OFFENCE
    assert list(listed_codes(law=packaged())[-len(others) - 1 : -1]) == others
    assert "Criminal damage" in offence_label("CDA71-1", law=packaged())


def test_the_first_release_named_none_of_them() -> None:
    first = LawBook().as_of("law-2026-11-25")
    assert not is_known("CDA71-1", first)
    assert is_known("CDA71-1", law=packaged())


def test_words_are_of_offences_and_drugs_that_can_be_chosen_and_each_offence_has_some() -> None:
    assert set(search_words("offence")) <= set(listed_codes(law=packaged()))
    assert set(listed_codes(law=packaged())) - set(search_words("offence")) == {OTHER_OFFENCE}
    assert set(controlled_drugs(law=packaged())) <= set(search_words("drug"))
    with (DATA / "words_officers_use.csv").open(encoding="utf-8", newline="") as lines:
        rows = [(row["list"], row["code"]) for row in csv.DictReader(lines)]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(
    ("word", "drug"), [("weed", "cannabis"), ("metonitazene", "nitazene_2024"), ("mamba", "synthetic_cannabinoids")]
)
def test_a_drug_is_found_by_its_street_name(word: str, drug: str) -> None:
    assert drug in [code for code, words in search_words("drug").items() if word in words.split()]


@pytest.mark.parametrize(
    ("noun", "codes"),
    [
        *[(noun, ["TA68-1", "TA68-8", "TA68-12-5"]) for noun in ("bicycle", "bike")],
        ("pedal cycle", ["TA68-1", "TA68-12-5"]),
        *[(noun, ["TA68-1", "TA68-12"]) for noun in ("van", "motorbike")],
        *[(noun, ["TA68-1", "TA68-8"]) for noun in ("phone", "wallet", "handbag", "purse", "cash")],
        *[(noun, ["TA68-1", "TA68-1-LOW"]) for noun in ("shop", "shoplifting", "alcohol", "meat")],
        ("till", ["TA68-1", "TA68-9"]),
        ("car", ["TA68-1", "TA68-12", "TA68-12A"]),
        ("window", ["TA68-9", "CDA71-1"]),
        ("crowbar", ["TA68-25"]),
    ],
)
def test_an_offence_is_found_by_the_everyday_name_of_what_was_taken_or_broken(noun: str, codes: list[str]) -> None:
    known = {
        code: {*re.split(r"[\s.,()·;/-]+", f"{offence_label(code, law=packaged()).lower()} {words}")}
        for code, words in search_words("offence").items()
    }
    by_list = [
        code
        for code in listed_codes(law=packaged())
        if all(_begins(word, known.get(code, set())) for word in noun.split())
    ]
    assert by_list[0] == codes[0]
    assert set(codes) <= set(by_list)


def test_a_pedal_cycle_is_no_conveyance_of_the_trigger_list_and_is_found_apart_from_it() -> None:
    words = search_words("offence")
    assert {"bicycle", "pedal"}.isdisjoint(words["TA68-12"].split())
    assert row_on("TA68-12-5", TODAY, law=packaged()) is None
    assert look_alikes(law=packaged())["TA68-12-5"].mark is Mark.UNCERTAIN
    assert "pedal cycle" in offence_label("TA68-12-5", law=packaged())


def test_the_version_before_does_not_know_it() -> None:
    assert not is_known("TA68-12-5", LawBook().as_of("law-2026-11-28"))
    assert is_known("CDA71-1", LawBook().as_of("law-2026-11-28"))


def _begins(typed: str, known: set[str]) -> bool:
    return any(word.startswith(typed) for word in known)
