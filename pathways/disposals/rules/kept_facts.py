"""The facts of a decision in the words staff read: what each fact is about, and what was known of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pathways.disposals.rules.logic import Facts, Value
from pathways.disposals.rules.names import FACT_WORDS
from pathways.disposals.rules.settings import RETIRED_SWITCHES, SWITCHES

NOT_FACTS = frozenset({"drug_test_id"})
"""Kept with the facts and read by no rule. Shown to nobody: it is the number of a sample, not a fact of the case."""

OPPOSITE_IN_WORDS = frozenset({"supply_suspicion_open"})
"""Facts whose words ask for the opposite of what their name says."""

_RANKS: Mapping[Value, str] = {
    1: "Constable",
    2: "Sergeant",
    3: "Inspector",
    4: "Superintendent or above",
    9: "The prosecutor",
}
_MDA = "Misuse of Drugs Act 1971"
_STATUTES: Mapping[Value, str] = {
    "MDA_4_2": f"{_MDA} s.4(2)",
    "MDA_4_3": f"{_MDA} s.4(3)",
    "MDA_5_2": f"{_MDA} s.5(2)",
    "MDA_5_3": f"{_MDA} s.5(3)",
    "MDA_6": f"{_MDA} s.6",
    "MDA_8": f"{_MDA} s.8",
    "DA2005_12": "Drugs Act 2005 s.12",
    "PACE_63B": "PACE 1984 s.63B",
    "PSA_9": "Psychoactive Substances Act 2016 s.9",
    "THEFT_1": "Theft Act 1968 s.1",
    "SHOP_LOW_VALUE": "Low-value shop theft",
    "POA_5": "Public Order Act 1986 s.5",
    "OTHER": "Another offence",
}
_VALUES: Mapping[str, Mapping[Value, str]] = {
    "authority_rank_level": _RANKS,
    "cfg_sc_exceptional_rank": _RANKS,
    "similarity_rank_level": _RANKS,
    "linked_offences": {0: "No"},
    "offence_statute": _STATUTES,
}
_UNITS = {
    "fin_cap": "£{}",
    "financial_penalty": "£{}",
    "non_rehab_attendance_hours": "{} hours",
    "deadline_weeks": "in {} weeks",
    "days_left_after_deadline": "{} days",
    "cfg_charge_margin_days": "{} days",
    "cfg_cc_normal_weeks": "{} weeks",
    "cfg_cc_max_weeks": "{} weeks",
}


@dataclass(frozen=True, kw_only=True)
class FactTold:
    """One fact: what it is about, what was known of it, and whether the force sets it."""

    words: str
    value: str
    is_known: bool
    is_setting: bool


def facts_told(facts: Facts) -> tuple[FactTold, ...]:
    """Every fact that was kept, in words; what was not known first, then by its words."""
    found = [
        FactTold(
            words=in_words(name)[:1].upper() + in_words(name)[1:],
            value=value_in_words(name, value),
            is_known=value is not None,
            is_setting=name in SWITCHES,
        )
        for name, value in facts.items()
        if name not in NOT_FACTS
    ]
    return tuple(sorted(found, key=lambda one: (one.is_known, one.words)))


def in_words(name: str) -> str:
    """What a fact or switch is about; one that no rule knows any more by its name."""
    if switch := SWITCHES.get(name) or RETIRED_SWITCHES.get(name):
        return switch.decides
    return FACT_WORDS.get(name, name.replace("_", " "))


def value_in_words(name: str, value: Value | None) -> str:
    """What was known of a fact, in words."""
    if value is None:
        return "Not set" if name in SWITCHES else "Not known"
    if isinstance(value, bool):
        return "Yes" if value is not (name in OPPOSITE_IN_WORDS) else "No"
    if isinstance(value, tuple):
        return ", ".join(_plain(one) for one in value) or "None"
    if isinstance(value, int | float):
        number = f"{value:.1f}".removesuffix(".0")
        return _VALUES.get(name, {}).get(value) or _UNITS.get(name, "{}").format(number)
    return _VALUES.get(name, {}).get(value) or _plain(value).capitalize()


def _plain(word: object) -> str:
    return str(word).replace("_", " ")
