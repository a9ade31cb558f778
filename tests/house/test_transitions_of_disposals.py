"""Walks the table of disposals: each of its single steps is taken on a page, by somebody who may read and take it.

The maps are ours, written by hand.
"""

import pytest

from pathways.auth import guard
from pathways.auth.roles import Role, may
from pathways.disposals.steps.rules.machine import MACHINES, OWN_PAGE, TRANSITIONS, State, steps_asked, transitions
from pathways.law.rules.disposal_terms import Kind
from pathways.tables import rows_of
from tests.unit.disposals.steps.test_disposal_machines import singles

POLICE = {Role.CO, Role.DM}
ACTORS = {
    "constable": POLICE,
    "custody officer": POLICE,
    "sergeant": {Role.DM},
    "inspector": {Role.DM},
    "as 2.3": {Role.DM},
    # Their word is entered as it was received.
    "prosecutor": {Role.DM},
    "sergeant or prosecutor": {Role.DM},
    "police or CPS": POLICE,
    # Nobody who signs in: a person enters it from the list of what falls due.
    "system": {Role.CM, *POLICE},
    "treatment worker": {Role.TW, Role.CM, *POLICE},
    "treatment worker or monitor": {Role.TW, Role.CM, *POLICE},
    "treatment worker or system": {Role.TW, Role.CM, *POLICE},
    "treatment worker or monitor or system": {Role.TW, Role.CM, *POLICE},
}
PAGES = {
    "disposals.propose": "propose",
    "disposals.take_back": "withdraw_proposal decline",
    "disposals.authorise": "authorise refuse new_disposal",
    "disposals.sign": "sign agree give",
    "disposals.accept": "condition_met all_met",
    "disposals.report": "report_condition report_action report_done report_not_done",
    "disposals.vary": "agree_variation change_actions",
    "disposals.step": " ".join(event for event in steps_asked() if event not in OWN_PAGE),
}
AT_THE_SERVICE = {
    "report_condition": "engagement.report_condition",
    "report_action": "engagement.report_condition",
    "report_done": "engagement.report_condition",
    "report_not_done": "engagement.report_condition",
    "suspected_breach": "engagement.report_condition",
}
"""A service reports on the page of its case; a report after the date goes to a sergeant by itself."""
READS = {Role.CO: "disposal.read", Role.DM: "disposal.read", Role.CM: "disposal.read", Role.TW: "case.read"}


def page_of(event: str, role: Role) -> str:
    """The page on which somebody in this role takes it; "" where there is none."""
    if role is Role.TW:
        return AT_THE_SERVICE.get(event, "")
    return next((page for page, events in PAGES.items() if event in events.split()), "")


SINGLES = [(kind, state, row) for kind in MACHINES for row in transitions(kind) for state in row.from_states]
REACHED = [
    (kind, state, row) for kind, state, row in SINGLES if (state, row.event, row.to) in set(singles(kind))
]  # fmt: skip


def test_every_actor_of_the_disposals_is_somebody_with_a_role():
    assert {row["actor_min"] for row in rows_of(TRANSITIONS)} == set(ACTORS)


def test_each_of_the_301_steps_has_a_page_for_every_role_that_takes_it_and_may_read_it(app):
    assert len(REACHED) == 301
    wrong = []
    for kind, state, row in REACHED:
        for role in ACTORS[row.actor]:
            page = page_of(row.event, role)
            permission = guard.permission_of(app, page) if page else ""
            if not (page and may(role, permission) and may(role, READS[role])):
                wrong.append((kind.value, state.value, row.event, role.value, page, permission))
    assert wrong == []


def test_every_page_named_for_a_step_of_a_disposal_takes_a_post_and_no_event_has_two(app):
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert {*PAGES, *AT_THE_SERVICE.values()} <= posts
    named = [event for events in PAGES.values() for event in events.split()]
    assert len(named) == len(set(named))
    assert set(named) == {row.event for kind in Kind for row in transitions(kind)}


@pytest.mark.parametrize("kind", MACHINES)
def test_whoever_takes_a_step_has_the_record_in_sight_in_that_state(kind):
    """A monitor sees what is followed, and every step that may be a monitor's is of such a state."""
    followed = {"ACTIVE", "BREACH_REVIEW", "AGREED", "NON_ENGAGED", "DEFERRED", "REVIEW_DUE", "DETAINED_24A"}
    followed |= {"PROSECUTION_PENDING", "COMPLETED_AWAITING_REVIEW", "GIVEN", "COURT_REQUESTED"}
    for of_kind, state, row in REACHED:
        if of_kind is kind and Role.CM in ACTORS[row.actor]:
            assert State(state).value in followed, (state, row.event)
