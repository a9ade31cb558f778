"""The dated tables: how many rows are live, which drugs are specified when, what left the list."""

from collections import Counter
from datetime import date, timedelta

import pytest

from pathways.law.rules.offences_and_drugs import (
    asks_for_drug,
    controlled_drugs,
    is_known,
    is_specified,
    look_alikes,
    offence_label,
    panel_on,
    regime_on,
    row_on,
    row_that_ended,
    trigger_offences,
)
from pathways.law.rules.tables import packaged
from pathways.vocabulary import Mark


@pytest.mark.parametrize(
    ("day", "live"),
    [
        (date(2001, 7, 1), 0),
        (date(2001, 7, 2), 11),
        (date(2004, 7, 26), 11),
        (date(2004, 7, 27), 19),
        (date(2025, 6, 1), 21),
        (date(2026, 6, 28), 21),
        (date(2026, 11, 25), 19),
    ],
)
def test_the_number_of_live_trigger_offences_is_that_of_the_instruments(day: date, live: int) -> None:
    assert sum(row_on(row.code, day, law=packaged()) is not None for row in trigger_offences(law=packaged())) == live


def test_the_begging_rows_end_on_28_june_2026_and_their_end_is_marked_uncertain() -> None:
    for code in ("VA1824-3", "VA1824-4"):
        ended = row_that_ended(code, date(2026, 6, 29), law=packaged())
        assert ended is not None
        assert ended.mark is Mark.UNCERTAIN
        assert row_that_ended(code, date(2026, 6, 28), law=packaged()) is None


def test_attempted_fraud_was_off_the_list_in_the_first_half_of_2007() -> None:
    assert row_on("CAA81-FA06-1", date(2007, 7, 31), law=packaged()) is None
    assert row_on("CAA81-FA06-1", date(2007, 8, 1), law=packaged()) is not None


@pytest.mark.parametrize(
    ("drug", "day", "specified"),
    [
        ("cocaine", date(2023, 8, 1), True),
        ("crack_cocaine", date(2001, 7, 2), True),
        ("diamorphine", date(2026, 11, 25), True),
        ("methadone", date(2023, 8, 1), False),
        ("methadone", date(2023, 8, 2), True),
        ("mdma", date(2023, 8, 1), False),
        ("mdma", date(2023, 8, 2), True),
        ("lsd", date(2023, 8, 2), True),
        ("nitazene_2024", date(2024, 3, 20), False),
        ("nitazene_2025", date(2026, 11, 25), False),
        ("prepared_for_injection", date(2026, 11, 25), False),
        ("cannabis", date(2026, 11, 25), False),
        ("synthetic_cannabinoids", date(2026, 11, 25), False),
        ("cocaine", date(2001, 7, 1), False),
    ],
)
def test_a_drug_is_specified_only_by_the_order_of_its_day(drug: str, day: date, specified: bool) -> None:
    assert is_specified(controlled_drugs(law=packaged())[drug], day, law=packaged()) is specified


def test_the_rules_of_2026_are_in_the_table_but_never_in_force() -> None:
    in_force = {
        regime.code
        for day in range(0, 9000, 30)
        if (regime := regime_on(date(2001, 7, 2) + timedelta(day), law=packaged()))
    }
    assert in_force == {"ClassA_2001", "ClassA_2023"}


def test_every_look_alike_is_known_named_with_its_act_and_says_why_it_is_no_trigger() -> None:
    assert len(look_alikes(law=packaged())) == 20
    for code, look_alike in look_alikes(law=packaged()).items():
        assert is_known(code, law=packaged())
        assert look_alike.act in offence_label(code, law=packaged())
        assert look_alike.why_not


def test_no_code_is_both_a_trigger_and_a_look_alike_and_none_is_there_twice() -> None:
    codes = Counter([row.code for row in trigger_offences(law=packaged())] + list(look_alikes(law=packaged())))
    assert max(codes.values()) == 1


def test_only_the_drug_rows_ask_for_the_drug() -> None:
    assert {row.code for row in trigger_offences(law=packaged()) if asks_for_drug(row.code, law=packaged())} == {
        "MDA71-4",
        "MDA71-5-2",
        "MDA71-5-3",
    }


def test_the_device_shows_cocaine_and_opiates_and_nothing_else() -> None:
    assert [line.code for line in panel_on(date(2026, 11, 25), law=packaged())] == ["cocaine", "opiates"]
    assert {line.mark for line in panel_on(date(2026, 11, 25), law=packaged())} == {Mark.VERIFIED}
