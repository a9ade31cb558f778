"""What the second reading of the law (28 November 2026) changed, each as a case."""

from dataclasses import replace
from datetime import date

import pytest

from pathways.disposals.facts.rules.case import OffenceFact
from pathways.disposals.facts.rules.earlier_outcomes import Prior, PriorKind, least_rank_of_similarity
from pathways.disposals.proposal.rules.verdicts import opinion
from pathways.law.rules.disposal_book import rules, shipped_book
from pathways.law.rules.disposal_terms import SWITCHES, Gate, Kind, RuleBasis, Verdict, as_facts, family_of, in_force
from pathways.law.rules.offences_and_drugs import drug_on, is_specified
from pathways.law.rules.tables import LAW_VERSION, LawBook, packaged
from pathways.vocabulary import Known, Mark
from tests.unit.disposals.plain_case import CASE, TODAY, facts

GAS = replace(CASE, offences=(OffenceFact(code="MDA71-5-2", drug_class="C", drug_family="nitrous_oxide"),))


def rule(rule_id):
    return next(each for each in rules() if each.id == rule_id)


def against(kind, known, gate=Gate.PROPOSE):
    return {reason.rule_id: reason.verdict for reason in opinion(kind, known, gate=gate).reasons}


@pytest.mark.parametrize(
    ("drug", "first_day", "drug_class"),
    [
        ("cannabis", date(2009, 1, 26), "B"),
        ("synthetic_cannabinoids", date(2009, 12, 23), "B"),
        ("ketamine", date(2014, 6, 10), "B"),
        ("mephedrone", date(2010, 4, 16), "B"),
        ("ghb", date(2022, 4, 13), "B"),
        ("gabapentinoids", date(2019, 4, 1), "C"),
        ("tramadol", date(2014, 6, 10), "C"),
        ("nitrous_oxide", date(2023, 11, 8), "C"),
        ("khat", date(2014, 6, 24), "C"),
    ],
)
def test_a_drug_is_of_its_class_from_its_true_first_day(drug, first_day, drug_class):
    law = packaged()
    row = drug_on(drug, first_day, law)
    assert row is not None
    assert (row.mda_class, row.mark, row.effective_from) == (drug_class, Mark.VERIFIED, first_day)
    before = drug_on(drug, date.fromordinal(first_day.toordinal() - 1), law)
    assert before is None or before.mda_class == "C"


def test_a_class_b_drug_prepared_for_injection_is_class_a_and_still_no_specified_drug():
    row = drug_on("prepared_for_injection", TODAY, packaged())
    assert row is not None
    assert row.mda_class == "A"
    assert not is_specified(row, TODAY, packaged())


def test_what_was_decided_under_the_law_before_still_reads_the_rows_of_that_day():
    earlier = LawBook().as_of("law-2026-11-25")
    assert (earlier.is_held, LAW_VERSION) == (True, "law-2026-11-28.2")
    row = drug_on("prepared_for_injection", TODAY, earlier)
    assert row is not None
    assert row.mda_class == "B"


def test_khat_has_its_row_so_that_a_warning_and_a_notice_can_be_for_it():
    assert family_of("khat") == "khat"
    case = replace(CASE, offences=(OffenceFact(code="MDA71-5-2", drug_class="C", drug_family="khat"),))
    assert "CW-02" not in against(Kind.CW, facts(case=case))
    assert "PND-02" not in against(Kind.PND, facts(case=case))


class TestNitrousOxide:
    @pytest.mark.parametrize("kind", list(Kind))
    def test_without_proof_of_the_intent_no_outcome_is_open(self, kind):
        assert against(kind, facts({"nitrous_oxide": "no"}, case=GAS))["ANY-09"] is Verdict.NOT_AVAILABLE

    def test_it_is_asked_and_holds_the_answer_up_while_it_is_not_known(self):
        for answers in ({}, {"nitrous_oxide": "not_known"}):
            assert against(Kind.CC, facts(answers, case=GAS))["ANY-09"] is Verdict.NEEDS_INFO

    def test_with_the_intent_it_is_an_offence_like_another_and_of_other_drugs_nobody_asks(self):
        assert "ANY-09" not in against(Kind.CC, facts({"nitrous_oxide": "yes"}, case=GAS))
        assert "ANY-09" not in against(Kind.CC, facts())


