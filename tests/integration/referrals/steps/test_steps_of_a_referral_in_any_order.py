"""The table of a referral taken in any order: briefly in the suite, 2,000 steps on each database by `make long`."""

from random import Random

from pathways.referrals.steps.rules import REFERRAL_STEPS
from tests.machine_of_referrals.desks import desks
from tests.machine_of_referrals.walk import NEVER, OF_TWO_PEOPLE, Walk
from tests.on_both import on_sqlite_in_full
from tests.rounds import IN_FULL, rounds

SEED = 20261126
STEPS = rounds(30, 2000)


@on_sqlite_in_full
def test_every_open_step_can_be_taken_the_rows_say_so_nothing_is_a_dead_end_and_every_clock_stops(app, the_clock):
    walk = Walk(desks(the_clock), Random(SEED))
    walk.go(STEPS)
    expected = {(state, event) for state, event in REFERRAL_STEPS.steps if event not in OF_TWO_PEOPLE}
    never = {pair for pair in expected if not walk.taken[pair]}
    print(f"{walk.steps} steps, {len(walk.taken)} of {len(expected)} single transitions; not taken: {sorted(never)}")
    print(f"ends stopped {dict(walk.clocks.stopped)}; ran on {dict(walk.clocks.ran_on)}")
    assert len(walk.taken) > 20
    assert walk.clocks.stopped
    assert len(walk.clocks.died_in) > 5
    if IN_FULL:
        assert {event for _, event in walk.taken} == {event for _, event in expected}
        assert never <= NEVER
