"""Officers, a monitor, a service and a registrar act on every kind of disposal in any order, rightly and wrongly.

After each step the state, the events, the log, the conditions and the codes fit the table as it was read a second time.
"""

from tests.integration.disposals.machine.run import Disposals
from tests.integration.disposals.machine.the_table import STEPS
from tests.machines.walk import Walk
from tests.on_both import on_sqlite_in_full
from tests.rounds import rounds

STEPS_EACH, AT_LEAST = rounds(50, 80), rounds(100, 2000)
DIFFERENT, ANSWERED = rounds(22, 90), rounds(0, 1)
"""DIFFERENT: how many steps of the table are taken at the least; every one of them is taken in `test_every_step`."""


@on_sqlite_in_full
def test_in_any_order_every_step_is_one_of_the_table_and_everything_holds(app, built, the_clock):
    machine = Disposals(built, the_clock)
    walk = Walk(machine, seed=2, each=STEPS_EACH)
    walk.go(AT_LEAST)
    taken = {str(step) for step in STEPS.values()} & set(walk.taken)
    assert len(taken) >= DIFFERENT, sorted(taken)
    assert machine.answered >= ANSWERED
