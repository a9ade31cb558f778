"""A service that somebody must not be sent to: routing obeys, and who may not read why learns nothing from it."""

from dataclasses import replace

import pytest

from pathways.audit import record as audit
from pathways.auth.roles import Role
from pathways.directory.matching.rules.fit import TAKES_NONE, ServiceStanding
from pathways.people.custody.queries import view_of
from pathways.people.identity.queries import details_of
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.routing import queries as routing_queries
from pathways.refusals import Stale
from pathways.safeguarding import actions, queries
from pathways.safeguarding.models import Concern
from pathways.safeguarding.rules.concerns import ConcernFacts, ConcernKind, exploitation_signs
from pathways.safeguarding.rules.risks import AvoidFacts, AvoidWhy
from pathways.vocabulary import YesNo
from tests import county
from tests.accepted import accepted
from tests.referred import asked

WHY = "ZZ-WHY-1 a former partner is on the desk there"
SEEN = ConcernFacts(
    kinds=(ConcernKind.COUNTY_LINES,),
    signs=(exploitation_signs()["debt"],),
    immediate_danger=YesNo.NO,
    danger_done="",
    note="",
)


def avoids(by, episode, *services, why=AvoidWhy.RELATIVE, note=WHY, **more):
    facts = AvoidFacts(
        service_ids=frozenset(service.id for service in services), why=why if services else None, note=note
    )
    facts = facts if services else replace(facts, note="")
    actions.record_services_to_avoid(by=by, view=view_of(episode), facts=facts, **more)


def test_a_service_to_avoid_reads_like_any_that_takes_nobody_and_another_is_suggested(officer, episode, client_of):
    hub = county.service()
    other = county.service("Brayford Centre", of=county.provider("Brayford Recovery"), town="Boston")
    asked(officer, episode, hub)
    assert (
        routing_queries.routing_for(
            episode, needs_queries.screen_of(episode.id), details_of(episode.person_id)
        ).first.service.service_id
        == hub.id
    )
    avoids(officer, episode, hub)
    answer = routing_queries.routing_for(episode, needs_queries.screen_of(episode.id), details_of(episode.person_id))
    verdict = answer.of(hub.id)
    assert (verdict.standing, verdict.reasons[0].message) == (ServiceStanding.CLOSED, TAKES_NONE)
    assert answer.first.service.service_id == other.id
    colleague = client_of(county.user(Role.CO, at=county.suite()), Role.CO)
    page = colleague.get(f"/episodes/{episode.id}/consents").text
    assert "ZZ-WHY-1" not in page
    assert "must not" not in page
    avoids(officer, episode)
    assert (
        routing_queries.routing_for(
            episode, needs_queries.screen_of(episode.id), details_of(episode.person_id)
        ).first.service.service_id
        == hub.id
    )


def test_who_recorded_it_and_a_decision_maker_read_why_and_nobody_else_that_there_is_any(officer, decider, episode):
    hub = county.service()
    avoids(officer, episode, hub)
    (row,) = queries.to_avoid(officer, episode.person_id)
    assert (row.service_id, row.note) == (hub.id, WHY)
    assert queries.to_avoid(decider, episode.person_id) == (row,)
    worker = county.viewer_of(county.user(Role.TW))
    for other in (county.officer(), worker, county.viewer_of(county.user(Role.PM))):
        assert queries.to_avoid(other, episode.person_id) == ()


def test_a_colleague_who_says_the_same_reads_it_back_and_takes_off_no_word_but_their_own(officer, decider, episode):
    hub = county.service()
    avoids(officer, episode, hub)
    (first,) = queries.to_avoid(officer, episode.person_id)
    colleague = county.officer()
    avoids(colleague, episode, hub, why=AvoidWhy.DANGER)
    avoids(colleague, episode, hub, why=None, note="")
    (second,) = queries.to_avoid(colleague, episode.person_id)
    assert (second.id == first.id, second.why) == (False, AvoidWhy.DANGER)
    assert queries.to_avoid(decider, episode.person_id) == (second, first)
    avoids(colleague, episode)
    assert queries.to_avoid(decider, episode.person_id) == (first,)
    assert queries.avoided_by(episode.person_id) == {hub.id}


def test_a_decision_maker_who_reads_two_words_on_one_service_takes_both_off(officer, decider, episode):
    hub = county.service()
    for viewer in (officer, county.officer()):
        avoids(viewer, episode, hub)
    avoids(decider, episode)
    assert queries.avoided_by(episode.person_id) == frozenset()


def test_a_concern_that_names_a_service_closes_it(officer, episode, db):
    hub = county.service()
    row = actions.raise_concern(by=officer, episode=episode, facts=replace(SEEN, avoid=frozenset({hub.id})))
    (avoided,) = queries.to_avoid(officer, episode.person_id)
    assert (avoided.concern_id, avoided.why) == (row.id, AvoidWhy.PLACE)
    assert queries.avoided_by(episode.person_id) == {hub.id}
    assert db.session.get_one(Concern, row.id).note is None


def test_the_service_that_has_the_case_keeps_its_own_list_and_offers_no_transfer_there(the_clock, client_of):
    case = accepted(the_clock)
    other = county.service("Brayford Centre", of=county.provider("Brayford Recovery"))
    page = f"/cases/{case.referral.id}/avoid"
    worker = client_of(case.worker_user, Role.TW)
    assert f"Brayford Centre, {other.town}" in worker.get(f"/cases/{case.referral.id}/step/transfer_out").text
    typed = {"services": str(other.id), "why": "danger", "note": WHY}
    assert worker.post(page, typed).status_code == 302
    assert "ZZ-WHY-1" in worker.get(page).text
    assert f"Brayford Centre, {other.town}" not in worker.get(f"/cases/{case.referral.id}/step/transfer_out").text
    assert "ZZ-WHY-1" not in client_of(case.officer_user, Role.CO).get(f"/episodes/{case.episode.id}/avoid").text


def test_a_list_that_changed_meanwhile_is_not_overwritten(officer, episode):
    seen = audit.version_of(episode.person_id)
    avoids(officer, episode, county.service(), seen_version=seen)
    with pytest.raises(Stale):
        avoids(officer, episode, seen_version=seen)
