"""Care plan, start and engaged, through the actions."""

from datetime import date

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.engagement.case import actions
from pathways.engagement.models.case import Engagement
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Refused


def test_the_whole_course_stamps_each_milestone_when_it_becomes_true(db, scene):
    scene.engage()
    referral = scene.referral
    assert referral.state is ReferralState.IN_TREATMENT
    assert referral.first_attended_on == referral.assessed_on == date(2026, 11, 26)
    assert referral.engaged_on == date(2026, 11, 27)
    mark = db.session.scalar(select(Engagement))
    assert (mark.definition, mark.definition_version) == ("structured_contact", "1")


def test_nobody_is_engaged_without_a_structured_contact(scene):
    scene.start()
    with pytest.raises(Refused, match="No structured contact is recorded as attended"):
        actions.record_engaged(by=scene.worker, referral_id=scene.referral.id, engaged_on=clock.today())


def test_a_contact_for_another_purpose_is_no_engagement(scene):
    scene.start()
    other = scene.offer(AppointmentPurpose.OTHER)
    scene.clock.set(other.starts_at)
    scene.record(other, AppointmentOutcome.ATTENDED)
    with pytest.raises(Refused, match="No structured contact"):
        actions.record_engaged(by=scene.worker, referral_id=scene.referral.id, engaged_on=clock.today())


def test_a_wrong_engaged_date_is_corrected_and_the_milestone_moves(db, scene):
    scene.engage()
    scene.next_day()
    again = scene.offer()
    scene.clock.set(again.starts_at)
    scene.record(again, AppointmentOutcome.ATTENDED)
    made = actions.record_engaged(
        by=scene.worker,
        referral_id=scene.referral.id,
        engaged_on=clock.today(),
        correction_reason="The first was a group for families",
    )
    assert scene.referral.engaged_on == made.engaged_on == clock.today()
    assert db.session.query(Engagement).count() == 2
