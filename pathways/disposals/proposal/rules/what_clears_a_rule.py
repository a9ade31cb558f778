"""Where an officer answers what stops a disposal, and which rules may be set aside."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pathways.disposals.facts.rules.case import CaseRecord
from pathways.disposals.facts.rules.fact_sheet import QUESTIONS
from pathways.disposals.proposal.rules.verdicts import RuleReason
from pathways.law.rules.disposal_language import Facts
from pathways.law.rules.disposal_terms import Gate, Rule, RuleBasis
from pathways.refusals import Reason
from pathways.vocabulary import Worded

# The question of the fact sheet, or the part of the record, that may open a disposal again.
#
# The pages make a link of it. It decides nothing. What only a rank, a prosecutor or the force opens has no question.


class OpenedIn(Worded):
    """The part of the record with the answer, and what the officer does there."""

    FACTS = "facts", "Answer it in the facts"
    EARLIER = "earlier", "List the earlier outcomes"
    RISKS = "risks", "Ask the risks"
    REVIEW = "review", "Record the safeguarding review"
    OFFENCES = "offences", "Correct the offences"
    CUSTODY = "custody", "Correct the custody record"


@dataclass(frozen=True)
class Opening:
    """One place with the answer: the part, the words, and the question there (the name of a field, or "")."""

    part: OpenedIn
    words: str
    question: str = ""


OPENED_BY: Mapping[str, str] = {
    "ANY-01": "evidence_sufficient",
    "ANY-02": "offence_made_out",
    "ANY-03": "supply_suspicion_open",
    "ANY-04": "appropriate_adult_present",
    "ANY-05": "fit_to_decide",
    "ANY-06": "exploitation_reviewed",
    "ANY-09": "nitrous_oxide_without_intent",
    "RSK-01": "risks_asked",
    "CR-01": "admission",
    "CR-02": "consent",
    "CR-03": "victim_contact_attempted",
    "O22-01": "suspect_identified",
    "O22-02": "intervention_available",
    "O22-03": "consent",
    "O22-04": "reasonable_suspicion",
    "O22-07": "prosecution_in_public_interest",
    "O22-08": "victim_contact_attempted",
    "CC-02": "admission",
    "CC-03": "admission_reliable",
    "CC-04": "consent",
    "CC-09": "victim_contact_attempted",
    "CC-10": "prosecution_in_public_interest",
    "CC-11": "exceptional_basis",
    "SC-02": "admission",
    "SC-03": "admission_reliable",
    "SC-04": "consent",
    "SC-05": "exceptional_basis",
    "SC-06": "exceptional_basis",
    "SC-07": "exceptional_basis",
    "SC-09": "prosecution_in_public_interest",
    "SC-12": "victim_contact_attempted",
    "SC-16": "similarity_rank_level",
    "PND-05": "linked_offences",
    "PND-06": "reason_to_believe",
    "CW-06": "admission",
    "CW-07": "evidence_sufficient",
}
"""The fact that opens each rule again once it has stopped a disposal."""

_LISTED_APART = frozenset(
    {"cr_prior_same_type", "cr_prior_not_engaged", "similar_prior_within_2y", "prior_same_drug_steps"}
)
_COUNTED_BACK = frozenset({"similar_prior_within_2y", "days_left_after_deadline"})
_ELSEWHERE: Mapping[str, OpenedIn] = {
    "risks_asked": OpenedIn.RISKS,
    "exploitation_indicator": OpenedIn.RISKS,
    "exploitation_reviewed": OpenedIn.REVIEW,
    "similarity_rank_level": OpenedIn.EARLIER,
    "appropriate_adult": OpenedIn.CUSTODY,
} | dict.fromkeys(
    (
        "trial_mode",
        "drug_family",
        "drug_offence",
        "offence_statute",
        "specified_either_way",
        "linked_offences",
        "penalty_offence",
    ),
    OpenedIn.OFFENCES,
)
_ASKED_AT_SIGNING = "consent"
"""Consent is not known before signing, whatever the sheet says the person would do."""
_ASKED_AS = {
    "nitrous_oxide_without_intent": "nitrous_oxide",
    "limitation_applies": "trial_mode",
    "fin_cap": "trial_mode",
}
_DAY_OF_OFFENCE = Opening(OpenedIn.FACTS, "When was the offence?", "offence_on")
_ASKS = {question.name: question.ask for question in QUESTIONS}


def where_it_opens(
    reason: RuleReason, answers: Mapping[str, str], case: CaseRecord, *, left: Collection[str]
) -> tuple[Opening, ...]:
    """Where a reason can be answered: each fact that is not known, or the fact that lifts a stop.

    `left` names the questions that another part of the record answers. Empty if no page can answer it.
    """
    if reason.missing:
        return _apart(_opening(name, answers, case, left) for name in reason.missing if name != _ASKED_AT_SIGNING)
    fact = OPENED_BY.get(reason.rule_id)
    opening = _opening(fact, answers, case, left) if fact else None
    return (Opening(opening.part, reason.opens_if, opening.question),) if opening else ()


def _apart(openings: Iterable[Opening | None]) -> tuple[Opening, ...]:
    """Each place once, in their order."""
    return tuple(dict.fromkeys(opening for opening in openings if opening))


def _opening(fact: str, answers: Mapping[str, str], case: CaseRecord, left: Collection[str]) -> Opening | None:
    if fact in _COUNTED_BACK and case.offence_on is None and (case.priors or fact not in _LISTED_APART):
        return _DAY_OF_OFFENCE
    some_found = answers.get("earlier") == "some"
    if fact in _LISTED_APART and some_found:
        return Opening(OpenedIn.EARLIER, OpenedIn.EARLIER.label)
    asked = "history_matters" if fact == "relevant_history" and some_found else _question_of(fact)
    if asked in _ASKS and asked not in left:
        return Opening(OpenedIn.FACTS, _ASKS[asked], asked)
    part = _ELSEWHERE.get(asked) or _ELSEWHERE.get(fact)
    return Opening(part, part.label) if part else None


def _question_of(fact: str) -> str:
    """The first question of the sheet that states a fact; the name of the fact if none does."""
    stating = (question.name for question in QUESTIONS for choice in question.choices if fact in choice.states)
    return _ASKED_AS.get(fact) or next(stating, fact)


# Which rules may be set aside, by which rank: guidance with a reason, a statute or a rank never.
#
# Source: data dictionary of out-of-court disposals 1.6 and 2.1. Local policy is changed by its switch, but for the two
# limits that clear by an override at authority. Guidance that says for whom or what a disposal is (no
# cannabis warning for theft) leaves nothing to weigh, so it is never set aside (design choice).


LEAST_OVERRIDE_REASON = 20
"""Characters of the reason for an override (design choice, as for every reason of this desk)."""

ONLY_THE_PROSECUTION_SERVICE = frozenset({"CC-06", "CC-07", "CC-08", "SC-13"})
"""Rules that clear only through the Crown Prosecution Service, whatever the rank."""

POLICY_CLEARED_AT_AUTHORITY = frozenset({"CR-07", "CR-09"})
"""Limits of local policy that may be set aside at authority, like CC-17."""

REVIEW = "exploitation_reviewed"
"""The fact of the safeguarding review. A rule that reads it is never set aside, whatever its id in a book."""

SERGEANT, INSPECTOR = 2, 3
RANK = "authority_rank_level"
OVERRIDING_SOURCE = "Data dictionary of out-of-court disposals 2.1"


def rank_to_override(facts: Facts) -> int:
    """The least rank level that may set a rule aside: inspector for domestic abuse or hate crime, else sergeant.

    Where it is not known whether it is one of them, an inspector.
    """
    ordinary = facts.get("domestic_abuse") is False and facts.get("hate_crime") is False
    return SERGEANT if ordinary else INSPECTOR


def may_override(rule: Rule, rank_level: int | None, facts: Facts, reason: str | None = None) -> tuple[Reason, ...]:
    """Why an officer of this rank may not set this rule aside; empty if they may.

    With a `reason` (as typed, or "" for none) its length is checked too; with None it is not.
    """
    if never := _never(rule):
        return (Reason(f"{rule.id}: {never}", None, rule.source, rule.mark.value),)
    reasons: list[Reason] = []
    if rule.fails_when.answer(facts).value is None:
        words = (
            f"{rule.id} depends on something not known yet. Record that first: you can set a rule aside only once "
            "its facts are known"
        )
        reasons.append(Reason(words, None, OVERRIDING_SOURCE))
    needed = rank_to_override(facts)
    if rank_level is None or rank_level < needed:
        reasons.append(Reason(f"{rule.id}: {_who_may(needed)}", None, OVERRIDING_SOURCE))
    if reason is not None and len(reason.strip()) < LEAST_OVERRIDE_REASON:
        typed = len(reason.strip())
        words = f"Say in {LEAST_OVERRIDE_REASON} characters or more why {rule.id} is set aside. You typed {typed}"
        reasons.append(Reason(words, f"override-{rule.id}"))
    return tuple(reasons)


def overridable(rule: Rule) -> bool:
    """Whether any officer could ever set this rule aside at authority."""
    return not _never(rule)


def _never(rule: Rule) -> str:
    if rule.id in ONLY_THE_PROSECUTION_SERVICE:
        return "only the Crown Prosecution Service can clear this, whatever the rank. Send it to them"
    if rule.basis is RuleBasis.STATUTE:
        return "an Act says so, and nobody can set it aside. Choose another outcome, or correct the facts behind it"
    if rule.is_for_another_case:
        return "no reason changes what this outcome is for. Choose another outcome, or correct the facts behind it"
    if REVIEW in rule.fails_when.names:
        return "the safeguarding review comes first, and no reason stands in for it. Ask a deciding officer to hold it"
    if rule.basis is RuleBasis.POLICY and rule.id not in POLICY_CLEARED_AT_AUTHORITY:
        return "this is the force's own policy. The policy lead changes it, and a second person approves"
    if RANK in rule.fails_when.names:
        return "a rank is needed, and a reason does not replace it. Ask an officer of that rank to decide"
    if rule.gate is Gate.SIGN:
        return "this is asked at signing, and a rule can be set aside only before that. Do what it asks"
    return ""


def _who_may(needed: int) -> str:
    if needed == INSPECTOR:
        return (
            "an inspector or above sets it aside as the deciding officer, because this is domestic abuse or a hate "
            "crime, or that is not known. Ask an inspector"
        )
    return "a sergeant or above sets it aside as the deciding officer. Ask one"
