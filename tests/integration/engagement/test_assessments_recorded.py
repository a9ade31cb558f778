"""Assessments through the actions: who, when, what is used, and corrections."""

import pytest
from sqlalchemy import select

from pathways.audit import record as audit
from pathways.engagement.models.case import AssessedSubstance, Assessment
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Refused, Stale
from pathways.vocabulary import Substance
from tests import county


def substances(db, assessment):
    rows = select(AssessedSubstance.substance).where(AssessedSubstance.assessment_id == assessment.id)
    return set(db.session.scalars(rows))


def test_an_assessment_keeps_every_substance_and_mamba_is_one_of_them(db, scene):
    scene.comes_to_the_first()
    made = scene.assess(substances=tuple(Substance))
    assert substances(db, made) == set(Substance)


def test_somebody_who_uses_nothing_has_no_substances(db, scene):
    scene.comes_to_the_first()
    made = scene.assess(uses_substances=False, substances=())
    assert substances(db, made) == set()


def test_somebody_who_came_without_an_appointment_has_attended_by_the_assessment(scene):
    made = scene.assess()
    assert scene.referral.state is ReferralState.ATTENDED_ASSESSMENT
    assert scene.referral.first_attended_on == made.attended_on


def test_an_assessor_of_another_service_is_refused(scene):
    stranger = county.user(of=county.provider("Trent Bank"), role=scene.worker.role)
    scene.comes_to_the_first()
    with pytest.raises(Refused, match="of your own service"):
        scene.assess(assessor_id=stranger.id)


def test_a_wrong_assessment_is_superseded_with_its_reason_and_the_milestone_follows(db, scene):
    scene.comes_to_the_first()
    first = scene.assess()
    scene.next_day()
    second = scene.assess(correction_reason="It was the day after", substances=(Substance.HEROIN,))
    assert (first.superseded_by_id, first.correction_reason) == (second.id, "It was the day after")
    assert scene.referral.assessed_on == second.attended_on
    assert scene.referral.first_attended_on == first.attended_on
    assert scene.case.substances == (Substance.HEROIN,)
    assert db.session.query(Assessment).count() == 2


def test_a_correction_filled_from_a_record_that_changed_is_stale(scene):
    scene.comes_to_the_first()
    scene.assess()
    seen = audit.version_of(scene.case.person.id, in_confidence=True)
    scene.offer()
    with pytest.raises(Stale):
        scene.assess(correction_reason="Late", version=seen)
