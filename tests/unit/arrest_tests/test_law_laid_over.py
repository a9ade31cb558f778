"""A change never overwrites: the old row ends the day before, the new one starts, and its own end gives way again."""

from datetime import date, timedelta

import pytest

from pathways.law.rules.offences_and_drugs import (
    controlled_drugs,
    devices_on,
    drug_on,
    is_specified,
    look_alike_on,
    panel_on,
    row_on,
    row_that_ended,
)
from pathways.law.rules.tables import LawBook, LawChange, LawTable, packaged, rows_of
from pathways.vocabulary import Mark

DAY = date(2027, 1, 4)
EVE = DAY - timedelta(days=1)
THEFT = {"act": "Theft Act 1968", "section": "s.1", "offence": "Theft", "condition": ""}


def changed(table: LawTable, code: str, starts_on: date = DAY, until: date | None = None, **values: str) -> LawChange:
    return LawChange(
        number=1,
        table=table,
        code=code,
        starts_on=starts_on,
        until=until,
        values=tuple(values.items()),
        source="SI 2026/999",
        mark=Mark.VERIFIED,
    )


def now(*changes: LawChange):
    return LawBook(changes=changes).now


def dates_of(code: str, *changes: LawChange) -> list[tuple[str, str]]:
    rows = rows_of(LawTable.TRIGGER, changes)
    return [(row["effective_from"], row["effective_to"]) for row in rows if row["code"] == code]


def test_the_old_row_ends_the_day_before_the_new_one_starts() -> None:
    assert dates_of("TA68-1", changed(LawTable.TRIGGER, "TA68-1", **THEFT)) == [
        ("2001-07-02", "2027-01-03"),
        ("2027-01-04", ""),
    ]


def test_a_row_that_only_ends_leaves_the_list_and_says_when() -> None:
    law = now(changed(LawTable.TRIGGER, "TA68-1"))
    assert row_on("TA68-1", EVE, law) is not None
    assert row_on("TA68-1", DAY, law) is None
    ended = row_that_ended("TA68-1", DAY, law)
    assert ended is not None
    assert ended.effective_to == EVE


def test_after_the_last_day_of_a_change_what_held_before_holds_again() -> None:
    change = changed(LawTable.TRIGGER, "TA68-1", until=date(2027, 3, 31), **THEFT)
    assert dates_of("TA68-1", change) == [
        ("2001-07-02", "2027-01-03"),
        ("2027-01-04", "2027-03-31"),
        ("2027-04-01", ""),
    ]


def test_a_change_may_lengthen_what_was_inferred_to_have_ended() -> None:
    begging = {"act": "Vagrancy Act 1824", "section": "s.3", "offence": "Begging", "condition": ""}
    change = changed(LawTable.TRIGGER, "VA1824-3", date(2026, 6, 29), date(2026, 9, 1), **begging)
    assert row_on("VA1824-3", date(2026, 9, 1), now(change)) is not None
    assert row_on("VA1824-3", date(2026, 9, 2), now(change)) is None


def test_a_change_from_before_the_row_began_takes_its_place() -> None:
    assert dates_of("FA06-1", changed(LawTable.TRIGGER, "FA06-1", date(2001, 7, 2), **THEFT)) == [("2001-07-02", "")]


def test_a_new_code_stands_after_the_packaged_ones_and_other_rows_are_left_alone() -> None:
    rows = rows_of(LawTable.TRIGGER, [changed(LawTable.TRIGGER, "OAPA61-18", **THEFT)])
    assert rows[-1]["code"] == "OAPA61-18"
    assert rows[:-1] == rows_of(LawTable.TRIGGER)


def test_a_look_alike_that_joins_the_list_is_a_look_alike_only_until_then() -> None:
    law = now(changed(LawTable.TRIGGER, "TA78-3", **THEFT), changed(LawTable.LOOK_ALIKE, "TA78-3"))
    assert look_alike_on("TA78-3", EVE, law) is not None
    assert look_alike_on("TA78-3", DAY, law) is None
    assert row_on("TA78-3", DAY, law) is not None


def test_a_drug_made_class_a_later_is_class_a_from_then_and_still_not_specified() -> None:
    facts = {"name": "Ketamine", "mda_class": "A", "part1_para": "1", "class_a_from": "2027-01-04"}
    law = now(changed(LawTable.DRUG, "ketamine", **facts))
    before, after = (drug_on("ketamine", day, law) for day in (EVE, DAY))
    assert before is not None
    assert after is not None
    assert (before.mda_class, after.mda_class) == ("B", "A")
    assert not is_specified(after, DAY, law)


def test_a_new_device_is_asked_what_it_looks_for_and_each_analyte_is_read_once() -> None:
    ketamine = {"device": "Second device", "analyte": "ketamine", "label": "Ketamine", "shows": "ketamine"}
    cocaine = {"device": "Second device", "analyte": "cocaine", "label": "Cocaine", "shows": "cocaine"}
    law = now(changed(LawTable.PANEL, "second-k", **ketamine), changed(LawTable.PANEL, "second-c", **cocaine))
    assert [analyte.code for analyte in panel_on(EVE, law)] == ["cocaine", "opiates"]
    assert [analyte.code for analyte in panel_on(DAY, law)] == ["cocaine", "opiates", "ketamine"]
    assert [analyte.code for analyte in panel_on(DAY, law, device="Second device")] == ["ketamine", "cocaine"]
    assert devices_on(DAY, law) == ("Custody saliva device", "Second device")


@pytest.mark.parametrize("table", list(LawTable))
def test_every_packaged_row_has_a_source_and_a_mark(table: LawTable) -> None:
    assert [row["code"] for row in rows_of(table) if not (row["source"] and Mark(row["mark"]))] == []
    assert controlled_drugs(law=packaged())["cocaine"].source
