"""Officers, a monitor, a service and a registrar act on every kind of disposal in any order, rightly and wrongly.

After each step the state, the events, the log, the conditions and the codes fit the table as it was read a second time.
"""

import itertools

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from pathways import clock
from pathways.store.base import db
from tests.integration.disposals.machine.run import Run, World
from tests.integration.disposals.machine.the_desks import every_desk
from tests.integration.disposals.machine.the_table import KINDS, steps
from tests.on_both import on_sqlite_in_full
from tests.rounds import rounds

RUNS_AT_ONCE, STEPS_EACH = rounds(2, 3), rounds(60, 80)
AT_LEAST, DIFFERENT, ANSWERED = rounds(400, 2000), rounds(30, 90), rounds(0, 1)
"""DIFFERENT: how many steps of the table are taken at the least; every one of them is taken in `test_every_step`."""
PICK, HOW = st.integers(0, 10_000), st.integers(0, 2_000)


def machine_on(world: World, turn: int) -> type[RuleBasedStateMachine]:
    """The machine, on one database; each turn begins with another kind of disposal."""

    class Steps(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.run = Run(world)

        @initialize(days=st.sampled_from((0, 60, 200)))
        def somebody_proposes(self, days: int) -> None:
            self.run.begins(KINDS[turn % len(KINDS)], days)

        @rule(pick=PICK, how=HOW)
        def somebody_acts(self, pick: int, how: int) -> None:
            self.run.acts(pick, how)

        @rule(pick=PICK, how=HOW)
        def somebody_else_acts(self, pick: int, how: int) -> None:
            self.run.acts(pick, how)

        @rule(pick=PICK, how=HOW)
        def a_third_acts(self, pick: int, how: int) -> None:
            self.run.acts(pick, how)

        @precondition(lambda self: self.run.last is not None and self.run.taken % 7 == 6)
        @rule()
        def the_same_is_sent_again(self) -> None:
            self.run.again()

        @precondition(lambda self: self.run.taken % 4 == 3)
        @rule(pick=PICK)
        def time_passes(self, pick: int) -> None:
            self.run.time_passes(pick)

        @precondition(lambda self: self.run.taken % 7 == 3)
        @rule(pick=PICK)
        def the_registrar_answers(self, pick: int) -> None:
            self.run.the_registrar_answers(pick)

        @precondition(lambda self: self.run.taken > 55 and not self.run.is_dead)
        @rule()
        def the_person_dies(self) -> None:
            self.run.the_person_dies()

    return Steps


@on_sqlite_in_full
def test_in_any_order_every_step_is_one_of_the_table_and_everything_holds(app, built, the_clock):
    desks = every_desk()
    db.session.commit()
    world = World(built, built.keep(), the_clock, clock.now(), desks)
    for turn in itertools.count():
        run_state_machine_as_test(
            seed(turn)(machine_on(world, turn)),
            settings=settings(
                max_examples=RUNS_AT_ONCE,
                stateful_step_count=STEPS_EACH,
                derandomize=True,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
        if world.counted["steps"] >= AT_LEAST:
            break
    taken = {str(step) for step in steps().values()} & set(world.counted)
    assert len(taken) >= DIFFERENT, sorted(taken)
    assert world.counted["answered"] >= ANSWERED
