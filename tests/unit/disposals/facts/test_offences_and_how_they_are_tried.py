"""What the table of offences says of each that can be chosen: its statute, how it is tried, what may be open."""

from dataclasses import replace

import pytest

from pathways.disposals.conditions.rules import value_and_place_to_check
from pathways.disposals.facts.rules.case import OFFENCE_FACTS, OffenceFact, may_be_warned, trial_mode_of
from pathways.disposals.proposal.rules.verdicts import each_disposal, opinion
from pathways.disposals.steps.rules.machine import MACHINES
from pathways.law.rules.disposal_language import Facts
from pathways.law.rules.disposal_terms import Kind, Verdict
from pathways.law.rules.offences_and_drugs import listed_codes
from pathways.law.rules.tables import packaged
from pathways.tables import rows_of
from pathways.vocabulary import Mark
from tests.unit.disposals.plain_case import CASE, facts

ASKED = {"OTHER", "BA76-6", "CDA98-31", "FA68-19", "IA71-24", "RTA88-7", "TA68-15", "CAA81-TA68-15"}
"""Offences whose court the officer is asked: of several kinds, or no longer in force."""


def of(code: str, **drug: str) -> Facts:
    case = replace(CASE, offences=(OffenceFact(code=code, **drug),))
    return facts({"trial_mode": "not_known"}, case=case, settings={"cfg_cw_enabled": True})


def rules_met(kind: Kind, known: Facts) -> set[str]:
    return {reason.rule_id for reason in opinion(kind, known).reasons}


def test_the_court_is_asked_of_no_offence_that_the_table_knows() -> None:
    unknown = {code for code in listed_codes(law=packaged()) if trial_mode_of([OffenceFact(code=code)]) is None}
    assert unknown <= ASKED
    rows = [row["code"] for row in rows_of(OFFENCE_FACTS)]
    assert len(rows) == len(set(rows))
    assert set(rows) <= set(listed_codes(law=packaged()))


@pytest.mark.parametrize("code", ["MDA71-5-2", "MDA71-5-2-B"])
def test_cannabis_is_cannabis_under_either_name_of_possession(code: str) -> None:
    known = of(code, drug_class="B", drug_family="cannabis")
    assert (known["offence_statute"], known["trial_mode"], known["fin_cap"]) == ("MDA_5_2", "either_way", 100)
    assert known["limitation_applies"] is False
    assert "CW-02" not in rules_met(Kind.CW, known)
    assert "PND-02" not in rules_met(Kind.PND, known)
    assert may_be_warned([OffenceFact(code=code, drug_family="cannabis")])


def test_ketamine_under_the_same_name_is_covered_by_no_warning() -> None:
    known = of("MDA71-5-2-B", drug_class="B", drug_family="ketamine")
    assert "CW-02" in rules_met(Kind.CW, known)


def test_growing_cannabis_is_a_drug_offence_that_has_no_penalty_notice() -> None:
    known = of("MDA71-6", drug_class="B", drug_family="cannabis")
    assert (known["drug_offence"], known["offence_statute"]) == (True, "MDA_6")
    assert "PND-02" in rules_met(Kind.PND, known)


@pytest.mark.parametrize("code", ["TA68-9", "CAA81-TA68-1", "CDA71-1-3", "CJA88-39", "BA76-6"])
def test_what_is_not_on_the_list_has_no_penalty_notice(code: str) -> None:
    assert "PND-07" in rules_met(Kind.PND, of(code))


@pytest.mark.parametrize("code", ["TA68-1", "TA68-1-LOW", "CDA71-1", "POA86-5", "CJA67-91", "LA1872-12", "CLA67-5"])
def test_theft_damage_and_disorder_are_penalty_offences(code: str) -> None:
    assert "PND-07" not in rules_met(Kind.PND, of(code))


@pytest.mark.parametrize("code", ["OTHER", "CA03-127"])
def test_a_notice_waits_where_it_is_not_known_whether_the_offence_is_on_the_list(code: str) -> None:
    reason = next(each for each in opinion(Kind.PND, of(code)).reasons if each.rule_id == "PND-07")
    assert (reason.verdict, reason.missing) == (Verdict.NEEDS_INFO, ("penalty_offence",))


def test_possession_of_cannabis_is_left_to_the_rule_of_drugs() -> None:
    assert "PND-07" not in rules_met(Kind.PND, of("MDA71-5-2", drug_class="B", drug_family="cannabis"))
    assert "PND-07" not in rules_met(Kind.PND, of("MDA71-6", drug_class="B", drug_family="cannabis"))


def test_a_notice_for_theft_or_damage_says_which_limits_nobody_here_knows_and_one_for_disorder_nothing() -> None:
    (theft,) = value_and_place_to_check(["TA68-1", "TA68-1-LOW"])
    assert theft.message.startswith("Value and place are not asked here")
    assert (theft.source, theft.mark) == ("PND operational guidance, not read", Mark.RECALLED)
    assert value_and_place_to_check(["POA86-5"]) == ()


@pytest.mark.parametrize("kind", MACHINES)
def test_each_disposal_says_in_a_line_what_it_does_and_asks_with_its_source(kind: Kind) -> None:
    line = each_disposal()[kind]
    assert line.message
    assert line.source
    assert line.mark in Mark
