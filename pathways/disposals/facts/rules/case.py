"""Every fact that the rules read: from the case, the fact sheet, the step and the conditions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pathways.disposals.conditions.rules import SHOP_LOW_VALUE, Planned, fin_cap, is_penalty_offence
from pathways.disposals.facts.rules.earlier_outcomes import Prior, history_facts, least_rank_of_similarity
from pathways.disposals.facts.rules.fact_sheet import stated
from pathways.disposals.facts.rules.time_limits import Begins, last_day_of
from pathways.law.rules.disposal_language import Value
from pathways.tables import rows_of

OFFENCE_FACTS = Path(__file__).parent.parent / "data" / "offence_facts.csv"
SUPPLY_STATUTES = frozenset({"MDA_4_2", "MDA_4_3", "MDA_5_3"})
TRIED = ("summary", "either_way", "indictable_only")
"""How an offence can be tried, the mildest first."""
LONG_REASON = 20
LIGHTLY_DEALT_WITH = frozenset({"cannabis", "cannabinol_derivative", "khat"})
"""Families that a penalty notice or a warning can cover (SI 2008/3297 Sch, khat strategy 2014; secondary)."""


@dataclass(frozen=True, kw_only=True)
class OffenceFact:
    """An offence of the case: its code in the trigger table and, if a drug is named, its class (A, B, C) and family."""

    code: str
    drug_class: str | None = None
    drug_family: str | None = None


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """What the other parts of the record say. `offence_on` is None if nobody recorded when the offence was.

    `prosecutor_evidence_on` is the day on which a prosecutor had enough evidence to charge, `victim_statement_on` the
    first on which the victim's statement for court was given to police, or their interview recorded on video.
    `part6_from` is the day from which the force has said that Part 6 of the 2022 Act is in force.
    `priors` are the listed earlier outcomes. `victim_tried` is whether an attempt to reach the victim is recorded.
    """

    age_at_disposal: int | None
    appropriate_adult_needed: bool | None
    appropriate_adult_present: bool = False
    offences: tuple[OffenceFact, ...] = ()
    offence_on: date | None = None
    prosecutor_evidence_on: date | None = None
    victim_statement_on: date | None = None
    part6_from: date | None = None
    risks_asked: bool = False
    exploitation_indicator: bool | None = None
    exploitation_reviewed: bool = False
    priors: tuple[Prior, ...] = ()
    victim_tried: bool = False


@dataclass(frozen=True, kw_only=True)
class DisposalStepFacts:
    """What the step itself adds: the day, the officer's rank, and what the step records."""

    on: date
    rank_level: int | None
    reasons_cite_test: bool = False
    consent: bool | None = None
    consequences_explained: bool = False
    signed_document_complete: bool = False
    cps_decision: str = "not_sought"
    dpp_consent: bool = False
    gravity_final: int | None = None
    anchor: date | None = None


def last_day_to_charge(case: CaseRecord, stated: Mapping[str, Value | None], today: date) -> date | None:
    """The last day on which the offences may be charged if they are summary; None if it is not known."""
    if case.offence_on is None:
        return None
    began_on = {Begins.PROSECUTOR: case.prosecutor_evidence_on, Begins.STATEMENT: case.victim_statement_on}
    codes = [offence.code for offence in case.offences]
    return last_day_of(codes, case.offence_on, began_on=began_on, stated=stated, today=today)


def weeks_between(anchor: date, last: date) -> float:
    """The weeks between two days, not rounded."""
    return (last - anchor).days / 7


@cache
def _offence_table() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows_of(OFFENCE_FACTS)}


def trial_mode_of(offences: Iterable[OffenceFact]) -> str | None:
    """The gravest way any of the offences can be tried; None if one is not in the table or there is none."""
    modes = [_offence_table().get(offence.code, {}).get("trial_mode") for offence in offences]
    if not modes or None in modes:
        return None
    return max((mode for mode in modes if mode), key=TRIED.index)


def _without_intent(offences: tuple[OffenceFact, ...], intent: Value | None) -> bool | None:
    """Whether nitrous oxide was possessed without the intent to misuse it (SI 2023/1099 reg 5); None if not known."""
    if not offences:
        return None
    if not is_nitrous_oxide_possessed(offences):
        return False
    return None if intent is None else intent is False


