"""The table of a referral taken in any order: briefly in the suite, some 2,000 steps on each database by `make long`."""

from pathways.referrals.steps.rules import REFERRAL_STEPS
from tests.integration.referrals.machine.run import NEVER, OF_TWO_PEOPLE, Referrals
from tests.machines.walk import Walk
from tests.on_both import on_sqlite_in_full
from tests.rounds import IN_FULL, rounds

TURNS = rounds(60, 3200)


@on_sqlite_in_full
def test_every_open_step_can_be_taken_the_rows_say_so_nothing_is_a_dead_end_and_every_clock_stops(app, the_clock):
    machine = Referrals(the_clock)
    walk = Walk(machine, seed=20261126, each=TURNS)
    walk.go(TURNS)
    expected = {f"{state} {event}" for state, event in REFERRAL_STEPS.steps if event not in OF_TWO_PEOPLE}
    print(f"not taken: {sorted(expected - set(walk.taken))}")
    print(f"ends stopped {dict(machine.clocks.stopped)}; ran on {dict(machine.clocks.ran_on)}")
    assert len(walk.taken) > 20
    assert machine.clocks.stopped
    assert len(machine.clocks.died_in) > 5
    if IN_FULL:
        assert {taken.split()[1] for taken in walk.taken} == {step.split()[1] for step in expected}
        assert expected - set(walk.taken) <= NEVER
