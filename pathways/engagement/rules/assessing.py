"""When an attended assessment may be recorded."""

from dataclasses import dataclass
from datetime import date, datetime

from pathways.engagement.rules.contacts import LONDON
from pathways.engagement.rules.standing import DIED, is_with_the_service, not_open
from pathways.engagement.rules.steps import dated, in_words
from pathways.referrals.rules import ReferralState
from pathways.refusals import Reason


@dataclass(frozen=True, kw_only=True)
class AssessmentFacts:
    """An assessment about to be recorded. `unrecorded_at` is an appointment of that day with no outcome yet."""

    state: ReferralState
    has_died: bool
    today: date
    accepted_on: date | None
    attended_on: date
    uses_substances: bool
    substances: int
    unrecorded_at: datetime | None = None
    already_on: date | None = None
    correction_reason: str = ""


def bars_to_assessment(facts: AssessmentFacts) -> tuple[Reason, ...]:
    """Every reason that the assessment cannot be recorded; none means it can."""
    if facts.has_died:
        return (DIED,)
    if not is_with_the_service(facts.state):
        return (not_open(facts.state),)
    bars = [*dated(facts.attended_on, facts.today, "The assessment", "attended_on")]
    if facts.accepted_on and facts.attended_on < facts.accepted_on:
        bars.append(
            Reason(f"The assessment cannot be before you accepted on {in_words(facts.accepted_on)}", "attended_on")
        )
    if facts.uses_substances and not facts.substances:
        bars.append(Reason("Select what the person says they use, or answer that they use nothing", "substances"))
    if not facts.uses_substances and facts.substances:
        bars.append(Reason("Nothing can be ticked where the person uses nothing", "substances"))
    if facts.already_on is not None and not facts.correction_reason:
        bars.append(Reason("Say why the assessment is corrected", "correction_reason"))
    if facts.unrecorded_at is not None:
        at = facts.unrecorded_at.astimezone(LONDON)
        bars.append(Reason(f"First record what became of the appointment at {at:%H:%M} that day", "attended_on"))
    return tuple(bars)
