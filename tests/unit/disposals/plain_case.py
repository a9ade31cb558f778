"""The plainest case a conditional caution fits, with nothing left open; a test changes only what it is about."""

from datetime import date

from pathways.disposals.conditions.rules import ConditionKind, Planned
from pathways.disposals.facts.rules.case import CaseRecord, DisposalStepFacts, OffenceFact, facts_of
from pathways.law.rules.disposal_language import Value
from pathways.law.rules.disposal_terms import SWITCHES

TODAY = date(2026, 11, 25)
ANSWERS = {
    "offence_made_out": "yes",
    "evidence": "charge",
    "public_interest": "no",
    "admission": "reliable",
    "fit": "advised",
    "would_agree": "yes",
    "victim": "none",
    "abuse_or_hate": "neither",
    "supply": "ruled_out",
    "likely_sentence": "low",
    "earlier": "none",
}
CASE = CaseRecord(
    age_at_disposal=35,
    appropriate_adult_needed=False,
    offences=(OffenceFact(code="MDA71-5-2", drug_class="A"),),
    offence_on=TODAY,
    risks_asked=True,
    exploitation_indicator=False,
)
DEFAULTS = {name: switch.default for name, switch in SWITCHES.items()}


def one_condition(due_on: date = date(2026, 12, 23), **changes: object) -> Planned:
    values: dict[str, object] = {
        "kind": ConditionKind.DRUG_ASSESSMENT,
        "wording": "Attend an assessment with Lincoln Recovery Hub and stay to the end",
        "due_on": due_on,
    }
    return Planned(**(values | changes))


def facts(
    answers: dict[str, str] | None = None,
    *,
    case: CaseRecord = CASE,
    rank: int | None = 1,
    plan: tuple[Planned, ...] = (),
    deadline_reason: str = "",
    settings: dict[str, Value | None] | None = None,
    **step: object,
) -> dict[str, Value | None]:
    return facts_of(
        ANSWERS | (answers or {}),
        case,
        DisposalStepFacts(on=TODAY, rank_level=rank, **step),
        plan,
        deadline_reason=deadline_reason,
        settings=DEFAULTS | (settings or {}),
    )
