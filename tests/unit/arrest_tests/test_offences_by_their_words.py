"""Offences beside the dated tables, and the everyday words by which offences and drugs are found."""

import csv
from datetime import date

import pytest

from pathways.arrest_tests.rules.law import (
    OTHER_OFFENCE,
    LawBook,
    controlled_drugs,
    is_known,
    listed_codes,
    named_offences,
    offence_label,
    row_on,
    row_that_ended,
)
from pathways.arrest_tests.rules.tables import DATA, search_words

TODAY = date(2026, 11, 28)


def test_low_value_shop_theft_is_theft_for_the_trigger_list_on_every_day() -> None:
    for day in (date(2001, 7, 1), date(2001, 7, 2), TODAY):
        assert row_on("TA68-1-LOW", day) == row_on("TA68-1", day)
    assert row_that_ended("TA68-1-LOW", TODAY) is None
    codes = listed_codes()
    assert codes.index("TA68-1-LOW") == codes.index("TA68-1") + 1


def test_every_other_named_offence_is_no_trigger_and_is_listed_after_the_look_alikes_and_before_another() -> None:
    others = [row.code for row in named_offences().values() if not row.counts_as]
    assert len(others) > 60
    assert [code for code in others if row_on(code, TODAY)] == []
    assert listed_codes()[-1] == OTHER_OFFENCE
    assert list(listed_codes()[-len(others) - 1 : -1]) == others
    assert "Criminal damage" in offence_label("CDA71-1")


def test_the_first_release_named_none_of_them() -> None:
    first = LawBook().as_of("law-2026-11-25")
    assert not is_known("CDA71-1", first)
    assert is_known("CDA71-1")


def test_words_are_of_offences_and_drugs_that_can_be_chosen_and_each_offence_has_some() -> None:
    assert set(search_words("offence")) <= set(listed_codes())
    assert set(listed_codes()) - set(search_words("offence")) == {OTHER_OFFENCE}
    assert set(controlled_drugs()) <= set(search_words("drug"))
    with (DATA / "search_words.csv").open(encoding="utf-8", newline="") as lines:
        rows = [(row["list"], row["code"]) for row in csv.DictReader(lines)]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize(
    ("word", "drug"), [("weed", "cannabis"), ("metonitazene", "nitazene_2024"), ("mamba", "synthetic_cannabinoids")]
)
def test_a_drug_is_found_by_its_street_name(word: str, drug: str) -> None:
    assert drug in [code for code, words in search_words("drug").items() if word in words.split()]
