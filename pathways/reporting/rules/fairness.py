"""Whether outcomes of the disposal desk are given alike: who could have had each, and who had it, group by group."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from pathways.disposals.proposal.rules.verdicts import opinion
from pathways.disposals.steps.rules.machine import DEATH_TAKEN_BACK, State
from pathways.law.rules.disposal_book import RuleBook
from pathways.law.rules.disposal_terms import Kind, Verdict
from pathways.people.identity.rules import EthnicGroup
from pathways.reporting.rules.proportions import Period, Share
from pathways.vocabulary import Area, Sex, Worded

# The terms of the fairness page: outcomes, groups, the basis of the count. Design choices, printed on the page.


NOT_RECORDED = "not_recorded"


class PeriodBasis(Worded):
    """By which day a decision falls into the period."""

    CLOSED = "closed", "Decided in the period", "The day the outcome was given, agreed, signed, charged or closed"
    RECORDED = "recorded", "Recorded in the period", "The day the decision was proposed, or the person released"


class DeskOutcome(Worded):
    """What may become of somebody at the disposal desk. The hint says when it counts."""

    CC = "CC", "Conditional caution", "signed"
    CR = "CR", "Community resolution", "agreed"
    O22 = "O22", "Outcome 22", "agreed; the code itself waits until the activity is done"
    SC = "SC", "Simple caution", "given"
    PND = "PND", "Penalty notice", "given"
    CW = "CW", "Cannabis or khat warning", "given"
    CHARGED = "charged", "Charged", "charged at once, or prosecuted later on"
    NO_FURTHER_ACTION = "no_further_action", "No further action", "closed without a charge or a disposal"
    KEPT = "kept", "Conditions kept", "what was agreed or signed was done, of everybody for whom that was decided"

    @property
    def kind(self) -> Kind | None:
        """The disposal that this outcome is; None for those that are none."""
        return Kind(self.value) if self.value in OF_KIND else None


OF_KIND = frozenset({"CC", "CR", "O22", "SC", "PND", "CW"})
WITH_CONDITIONS = (DeskOutcome.CC, DeskOutcome.CR, DeskOutcome.O22)
"""The disposals that ask something of the person afterwards."""


class Breakdown(Worded):
    """By what the figures are broken down."""

    ETHNICITY = "ethnicity", "Ethnicity"
    SEX = "sex", "Sex"
    AGE = "age", "Age"
    AREA = "area", "Area"


class AgeBand(Worded):
    """Age on the day of the decision."""

    UNDER_18 = "under_18", "Under 18"
    TO_24 = "18_to_24", "18 to 24"
    TO_34 = "25_to_34", "25 to 34"
    TO_44 = "35_to_44", "35 to 44"
    OLDER = "45_and_over", "45 and over"


def age_band(age: int) -> AgeBand:
    """The band of an age in whole years."""
    for limit, band in ((18, AgeBand.UNDER_18), (25, AgeBand.TO_24), (35, AgeBand.TO_34), (45, AgeBand.TO_44)):
        if age < limit:
            return band
    return AgeBand.OLDER


Groups = Mapping[Breakdown, Mapping[str, str]]

_FIXED: dict[Breakdown, dict[str, str]] = {
    Breakdown.ETHNICITY: {each.value: each.label for each in EthnicGroup} | {NOT_RECORDED: "Not asked"},
    Breakdown.SEX: {each.value: each.label for each in Sex},
    Breakdown.AGE: {each.value: each.label for each in AgeBand},
}

_REFERENCE = {
    Breakdown.ETHNICITY: EthnicGroup.WHITE.value,
    Breakdown.SEX: Sex.MALE.value,
    Breakdown.AGE: AgeBand.TO_34.value,
}


def groups_with(areas: Iterable[Area]) -> Groups:
    """The groups of each breakdown in the order they are shown; everybody is in exactly one of each."""
    places = {area.value: area.label for area in areas}
    return {**_FIXED, Breakdown.AREA: {**places, NOT_RECORDED: "Not recorded"}}


def reference_of(groups: Groups, breakdown: Breakdown) -> str:
    """The group that the others are compared with, fixed beforehand and not by a figure: of areas the first set up."""
    return _REFERENCE.get(breakdown) or next(iter(groups[breakdown]))


def about_outcome_22(outcome: DeskOutcome) -> str:
    """Whether a figure includes Outcome 22, which every table and chart then says."""
    match outcome:
        case DeskOutcome.O22:
            return "Outcome 22 is what is counted here."
        case DeskOutcome.KEPT:
            return "Outcome 22 is included: kept once it is closed with the code."
        case _:
            return "Outcome 22 is counted by itself, and not in this outcome."


# What became of a decision, from the steps it took, and of a person, from their decisions.
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

    person_id: int
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
    was_kept: bool | None = None
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
    steps = _of_the_living(step for step in decision.steps if step.on <= as_at)
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
        was_kept=_was_kept(steps[-1]) if given else None,
        is_over=last in OVER,
    )


def _of_the_living(steps: Iterable[Moved]) -> list[Moved]:
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


def _was_kept(last: Moved) -> bool | None:
    """Whether what was asked was done; None while it runs, and where it was excused, withdrawn or nobody's failure."""
    if last.to in DONE:
        return True
    left_as_it_is = last.to is State.REVIEWED and last.before is State.NON_ENGAGED
    return False if last.to in NOT_DONE or left_as_it_is or last.event == NOT_COMPLETED else None


