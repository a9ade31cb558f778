"""Correcting an outcome, and what outcomes count as."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pathways.engagement.appointments.rules import bars_to_outcome
from pathways.engagement.case.rules import missed_in_a_row, missed_since, moves
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.steps.rules import ReferralState
from tests.unit.engagement.contact_facts import an_outcome, words


def test_an_outcome_is_corrected_only_with_a_reason() -> None:
    wrong = an_outcome(already=AppointmentOutcome.DID_NOT_ATTEND)
    assert words(bars_to_outcome(wrong)) == "Say why the outcome is corrected"
    assert bars_to_outcome(replace(wrong, correction_reason="She was in room 2")) == ()


def test_recording_the_same_outcome_twice_is_refused() -> None:
    assert "already recorded as “Attended”" in words(bars_to_outcome(an_outcome(already=AppointmentOutcome.ATTENDED)))


def test_an_attendance_on_which_later_steps_rest_cannot_be_taken_back() -> None:
    facts = an_outcome(
        outcome=AppointmentOutcome.DID_NOT_ATTEND,
        already=AppointmentOutcome.ATTENDED,
        correction_reason="Wrong row",
        later_steps=True,
    )
    assert "depends on this attendance" in words(bars_to_outcome(facts))
    assert bars_to_outcome(replace(facts, later_steps=False)) == ()


def test_a_missed_one_becomes_attended_even_when_later_steps_exist() -> None:
    facts = an_outcome(already=AppointmentOutcome.DID_NOT_ATTEND, correction_reason="Signed in late", later_steps=True)
    assert bars_to_outcome(facts) == ()


def test_the_first_attendance_moves_the_referral_and_later_ones_do_not() -> None:
    assert moves(ReferralState.ACCEPTED, AppointmentOutcome.ATTENDED)
    assert moves(ReferralState.APPT_OFFERED, AppointmentOutcome.ATTENDED)
    assert not moves(ReferralState.CARE_PLAN, AppointmentOutcome.ATTENDED)


def test_a_cancellation_is_no_missed_appointment_and_an_attendance_starts_the_count_again() -> None:
    missed, came = AppointmentOutcome.DID_NOT_ATTEND, AppointmentOutcome.ATTENDED
    assert missed_in_a_row([missed, AppointmentOutcome.CANCELLED_BY_SERVICE, missed, None]) == 2
    assert missed_in_a_row([missed, missed, came, missed]) == 1
    assert missed_in_a_row([]) == 0


def test_whoever_was_met_without_an_appointment_has_missed_none_before_it() -> None:
    at = datetime(2026, 11, 2, 10, tzinfo=UTC)
    days = [at + timedelta(days=day) for day in range(4)]
    missed = [
        (days[0], AppointmentOutcome.DID_NOT_ATTEND),
        (days[2], AppointmentOutcome.DID_NOT_ATTEND),
        (days[3], None),
    ]
    assert missed_since(missed, ()) == 2
    assert missed_since(missed, [days[1]]) == 1
    assert missed_since(missed, [days[1], days[3]]) == 0
