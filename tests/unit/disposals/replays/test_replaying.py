"""A kept decision is read back and asked again, and what differs under other rules is named in words."""

import hashlib
from dataclasses import replace
from random import Random

import pytest

from pathways.disposals.conditions.rules import ConditionKind
from pathways.disposals.facts.rules.case import OffenceFact
from pathways.disposals.proposal.rules.verdicts import SHOWN_NOW, kept_reasons, opinion
from pathways.disposals.replays.rules import (
    JudgedGate,
    canonical,
    differences,
    facts_told,
    firm_now,
    gives_the_same,
    judged_again,
    judged_on,
    judged_then,
    value_in_words,
)
from pathways.law.rules.disposal_book import read_book, shipped_book, shipped_text
from pathways.law.rules.disposal_terms import FACT_WORDS, SWITCHES, Gate, Kind, Verdict
from tests.unit.disposals import plain_case, random_facts
from tests.unit.disposals.plain_case import TODAY

OURS = shipped_book()
SWITCHED = {name: switch.default for name, switch in SWITCHES.items()}


def decided(kind=Kind.CC, gate=Gate.PROPOSE, aside=(), facts=None, book=OURS):
    known = plain_case.facts(plan=(plain_case.one_condition(),)) if facts is None else facts
    answer = opinion(kind, known, gate=gate, cleared=aside, book=book, on=TODAY)
    return JudgedGate(
        kind=kind,
        gate=gate,
        on=TODAY,
        facts=canonical(known),
        cleared=canonical(list(aside)),
        verdict=answer.verdict,
        results=canonical(kept_reasons(answer)),
        rules_version=book.version,
    )


def changed(*changes):
    text = shipped_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_book(text, "changed")


def differences_now(decision, book, switches=SWITCHED):
    return differences(judged_then(decision), judged_on(decision, book, TODAY, switches), decision.known_facts)


WORDS_OF_THE_FIRST_BOOK = "9bd9b2615042e4a72cb9824920ec44b4ffc3b5d23d0dd6974e3d59d2e275adae"
"""What every rule of the first book says where no fact is known and no switch is set."""


def test_the_words_for_what_is_not_known_are_kept_with_a_decision_and_never_change():
    first, nobody_knows = shipped_book("2026-11-25"), SWITCHED | {"cfg_sc_exceptional_rank": 4}
    results = (decided(kind, gate, facts=nobody_knows, book=first).results for kind in SHOWN_NOW for gate in Gate)
    assert hashlib.sha256("".join(results).encode()).hexdigest() == WORDS_OF_THE_FIRST_BOOK


@pytest.mark.parametrize("kind", SHOWN_NOW)
def test_what_was_row_is_read_back_whole_and_replays_byte_for_byte(kind):
    random = Random(kind.value)
    for gate in Gate:
        decision = decided(kind, gate, facts=random_facts.a_case(random, unknown=0.3))
        assert canonical(kept_reasons(judged_then(decision))) == decision.results
        assert canonical(kept_reasons(judged_again(decision, OURS))) == decision.results
        assert gives_the_same(decision, OURS)


EARLIER = {
    "2026-11-25": "c43b4032fbd274935325145b694d865fc7bcf20bb942b8e9c7e0a3b2dfeefe01",
    "2026-11-28": "65c699ca71238a51332580ad715035dd6633293c31ef14565afedc30d08826e3",
    "2026-11-28.2": "567429efb80473506a756a3d1aa7a0729ad12cac0feb2dbe9ac515cc7c592f0c",
    "2026-11-28.3": "c8a42b8059dd6ebd8947e9d2e08ca703ba308f8e5196d29732b87d8474785eff",
}
"""The books of earlier releases, by version, each with the digest it came with."""


@pytest.mark.parametrize(("version", "digest"), EARLIER.items())
def test_what_was_decided_under_the_book_of_an_earlier_release_replays_under_that_book(version, digest):
    assert hashlib.sha256(shipped_text(version).encode()).hexdigest() == digest
    dearer = plain_case.one_condition(kind=ConditionKind.FINANCIAL_PENALTY, amount=101)
    then = decided(book=shipped_book(version), facts=plain_case.facts(plan=(dearer,)))
    assert "The financial penalty is above" in then.results
    assert gives_the_same(then, shipped_book(version))


def test_a_caution_of_the_first_book_reads_otherwise_now_and_so_does_a_notice_of_the_second():
    dearer = plain_case.one_condition(kind=ConditionKind.FINANCIAL_PENALTY, amount=101)
    caution = decided(book=shipped_book("2026-11-25"), facts=plain_case.facts(plan=(dearer,)))
    burglary = replace(plain_case.CASE, offences=(OffenceFact(code="TA68-9"),))
    notice = decided(Kind.PND, facts=plain_case.facts(case=burglary), book=shipped_book("2026-11-28"))
    assert not gives_the_same(caution, OURS)
    assert not gives_the_same(notice, OURS)


def test_a_review_that_was_set_aside_under_an_earlier_book_stays_decided_and_stops_under_this_one():
    waits = replace(plain_case.CASE, exploitation_indicator=True, exploitation_reviewed=False)
    earlier = shipped_book("2026-11-28.3")
    then = decided(facts=plain_case.facts(case=waits), aside=("ANY-06",), book=earlier)
    assert gives_the_same(then, earlier)
    assert firm_now(then, OURS, TODAY) == ("ANY-06",)
    now = judged_on(then, OURS, TODAY, SWITCHED)
    assert "ANY-06" in {reason.rule_id for reason in now.reasons}


