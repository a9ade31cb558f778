"""Two records of one person: one proposes, another confirms, and undoing gives each side back what was its own."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from pathways import clock
from pathways.audit import record as audit
from pathways.audit import verify
from pathways.audit.models import AuditChain, AuditEvent
from pathways.auth.roles import Role
from pathways.people import queries as people_queries
from pathways.people.identity import actions
from pathways.people.identity import queries as identity_queries
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.rules import DeathSource
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store.base import db
from tests import county
from tests.bench.statements import plan_of, statements_in
from tests.integration.demo.crawling import Doors
from tests.lock_order import HEAD, PERSON
from tests.many_rows import many_like
from tests.merged import WHY, merged, undone


@pytest.fixture
def colleague(db):
    return county.officer()


@pytest.fixture
def pair(officer):
    """Two records of Dean, each with an episode."""
    keep, away = county.person(by=officer), county.person("Rawcliff", "Dean", by=officer)
    for each in (keep, away):
        county.episode(each, by=officer)
    return keep, away


def everything() -> list[tuple]:
    """Every record of a person, as it stands in the database."""
    db.session.flush()
    people = db.session.execute(select(*Person.__table__.columns).order_by(Person.id)).all()
    details = db.session.execute(select(*PersonDetails.__table__.columns).order_by(PersonDetails.id)).all()
    return [tuple(row) for row in (*people, *details)]


def test_a_proposal_joins_nothing_until_somebody_else_confirms_it(officer, colleague, pair):
    keep, away = pair
    proposal = actions.propose_merge(by=officer, keep=keep, away=away, reason=WHY)
    assert away.merged_into_id is None
    with pytest.raises(Refused, match="Somebody else has to confirm it"):
        actions.decide_merge(by=officer, proposal=proposal, confirms=True)
    actions.decide_merge(by=colleague, proposal=proposal, confirms=True)
    assert away.merged_into_id == keep.id
    assert people_queries.person(officer, away.id) is keep


def test_a_proposal_that_was_turned_down_leaves_the_records_as_they_are(officer, colleague, pair):
    keep, away = pair
    proposal = actions.propose_merge(by=officer, keep=keep, away=away, reason=WHY)
    actions.decide_merge(by=colleague, proposal=proposal, confirms=False)
    assert (away.merged_into_id, identity_queries.merges_of([keep.id])) == (None, ())
    with pytest.raises(Refused, match="decided this already"):
        actions.decide_merge(by=colleague, proposal=proposal, confirms=True)


def test_undoing_a_merge_gives_each_side_back_exactly_its_own(officer, colleague, pair):
    keep, away = pair
    third = county.person("Rawclif", "Dean", by=officer)
    merged(officer, colleague, away, third)
    actions.record_death(by=officer, person=away, died_at=clock.now(), source=DeathSource.POLICE)
    before = everything()
    merge = merged(officer, colleague, *pair)
    assert (keep.died_at, third.merged_into_id) == (away.died_at, keep.id)
    undone(officer, colleague, merge)
    assert everything() == before
    assert people_queries.person(officer, third.id) is away


def test_a_merge_can_be_made_again_after_it_was_undone(officer, colleague, pair):
    undone(officer, colleague, merged(officer, colleague, *pair))
    assert merged(officer, colleague, *pair).is_confirmed
    assert len(identity_queries.merges_of([pair[0].id])) == 1


def test_a_merge_that_was_undone_is_not_undone_again_in_place_of_the_one_that_stands(officer, colleague, pair):
    first = merged(officer, colleague, *pair)
    undone(officer, colleague, first)
    again = merged(officer, colleague, *pair)
    with pytest.raises(Refused, match="are not merged"):
        actions.propose_unmerge(by=officer, merged=first, reason="Two photographs")
    undone(officer, colleague, again)


def test_a_record_that_was_merged_on_is_undone_in_its_order(officer, colleague, pair):
    merge = merged(officer, colleague, *pair)
    merged(officer, colleague, county.person(by=officer), pair[0])
    with pytest.raises(Refused, match="merged again since"):
        undone(officer, colleague, merge)


def test_one_proposal_at_a_time_with_a_reason_and_for_two_records(officer, colleague, pair):
    keep, away = pair
    with pytest.raises(Refused, match="Say how you know"):
        actions.propose_merge(by=officer, keep=keep, away=away, reason="Yes")
    with pytest.raises(Refused, match="two different records"):
        actions.propose_merge(by=officer, keep=keep, away=keep, reason=WHY)
    proposal = actions.propose_merge(by=officer, keep=keep, away=away, reason=WHY)
    with pytest.raises(Refused, match="already"):
        actions.propose_merge(by=colleague, keep=away, away=keep, reason=WHY)
    with pytest.raises(Refused, match="not merged"):
        actions.propose_unmerge(by=officer, merged=proposal, reason=WHY)


def test_a_record_that_changed_meanwhile_is_not_merged_from_an_old_page(officer, colleague, pair):
    keep, away = pair
    proposal = actions.propose_merge(by=officer, keep=keep, away=away, reason=WHY)
    seen = audit.version_of(keep.id)
    actions.add_alias(by=officer, person=keep, surname="Okafor", given_names=None)
    with pytest.raises(Stale):
        actions.decide_merge(by=colleague, proposal=proposal, confirms=True, seen_version=seen)


def test_every_step_stands_on_both_chains(officer, colleague, pair):
    undone(officer, colleague, merged(officer, colleague, *pair))
    steps = ["person.merge.proposed", "person.merged", "person.unmerge.proposed", "person.unmerged"]
    for person in pair:
        events = select(AuditEvent.action).join(AuditChain, AuditChain.id == AuditEvent.chain_id)
        of_person = events.where(AuditChain.person_id == person.id).order_by(AuditEvent.id)
        assert [action for action in db.session.scalars(of_person) if action in steps] == steps
        assert list(verify.verify([f"person:{person.id}"])) == []


def test_what_waits_is_listed_for_the_second_person_and_for_nobody_of_another_force(client_of, user, officer, pair):
    keep, away = pair
    actions.propose_merge(by=officer, keep=keep, away=away, reason=WHY)
    page = client_of(county.user(Role.DM), Role.DM).get("/people/merges").text
    assert "Dean Rawcliff, born" in page
    assert "Join them" in page
    assert "not yours to confirm" in client_of(user, Role.CO).get("/people/merges").text
    other = county.user(
        Role.DM,
        at=county.suite("Nottingham", of=county.force("Nottinghamshire Police")),
        of=county.force("Nottinghamshire Police"),
    )
    assert "Nothing is waiting" in client_of(other, Role.DM).get("/people/merges").text


@pytest.mark.database
def test_what_waits_to_be_joined_is_read_without_reading_every_episode_of_the_force(officer, colleague, owner_engine):
    keep, away = county.person(by=officer), county.person("Rawcliff", "Dean", by=officer)
    episode = county.episode(keep, by=officer)
    proposal = actions.propose_merge(by=officer, keep=keep, away=away, reason=WHY)
    if db.session.connection().dialect.name == "postgresql":
        both = {"keep_id": "keep_id + more * 10", "away_id": "away_id + more * 10"}
        episodes, records = {"person_id": "person_id + more * 10"}, {"id": "id + more * 10"}
        many_like(owner_engine, {episode: episodes, keep: records, away: records, proposal: both})
    with statements_in(db.session.connection().engine) as statements:
        page = identity_queries.merges_waiting(colleague)
    assert page.rows[0] == proposal
    assert [bool(page.after), len(page.rows)] in ([False, 1], [True, 50])
    (asked,) = [each for each in statements if "person_merge" in each.sql]
    plan = plan_of(asked, db.session.connection())
    assert "ix_episode_person_id" in plan
    assert not re.search(r"hashed SubPlan \d+\).col1.*episode|SCAN episode|Seq Scan on episode", plan), plan


def test_a_proposal_is_listed_where_the_force_knows_both_records_by_one_of_the_two_alone(officer, colleague, pair):
    merge = merged(officer, colleague, *pair)
    undo = actions.propose_unmerge(by=officer, merged=merge, reason="Two photographs")
    db.session.execute(update(Episode).where(Episode.person_id == pair[0].id).values(person_id=pair[1].id))
    assert identity_queries.merges_waiting(colleague).rows == (undo,)
    assert identity_queries.merge_of(colleague, undo.id) == undo


def test_another_force_sees_no_proposal(officer, pair):
    proposal = actions.propose_merge(by=officer, keep=pair[0], away=pair[1], reason=WHY)
    other = county.officer(at=county.suite("Nottingham", of=county.force("Nottinghamshire Police")))
    with pytest.raises(OutOfSight):
        identity_queries.merge_of(other, proposal.id)
    with pytest.raises(OutOfSight):
        identity_queries.merge_of(officer, 987654)


@pytest.mark.database
def test_the_pages_propose_confirm_and_undo_and_the_old_address_leads_on(client_of, user, officer, pair, the_clock):
    keep, away = pair
    first, second = client_of(user, Role.CO), client_of(county.user(Role.DM), Role.DM)
    ways = f"/people/{keep.id}/merge"
    page = first.get(ways)
    assert "Dean Rawcliff, born" in page.text
    assert first.post(ways, {"other": str(away.id), "reason": WHY}).status_code == 302
    (proposal,) = identity_queries.merges_of([keep.id])
    assert "You proposed this" in first.get(f"/people/merges/{proposal.id}").text
    assert second.post(f"/people/merges/{proposal.id}", {"answer": "confirm"}).status_code == 302
    assert "Dean Rawcliffe" in first.get(f"/people/{away.id}").text
    the_clock.advance(timedelta(minutes=5))
    undo = f"/people/merges/{proposal.id}/undo"
    assert second.post(undo, {"reason": "Two photographs"}).status_code == 302
    waits = identity_queries.merges_of([keep.id])[-1]
    assert first.post(f"/people/merges/{waits.id}", {"answer": "confirm"}).status_code == 302
    assert "Dean Rawcliff<" in first.get(f"/people/{away.id}").text


def test_who_confirms_without_having_the_person_in_sight_is_led_to_the_list_and_not_to_a_page_that_is_shut(
    client_of, officer
):
    keep, away = county.person(by=officer), county.person("Rawcliff", "Dean", by=officer)
    proposal = actions.propose_merge(by=officer, keep=keep, away=away, reason=WHY)
    second = client_of(county.user(Role.DM), Role.DM)
    address = f"/people/merges/{proposal.id}"
    page = second.get(address)
    assert [link for link in Doors(page.text, address).links if second.ask("GET", link).status_code == 404] == []
    answer = second.post(address, {"answer": "confirm"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/people/merges?done=joined")


@pytest.mark.database
def test_a_page_about_two_records_holds_them_in_the_order_in_which_who_decides_does(client_of, user, officer, pair):
    """Else each could hold one and wait for the other, and PostgreSQL would send one of them away."""
    first, second = pair
    desk = client_of(user, Role.CO)
    proposing = f"/people/{second.id}/merge"
    assert heads_held(lambda: desk.get(proposing)) == [first.id, second.id]
    assert desk.post(proposing, {"other": str(first.id), "reason": WHY}).status_code == 302
    (proposal,) = identity_queries.merges_of([second.id])
    deciding = f"/people/merges/{proposal.id}"
    assert heads_held(lambda: desk.get(deciding)) == [first.id, second.id]
    whoever_decides = client_of(county.user(Role.DM), Role.DM)
    assert heads_held(lambda: whoever_decides.post(deciding, {"answer": "confirm"})) == [first.id, second.id]
    undoing = f"{deciding}/undo"
    assert heads_held(lambda: desk.get(undoing)) == list(identity_queries.locking_order(first.id, second.id))


def heads_held(act) -> list[int]:
    """Of whom the heads are held, in the order in which they are."""
    with statements_in(db.engine) as statements:
        assert act().status_code in {200, 302}
    asked = [each.values for each in statements if each.sql.startswith(HEAD)]
    keys = [str(next(iter(each.values() if isinstance(each, dict) else each))) for each in asked]
    return list(dict.fromkeys(int(key.removeprefix(PERSON)) for key in keys if key.startswith(PERSON)))
