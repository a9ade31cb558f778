"""Derived facts: what the rules read that nobody types."""

from dataclasses import replace
from datetime import date

import pytest

from pathways.disposals.conditions.rules import ConditionKind
from pathways.disposals.facts.rules.case import CaseRecord, OffenceFact, may_be_warned, trial_mode_of
from pathways.disposals.facts.rules.earlier_outcomes import Prior, PriorKind
from pathways.disposals.facts.rules.fact_sheet import QUESTIONS, answers_to_store, left_out, may_wait, read_back, stated
from pathways.disposals.facts.rules.time_limits import limitation_date
from pathways.disposals.proposal.rules.verdicts import opinion
from pathways.law.rules.disposal_language import Value
from pathways.law.rules.disposal_terms import Gate, Kind
from pathways.vocabulary import Known
from tests.unit.disposals.plain_case import ANSWERS, CASE, TODAY, facts, one_condition


@pytest.mark.parametrize(
    ("offence_on", "limit"),
    [
        (date(2026, 1, 15), date(2026, 7, 15)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 6, 30)),
    ],
)
def test_six_months_are_calendar_months_to_the_same_date_or_the_last_of_the_month(
    offence_on: date, limit: date
) -> None:
    assert limitation_date(offence_on) == limit


def test_the_gravest_offence_says_how_the_case_is_tried_and_an_offence_outside_the_table_makes_it_not_known() -> None:
    theft, robbery, other = (OffenceFact(code=code) for code in ("TA68-1", "TA68-8", "XX"))
    assert trial_mode_of([theft]) == "either_way"
    assert trial_mode_of([theft, robbery]) == "indictable_only"
    assert trial_mode_of([theft, other]) is None
    assert trial_mode_of([]) is None


def test_where_the_table_is_silent_the_officer_says_how_the_offence_is_tried() -> None:
    other = CaseRecord(age_at_disposal=35, appropriate_adult_needed=False, offences=(OffenceFact(code="XX"),))
    assert facts(case=other)["trial_mode"] is None
    assert facts({"trial_mode": "summary"}, case=other)["limitation_applies"] is True


def test_the_officer_cannot_change_how_an_offence_of_the_table_is_tried() -> None:
    assert facts({"trial_mode": "indictable_only"})["trial_mode"] == "either_way"


def test_supply_of_a_class_a_drug_is_on_the_specified_list_and_of_an_unnamed_drug_not_known() -> None:
    def listed(code: str, drug: str | None) -> object:
        return facts(
            case=CaseRecord(
                age_at_disposal=35, appropriate_adult_needed=False, offences=(OffenceFact(code=code, drug_class=drug),)
            )
        )["specified_either_way"]

    assert listed("MDA71-5-3", "A") is True
    assert listed("MDA71-5-3", "B") is False
    assert listed("MDA71-5-3", None) is None
    assert listed("MDA71-5-2", None) is False


def test_hours_and_penalties_are_added_up_and_a_blank_one_is_not_known() -> None:
    work = [one_condition(kind=ConditionKind.COMMUNITY_WORK, hours=hours) for hours in (12, 9)]
    assert facts(plan=tuple(work))["non_rehab_attendance_hours"] == 21
    assert facts(plan=(one_condition(kind=ConditionKind.COMMUNITY_WORK),))["non_rehab_attendance_hours"] is None
    assert facts(plan=(one_condition(hours=30),))["non_rehab_attendance_hours"] == 0
    assert facts(plan=(one_condition(kind=ConditionKind.FINANCIAL_PENALTY, amount=60),))["financial_penalty"] == 60


def test_weeks_to_the_last_deadline_are_not_rounded() -> None:
    known = facts(plan=(one_condition(due_on=date(2026, 12, 1)), one_condition(due_on=date(2026, 12, 5))))
    assert known["deadline_weeks"] == pytest.approx(10 / 7)
    assert facts()["deadline_weeks"] is None


def test_days_left_to_charge_may_be_below_zero() -> None:
    old = CaseRecord(
        age_at_disposal=35, appropriate_adult_needed=False, offences=CASE.offences, offence_on=date(2026, 5, 25)
    )
    assert facts(case=old, plan=(one_condition(due_on=TODAY),))["days_left_after_deadline"] == 0
    assert facts(case=old, plan=(one_condition(due_on=date(2026, 12, 5)),))["days_left_after_deadline"] == -10


def test_no_fact_ever_carries_a_drug_test_or_its_result() -> None:
    assert not [name for name in facts(reasons_cite_test=True) if "test" in name and name != "test_result_relied_on"]