def is_nitrous_oxide_possessed(offences: Iterable[OffenceFact]) -> bool:
    """Whether possession of nitrous oxide is an offence of the case."""
    possessed = (offence for offence in offences if _offence_table().get(offence.code, {}).get("statute") == "MDA_5_2")
    return any(offence.drug_family == "nitrous_oxide" for offence in possessed)


def _offence_facts(case: CaseRecord, said_mode: Value | None, on: date) -> dict[str, Value | None]:
    statutes = [_offence_table().get(offence.code, {}).get("statute", "OTHER") for offence in case.offences]
    # The gravest drug offence speaks for the case: supply before possession before anything else.
    main = next((s for s in statutes if s in SUPPLY_STATUTES), None) or next(
        (s for s in statutes if s.startswith("MDA_")), statutes[0] if statutes else None
    )
    mode = _mode(case.offences, said_mode)
    each_mode = (_mode((offence,), said_mode) for offence in case.offences)
    return {
        "offence_statute": main,
        "drug_family": _family(case.offences, statutes, main),
        "drug_offence": None if main is None else main.startswith("MDA_") or main == "PSA_9",
        "trial_mode": mode,
        "specified_either_way": None if main is None else _on_the_list(case.offences, statutes),
        "limitation_applies": None if mode is None else mode == "summary" and main != SHOP_LOW_VALUE,
        "fin_cap": fin_cap(zip(each_mode, statutes, strict=True), on),
        "penalty_offence": _is_for_a_notice(case.offences),
        "linked_offences": len(case.offences) - 1 if case.offences else None,
        "offence_before_commencement": _before_part_6(case),
    }


def _is_for_a_notice(offences: Iterable[OffenceFact]) -> bool | None:
    """Whether each offence is a penalty offence, drugs apart; None if one is not known, or there is no offence."""
    each = [is_penalty_offence(offence.code) for offence in offences]
    return False if False in each else None if None in each or not each else True


def _mode(offences: Iterable[OffenceFact], stated_mode: Value | None) -> str | None:
    """How the case is tried: by the table, else as the officer says; the gravest way counts."""
    listed = tuple(offences)
    known = trial_mode_of(listed)
    if known is not None or not isinstance(stated_mode, str):
        return known
    in_the_table = trial_mode_of(offence for offence in listed if offence.code in _offence_table())
    return max((mode for mode in (stated_mode, in_the_table) if mode), key=TRIED.index)


def _on_the_list(offences: Iterable[OffenceFact], statutes: Iterable[str]) -> bool | None:
    """Whether an offence is on the specified list: supply and intent to supply, for Class A only.

    SI 2015/790; verified. The class of the drug that was supplied counts, not that of another.
    """
    paired = zip(offences, statutes, strict=True)
    classes = [offence.drug_class for offence, statute in paired if statute in SUPPLY_STATUTES]
    if "A" in classes:
        return True
    return None if None in classes else False


def may_be_warned(offences: Iterable[OffenceFact]) -> bool:
    """Whether a cannabis or khat warning is possible: one of them was possessed, or a drug not named."""
    possessed = (offence for offence in offences if _offence_table().get(offence.code, {}).get("statute") == "MDA_5_2")
    return any(offence.drug_family in (None, "cannabis", "khat") for offence in possessed)


def _family(offences: Iterable[OffenceFact], statutes: Iterable[str], main: str | None) -> str | None:
    """The drug family of the main offence. Of several drugs, one that no notice or warning covers comes first.

    Otherwise cannabis would hide a graver drug found with it. None if a drug is not named: it could be such a one.
    """
    if main is None or not main.startswith("MDA_"):
        return None
    drugs = [offence for offence, statute in zip(offences, statutes, strict=True) if statute == main]
    beyond = [
        offence
        for offence in drugs
        if offence.drug_family is not None and offence.drug_family not in LIGHTLY_DEALT_WITH
    ]
    if not beyond and any(offence.drug_family is None for offence in drugs):
        return None
    return min(beyond or drugs, key=lambda offence: offence.drug_class or "Z").drug_family


