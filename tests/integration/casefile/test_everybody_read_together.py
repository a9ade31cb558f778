"""The board and the task lists read everybody together: no page costs more because there are more people."""

import re

import pytest

from pathways import clock
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.auth.roles import Role
from pathways.casefile.queries import board as board_queries
from pathways.casefile.queries import tasks as tasks_queries
from pathways.people.custody.queries import view_of
from pathways.people.models.custody import Episode
from pathways.store.base import db
from pathways.vocabulary import Answer
from tests import county, county_safeguarding
from tests.bench.statements import plan_of, statements_in
from tests.integration.arrest_tests import custody_scenes as scenes
from tests.integration.disposals import plain_disposal
from tests.many_rows import many_like
from tests.referred import referred


def four_people(officer):
    """One tested with a concern, one about whom an inspector is asked, one with a proposal, one with a referral."""
    tested = scenes.in_custody(officer)
    scenes.arrested_for(officer, tested)
    testing_actions.record_test(by=officer, view=scenes.again(officer, tested), record=scenes.a_test())
    county_safeguarding.risks(officer, tested.episode, exploitation=Answer.YES)
    county_safeguarding.concern(officer, tested.episode)
    waits = scenes.in_custody(officer)
    (offence,) = scenes.arrested_for(officer, waits, "TA78-3")
    authority_actions.ask_for_authority(
        by=officer, view=scenes.again(officer, waits), offence_id=offence.id, grounds=scenes.GROUNDS
    )
    case = plain_disposal.scene()
    plain_disposal.proposed(plain_disposal.with_facts(case))
    sent, _ = county.detained(by=officer, planned_release_at=clock.now())
    referred(officer, episode=sent)
    return tested.episode, waits.episode, case.episode, sent


def costs(browser, address):
    browser.get(address)
    with statements_in(db.engine) as statements:
        assert browser.get(address).status_code == 200
    return len(statements)


def test_a_board_of_twelve_asks_as_many_statements_as_one_of_four(app, client_of):
    user = county.user(Role.CO)
    officer, browser = county.viewer_of(user), client_of(user, Role.CO)
    views = ("", "?view=mine", "?view=authority", "?view=leaving", "?view=released")
    four_people(officer)
    of_four = [costs(browser, f"/custody{view}") for view in views]
    four_people(officer)
    four_people(officer)
    assert "Lincoln custody: 12 people detained" in browser.get("/custody").text
    assert [costs(browser, f"/custody{view}") for view in views] == of_four


@pytest.mark.database
def test_who_is_at_a_suite_and_who_left_it_are_found_by_an_index_whoever_else_the_force_knows(app, owner_engine):
    """Most who were ever there left long ago, and most open cases of a force are of nobody in custody."""
    officer = county.officer()
    if db.engine.dialect.name == "postgresql":
        _many_who_left_long_ago(scenes.in_custody(officer), owner_engine)
    with statements_in(db.engine) as statements:
        board_queries.detained(officer)
        board_queries.released(officer)
    here, left = [each for each in statements if "ORDER BY detention." in each.sql]
    for asked, index in ((here, "ix_detention_in_custody"), (left, "ix_detention_suite_id_live")):
        plan = plan_of(asked, db.session.connection())
        assert index in plan, plan
        assert not re.search("SUBQUERY|SubPlan|Seq Scan on detention", plan.replace("LIST SUBQUERY", "", 1)), plan
        assert "Hash" not in plan, plan
    (waits,) = [
        each for each in statements if each.sql.startswith("SELECT disposal.episode_id") and "UNION" in each.sql
    ]
    plan = plan_of(waits, db.session.connection())
    assert not re.search("ix_episode_suite_id|ix_episode_organisation|(SCAN|Seq Scan on) episode", plan), plan


def _many_who_left_long_ago(like, owner_engine):
    person = {"person_id": "person_id + more"}
    at = ("first_arrested_at", "arrested_at", "arrived_at", "custody_officer_seen_at")
    left = {column: f"{column} - interval '400 days'" for column in at} | {"episode_id": "episode_id + more"}
    left |= {"released_at": left["arrived_at"], "release_type": "'on_bail'"}
    many_like(owner_engine, {like.person: {}, like.details: person, like.episode: person, like.detention: left})
    earlier = {"id": "id + 1000000 + more", "episode_id": "episode_id + more", "superseded_at": "arrived_at"}
    many_like(owner_engine, {like.detention: earlier})


@pytest.mark.database
def test_who_is_read_with_everybody_has_the_parts_of_who_is_read_alone(app):
    officer = county.officer()
    episodes = [episode for _ in range(2) for episode in four_people(officer)]
    views = [view_of(db.session.get_one(Episode, episode.id)) for episode in episodes]
    together = tasks_queries.parts_of_many(officer, views)
    alone = {view.episode.id: tasks_queries.parts_of(officer, view) for view in views}
    assert together == alone
    assert [of.request_waits for of in together.values()] == [False, True, False, False] * 2
    assert [of.disposal is not None for of in together.values()] == [False, False, True, False] * 2
    assert [of.referral is not None for of in together.values()] == [False, False, False, True] * 2
    assert len({of.facts for of in together.values()}) >= 4


def test_a_long_history_asks_as_many_statements_as_a_short_one(app, client_of):
    user = county.user(Role.CO)
    officer, browser = county.viewer_of(user), client_of(user, Role.CO)
    view = scenes.in_custody(officer)
    person, number = view.person, view.episode.id
    scenes.arrested_for(officer, view)
    pages = [f"/episodes/{number}", f"/people/{person.id}/timeline", f"/episodes/{number}/test", "/custody"]

    def lives_on(times):
        for _ in range(times):
            testing_actions.record_test(by=officer, view=scenes.again(officer, view), record=scenes.refused())
            referred(officer, episode=county.episode(person, by=officer))

    lives_on(1)
    of_a_short_one = [costs(browser, page) for page in pages]
    lives_on(9)
    assert browser.get(pages[1]).text.count("Sent") >= 10
    assert [costs(browser, page) for page in pages] == of_a_short_one
