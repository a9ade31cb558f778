"""A member reads released packs of their own rounds, scores once, and stands aside from a case they have a link to."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from pathways import clock
from pathways.auth.models import RoleHeld
from pathways.auth.roles import Role
from pathways.disposals.models import Disposal
from pathways.people.models.identity import Person, Restriction, RestrictionName
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.scrutiny import actions
from pathways.scrutiny.models import ScrutinyScore
from pathways.scrutiny.queries import rounds as queries
from pathways.scrutiny.rules.rounds import LinkWhy, RoundState, Score
from pathways.store.base import db
from tests import county, restricted
from tests.integration.scrutiny import round_scenes
from tests.pages import faulty, is_told_it_was_saved
from tests.papers import words_of

WORDS = "The reasons do not say why no charge was considered."


def test_a_pack_is_there_for_its_panel_once_released_and_for_nobody_else(app, the_clock, client_of):
    scene = round_scenes.drawn(cases=1)
    member, other = client_of(scene.members[0], Role.PM2), client_of(county.user(Role.PM2), Role.PM2)
    addresses = (f"/panel/{scene.round.id}", f"/panel/{scene.round.id}/pack.pdf", f"/panel/cases/{scene.cases[0].id}")
    assert {member.ask("GET", address).status_code for address in addresses} == {404}
    assert "No pack is waiting for you" in member.get("/panel").text
    round_scenes.release(scene)
    assert {member.ask("GET", address).status_code for address in addresses} == {200}
    assert {other.ask("GET", address).status_code for address in addresses} == {404}
    assert member.ask("GET", f"/scrutiny/{scene.round.id}").status_code == 404


@pytest.mark.database
def test_a_case_is_scored_once_and_what_the_others_said_is_shown_after_that(app, the_clock, client_of):
    scene = round_scenes.released()
    (case,) = scene.cases
    actions.score(by=scene.member(1), case_id=case.id, given=Score.INAPPROPRIATE, observations=WORDS)
    member, address = client_of(scene.members[0], Role.PM2), f"/panel/cases/{case.id}"
    assert WORDS not in member.get(address).text
    refused = member.post(address, {"score": "cannot_decide", "observations": "No"}).text
    assert faulty(refused) == ["observations"]
    assert "20 characters or more. You typed 2" in refused
    scored = member.get(member.post(address, {"score": "consistent"}).location).text
    assert is_told_it_was_saved(scored)
    assert WORDS in scored
    assert not is_told_it_was_saved(member.get(address).text)
    with pytest.raises(Refused, match="scored this case already"):
        actions.score(by=scene.member(0), case_id=case.id, given=Score.CONSISTENT, observations=None)
    assert len(db.session.scalars(select(ScrutinyScore)).all()) == 2


def test_whoever_declares_a_link_sees_the_case_no_more_and_their_score_does_not_count(app, the_clock, client_of):
    scene = round_scenes.released(cases=2)
    case, other = scene.cases
    actions.score(by=scene.member(), case_id=case.id, given=Score.CONSISTENT, observations=None)
    member = client_of(scene.members[0], Role.PM2)
    assert member.post(f"/panel/cases/{case.id}/link", {"why": "knows"}).status_code == 302
    page = member.get(f"/panel/{scene.round.id}").text
    assert re.search(f"Not shown to you[^.]*: case {case.number}", page)
    assert f"/panel/cases/{case.id}" not in page
    assert f"/panel/cases/{other.id}" in page
    assert member.ask("GET", f"/panel/cases/{case.id}").status_code == 404
    assert member.ask("POST", f"/panel/cases/{case.id}", data={"score": "consistent"}).status_code == 404
    paper = member.get(f"/panel/{scene.round.id}/pack.pdf").data
    assert f"because of a link: case {case.number}" in words_of(paper)
    line = queries.case_line(scene.organiser, case.id)[1]
    assert (line.scores, line.aside) == ((), 1)


def test_whoever_took_part_in_a_case_is_refused_by_themselves(app, the_clock):
    scene = round_scenes.released(cases=2)
    case = scene.cases[0]
    disposal = queries.case_line(scene.organiser, case.id)[1].disposal
    for user_id in (disposal.proposed_by_id, disposal.authorised_by_id):
        db.session.add(RoleHeld(user_id=user_id, role=Role.PM2, from_on=county.LONG_AGO.date()))
        db.session.add(round_scenes.seat(scene, user_id))
        db.session.flush()
        viewer = round_scenes.as_member(user_id)
        assert queries.pack(viewer, scene.round.id).not_shown == (case.number,)
        with pytest.raises(OutOfSight):
            actions.score(by=viewer, case_id=case.id, given=Score.CONSISTENT, observations=None)


def test_a_round_is_closed_when_every_case_has_a_finding_and_then_its_pack_is_gone(app, the_clock, client_of):
    scene = round_scenes.released()
    (case,) = scene.cases
    with pytest.raises(Refused, match="Nobody on the panel has scored"):
        actions.record_finding(by=scene.organiser, case_id=case.id, finding=Score.CONSISTENT, words=None)
    actions.score(by=scene.member(), case_id=case.id, given=Score.CONSISTENT, observations=None)
    with pytest.raises(Refused, match="Record the panel's finding on 1 of the 1 cases first"):
        actions.close_round(by=scene.organiser, round_id=scene.round.id)
    actions.record_finding(by=scene.organiser, case_id=case.id, finding=Score.OBSERVATIONS, words=WORDS)
    with pytest.raises(Stale):
        actions.record_finding(by=scene.organiser, case_id=case.id, finding=Score.CONSISTENT, words=None)
    due = clock.today() + timedelta(days=30)
    row = actions.add_learning(
        by=scene.organiser, round_id=scene.round.id, what=WORDS, owner="Custody lead", due_on=due
    )
    actions.close_round(by=scene.organiser, round_id=scene.round.id)
    assert scene.round.state is RoundState.CLOSED
    actions.finish_learning(by=scene.organiser, learning_id=row.id, done_on=clock.today(), words=WORDS)
    assert client_of(scene.members[0], Role.PM2).ask("GET", f"/panel/{scene.round.id}").status_code == 404
    page = client_of(county.user(Role.MG), Role.MG).get("/panels-found").text
    assert "1 of 1 action" in page
    assert page.count("<td>*</td>") >= 2  # one case, one finding: both are small
    before = queries.case_line(scene.organiser, case.id)[1].disposal.state
    assert before.value == "ACTIVE"  # nothing of it touched the case


def test_the_organiser_does_not_sit_and_another_force_sees_nothing(app, the_clock):
    scene = round_scenes.drawn()
    elsewhere = county.viewer_of(county.user(Role.PL, of=county.force("Nottinghamshire Police")))
    with pytest.raises(OutOfSight):
        queries.round_view(elsewhere, scene.round.id)
    asked = {"from_on": scene.round.from_on, "to_on": scene.round.to_on, "size": 5}
    with pytest.raises(Refused, match="Nothing was decided"):
        actions.open_round(by=elsewhere, members=commissioners_member(), **asked)
    with pytest.raises(Refused, match="do not sit on its panel"):
        actions.open_round(by=scene.organiser, members=[scene.organiser.user_id], **asked)
    link = LinkWhy.OTHER
    round_scenes.release(scene)
    with pytest.raises(Refused, match="Say what the link is"):
        actions.declare_link(by=scene.member(), case_id=scene.cases[0].id, why=link, note="x")


def commissioners_member() -> list[int]:
    return [county.user(Role.PM2, of=county.commissioner()).id]


def test_a_case_that_was_shut_when_the_pack_was_released_is_never_given_to_a_panel(app, the_clock, client_of):
    scene = round_scenes.drawn(cases=2)
    shut, other = scene.cases
    person = db.session.get_one(Person, db.session.get_one(Disposal, shut.disposal_id).person_id)
    restricted.shut_to_all_but([person], county.user(Role.DM))
    round_scenes.release(scene)
    for rows in (RestrictionName, Restriction):
        db.session.execute(delete(rows))
    db.session.commit()
    page = client_of(scene.members[0], Role.PM2).get(f"/panel/{scene.round.id}").text
    assert f"/panel/cases/{other.id}" in page
    assert f"/panel/cases/{shut.id}" not in page
    assert client_of(scene.members[0], Role.PM2).ask("GET", f"/panel/cases/{shut.id}").status_code == 404
    assert [line.case.id for line in queries.round_view(scene.organiser, scene.round.id).lines] == [other.id]