def _history(answers: Mapping[str, str], case: CaseRecord, drug_family: Value | None) -> dict[str, Value | None]:
    """The facts from the listed earlier outcomes. A list that may not be complete proves only what is on it."""
    answer = answers.get("earlier")
    if not case.priors and answer != "some":
        return {}
    family = drug_family if isinstance(drug_family, str) else None
    listed = history_facts(case.priors, offence_on=case.offence_on, drug_family=family)
    if not case.priors or answer not in ("some", "none"):
        return {name: True if value is True and case.priors else None for name, value in listed.items()}
    # Outcomes are listed although the sheet says that none was found: whether they matter is open again.
    return listed | ({"relevant_history": None} if answer == "none" else {})


def _before_part_6(case: CaseRecord) -> bool | None:
    """Whether the offence came before the cautions of the 2022 Act; True while no start is known (dictionary 1.9)."""
    if case.offence_on is None:
        return None
    return case.part6_from is None or case.offence_on < case.part6_from


FROM_THE_OFFENCE = "offence_date"
"""The value of `cfg_cc_anchor` with which a force counts the weeks of conditions from the offence."""


def _condition_facts(
    case: CaseRecord,
    plan: Iterable[Planned],
    step: DisposalStepFacts,
    deadline_reason: str,
    counted_from: Value | None,
    charge_by: date | None,
) -> dict[str, Value | None]:
    planned = tuple(plan)
    attended = [condition.hours for condition in planned if condition.counts_hours]
    penalties = [condition.amount for condition in planned if condition.is_penalty]
    last = max((condition.due_on for condition in planned), default=None)
    # Else from the day of the caution (switch cfg_cc_anchor; uncertain): while deciding, today.
    anchor = case.offence_on if counted_from == FROM_THE_OFFENCE else step.anchor or step.on
    left = None if last is None or charge_by is None else (charge_by - last).days
    return {
        "conditions_count": len(planned),
        "non_rehab_attendance_hours": None if None in attended else sum(hours or 0 for hours in attended),
        "financial_penalty": None if None in penalties else sum(amount or 0 for amount in penalties),
        "deadline_weeks": None if last is None or anchor is None else weeks_between(anchor, last),
        "deadline_exceptional_reason": len(deadline_reason.strip()) >= LONG_REASON,
        "days_left_after_deadline": left,
    }


def facts_of(
    answers: Mapping[str, str],
    case: CaseRecord,
    step: DisposalStepFacts,
    plan: Iterable[Planned] = (),
    *,
    deadline_reason: str = "",
    settings: Mapping[str, Value | None],
) -> dict[str, Value | None]:
    """Every fact and switch by the name the rule table uses. A drug test result is never among them."""
    sheet_facts = stated(answers)
    # Some facts are never unknown (dictionary 1.9): nothing recorded means that it was not done.
    never_unknown: dict[str, Value | None] = {"victim_contact_attempted": False, "appropriate_adult_present": False}
    facts: dict[str, Value | None] = {**settings, **never_unknown, **sheet_facts}
    facts |= _offence_facts(case, sheet_facts.get("trial_mode"), step.anchor or step.on)
    facts |= _history(answers, case, facts["drug_family"])
    if case.victim_tried:
        facts["victim_contact_attempted"] = True
    charge_by = last_day_to_charge(case, sheet_facts, step.on)
    facts |= _condition_facts(case, plan, step, deadline_reason, settings.get("cfg_cc_anchor"), charge_by)
    facts["nitrous_oxide_without_intent"] = _without_intent(case.offences, sheet_facts.get("nitrous_oxide_intent"))
    facts["similarity_rank_level"] = least_rank_of_similarity(case.priors, case.offence_on)
    if case.appropriate_adult_needed is not None:  # the custody record says; elsewhere the sheet asks
        facts["appropriate_adult_needed"] = case.appropriate_adult_needed
        facts["appropriate_adult_present"] = case.appropriate_adult_present
    facts |= {
        "age_at_disposal": case.age_at_disposal,
        # These come from the safeguarding room and are never typed on the sheet.
        "risks_asked": case.risks_asked,
        "exploitation_indicator": case.exploitation_indicator,
        "exploitation_reviewed": case.exploitation_reviewed,
        "cps_decision": step.cps_decision,
        "dpp_consent": step.dpp_consent,
        "gravity_final": step.gravity_final,
        "authority_rank_level": step.rank_level,
        "test_result_relied_on": step.reasons_cite_test,
        "consent": step.consent if step.consent is not None else sheet_facts.get("consent"),
        "consequences_explained": step.consequences_explained,
        "signed_document_complete": step.signed_document_complete,
    }
    return facts
