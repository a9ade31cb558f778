"""What was late, was in time again and is late once more stands on the list again, and nobody is told a second time."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from pathways.acceptance import actions as accepting
from pathways.auth.roles import Role
from pathways.cli.jobs import act_on_due_clocks
from pathways.deadlines.queries.overdue import every_overdue
from pathways.outbox.models import Message
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.store.base import db
from pathways.vocabulary import Answer
from tests import county
from tests.accepted import accepted
from tests.referred import referred


def reads(the_clock, **later):
    """The worker, so much later."""
    db.session.commit()
    the_clock.advance(timedelta(**later))
    act_on_due_clocks()


def late_for(viewer):
    return {(line.label, line.reference) for line in every_overdue(viewer) if line.is_late}


@pytest.mark.database
def test_a_first_appointment_that_the_service_offered_and_took_back_is_late_again(app, the_clock):
    manager = county.viewer_of(county.user(Role.PM))
    scene = accepted(the_clock)
    line = ("First appointment offered", scene.referral.reference)
    scene.record(scene.case.appointments[0], AppointmentOutcome.CANCELLED_BY_SERVICE)
    reads(the_clock, days=23)
    assert line in late_for(manager)
    told = db.session.scalar(select(func.count(Message.id)))
    offered = scene.offer()
    reads(the_clock, minutes=1)
    assert line not in late_for(manager)
    scene.record(offered, AppointmentOutcome.CANCELLED_BY_SERVICE)
    reads(the_clock, minutes=1)
    assert line in late_for(manager)
    assert db.session.scalar(select(func.count(Message.id))) == told


@pytest.mark.database
def test_who_came_back_to_a_service_that_had_let_go_of_them_is_urgent_there_again(app, the_clock):
    """Nobody answered, so they reached whoever finds places, who found the same service once more."""
    manager, finder = (county.viewer_of(county.user(role)) for role in (Role.PM, Role.PW))
    first = referred(suicide_risk=Answer.YES)
    reads(the_clock, minutes=1)
    reads(the_clock, days=7)
    assert ("Urgent: speak to the person", first.reference) in late_for(finder)
    assert late_for(manager) == set()
    placed = accepting.place(by=finder, referral_id=first.id, service_id=county.service().id, note=None)
    reads(the_clock, minutes=1)
    again = ("Urgent: speak to the person", placed.reference)
    assert again in late_for(manager)
    assert again in late_for(finder)
