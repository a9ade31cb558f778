"""The transition table of a referral, read whole."""

import pytest

from pathways.referrals.steps.rules import (
    REFERRAL_STEPS,
    NoSuchReferralStep,
    ReferralState,
    is_closed,
    next_state,
    said_to_police,
)

OPEN = sorted(REFERRAL_STEPS.groups["ANY_OPEN"])
FINAL = sorted(REFERRAL_STEPS.groups["FINAL"])


def test_thirteen_open_states_and_every_state_is_open_closed_or_final() -> None:
    assert len(OPEN) == 13
    assert REFERRAL_STEPS.groups["ANY_OPEN"] | REFERRAL_STEPS.groups["CLOSED"] | REFERRAL_STEPS.groups[
        "FINAL"
    ] == frozenset(ReferralState)


def test_every_open_state_can_be_reached_from_a_draft() -> None:
    reached, frontier = {ReferralState.DRAFT}, [ReferralState.DRAFT]
    while frontier:
        state = frontier.pop()
        for step in REFERRAL_STEPS.steps_from(state):
            after = next_state(state, step.event, previous=ReferralState.APPT_OFFERED)
            if after not in reached:
                reached.add(after)
                frontier.append(after)
    assert set(OPEN) <= reached


@pytest.mark.parametrize("state", OPEN)
def test_death_ends_every_open_referral(state: ReferralState) -> None:
    assert next_state(state, "person_died") is ReferralState.DIED


@pytest.mark.parametrize("state", FINAL)
def test_a_final_state_has_no_way_out(state: ReferralState) -> None:
    assert REFERRAL_STEPS.steps_from(state) == ()
    assert is_closed(state)


@pytest.mark.parametrize("state", sorted(REFERRAL_STEPS.groups["WITH_PROVIDER"] | {ReferralState.NEEDS_PLACE}))
def test_withdrawing_consent_before_acceptance_recalls_the_referral(state: ReferralState) -> None:
    assert next_state(state, "consent_withdrawn") is ReferralState.CONSENT_WITHDRAWN


@pytest.mark.parametrize("state", sorted(REFERRAL_STEPS.groups["LIVE"]))
def test_withdrawing_consent_after_acceptance_leaves_the_treatment_as_it_is(state: ReferralState) -> None:
    assert next_state(state, "consent_withdrawn") is state


def test_only_a_referral_that_waits_with_a_provider_can_be_accepted() -> None:
    assert REFERRAL_STEPS.states_before("accept") == REFERRAL_STEPS.groups["WITH_PROVIDER"]
    with pytest.raises(NoSuchReferralStep, match="Accepted"):
        next_state(ReferralState.ACCEPTED, "accept")


def test_a_paused_referral_returns_to_the_state_it_left() -> None:
    assert next_state(ReferralState.SUSPENDED, "released", previous=ReferralState.CARE_PLAN) is ReferralState.CARE_PLAN
    with pytest.raises(NoSuchReferralStep):
        next_state(ReferralState.SUSPENDED, "released")


def test_missing_an_appointment_changes_no_state() -> None:
    assert next_state(ReferralState.APPT_OFFERED, "did_not_attend") is ReferralState.APPT_OFFERED


def test_every_step_says_who_takes_it() -> None:
    assert all(step.who for step in REFERRAL_STEPS.steps.values())


def test_every_state_has_words_that_staff_read() -> None:
    assert all(state.label and state.label != state.value for state in ReferralState)


def test_what_police_read_in_a_list_never_goes_past_accepted() -> None:
    after = {said_to_police(state, accepted=True) for state in ReferralState}
    assert after == {"Accepted"}
    assert said_to_police(ReferralState.SUBMITTED, accepted=False) == "Sent"
    assert said_to_police(ReferralState.NEEDS_PLACE, accepted=False) == "Needs a place"


def test_an_end_whose_reason_police_may_not_know_reads_as_ended_whatever_it_was() -> None:
    for end in ("DIED", "ERROR", "DUPLICATE", "NOT_ENGAGED", "UNMET_NEED", "ENDED_IN_CUSTODY"):
        assert said_to_police(ReferralState[end], accepted=False) == "Ended"
        assert said_to_police(ReferralState[end], accepted=True) == "Accepted"
    assert said_to_police(ReferralState.SUSPENDED, accepted=False) == "Sent"
