"""A case of before that has ended: who was assessed, who engaged, who started treatment, and how it ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from pathways.dates import day_in_words
from pathways.engagement.rules import Ending, endings, structured_modalities
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState
from pathways.refusals import Reason
from pathways.vocabulary import Substance

DEFINITION, VERSION = "As another system recorded it", "1"
"""Under which definition a mark of before was recorded: that system's, which is not one of ours."""
NEEDS: Final = "Not recorded here: the assessment was made in another system."


@dataclass(frozen=True, kw_only=True)
class PastCase:
    """What another system says of one accepted referral. Blank days are of what did not happen."""

    first_attended_on: date | None = None
    assessed_on: date | None = None
    uses_substances: bool | None = None
    substances: tuple[Substance, ...] = ()
    care_plan_on: date | None = None
    started_on: date | None = None
    modality: str | None = None
    engaged_on: date | None = None
    exited_on: date
    ending: str

    @property
    def first_seen_on(self) -> date | None:
        """The first day on which they came: an assessment is an attendance."""
        return min((each for each in (self.first_attended_on, self.assessed_on) if each), default=None)

    @property
    def uses(self) -> bool:
        """Whether they use anything, as said at the assessment."""
        return bool(self.substances) if self.uses_substances is None else self.uses_substances

    @property
    def reached(self) -> ReferralState:
        """How far it had come before it ended."""
        if self.started_on is not None:
            return ReferralState.IN_TREATMENT
        if self.care_plan_on is not None:
            return ReferralState.CARE_PLAN
        return ReferralState.ACCEPTED if self.first_seen_on is None else ReferralState.ATTENDED_ASSESSMENT


_STEPS: Final = ("first_attended_on", "assessed_on", "care_plan_on", "started_on", "engaged_on", "exited_on")
_SAID: Final = {
    "first_attended_on": "the first attendance",
    "assessed_on": "the assessment",
    "care_plan_on": "the care plan",
    "started_on": "the start of treatment",
    "engaged_on": "the day they engaged",
    "exited_on": "the end",
}


def past_case_reasons(facts: PastCase, *, today: date) -> tuple[Reason, ...]:
    """Why a case of before cannot be recorded as it is said: each reason at its field."""
    return tuple(_reasons(facts, today))


def _reasons(facts: PastCase, today: date) -> Iterator[Reason]:
    days = [(name, day) for name in _STEPS if (day := getattr(facts, name)) is not None]
    for (earlier, before), (later, after) in pairwise(days):
        if after < before:
            yield Reason(f"{_capital(later)} cannot be before {_SAID[earlier]}, {day_in_words(before)}", later)
    if facts.exited_on > today:
        yield Reason("Somebody who is still with the service is brought in at the desk", "exited_on")
    if facts.assessed_on is None and (facts.substances or facts.uses_substances is not None):
        field = "substances" if facts.substances else "uses_substances"
        yield Reason("What somebody uses is said at an assessment. Say when that was", field)
    if facts.assessed_on is not None and facts.uses_substances is None and not facts.substances:
        yield Reason("Say what they use, or that they use nothing", "uses_substances")
    if facts.uses_substances is False and facts.substances:
        yield Reason("Nothing can be named where the person uses nothing", "substances")
    if facts.started_on is not None and facts.assessed_on is None:
        yield Reason("Treatment starts after an assessment. Say when that was", "assessed_on")
    if facts.engaged_on is not None and facts.started_on is None:
        yield Reason("Somebody engages with treatment that has started. Say when it did", "started_on")
    if (facts.started_on is None) != (facts.modality is None):
        yield Reason("Say the start of treatment and its kind, or neither", "modality")
    elif facts.modality is not None and facts.modality not in {each.code for each in structured_modalities()}:
        codes = ", ".join(f"{each.code} ({each.label.lower()})" for each in structured_modalities())
        yield Reason(f"Only structured treatment has a start: {codes}", "modality")
    yield from _reasons_of_ending(facts)


def _reasons_of_ending(facts: PastCase) -> Iterator[Reason]:
    if facts.ending not in endings():
        yield Reason(f"It may end as {', '.join(endings())}", "ending")
    elif end_of(facts) is None:
        may = ", ".join(key for key, each in endings().items() if _state_after(facts.reached, each) is not None)
        yield Reason(f"What came before cannot end so. It may end as {may}", "ending")


def _capital(step: str) -> str:
    return _SAID[step][0].upper() + _SAID[step][1:]


# How it may have ended from where it had come, also by way of a pause, a transfer, or a search for the person.


_ON_THE_WAY: Final = (ReferralState.OUTREACH, ReferralState.TRANSFER_PENDING, ReferralState.SUSPENDED)
_OF_TREATMENT: Final = frozenset({"complete", "person_leaves", "lost_in_treatment", "withdrawn_by_service"})
_WITHOUT: Final = frozenset({"person_declines", "not_found", "no_need"})


def end_of(facts: PastCase) -> tuple[Ending, ReferralState] | None:
    """The ending and the state that it leads to; None where it cannot follow."""
    ending = endings().get(facts.ending)
    after = _state_after(facts.reached, ending) if ending else None
    return (ending, after) if ending and after else None


def _state_after(reached: ReferralState, ending: Ending) -> ReferralState | None:
    has_started = reached is ReferralState.IN_TREATMENT
    if ending.event in (_WITHOUT if has_started else _OF_TREATMENT):
        return None
    if (after := REFERRAL_STEPS.after(reached, ending.event)) is not None:
        return after
    if ending.event == "no_need":
        return None
    ways = (REFERRAL_STEPS.after(each, ending.event) for each in _ON_THE_WAY)
    return next((each for each in ways if each is not None), None)
