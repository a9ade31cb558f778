"""The table of a referral taken in any order: briefly in the suite, 2,000 steps on each database by `make long`."""

from random import Random

from pathways.referrals.rules import steps
from tests.machine_of_referrals.desks import desks
from tests.machine_of_referrals.walk import NEVER, OF_TWO_PEOPLE, Walk
from tests.rounds import IN_FULL, both_databases_in_full, rounds

SEED = 20261126
STEPS = rounds(30, 2000)


@both_databases_in_full
def test_every_step_that_is_open_can_be_taken_the_rows_say_so_and_nothing_is_a_dead_end(app, the_clock):
    walk = Walk(desks(the_clock), Random(SEED))
    walk.go(STEPS)
    expected = {(state, event) for state, event in steps() if event not in OF_TWO_PEOPLE}
    never = {pair for pair in expected if not walk.taken[pair]}
    print(f"{walk.steps} steps, {len(walk.taken)} of {len(expected)} single transitions; not taken: {sorted(never)}")
    assert len(walk.taken) > 20
    if IN_FULL:
        assert {event for _, event in walk.taken} == {event for _, event in expected}
        assert never <= NEVER
