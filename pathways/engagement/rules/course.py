"""Care plan, structured start, engaged: each bar to each step, with its reason.

Source: treatment reference 1.7, 2.1 and 3.2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pathways.engagement.rules.codes import structured_modalities
from pathways.engagement.rules.steps import StepFacts, bars_to_step, in_words
from pathways.referrals.rules import ReferralState
from pathways.refusals import Reason
from pathways.vocabulary import Mark


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What a word counted as when it was recorded; a later version never changes what was recorded before."""

    code: str
    version: str
    words: str
    source: str
    mark: Mark


ENGAGED = Definition(
    code="structured_contact",
    version="1",
    words=(
        "Engaged: the person attended a structured contact (in the room, by phone or by video) that is part of "
        "pharmacological or psychosocial treatment, on or after its start and after the care plan. An assessment, "
        "advice, a text, a letter, peer contact, naloxone supply or recovery support alone does not count."
    ),
    source="Treatment reference 3.2 (structured contact)",
    mark=Mark.DESIGN,
)


def bars_to_care_plan(facts: StepFacts) -> tuple[Reason, ...]:
    """A care plan is agreed after an assessment. `not_before` is the assessment's date."""
    opens = (ReferralState.ATTENDED_ASSESSMENT,)
    return bars_to_step(facts, opens, "The care plan", "agreed_on", "Record the assessment first")


def bars_to_start(facts: StepFacts, modality: str) -> tuple[Reason, ...]:
    """Structured treatment starts after a care plan. `not_before` is the care plan's date."""
    opens = (ReferralState.CARE_PLAN,)
    bars = bars_to_step(facts, opens, "The start", "started_on", "Record the care plan first")
    if modality not in {one.code for one in structured_modalities()}:
        only = Reason(
            "Choose pharmacological or psychosocial: recovery support alone does not start treatment", "modality"
        )
        return (*bars, only)
    return bars


def first_structured_contact(contacts: Iterable[date], started_on: date | None) -> date | None:
    """The first attended structured contact on or after the start: the day on which the person engaged."""
    if started_on is None:
        return None
    return min((day for day in contacts if day >= started_on), default=None)


def bars_to_engaged(facts: StepFacts, contacts: Iterable[date]) -> tuple[Reason, ...]:
    """Engaged needs an attended structured contact on that very day. `not_before` is the structured start."""
    opens = (ReferralState.IN_TREATMENT,)
    bars = bars_to_step(facts, opens, "Engaged", "engaged_on", "Record the structured start first")
    if not bars and facts.on not in set(contacts):
        return (
            Reason(
                f"No structured contact is recorded as attended on {in_words(facts.on)}. Record the contact first",
                "engaged_on",
                source=ENGAGED.source,
                mark=ENGAGED.mark.value,
            ),
        )
    return bars