def test_every_question_has_choices_a_way_to_say_not_known_and_words() -> None:
    for question in QUESTIONS:
        values = [choice.value for choice in question.choices]
        assert "not_known" in values
        assert len(values) == len(set(values)) > 2 or question.name == "would_agree"
        assert question.ask.endswith("?")


def test_an_answer_not_known_states_only_that_it_is_not_known() -> None:
    for question in QUESTIONS:
        choice = question.choice("not_known")
        assert choice is not None
        assert {
            value
            for name, value in choice.states.items()
            if name not in ("victim_contact_attempted", "appropriate_adult_present")
        } == {None}


def test_an_answer_outside_the_choices_is_left_out_and_never_read_as_anything() -> None:
    assert [question.name for question in left_out({**ANSWERS, "admission": "maybe"})] == ["admission"]
    assert "admission" not in stated({**ANSWERS, "admission": "maybe"})
    assert "admission" not in answers_to_store({**ANSWERS, "admission": "maybe"})


def test_further_questions_are_asked_only_after_the_answers_that_call_for_them() -> None:
    assert left_out(ANSWERS) == ()
    assert {question.name for question in left_out({**ANSWERS, "earlier": "some", "likely_sentence": "high"})} == {
        "exceptional",
        "history_matters",
    }


def test_an_answer_to_a_question_that_was_not_called_for_counts_for_nothing() -> None:
    assert stated({**ANSWERS, "history_matters": "yes"})["relevant_history"] is False
    assert "history_matters" not in answers_to_store({**ANSWERS, "history_matters": "yes"})


def test_the_sheet_is_read_back_with_what_is_not_known_first() -> None:
    lines = read_back({**ANSWERS, "supply": "not_known"})
    assert (lines[0].question.short, lines[0].words, lines[0].is_known) == ("Supply", "Not known", False)
    assert len(lines) == 11


def test_a_question_that_may_wait_is_named_until_it_is_answered_unless_another_part_of_the_record_answers_it() -> None:
    elsewhere = ("appropriate_adult", "cw_aggravating", "nitrous_oxide", "trial_mode", "vehicle")
    assert [question.name for question in may_wait(ANSWERS, left=elsewhere)] == ["activity"]
    assert "cw_aggravating" in {question.name for question in may_wait(ANSWERS, left=())}
    assert may_wait({**ANSWERS, "activity": "not_known"}, left=elsewhere) == ()


def test_outside_custody_the_sheet_says_whether_an_appropriate_adult_is_needed_and_in_custody_the_record_does() -> None:
    street = CaseRecord(age_at_disposal=35, appropriate_adult_needed=None, offences=CASE.offences)
    assert facts(case=street).get("appropriate_adult_needed") is None
    assert facts({"appropriate_adult": "absent"}, case=street)["appropriate_adult_needed"] is True
    assert facts({"appropriate_adult": "absent"})["appropriate_adult_needed"] is False


class TestEarlierOutcomes:
    LISTED = Prior(kind=PriorKind.SC, given_on=date(2025, 6, 1), similar=Known.YES)

    @staticmethod
    def earlier_facts(earlier: str, *priors: Prior) -> dict[str, Value | None]:
        known = facts({"earlier": earlier, "history_matters": "no"}, case=replace(CASE, priors=priors))
        names = ("similar_prior_within_2y", "cr_prior_same_type", "prior_same_drug_steps", "cr_prior_not_engaged")
        return {name: known[name] for name in (*names, "relevant_history")}

    def test_none_found_says_so_and_some_found_says_nothing_until_they_are_listed(self) -> None:
        assert list(self.earlier_facts("none").values()) == [False, 0, 0, False, False]
        assert list(self.earlier_facts("some").values()) == [None, None, None, None, False]
        assert list(self.earlier_facts("some", self.LISTED).values()) == [True, 0, 0, False, False]

    def test_a_list_that_nobody_called_whole_proves_only_what_stands_on_it(self) -> None:
        assert list(self.earlier_facts("not_known", self.LISTED).values()) == [True, None, None, None, None]
        other = replace(self.LISTED, similar=Known.NO)
        assert self.earlier_facts("not_known", other)["similar_prior_within_2y"] is None

    def test_an_outcome_that_is_listed_though_none_was_found_opens_the_history_again(self) -> None:
        assert list(self.earlier_facts("none", self.LISTED).values()) == [True, 0, 0, False, None]


