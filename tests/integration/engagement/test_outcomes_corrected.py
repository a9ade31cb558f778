"""Wrong outcomes put right, and two workers at once."""

import pytest
from sqlalchemy import update

from pathways import clock
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.models.referral import Appointment
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Refused, Stale


def test_a_wrong_outcome_is_corrected_by_a_row_that_supersedes(db, scene):
    first = scene.case.appointments[0]
    scene.clock.set(first.starts_at)
    scene.record(first, AppointmentOutcome.DID_NOT_ATTEND)
    corrected = scene.record(first, AppointmentOutcome.ATTENDED, correction_reason="She was in room 2")
    assert (first.superseded_by_id, first.correction_reason) == (corrected.id, "She was in room 2")
    assert first.outcome is AppointmentOutcome.DID_NOT_ATTEND
    assert scene.referral.state is ReferralState.ATTENDED_ASSESSMENT
    assert [appointment.id for appointment in scene.case.appointments] == [corrected.id]


def test_an_attendance_taken_back_puts_date_and_state_right(scene):
    first = scene.comes_to_the_first()
    scene.record(first, AppointmentOutcome.DID_NOT_ATTEND, correction_reason="Wrong row")
    assert scene.referral.state is ReferralState.APPT_OFFERED
    assert scene.referral.first_attended_on is None


def test_an_attendance_with_an_assessment_on_it_is_not_taken_back(scene):
    first = scene.comes_to_the_first()
    scene.assess()
    with pytest.raises(Refused, match="depends on this attendance"):
        scene.record(first, AppointmentOutcome.DID_NOT_ATTEND, correction_reason="Wrong row")


def test_a_correction_without_a_reason_is_refused(scene):
    first = scene.comes_to_the_first()
    with pytest.raises(Refused, match="Say why"):
        scene.record(first, AppointmentOutcome.DID_NOT_ATTEND)


def test_a_correction_of_a_record_that_changed_meanwhile_is_stale(scene):
    first = scene.comes_to_the_first()
    with pytest.raises(Stale):
        scene.record(first, AppointmentOutcome.DID_NOT_ATTEND, correction_reason="Wrong row", version=0)


def test_two_workers_record_one_appointment_and_the_second_is_told(db, scene):
    first = scene.case.appointments[0]
    scene.clock.set(first.starts_at)
    # A colleague's write that this session has not read yet: only the database knows.
    outcome_first = update(Appointment).where(Appointment.id == first.id)
    values = {"outcome": "did_not_attend", "outcome_at": clock.now(), "outcome_by_id": scene.worker.user_id}
    db.session.execute(outcome_first.values(**values), execution_options={"synchronize_session": False})
    with pytest.raises(Stale, match="colleague changed this case first"):
        scene.record(first, AppointmentOutcome.ATTENDED)
