"""Accept, decline and place, through the actions: one winner, one next service, one clock."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pathways.acceptance import actions, queries
from pathways.acceptance.models import Acceptance, Decline
from pathways.acceptance.rules import DeclineReason, DueGroup
from pathways.auth import Role
from pathways.auth.models import Organisation
from pathways.people.models import Person
from pathways.people.rules import DeathSource
from pathways.referrals import queries as referrals
from pathways.referrals.models import Appointment, Referral, ReferralEvent
from pathways.referrals.rules import Covers, ReferralState
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store import db as database
from pathways.vocabulary import Area, Need
from tests import county
from tests.referred import referred


@pytest.fixture
def worker(app):
    return county.viewer_of(county.user(Role.TW, name="Priya Nandra"))


@pytest.fixture
def colleague(app):
    return county.viewer_of(county.user(Role.TW, name="Sam Okafor"))


@pytest.fixture
def pathway_manager(app):
    return county.viewer_of(county.user(Role.PW, name="Dan Holroyd"))


@pytest.fixture
def hub(app):
    return county.service()


@pytest.fixture
def brayford(app):
    """Another provider's service: after the hub by name, open to the same people."""
    return county.service("Trent Bank Service", county.provider("Trent Bank"))


def worker_of(service):
    owner = database.session.get(Organisation, service.organisation_id)
    return county.viewer_of(county.user(Role.TW, of=owner))


def accept(by, held, the_clock, **changed):
    typed = {
        "keyworker_id": by.user_id,
        "first_slot_at": the_clock.now() + timedelta(days=2),
        "place": "Main clinic",
        "note": None,
        **changed,
    }
    return actions.accept(by=by, referral_id=held.id, **typed)


def died(held, the_clock, by):
    person = database.session.get(Person, held.person_id)
    person.died_at = person.death_recorded_at = the_clock.now()
    person.death_recorded_by_id, person.death_source = by.user_id, DeathSource.SERVICE
    database.session.flush()


def test_accepting_stores_keyworker_first_appointment_and_the_day_it_was_offered(db, worker, hub, the_clock):
    held = referred(to=hub)
    accept(worker, held, the_clock)
    assert held.state is ReferralState.APPT_OFFERED
    assert (held.accepted_by_id, held.keyworker_id) == (worker.user_id, worker.user_id)
    assert held.first_offered_on == date(2026, 11, 25)
    first = db.session.scalars(select(Appointment)).one()
    assert (first.starts_at, first.outcome) == (the_clock.now() + timedelta(days=2), None)
    events = db.session.scalars(select(ReferralEvent.event).order_by(ReferralEvent.id)).all()
    assert events == ["submit", "accept", "offer_appointment"]


def test_the_second_to_accept_is_told_who_was_first_and_when(worker, colleague, hub, the_clock):
    held = referred(to=hub)
    accept(colleague, held, the_clock)
    with pytest.raises(actions.AcceptedFirst, match="Sam Okafor accepted this referral first, at 03:12:00"):
        accept(worker, held, the_clock)
    assert held.accepted_by_id == colleague.user_id


