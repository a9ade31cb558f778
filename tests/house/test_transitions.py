"""Walks the three tables of steps: each step has a page for somebody who may read the record and take it there.

The maps are ours, written by hand: who is meant by each `who` of a table, and on which page each step is taken.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import pytest

from pathways.arrest_tests.rules import CUSTODY_STEPS, Machine
from pathways.auth import guard
from pathways.auth.roles import Role, may
from pathways.disposals.steps.rules.machine import DISPOSAL_STEPS, MACHINES, OWN_PAGE, steps_asked
from pathways.referrals.joint_plans.rules import BY_THEIR_WORD
from pathways.referrals.steps.actions import BY_SYSTEM
from pathways.referrals.steps.rules import REFERRAL_STEPS
from pathways.step_tables.rules import TableStep
from tests.machines.table import DISPOSALS as TABLE_OF_DISPOSALS
from tests.machines.table import reached
from tests.unit.disposals.steps.test_actors_of_disposals import MAY

CO, DM, HP, TW, PM, PW, CM = Role.CO, Role.DM, Role.HP, Role.TW, Role.PM, Role.PW, Role.CM
OFFICER, DECIDER, POLICE, PROVIDER = {CO}, {DM}, {CO, DM}, {TW, PM}
REFERRER = POLICE | {HP}


@dataclass(frozen=True)
class WalkedTable:
    """A table, with whom each `who` means and the page on which a role takes a step ("" where there is none).

    `needs_all`: everybody who is meant has a page for it, not somebody alone. `by_itself`: nobody signs in for these.
    """

    name: str
    steps: Iterable[TableStep]
    meant: Mapping[str, set[Role]]
    page: Callable[[TableStep, Role], str]
    reads: Callable[[TableStep, Role], str]
    pages: Mapping[str, set[str]]
    needs_all: bool = False
    by_itself: set[str] = field(default_factory=set)


def by_page(pages: Mapping[str, str]) -> dict[str, set[str]]:
    return {page: set(events.split()) for page, events in pages.items()}


def page_among(pages: Mapping[str, set[str]], event: str) -> str:
    return next((page for page, events in pages.items() if event in events), "")


# The test, the laboratory, the requirement, a failure and a hold.

READERS_OF_CUSTODY = {
    Machine.TEST: {CO: "arrest.read", DM: "arrest.read"},
    Machine.LAB: {CO: "arrest.read"},
    Machine.FAILURE: {CO: "failure.decide", DM: "failure.decide", TW: "case.read", PM: "case.read"},
    Machine.REQUIREMENT: {CO: "assessment.impose", TW: "case.read", PM: "case.read"},
    Machine.HOLD: {DM: "hold.decide"},
}
PAGES_OF_CUSTODY = {
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
CUSTODY = [
    WalkedTable(
        name=machine.value,
        steps=CUSTODY_STEPS[machine].steps.values(),
        meant={
            **dict.fromkeys(
                ("custody staff", "custody officer", "constable", "police officer", "prescribed taker"), OFFICER
            ),
            **dict.fromkeys(("inspector", "sergeant"), POLICE),
            "assessor": PROVIDER,
            "police officer or assessor": OFFICER | PROVIDER,
        },
        page=lambda step, _role: page_among(by_page(PAGES_OF_CUSTODY[Machine(step.machine)]), step.event),
        reads=lambda step, role: READERS_OF_CUSTODY[Machine(step.machine)].get(role, ""),
        pages=by_page(pages),
        # Also two who stand outside, whose word somebody records.
        by_itself={"system", "laboratory", "prosecutor"},
    )
    for machine, pages in PAGES_OF_CUSTODY.items()
]


# The six disposals. What a service reports it reports on the page of its case.

PAGES_OF_DISPOSALS = by_page(
    {
        "disposals.propose": "propose",
        "disposals.take_back": "withdraw_proposal decline",
        "disposals.authorise": "authorise refuse new_disposal",
        "disposals.sign": "sign agree give",
        "disposals.accept": "condition_met all_met",
        "disposals.report": "report_condition report_action report_done report_not_done",
        "disposals.vary": "agree_variation change_actions",
        "disposals.step": " ".join(event for event in steps_asked() if event not in OWN_PAGE),
    }
)
AT_THE_SERVICE = by_page(
    {"engagement.report_condition": "report_condition report_action report_done report_not_done suspected_breach"}
)
"""A report after the date goes to a sergeant by itself."""
REACHED = {(step.machine, step.state) for step in reached(TABLE_OF_DISPOSALS, "DRAFT")}
DISPOSALS = [
    WalkedTable(
        name=kind.value,
        steps=[step for step in DISPOSAL_STEPS[kind].steps.values() if (kind, step.state) in REACHED],
        meant={who: {Role(role) for role, _ in takers} for who, takers in MAY.items()},
        page=lambda step, role: page_among(AT_THE_SERVICE if role is TW else PAGES_OF_DISPOSALS, step.event),
        reads=lambda _step, role: "case.read" if role is TW else "disposal.read",
        pages=PAGES_OF_DISPOSALS,
        needs_all=True,
    )
    for kind in MACHINES
]


# The referral. A service answers before acceptance at its inbox, and goes on in the case.

EVERYWHERE = by_page(
    {
        "referrals.withdraw": "consent_withdrawn",
        "people.died": "person_died",
        "acceptance.settle_error": "recorded_in_error merged_duplicate",
    }
)
AT_DESK = {
    "referral.read": by_page(
        {
            "referrals.refer": "submit submit_no_service",
            "referrals.consents": "consent_refused",
            "referrals.step": "discard withdraw answered taken_into_custody released",
        }
    ),
    "inbox.read": by_page(
        {
            "acceptance.accept": "accept",
            "acceptance.decline": "decline_send_on decline_no_next",
            "acceptance.step": "acknowledge ask moved_away taken_into_custody admitted_to_hospital released",
        }
    ),
    "case": by_page(
        {
            "engagement.offer_appointment": "offer_appointment",
            "engagement.record_outcome": "attended did_not_attend cancelled_by_person cancelled_by_service",
            "engagement.care_plan": "need_agreed",
            "engagement.start": "structured_start",
            "engagement.leave": "complete person_leaves person_declines not_found lost_in_treatment no_need",
            "engagement.step": """contact_made contact_made_in_treatment withdrawn_by_service hand_back transfer_out
                moved_away_no_receiver picked_up receiver_declines taken_into_custody admitted_to_hospital released
                return_not_known care_taken_over not_returning worker_left reopen_before_start reopen_in_treatment""",
        }
    ),
    "placing.read": by_page(
        {
            "acceptance.place": "place_found",
            "acceptance.step_in_placing": "no_service_exists person_declines answered",
            "acceptance.hand_on": "provider_closed",
        }
    ),
}
OF_THE_RECEIVER = {"engagement.step_of_transfer": {"picked_up", "receiver_declines"}}
BY_A_CLOCK = {"answer_time_up", "no_decision", "no_contact", "not_picked_up"}
UNACCEPTED = REFERRAL_STEPS.groups["WITH_PROVIDER"]


def desk_of(role: Role, state: str) -> str:
    """The pages of a role; a provider's before acceptance and after it are two rooms."""
    if role in PROVIDER:
        return "inbox.read" if state in UNACCEPTED else "case"
    return "placing.read" if role is PW else "referral.read"


