"""Appointments through the actions: offered, kept, missed, cancelled; a death; another provider."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.engagement.appointments import actions
from pathways.people.models.identity import Person
from pathways.people.rules import DeathSource
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose
from pathways.referrals.models.referral import ReferralEvent
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused
from tests import county


def events(db, scene):
    rows = select(ReferralEvent.event).where(ReferralEvent.referral_id == scene.referral.id)
    return db.session.scalars(rows.order_by(ReferralEvent.id)).all()


def die(db, scene):
    person = db.session.get_one(Person, scene.referral.person_id)
    person.died_at = person.death_recorded_at = clock.now()
    person.death_recorded_by_id, person.death_source = scene.worker.user_id, DeathSource.SERVICE
    db.session.flush()


def test_coming_to_the_first_appointment_moves_the_referral_and_sets_the_date(db, scene):
    scene.comes_to_the_first()
    assert scene.referral.state is ReferralState.ATTENDED_ASSESSMENT
    assert scene.referral.first_attended_on == clock.today()
    assert events(db, scene)[-1] == "attended"


def test_an_attendance_before_its_time_is_refused_and_writes_nothing(db, scene):
    first = scene.case.appointments[0]
    with pytest.raises(Refused, match="can be recorded from 15 minutes before"):
        scene.record(first, AppointmentOutcome.ATTENDED)
    assert first.outcome is None
    assert scene.referral.state is ReferralState.APPT_OFFERED


def test_a_missed_appointment_is_an_event_and_no_change_of_state(db, scene):
    first = scene.case.appointments[0]
    scene.clock.set(first.starts_at)
    scene.record(first, AppointmentOutcome.DID_NOT_ATTEND)
    assert scene.referral.state is ReferralState.APPT_OFFERED
    assert scene.referral.first_attended_on is None
    assert events(db, scene)[-1] == "did_not_attend"
    assert scene.case.missed == 1


def test_a_cancellation_by_us_counts_against_nobody(scene):
    scene.record(scene.case.appointments[0], AppointmentOutcome.CANCELLED_BY_SERVICE)
    assert scene.case.missed == 0


def test_the_first_offer_is_dated_once(scene):
    offered_on = scene.referral.first_offered_on
    scene.next_day()
    scene.offer(AppointmentPurpose.ASSESSMENT)
    assert scene.referral.first_offered_on == offered_on


def test_an_offer_that_the_service_cancels_is_no_offer_and_the_next_one_counts(scene):
    scene.record(scene.case.appointments[0], AppointmentOutcome.CANCELLED_BY_SERVICE)
    assert scene.referral.first_offered_on is None
    scene.next_day()
    scene.offer(AppointmentPurpose.ASSESSMENT)
    assert scene.referral.first_offered_on == clock.today()


def test_an_offer_that_the_person_cancels_still_stands(scene):
    offered_on = scene.referral.first_offered_on
    scene.next_day()
    scene.record(scene.case.appointments[0], AppointmentOutcome.CANCELLED_BY_PERSON)
    scene.offer(AppointmentPurpose.ASSESSMENT)
    assert scene.referral.first_offered_on == offered_on


def test_who_cancelled_an_offer_can_be_corrected_and_the_date_of_the_first_follows(scene):
    offered_on = scene.referral.first_offered_on
    missed = scene.record(scene.case.appointments[0], AppointmentOutcome.CANCELLED_BY_PERSON)
    scene.next_day()
    scene.offer(AppointmentPurpose.ASSESSMENT)
    ours = scene.record(missed, AppointmentOutcome.CANCELLED_BY_SERVICE, correction_reason="It was us")
    assert scene.referral.first_offered_on == clock.today()
    scene.record(ours, AppointmentOutcome.CANCELLED_BY_PERSON, correction_reason="It was not us")
    assert scene.referral.first_offered_on == offered_on


def test_after_a_death_nothing_is_offered_and_no_appointment_is_a_missed_one(db, scene):
    first = scene.case.appointments[0]
    scene.clock.set(first.starts_at)
    die(db, scene)
    with pytest.raises(Refused, match="has died"):
        scene.record(first, AppointmentOutcome.DID_NOT_ATTEND)
    with pytest.raises(Refused, match="has died"):
        scene.offer()


def test_another_provider_finds_no_such_case(scene):
    stranger = county.viewer_of(county.user(of=county.provider("Trent Bank"), role=scene.worker.role))
    with pytest.raises(OutOfSight):
        actions.record_outcome(
            by=stranger,
            referral_id=scene.referral.id,
            appointment_id=scene.case.appointments[0].id,
            outcome=AppointmentOutcome.CANCELLED_BY_SERVICE,
        )


def test_police_find_no_such_case(scene):
    with pytest.raises(OutOfSight):
        actions.offer_appointment(
            by=scene.officer,
            referral_id=scene.referral.id,
            starts_at=clock.now() + timedelta(days=1),
            place="Here",
            channel=scene.case.appointments[0].channel,
            purpose=AppointmentPurpose.OTHER,
        )