def test_the_database_itself_keeps_a_second_acceptance_out(db, worker, hub, the_clock):
    held = referred(to=hub)
    accept(worker, held, the_clock)
    db.session.add(
        Acceptance(
            referral_id=held.id,
            keyworker_id=worker.user_id,
            accepted_at=the_clock.now(),
            accepted_by_id=worker.user_id,
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.parametrize("missing", ["accepted_at", "accepted_by_id", "keyworker_id"])
def test_an_acceptance_is_stored_whole_or_not_at_all(db, worker, hub, the_clock, missing):
    held = referred(to=hub)
    accept(worker, held, the_clock)
    setattr(held, missing, None)
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_another_providers_referral_is_not_there(brayford, hub, the_clock):
    held = referred(to=hub)
    other = worker_of(brayford)
    with pytest.raises(OutOfSight):
        accept(other, held, the_clock)
    with pytest.raises(OutOfSight):
        queries.offer(other, held.id)
    assert queries.inbox(other).rows == ()


def test_a_keyworker_of_another_provider_is_refused(worker, brayford, hub, the_clock):
    held = referred(to=hub)
    with pytest.raises(Refused, match="your own organisation"):
        accept(worker, held, the_clock, keyworker_id=worker_of(brayford).user_id)


def test_nobody_accepts_or_declines_for_somebody_who_died(worker, hub, the_clock):
    held = referred(to=hub)
    died(held, the_clock, worker)
    with pytest.raises(Refused, match="has died"):
        accept(worker, held, the_clock)
    with pytest.raises(Refused, match="has died"):
        actions.decline(by=worker, referral_id=held.id, reason=DeclineReason.NO_PLACE)
    assert queries.inbox(worker).rows == ()


def test_a_declined_referral_goes_to_the_next_open_service_and_keeps_the_first_clock(
    db, worker, hub, brayford, the_clock
):
    held = referred(to=hub)
    first = held.first_submitted_at
    the_clock.advance(timedelta(days=1))
    actions.decline(by=worker, referral_id=held.id, reason=DeclineReason.NO_PLACE)
    child = db.session.scalars(select(Referral).where(Referral.parent_id == held.id)).one()
    assert held.state is ReferralState.REROUTED
    assert child.state is ReferralState.SUBMITTED
    assert child.service_id == brayford.id
    assert child.first_submitted_at == first
    assert child.sent_at == the_clock.now()
    assert child.sent_by_id == held.sent_by_id
    assert child.bounces == 1


def test_the_declining_organisation_keeps_reason_and_number_only(db, worker, hub, brayford):
    held = referred(to=hub)
    actions.decline(by=worker, referral_id=held.id, reason=DeclineReason.CONFLICT)
    with pytest.raises(OutOfSight):
        queries.offer(worker, held.id)
    assert queries.our_decline(worker, held.id).reason is DeclineReason.CONFLICT
    assert queries.our_decline(worker_of(brayford), held.id) is None


def test_the_next_service_reads_who_said_no_and_why(worker, hub, brayford):
    actions.decline(by=worker, referral_id=referred(to=hub).id, reason=DeclineReason.NO_PLACE)
    (row,) = queries.inbox(worker_of(brayford)).rows
    assert [(each.service, each.reason) for each in row.tried] == [(hub.name, DeclineReason.NO_PLACE)]


def test_a_consent_for_one_service_is_not_sent_on(worker, hub, brayford, pathway_manager):
    held = referred(to=hub, covers=Covers.NAMED)
    assert "consent names your service only" in queries.what_next(held)
    actions.decline(by=worker, referral_id=held.id, reason=DeclineReason.NO_PLACE)
    assert held.state is ReferralState.NEEDS_PLACE
    with pytest.raises(Refused, match="Ask first"):
        actions.place(by=pathway_manager, referral_id=held.id, service_id=brayford.id, note="Open on Thursdays")


def test_after_the_second_decline_a_pathway_manager_finds_the_place(db, worker, hub, brayford, pathway_manager):
    county.service("Witham Recovery", county.provider("Witham"))
    held = referred(to=hub)
    assert brayford.name in queries.what_next(held)
    actions.decline(by=worker, referral_id=held.id, reason=DeclineReason.NO_PLACE)
    child = db.session.scalars(select(Referral).where(Referral.parent_id == held.id)).one()
    second = worker_of(brayford)
    assert "Two services" in queries.what_next(child)
    actions.decline(by=second, referral_id=child.id, reason=DeclineReason.OUT_OF_AREA)
    assert child.state is ReferralState.NEEDS_PLACE
    assert child.bounces == 2
    (waiting,) = queries.needing_a_place(pathway_manager).rows
    assert [each.service for each in waiting.offer.tried] == [hub.name, brayford.name]


def test_no_other_open_service_means_a_pathway_manager(worker, hub):
    county.service("Fen", county.provider("Fen"), areas=(Area.BOSTON,), needs=(Need.ALCOHOL,))
    held = referred(to=hub)
    assert "No other service is open" in queries.what_next(held)
    actions.decline(by=worker, referral_id=held.id, reason=DeclineReason.CLOSING)
    assert held.state is ReferralState.NEEDS_PLACE
    assert held.service_id is None


def test_a_place_is_found_once_and_the_clock_does_not_restart(db, worker, hub, pathway_manager, the_clock):
    held = referred(to=hub)
    first = held.first_submitted_at
    actions.decline(by=worker, referral_id=held.id, reason=DeclineReason.NO_PLACE)
    the_clock.advance(timedelta(days=3))
    later = county.service("Wolds Shared Care", county.provider("Wolds"))
    child = actions.place(by=pathway_manager, referral_id=held.id, service_id=later.id, note="Place from 1 December")
    assert (child.service_id, child.first_submitted_at, child.placing_note) == (
        later.id,
        first,
        "Place from 1 December",
    )
    assert held.state is ReferralState.REROUTED
    with pytest.raises(OutOfSight):
        actions.place(by=pathway_manager, referral_id=held.id, service_id=later.id, note="Again")


def test_an_acceptance_after_a_decline_is_told_that_it_no_longer_waits(worker, colleague, hub, brayford, the_clock):
    held = referred(to=hub)
    accept(colleague, held, the_clock)
    with pytest.raises(Stale, match="Sam Okafor"):
        actions.decline(by=worker, referral_id=held.id, reason=DeclineReason.NO_PLACE)
    assert database.session.scalars(select(Decline)).all() == []


def test_a_worker_reaches_the_person_only_while_the_referral_is_theirs(worker, hub, brayford):
    held = referred(to=hub)
    assert referrals.referral(worker, held.id).id == held.id
    actions.decline(by=worker, referral_id=held.id, reason=DeclineReason.NO_PLACE)
    with pytest.raises(OutOfSight):
        referrals.referral(worker, held.id)


def test_the_inbox_is_ordered_by_due_day_then_received_and_pages_without_a_gap(worker, hub, the_clock):
    officer = county.officer()
    sent = []
    for _ in range(55):
        sent.append(referred(officer, hub, episode=county.episode(county.person(by=officer), by=officer)).id)
        the_clock.advance(timedelta(minutes=1))
    first = queries.inbox(worker)
    assert len(first.rows) == 50
    second = queries.inbox(worker, first.after)
    assert [row.referral.id for row in (*first.rows, *second.rows)] == sent
    assert second.after is None


def test_an_offer_is_overdue_the_day_after_its_answer_was_due(worker, hub, the_clock):
    referred(to=hub)
    assert queries.inbox(worker).rows[0].group is DueGroup.LATER
    the_clock.set(datetime.fromisoformat("2026-11-27T09:00+00:00"))
    assert queries.inbox(worker).rows[0].group is DueGroup.TODAY
    the_clock.set(datetime.fromisoformat("2026-11-28T09:00+00:00"))
    assert queries.inbox(worker).rows[0].group is DueGroup.OVERDUE


def test_only_those_who_work_with_people_may_be_keyworker_the_viewer_first(worker, colleague):
    county.user(Role.AD, of=county.provider())
    assert [one.name for one in queries.keyworkers(colleague)] == ["Sam Okafor", "Priya Nandra"]
