"""Leaving, and what is told of a required assessment, through the actions."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.audit import verify as audit
from pathways.engagement.care_plan import actions as care_plan_actions
from pathways.engagement.care_plan import queries
from pathways.engagement.case import actions as case_actions
from pathways.engagement.models.case import Exit
from pathways.engagement.models.treatment import RequiredAssessmentOutcome
from pathways.engagement.required_assessments import actions as required_assessments_actions
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Refused
from tests.accepted import accepted


@pytest.mark.parametrize(
    ("reason", "state", "planned"),
    [("80", ReferralState.COMPLETED, True), ("85", ReferralState.LEFT_TREATMENT, False)],
)
def test_a_person_leaves_once_planned_or_not(db, scene, reason, state, planned):
    scene.engage()
    made = case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason=reason, exited_on=clock.today())
    assert (scene.referral.state, made.planned) == (state, planned)
    assert scene.referral.exited_on == clock.today()
    assert scene.referral.closed_at == clock.now()
    with pytest.raises(Refused, match="nothing more can be recorded"):
        case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today())


def test_nobody_leaves_before_their_last_contact(scene):
    scene.engage()
    with pytest.raises(Refused, match="before the last contact"):
        case_actions.leave(
            by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today() - timedelta(days=5)
        )


def test_what_is_open_ends_with_the_case_and_stays_ended_when_it_is_reopened(db, scene):
    scene.engage()
    started = clock.today() - timedelta(days=1)
    beside = {"by": scene.worker, "referral_id": scene.referral.id, "modality": "96"}
    early = care_plan_actions.start_intervention(**beside, started_on=started)
    ended = {"intervention_id": early.id, "ended_on": started, "exit_status": "B"}
    care_plan_actions.end_intervention(by=scene.worker, referral_id=scene.referral.id, **ended)
    scene.next_day()
    care_plan_actions.start_intervention(**beside, started_on=clock.today())
    with pytest.raises(Refused, match="cannot be before an intervention started"):
        case_actions.leave(
            by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today() - timedelta(days=1)
        )
    case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today())
    dates = [
        (intervention.ended_on, intervention.exit_status) for intervention in queries.plan_of(scene.case).interventions
    ]
    assert sorted(dates) == [(started, "B"), *[(clock.today(), "A")] * 2]
    reopened = {"event": "reopen_in_treatment", "given": {"why": "came_back"}}
    case_actions.step_in_case(by=scene.worker, referral_id=scene.referral.id, **reopened)
    assert [
        (intervention.ended_on, intervention.exit_status) for intervention in queries.plan_of(scene.case).interventions
    ] == dates
    assert care_plan_actions.start_intervention(**beside, started_on=clock.today()).ended_on is None
    scene.next_day()
    with pytest.raises(Refused, match="after the intervention it began with ended"):
        case_actions.start_treatment(
            by=scene.worker,
            referral_id=scene.referral.id,
            started_on=clock.today(),
            modality="95",
            correction_reason="Wrong day",
        )


def test_an_unknown_reason_is_refused(scene):
    scene.engage()
    with pytest.raises(Refused, match="one of the reasons"):
        case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="89", exited_on=clock.today())


def test_one_referral_has_one_exit_in_the_database(db, scene):
    scene.engage()
    case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today())
    again = Exit(
        referral_id=scene.referral.id,
        reason="85",
        planned=False,
        exited_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=scene.worker.user_id,
    )
    db.session.add(again)
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("outcome", list(RequiredOutcome))
def test_a_failure_carries_when_police_were_told_and_an_attendance_never_does(db, app, the_clock, outcome, told):
    scene = accepted(the_clock, required_at=the_clock.now() + timedelta(days=2))
    row = RequiredAssessmentOutcome(
        required_assessment_id=scene.case.required.id,
        referral_id=scene.referral.id,
        outcome=outcome,
        at=clock.now(),
        reported_to_police_at=clock.now() if told else None,
        recorded_at=clock.now(),
        recorded_by_id=scene.worker.user_id,
    )
    db.session.add(row)
    if told == outcome.is_failure:
        db.session.flush()
    else:
        with pytest.raises(IntegrityError):
            db.session.flush()


def test_a_failure_is_told_by_recording_it_and_corrected_by_superseding(db, app, the_clock):
    scene = accepted(the_clock, required_at=the_clock.now() + timedelta(days=2))
    scene.next_day(3)
    wrong = required_assessments_actions.report_required_assessment(
        by=scene.worker,
        required_id=scene.case.required.id,
        outcome=RequiredOutcome.FAILED_TO_ATTEND,
        at=scene.case.required.initial_at,
    )
    assert wrong.reported_to_police_at == clock.now()
    right = required_assessments_actions.report_required_assessment(
        by=scene.worker,
        required_id=scene.case.required.id,
        outcome=RequiredOutcome.ATTENDED_REMAINED,
        at=scene.case.required.initial_at,
        correction_reason="Signed in at the other door",
    )
    assert right.reported_to_police_at is None
    assert wrong.superseded_by_id == right.id


def test_every_change_is_on_the_persons_chain_and_the_chain_holds(db, scene):
    scene.engage()
    case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today())
    assert list(audit.verify()) == []
