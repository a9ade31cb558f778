"""Who takes a step of a disposal: the table's words for an actor, in roles and ranks written out by hand."""

import pytest

from pathways.auth.roles import Role
from pathways.disposals.steps.rules.machine import DISPOSAL_STEPS, MACHINES, TRANSITIONS, State, who_may
from pathways.law.rules.disposal_terms import Kind
from pathways.tables import rows_of

OFFICER_1 = {("CO", 1), ("CO", 2), ("CO", 3), ("CO", 4)}
DECIDER_1 = {("DM", 1), ("DM", 2), ("DM", 3), ("DM", 4)}
CUSTODY = {("CO", 2), ("CO", 3), ("CO", 4)}
DECIDER_2 = {("DM", 2), ("DM", 3), ("DM", 4)}
FOLLOWS = {("CM", None), *OFFICER_1, *DECIDER_1}
SERVICE = {("TW", None), *FOLLOWS}
MAY = {
    "constable": OFFICER_1 | DECIDER_1,
    "sergeant": DECIDER_2,
    "inspector": {("DM", 3), ("DM", 4)},
    "custody officer": CUSTODY | DECIDER_2,
    "as 2.3": DECIDER_1,
    "prosecutor": DECIDER_1,
    "sergeant or prosecutor": DECIDER_2,
    "police or CPS": OFFICER_1 | DECIDER_1,
    "system": FOLLOWS,
    "treatment worker": SERVICE,
    "treatment worker or monitor": SERVICE,
    "treatment worker or system": SERVICE,
    "treatment worker or monitor or system": SERVICE,
}
EVERYBODY = [(role.value, level) for role in Role for level in (None, 1, 2, 3, 4)]


AUTHORISED_BY_A_SERGEANT = (Kind.SC, Kind.O22)


def test_every_actor_of_the_table_is_written_here():
    assert {row["who"] for row in rows_of(TRANSITIONS)} == set(MAY)


@pytest.mark.parametrize("kind", MACHINES)
def test_whoever_the_table_names_may_take_the_step_and_nobody_else(kind):
    for step in DISPOSAL_STEPS[kind].steps.values():
        may = {(role, level) for role, level in EVERYBODY if step.is_open_to(role, level)}
        with_any_rank = {(role, level) for role in ("CM", "TW") for level in (None, 1, 2, 3, 4)}
        allowed = DECIDER_2 if step.who == "as 2.3" and kind in AUTHORISED_BY_A_SERGEANT else MAY[step.who]
        named = {actor for actor in allowed if actor[0] not in ("CM", "TW")}
        named |= {actor for actor in with_any_rank if (actor[0], None) in MAY[step.who]}
        assert may == named, (step.event, step.who)
        assert step.takers


def test_whoever_may_not_is_told_who_may():
    actors = {
        step.event: who_may(step)
        for table in DISPOSAL_STEPS.values()
        for step in table.steps.values()
        if step.state != State.PROPOSED
    }
    assert actors["error_found"] == "an inspector or above, as the deciding officer"
    assert actors["release_no_bail"] == "a sergeant or above"
    assert actors["action_done"] == "a constable or above"
    assert actors["decide_prosecute"] == "a sergeant or above, as the deciding officer"
