"""Assessment, care plan, structured start, engaged, and the way out: each bar to each step, with its reason.

Source: treatment reference 1.7, 1.8, 2.1 and 3.2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from pathways.engagement.rules.codes import Ending, endings_from, structured_modalities
from pathways.engagement.rules.contacts import DIED, LONDON, is_with_the_service, not_open
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
    bars = [*_dated(facts.attended_on, facts.today, "The assessment", "attended_on")]
    if facts.accepted_on and facts.attended_on < facts.accepted_on:
        bars.append(Reason(f"The assessment cannot be before you accepted on {_day(facts.accepted_on)}", "attended_on"))
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


def bars_to_care_plan(facts: StepFacts) -> tuple[Reason, ...]:
    """A care plan is agreed after an assessment. `not_before` is the assessment's date."""
    opens = (ReferralState.ATTENDED_ASSESSMENT,)
    return _bars_to_step(facts, opens, "The care plan", "agreed_on", "Record the assessment first")


def bars_to_start(facts: StepFacts, modality: str) -> tuple[Reason, ...]:
    """Structured treatment starts after a care plan. `not_before` is the care plan's date."""
    opens = (ReferralState.CARE_PLAN,)
    bars = _bars_to_step(facts, opens, "The start", "started_on", "Record the care plan first")
    if modality not in {one.code for one in structured_modalities()}:
        only = Reason("Choose pharmacological or psychosocial: recovery support alone starts no treatment", "modality")
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
    bars = _bars_to_step(facts, opens, "Engaged", "engaged_on", "Record the structured start first")
    if not bars and facts.on not in set(contacts):
        return (
            Reason(
                f"No structured contact is recorded as attended on {_day(facts.on)}. Record the contact first",
                "engaged_on",
                source=ENGAGED.source,
                mark=ENGAGED.mark.value,
            ),
        )
    return bars


@dataclass(frozen=True, kw_only=True)
class ExitFacts:
    """A person leaving. `not_before` is the latest dated step or attended contact."""

    state: ReferralState
    has_died: bool
    today: date
    on: date
    ending: Ending
    not_before: date | None


def bars_to_exit(facts: ExitFacts) -> tuple[Reason, ...]:
    """Every reason that the case cannot be closed in this way on this date; none means it can."""
    if facts.has_died:
        return (DIED,)
    if not is_with_the_service(facts.state):
        return (not_open(facts.state),)
    bars = [*_dated(facts.on, facts.today, "The date of leaving", "exited_on")]
    if facts.ending not in endings_from(facts.state):
        words = f"“{facts.ending.label}” is not open while the case is “{facts.state.label}”"
        bars.append(Reason(words, "reason", source=facts.ending.source, mark=facts.ending.mark.value))
    if facts.not_before and facts.on < facts.not_before:
        bars.append(
            Reason(f"The date of leaving cannot be before the last contact on {_day(facts.not_before)}", "exited_on")
        )
    return tuple(bars)


def _bars_to_step(
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
    bars = [*_dated(facts.on, facts.today, what, field)]
    if facts.on < facts.not_before:
        bars.append(Reason(f"{what} cannot be before {_day(facts.not_before)}, the step it rests on", field))
    if facts.already_on is not None and not facts.correction_reason:
        bars.append(Reason(f"Say why the date of {_day(facts.already_on)} is corrected", "correction_reason"))
    return tuple(bars)


def _dated(on: date, today: date, what: str, field: str) -> tuple[Reason, ...]:
    return (Reason(f"{what} must be today or in the past", field),) if on > today else ()


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
