"""What became of one decision of the disposal desk, from the steps it took; and of one person, from their decisions.

Asked of every state and kind alike, so that a machine that is carried through later is counted without a change here.
Source: data dictionary of out-of-court disposals, section 3; which step counts as which outcome is a design choice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pathways.disposals.rules import DEATH_TAKEN_BACK, Kind, State
from pathways.reporting.rules.fairness.words import OF_KIND, WITH_CONDITIONS, Basis, Breakdown, Outcome
from pathways.reporting.rules.periods import Period

GIVES = frozenset({State.ACTIVE, State.AGREED, State.GIVEN, State.DEFERRED})
CHARGES = frozenset({State.CLOSED_CHARGED, State.PROSECUTED})
DONE = frozenset({State.COMPLETED, State.CLOSED_22})
NOT_DONE = frozenset({State.COMPLETED_IN_PART, State.PROSECUTED, State.NOT_PROCEEDED, State.TIME_BARRED})
NOT_COMPLETED = "not_completed"
"""The event that ends a deferral because the activity was not done; a withdrawal is no failure."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One step: which event, from where to where, on which London day. A charge is of the day it says itself."""

    event: str
    before: State
    to: State
    on: date


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision: a disposal with its steps, or (`kind` None) a release that ended the case without one.

    `open_to` holds the disposals that the stored verdicts left open, None where no verdict was stored. `released_as` is
    how a case without a disposal ended, `charged_on` the day of its charge, where an offence says it.
    """

    person_id: int
    episode_id: int
    recorded_on: date
    kind: Kind | None = None
    steps: tuple[Moved, ...] = ()
    open_to: frozenset[Kind] | None = None
    released_as: Outcome | None = None
    charged_on: date | None = None
    groups: Mapping[Breakdown, str]


@dataclass(frozen=True, kw_only=True)
class Course:
    """What had become of a decision: its outcomes, the day of the first, and whether what was asked was done.

    `is_void`: quashed or entered in error. `is_over`: nothing more can come of it.
    """

    outcomes: frozenset[Outcome]
    decided_on: date | None
    was_kept: bool | None = None
    is_void: bool = False
    is_over: bool = False


OVER = frozenset({State.CLOSED_DIED, State.TRANSFERRED, State.REFERRED_TO_YOUTH_JUSTICE, State.CLOSED_REPLACED})
"""Ended before any outcome: the person died, went elsewhere, or another decision was taken instead."""


def course_of(decision: Decision, as_at: date) -> Course:
    """Read the steps taken by the as-at date. What came before a quashing no longer counts."""
    if decision.kind is None:
        decided_on = decision.charged_on or decision.recorded_on
        known = decision.released_as is not None and decided_on <= as_at
        ended = frozenset({decision.released_as} if decision.released_as and known else ())
        return Course(outcomes=ended, decided_on=decided_on if known else None, is_over=known)
    steps = _of_the_living(step for step in decision.steps if step.on <= as_at)
    last = steps[-1].to if steps else State.DRAFT
    if last is State.VOID:
        return Course(outcomes=frozenset(), decided_on=None, is_void=True)
    after = max((place for place, step in enumerate(steps) if step.to is State.VOID), default=-1)
    days: dict[Outcome, date] = {}
    for step in steps[after + 1 :]:
        outcome = _outcome_of(decision.kind, step.to)
        if outcome is not None:
            days.setdefault(outcome, step.on)
    given = any(outcome in days for outcome in WITH_CONDITIONS)
    return Course(
        outcomes=frozenset(days),
        decided_on=min(days.values(), default=None),
        was_kept=_was_kept(steps[-1]) if given else None,
        is_over=last in OVER,
    )


def _of_the_living(steps: Iterable[Moved]) -> list[Moved]:
    """The steps without a death that was taken back: neither that it was written down nor its taking back counts."""
    living: list[Moved] = []
    for step in steps:
        if step.event == DEATH_TAKEN_BACK:
            living.pop()  # nothing else moves a disposal in between
        else:
            living.append(step)
    return living


def _outcome_of(kind: Kind, to: State) -> Outcome | None:
    if to in CHARGES:
        return Outcome.CHARGED
    if to is State.CLOSED_NFA:
        return Outcome.NO_FURTHER_ACTION
    return Outcome(kind.value) if to in GIVES and kind.value in OF_KIND else None


def _was_kept(last: Moved) -> bool | None:
    """Yes, no, or (still running, excused, withdrawn, nobody's failure) neither."""
    if last.to in DONE:
        return True
    left_as_it_is = last.to is State.REVIEWED and last.before is State.NON_ENGAGED
    return False if last.to in NOT_DONE or left_as_it_is or last.event == NOT_COMPLETED else None


@dataclass(frozen=True, kw_only=True)
class PersonCounted:
    """One person, once: the group of their first decision in the period, what was open to them, what they had."""

    person_id: int
    groups: Mapping[Breakdown, str]
    open_to: frozenset[Outcome]
    had: frozenset[Outcome]


@dataclass(frozen=True, kw_only=True)
class Reached:
    """Who is counted, and how many decisions of the period stand beside."""

    people: tuple[PersonCounted, ...]
    pending: int = 0
    ended_otherwise: int = 0
    void: int = 0
    without_verdict: int = 0


def reached(decisions: Iterable[Decision], period: Period, basis: Basis) -> Reached:
    """The people whose decisions fall into the period, each once.

    A release counts only where no disposal of the same episode came to an outcome.
    """
    courses = [(one, course_of(one, period.as_at)) for one in decisions]
    settled = {one.episode_id for one, course in courses if one.kind is not None and course.outcomes}
    mine: dict[int, list[tuple[Decision, Course]]] = {}
    pending = ended = void = without = 0
    for one, course in sorted(courses, key=lambda pair: (pair[0].recorded_on, pair[0].episode_id)):
        if one.kind is None and one.episode_id in settled:
            continue
        day = one.recorded_on if basis is Basis.RECORDED or course.decided_on is None else course.decided_on
        if not period.holds(day):
            continue
        if not course.outcomes:
            void, ended = void + course.is_void, ended + course.is_over
            pending += not course.is_void and not course.is_over
            continue
        without += one.open_to is None
        mine.setdefault(one.person_id, []).append((one, course))
    return Reached(
        people=tuple(_person(person, found) for person, found in mine.items()),
        pending=pending,
        ended_otherwise=ended,
        void=void,
        without_verdict=without,
    )


def _person(person_id: int, found: list[tuple[Decision, Course]]) -> PersonCounted:
    had = frozenset(outcome for _, course in found for outcome in course.outcomes)
    may_have = {Outcome(kind.value) for one, _ in found for kind in one.open_to or () if kind.value in OF_KIND}
    kept = [course.was_kept for _, course in found if course.was_kept is not None]
    return PersonCounted(
        person_id=person_id,
        groups=found[0][0].groups,
        # Whoever was given a disposal could be given it; charge and no further action stand open to everybody.
        open_to=frozenset(
            may_have | had | {Outcome.CHARGED, Outcome.NO_FURTHER_ACTION} | ({Outcome.KEPT} if kept else set())
        ),
        had=had | ({Outcome.KEPT} if kept and all(kept) else set()),
    )
