"""Offering the next appointment, and when its outcome may be recorded."""

from datetime import UTC, datetime, timedelta

import pytest

from pathways.engagement.appointments.rules import bars_to_offering, bars_to_outcome
from pathways.engagement.rules import DIED, is_with_the_service, not_changeable
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.steps.rules import ReferralState
from tests.unit.engagement.contact_facts import STARTS, an_offer, an_outcome, words

UNTIL_SOMEBODY_ELSE_HAS_THEM = (ReferralState.TRANSFER_PENDING, ReferralState.NEEDS_PLACE)


def test_the_next_appointment_can_be_offered_in_every_state_in_which_the_service_answers_for_the_person() -> None:
    """Also until a transfer is picked up, and until there is a place for somebody who was handed back."""
    for state in ReferralState:
        ours = is_with_the_service(state) or state in UNTIL_SOMEBODY_ELSE_HAS_THEM
        assert (bars_to_offering(an_offer(state=state)) == ()) is ours
        assert (bars_to_outcome(an_outcome(state=state)) == ()) is ours
        assert (not_changeable(has_died=False, state=state) == ()) is ours


def test_an_appointment_in_the_past_cannot_be_offered() -> None:
    (bar,) = bars_to_offering(an_offer(now=STARTS))
    assert (bar.field, bar.message) == ("starts_at", "The appointment must be later than now")


def test_nothing_is_offered_to_a_person_who_has_died() -> None:
    assert bars_to_offering(an_offer(has_died=True)) == (DIED,)


def test_an_attendance_before_the_appointment_is_refused_with_its_time() -> None:
    (bar,) = bars_to_outcome(an_outcome(now=STARTS - timedelta(hours=2)))
    assert bar.message == (
        "The appointment is at 10:00 on 3 December 2026. Whether they came can be recorded from 15 minutes before it"
    )


def test_attendance_can_be_recorded_from_fifteen_minutes_before_and_not_a_second_earlier() -> None:
    opens = STARTS - timedelta(minutes=15)
    for outcome in (AppointmentOutcome.ATTENDED, AppointmentOutcome.DID_NOT_ATTEND):
        assert bars_to_outcome(an_outcome(outcome=outcome, now=opens)) == ()
        assert bars_to_outcome(an_outcome(outcome=outcome, now=opens - timedelta(seconds=1)))


def test_the_time_is_named_as_it_reads_in_london() -> None:
    summer = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    (bar,) = bars_to_outcome(an_outcome(starts_at=summer, now=summer - timedelta(days=1)))
    assert "10:00 on 1 July 2026" in bar.message


@pytest.mark.parametrize("outcome", [AppointmentOutcome.CANCELLED_BY_PERSON, AppointmentOutcome.CANCELLED_BY_SERVICE])
def test_a_cancellation_can_be_recorded_days_before(outcome: AppointmentOutcome) -> None:
    assert bars_to_outcome(an_outcome(outcome=outcome, now=STARTS - timedelta(days=3))) == ()


def test_no_outcome_is_recorded_for_a_person_who_has_died() -> None:
    for outcome in AppointmentOutcome:
        assert bars_to_outcome(an_outcome(outcome=outcome, has_died=True)) == (DIED,)


def test_no_outcome_is_recorded_on_a_closed_case() -> None:
    assert "nothing more can be recorded" in words(bars_to_outcome(an_outcome(state=ReferralState.COMPLETED)))
