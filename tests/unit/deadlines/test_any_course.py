"""Random ways through the referral's own table: whatever happened, no clock runs where it should not."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from pathways.deadlines.rules.deadlines import OtherHappening, ReferralCourse, StepTaken, known_moments, timers
from pathways.deadlines.rules.states import ClockStanding, clocks_of, deadlines_of, is_a_deadline, next_look
from pathways.deadlines.rules.words import in_words
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState, is_closed, next_state
from tests.unit.deadlines.courses import CALENDAR, PAUSED, at

WALKS = 60
START = at("2026-01-05 09:30")


def a_walk(dice: random.Random) -> ReferralCourse:
    """From a draft to an end: a step every few hours or weeks, each of those that the table opens."""
    state, left, moment, taken = ReferralState.DRAFT, ReferralState.DRAFT, START, []
    while len(taken) < 25:
        open_now = [step.event for step in REFERRAL_STEPS.steps_from(state)]
        if not open_now:
            break
        event = dice.choice(open_now)
        moment += timedelta(hours=dice.choice((1, 5, 30, 100, 400)), minutes=dice.randrange(60))
        before, state = state, next_state(state, event, previous=left)
        if state in PAUSED and before not in PAUSED:
            left = before
        taken.append(StepTaken(event=event, at=moment, before=before, after=state))
    return ReferralCourse(events=tuple(taken))


def test_whatever_happened_no_clock_runs_on_after_an_end_and_each_one_that_runs_says_when() -> None:
    dice = random.Random(20261126)
    closed = 0
    for _ in range(WALKS):
        whole = a_walk(dice)
        for length in range(1, len(whole.events) + 1, 3):
            course = ReferralCourse(events=whole.events[:length])
            now = course.events[-1].at + timedelta(days=dice.randrange(40))
            clocks = clocks_of(course, CALENDAR, now)
            if is_closed(course.state):
                assert all(clock.timer.survives for clock in clocks if clock.still_runs)
            closed += is_closed(course.state)
            for clock in clocks:
                known = clock.due_at is not None or clock.standing in (ClockStanding.PAUSED, ClockStanding.NOT_KNOWN)
                assert known is clock.still_runs
                assert clock.standing is not ClockStanding.OVER or (clock.over_since or now) < now
                assert clock.started_at is None or in_words(clock, CALENDAR)
            look = next_look(clocks, now)
            assert look is None or look > now
    assert closed > WALKS // 2


def with_other_happenings(course: ReferralCourse, dice: random.Random) -> ReferralCourse:
    """The same steps, with anything that the table of timers knows recorded at any time, also twice and of two things,
    and now and then a death, or a stretch in which somebody stood as dead."""
    began, ended = course.events[0].at, course.events[-1].at
    names = sorted(known_moments() - {"person_died"})

    def sometime(*, since: datetime = began) -> datetime:
        return since + (ended - since) * dice.random()

    facts = tuple(
        OtherHappening(name=dice.choice(names), at=sometime(), about=dice.choice(("", "", "2", "7")), due=sometime())
        for _ in range(dice.randrange(12))
    )
    dead, alive = sometime(), dice.random() < 0.8
    in_error = ((dead, sometime(since=dead)),) if dice.random() < 0.3 else ()
    return replace(course, facts=facts, dead_by_error=in_error, died_at=None if alive else sometime())


def test_what_is_a_deadline_is_said_alike_with_every_other_clock_and_without() -> None:
    dice = random.Random(20261129)
    running = 0
    long_ones = (walk for _ in range(40 * WALKS) if len((walk := a_walk(dice)).events) > 3)
    for whole in islice(long_ones, WALKS):
        for length in range(1, len(whole.events) + 1, 2):
            course = with_other_happenings(ReferralCourse(events=whole.events[:length]), dice)
            now = course.events[-1].at + timedelta(days=dice.randrange(-10, 40))
            deadlines = tuple(filter(is_a_deadline, clocks_of(course, CALENDAR, now)))
            assert deadlines_of(course, CALENDAR, now) == deadlines
            for code in timers():
                theirs = tuple(clock for clock in deadlines if clock.timer.code == code)
                assert deadlines_of(course, CALENDAR, now, (code,)) == theirs
            running += len(deadlines)
    assert running > 4 * WALKS
