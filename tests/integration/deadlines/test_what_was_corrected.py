"""A deadline follows from what became of an appointment as it was corrected, and from nothing that it was before."""

from datetime import timedelta

from pathways.deadlines.queries.facts import courses_of
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from tests.accepted import accepted


def deadlines(scene):
    course = courses_of([scene.referral.id])[scene.referral.id]
    return {each.timer.code: each.is_over for each in course.deadlines(scene.clock.now())}


def test_who_came_after_all_is_offered_nothing_in_place_of_what_they_did_not_miss(app, the_clock):
    scene = accepted(the_clock)
    first = scene.case.appointments[0]
    the_clock.set(first.starts_at)
    missed = scene.record(first, AppointmentOutcome.DID_NOT_ATTEND)
    assert "re_offer" in deadlines(scene)
    scene.record(missed, AppointmentOutcome.ATTENDED, correction_reason="Was in the other room")
    scene.next_day(7)
    assert "re_offer" not in deadlines(scene)
    assert "first_contact" not in deadlines(scene)


def test_the_first_contact_is_due_of_whoever_did_not_come_after_all(app, the_clock):
    scene = accepted(the_clock)
    came = scene.comes_to_the_first()
    assert "first_contact" not in deadlines(scene)
    scene.record(came, AppointmentOutcome.DID_NOT_ATTEND, correction_reason="Wrong person")
    the_clock.advance(timedelta(days=14))
    assert deadlines(scene)["first_contact"]


def test_who_came_without_an_appointment_was_seen(app, the_clock):
    scene = accepted(the_clock)
    scene.next_day(2)
    scene.record(scene.case.appointments[0], AppointmentOutcome.CANCELLED_BY_PERSON)
    scene.assess()
    assert "first_contact" not in deadlines(scene)


def test_who_came_without_an_appointment_was_seen_then_though_an_earlier_one_is_recorded_as_row_afterwards(
    app, the_clock
):
    scene = accepted(the_clock)
    first = scene.case.appointments[0]
    the_clock.set(first.starts_at + timedelta(days=2))
    scene.assess()
    came_at = the_clock.now()
    the_clock.advance(timedelta(hours=1))
    scene.record(first, AppointmentOutcome.ATTENDED)
    course = courses_of([scene.referral.id])[scene.referral.id]
    (since,) = [each.started_at for each in course.deadlines(the_clock.now()) if each.timer.code == "no_contact"]
    assert since == came_at
