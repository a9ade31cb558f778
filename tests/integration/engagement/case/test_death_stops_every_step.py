"""After a death every action of the treatment desk refuses, in the same words, and writes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from pathways import clock
from pathways.audit.models import AuditEvent
from pathways.engagement.case import actions as case_actions
from pathways.engagement.case.queries import steps as engagement
from pathways.engagement.required_assessments import actions as required_assessments_actions
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.people.models.identity import Person
from pathways.people.rules import DeathSource
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.refusals import Refused
from tests.accepted import accepted
from tests.integration.disposals import plain_disposal as caution


@pytest.fixture
def scene(app, the_clock):
    where = caution.scene()
    caution.signed(where)
    scene = accepted(the_clock, episode=where.episode, required_at=the_clock.now() + timedelta(hours=2))
    scene.start()
    return scene


def attempts(scene):
    """Each action by name, as it would be done on the day of the death."""
    mine = {"by": scene.worker, "referral_id": scene.referral.id}
    today = clock.today()
    (condition,) = engagement.conditions_for(scene.worker, scene.case.referral.episode_id)
    first = scene.case.appointments[0]
    return {
        "offer": lambda: scene.offer(),
        "outcome": lambda: scene.record(first, AppointmentOutcome.DID_NOT_ATTEND, correction_reason="Wrong row"),
        "assessment": lambda: scene.assess(correction_reason="Wrong day"),
        "care plan": lambda: case_actions.agree_care_plan(agreed_on=today, correction_reason="Wrong day", **mine),
        "start": lambda: case_actions.start_treatment(
            started_on=today, modality="94", correction_reason="Wrong", **mine
        ),
        "engaged": lambda: case_actions.record_engaged(engaged_on=today, **mine),
        "leave": lambda: case_actions.leave(reason="85", exited_on=today, **mine),
        "condition": lambda: required_assessments_actions.report_condition(
            condition_id=condition.id, met=False, on=today, **mine
        ),
        "required": lambda: required_assessments_actions.report_required_assessment(
            by=scene.worker,
            required_id=scene.case.required.id,
            outcome=RequiredOutcome.FAILED_TO_ATTEND,
            at=clock.now(),
        ),
    }


def test_every_action_refuses_and_leaves_no_event(db, scene):
    tries = attempts(scene)
    person = db.session.get_one(Person, scene.referral.person_id)
    person.died_at = person.death_recorded_at = clock.now()
    person.death_recorded_by_id, person.death_source = scene.worker.user_id, DeathSource.SERVICE
    db.session.flush()
    before = db.session.scalar(select(func.count(AuditEvent.id)))
    for name, attempt in tries.items():
        with pytest.raises(Refused, match="has died"):
            attempt()
        assert db.session.scalar(select(func.count(AuditEvent.id))) == before, name
