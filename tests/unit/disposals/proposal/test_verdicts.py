"""What an officer is told about each disposal, and why."""

from dataclasses import replace

from pathways.disposals.facts.rules.case import CaseRecord, OffenceFact
from pathways.disposals.proposal.rules.verdicts import Opinion, opinion, opinions
from pathways.law.rules.disposal_terms import Gate, Kind, Verdict
from tests.unit.disposals.plain_case import CASE, TODAY, facts, one_condition


def ids(answer: Opinion) -> set[str]:
    return {reason.rule_id for reason in answer.reasons}


def picked(kind: Kind, *args: dict[str, str], **changes: object) -> Opinion:
    return opinion(kind, facts(*args, **changes), picking=True)


def test_a_full_admission_with_no_victim_needs_only_a_sergeant_for_a_conditional_caution() -> None:
    answer = picked(Kind.CC)
    assert answer.verdict is Verdict.NEEDS_AUTHORITY
    assert ids(answer) == {"CC-05"}
    assert answer.may_be_proposed


def test_a_community_resolution_is_available_on_the_plain_case_while_later_switches_are_still_needed() -> None:
    answer = picked(Kind.CR)
    assert answer.verdict is Verdict.AVAILABLE
    assert {"CR-07"} <= {reason.rule_id for reason in answer.needed_at(Gate.AUTHORISE)}


def test_outcome_22_needs_information_while_the_force_has_not_said_whether_it_uses_it() -> None:
    answer = picked(Kind.O22)
    (switch,) = [reason for reason in answer.reasons if reason.rule_id == "O22-05"]
    assert answer.verdict is Verdict.NEEDS_INFO
    assert switch.message == "The force has not said whether it uses Outcome 22."
    assert "policy lead" in switch.opens_if
    assert switch.waits_for_the_force


def test_outcome_22_opens_once_the_force_uses_it_and_a_service_confirms_an_activity() -> None:
    answer = picked(Kind.O22, {"activity": "yes"}, settings={"cfg_o22_enabled": True})
    assert answer.verdict is Verdict.AVAILABLE


def test_a_disposal_that_no_adult_is_given_is_never_proposed() -> None:
    assert not any(picked(kind).may_be_proposed for kind in (Kind.YC, Kind.YCC, Kind.DC, Kind.COMC))


def test_not_known_never_counts_as_no() -> None:
    answer = picked(Kind.CC, {"evidence": "not_known"})
    (reason,) = [reason for reason in answer.reasons if reason.rule_id == "ANY-01"]
    assert answer.verdict is Verdict.NEEDS_INFO
    assert reason.message == "Not known: whether there is enough evidence to charge."
    assert reason.missing == ("evidence_sufficient",)


def test_the_worst_reason_decides_and_every_reason_is_shown_worst_first() -> None:
    answer = picked(
        Kind.CC, {"admission": "accepts", "victim": "untried"}, case=replace(CASE, exploitation_indicator=True)
    )
    assert answer.verdict is Verdict.NOT_AVAILABLE
    assert ids(answer) >= {"CC-02", "ANY-06", "CC-05"}
    weights = [reason.verdict.weight for reason in answer.reasons]
    assert weights == sorted(weights, reverse=True)


def test_accepting_responsibility_is_enough_for_a_resolution_only_where_the_force_asks_no_full_admission() -> None:
    unsaid = picked(Kind.CR, {"admission": "accepts"})
    answer = picked(Kind.CR, {"admission": "accepts"}, settings={"cfg_cr_full_admission": False})
    assert unsaid.verdict is Verdict.NEEDS_INFO
    assert answer.verdict is Verdict.AVAILABLE


def test_rules_about_conditions_are_only_still_needed_while_a_disposal_is_picked() -> None:
    answer = picked(Kind.CC, {"victim": "untried"})
    assert {"CC-09", "CC-12"} <= {reason.rule_id for reason in answer.needed_at(Gate.PROPOSE)}
    assert answer.may_be_proposed


def test_a_caution_without_a_condition_is_not_proposed() -> None:
    answer = opinion(Kind.CC, facts())
    assert "CC-12" in ids(answer)
    assert not answer.may_be_proposed


