"""What a decision of the disposal desk counts as: asked of every kind and state alike."""

from datetime import date

import pytest

from pathways.disposals.steps.rules.machine import DEATH_TAKEN_BACK, State
from pathways.law.rules.disposal_book import shipped_book
from pathways.law.rules.disposal_terms import Kind
from pathways.reporting.rules.fairness import Breakdown, DeskOutcome
from pathways.reporting.rules.fairness_courses import Decision, DecisionUnit, Moved, course_of, left_open, reached
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.standings import alike
from tests.unit.disposals.plain_case import facts
from tests.unit.reporting.fair_cases import FIRST

S = State
DAY = date(2026, 3, 2)
LATER = date(2026, 6, 1)
PERIOD = Period(from_on=date(2026, 1, 1), to_on=date(2026, 3, 31), as_at=date(2026, 12, 31))


def steps(*states, on=DAY, event="step"):
    before = (State.DRAFT, *states)
    return tuple(Moved(event=event, before=was, to=to, on=on) for was, to in zip(before, states, strict=False))


def decision(kind=Kind.CC, *taken, **changes):
    plain = {"episode_id": 1, "recorded_on": DAY, "groups": FIRST, "open_to": frozenset()}
    return Decision(kind=kind, steps=tuple(taken), **(plain | changes))


def counted(*decisions):
    """What is counted of one person with these decisions."""
    units = [
        DecisionUnit(
            person_id=1,
            record_id=1,
            decision=each,
            beside=tuple(other for other in decisions if other is not each and other.episode_id == each.episode_id),
        )
        for each in decisions
    ]
    return reached(alike(units, PERIOD))


@pytest.mark.parametrize(
    ("kind", "states", "outcomes", "was_row"),
    [
        (Kind.CC, (S.PROPOSED, S.AUTHORISED), set(), None),
        (Kind.CC, (S.PROPOSED, S.AUTHORISED, S.ACTIVE), {DeskOutcome.CC}, None),
        (Kind.CC, (S.ACTIVE, S.COMPLETED), {DeskOutcome.CC}, True),
        (Kind.CC, (S.ACTIVE, S.BREACH_REVIEW, S.COMPLETED_IN_PART), {DeskOutcome.CC}, False),
        (Kind.CC, (S.ACTIVE, S.BREACH_REVIEW, S.EXCUSED_CLOSED), {DeskOutcome.CC}, None),
        (Kind.CC, (S.ACTIVE, S.PROSECUTION_PENDING, S.PROSECUTED), {DeskOutcome.CC, DeskOutcome.CHARGED}, False),
        (Kind.CC, (S.ACTIVE, S.PROSECUTION_PENDING, S.TIME_BARRED), {DeskOutcome.CC}, False),
        (Kind.CC, (S.ACTIVE, S.VOID), set(), None),
        (Kind.CC, (S.ACTIVE, S.VOID, S.REDECIDE, S.CLOSED_CHARGED), {DeskOutcome.CHARGED}, None),
        (Kind.CC, (S.REDECIDE, S.CLOSED_NFA), {DeskOutcome.NO_FURTHER_ACTION}, None),
        (Kind.CR, (S.AGREED, S.NON_ENGAGED), {DeskOutcome.CR}, None),
        (Kind.CR, (S.AGREED, S.NON_ENGAGED, S.REVIEWED), {DeskOutcome.CR}, False),
        (Kind.CR, (S.AGREED, S.REVIEWED), {DeskOutcome.CR}, None),
        (Kind.O22, (S.OFFERED,), set(), None),
        (Kind.O22, (S.DEFERRED,), {DeskOutcome.O22}, None),
        (Kind.O22, (S.DEFERRED, S.REVIEW_DUE, S.COMPLETED_AWAITING_REVIEW), {DeskOutcome.O22}, None),
        (Kind.O22, (S.DEFERRED, S.COMPLETED_AWAITING_REVIEW, S.CLOSED_22), {DeskOutcome.O22}, True),
        (Kind.O22, (S.DEFERRED, S.REDECIDE), {DeskOutcome.O22}, None),
        (Kind.SC, (S.GIVEN,), {DeskOutcome.SC}, None),
        (Kind.PND, (S.GIVEN, S.PAID), {DeskOutcome.PND}, None),
        (Kind.CW, (S.GIVEN,), {DeskOutcome.CW}, None),
        (Kind.YC, (S.REFERRED_TO_YOUTH_JUSTICE,), set(), None),
    ],
)
def test_a_decision_counts_as_what_its_steps_made_of_it(kind, states, outcomes, was_row):
    course = course_of(decision(kind, *steps(*states)), LATER)
    assert (course.outcomes, course.was_row) == (outcomes, was_row)


