"""What every dated step of a case asks: is it open from here, is the date possible, is a correction explained."""

from dataclasses import dataclass
from datetime import date

from pathways.engagement.rules.standing import DIED, is_with_the_service, not_open
from pathways.referrals.rules import ReferralState
from pathways.refusals import Reason


@dataclass(frozen=True, kw_only=True)
class StepFacts:
    """A dated step. `not_before` is the date of the step it rests on, None while that step is missing."""

    state: ReferralState
    has_died: bool
    today: date
    on: date
    not_before: date | None
    already_on: date | None = None
    correction_reason: str = ""


def bars_to_step(
    facts: StepFacts, opens: tuple[ReferralState, ...], what: str, field: str, first: str
) -> tuple[Reason, ...]:
    if facts.has_died:
        return (DIED,)
    if facts.already_on is None and facts.state not in opens:
        return (not_open(facts.state),) if not is_with_the_service(facts.state) else (Reason(first),)
    if not is_with_the_service(facts.state):
        return (not_open(facts.state),)
    if facts.not_before is None:
        return (Reason(first),)
    bars = [*dated(facts.on, facts.today, what, field)]
    if facts.on < facts.not_before:
        bars.append(Reason(f"{what} cannot be before {in_words(facts.not_before)}, the step it depends on", field))
    if facts.already_on is not None and not facts.correction_reason:
        bars.append(Reason(f"Say why the date of {in_words(facts.already_on)} is corrected", "correction_reason"))
    return tuple(bars)


def dated(on: date, today: date, what: str, field: str) -> tuple[Reason, ...]:
    return (Reason(f"{what} must be today or in the past", field),) if on > today else ()


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
