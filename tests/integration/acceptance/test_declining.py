"""A no and what follows from it: the next service, or a place that a manager finds; one clock."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways.acceptance import actions, queries
from pathways.acceptance.rules import DeclineReason
from pathways.auth import Role
from pathways.auth.models import Organisation
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral
from pathways.referrals.rules import Covers, ReferralState
from pathways.refusals import OutOfSight, Refused
from pathways.store import db as database
from pathways.vocabulary import Need
from tests import county
from tests.areas import BOSTON
from tests.referred import died, referred


def worker_of(service):
    owner = database.session.get(Organisation, service.organisation_id)
    return county.viewer_of(county.user(Role.TW, of=owner))


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
    county.service("Fen", county.provider("Fen"), areas=(BOSTON,), needs=(Need.ALCOHOL,))
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


def test_a_worker_reaches_the_person_only_while_the_referral_is_theirs(worker, hub, brayford):
    held = referred(to=hub)
    assert referrals.referral(worker, held.id).id == held.id
    actions.decline(by=worker, referral_id=held.id, reason=DeclineReason.NO_PLACE)
    with pytest.raises(OutOfSight):
        referrals.referral(worker, held.id)


def test_a_closed_service_is_no_place(worker, hub, pathway_manager):
    held = referred(to=hub)
    actions.decline(by=worker, referral_id=held.id, reason=DeclineReason.NO_PLACE)
    fen = county.service("Fen", county.provider("Fen"), areas=(BOSTON,))
    with pytest.raises(Refused, match="Choose a service that takes this person"):
        actions.place(by=pathway_manager, referral_id=held.id, service_id=fen.id, note="Nearest")


def test_nobody_who_died_is_placed(worker, hub, brayford, pathway_manager, the_clock):
    held = referred(to=hub, covers=Covers.NAMED)
    actions.decline(by=worker, referral_id=held.id, reason=DeclineReason.NO_PLACE)
    died(held.person_id, worker)
    assert queries.needing_a_place(pathway_manager).rows == ()
    with pytest.raises(Refused, match="has died"):
        actions.place(by=pathway_manager, referral_id=held.id, service_id=brayford.id, note="Nearest")
