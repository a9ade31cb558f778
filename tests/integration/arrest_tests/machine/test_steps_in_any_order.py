"""Officers, inspectors and a service post the pages of one person's test and requirement in any order, well and badly.

After each step: no illegal state, no dead end, no failure of ours, and every typed value in the record or in a draft.
Each run begins from the same scene; as many are made as it takes, the same ones every time.
"""

import itertools
from collections import Counter

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from pathways import clock
from pathways.arrest_tests.rules import Machine
from pathways.auth.roles import Rank, Role
from pathways.people.custody.queries import episode
from pathways.store.base import db
from tests import county
from tests.integration.arrest_tests.custody_scenes import notified
from tests.integration.arrest_tests.machine.run import BEFORE, LATE, County, Run
from tests.integration.arrest_tests.machine.steps import APART, DESK, INSPECTOR, SENIOR, STRANGER, SUPERVISOR, WORKER
from tests.on_both import on_sqlite_in_full
from tests.rounds import rounds

RUNS_AT_ONCE, STEPS_EACH, AT_LEAST = 2, rounds(75, 150), rounds(150, 2000)
DIFFERENT = rounds(15, 35)
"""How many steps of the table are taken at the least: with fewer the runs would be worth little."""
PICK = st.integers(0, 10_000)
HOW = st.integers(0, 99)


def machine_on(county: County, counted: Counter[str], turn: int) -> type[RuleBasedStateMachine]:
    """The machine, on one database. Each turn chooses otherwise, the plainest choices too."""

    class Steps(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.run = Run(county, counted, turn)

        def teardown(self) -> None:
            self.run.ends()

        @initialize(before=st.sampled_from(BEFORE), late=st.sampled_from(LATE))
        def something_stands_already(self, before: tuple[str, ...], late: int) -> None:
            self.run.begins(before, late)

        @precondition(lambda self: self.run.is_open_to(DESK))
        @rule(pick=PICK, how=HOW)
        def the_custody_officer_acts(self, pick: int, how: int) -> None:
            self.run.acts(DESK, pick, how)

        @precondition(lambda self: self.run.is_open_to(INSPECTOR))
        @rule(pick=PICK, how=HOW)
        def the_inspector_acts(self, pick: int, how: int) -> None:
            self.run.acts(INSPECTOR, pick, how)

        @precondition(lambda self: self.run.is_open_to(APART))
        @rule(pick=PICK, how=HOW)
        def an_inspector_who_had_no_part_in_it_decides(self, pick: int, how: int) -> None:
            self.run.acts(APART, pick, how)

        @precondition(lambda self: self.run.is_open_to(SENIOR))
        @rule(pick=PICK, how=HOW)
        def the_duty_inspector_acts(self, pick: int, how: int) -> None:
            self.run.acts(SENIOR, pick, how)

        @precondition(lambda self: self.run.is_open_to(WORKER))
        @rule(pick=PICK, how=HOW)
        def the_treatment_worker_acts(self, pick: int, how: int) -> None:
            self.run.acts(WORKER, pick, how)

        @precondition(lambda self: self.run.is_open_to(SUPERVISOR))
        @rule(pick=PICK, how=HOW)
        def the_supervisor_acts(self, pick: int, how: int) -> None:
            self.run.acts(SUPERVISOR, pick, how)

        @precondition(lambda self: self.run.may_wait)
        @rule(pick=PICK)
        def time_passes(self, pick: int) -> None:
            self.run.time_passes(pick)

        @precondition(lambda self: bool(self.run.appointments()))
        @rule()
        def the_time_on_a_notice_comes(self) -> None:
            self.run.the_time_comes()

        @precondition(lambda self: self.run.last is not None)
        @rule()
        def the_same_is_sent_again(self) -> None:
            self.run.sends_again()

        @precondition(lambda self: self.run.taken % 2 == 0)
        @rule(pick=PICK)
        def somebody_tries_what_is_not_theirs(self, pick: int) -> None:
            self.run.tries_what_is_not_theirs(pick)

    return Steps


def the_county(app, built, the_clock) -> County:
    """Somebody detained at Lincoln, officers and a service with two free times; kept as it stands."""
    officer = county.user(Role.CO)
    inspector = {"rank": Rank.INSPECTOR}
    people = {
        DESK: (officer, Role.CO),
        SENIOR: (county.user(Role.CO, **inspector), Role.CO),
        INSPECTOR: (county.user(Role.DM, **inspector), Role.DM),
        APART: (county.user(Role.DM, **inspector), Role.DM),
        WORKER: (county.user(Role.TW), Role.TW),
        SUPERVISOR: (county.user(Role.PM), Role.PM),
        STRANGER: (county.user(Role.TW, of=county.provider("Trent Bank")), Role.TW),
    }
    notified()
    by = county.viewer_of(officer)
    opened, _ = county.detained(by=by)
    slots = [county.slot(in_hours=hours) for hours in (26, 27)]
    facts = {
        "episode_id": opened.id,
        "person_id": episode(by, opened.id).person.id,
        "inspector_id": people[INSPECTOR][0].id,
        "service_id": county.service().id,
        "slots": tuple(slot.id for slot in slots),
        "first_slot_at": slots[0].starts_at,
    }
    signed_in = {name: (user.id, role) for name, (user, role) in people.items()}
    db.session.commit()
    return County(app, built, the_clock, clock.now(), built.keep(), signed_in, county.suite().id, facts)


@on_sqlite_in_full
def test_in_any_order_no_step_leads_astray_and_nothing_typed_is_lost(app, built, the_clock):
    county, counted = the_county(app, built, the_clock), Counter()
    for number in itertools.count():
        run_state_machine_as_test(
            seed(number)(machine_on(county, counted, number)),
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
        if counted["steps"] >= AT_LEAST:
            break
    assert counted["steps"] >= AT_LEAST
    taken = {name for name in counted if name.split()[0] in set(Machine)}
    assert len(taken) >= DIFFERENT, sorted(taken)
