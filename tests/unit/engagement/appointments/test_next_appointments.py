"""What the next appointment is, and what left early counts as."""

from pathways.engagement.appointments.rules import (
    VISITED_AT,
    Next,
    bars_to_offering,
    channel_of_next,
    days_to_next,
    purpose_of_next,
)
from pathways.engagement.case.rules import after_missing, missed_in_a_row, moves
from pathways.referrals.first_appointments.rules import Channel, Outcome, Purpose
from pathways.referrals.steps.rules import ReferralState
from tests.unit.engagement.contact_facts import STARTS, an_offer, words


def test_whoever_left_early_was_seen_and_so_has_not_missed_three_in_a_row() -> None:
    missed = Outcome.DID_NOT_ATTEND
    assert missed_in_a_row([missed, missed, Outcome.LEFT_EARLY]) == 0


def test_whoever_left_early_has_not_attended_so_the_referral_waits_for_a_whole_assessment() -> None:
    assert not moves(ReferralState.APPT_OFFERED, Outcome.LEFT_EARLY)


def test_the_second_miss_says_what_follows_at_three() -> None:
    assert after_missing(2, "her") == (
        "Second time in a row. At three, or 4 weeks without contact, outreach is asked to find her."
    )
    assert after_missing(3, "him") == "Third time in a row: outreach is asked to find him."


def test_what_did_not_take_place_whole_is_offered_again_for_the_same_purpose() -> None:
    for outcome in Outcome:
        if outcome is not Outcome.ATTENDED:
            assert purpose_of_next(outcome, Purpose.ASSESSMENT, has_started=True) is Purpose.ASSESSMENT
    assert purpose_of_next(Outcome.ATTENDED, Purpose.ASSESSMENT, has_started=False) is Purpose.OTHER
    assert purpose_of_next(Outcome.ATTENDED, Purpose.OTHER, has_started=True) is Purpose.STRUCTURED


def test_the_next_after_a_missed_one_is_suggested_within_the_two_working_days_of_the_re_offer_timer() -> None:
    assert days_to_next(Outcome.DID_NOT_ATTEND) == 2


def test_nobody_is_booked_twice_for_one_time() -> None:
    assert "is booked already: choose another time" in words(bars_to_offering(an_offer(booked=(STARTS,))))


def test_an_outreach_visit_is_met_in_person_and_a_typed_time_as_the_last_was_held():
    visit = Next(slot_id=None, starts_at=STARTS, place=VISITED_AT, is_visit=True)
    typed = Next(slot_id=None, starts_at=STARTS, place="By phone")
    assert channel_of_next(Channel.PHONE, visit) is Channel.IN_PERSON
    assert channel_of_next(Channel.PHONE, typed) is Channel.PHONE
