"""Walks the table of referrals: each row is taken on a page, by somebody who may read and take it, or by a clock.

The maps are ours, written by hand.
"""

from pathways.auth import guard
from pathways.auth.roles import Role, may
from pathways.referrals.joint_plans.rules import BY_THEIR_WORD
from pathways.referrals.steps.actions import BY_SYSTEM
from pathways.referrals.steps.rules import ReferralState, groups, roles_of, steps

DESKS = {Role.CO: "police", Role.DM: "police", Role.HP: "police", Role.TW: "provider", Role.PM: "provider"}
READS = {"police": "referral.read", "provider": "inbox.read", "pathway": "placing.read"}
ACCEPTED = groups()["LIVE"] | groups()["CLOSED"] | {ReferralState.TRANSFER_PENDING}
UNACCEPTED = groups()["WITH_PROVIDER"]
EVERYWHERE = {
    "consent_withdrawn": "referrals.withdraw",
    "person_died": "people.died",
    "recorded_in_error": "acceptance.settle_error",
    "merged_duplicate": "acceptance.settle_error",
}
PAGES = {
    "police": {
        **dict.fromkeys(("submit", "submit_no_service"), "referrals.refer"),
        "consent_refused": "referrals.consents",
        **dict.fromkeys(("discard", "withdraw", "answered", "taken_into_custody", "released"), "referrals.step"),
    },
    "inbox": {
        "accept": "acceptance.accept",
        "decline_send_on": "acceptance.decline",
        "decline_no_next": "acceptance.decline",
        **dict.fromkeys(
            ("acknowledge", "ask", "moved_away", "taken_into_custody", "admitted_to_hospital", "released"),
            "acceptance.step",
        ),
    },
    "case": {
        "offer_appointment": "engagement.offer_appointment",
        **dict.fromkeys(
            ("attended", "did_not_attend", "cancelled_by_person", "cancelled_by_service"), "engagement.record_outcome"
        ),
        "need_agreed": "engagement.care_plan",
        "structured_start": "engagement.start",
        **dict.fromkeys(
            ("complete", "person_leaves", "person_declines", "not_found", "lost_in_treatment", "no_need"),
            "engagement.leave",
        ),
        **dict.fromkeys(
            (
                *("contact_made", "contact_made_in_treatment", "withdrawn_by_service", "hand_back", "transfer_out"),
                *("moved_away_no_receiver", "picked_up", "receiver_declines", "taken_into_custody"),
                *("admitted_to_hospital", "released", "return_not_known", "care_taken_over", "not_returning"),
                *("worker_left", "reopen_before_start", "reopen_in_treatment"),
            ),
            "engagement.step",
        ),
    },
    "receiver": dict.fromkeys(("picked_up", "receiver_declines"), "engagement.step_of_transfer"),
    "pathway": {
        "place_found": "acceptance.place",
        "no_service_exists": "acceptance.step_in_placing",
        "person_declines": "acceptance.step_in_placing",
        "answered": "acceptance.step_in_placing",
        "provider_closed": "acceptance.hand_on",
    },
}
BY_A_CLOCK = {"answer_time_up", "no_decision", "no_contact", "not_picked_up"}
NOBODY_YET = {(state, "worker_left") for state in UNACCEPTED}
"""Before acceptance there is no keyworker who could have left."""


def page_of(state: ReferralState, event: str, role: Role) -> str:
    """The page on which somebody in this role takes it; "" where there is none."""
    if event in EVERYWHERE:
        return EVERYWHERE[event]
    desk = "pathway" if role is Role.PW else DESKS.get(role, "")
    if desk == "provider":
        desk = "inbox" if state in UNACCEPTED else "case"
    return PAGES.get(desk, {}).get(event, "")


def test_each_step_has_a_page_for_somebody_who_may_read_and_take_it_or_is_a_clocks(app):
    wrong = []
    for (state, event), step in steps().items():
        if step.who == "system":
            assert event in BY_A_CLOCK
            continue
        if (state, event) in NOBODY_YET:
            continue
        taken_by = []
        for role in (Role(code) for code in roles_of(step.who)):
            page = page_of(state, event, role)
            desk = "pathway" if role is Role.PW else DESKS[role]
            if page and may(role, guard.permission_of(app, page)) and may(role, READS[desk]):
                taken_by.append(role)
        if not taken_by:
            wrong.append((state.value, event, step.who))
    assert wrong == []


def test_what_the_receiving_worker_may_say_has_a_page_of_theirs_beside_the_senders(app):
    theirs = {event for (_, event), step in steps().items() if step.who.startswith("receiving worker")}
    assert theirs == set(PAGES["receiver"]) == set(BY_THEIR_WORD)
    for event, page in PAGES["receiver"].items():
        for role in (Role.TW, Role.PM):
            assert may(role, guard.permission_of(app, page))
            assert page_of(ReferralState.TRANSFER_PENDING, event, role) == "engagement.step"


def test_the_systems_steps_are_the_clocks():
    assert BY_SYSTEM == BY_A_CLOCK == {step.event for step in steps().values() if step.who == "system"}


def test_every_page_named_for_a_step_takes_a_post_and_every_event_of_the_table_has_one(app):
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    named = {page for pages in PAGES.values() for page in pages.values()} | set(EVERYWHERE.values())
    assert named <= posts
    events = {event for pages in PAGES.values() for event in pages} | set(EVERYWHERE) | BY_A_CLOCK
    assert events == {event for _, event in steps()}
