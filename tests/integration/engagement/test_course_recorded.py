"""Assessment, care plan, start, engaged and leaving, through the actions and on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pathways import audit, clock
from pathways.engagement import actions
from pathways.engagement.models import AssessedSubstance, Assessment, Engagement, Exit, RequiredAssessmentOutcome
from pathways.engagement.rules import RequiredOutcome
from pathways.referrals.rules import Outcome, Purpose, ReferralState
from pathways.refusals import Refused, Stale
from pathways.vocabulary import Substance
from tests import county
from tests.accepted import accepted


@pytest.fixture
def scene(app, the_clock):
    return accepted(the_clock)


def substances(db, assessment):
    rows = select(AssessedSubstance.substance).where(AssessedSubstance.assessment_id == assessment.id)
    return set(db.session.scalars(rows))


def test_the_whole_course_stamps_each_milestone_when_it_becomes_true(db, scene):
    scene.engage()
    held = scene.referral
    assert held.state is ReferralState.IN_TREATMENT
    assert held.first_attended_on == held.assessed_on == date(2026, 11, 26)
    assert held.engaged_on == date(2026, 11, 27)
    mark = db.session.scalar(select(Engagement))
    assert (mark.definition, mark.definition_version) == ("structured_contact", "1")


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
    seen = audit.version_of(scene.case.person.id)
    scene.offer()
    with pytest.raises(Stale):
        scene.assess(correction_reason="Late", version=seen)


def test_nobody_is_engaged_without_a_structured_contact(scene):
    scene.start()
    with pytest.raises(Refused, match="No structured contact is recorded as attended"):
        actions.record_engaged(by=scene.worker, referral_id=scene.referral.id, engaged_on=clock.today())


def test_a_contact_for_another_purpose_is_no_engagement(scene):
    scene.start()
    other = scene.offer(Purpose.OTHER)
    scene.clock.set(other.starts_at)
    scene.record(other, Outcome.ATTENDED)
    with pytest.raises(Refused, match="No structured contact"):
        actions.record_engaged(by=scene.worker, referral_id=scene.referral.id, engaged_on=clock.today())


def test_a_wrong_engaged_date_is_corrected_and_the_milestone_moves(db, scene):
    scene.engage()
    scene.next_day()
    again = scene.offer()
    scene.clock.set(again.starts_at)
    scene.record(again, Outcome.ATTENDED)
    made = actions.record_engaged(
        by=scene.worker,
        referral_id=scene.referral.id,
        engaged_on=clock.today(),
        correction_reason="The first was a group for families",
    )
    assert scene.referral.engaged_on == made.engaged_on == clock.today()
    assert db.session.query(Engagement).count() == 2


@pytest.mark.parametrize(
    ("reason", "state", "planned"),
    [("80", ReferralState.COMPLETED, True), ("85", ReferralState.LEFT_TREATMENT, False)],
)
def test_a_person_leaves_once_planned_or_not(db, scene, reason, state, planned):
    scene.engage()
    made = actions.leave(by=scene.worker, referral_id=scene.referral.id, reason=reason, exited_on=clock.today())
    assert (scene.referral.state, made.planned) == (state, planned)
    assert scene.referral.exited_on == clock.today()
    assert scene.referral.closed_at == clock.now()
    with pytest.raises(Refused, match="nothing more can be recorded"):
        actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today())


def test_nobody_leaves_before_their_last_contact(scene):
    scene.engage()
    with pytest.raises(Refused, match="before the last contact"):
        actions.leave(
            by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today() - timedelta(days=5)
        )


def test_an_unknown_reason_is_refused(scene):
    scene.engage()
    with pytest.raises(Refused, match="one of the reasons"):
        actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="89", exited_on=clock.today())


def test_one_referral_has_one_exit_in_the_database(db, scene):
    scene.engage()
    actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today())
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
    wrong = actions.report_required_assessment(
        by=scene.worker,
        referral_id=scene.referral.id,
        outcome=RequiredOutcome.FAILED_TO_ATTEND,
        at=scene.case.required.initial_at,
    )
    assert wrong.reported_to_police_at == clock.now()
    right = actions.report_required_assessment(
        by=scene.worker,
        referral_id=scene.referral.id,
        outcome=RequiredOutcome.ATTENDED_REMAINED,
        at=scene.case.required.initial_at,
        correction_reason="Signed in at the other door",
    )
    assert right.reported_to_police_at is None
    assert wrong.superseded_by_id == right.id


def test_every_change_is_on_the_persons_chain_and_the_chain_holds(db, scene):
    scene.engage()
    actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today())
    assert list(audit.verify()) == []
