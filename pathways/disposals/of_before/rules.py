"""A disposal of before that has ended: what may be said of it, and by which step of its machine it ended."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from pathways.arrest_tests.of_before.rules import StatedOffence, stated_offence_reasons
from pathways.disposals.steps.rules.machine import (
    DISPOSAL_STEPS,
    GIVEN_IS_THE_END,
    MACHINES,
    TAKES_EFFECT,
    State,
    is_ended,
)
from pathways.law.rules.disposal_terms import Kind
from pathways.law.rules.tables import Law
from pathways.refusals import Reason
from pathways.step_tables.rules import TableStep

RULES_VERSION: Final = "of before"
"""What stands where a decision says by which book of rules it was judged: this one was judged by none."""


@dataclass(frozen=True, kw_only=True)
class PastDisposal(StatedOffence):
    """What another system says of one disposal that was given and has ended."""

    kind: Kind
    decided_at: datetime
    given_at: datetime
    ended_as: State | None = None
    ended_at: datetime | None = None
    rationale: str | None = None


def past_disposal_reasons(facts: PastDisposal, *, now: datetime, law: Law) -> tuple[Reason, ...]:
    """Why a disposal of before cannot be recorded as it is said: each reason at its field."""
    reasons = list(stated_offence_reasons(facts, at=facts.decided_at, now=now, law=law))
    if facts.offence is None and facts.other_offence is None:
        reasons.append(Reason("Say the offence that was decided about", "offence"))
    if facts.kind not in MACHINES:
        reasons.append(Reason("Only disposals of adults that are in force are recorded here", "kind"))
        return tuple(reasons)
    if facts.given_at < facts.decided_at:
        reasons.append(Reason("It cannot be given before it was decided. Change one of the times", "given_at"))
    if facts.given_at > now:
        reasons.append(Reason("The time it was given cannot be in the future", "given_at"))
    return (*reasons, *_reasons_of_end(facts, now))


def _reasons_of_end(facts: PastDisposal, now: datetime) -> tuple[Reason, ...]:
    if facts.kind in GIVEN_IS_THE_END:
        if facts.ended_as is not None or facts.ended_at is not None:
            field = "ended_as" if facts.ended_as is not None else "ended_at"
            return (Reason(f"A {facts.kind.label.lower()} ends when it is given. Leave this blank", field),)
        return ()
    ends = ends_of(facts.kind)
    if facts.ended_as is None:
        words = "Say how it ended. One that still runs is brought in at the desk"
        return (Reason(f"{words}. It may be {', '.join(ends)}", "ended_as"),)
    if facts.ended_as not in ends:
        return (Reason(f"A {facts.kind.label.lower()} may end as {', '.join(ends)}", "ended_as"),)
    if facts.ended_at is None:
        return (Reason("Say when it ended", "ended_at"),)
    if facts.ended_at < facts.given_at:
        return (Reason("It cannot end before it was given. Change one of the times", "ended_at"),)
    return (Reason("The time it ended cannot be in the future", "ended_at"),) if facts.ended_at > now else ()


# How a disposal that was given may have ended, by the table of its steps.


_ELSEWHERE: Final = frozenset({State.CLOSED_DIED, State.CLOSED_REPLACED, State.REFERRED_TO_YOUTH_JUSTICE, State.VOID})
"""A death has its own record; what replaced another is a disposal of its own; a child's is not recorded here."""
_LEFT_AS_IT_IS: Final = "review"
"""Of a resolution that was reviewed it is taken that the actions were not done: the other way to there is rare."""


def takes_effect(kind: Kind) -> TableStep:
    """The step by which a disposal of this kind is given."""
    return next(each for each in DISPOSAL_STEPS[kind].steps.values() if each.event == TAKES_EFFECT[kind])


@cache
def ends_of(kind: Kind) -> dict[State, TableStep]:
    """Every end of a disposal that was given, with the step that leads there: of several the first of the table."""
    machine, ends = DISPOSAL_STEPS[kind], dict[State, TableStep]()
    reached, left = {State(takes_effect(kind).to)}, [State(takes_effect(kind).to)]
    while left:
        for step in machine.steps_from(left.pop(0)):
            to = State(step.to)
            if to in _ELSEWHERE:
                continue
            if is_ended(kind, to) and (to not in ends or step.event == _LEFT_AS_IT_IS):
                ends[to] = step
            if to not in reached:
                reached.add(to)
                left.append(to)
    return ends
