"""The first appointment offered, as the monthly file tells it: one that the service cancelled is none."""

from datetime import date

import pytest

from pathways import clock
from pathways.auth.roles import Role
from pathways.engagement.case import actions as treating
from pathways.ndtms.rules.lists import Month
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose
from tests import county
from tests.accepted import accepted
from tests.integration.ndtms.test_monthly_file import answered
from tests.national_file import episodes_of

NOVEMBER = Month(date(2026, 11, 1))


@pytest.mark.database
def test_the_first_offer_in_the_file_is_one_that_the_service_did_not_cancel_by_the_end_of_the_month(app, the_clock):
    scene = accepted(the_clock)
    first_on, first = scene.referral.first_offered_on, scene.case.appointments[0]
    scene.next_day(2)
    second = scene.offer(AppointmentPurpose.ASSESSMENT)
    next_on = clock.today()
    scene.clock.set(second.starts_at)
    scene.record(second, AppointmentOutcome.ATTENDED)
    scene.assess()
    treating.agree_care_plan(by=scene.worker, referral_id=scene.referral.id, agreed_on=next_on)
    treating.start_treatment(by=scene.worker, referral_id=scene.referral.id, started_on=next_on, modality="95")
    answered(scene)
    manager = county.viewer_of(county.user(Role.PM))

    def offered():
        (row,) = episodes_of(manager, NOVEMBER)
        return row.interventions[0].FAOMODDT

    assert offered() == first_on
    cancelled = scene.record(first, AppointmentOutcome.CANCELLED_BY_SERVICE)
    assert offered() == next_on
    scene.record(cancelled, AppointmentOutcome.CANCELLED_BY_PERSON, correction_reason="It was not us")
    assert offered() == first_on
