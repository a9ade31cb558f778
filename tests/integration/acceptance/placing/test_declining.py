"""A no and what follows from it: the next service, or a place that a manager finds; one clock."""

import html
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pathways.acceptance import actions
from pathways.acceptance.placing import queries as placing_queries
from pathways.acceptance.queries import declining as declining_queries
from pathways.acceptance.queries import inbox as inbox_queries
from pathways.acceptance.rules import decline_reasons
from pathways.auth.models import Organisation, User
from pathways.auth.roles import Role
from pathways.people.identity.queries import details_of
from pathways.referrals import queries as referrals
from pathways.referrals.consents.rules.consents import Covers
from pathways.referrals.models.referral import Referral
from pathways.referrals.routing.rules import MANAGER
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store.base import db as database
from pathways.vocabulary import Need, Sex
from tests import county
from tests.areas import BOSTON
from tests.integration.disposals import plain_disposal as caution
from tests.referred import died, referred


def worker_of(service):
    owner = database.session.get(Organisation, service.organisation_id)
    return county.viewer_of(county.user(Role.TW, of=owner))


def test_a_declined_referral_goes_to_the_next_open_service_and_keeps_the_first_clock(
    db, worker, hub, brayford, the_clock
):
    referral = referred(to=hub)
    first = referral.first_submitted_at
    the_clock.advance(timedelta(days=1))
    actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    child = db.session.scalars(select(Referral).where(Referral.parent_id == referral.id)).one()
    assert referral.state is ReferralState.REROUTED
    assert child.state is ReferralState.SUBMITTED
    assert child.service_id == brayford.id
    assert child.first_submitted_at == first
    assert child.sent_at == the_clock.now()
    assert child.sent_by_id == referral.sent_by_id
    assert child.bounces == 1


def test_the_next_service_reads_who_said_no_and_why(worker, hub, brayford):
    actions.decline(by=worker, referral_id=referred(to=hub).id, reason=decline_reasons()["no_place"])
    (row,) = inbox_queries.inbox(worker_of(brayford)).rows
    assert [(each.service, each.reason) for each in row.tried] == [(hub.name, decline_reasons()["no_place"])]


def test_a_consent_for_one_service_is_not_sent_on(worker, hub, brayford, pathway_manager):
    referral = referred(to=hub, covers=Covers.NAMED)
    assert "named your service only" in declining_queries.onward(referral, details_of(referral.person_id)).words
    actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    assert referral.state is ReferralState.NEEDS_PLACE
    with pytest.raises(Refused, match="Ask first"):
        actions.place(by=pathway_manager, referral_id=referral.id, service_id=brayford.id, note="Open on Thursdays")


def test_after_the_second_decline_a_pathway_manager_finds_the_place(db, worker, hub, brayford, pathway_manager):
    county.service("Witham Recovery", county.provider("Witham"))
    referral = referred(to=hub)
    assert brayford.name in declining_queries.onward(referral, details_of(referral.person_id)).words
    actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    child = db.session.scalars(select(Referral).where(Referral.parent_id == referral.id)).one()
    second = worker_of(brayford)
    assert "Two services" in declining_queries.onward(child, details_of(child.person_id)).words
    actions.decline(by=second, referral_id=child.id, reason=decline_reasons()["out_of_area"])
    assert child.state is ReferralState.NEEDS_PLACE
    assert child.bounces == 2
    (waiting,) = placing_queries.needing_a_place(pathway_manager).rows
    assert [each.service for each in waiting.offer.tried] == [hub.name, brayford.name]


def test_the_page_says_when_a_pathway_manager_finds_a_place_already_now(client_of, worker, hub, brayford):
    """Of a consent for one service at the first no; else after the second."""
    browser = client_of(database.session.get_one(User, worker.user_id), Role.TW)
    sent_on = browser.get(f"/inbox/{referred(to=hub).id}/decline").text
    named = browser.get(f"/inbox/{referred(to=hub, covers=Covers.NAMED).id}/decline").text
    after_two, now = "<li>After two declines a pathway manager", "and here after this one."
    assert (after_two in sent_on, now in sent_on) == (True, False)
    assert (after_two in named, now in named) == (False, True)


def test_no_other_open_service_means_a_pathway_manager(worker, hub):
    county.service("Fen", county.provider("Fen"), areas=(BOSTON,), needs=(Need.ALCOHOL,))
    referral = referred(to=hub)
    assert "No other service is open" in declining_queries.onward(referral, details_of(referral.person_id)).words
    actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["closing"])
    assert referral.state is ReferralState.NEEDS_PLACE
    assert referral.service_id is None