def test_a_caution_with_one_condition_may_be_proposed() -> None:
    assert opinion(Kind.CC, facts(plan=(one_condition(),))).may_be_proposed


def test_conditions_beyond_16_weeks_need_a_reason_and_beyond_20_weeks_are_never_available() -> None:
    seventeen, twenty_one = (
        one_condition(due_on=TODAY.replace(year=2027, month=3, day=24)),
        one_condition(due_on=TODAY.replace(year=2027, month=4, day=21)),
    )
    bare = opinion(Kind.CC, facts(plan=(seventeen,)))
    reasoned = opinion(Kind.CC, facts(plan=(seventeen,), deadline_reason="The course starts only in February"))
    too_long = opinion(Kind.CC, facts(plan=(twenty_one,), deadline_reason="The course starts only in February"))
    assert (bare.verdict, ids(bare) >= {"CC-16"}) == (Verdict.NEEDS_INFO, True)
    assert reasoned.may_be_proposed
    assert too_long.verdict is Verdict.NOT_AVAILABLE


def test_under_18_no_adult_disposal_is_available() -> None:
    young = CaseRecord(
        age_at_disposal=17, appropriate_adult_needed=True, appropriate_adult_present=True, offences=CASE.offences
    )
    assert {answer.verdict for answer in opinions(facts(case=young))} == {Verdict.NOT_AVAILABLE}


def test_a_test_result_among_the_reasons_closes_every_disposal_but_the_conditional_caution() -> None:
    assert "ANY-07" in ids(picked(Kind.CR, reasons_cite_test=True))
    assert "ANY-07" not in ids(picked(Kind.CC, reasons_cite_test=True))


def test_a_sergeant_passes_the_gate_of_authority_and_a_constable_does_not() -> None:
    at_gate = {
        rank: opinion(Kind.CC, facts(plan=(one_condition(),), rank=rank), gate=Gate.AUTHORISE) for rank in (1, 2)
    }
    assert ids(at_gate[1]) == {"CC-05"}
    assert at_gate[2].verdict is Verdict.AVAILABLE


def test_domestic_abuse_and_hate_crime_open_only_through_the_crown_prosecution_service() -> None:
    abuse = opinion(Kind.CC, facts({"abuse_or_hate": "both"}, plan=(one_condition(),), rank=4), gate=Gate.AUTHORISE)
    assert ids(abuse) == {"CC-07", "CC-08"}


def test_a_short_margin_to_charge_on_a_summary_offence_is_cleared_only_by_an_override() -> None:
    taken = replace(
        CASE,
        offences=(OffenceFact(code="VA1824-3"),),
        offence_on=TODAY.replace(month=7, day=1),
    )
    known = facts(case=taken, plan=(one_condition(),), rank=2)
    assert ids(opinion(Kind.CC, known, gate=Gate.AUTHORISE)) == {"CC-17"}
    assert opinion(Kind.CC, known, gate=Gate.AUTHORISE, cleared=("CC-17",)).verdict is Verdict.AVAILABLE


def test_signing_needs_consent_the_explanation_and_the_complete_document() -> None:
    ready = {"consent": True, "consequences_explained": True, "signed_document_complete": True}

    def at_sign(**changes: object) -> set[str]:
        return ids(opinion(Kind.CC, facts(plan=(one_condition(),), rank=2, **(ready | changes)), gate=Gate.SIGN))

    assert at_sign() == set()
    assert at_sign(consent=None) == {"CC-04"}
    assert at_sign(consent=False) == {"CC-04"}
    assert at_sign(consequences_explained=False) == {"CC-18"}
    assert at_sign(signed_document_complete=False) == {"CC-19"}


def test_a_person_who_would_not_agree_is_listed_as_a_stop_at_signing_and_stops_nothing_yet() -> None:
    answer = picked(Kind.CC, {"would_agree": "no"})
    (reason,) = [reason for reason in answer.needed_at(Gate.SIGN) if reason.rule_id == "CC-04"]
    assert reason.verdict is Verdict.NOT_AVAILABLE
    assert answer.may_be_proposed


def test_the_most_open_disposal_stands_first() -> None:
    assert [answer.kind for answer in opinions(facts())][:2] == [Kind.CR, Kind.CC]
