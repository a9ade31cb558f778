"""What is kept of a unit says of every day what its rule says of that day, and can be counted by what was kept."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.arrest_tests.testing.rules.results import LabStep
from pathways.disposals.steps.rules.machine import State
from pathways.law.rules.disposal_terms import Kind
from pathways.referrals.steps.rules import ReferralState
from pathways.reporting.rules.arc_units import AssessedUnit, DefinitionState, EngagedUnit
from pathways.reporting.rules.fairness import DeskOutcome
from pathways.reporting.rules.fairness_courses import Decision, DecisionUnit, Moved
from pathways.reporting.rules.journeys import (
    ArrestTestUnit,
    Chain,
    ChainLink,
    FirstReferralUnit,
    PositiveTestUnit,
    ReferredUnit,
    RequestUnit,
)
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.standings import (
    FOREVER,
    Standing,
    Stretch,
    alike,
    is_alone,
    state_of_words,
    stretches_of,
    words_of,
)
from pathways.vocabulary import Substance
from tests.rounds import rounds
from tests.unit.reporting.cohorts import a_person
from tests.unit.reporting.fair_cases import FIRST

BEGINS = date(2026, 1, 5)
DAYS = st.integers(0, 60).map(lambda days: BEGINS + timedelta(days=days))
MAYBE = st.none() | DAYS
CHAINS = st.builds(
    Chain,
    referred_on=DAYS,
    links=st.lists(
        st.builds(
            ChainLink,
            state=st.sampled_from([ReferralState.WITHDRAWN, ReferralState.ACCEPTED, ReferralState.REROUTED]),
            accepted_on=MAYBE,
            attended_on=MAYBE,
            engaged_on=MAYBE,
            closed_on=MAYBE,
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
)
CHECKS = st.sampled_from([(), (LabStep.DISPUTE, LabStep.SEND), (LabStep.DISPUTE, LabStep.SEND, LabStep.NOT_CONFIRMED)])
DECISIONS = st.builds(
    Decision,
    episode_id=st.just(1),
    recorded_on=DAYS,
    kind=st.sampled_from([Kind.CC, Kind.O22, Kind.SC, Kind.CR]),
    steps=st.lists(
        st.builds(
            Moved,
            event=st.sampled_from(["step", "not_completed"]),
            before=st.sampled_from(State),
            to=st.sampled_from(State),
            on=DAYS,
        ),
        max_size=4,
    ).map(tuple),
    open_to=st.frozensets(st.sampled_from(Kind)),
    groups=st.just(FIRST),
)
RELEASES = st.builds(
    Decision,
    episode_id=st.just(1),
    recorded_on=DAYS,
    released_as=st.sampled_from([DeskOutcome.CHARGED, DeskOutcome.NO_FURTHER_ACTION]),
    charged_on=MAYBE,
    groups=st.just(FIRST),
)
OF_ONE_PERSON = {"person_id": st.just(1), "record_id": st.just(1), "number": st.just(1)}
UNITS = {
    "referral": st.builds(ReferredUnit, **OF_ONE_PERSON, chain=CHAINS, died_on=MAYBE),
    "test": st.builds(
        ArrestTestUnit,
        **OF_ONE_PERSON,
        taken_on=DAYS,
        is_positive=st.booleans(),
        is_required=st.none() | st.booleans(),
        imposed_on=MAYBE,
        chains=st.lists(CHAINS, max_size=2).map(tuple),
        checks=st.tuples(CHECKS, st.lists(DAYS, min_size=3, max_size=3).map(sorted)).map(
            lambda both: tuple((day, step) for step, day in zip(both[0], both[1], strict=False))
        ),
        died_on=MAYBE,
    ),
    "positive test": st.builds(
        PositiveTestUnit,
        **OF_ONE_PERSON,
        taken_on=DAYS,
        started_on=MAYBE,
        checks=st.tuples(CHECKS, st.lists(DAYS, min_size=3, max_size=3).map(sorted)).map(
            lambda both: tuple((day, step) for step, day in zip(both[0], both[1], strict=False))
        ),
        died_on=MAYBE,
    ),
    "first referral": st.builds(
        FirstReferralUnit, **OF_ONE_PERSON, chain=CHAINS, area=st.just("boston"), died_on=MAYBE
    ),
    "request": st.builds(RequestUnit, **OF_ONE_PERSON, requested_on=DAYS, is_held=st.booleans()),
    "assessment": st.builds(
        AssessedUnit,
        **OF_ONE_PERSON,
        assessed_on=DAYS,
        uses_substances=st.booleans(),
        substances=st.frozensets(st.sampled_from(Substance), max_size=3),
        engaged_on=st.lists(DAYS, max_size=3).map(tuple),
        died_on=MAYBE,
        referrals=st.lists(st.tuples(DAYS, MAYBE), max_size=3).map(tuple),
    ),
    "mark": st.builds(EngagedUnit, **OF_ONE_PERSON, engaged_on=DAYS, definition=st.just(DefinitionState("seen", "1"))),
    "disposal": st.builds(DecisionUnit, person_id=st.just(1), record_id=st.just(1), decision=DECISIONS),
    "release": st.builds(
        DecisionUnit,
        person_id=st.just(1),
        record_id=st.just(1),
        decision=RELEASES,
        beside=st.lists(DECISIONS, max_size=2).map(tuple),
    ),
}


def counted_on(standing, day):
    """A unit counts on no day before the one that brings it into a period, by either basis."""
    return standing if standing and min(standing.recorded_on, standing.counts_on) <= day else None


@pytest.mark.rounds
@pytest.mark.parametrize("what", UNITS)
@settings(max_examples=rounds(75, 150), deadline=None)
@given(data=st.data())
def test_the_stretches_of_a_unit_say_of_every_day_what_its_rule_says(what, data):
    unit, day = data.draw(UNITS[what]), data.draw(st.integers(-5, 240).map(lambda days: BEGINS + timedelta(days=days)))
    standings = [each.standing for each in stretches_of(unit) if each.from_on <= day < each.until_on]
    assert len(standings) <= 1
    assert counted_on(standings[0] if standings else None, day) == counted_on(unit.on(day), day)


@settings(deadline=None)
@given(st.one_of(*UNITS.values()))
def test_stretches_follow_each_other_and_each_differs_from_the_one_before(unit):
    stretches = stretches_of(unit)
    for before, after in pairwise(stretches):
        assert before.until_on <= after.from_on
        assert before.until_on < after.from_on or before.standing != after.standing


@settings(deadline=None)
@given(st.one_of(*UNITS.values()))
def test_a_state_is_the_same_when_it_was_row_as_words(unit):
    for stretch in stretches_of(unit):
        state = stretch.standing.state
        read = state_of_words(words_of(state))
        assert (read, hash(read)) == (state, hash(state))


def test_the_first_assessment_in_the_period_comes_first_whatever_the_order_of_the_rows():
    units = [
        a_person(1, Substance.ALCOHOL, number=9, assessed_on=date(2018, 5, 2)),
        a_person(1, Substance.HEROIN, number=8, assessed_on=date(2018, 5, 2)),
        a_person(1, Substance.CANNABIS, number=3, record_id=7, assessed_on=date(2018, 1, 1)),
    ]
    period = Period(from_on=date(2018, 2, 1), to_on=date(2018, 12, 31), as_at=date(2026, 1, 1))
    ((states, people, records),) = alike(units, period)
    assert [state.lines for state in states] == [("heroin",), ("alcohol",)]
    assert (people, records) == (1, 1)


def test_a_stretch_is_alone_where_no_other_has_a_day_in_common_with_it():
    standing = Standing(BEGINS, BEGINS, ())
    first, second, third = (
        Stretch(BEGINS + timedelta(days=begins), until, standing)
        for begins, until in ((0, BEGINS + timedelta(days=5)), (5, FOREVER), (9, FOREVER))
    )
    assert is_alone(first, [first, second, third])
    assert not is_alone(second, [first, second, third])
    assert is_alone(second, [first, second])
