"""Which rule an authoriser may set aside, and of which rank: a statute or a rank never, guidance with a reason.

Source: data dictionary of out-of-court disposals 1.6 and 2.1. Local policy is changed by its switch, but for the two
limits that clear by an override at authority. Guidance that says whom or what a disposal is for at all, as a cannabis
warning for theft, has nothing to weigh: no reason makes it another disposal (design choice).
"""

from pathways.disposals.rules.logic import Facts
from pathways.disposals.rules.table import Basis, Gate, Rule
from pathways.refusals import Reason

LEAST_OVERRIDE_REASON = 20
"""Characters of the reason for an override (design choice, as for every reason of this desk)."""

ONLY_THE_PROSECUTION_SERVICE = frozenset({"CC-06", "CC-07", "CC-08", "SC-13"})
"""Rules that clear only through the Crown Prosecution Service, whatever the rank."""

POLICY_CLEARED_AT_AUTHORITY = frozenset({"CR-07", "CR-09"})
"""Limits of local policy that hold no rank test: an override recorded at authority clears them, like CC-17."""

REVIEW = "exploitation_reviewed"
"""The fact of the safeguarding review. No reason stands in for it, whatever a book calls the rule that asks for it."""

SERGEANT, INSPECTOR = 2, 3
RANK = "authority_rank_level"
SOURCE = "Data dictionary of out-of-court disposals 2.1"


def rank_to_override(facts: Facts) -> int:
    """The least rank: inspector where it is domestic abuse or a hate crime or that is not known, else sergeant."""
    ordinary = facts.get("domestic_abuse") is False and facts.get("hate_crime") is False
    return SERGEANT if ordinary else INSPECTOR


def may_override(rule: Rule, rank_level: int | None, facts: Facts, reason: str | None = None) -> tuple[Reason, ...]:
    """Why an officer of this rank may not set this rule aside; empty if they may.

    With `reason` (as typed, or "" for none) its length is asked too; None leaves that to later.
    """
    if never := _never(rule):
        return (Reason(f"{rule.id}: {never}", None, rule.source, rule.mark.value),)
    found: list[Reason] = []
    if rule.fails_when.answer(facts).value is None:
        words = (
            f"{rule.id} depends on something not known yet. Record that first: you can set a rule aside only once "
            "its facts are known"
        )
        found.append(Reason(words, None, SOURCE))
    needed = rank_to_override(facts)
    if rank_level is None or rank_level < needed:
        found.append(Reason(f"{rule.id}: {_who_may(needed)}", None, SOURCE))
    if reason is not None and len(reason.strip()) < LEAST_OVERRIDE_REASON:
        typed = len(reason.strip())
        words = f"Say in {LEAST_OVERRIDE_REASON} characters or more why {rule.id} is set aside. You typed {typed}"
        found.append(Reason(words, f"override-{rule.id}"))
    return tuple(found)


def overridable(rule: Rule) -> bool:
    """Whether any officer could ever set this rule aside at authority."""
    return not _never(rule)


def _never(rule: Rule) -> str:
    if rule.id in ONLY_THE_PROSECUTION_SERVICE:
        return "only the Crown Prosecution Service can clear this, whatever the rank. Send it to them"
    if rule.basis is Basis.STATUTE:
        return "an Act says so, and nobody can set it aside. Choose another outcome, or correct the facts behind it"
    if rule.is_for_another_case:
        return "no reason changes what this outcome is for. Choose another outcome, or correct the facts behind it"
    if REVIEW in rule.fails_when.names:
        return "the safeguarding review comes first, and no reason stands in for it. Ask a deciding officer to hold it"
    if rule.basis is Basis.POLICY and rule.id not in POLICY_CLEARED_AT_AUTHORITY:
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
