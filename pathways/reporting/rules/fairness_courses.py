"""What became of a decision of the disposal desk, how it stands on a day, and of a person, from their decisions."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from pathways.disposals.proposal.rules.verdicts import opinion
from pathways.disposals.steps.rules.machine import DEATH_TAKEN_BACK, State
from pathways.law.rules.disposal_book import RuleBook
from pathways.law.rules.disposal_terms import Kind, Verdict
from pathways.reporting.rules.fairness import (
    OF_KIND,
    WITH_CONDITIONS,
    Breakdown,
    DeskOutcome,
    PeopleCounted,
    PersonCounted,
)
from pathways.reporting.rules.standings import PeopleAlike, Standing, days_of

# What became of a decision, from the steps it took.
#
# Every state and kind is read in one way, so that a kind whose later steps are added one day needs no change here.
# Source: data dictionary of out-of-court disposals, section 3; which step counts as which outcome is a design choice.


GIVES = frozenset({State.ACTIVE, State.AGREED, State.GIVEN, State.DEFERRED})
CHARGES = frozenset({State.CLOSED_CHARGED, State.PROSECUTED})
DONE = frozenset({State.COMPLETED, State.CLOSED_22})
NOT_DONE = frozenset({State.COMPLETED_IN_PART, State.PROSECUTED, State.NOT_PROCEEDED, State.TIME_BARRED})
NOT_COMPLETED = "not_completed"
"""The event that ends a deferral because the activity was not done; a withdrawal is no failure."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One step: its event, the state before and after, and its London day (of a charge the day it names)."""

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

    episode_id: int
    recorded_on: date
    kind: Kind | None = None
    steps: tuple[Moved, ...] = ()
    open_to: frozenset[Kind] | None = None
    released_as: DeskOutcome | None = None
    charged_on: date | None = None
    groups: Mapping[Breakdown, str]


@dataclass(frozen=True, kw_only=True)
class DecisionCourse:
    """What had become of a decision: its outcomes, the day of the first, and whether what was asked was done.

    `is_void`: quashed or entered in error. `is_over`: nothing more can come of it.
    """

    outcomes: frozenset[DeskOutcome]
    decided_on: date | None
    was_row: bool | None = None
    is_void: bool = False
    is_over: bool = False


OVER = frozenset({State.CLOSED_DIED, State.TRANSFERRED, State.REFERRED_TO_YOUTH_JUSTICE, State.CLOSED_REPLACED})
"""Ended before any outcome: the person died, went elsewhere, or another decision was taken instead."""


def course_of(decision: Decision, as_at: date) -> DecisionCourse:
    """Read the steps taken by the as-at date. What came before a quashing no longer counts."""
    if decision.kind is None:
        decided_on = decision.charged_on or decision.recorded_on
        known = decision.released_as is not None and decided_on <= as_at
        ended = frozenset({decision.released_as} if decision.released_as and known else ())
        return DecisionCourse(outcomes=ended, decided_on=decided_on if known else None, is_over=known)
    steps = of_the_living(step for step in decision.steps if step.on <= as_at)
    last = steps[-1].to if steps else State.DRAFT
    if last is State.VOID:
        return DecisionCourse(outcomes=frozenset(), decided_on=None, is_void=True)
    after = max((place for place, step in enumerate(steps) if step.to is State.VOID), default=-1)
    days: dict[DeskOutcome, date] = {}
    for step in steps[after + 1 :]:
        outcome = _outcome_of(decision.kind, step.to)
        if outcome is not None:
            days.setdefault(outcome, step.on)
    given = any(outcome in days for outcome in WITH_CONDITIONS)
    return DecisionCourse(
        outcomes=frozenset(days),
        decided_on=min(days.values(), default=None),
        was_row=_last_said(steps[after + 1 :]) if given else None,
        is_over=last in OVER,
    )


def of_the_living(steps: Iterable[Moved]) -> list[Moved]:
    """The steps without any death that was taken back: neither its record nor its taking back counts."""
    living: list[Moved] = []
    for step in steps:
        if step.event == DEATH_TAKEN_BACK:
            living.pop()  # nothing else moves a disposal in between
        else:
            living.append(step)
    return living


def _outcome_of(kind: Kind, to: State) -> DeskOutcome | None:
    if to in CHARGES:
        return DeskOutcome.CHARGED
    if to is State.CLOSED_NFA:
        return DeskOutcome.NO_FURTHER_ACTION
    return DeskOutcome(kind.value) if to in GIVES and kind.value in OF_KIND else None


def _last_said(steps: Sequence[Moved]) -> bool | None:
    """Whether what was asked was done, as it was decided last; None while it runs, and where it was excused, withdrawn
    or nobody's failure. Whoever is charged after an activity that was not completed had not completed it."""
    return next((was_row for step in reversed(steps) if (was_row := _was_row(step)) is not None), None)


def _was_row(step: Moved) -> bool | None:
    """What a step decides of it; None where it decides nothing."""
    if step.to in DONE:
        return True
    left_as_it_is = step.to is State.REVIEWED and step.before is State.NON_ENGAGED
    return False if step.to in NOT_DONE or left_as_it_is or step.event == NOT_COMPLETED else None


# How a decision stands on a day among those of its episode, and what is counted of people whose decisions stand alike.


