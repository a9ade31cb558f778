"""Random ways through the referral's own table: whatever happened, no clock runs where it should not."""

import random
from datetime import timedelta

from pathways.deadlines.rules.deadlines import ReferralCourse, StepTaken
from pathways.deadlines.rules.states import ClockStanding, clocks_of, next_look
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