@dataclass(frozen=True, kw_only=True)
class PersonCounted:
    """One person, counted once: the group at their first decision, what was open to them, what they had."""

    person_id: int
    groups: Mapping[Breakdown, str]
    open_to: frozenset[DeskOutcome]
    had: frozenset[DeskOutcome]


@dataclass(frozen=True, kw_only=True)
class PeopleCounted:
    """The people who are counted, and how many decisions of the period are counted beside them."""

    people: tuple[PersonCounted, ...]
    pending: int = 0
    ended_otherwise: int = 0
    void: int = 0
    without_verdict: int = 0


def reached(decisions: Iterable[Decision], period: Period, basis: PeriodBasis) -> PeopleCounted:
    """The people whose decisions fall into the period, each once.

    A release counts only where no disposal of the same episode came to an outcome.
    """
    courses = [(decision, course_of(decision, period.as_at)) for decision in decisions]
    settled = {decision.episode_id for decision, course in courses if decision.kind is not None and course.outcomes}
    mine: dict[int, list[tuple[Decision, DecisionCourse]]] = {}
    pending = ended = void = without = 0
    for decision, course in sorted(courses, key=lambda pair: (pair[0].recorded_on, pair[0].episode_id)):
        if decision.kind is None and decision.episode_id in settled:
            continue
        day = decision.recorded_on if basis is PeriodBasis.RECORDED or course.decided_on is None else course.decided_on
        if not period.holds(day):
            continue
        if not course.outcomes:
            void, ended = void + course.is_void, ended + course.is_over
            pending += not course.is_void and not course.is_over
            continue
        without += decision.open_to is None
        mine.setdefault(decision.person_id, []).append((decision, course))
    return PeopleCounted(
        people=tuple(_person(person, own_courses) for person, own_courses in mine.items()),
        pending=pending,
        ended_otherwise=ended,
        void=void,
        without_verdict=without,
    )


def _person(person_id: int, courses: list[tuple[Decision, DecisionCourse]]) -> PersonCounted:
    had = frozenset(outcome for _, course in courses for outcome in course.outcomes)
    may_have = {
        DeskOutcome(kind.value) for decision, _ in courses for kind in decision.open_to or () if kind.value in OF_KIND
    }
    were_kept = [course.was_kept for _, course in courses if course.was_kept is not None]
    return PersonCounted(
        person_id=person_id,
        groups=courses[0][0].groups,
        # Somebody who was given a disposal could be given it. Charge and no further action are open to everybody.
        open_to=frozenset(
            may_have
            | had
            | {DeskOutcome.CHARGED, DeskOutcome.NO_FURTHER_ACTION}
            | ({DeskOutcome.KEPT} if were_kept else set())
        ),
        had=had | ({DeskOutcome.KEPT} if were_kept and all(were_kept) else set()),
    )


# People by outcome and group: how many could have had it, and how many had it.


@dataclass(frozen=True, kw_only=True)
class OutcomeLine:
    """One outcome in one breakdown: the people of each group who could have had it, and those who had it."""

    eligible: Mapping[str, int]
    had: Mapping[str, int]

    def share(self, group: str) -> Share:
        return Share(self.had[group], self.eligible[group])

    @property
    def total(self) -> Share:
        return Share(sum(self.had.values()), sum(self.eligible.values()))


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Every figure of the report before anything is hidden. `everybody` are the people by group."""

    everybody: Mapping[Breakdown, Mapping[str, int]]
    lines: Mapping[tuple[Breakdown, DeskOutcome], OutcomeLine]

    @property
    def people(self) -> int:
        return sum(self.everybody[Breakdown.SEX].values())

    def total(self, outcome: DeskOutcome) -> Share:
        """Of everybody, whatever their group: the same in each breakdown."""
        return self.lines[Breakdown.SEX, outcome].total


def counted(people: Iterable[PersonCounted], groups: Groups) -> Counts:
    """Count each person once in each breakdown. Raises KeyError for a group that no breakdown has."""
    everyone = tuple(people)

    def by(breakdown: Breakdown, which: Iterable[PersonCounted]) -> dict[str, int]:
        counts = Counter(person.groups[breakdown] for person in which)
        if unknown := counts.keys() - groups[breakdown].keys():
            raise KeyError(f"{breakdown.label} has no group {sorted(unknown)}")
        return {group: counts[group] for group in groups[breakdown]}

    return Counts(
        everybody={breakdown: by(breakdown, everyone) for breakdown in Breakdown},
        lines={
            (breakdown, outcome): OutcomeLine(
                eligible=by(breakdown, (person for person in everyone if outcome in person.open_to)),
                had=by(breakdown, (person for person in everyone if outcome in person.had)),
            )
            for breakdown in Breakdown
            for outcome in DeskOutcome
        },
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
