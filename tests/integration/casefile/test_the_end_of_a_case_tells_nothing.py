"""How long an officer reads a referral depends on what police know, never on how or when the case ended."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from pathways import clock
from pathways.engagement.case import actions
from pathways.people.rules import in_sight_for
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import FEEDBACK, ConsentState
from pathways.referrals.queries import SEEN_UNANSWERED
from tests import county
from tests.accepted import accepted
from tests.bench.statements import statements_in
from tests.integration.casefile.police_pages import became, officer_of, withdraw, without_the_time
from tests.integration.disposals import plain_disposal as caution
from tests.referred import referred

DAYS = (1, 26, 3, 25, 4, 30)
"""Steps that stand on both sides of acceptance and 28 days, and of closing and 28 days."""


def what_police_read(client_of, scene):
    """The list, the page, and what the desk of the episode says, each as it answers."""
    browser = officer_of(client_of, scene)
    pages = ("/referrals", f"/referrals/{scene.referral.id}", f"/episodes/{scene.episode.id}/consents")
    answers = [browser.get(page) for page in pages]
    return [
        (answer.status_code, re.sub(r'<input type="hidden"[^>]*>', "", without_the_time(answer.text)))
        for answer in answers
    ]


def reads(scene):
    return scene.referral.id in [row.id for row in referrals_queries.mine(scene.officer).rows]


def leave(scene):
    actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="85", exited_on=clock.today())


@pytest.mark.parametrize("answer", [ConsentState.REFUSED, ConsentState.NOT_ASKED])
def test_without_consent_a_case_that_ends_and_one_that_goes_on_read_the_same_on_every_day(
    client_of, app, db, the_clock, answer
):
    readings = {}
    began = the_clock.now()
    for ends in (False, True):
        the_clock.set(began)
        nested = db.session.begin_nested()
        scene = accepted(the_clock, feedback=answer, episode=county.episode(county.person(), by=county.officer()))
        scene.start()
        if ends:
            leave(scene)
        readings[ends] = []
        for days in DAYS:
            the_clock.advance(timedelta(days=days))
            readings[ends].append(reads(scene))
        nested.rollback()
        db.session.expunge_all()  # SQLite gives the numbers of what was taken back to the next
    assert readings[False] == readings[True] == [True, True, False, False, False, False]


@pytest.mark.parametrize("answer", [ConsentState.REFUSED, ConsentState.NOT_ASKED])
def test_the_day_28_days_after_closing_changes_no_page_of_the_police(client_of, app, the_clock, answer):
    scene = accepted(the_clock, feedback=answer)
    scene.start()
    the_clock.advance(timedelta(days=12))
    before = what_police_read(client_of, scene)
    leave(scene)
    assert what_police_read(client_of, scene) == before
    the_clock.set(scene.referral.accepted_at + in_sight_for(the_clock.now().date()) + timedelta(minutes=1))
    assert not reads(scene)
    assert scene.referral.closed_at > clock.now() - timedelta(days=28)
    after = what_police_read(client_of, scene)[:2]
    the_clock.set(scene.referral.closed_at + timedelta(days=28, minutes=1))
    assert what_police_read(client_of, scene)[:2] == after


def test_under_live_consent_the_closing_is_told_and_moves_nothing_in_the_list(client_of, app, the_clock):
    scene = accepted(the_clock)
    scene.engage()
    the_clock.advance(timedelta(days=60))
    assert reads(scene)
    leave(scene)
    page = without_the_time(became(client_of, scene))
    assert "No longer in treatment" in page
    the_clock.advance(timedelta(days=29))
    assert reads(scene)
    assert "No longer in treatment" in became(client_of, scene)


def test_a_withdrawal_takes_the_referral_away_at_once_whether_it_closed_or_not(client_of, app, the_clock):
    scene = accepted(the_clock)
    scene.engage()
    the_clock.advance(timedelta(days=60))
    assert reads(scene)
    withdraw(scene)
    assert not reads(scene)


def test_consent_keeps_a_referral_until_it_lapses(app, the_clock):
    scene = accepted(the_clock)
    for moved, is_kept in ((timedelta(days=364), True), (timedelta(days=1), False)):
        the_clock.advance(moved)
        assert (reads(scene), consents_queries.answers_of(scene.episode)[FEEDBACK].live) == (is_kept, is_kept)


def test_what_somebody_else_answered_later_takes_nobody_from_a_list(client_of, app, the_clock):
    first = accepted(the_clock)
    the_clock.advance(timedelta(days=1))
    second = accepted(the_clock, episode=county.episode(county.person("Okafor", "Sam"), by=county.officer()))
    the_clock.advance(timedelta(days=1))
    withdraw(second)
    the_clock.advance(timedelta(days=60))
    assert (reads(first), reads(second)) == (True, False)
    page = officer_of(client_of, first).get("/referrals")
    assert page.status_code == 200
    assert f"/referrals/{first.referral.id}" in page.text


def test_the_list_looks_for_answers_and_records_by_their_indexes(app, db, the_clock):
    """Each referral of 20,000 that reads every answer there is takes minutes."""
    officer = county.officer()
    if db.engine.dialect.name == "postgresql":
        for dearer in ("enable_seqscan", "enable_hashjoin", "enable_mergejoin"):  # of a handful of rows it reads all
            db.session.execute(text(f"SET LOCAL {dearer} = off"))
    with statements_in(db.engine) as statements:
        referrals_queries.mine(officer)
    asked = next(each for each in statements if "FROM consent" in each.sql)
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    rows = db.session.connection().exec_driver_sql(f"{explain} {asked.sql}", asked.values)
    plan = "\n".join(str(row) for row in rows)
    assert not re.search(r"(SCAN|Seq Scan on) (consent|person|referral)\b", plan), plan


def test_a_required_assessment_keeps_a_referral_whether_or_not_somebody_came(app, the_clock):
    required = the_clock.now() + timedelta(hours=5)
    scene = accepted(the_clock, feedback=ConsentState.REFUSED, required_at=required)
    the_clock.advance(timedelta(days=120))
    assert reads(scene)
    the_clock.advance(timedelta(days=70))
    assert not reads(scene)


def test_an_open_disposal_keeps_a_referral(app, the_clock):
    where = caution.scene()
    caution.signed(where)
    scene = accepted(the_clock, episode=where.episode, feedback=ConsentState.REFUSED)
    the_clock.advance(timedelta(days=90))
    assert reads(scene)


def test_a_referral_that_nobody_answers_stays_a_year(app, the_clock):
    officer = county.officer()
    referral = referred(officer)
    the_clock.advance(SEEN_UNANSWERED - timedelta(minutes=1))
    assert [row.id for row in referrals_queries.mine(officer).rows] == [referral.id]
    the_clock.advance(timedelta(minutes=2))
    assert not referrals_queries.mine(officer).rows