def test_a_deferral_that_was_not_completed_is_not_kept_and_one_that_was_withdrawn_is_neither():
    taken = (*steps(S.DEFERRED, S.REVIEW_DUE), *steps(S.REDECIDE, event="not_completed"))
    assert course_of(decision(Kind.O22, *taken), LATER).was_row is False
    ended = Moved(event="person_died", before=S.REDECIDE, to=S.CLOSED_DIED, on=LATER)
    back = Moved(event=DEATH_TAKEN_BACK, before=S.CLOSED_DIED, to=S.REDECIDE, on=LATER)
    assert course_of(decision(Kind.O22, *taken, ended, back), LATER).was_row is False, "a death that was none"
    assert course_of(decision(Kind.O22, *taken, ended), LATER).is_over


@pytest.mark.parametrize("then", [S.CLOSED_CHARGED, S.CLOSED_NFA, S.CLOSED_REPLACED, S.TRANSFERRED])
def test_whoever_did_not_complete_an_activity_had_not_completed_it_whatever_is_decided_next(then):
    taken = (*steps(S.DEFERRED, S.REVIEW_DUE), *steps(S.REDECIDE, event="not_completed"))
    assert course_of(decision(Kind.O22, *taken, *steps(then)), LATER).was_row is False
    quashed = course_of(decision(Kind.CC, *steps(S.ACTIVE, S.COMPLETED_IN_PART, S.VOID, S.ACTIVE)), LATER)
    assert quashed.was_row is None, "what came before a quashing no longer counts"


def test_a_step_after_the_as_known_date_is_not_seen():
    taken = (*steps(S.ACTIVE), *steps(S.COMPLETED, on=LATER))
    assert course_of(decision(Kind.CC, *taken), DAY).was_row is None


def test_a_decision_falls_into_the_period_by_the_day_on_which_it_was_made():
    late = decision(Kind.CC, *steps(S.PROPOSED), *steps(S.ACTIVE, on=LATER))
    assert counted(late).people == ()


def test_what_has_no_outcome_yet_stands_beside_the_count_and_so_does_what_ended_or_was_void():
    tally = counted(
        decision(Kind.CC, *steps(S.PROPOSED)),
        decision(Kind.CC, *steps(S.PROPOSED, S.CLOSED_DIED)),
        decision(Kind.SC, *steps(S.GIVEN, S.VOID)),
    )
    assert (tally.people, tally.pending, tally.ended_otherwise, tally.void) == ((), 1, 1, 1)


def test_a_person_with_two_decisions_is_counted_once_and_kept_means_all_were():
    done = decision(Kind.CC, *steps(S.ACTIVE, S.COMPLETED), open_to=frozenset({Kind.CC}))
    failed = decision(Kind.CR, *steps(S.AGREED, S.NON_ENGAGED, S.REVIEWED), episode_id=2)
    (person,) = counted(done, failed).people
    assert person.had == {DeskOutcome.CC, DeskOutcome.CR}
    assert DeskOutcome.KEPT in person.open_to


def test_a_release_counts_only_where_no_disposal_of_the_episode_came_to_an_outcome():
    charged = decision(None, released_as=DeskOutcome.CHARGED, open_to=None)
    signed = decision(Kind.CC, *steps(S.ACTIVE))
    (person,) = counted(charged, signed).people
    assert person.had == {DeskOutcome.CC}
    alone = counted(charged)
    assert [person.had for person in alone.people] == [{DeskOutcome.CHARGED}]
    assert alone.without_verdict == 1
    assert alone.people[0].groups[Breakdown.SEX] == "male"


def verdict(word):
    return [{"verdict": word, "counts": True}, {"verdict": "NOT_AVAILABLE", "counts": False}]


def test_the_proposed_disposal_is_open_by_its_stored_verdict_and_the_others_by_the_stored_facts():
    stored = {name: list(value) if isinstance(value, tuple) else value for name, value in facts().items()}
    open_kinds = left_open(Kind.CC, results=verdict("NEEDS_AUTHORITY"), facts=stored, book=shipped_book(), on=DAY)
    assert Kind.CC in open_kinds
    assert Kind.SC not in left_open(Kind.CC, results=[], facts={}, book=shipped_book(), on=DAY)
    assert left_open(Kind.CC, results=verdict("NOT_AVAILABLE"), facts={}, book=shipped_book(), on=DAY) == frozenset()


def test_where_the_book_of_the_decision_is_lost_nothing_is_said_of_the_others():
    assert left_open(Kind.CR, results=[], facts=facts(), book=None, on=DAY) == {Kind.CR}