def test_a_place_is_found_once_and_the_clock_does_not_restart(db, worker, hub, pathway_manager, the_clock):
    referral = referred(to=hub)
    first = referral.first_submitted_at
    actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    the_clock.advance(timedelta(days=3))
    later = county.service("Wolds Shared Care", county.provider("Wolds"))
    child = actions.place(
        by=pathway_manager, referral_id=referral.id, service_id=later.id, note="Place from 1 December"
    )
    assert (child.service_id, child.first_submitted_at, child.placing_note) == (
        later.id,
        first,
        "Place from 1 December",
    )
    assert referral.state is ReferralState.REROUTED
    with pytest.raises(OutOfSight):
        actions.place(by=pathway_manager, referral_id=referral.id, service_id=later.id, note="Again")


def test_a_worker_reaches_the_person_only_while_the_referral_is_theirs(worker, hub, brayford):
    referral = referred(to=hub)
    assert referrals.referral(worker, referral.id).id == referral.id
    actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    with pytest.raises(OutOfSight):
        referrals.referral(worker, referral.id)


def test_a_closed_service_is_no_place(worker, hub, pathway_manager):
    referral = referred(to=hub)
    actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    fen = county.service("Fen", county.provider("Fen"), areas=(BOSTON,))
    with pytest.raises(Refused, match="Choose a service that takes this person"):
        actions.place(by=pathway_manager, referral_id=referral.id, service_id=fen.id, note="Nearest")


def test_nobody_who_died_is_placed(worker, hub, brayford, pathway_manager, the_clock):
    referral = referred(to=hub, covers=Covers.NAMED)
    actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    died(referral.person_id, worker)
    assert placing_queries.needing_a_place(pathway_manager).rows == ()
    with pytest.raises(Refused, match="has died"):
        actions.place(by=pathway_manager, referral_id=referral.id, service_id=brayford.id, note="Nearest")


@pytest.fixture
def aurora(app):
    """A service for women, of a provider of its own."""
    return county.service("Aurora", county.provider("Aurora"), women_only=True)


def a_woman(to, **answers):
    officer = county.officer()
    woman = county.person("Marsh", "Chloe", sex=Sex.FEMALE, by=officer)
    return referred(officer, to, episode=county.episode(woman, by=officer), **answers)


@pytest.mark.database
def test_a_woman_who_agreed_to_any_service_is_sent_to_the_womens_service_that_is_named(
    db, worker, hub, brayford, aurora
):
    referral = a_woman(hub)
    onward = declining_queries.onward(referral, details_of(referral.person_id))
    assert onward.next_service.name == brayford.name
    assert [each.name for each in onward.for_women] == [aurora.name]
    actions.decline(
        by=worker,
        referral_id=referral.id,
        reason=decline_reasons()["other_service"],
        to=aurora.id,
        note="She asks for women only",
    )
    child = db.session.scalars(select(Referral).where(Referral.parent_id == referral.id)).one()
    assert (child.service_id, child.placing_note) == (aurora.id, "She asks for women only")
    went = declining_queries.onward_was(inbox_queries.offered_or_gone(worker, referral.id).declined)
    assert (aurora.name in went.words, went.came_back) == (True, False)
    (row,) = inbox_queries.inbox(worker_of(aurora)).rows
    assert declining_queries.note_with(row.referral) == (hub.name, "She asks for women only")


def test_no_womens_service_is_named_for_a_man_nor_where_the_consent_does_not_cover_it(worker, hub, brayford, aurora):
    man, named_only = referred(to=hub), a_woman(hub, covers=Covers.NAMED)
    assert not declining_queries.onward(man, details_of(man.person_id)).for_women
    assert not declining_queries.onward(named_only, details_of(named_only.person_id)).for_women
    with pytest.raises(Stale):
        actions.decline(by=worker, referral_id=man.id, reason=decline_reasons()["other_service"], to=aurora.id)


def test_what_the_page_said_happens_next_happens_or_nothing_does(db, worker, hub, brayford):
    referral = referred(to=hub)
    with pytest.raises(Stale, match="Trent Bank Service"):
        actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"], to=MANAGER)
    assert referral.state is ReferralState.SUBMITTED