class TestRanksThatAreLaw:
    def test_no_force_sets_who_decides_exceptional_circumstances(self):
        assert "cfg_sc_exceptional_rank" not in SWITCHES
        assert not any("cfg_sc_exceptional_rank" in each.fails_when.names for each in rules())

    def test_a_book_that_was_loaded_before_still_reads_and_asks_the_stricter_rank(self):
        earlier = shipped_book("2026-11-25")
        exceptional = facts({"exceptional": "person"}, settings=as_facts(in_force({})))
        known = {**exceptional, "trial_mode": "indictable_only", "authority_rank_level": 3}
        judged = opinion(Kind.SC, known, gate=Gate.AUTHORISE, book=earlier)
        assert {reason.rule_id: reason.verdict for reason in judged.reasons}["SC-08"] is Verdict.NEEDS_AUTHORITY

    def test_an_inspector_decides_whether_an_earlier_offence_is_similar(self):
        prior = Prior(kind=PriorKind.SC, given_on=date(2025, 6, 1), similar=Known.NO, similar_rank_level=2)
        case = replace(CASE, priors=(prior,))
        known = facts({"earlier": "some", "history_matters": "no"}, case=case, rank=2)
        assert against(Kind.SC, known, Gate.AUTHORISE)["SC-16"] is Verdict.NEEDS_AUTHORITY
        assert "SC-16" not in against(Kind.SC, {**known, "authority_rank_level": 3}, Gate.AUTHORISE)
        by_an_inspector = replace(case, priors=(replace(prior, similar_rank_level=3),))
        again = facts({"earlier": "some", "history_matters": "no"}, case=by_an_inspector, rank=2)
        assert "SC-16" not in against(Kind.SC, again, Gate.AUTHORISE)

    def test_what_lies_outside_the_two_years_or_was_not_judged_asks_for_no_rank(self):
        old = Prior(kind=PriorKind.SC, given_on=date(2020, 1, 1), similar=Known.YES, similar_rank_level=1)
        open_still = Prior(kind=PriorKind.SC, given_on=date(2025, 6, 1))
        resolution = Prior(kind=PriorKind.CR, given_on=date(2025, 6, 1), similar=Known.YES, similar_rank_level=1)
        assert least_rank_of_similarity((old, open_still, resolution), TODAY) == 9


@pytest.mark.parametrize("rule_id", ["SC-03", "SC-04", "CC-03"])
def test_that_an_admission_is_reliable_and_that_somebody_agrees_is_guidance_and_no_statute(rule_id):
    assert rule(rule_id).basis is RuleBasis.GUIDANCE


def test_a_resolution_for_an_indictable_only_offence_is_judged_case_by_case_by_an_inspector():
    known = {**facts(rank=2), "trial_mode": "indictable_only"}
    assert against(Kind.CR, known, Gate.AUTHORISE)["CR-05"] is Verdict.NEEDS_AUTHORITY
    assert "CR-05" not in against(Kind.CR, {**known, "authority_rank_level": 3}, Gate.AUTHORISE)


def test_between_intimate_partners_no_resolution_is_open_and_for_other_domestic_abuse_an_inspector_decides():
    partners = facts({"abuse_or_hate": "domestic_abuse", "intimate_partner": "yes"}, rank=2)
    assert against(Kind.CR, partners)["CR-06"] is Verdict.NOT_AVAILABLE
    family = facts({"abuse_or_hate": "domestic_abuse", "intimate_partner": "no"}, rank=2)
    assert "CR-06" not in against(Kind.CR, family)
    assert against(Kind.CR, family, Gate.AUTHORISE)["CR-11"] is Verdict.NEEDS_AUTHORITY


def test_what_makes_possession_worse_is_a_reason_to_step_up_and_no_bar():
    known = facts({"cw_aggravating": "yes"}, rank=1)
    assert against(Kind.CW, known)["CW-05"].may_be_proposed
    assert against(Kind.CW, known, Gate.AUTHORISE)["CW-05"] is Verdict.NEEDS_AUTHORITY
    assert "CW-05" not in against(Kind.CW, {**known, "authority_rank_level": 2}, Gate.AUTHORISE)


def test_the_youth_team_is_informed_of_a_first_caution_and_assesses_for_a_second_or_a_conditional_one():
    message = rule("YC-03").message
    assert "informed of a first youth caution" in message
    assert "assess before a second one, and for any youth conditional caution" in message
