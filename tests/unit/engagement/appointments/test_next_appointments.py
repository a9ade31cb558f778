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
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose, WayToMeet
from pathways.referrals.steps.rules import ReferralState
from tests.unit.engagement.contact_facts import STARTS, an_offer, words


def test_whoever_left_early_was_seen_and_so_has_not_missed_three_in_a_row() -> None:
    missed = AppointmentOutcome.DID_NOT_ATTEND
    assert missed_in_a_row([missed, missed, AppointmentOutcome.LEFT_EARLY]) == 0


def test_whoever_left_early_has_not_attended_so_the_referral_waits_for_a_whole_assessment() -> None:
    assert not moves(ReferralState.APPT_OFFERED, AppointmentOutcome.LEFT_EARLY)


def test_the_second_miss_says_what_follows_at_three() -> None:
    assert after_missing(2, "her") == (
        "Second time in a row. At three, or 4 weeks without contact, outreach is asked to find her."
    )
    assert after_missing(3, "him") == "Third time in a row: outreach is asked to find him."


def test_what_did_not_take_place_whole_is_offered_again_for_the_same_purpose() -> None:
    for outcome in AppointmentOutcome:
        if outcome is not AppointmentOutcome.ATTENDED:
            assert (
                purpose_of_next(outcome, AppointmentPurpose.ASSESSMENT, has_started=True)
                is AppointmentPurpose.ASSESSMENT
            )
    assert (
        purpose_of_next(AppointmentOutcome.ATTENDED, AppointmentPurpose.ASSESSMENT, has_started=False)
        is AppointmentPurpose.OTHER
    )
    assert (
        purpose_of_next(AppointmentOutcome.ATTENDED, AppointmentPurpose.OTHER, has_started=True)
        is AppointmentPurpose.STRUCTURED
    )


def test_the_next_after_a_missed_one_is_suggested_within_the_two_working_days_of_the_re_offer_timer() -> None:
    assert days_to_next(AppointmentOutcome.DID_NOT_ATTEND) == 2


def test_nobody_is_booked_twice_for_one_time() -> None:
    assert "is booked already: choose another time" in words(bars_to_offering(an_offer(booked=(STARTS,))))


def test_an_outreach_visit_is_met_in_person_and_a_typed_time_as_the_last_was_held():
    visit = Next(slot_id=None, starts_at=STARTS, place=VISITED_AT, is_visit=True)
    typed = Next(slot_id=None, starts_at=STARTS, place="By phone")
    assert channel_of_next(WayToMeet.PHONE, visit) is WayToMeet.IN_PERSON
    assert channel_of_next(WayToMeet.PHONE, typed) is WayToMeet.PHONE
