"""A service handed somebody back, a pathway manager placed them anew and so sent them: a question is theirs to answer."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from pathways.acceptance import actions
from pathways.acceptance.placing import queries as placing_queries
from pathways.acceptance.queries import inbox as inbox_queries
from pathways.auth.roles import Role
from pathways.engagement.case import actions as treating
from pathways.referrals import queries as referrals
from pathways.referrals.models.referral import ReferralEvent
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db as database
from tests import county
from tests.accepted import accepted
from tests.pages import hidden_values
from tests.referred import died, referred

ASKED = {"of_whom": "referrer", "about": "where_now", "question": "Does she still want the evening clinic?"}
ANSWER = {"answer": "Yes, any evening but Tuesday"}


def placed_anew(the_clock):
    """Handed back by the hub, placed with Trent Bank by a pathway manager; Trent Bank's worker may ask."""
    scene, provider = accepted(the_clock), county.provider("Trent Bank")
    there = county.service("Trent Bank Service", provider)
    manager, finder = county.viewer_of(county.user(Role.PM)), county.user(Role.PW, name="Dan Holroyd")
    given = {"why": "no_place", "agrees": "yes"}
    treating.step_in_case(by=manager, referral_id=scene.referral.id, event="hand_back", given=given)
    by = county.viewer_of(finder)
    referral = actions.place(by=by, referral_id=scene.referral.id, service_id=there.id, note="Evenings suit her")
    asks = county.viewer_of(county.user(Role.TW, of=provider, name="Ade Balogun"))
    return SimpleNamespace(referral=referral, finder=finder, by=by, asks=asks)


def ask(scene):
    actions.step_at_inbox(by=scene.asks, referral_id=scene.referral.id, event="ask", given=ASKED)


def answer(by, referral):
    return actions.step_in_placing(by=by, referral_id=referral.id, event="answered", given=ANSWER)


@pytest.mark.database
def test_who_placed_the_person_finds_the_question_on_their_list_and_answers_it(client_of, app, the_clock):
    scene = placed_anew(the_clock)
    name = inbox_queries.offer(scene.asks, scene.referral.id).details.full_name
    browser = client_of(scene.finder, Role.PW)
    assert name not in browser.get("/placing").text
    ask(scene)
    database.session.commit()
    waits = browser.get("/placing").text
    address = f"/placing/{scene.referral.id}/step/answered"
    assert (name in waits, f'href="{address}"' in waits) == (True, True)
    page = browser.get(address).text
    assert all(words in page for words in (name, ASKED["question"], "Ade Balogun", "Lincoln", "07700 900318"))
    assert not any(words in page.lower() for words in ("positive", "cocaine", "test on arrest"))
    sent = browser.post(address, data=hidden_values(page, address) | ANSWER)
    assert sent.location == "/placing"
    assert inbox_queries.offer(scene.asks, scene.referral.id).question.answer == ANSWER["answer"]
    assert name not in browser.get("/placing").text
    assert browser.ask("GET", address).status_code == 404


@pytest.mark.database
def test_who_placed_the_person_is_told_with_whom_and_nobody_else_is(client_of, app, the_clock):
    scene = placed_anew(the_clock)
    name, address = (
        inbox_queries.offer(scene.asks, scene.referral.id).details.full_name,
        f"/placing?placed={scene.referral.id}",
    )
    database.session.commit()
    page = client_of(scene.finder, Role.PW).get(address).text
    assert (name in page, "Trent Bank Service" in page) == (True, True)
    other = client_of(county.user(Role.PW, name="Ines Moreau"), Role.PW)
    assert name not in other.get(address).text


@pytest.mark.database
def test_the_clock_runs_on_from_the_answer_and_the_log_says_who_gave_it(db, app, the_clock):
    scene = placed_anew(the_clock)
    due = scene.referral.due_on
    ask(scene)
    the_clock.advance(timedelta(days=1))
    answer(scene.by, scene.referral)
    assert (scene.referral.state, scene.referral.due_on > due) == (ReferralState.ACKNOWLEDGED, True)
    last = (
        db.session.query(ReferralEvent)
        .filter_by(referral_id=scene.referral.id)
        .order_by(ReferralEvent.id.desc())
        .first()
    )
    assert (last.event, last.by_id, last.role) == ("answered", scene.finder.id, Role.PW)


def test_only_who_placed_the_person_answers_and_only_while_the_question_is_open(app, the_clock):
    scene = placed_anew(the_clock)
    another = county.viewer_of(county.user(Role.PW, name="Another Manager"))
    with pytest.raises(OutOfSight):
        answer(scene.by, scene.referral)
    ask(scene)
    with pytest.raises(OutOfSight):
        answer(another, scene.referral)
    for event in ("person_declines", "no_service_exists", "withdraw"):
        with pytest.raises(OutOfSight):
            actions.step_in_placing(by=scene.by, referral_id=scene.referral.id, event=event, given={})
    with pytest.raises(OutOfSight):
        placing_queries.one_needing_a_place(scene.by, scene.referral.id)
    with pytest.raises(OutOfSight):
        referrals.referral(scene.by, scene.referral.id)
    with pytest.raises(Refused):
        actions.step_in_placing(by=scene.by, referral_id=scene.referral.id, event="answered", given={})
    assert (len(placing_queries.asked_of_who_placed(scene.by)), placing_queries.asked_of_who_placed(another)) == (1, ())
    died(scene.referral.person_id, scene.asks)
    assert placing_queries.asked_of_who_placed(scene.by) == ()
    with pytest.raises(Refused, match="died"):
        answer(scene.by, scene.referral)


def test_a_question_about_a_referral_that_police_sent_stays_with_police(app, worker, pathway_manager, hub):
    referral = referred(county.officer(), hub)
    actions.step_at_inbox(by=worker, referral_id=referral.id, event="ask", given=ASKED)
    with pytest.raises(OutOfSight):
        answer(pathway_manager, referral)
    assert placing_queries.asked_of_who_placed(pathway_manager) == ()
