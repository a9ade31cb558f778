"""Walks the table of steps: whoever the field says takes a step has a role that may read the record and take it.

The maps are ours, written by hand.
"""

from pathways.arrest_tests.rules import CustodyTransition, Machine, transitions
from pathways.auth import guard
from pathways.auth.roles import Role, may

OFFICERS = {Role.CO}
ACTORS = {
    "custody staff": OFFICERS,
    "custody officer": OFFICERS,
    "constable": OFFICERS,
    "police officer": OFFICERS,
    "prescribed taker": OFFICERS,
    "inspector": {Role.CO, Role.DM},
    "sergeant": {Role.CO, Role.DM},
    "assessor": {Role.TW, Role.PM},
    "police officer or assessor": {Role.CO, Role.TW, Role.PM},
}
# Nobody who signs in: what the product does by itself, and two who stand outside it and whose word somebody records.
NO_ROLE = {"system", "laboratory", "prosecutor"}

READS = {
    Machine.TEST: {Role.CO: "arrest.read", Role.DM: "arrest.read"},
    Machine.LAB: {Role.CO: "arrest.read"},
    Machine.FAILURE: {Role.CO: "failure.decide", Role.DM: "failure.decide", Role.TW: "case.read", Role.PM: "case.read"},
    Machine.REQUIREMENT: {Role.CO: "assessment.impose", Role.TW: "case.read", Role.PM: "case.read"},
    Machine.HOLD: {Role.DM: "hold.decide"},
}

# The page on which each step is taken: machine, then event and page.
PAGES = {
    Machine.TEST: {
        "arrest_tests.arrest": "route_open needs_authority trigger_added basis_changed basis_lost charge_condition_met",
        "arrest_tests.authority": "authority_given authority_refused",
        "arrest_tests.drug_test": """warn request sample_given refuse cannot_give stop reopen ask_again read_negative
            read_positive read_inconclusive no_valid_sample second_sample""",
        "arrest_tests.correct_test": "correct_entry",
        "arrest_tests.happened": "sample_in_fact_taken",
        "people.release": "released",
        "people.died": "death",
    },
    Machine.REQUIREMENT: {
        "arrest_tests.required_assessment": "impose do_not_impose",
        "arrest_tests.serve_notice": "serve_ra1",
        "people.release": "released released_without_notice",
        "engagement.expected_assessment": "attends no_show leaves_early ends_without_notice followup_already_ended",
        "engagement.change_appointment": "rebook",
        "arrest_tests.end_requirement": "court_bail_condition error_or_hold_voided",
        "arrest_tests.failure": "review_closed",
        "engagement.follow_up": "followup_not_needed followup_notice followup_notice_was_given vary",
        "engagement.follow_up_outcome": "attends_and_remains",
    },
    Machine.LAB: {"arrest_tests.laboratory": "dispute quality_check send withdraw cannot_send"},
    Machine.FAILURE: {
        "arrest_tests.drug_test": "refusal_recorded",
        "engagement.expected_assessment": "police_told",
        "arrest_tests.failure": "good_cause no_good_cause good_cause_found no_further_action court_outcome",
        "arrest_tests.laboratory": "lab_not_confirmed",
        "arrest_tests.end_requirement": "error_or_hold_voided",
    },
    Machine.HOLD: {"arrest_tests.decide_hold": "release void"},
}


def page_of(step: CustodyTransition) -> str:
    """The page on which it is taken; "" where there is none."""
    pages = PAGES.get(step.machine, {})
    return next((page for page, events in pages.items() if step.event in events.split()), "")


def test_every_actor_of_the_table_is_somebody_with_a_role_or_nobody_who_signs_in():
    assert {transition.who for transition in transitions()} == {*ACTORS, *NO_ROLE}


def test_every_actor_may_read_the_record_and_take_the_step(app):
    wrong = []
    for step in transitions():
        page = page_of(step)
        if step.who in NO_ROLE or not page:
            continue
        permission = guard.permission_of(app, page)
        readers = READS[step.machine]
        if not any(may(role, permission) and may(role, readers[role]) for role in ACTORS[step.who] & set(readers)):
            wrong.append((step.machine.value, step.event, step.who, page, permission))
    assert wrong == []


def test_every_step_that_somebody_takes_has_its_page():
    without = [
        f"{transition.machine.value} {transition.event}"
        for transition in transitions()
        if transition.who not in NO_ROLE and not page_of(transition)
    ]
    assert without == []


def test_every_page_named_for_a_step_takes_a_post_and_every_step_is_one_of_the_table(app):
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert {page for pages in PAGES.values() for page in pages} <= posts
    steps = {(transition.machine, transition.event) for transition in transitions()}
    named = {
        (machine, event) for machine, pages in PAGES.items() for events in pages.values() for event in events.split()
    }
    assert named <= steps