class DecisionState(NamedTuple):
    """What is counted of a decision. `groups` are in the order of `Breakdown`; `open_to` is None without a verdict."""

    groups: tuple[str, ...]
    open_to: tuple[str, ...] | None
    outcomes: tuple[str, ...] = ()
    was_row: bool | None = None
    is_void: bool = False
    is_over: bool = False


@dataclass(frozen=True, kw_only=True)
class DecisionUnit:
    """A decision of one person as a unit that is counted; `beside` are the other decisions of its episode."""

    person_id: int
    record_id: int
    decision: Decision
    beside: tuple[Decision, ...] = ()

    @property
    def number(self) -> int:
        return self.decision.episode_id

    @cached_property
    def days(self) -> frozenset[date]:
        return frozenset().union(*(_days(decision) for decision in (self.decision, *self.beside)))

    def on(self, as_at: date) -> Standing | None:
        """A disposal counts from its proposal; a release where no disposal of its episode came to an outcome."""
        decision = self.decision
        if decision.kind is None:
            if any(_has_outcome(other, as_at) for other in self.beside):
                return None
        elif as_at < decision.recorded_on:
            return None
        course = course_of(decision, as_at)
        state = DecisionState(
            groups=tuple(decision.groups[breakdown] for breakdown in Breakdown),
            open_to=None if decision.open_to is None else tuple(sorted(kind.value for kind in decision.open_to)),
            outcomes=tuple(sorted(outcome.value for outcome in course.outcomes)),
            was_row=course.was_row,
            is_void=course.is_void,
            is_over=course.is_over,
        )
        return Standing(decision.recorded_on, course.decided_on or decision.recorded_on, state)


def _days(decision: Decision) -> frozenset[date]:
    return days_of(decision.recorded_on, decision.charged_on, *(step.on for step in decision.steps))


def _has_outcome(decision: Decision, as_at: date) -> bool:
    """Whether a disposal, proposed by then, had come to an outcome."""
    is_there = decision.kind is not None and decision.recorded_on <= as_at
    return is_there and bool(course_of(decision, as_at).outcomes)


def reached(people: Iterable[PeopleAlike]) -> PeopleCounted:
    """What is counted of people by their decisions of a period, each person once, and the decisions beside."""
    counted: list[PersonCounted] = []
    pending = ended = void = without = 0
    for states, number, _ in people:
        decided: list[DecisionState] = []
        for state in (DecisionState(*each) for each in states):
            if state.outcomes:
                without += number * (state.open_to is None)
                decided.append(state)
            else:
                void, ended = void + number * state.is_void, ended + number * state.is_over
                pending += number * (not state.is_void and not state.is_over)
        if decided:
            counted.append(_person(decided, number))
    return PeopleCounted(
        people=tuple(counted), pending=pending, ended_otherwise=ended, void=void, without_verdict=without
    )


def _person(decided: list[DecisionState], how_many: int) -> PersonCounted:
    had = frozenset(DeskOutcome(outcome) for state in decided for outcome in state.outcomes)
    may_have = {DeskOutcome(kind) for state in decided for kind in state.open_to or () if kind in OF_KIND}
    were_kept = [state.was_row for state in decided if state.was_row is not None]
    return PersonCounted(
        groups=dict(zip(Breakdown, decided[0].groups, strict=True)),
        # Somebody who was given a disposal could be given it. Charge and no further action are open to everybody.
        open_to=frozenset(
            may_have
            | had
            | {DeskOutcome.CHARGED, DeskOutcome.NO_FURTHER_ACTION}
            | ({DeskOutcome.KEPT} if were_kept else set())
        ),
        had=had | ({DeskOutcome.KEPT} if were_kept and all(were_kept) else set()),
        how_many=how_many,
    )


# Which disposals a decision left open, from what was stored with it. Nothing is read from today's record.


def left_open(
    kind: Kind, *, results: Iterable[Mapping[str, Any]], facts: Mapping[str, Any], book: RuleBook | None, on: date
) -> frozenset[Kind]:
    """The disposals open at the decision: the proposed one by its stored verdict, the others by its stored facts.

    `book` is the one the decision was taken under, `on` the day. A disposal whose facts were not known is not open.
    Where that book is lost nothing is said of the others.
    """
    counting = [Verdict(result["verdict"]) for result in results if result["counts"]]
    own = frozenset({kind} if all(verdict.may_be_proposed for verdict in counting) else ())
    if book is None:
        return own
    stored = _Stored(facts=json.dumps(facts, sort_keys=True), on=on, version=book.version, book=book)
    return own | (_open_on(stored) - {kind})


@dataclass(frozen=True, kw_only=True)
class _Stored:
    """What the other verdicts follow from. Books of one version are equal, so the book is not compared."""

    facts: str
    on: date
    version: str
    book: RuleBook = field(compare=False)


# Cached, because a page and each of its pictures ask about the same decisions, and what is stored never changes.
@lru_cache(maxsize=20_000)
def _open_on(stored: _Stored) -> frozenset[Kind]:
    known = {
        name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(stored.facts).items()
    }
    asked = (opinion(Kind(each), known, picking=True, book=stored.book, on=stored.on) for each in sorted(OF_KIND))
    return frozenset(answer.kind for answer in asked if answer.verdict.may_be_proposed)