def page_of_referral(step: TableStep, role: Role) -> str:
    return page_among(EVERYWHERE, step.event) or page_among(AT_DESK[desk_of(role, step.state)], step.event)


REFERRAL = WalkedTable(
    name="referral",
    # Before acceptance there is no keyworker who could have left.
    steps=[
        step
        for (state, event), step in REFERRAL_STEPS.steps.items()
        if not (state in UNACCEPTED and event == "worker_left")
    ],
    meant={
        "referrer": REFERRER,
        "referrer or pathway manager who placed": REFERRER | {PW},
        "provider worker": PROVIDER,
        "provider manager": {PM},
        "pathway manager": {PW},
        "receiving worker or sender on written word": PROVIDER,
        "provider worker or custody officer": REFERRER | PROVIDER,
        "provider manager or pathway manager": {PM, PW},
        "any worker": REFERRER | PROVIDER | {PW},
    },
    page=page_of_referral,
    reads=lambda _step, role: "inbox.read" if role in PROVIDER else desk_of(role, ""),
    pages={page: events for pages in (EVERYWHERE, *AT_DESK.values()) for page, events in pages.items()},
    by_itself={"system"},
)
TABLES = [*CUSTODY, *DISPOSALS, REFERRAL]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_step_has_a_page_for_who_takes_it_and_may_read_the_record_or_comes_by_itself(app, table):
    wrong = []
    for step in table.steps:
        if step.who in table.by_itself:
            continue
        meant = table.meant[step.who]
        pages = {role: page for role in meant if (page := table.page(step, role))}
        reads = {role for role in pages if (read := table.reads(step, role)) and may(role, read)}
        takes = {role for role in reads if may(role, guard.permission_of(app, pages[role]))}
        if not takes or (table.needs_all and takes != meant):
            wrong.append((step.state, step.event, step.who, sorted(meant - takes)))
    assert wrong == []