def test_one_letter_or_another_verdict_is_not_the_same():
    decision = decided()
    letter = JudgedGate(**vars(decision) | {"results": decision.results.replace("authorised", "authorized", 1)})
    verdict = JudgedGate(**vars(decision) | {"verdict": Verdict.NOT_AVAILABLE})
    assert letter != decision
    assert not gives_the_same(letter, OURS)
    assert not gives_the_same(verdict, OURS)


def test_a_decision_kept_before_rules_had_versions_replays_too():
    first = shipped_book("2026-11-25")
    newer = decided(Kind.O22, book=first)
    older = JudgedGate(**vars(newer) | {"results": newer.results.replace(',"version":"1"', "")})
    assert older.results != newer.results
    assert gives_the_same(older, first)
    assert judged_then(older).reasons[0].version == ""


def test_the_same_rules_and_settings_differ_in_nothing():
    assert differences_now(decided(), OURS) == ()


def test_a_verdict_and_a_reason_that_came_are_named():
    now = differences_now(decided(), changed(("age_at_disposal < 18", "age_at_disposal < 60")))
    assert now[0] == "The verdict is ‘not available’ now; it was ‘needs authority’"
    assert now[1].startswith("CC-01 has come: ")


def test_a_reason_that_is_gone_and_one_that_changed_are_named_with_what_they_said():
    stricter = changed(("authority_rank_level < 2", "authority_rank_level < 1"))
    (verdict, gone) = differences_now(decided(), stricter)
    assert verdict == "The verdict is ‘available’ now; it was ‘needs authority’"
    assert gone.startswith("CC-05 is no longer a reason. It said: An authorised person")
    (reworded,) = differences_now(decided(), changed(("An authorised person", "A sergeant")))
    assert reworded.startswith("CC-05 is different: it says now: A sergeant")


def test_a_fact_that_a_rule_asks_for_now_and_the_decision_does_not_hold_is_not_known_and_named():
    facts = {name: value for name, value in plain_case.facts().items() if name != "likely_sentence"}
    decision = decided(Kind.CR, facts=facts)
    asking = changed(
        (
            "victim_exists and not victim_contact_attempted,NEEDS_INFO,Consult",
            "likely_sentence != 'low',NEEDS_INFO,Consult",
        )
    )
    assert differences_now(decision, asking)[-1] == (
        "The rules ask for the likely sentence, which this decision does not hold: it is not known"
    )


def test_todays_settings_take_the_place_of_those_kept_and_no_other_fact_does():
    facts = plain_case.facts(settings={"cfg_o22_enabled": True}) | {"intervention_available": True}
    decision = decided(Kind.O22, facts=facts)
    switched_off = differences_now(decision, OURS, SWITCHED | {"cfg_o22_enabled": False})
    assert any(words.startswith("O22-05 has come: This force does not use") for words in switched_off)
    assert differences_now(decision, OURS, SWITCHED | {"cfg_o22_enabled": True}) == ()


def test_what_was_set_aside_stays_so_unless_nobody_may_set_it_aside_now():
    facts = plain_case.facts(plan=(plain_case.one_condition(),)) | {
        "days_left_after_deadline": 3,
        "limitation_applies": True,
    }
    decision = decided(gate=Gate.AUTHORISE, aside=("CC-17",), facts=facts)
    assert "CC-17" not in decision.results
    assert differences_now(decision, OURS) == ()
    row = next(line for line in shipped_text().splitlines() if line.startswith("CC-17"))
    law = changed((row, row.replace(",GUIDANCE,", ",STATUTE,").replace(",POLICY,", ",STATUTE,")))
    assert firm_now(decision, law, TODAY) == ("CC-17",)
    assert any(words.startswith("CC-17 has come") for words in differences_now(decision, law))


def test_every_fact_and_setting_is_told_in_words_and_the_number_of_a_sample_is_not():
    facts = random_facts.a_case(Random(3)) | {"drug_test_id": 4711}
    lines = facts_told(facts)
    assert len(lines) == len(FACT_WORDS) + len(SWITCHES)
    assert not any("4711" in line.value or "_" in line.value + line.words for line in lines)
    assert [line.is_known for line in facts_told({"victim_exists": True, "hate_crime": None})] == [False, True]


def test_a_fact_is_told_the_way_round_that_its_words_ask():
    assert FACT_WORDS["supply_suspicion_open"] == "whether suspicion of supply is ruled out"
    assert [value_in_words("supply_suspicion_open", value) for value in (True, False, None)] == [
        "No",
        "Yes",
        "Not known",
    ]
    assert [value_in_words("victim_exists", value) for value in (True, False)] == ["Yes", "No"]
    assert value_in_words("authority_rank_level", 2) == "Sergeant"
    assert value_in_words("deadline_weeks", 4.0) == "in 4 weeks"
    assert value_in_words("cfg_cw_families", ("cannabis", "khat")) == "cannabis, khat"
    assert value_in_words("cfg_o22_enabled", None) == "Not set"
