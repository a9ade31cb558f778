"""Keeping the lists of who may see a record: proposed, decided, reviewed, ended; and what the record is to whom then."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from pathways import clock
from pathways.audit import record as audit
from pathways.audit import verify
from pathways.auth.models import User
from pathways.auth.roles import Rank, Role
from pathways.people import queries as people_queries
from pathways.people.identity import actions as identity_actions
from pathways.people.identity import queries as identity_queries
from pathways.people.models.identity import Restriction
from pathways.people.restrictions import actions as restrictions_actions
from pathways.people.restrictions import queries as restrictions_queries
from pathways.people.restrictions.rules import RestrictionList
from pathways.people.search import queries as search_queries
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db
from tests import county, restricted
from tests.accepted import accepted
from tests.bench.statements import plan_of, statements_in
from tests.many_rows import many_like
from tests.pages import hidden_values

ALLOWED = RestrictionList.RESTRICTED_TO


@pytest.fixture
def inspectors(app):
    """Two who decide, as users."""
    return [county.user(Role.DM, rank=Rank.INSPECTOR) for _ in range(2)]


@pytest.fixture
def person(officer):
    someone = county.person(by=officer)
    county.episode(someone, by=officer)
    return someone


def sees(viewer, person) -> bool:
    """By a page, by a command, and by a page whose session was read with what is shut: three ways, and one answer."""
    answers = {people_queries.sees_person(reader, person.id) for reader in (viewer, replace(viewer, request_id=""))}
    with_session = select(people_queries.SHUT_TO_USER).select_from(User).where(User.id == viewer.user_id)
    db.session().info.pop("shut_to", None)
    people_queries.keep_shut(viewer, db.session.scalar(with_session, {"today": clock.today()}))
    answers.add(people_queries.sees_person(viewer, person.id))
    (answer,) = answers
    return answer


@pytest.mark.database
def test_who_is_shut_to_somebody_is_read_from_the_lists_and_not_from_everybody(officer, person, owner_engine):
    """Where nobody ever was on a list too: SQLite keeps no figure of a table that is empty when it counts."""
    if db.engine.dialect.name == "postgresql":
        many_like(owner_engine, {person: {}})
    else:
        db.session.execute(text("ANALYZE"))
        db.session.commit()  # whoever counts is asked by another connection
        db.engine.dispose()
    with statements_in(db.engine) as statements:
        db.session.execute(people_queries.shut_to(officer)).all()
    (asked,) = [each for each in statements if "person_restriction" in each.sql]
    plan = plan_of(asked, db.session.connection())
    assert not re.search("Seq Scan on person person", plan), plan
    assert "person_restriction" in plan.splitlines()[0] or db.engine.dialect.name == "postgresql", plan


def test_a_list_holds_once_another_has_decided_and_until_its_last_day(officer, inspectors, person, the_clock):
    colleague, (keeper, decider) = county.user(Role.CO), inspectors
    until_on = the_clock.now().date().replace(day=30)
    row = restricted.proposed(person, [colleague], officer, until_on=until_on)
    assert sees(county.viewer_of(colleague), person)
    with pytest.raises(OutOfSight):  # an officer keeps no lists
        restricted.decided(row, officer)
    restricted.decided(row, county.viewer_of(decider))
    assert not sees(county.viewer_of(colleague), person)
    assert sees(officer, person)
    assert sees(county.viewer_of(keeper), person)
    the_clock.advance(until_on - the_clock.now().date())
    assert not sees(county.viewer_of(colleague), person)
    the_clock.advance(timedelta(days=1))
    assert sees(county.viewer_of(colleague), person)


def test_who_says_that_they_must_not_see_it_loses_it_at_once_and_by_one_post(client_of, user, person):
    browser = client_of(user, Role.CO)
    address = f"/people/{person.id}/restrictions"
    typed = {"which": "excluded_from", "named": user.sign_in_name, "why": "self", "reason": restricted.WHY}
    whole = {**hidden_values(browser.get(address).text, address), **typed}
    assert {browser.send(address, whole).headers["Location"] for _ in range(2)} == {"/"}
    assert browser.ask("GET", address).status_code == 404
    assert [row.in_force_at is not None for row in db.session.scalars(select(Restriction))] == [True]


def test_a_list_turned_down_or_ended_by_the_auditor_opens_the_record_again(officer, inspectors, person):
    (keeper, decider), auditor = inspectors, county.viewer_of(county.user(Role.AU))
    own = restricted.proposed(person, [keeper], county.viewer_of(keeper))
    assert not sees(county.viewer_of(keeper), person)
    restricted.decided(own, county.viewer_of(decider), confirms=False)
    assert sees(county.viewer_of(keeper), person)
    row = restricted.restricted_to(person, keeper, by=officer)
    assert [sees(each, person) for each in (officer, county.viewer_of(keeper))] == [False, True]
    line = restrictions_queries.restriction_to_review(auditor, row.id)
    assert (line.details, line.row.reason) == (None, restricted.WHY)
    restrictions_actions.review_restriction(by=auditor, line=line, removes=False)
    assert not sees(officer, person)
    restrictions_actions.review_restriction(
        by=auditor, line=line, removes=True, reason="Nobody asks about her any more."
    )
    assert sees(officer, person)
    assert list(verify.verify()) == []


def test_two_who_decide_at_once_leave_one_answer(officer, inspectors, person):
    first, second = (county.viewer_of(each) for each in inspectors)
    row = restricted.proposed(person, [county.user(Role.CO)], officer)
    line, seen = restrictions_queries.restriction(first, row.id), audit.version_of(person.id)
    restrictions_actions.decide_restriction(by=first, line=line, confirms=True, seen_version=seen)
    for version in (seen, None):  # that it was decided is the reason, whatever else the record has moved on by
        with pytest.raises(Refused, match="decided this already"):
            restrictions_actions.decide_restriction(by=second, line=line, confirms=False, seen_version=version)


def test_a_second_record_made_without_a_hint_is_told_to_who_keeps_the_lists(officer, inspectors, person):
    keeper = county.viewer_of(inspectors[0])
    restricted.restricted_to(person, inspectors[0], by=officer)
    facts = identity_queries.person_facts(identity_queries.details_of(person.id))
    twin = identity_actions.add_person(by=officer, facts=facts)  # nobody is found, so nothing is asked
    assert twin.none_of_these is None
    assert [each.person_id for each in restrictions_queries.likely_duplicates(keeper, [person.id])[person.id]] == [
        twin.id
    ]
    assert search_queries.may_be_the_same(officer, identity_queries.details_of(twin.id)) == ()
    with pytest.raises(Refused, match="the lists of both"):
        identity_actions.propose_merge(by=keeper, keep=person, away=twin, reason="Same fingerprints")
    restricted.restricted_to(twin, inspectors[0], by=officer)
    merge = identity_actions.propose_merge(by=keeper, keep=person, away=twin, reason="Same fingerprints")
    with pytest.raises(OutOfSight):
        identity_queries.merge_of(officer, merge.id)


def test_a_record_merged_into_one_that_is_shut_is_shut_with_it(officer, inspectors, person):
    keeper, twin = county.viewer_of(inspectors[0]), county.person("Rawcliffe", by=officer)
    waits = identity_actions.propose_merge(by=officer, keep=twin, away=person, reason="Same fingerprints")
    assert identity_queries.merges_of([twin.id], officer) == (waits,)
    restricted.restricted_to(person, inspectors[0], by=officer)
    assert identity_queries.merges_of([twin.id], officer) == ()
    with pytest.raises(Refused, match="Not the same people"):
        identity_actions.decide_merge(by=keeper, proposal=waits, confirms=True)
    twin.merged_into_id = person.id
    db.session.flush()
    assert (sees(officer, twin), sees(keeper, twin)) == (False, True)


def test_a_provider_shuts_out_its_own_staff_and_never_the_police(the_clock, inspectors):
    scene = accepted(the_clock)
    manager, other, colleague = county.user(Role.PM), county.user(Role.PM), county.user(Role.TW)
    person = people_queries.person(scene.officer, scene.referral.person_id)
    row = restricted.proposed(person, [manager], county.viewer_of(other), ALLOWED)
    third = county.viewer_of(county.user(Role.PM))
    restricted.decided(row, third)
    assert sees(scene.officer, person)
    assert [sees(each, person) for each in (county.viewer_of(manager), scene.worker)] == [True, True]
    assert not sees(county.viewer_of(colleague), person)
    own = restricted.proposed(person, [scene.worker_user], scene.worker)
    assert not sees(scene.worker, person)
    assert own.in_force_at is not None


@pytest.mark.database
def test_the_lists_of_a_provider_are_read_without_reading_everybody_it_ever_helped(app, the_clock, owner_engine):
    scene, manager = accepted(the_clock), county.user(Role.PM)
    person = people_queries.person(scene.officer, scene.referral.person_id)
    row = restricted.proposed(person, [manager], county.viewer_of(county.user(Role.PM)), ALLOWED)
    if db.engine.dialect.name == "postgresql":
        copied = {"reference": "'X-' || more", "person_id": "person_id + more", "episode_id": "episode_id + more"}
        many_like(owner_engine, {scene.referral: copied, person: {}})
    with statements_in(db.engine) as statements:
        (line,) = restrictions_queries.restrictions_kept(county.viewer_of(manager)).rows
    assert (line.row, line.details.person_id) == (row, person.id)
    (asked,) = [each for each in statements if "referral" in each.sql]
    plan = plan_of(asked, db.session.connection())
    assert "ix_referral_person_id" in plan
    assert not re.search("hashed SubPlan|SCAN referral|Seq Scan on referral", plan), plan