def test_the_pathway_manager_reads_what_the_service_that_said_no_wrote(worker, hub, brayford, pathway_manager):
    referral = referred(to=hub, covers=Covers.NAMED)
    actions.decline(
        by=worker, referral_id=referral.id, reason=decline_reasons()["access_or_language"], note="Needs a ground floor"
    )
    assert (
        "named your service only"
        in declining_queries.onward_was(inbox_queries.offered_or_gone(worker, referral.id).declined).words
    )
    assert declining_queries.note_with(referral) == (hub.name, "Needs a ground floor")
    child_note = "Open on Thursdays"
    later = county.service("Wolds Shared Care", county.provider("Wolds"))
    with pytest.raises(Refused, match="Ask first"):
        actions.place(by=pathway_manager, referral_id=referral.id, service_id=later.id, note=child_note)


def test_a_womens_service_is_no_place_for_a_man_and_who_said_no_is_not_offered_first(
    worker, hub, brayford, aurora, pathway_manager
):
    referral = referred(to=hub)
    actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    (child,) = database.session.scalars(select(Referral).where(Referral.parent_id == referral.id))
    actions.decline(by=worker_of(brayford), referral_id=child.id, reason=decline_reasons()["no_place"])
    county.service("Wolds Shared Care", county.provider("Wolds"))
    offered = placing_queries.one_needing_a_place(pathway_manager, child.id).offered
    assert [each.service.name for each in offered] == ["Wolds Shared Care", hub.name, brayford.name]
    with pytest.raises(Refused, match="Choose a service that takes this person"):
        actions.place(by=pathway_manager, referral_id=child.id, service_id=aurora.id, note="Open")


def test_a_no_that_sends_to_a_womens_service_of_the_same_provider_says_that_it_comes_back(db, client_of, worker, hub):
    ours = county.service("Lindum Women's Service", women_only=True)
    referral = a_woman(hub)
    browser = client_of(db.session.get_one(User, worker.user_id), Role.TW)
    page = html.unescape(browser.get(f"/inbox/{referral.id}/decline").text)
    assert f"Your organisation runs {ours.name} too" in page
    actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"], to=ours.id)
    page = browser.get(f"/inbox/{referral.id}").text
    assert "it is in your inbox again" in page
    assert "a referral of its own" in page
    assert f"the number, {referral.reference}, and nothing of the person" in page
    assert f"For <b>{html.escape(ours.name)}</b>, {ours.town}" in browser.get("/inbox").text.replace("&#39;", "&#x27;")


def test_whoever_says_that_there_is_no_place_reads_the_count_that_officers_see_and_who_changes_it(
    db, client_of, worker, hub
):
    manager = county.user(Role.PM, name="Lou Tennant")
    hub.places, hub.places_updated_on = 9, date(2026, 11, 20)
    referral = referred(to=hub)
    db.session.commit()
    browser = client_of(db.session.get_one(User, worker.user_id), Role.TW)
    page = browser.get(f"/inbox/{referral.id}/decline").text
    for words in ("9 free places", "20 November 2026", "Lou Tennant"):
        assert words in page
    assert f"/services/{hub.id}/count" not in page
    theirs = client_of(manager, Role.PM).get(f"/inbox/{referral.id}/decline").text
    assert f'href="/services/{hub.id}/count">Count free places</a>' in theirs
    assert "For <b>" not in browser.get("/inbox").text


def test_whoever_declines_reads_that_a_signed_condition_names_their_service_and_the_next_that_it_names_another(
    worker, hub, brayford, client_of
):
    where = caution.scene()
    caution.signed(where, caution.assessment(hub))
    sent = referred(where.officer, hub, episode=where.episode)
    warned = "Police set this at your service, and your no does not change it"
    page = client_of(county.user(Role.TW), Role.TW).get(f"/inbox/{sent.id}/decline").text
    assert (warned in page, f"Attend an assessment with {hub.name}" in page) == (True, True)
    actions.decline(by=worker, referral_id=sent.id, reason=decline_reasons()["no_place"])
    child = database.session.scalars(select(Referral).where(Referral.parent_id == sent.id)).one()
    theirs = client_of(county.user(Role.TW, of=database.session.get(Organisation, brayford.organisation_id)), Role.TW)
    assert f"This names another service, not {brayford.name}" in theirs.get(f"/inbox/{child.id}").text
    assert warned not in theirs.get(f"/inbox/{child.id}/decline").text
