"""Who takes a step of a disposal: the table's words for an actor, in roles and ranks written out by hand."""

import pytest

from pathways.auth.roles import Role
from pathways.disposals.steps.rules.machine import (
    MACHINES,
    TRANSITIONS,
    State,
    actors_of,
    may_take,
    transitions,
    who_may,
)
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
    assert {row["actor_min"] for row in rows_of(TRANSITIONS)} == set(MAY)


@pytest.mark.parametrize("kind", MACHINES)
def test_whoever_the_table_names_may_take_the_step_and_nobody_else(kind):
    for row in transitions(kind):
        may = {(role, level) for role, level in EVERYBODY if may_take(row, role, level)}
        with_any_rank = {(role, level) for role in ("CM", "TW") for level in (None, 1, 2, 3, 4)}
        allowed = DECIDER_2 if row.actor == "as 2.3" and kind in AUTHORISED_BY_A_SERGEANT else MAY[row.actor]
        named = {actor for actor in allowed if actor[0] not in ("CM", "TW")}
        named |= {actor for actor in with_any_rank if (actor[0], None) in MAY[row.actor]}
        assert may == named, (row.event, row.actor)
        assert actors_of(row)


def test_whoever_may_not_is_told_who_may():
    actors = {
        row.event: who_may(row)
        for kind in MACHINES
        for row in transitions(kind)
        if State.PROPOSED not in row.from_states
    }
    assert actors["error_found"] == "an inspector or above, as the deciding officer"
    assert actors["release_no_bail"] == "a sergeant or above"
    assert actors["action_done"] == "a constable or above"
    assert actors["decide_prosecute"] == "a sergeant or above, as the deciding officer"
