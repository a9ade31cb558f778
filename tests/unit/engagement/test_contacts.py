"""Appointments: offering the next, and recording what became of each."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pathways.engagement.rules import (
    DIED,
    OfferFacts,
    OutcomeFacts,
    bars_to_offering,
    bars_to_outcome,
    days_since,
    is_with_the_service,
    missed_in_a_row,
    moves,
)
from pathways.referrals.rules import Outcome, ReferralState

STARTS = datetime(2026, 12, 3, 10, 0, tzinfo=UTC)


def an_offer(**values: object) -> OfferFacts:
    plain = OfferFacts(state=ReferralState.ACCEPTED, has_died=False, now=STARTS - timedelta(days=2), starts_at=STARTS)
    return replace(plain, **values)  # type: ignore[arg-type]  # one change for every test


def an_outcome(**values: object) -> OutcomeFacts:
    plain = OutcomeFacts(
        state=ReferralState.APPT_OFFERED,
        has_died=False,
        now=STARTS + timedelta(minutes=5),
        starts_at=STARTS,
        outcome=Outcome.ATTENDED,
    )
    return replace(plain, **values)  # type: ignore[arg-type]  # one change for every test


def words(bars: tuple) -> str:  # type: ignore[type-arg]  # only the messages matter here
    return " ".join(bar.message for bar in bars)


def test_the_next_appointment_can_be_offered_in_every_state_in_which_the_person_is_with_the_service() -> None:
    for state in ReferralState:
        assert (bars_to_offering(an_offer(state=state)) == ()) == is_with_the_service(state)


def test_an_appointment_in_the_past_cannot_be_offered() -> None:
    (bar,) = bars_to_offering(an_offer(now=STARTS))
    assert (bar.field, bar.message) == ("starts_at", "The appointment must be later than now")


def test_nothing_is_offered_to_a_person_who_has_died() -> None:
    assert bars_to_offering(an_offer(has_died=True)) == (DIED,)


def test_an_attendance_before_the_appointment_is_refused_with_its_time() -> None:
    (bar,) = bars_to_outcome(an_outcome(now=STARTS - timedelta(hours=2)))
    assert bar.message == (
        "The appointment is at 10:00 on 3 December 2026. Attended can be recorded from 15 minutes before it"
    )


def test_attendance_can_be_recorded_from_fifteen_minutes_before_and_not_a_second_earlier() -> None:
    opens = STARTS - timedelta(minutes=15)
    for outcome in (Outcome.ATTENDED, Outcome.DID_NOT_ATTEND):
        assert bars_to_outcome(an_outcome(outcome=outcome, now=opens)) == ()
        assert bars_to_outcome(an_outcome(outcome=outcome, now=opens - timedelta(seconds=1)))


def test_the_time_is_named_as_it_reads_in_london() -> None:
    summer = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    (bar,) = bars_to_outcome(an_outcome(starts_at=summer, now=summer - timedelta(days=1)))
    assert "10:00 on 1 July 2026" in bar.message


@pytest.mark.parametrize("outcome", [Outcome.CANCELLED_BY_PERSON, Outcome.CANCELLED_BY_SERVICE])
def test_a_cancellation_can_be_recorded_days_before(outcome: Outcome) -> None:
    assert bars_to_outcome(an_outcome(outcome=outcome, now=STARTS - timedelta(days=3))) == ()


def test_no_outcome_is_recorded_for_a_person_who_has_died() -> None:
    for outcome in Outcome:
        assert bars_to_outcome(an_outcome(outcome=outcome, has_died=True)) == (DIED,)


def test_no_outcome_is_recorded_on_a_closed_case() -> None:
    assert "nothing more can be recorded" in words(bars_to_outcome(an_outcome(state=ReferralState.COMPLETED)))


def test_an_outcome_is_corrected_only_with_a_reason() -> None:
    wrong = an_outcome(already=Outcome.DID_NOT_ATTEND)
    assert words(bars_to_outcome(wrong)) == "Say why the outcome is corrected"
    assert bars_to_outcome(replace(wrong, correction_reason="She was in room 2")) == ()


def test_recording_the_same_outcome_twice_is_refused() -> None:
    assert "already recorded as “Attended”" in words(bars_to_outcome(an_outcome(already=Outcome.ATTENDED)))


def test_an_attendance_on_which_later_steps_rest_cannot_be_taken_back() -> None:
    facts = an_outcome(
        outcome=Outcome.DID_NOT_ATTEND, already=Outcome.ATTENDED, correction_reason="Wrong row", later_steps=True
    )
    assert "rests on this attendance" in words(bars_to_outcome(facts))
    assert bars_to_outcome(replace(facts, later_steps=False)) == ()


def test_a_missed_one_becomes_attended_even_when_later_steps_exist() -> None:
    facts = an_outcome(already=Outcome.DID_NOT_ATTEND, correction_reason="Signed in late", later_steps=True)
    assert bars_to_outcome(facts) == ()


def test_the_first_attendance_moves_the_referral_and_later_ones_do_not() -> None:
    assert moves(ReferralState.ACCEPTED, Outcome.ATTENDED)
    assert moves(ReferralState.APPT_OFFERED, Outcome.ATTENDED)
    assert not moves(ReferralState.CARE_PLAN, Outcome.ATTENDED)


def test_a_cancellation_is_no_missed_appointment_and_an_attendance_starts_the_count_again() -> None:
    missed, came = Outcome.DID_NOT_ATTEND, Outcome.ATTENDED
    assert missed_in_a_row([missed, Outcome.CANCELLED_BY_SERVICE, missed, None]) == 2
    assert missed_in_a_row([missed, missed, came, missed]) == 1
    assert missed_in_a_row([]) == 0


def test_days_without_contact_are_counted_from_the_last_attended_one() -> None:
    assert days_since(date(2026, 12, 1), date(2026, 12, 29)) == 28
    assert days_since(None, date(2026, 12, 29)) is None
