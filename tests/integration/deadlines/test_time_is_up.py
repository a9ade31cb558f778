"""Time passes over a referral: people are told once, the steps of time are taken, and nobody is told of the dead."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from pathways import clock, dates
from pathways.acceptance import actions as accepting
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.models import RoleHeld
from pathways.auth.roles import Role
from pathways.cli.jobs import act_on_due_clocks, tell_of_notices
from pathways.deadlines.actions import telling as closing
from pathways.deadlines.models import Telling
from pathways.deadlines.queries import duties as duties_queries
from pathways.deadlines.queries import whom_to_tell as whom_to_tell_queries
from pathways.deadlines.rules.deadlines import TimerRecipient
from pathways.disposals.conditions import actions as conditions_actions
from pathways.disposals.conditions.rules import ConditionKind
from pathways.disposals.proposal import queries as proposal_queries
from pathways.engagement.care_plan import actions as care_plan_actions
from pathways.engagement.case import actions as case_actions
from pathways.engagement.required_assessments import actions as required_assessments_actions
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.outbox import actions as outbox
from pathways.outbox.models import Message
from pathways.referrals.models.referral import ReferralEvent
from pathways.referrals.steps import actions as referring
from pathways.referrals.steps.rules import ReferralState
from pathways.vocabulary import Answer
from tests import county
from tests.accepted import accepted, require
from tests.conftest import TONIGHT
from tests.integration.disposals import plain_disposal as caution
from tests.referred import died, referred
from tests.unit.engagement.care_plan.test_needs import PLAIN


def tellings(db):
    rows = db.session.scalars(select(Telling).order_by(Telling.due_at, Telling.id))
    return [(row.timer, row.number, row.addressee.value, row.settled_at is not None) for row in rows]


def mail(db):
    return [row.kind for row in db.session.scalars(select(Message).order_by(Message.id))]


def passes(the_clock, **much):
    the_clock.advance(timedelta(**much))
    act_on_due_clocks()


def test_a_referral_that_nobody_answers_is_told_to_the_manager_then_goes_to_the_pathway_manager(app, db, the_clock):
    manager, finder = county.user(Role.PM), county.user(Role.PW)
    sender = county.viewer_of(county.user(Role.CO))
    referral = referred(sender)
    db.session.commit()
    act_on_due_clocks()
    assert tellings(db) == []
    the_clock.set(datetime(2026, 11, 26, 9, 1, tzinfo=UTC))
    act_on_due_clocks()
    assert [row[:3] for row in tellings(db)] == [("acknowledge", 1, "provider_manager")]
    the_clock.set(datetime(2026, 11, 27, 9, 1, tzinfo=UTC))
    act_on_due_clocks(), act_on_due_clocks()
    assert [row[:3] for row in tellings(db)][1:] == [("decide", 1, "provider_manager")]
    assert mail(db) == ["clock_overdue"] * 2
    the_clock.set(datetime(2026, 11, 30, 9, 1, tzinfo=UTC))
    act_on_due_clocks()
    db.session.refresh(referral)
    step = db.session.scalars(select(ReferralEvent).order_by(ReferralEvent.id.desc())).first()
    assert (referral.state, referral.organisation_id) == (ReferralState.NEEDS_PLACE, None)
    assert (step.event, step.by_id, step.role) == ("no_decision", None, "system")
    assert step.recorded["told"] == ["The provider's manager", "The pathway manager"]
    assert tellings(db)[-1] == ("decide", 2, "pathway_manager", True)
    to = set(db.session.scalars(select(Message.address)))
    assert to == {manager.sign_in_name, finder.sign_in_name}
    the_clock.set(datetime(2026, 12, 2, 9, 2, tzinfo=UTC))
    act_on_due_clocks()
    the_clock.set(datetime(2026, 12, 3, 9, 2, tzinfo=UTC))
    act_on_due_clocks(), act_on_due_clocks()
    assert [row[:3] for row in tellings(db)][3:] == [
        ("find_a_place", 1, "pathway_manager"),
        ("find_a_place", 2, "pathway_manager"),
    ]


def test_an_urgent_referral_is_told_by_telephone_at_once_and_no_message_is_sent(app, db, the_clock):
    county.user(Role.PM)
    sender = county.viewer_of(county.user(Role.CO))
    referred(sender, overdose_last_7_days=Answer.YES)
    db.session.commit()
    act_on_due_clocks()
    row = db.session.scalars(select(Telling)).one()
    assert (row.timer, row.number, row.by_phone, mail(db)) == ("urgent", 0, True, [])
    assert row.ring == "Ring Lincoln Recovery Hub, 01632 960 471. Text the person to agree when to speak: 07700 900318"


def test_what_the_service_is_told_is_rung_about_and_its_manager_reads_why(app, db, the_clock, client_of):
    manager = county.user(Role.PM)
    scene = accepted(the_clock)
    scene.comes_to_the_first()
    care_plan_actions.record_needs(by=scene.worker, referral_id=scene.referral.id, facts=PLAIN)
    db.session.commit()
    act_on_due_clocks()
    assert "urgent" not in {row[0] for row in tellings(db)}
    the_clock.advance(timedelta(days=1))
    facts = replace(PLAIN, suicide_risk=Answer.YES)
    care_plan_actions.record_needs(by=scene.worker, referral_id=scene.referral.id, facts=facts)
    db.session.commit()
    act_on_due_clocks(), act_on_due_clocks()
    (row,) = db.session.scalars(select(Telling).where(Telling.timer == "urgent"))
    assert (row.by_phone, row.addressee, row.settled_at) == (True, TimerRecipient.PROVIDER_MANAGER, None)
    page = client_of(manager, Role.PM).get("/overdue").text
    assert "<b>Suicide or self-harm risk</b>" in page
    case = client_of(scene.worker_user, Role.TW).get(f"/cases/{scene.referral.id}").text
    assert "Urgent: speak to the person, Suicide or self-harm risk" in case


def test_four_weeks_without_contact_lead_to_outreach_and_a_death_ends_every_clock(app, db, the_clock):
    scene = accepted(the_clock)
    db.session.commit()
    scene.start()
    db.session.commit()
    passes(the_clock, days=28)
    assert "no_contact" not in {row[0] for row in tellings(db)}
    passes(the_clock, days=1)
    db.session.refresh(scene.referral)
    assert scene.referral.state is ReferralState.OUTREACH
    assert ("no_contact", 1, "keyworker", True) in tellings(db)
    died(scene.referral.person_id, scene.worker)
    db.session.commit()
    before = tellings(db)
    passes(the_clock, days=30)
    assert [row[:3] for row in tellings(db)] == [row[:3] for row in before]
    assert all(settled for *_, settled in tellings(db))
    db.session.refresh(scene.referral)
    assert scene.referral.look_at is None


def test_a_report_on_a_condition_that_comes_late_is_off_the_list_with_the_next_reading_and_not_a_day_later(
    app, db, the_clock
):
    where = caution.scene()
    (condition,) = proposal_queries.conditions_of(caution.signed(where).id)
    scene = accepted(the_clock, episode=where.episode)
    db.session.commit()
    passes(the_clock, weeks=8)
    late = [settled for timer, *_, settled in tellings(db) if timer == "condition_report"]
    assert late
    assert not any(late)
    required_assessments_actions.report_condition(
        by=scene.worker, referral_id=scene.referral.id, condition_id=condition.id, met=True, on=clock.today()
    )
    db.session.commit()
    act_on_due_clocks()
    assert all(settled for timer, *_, settled in tellings(db) if timer == "condition_report")


def test_no_report_is_owed_on_a_condition_that_an_officer_has_settled_without_one(app, db, the_clock):
    """The service could not report on it any more: the other condition of the caution is still theirs to report on."""
    where = caution.scene()
    other = caution.assessment(where.service, kind=ConditionKind.NEEDS_ASSESSMENT, wording="Attend a needs assessment")
    settled, _ = proposal_queries.conditions_of(caution.signed(where, caution.assessment(where.service), other).id)
    accepted(the_clock, episode=where.episode)
    conditions_actions.accept_condition(
        by=where.sergeant, condition_id=settled.id, evidence="I saw the letter of the service", victim_told=None
    )
    db.session.commit()
    passes(the_clock, weeks=8)
    owed = select(Telling.about).where(Telling.timer == "condition_report").distinct()
    assert str(settled.id) not in set(db.session.scalars(owed))
    assert len(set(db.session.scalars(owed))) == 1


def test_a_case_closed_on_the_day_of_a_missed_assessment_still_owes_police_the_notice_the_next_working_day(
    app, db, the_clock
):
    """A Wednesday; due by five on Thursday, whether or not the case is open, and written to the officer once told."""
    county.user(Role.PM)
    scene = accepted(the_clock, required_at=TONIGHT + timedelta(hours=8))
    scene.start()
    the_clock.set(TONIGHT + timedelta(days=1, hours=12))
    case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today())
    db.session.commit()
    the_clock.set(datetime(2026, 11, 26, 17, 0, tzinfo=UTC))
    act_on_due_clocks()
    assert "failure_notice" not in {row[0] for row in tellings(db)}
    passes(the_clock, minutes=1)
    assert ("failure_notice", 1, "provider_manager", False) in tellings(db)
    required = db.session.scalars(select(RequiredAssessment)).one()
    failed, at = RequiredOutcome.FAILED_TO_ATTEND, required.initial_at
    required_assessments_actions.report_required_assessment(
        by=scene.worker, required_id=required.id, outcome=failed, at=at
    )
    db.session.commit()
    passes(the_clock, days=1)
    assert ("failure_notice", 1, "provider_manager", True) in tellings(db)
    assert tellings(db).count(("failure_notice", 0, "police", True)) == 1
    assert scene.officer_user.sign_in_name in set(db.session.scalars(select(Message.address)))


def test_an_assessment_that_is_missed_after_the_case_has_ended_is_owed_to_police_as_well(app, db, the_clock):
    """However often the clocks are read in between, when nothing runs."""
    county.user(Role.PM)
    scene = accepted(the_clock, required_at=TONIGHT + timedelta(days=5))
    scene.start()
    case_actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today())
    db.session.commit()
    passes(the_clock, hours=1)
    passes(the_clock, days=1)
    the_clock.set(TONIGHT + timedelta(days=5))
    act_on_due_clocks()
    passes(the_clock, days=2)
    assert ("failure_notice", 1, "provider_manager", False) in tellings(db)


def test_a_referral_sent_in_error_ends_no_duty_that_the_notice_of_an_assessment_made(app, db, the_clock):
    county.user(Role.PM)
    scene = accepted(the_clock, required_at=TONIGHT + timedelta(hours=8))
    db.session.commit()
    scene.referral.state, scene.referral.closed_at = ReferralState.ERROR, clock.now()
    ReferralEvent.of(
        scene.referral.id,
        "recorded_in_error",
        ReferralState.APPT_OFFERED,
        ReferralState.ERROR,
        at=clock.now(),
        by_id=scene.worker.user_id,
        role=Role.PM,
    )
    db.session.commit()
    the_clock.set(datetime(2026, 11, 26, 17, 1, tzinfo=UTC))
    act_on_due_clocks()
    assert {row[:3] for row in tellings(db)} == {
        ("required_assessment", 1, "assessor"),
        ("failure_notice", 1, "provider_manager"),
    }
    died(scene.referral.person_id, scene.worker)
    db.session.commit()
    passes(the_clock, days=1)
    assert all(settled for *_, settled in tellings(db))


def test_a_required_assessment_of_somebody_whom_nobody_referred_is_told_to_the_service_on_the_notice(
    app, db, the_clock
):
    manager = county.user(Role.PM)
    county.user(Role.PM, of=county.provider("Trent Bank"))
    episode, _ = county.detained(by=county.officer())
    required = require(episode, TONIGHT + timedelta(hours=8))
    db.session.commit()
    the_clock.set(datetime(2026, 11, 26, 17, 0, tzinfo=UTC))
    tell_of_notices(), tell_of_notices()
    assert mail(db) == ["clock_overdue"]  # its time has passed and nothing is recorded
    passes(the_clock, minutes=1)
    tell_of_notices(), tell_of_notices()
    rows = db.session.scalars(select(Message).order_by(Message.id)).all()
    told_to = [(row.address, row.link, row.reference) for row in rows]
    assert told_to == [(manager.sign_in_name, "/inbox/required-assessments", f"Notice {required.id}")] * 2
    died(episode.person_id, county.officer())
    db.session.commit()
    assert duties_queries.unreferred(clock.now()) == ()


@pytest.mark.database
def test_a_notice_that_cannot_be_told_of_holds_up_no_other(app, db, the_clock, monkeypatch, caplog):
    county.user(Role.PM)
    notices = [require(county.detained(by=county.officer())[0], TONIGHT + timedelta(hours=8)) for _ in range(2)]
    first, second = [f"Notice {each.id}" for each in notices]
    db.session.commit()
    the_clock.set(datetime(2026, 11, 26, 17, 0, tzinfo=UTC))
    queue = outbox.queue

    def queues(**values):
        if values["reference"] == first:
            raise RuntimeError("the disk is full")
        return queue(**values)

    monkeypatch.setattr(outbox, "queue", queues)
    tell_of_notices()
    assert set(db.session.scalars(select(Message.reference))) == {second}
    assert f"Nobody could be told of {first.lower()}" in caplog.text


def test_whoever_referred_somebody_who_is_away_and_has_no_service_is_asked_whether_they_are_out(app, db, the_clock):
    sender = county.viewer_of(county.user(Role.CO))
    referral = referred(sender)
    worker = county.viewer_of(county.user(Role.TW))
    accepting.step_at_inbox(by=worker, referral_id=referral.id, event="moved_away", given={"outside": "yes"})
    away = {"how": "remand", "on": clock.today(), "place": "Lincoln Prison"}
    referring.step_by_referrer(by=sender, referral_id=referral.id, event="taken_into_custody", given=away)
    db.session.commit()
    passes(the_clock, days=29)
    assert ("suspended_check", 1, "referrer", False) in tellings(db)
    assert len(mail(db)) == 1


def test_days_closed_that_are_added_later_move_the_day_to_answer_by_in_the_inbox_too(app, db, the_clock):
    manager = county.viewer_of(county.user(Role.PM))
    referral = referred(county.viewer_of(county.user(Role.CO)))
    db.session.commit()
    act_on_due_clocks()
    before = referral.due_on
    closed = closing.close_days(by=manager, from_on=before, to_on=before, why="Training day")
    db.session.commit()
    act_on_due_clocks()
    db.session.refresh(referral)
    assert referral.due_on == dates.add_working_days(before, 1)
    closing.open_days(by=manager, closure_ids=[closed.id])
    db.session.commit()
    act_on_due_clocks()
    db.session.refresh(referral)
    assert referral.due_on == before


def test_a_keyworker_who_moved_to_another_provider_hears_nothing_more_of_the_case(app, db, the_clock):
    manager, scene = county.user(Role.PM), accepted(the_clock)
    scene.start()
    scene.worker_user.organisation_id = county.provider("Coastline Recovery").id
    db.session.commit()
    passes(the_clock, days=29)
    assert ("no_contact", 1, "provider_manager") in [row[:3] for row in tellings(db)]
    assert set(db.session.scalars(select(Message.address))) == {manager.sign_in_name}


def test_whoever_becomes_manager_or_is_none_any_more_in_the_same_transaction_is_told_or_is_not(app, db):
    manager = county.user(Role.PM)
    place = manager.organisation_id
    assert [user_id for user_id, _ in whom_to_tell_queries.managers_of(place)] == [manager.id]
    second = county.user(Role.PM)
    assert [user_id for user_id, _ in whom_to_tell_queries.managers_of(place)] == [manager.id, second.id]
    role = db.session.scalars(select(RoleHeld).where(RoleHeld.user_id == manager.id)).one()
    role.removed_at = clock.now()
    db.session.flush()
    assert [user_id for user_id, _ in whom_to_tell_queries.managers_of(place)] == [second.id]
    second.disabled_at, second.disabled_reason = clock.now(), "Left"
    db.session.flush()
    assert whom_to_tell_queries.managers_of(place) == ()