def test_the_drug_of_the_highest_class_speaks_for_the_main_offence() -> None:
    two = (
        OffenceFact(code="MDA71-5-2", drug_class="B", drug_family="cannabis"),
        OffenceFact(code="MDA71-5-2", drug_class="A", drug_family="heroin"),
    )
    assert facts(case=replace(CASE, offences=two))["drug_family"] == "heroin"
    assert facts(case=replace(CASE, offences=two[:1]))["drug_family"] == "cannabis"
    assert facts(case=CASE)["drug_family"] is None
    theft = (OffenceFact(code="TA68-1"),)
    assert facts(case=replace(CASE, offences=theft))["drug_family"] is None
    assert [may_be_warned(each) for each in (two, two[1:], CASE.offences, theft)] == [True, False, True, False]


def test_a_recorded_attempt_to_reach_the_victim_is_one_whatever_the_sheet_says() -> None:
    assert facts({"victim": "untried"})["victim_contact_attempted"] is False
    assert facts({"victim": "untried"}, case=replace(CASE, victim_tried=True))["victim_contact_attempted"] is True


def test_a_caution_of_the_2022_act_is_only_for_an_offence_from_its_first_day_on() -> None:
    first = date(2027, 4, 1)
    for offence_on, before in ((date(2027, 3, 31), True), (first, False), (None, None)):
        case = replace(CASE, offence_on=offence_on, part6_from=first)
        assert facts(case=case)["offence_before_commencement"] is before
    assert facts()["offence_before_commencement"] is True  # while no force has said that it is in force


def _held(*offences: OffenceFact) -> dict[str, Value | None]:
    return facts(case=CaseRecord(age_at_disposal=35, appropriate_adult_needed=False, offences=offences))


def _possessed(family: str | None, drug_class: str | None) -> OffenceFact:
    return OffenceFact(code="MDA71-5-2", drug_family=family, drug_class=drug_class)


@pytest.mark.parametrize(
    ("beside", "family"),
    [
        (("synthetic_cannabinoid", "B"), "synthetic_cannabinoid"),
        (("ketamine", "B"), "ketamine"),
        (("benzodiazepine", "C"), "benzodiazepine"),
        (("heroin", "A"), "heroin"),
        (("khat", "C"), "cannabis"),
        ((None, None), None),
    ],
)
def test_cannabis_never_speaks_for_another_drug_found_beside_it(
    beside: tuple[str | None, str | None], family: str | None
) -> None:
    cannabis, other = _possessed("cannabis", "B"), _possessed(*beside)
    assert _held(cannabis, other)["drug_family"] == _held(other, cannabis)["drug_family"] == family


def test_the_class_of_what_was_supplied_counts_for_the_list_and_not_of_what_was_held_beside_it() -> None:
    supplied = OffenceFact(code="MDA71-5-3", drug_class="B")
    unnamed = OffenceFact(code="MDA71-5-3")
    assert _held(supplied, _possessed("heroin", "A"))["specified_either_way"] is False
    assert _held(unnamed, _possessed("cannabis", "B"))["specified_either_way"] is None


def test_an_offence_outside_the_table_never_makes_the_case_lighter_than_one_inside_it() -> None:
    both = (OffenceFact(code="TA68-1"), OffenceFact(code="XX"))
    case = CaseRecord(age_at_disposal=35, appropriate_adult_needed=False, offences=both)
    assert facts({"trial_mode": "summary"}, case=case)["trial_mode"] == "either_way"
    assert facts({"trial_mode": "indictable_only"}, case=case)["trial_mode"] == "indictable_only"
    assert facts(case=case)["trial_mode"] is None


def test_exceptional_circumstances_can_be_said_where_no_heavy_sentence_is_likely() -> None:
    similar = Prior(kind=PriorKind.SC, given_on=date(2026, 3, 1), similar=Known.YES)
    answers = {"earlier": "some", "history_matters": "yes", "exceptional": "previous_offence"}
    known = facts(answers, case=replace(CASE, priors=(similar,)), rank=4)
    assert (known["similar_prior_within_2y"], known["exceptional_basis"]) == (True, "previous_offence")
    assert "SC-07" not in {reason.rule_id for reason in opinion(Kind.SC, known, gate=Gate.AUTHORISE).reasons}
    assert "exceptional" in answers_to_store(ANSWERS | answers)
    assert left_out(ANSWERS) == (), "it may wait where nothing calls for it"


def test_weeks_count_from_the_offence_where_the_force_says_so_and_are_then_not_known_without_its_day() -> None:
    plan, settings = (one_condition(due_on=date(2026, 12, 23)),), {"cfg_cc_anchor": "offence_date"}
    weeks_before = replace(CASE, offence_on=date(2026, 9, 2))
    assert facts(case=weeks_before, plan=plan)["deadline_weeks"] == 4
    assert facts(case=weeks_before, plan=plan, settings=settings)["deadline_weeks"] == 16
    assert facts(case=replace(CASE, offence_on=None), plan=plan, settings=settings)["deadline_weeks"] is None