@pytest.mark.parametrize("table", [*DISPOSALS, REFERRAL], ids=lambda table: table.name)
def test_the_action_lets_in_whom_the_table_means_and_nobody_else(table):
    for step in table.steps:
        if step.who not in table.by_itself:
            assert {role for role in Role if step.is_open_to(role, 4)} == table.meant[step.who], step


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_page_named_for_a_step_takes_a_post_and_is_for_a_step_of_the_table(app, table):
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert {*table.pages, *AT_THE_SERVICE, *OF_THE_RECEIVER} <= posts
    assert {step.who for step in table.steps} <= {*table.meant, *table.by_itself}
    named = {event for events in table.pages.values() for event in events}
    of_table = {step.event for step in table.steps if step.who not in table.by_itself}
    assert of_table <= named
    if table in CUSTODY or table is REFERRAL:
        assert named <= {step.event for step in table.steps}


def test_the_disposals_have_301_steps_and_each_event_one_page():
    assert sum(len(list(table.steps)) for table in DISPOSALS) == 301
    named = [event for events in PAGES_OF_DISPOSALS.values() for event in events]
    assert len(named) == len(set(named))
    assert set(named) == {event for table in DISPOSAL_STEPS.values() for _, event in table.steps}


def test_a_monitor_has_in_sight_what_a_monitor_takes_a_step_of():
    followed = {"ACTIVE", "BREACH_REVIEW", "AGREED", "NON_ENGAGED", "DEFERRED", "REVIEW_DUE", "DETAINED_24A"}
    followed |= {"PROSECUTION_PENDING", "COMPLETED_AWAITING_REVIEW", "GIVEN", "COURT_REQUESTED"}
    assert {step.state for table in DISPOSALS for step in table.steps if CM in table.meant[step.who]} <= followed


def test_what_the_receiving_worker_may_say_has_a_page_of_theirs_beside_the_senders(app):
    (page, theirs), *_ = OF_THE_RECEIVER.items()
    steps = {step for step in REFERRAL.steps if step.who.startswith("receiving worker")}
    assert {step.event for step in steps} == theirs == set(BY_THEIR_WORD)
    for role in PROVIDER:
        assert may(role, guard.permission_of(app, page))
        assert {page_of_referral(step, role) for step in steps} == {"engagement.step"}


def test_the_systems_steps_are_the_clocks():
    assert BY_SYSTEM == BY_A_CLOCK == {step.event for step in REFERRAL.steps if step.who == "system"}
