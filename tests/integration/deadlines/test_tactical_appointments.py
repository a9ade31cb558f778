"""Of appointments the Tactical pack counts what took place, what was missed, and how soon the next one was offered."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.auth.roles import Role
from pathways.deadlines.queries.tactical import tactical_pack
from pathways.deadlines.rules.tactical import TacticalList
from pathways.engagement.case import actions as case_actions
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from tests import county
from tests.accepted import accepted


def missed():
    """The figures by row, and the notes of the lines."""
    (part,) = tactical_pack(county.viewer_of(county.user(Role.PM)), TacticalList.MISSED).parts
    return {row[0]: row[1] for table in part.figures for row in table.rows}, [line.note for line in part.lines]


def test_an_appointment_that_lies_ahead_is_of_no_day_gone_by_though_it_was_cancelled(app, the_clock):
    scene = accepted(the_clock)
    scene.record(scene.case.appointments[0], AppointmentOutcome.CANCELLED_BY_PERSON)
    assert missed()[0]["Cancelled by the person"] == "0"
    scene.next_day(1)
    assert missed()[0]["Cancelled by the person"] == "1"


@pytest.mark.database
def test_who_was_in_prison_on_the_day_did_not_miss_it_whenever_the_service_learned_of_it(app, the_clock):
    scene = accepted(the_clock)
    first = scene.case.appointments[0]
    the_clock.set(first.starts_at)
    scene.record(first, AppointmentOutcome.DID_NOT_ATTEND)
    assert missed()[0]["Did not attend, of those not cancelled"] == "1 of 1 (100%)"
    on = clock.today()
    scene.next_day(2)
    away = {"how": "remand", "on": on, "place": "Lincoln Prison"}
    case_actions.step_in_case(by=scene.worker, referral_id=scene.referral.id, event="taken_into_custody", given=away)
    figures, lines = missed()
    assert (figures["Did not attend"], figures["In custody or in hospital: not missed"]) == ("0", "1")
    assert (figures["Did not attend, of those not cancelled"], figures["Not offered"], lines) == ("None yet", "0", [])


@pytest.mark.database
def test_the_next_offer_is_counted_from_the_appointment_and_not_from_when_it_was_recorded(app, the_clock):
    scene = accepted(the_clock)
    first = scene.case.appointments[0]
    the_clock.set(first.starts_at + timedelta(days=3))
    scene.record(first, AppointmentOutcome.DID_NOT_ATTEND)
    assert missed()[1] == ["No other was offered yet"]
    scene.offer()
    figures, lines = missed()
    assert lines == ["Another was offered 3 days later"]
    assert figures["Time until it was offered: the longest"] == "3 days"


@pytest.mark.database
def test_who_has_another_appointment_booked_already_was_offered_one_unless_it_was_cancelled_before(app, the_clock):
    scene = accepted(the_clock)
    first = scene.case.appointments[0]
    second = scene.offer(in_hours=7 * 24)
    the_clock.set(first.starts_at)
    scene.record(first, AppointmentOutcome.DID_NOT_ATTEND)
    figures, lines = missed()
    assert lines == ["Another was booked already"]
    assert (figures["Offered"], figures["Time until it was offered: the longest"]) == ("1", "under an hour")
    the_clock.set(first.starts_at - timedelta(hours=1))
    scene.record(second, AppointmentOutcome.CANCELLED_BY_SERVICE)
    the_clock.set(first.starts_at)
    assert missed()[1] == ["No other was offered yet"]
