"""Accepting, through the action: one winner, stored whole."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from pathways.acceptance import actions
from pathways.acceptance.models import Acceptance, Decline
from pathways.acceptance.queries import answering as answering_queries
from pathways.acceptance.queries import inbox as inbox_queries
from pathways.acceptance.rules import decline_reasons
from pathways.auth.models import Organisation
from pathways.auth.roles import Role
from pathways.directory.diary import actions as diary
from pathways.directory.diary.actions import TakenMeanwhile
from pathways.directory.models import Slot
from pathways.outbox.models import Message
from pathways.referrals.first_appointments.rules import kept_for
from pathways.referrals.models.referral import Appointment, Referral, ReferralEvent
from pathways.referrals.needs.rules import ContactWay
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store.base import db as database
from tests import county
from tests.referred import died, referred


def worker_of(service):
    owner = database.session.get(Organisation, service.organisation_id)
    return county.viewer_of(county.user(Role.TW, of=owner))


def accept(by, referral, the_clock, **changed):
    typed = {
        "keyworker_id": by.user_id,
        "first_slot_at": the_clock.now() + timedelta(days=2),
        "place": "Main clinic",
        "note": None,
        **changed,
    }
    return actions.accept(by=by, referral_id=referral.id, **typed)


def test_accepting_stores_keyworker_first_appointment_and_the_day_it_was_offered(db, worker, hub, the_clock):
    referral = referred(to=hub)
    accept(worker, referral, the_clock)
    assert referral.state is ReferralState.APPT_OFFERED
    assert (referral.accepted_by_id, referral.keyworker_id) == (worker.user_id, worker.user_id)
    assert referral.first_offered_on == date(2026, 11, 25)
    first = db.session.scalars(select(Appointment)).one()
    assert (first.starts_at, first.outcome) == (the_clock.now() + timedelta(days=2), None)
    events = db.session.scalars(select(ReferralEvent.event).order_by(ReferralEvent.id)).all()
    assert events == ["submit", "accept", "offer_appointment"]


def test_the_second_to_accept_is_told_who_was_first_and_when(worker, colleague, hub, the_clock):
    referral = referred(to=hub)
    accept(colleague, referral, the_clock)
    with pytest.raises(actions.AcceptedFirst, match="Sam Okafor accepted this referral first, at 03:12:00"):
        accept(worker, referral, the_clock)
    assert referral.accepted_by_id == colleague.user_id


def test_the_database_itself_keeps_a_second_acceptance_out(db, worker, hub, the_clock):
    referral = referred(to=hub)
    accept(worker, referral, the_clock)
    db.session.add(
        Acceptance(
            referral_id=referral.id,
            keyworker_id=worker.user_id,
            accepted_at=the_clock.now(),
            accepted_by_id=worker.user_id,
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.parametrize("missing", ["accepted_at", "accepted_by_id", "keyworker_id"])
def test_an_acceptance_is_stored_whole_or_not_at_all(db, worker, hub, the_clock, missing):
    referral = referred(to=hub)
    accept(worker, referral, the_clock)
    setattr(referral, missing, None)
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_another_providers_referral_is_not_there(brayford, hub, the_clock):
    referral = referred(to=hub)
    other = worker_of(brayford)
    with pytest.raises(OutOfSight):
        accept(other, referral, the_clock)
    with pytest.raises(OutOfSight):
        inbox_queries.offer(other, referral.id)
    assert inbox_queries.inbox(other).rows == ()


def test_a_keyworker_of_another_provider_is_refused(worker, brayford, hub, the_clock):
    referral = referred(to=hub)
    with pytest.raises(Refused, match="your own organisation"):
        accept(worker, referral, the_clock, keyworker_id=worker_of(brayford).user_id)


def test_nobody_accepts_or_declines_for_somebody_who_died(worker, hub, the_clock):
    referral = referred(to=hub)
    died(referral.person_id, worker)
    with pytest.raises(Refused, match="has died"):
        accept(worker, referral, the_clock)
    with pytest.raises(Refused, match="has died"):
        actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    assert inbox_queries.inbox(worker).rows == ()


def test_the_declining_organisation_keeps_reason_and_number_only(db, worker, hub, brayford):
    referral = referred(to=hub)
    actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["conflict"])
    with pytest.raises(OutOfSight):
        inbox_queries.offer(worker, referral.id)
    assert inbox_queries.offered_or_gone(worker, referral.id).declined.reason is decline_reasons()["conflict"]
    with pytest.raises(OutOfSight):
        inbox_queries.offered_or_gone(worker_of(brayford), referral.id)


def test_an_acceptance_after_a_decline_is_told_that_it_no_longer_waits(worker, colleague, hub, brayford, the_clock):
    referral = referred(to=hub)
    accept(colleague, referral, the_clock)
    with pytest.raises(Stale, match="Sam Okafor"):
        actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    assert database.session.scalars(select(Decline)).all() == []


def test_a_colleague_who_commits_between_the_look_and_the_press_is_found_by_the_row_count(
    db, worker, colleague, hub, the_clock
):
    referral = referred(to=hub)
    behind = update(Referral).where(Referral.id == referral.id)
    behind = behind.values(
        state=ReferralState.APPT_OFFERED,
        accepted_at=the_clock.now(),
        accepted_by_id=colleague.user_id,
        keyworker_id=colleague.user_id,
    )
    db.session.execute(behind.execution_options(synchronize_session=False))
    with pytest.raises(actions.AcceptedFirst, match="Sam Okafor"):
        accept(worker, referral, the_clock)
    assert db.session.scalars(select(Appointment)).all() == []


def test_a_referral_recalled_between_the_look_and_the_press_no_longer_waits(db, worker, hub, the_clock, monkeypatch):
    referral = referred(to=hub)
    behind = update(Referral).where(Referral.id == referral.id).values(state=ReferralState.WITHDRAWN)
    monkeypatch.setattr(actions.audit, "lock", lambda _: db.session.execute(behind))
    with pytest.raises(Stale, match="no longer waiting for an answer"):
        accept(worker, referral, the_clock)


def test_the_first_appointment_takes_its_time_of_the_diary_and_the_second_to_want_it_keeps_what_they_typed(
    db, worker, hub, the_clock
):
    first, two = referred(to=hub), referred(to=hub)
    free = county.slot(in_hours=50, of=hub)
    db.session.commit()
    accept(worker, first, the_clock, first_slot_at=free.starts_at)
    assert db.session.get_one(Slot, free.id).kept_for == kept_for(first.id, free.starts_at)
    db.session.commit()
    with pytest.raises(TakenMeanwhile) as refusal:
        accept(worker, two, the_clock, first_slot_at=free.starts_at)
    assert [reason.field for reason in refusal.value.reasons] == ["first_slot"]
    db.session.rollback()
    assert (two.state, two.accepted_at) == (ReferralState.SUBMITTED, None)
    accept(worker, two, the_clock, first_slot_at=free.starts_at + timedelta(minutes=5))


def test_a_time_kept_for_the_required_assessment_of_the_person_is_theirs_already(db, worker, hub, the_clock):
    referral = referred(to=hub)
    slot = county.slot(in_hours=50, of=hub)
    diary.take_slot(slot_id=slot.id, kept_for=f"required {referral.episode_id}")
    accept(worker, referral, the_clock, first_slot_at=slot.starts_at)
    assert db.session.get_one(Slot, slot.id).kept_for == f"required {referral.episode_id}"


def test_the_time_suggested_is_the_soonest_that_leaves_a_day_to_tell_the_person(db, worker, hub):
    referral = referred(to=hub)
    today, tomorrow = (county.slot(in_hours=hours, of=hub) for hours in (8, 32))
    assert answering_queries.first_meeting(referral).times == (today.starts_at, tomorrow.starts_at)
    assert answering_queries.first_meeting(referral).suggested == tomorrow.starts_at


def test_the_first_appointment_is_told_of_and_reminded_of_without_service_date_or_place(db, worker, hub, the_clock):
    referral = referred(to=hub)
    accept(worker, referral, the_clock, first_slot_at=the_clock.now() + timedelta(days=4), tells=True)
    text, reminder = db.session.scalars(select(Message).order_by(Message.id)).all()
    assert (text.kind, reminder.kind) == ("appointment_ring", "reminder")
    assert {text.address, reminder.address} == {"07700900318"}
    assert {text.about_person_id, reminder.about_person_id} == {referral.person_id}
    assert hub.name not in text.reference + reminder.reference


def test_whoever_is_reached_otherwise_than_by_text_is_sent_nothing(db, worker, hub, the_clock):
    accept(worker, referred(to=hub, contact_way=ContactWay.CALL), the_clock, tells=True)
    assert db.session.scalars(select(Message)).all() == []
