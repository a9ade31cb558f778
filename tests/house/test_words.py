"""Every stored value has words, every rule has its source, and codes come from dated data."""

import csv
import importlib
import pkgutil
from enum import Enum
from pathlib import Path

import pytest

import pathways
from pathways.auth.roles import permissions, role_facts
from pathways.tables import rows_of
from pathways.vocabulary import Worded


def every_word_list() -> set[type[Worded]]:
    """Every enum of staff words in the product."""
    for module in pkgutil.walk_packages(pathways.__path__, "pathways."):
        importlib.import_module(module.name)
    kinds, waiting = set(), [Worded]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            kinds.add(kind)
            waiting.append(kind)
    return kinds


def test_every_value_has_a_label_that_starts_like_a_sentence():
    wordless = [
        f"{kind.__name__}.{member.name}"
        for kind in every_word_list()
        for member in kind
        if isinstance(member, Enum) and not (member.label and not member.label[0].islower())
    ]
    assert wordless == []


def test_every_line_of_a_list_starts_like_a_sentence_too():
    tables = [rows_of(path) for path in Path(pathways.__path__[0]).rglob("data/*.csv")]
    lines = [row for rows in tables if rows and "offered" in rows[0] for row in rows]
    assert len(lines) > 40
    assert [row["code"] for row in lines if row["label"][0].islower()] == []


def test_every_role_lands_somewhere_and_every_permission_is_held_by_somebody():
    assert all(facts.lands_on and facts.organisation_kinds for facts in role_facts().values())
    assert all(permissions().values())


DATED = {
    "law/data/trigger_offences.csv": ("source", "mark"),
    "law/data/regimes.csv": ("source", "mark"),
    "law/data/non_trigger_lookalikes.csv": ("source", "mark"),
    "law/data/controlled_drugs.csv": ("source", "mark"),
    "law/data/device_panel.csv": ("source", "mark"),
    "law/data/other_offences.csv": ("source", "mark"),
    "law/data/disposal_rules.csv": ("source", "verif"),
    "disposals/conditions/data/penalty_caps.csv": ("source", "mark"),
    "disposals/proposal/data/custody_test_words.csv": ("source", "mark"),
    **{
        f"{room}/data/what_papers_must_hold.csv": ("source", "mark")
        for room in ("arrest_tests", "disposals", "engagement", "referrals")
    },
}


@pytest.mark.parametrize("name", sorted(DATED))
def test_every_rule_of_law_names_its_source_and_whether_it_was_verified(name):
    path = Path(pathways.__path__[0]) / name
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    assert [row for row in rows if not all(row[column].strip() for column in DATED[name])] == []
