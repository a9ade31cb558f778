"""Officers, inspectors and a service post the pages of one person's test and requirement in any order, well and badly.

After each step: no illegal state, no dead end, no failure of ours, and every typed value in the record or in a draft.
"""

from tests.integration.arrest_tests.machine.run import DrugTests
from tests.machines.walk import Walk
from tests.on_both import on_sqlite_in_full
from tests.rounds import rounds

STEPS_EACH, AT_LEAST = rounds(50, 150), rounds(100, 2000)
DIFFERENT = rounds(15, 35)
"""How many steps of the table are taken at the least: with fewer the runs would be worth little."""


@on_sqlite_in_full
def test_in_any_order_no_step_leads_astray_and_nothing_typed_is_lost(app, built, the_clock):
    machine = DrugTests(app, built, the_clock)
    Walk(machine, seed=1, each=STEPS_EACH).go(AT_LEAST)
    print(len(machine.steps_of_table), sorted(machine.steps_of_table))
    assert len(machine.steps_of_table) >= DIFFERENT
