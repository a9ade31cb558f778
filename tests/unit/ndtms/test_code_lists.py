"""Code lists are dated data: what nobody read has a label and no number."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import date

from pathways.engagement.outcomes.rules import TopStage
from pathways.engagement.rules import endings, exit_statuses, modalities
from pathways.ndtms.rules.lists import DATA, columns, lists_on
from pathways.people.identity.rules import Ethnicity
from pathways.referrals.needs.rules import Housing, Injected, Naloxone
from pathways.referrals.sending.rules import ReferralRoute
from pathways.vocabulary import Answer, Sex, Substance

ON = date(2026, 10, 31)


def entries():
    with (DATA / "codes.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def test_an_entry_that_was_not_verified_has_no_number():
    assert [row for row in entries() if (row["mark"] == "verified") != bool(row["code"])] == []


def test_every_entry_says_its_dataset_its_mark_and_where_it_was_read():
    assert all(row["dataset_version"] and row["label"] and row["mark"] and row["source"] for row in entries())
    assert all(each.dataset and each.label and each.source for each in columns())


def test_a_number_stands_once_in_a_list_for_a_value_of_ours():
    ours = Counter((row["list"], row["value"]) for row in entries() if row["value"])
    assert [value for value, count in ours.items() if count > 1] == []


def test_every_answer_that_pathways_records_is_on_its_list():
    lists = lists_on(ON)
    assert set(Substance) <= set(lists["DRUG"])
    assert set(ReferralRoute) <= set(lists["RFLS"])
    assert set(Injected) <= set(lists["INJSTAT"])
    assert set(Housing) <= set(lists["ACCMNEED"])
    assert set(Answer) <= set(lists["YESNO"])
    assert set(Naloxone) <= set(lists["NALOXISS"])
    assert {ending.code for ending in endings().values()} <= set(lists["DISRSN"])
    assert set(modalities()) <= set(lists["MODAL"])
    assert set(exit_statuses()) <= set(lists["MODEXIT"])
    assert set(TopStage) <= set(lists["TRSTAGE"])
    assert set(Sex) - {Sex.NOT_KNOWN} <= set(lists["SEX"])
    assert {each.partition("-")[0] for each in Ethnicity} <= set(lists["ETHNIC"])


def test_an_entry_counts_from_its_day_and_before_the_day_it_ends():
    entry = lists_on(ON)["DRUG"]["heroin"]
    assert entry.holds_on(ON)
    dated = replace(entry, valid_from=ON, valid_to=date(2026, 11, 2))
    assert [dated.holds_on(date(2026, month, day)) for month, day in ((10, 30), (10, 31), (11, 1), (11, 2))] == [
        False, True, True, False,
    ]  # fmt: skip


def test_an_officers_own_view_of_ethnicity_is_on_no_list():
    assert [value for value in lists_on(ON)["ETHNIC"] if value.startswith("IC")] == []
