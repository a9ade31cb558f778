"""Two records of one person: whoever joins them and the clock that reads one of them wait in turn, and never each for
the other. PostgreSQL alone: SQLite lets one write at a time."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from pathways.audit import record as audit
from pathways.audit import verify
from pathways.auth.roles import Role
from pathways.deadlines.actions.reading import act_on_clocks, act_on_clocks_of_many
from pathways.deadlines.models import Telling
from pathways.people.identity import actions
from pathways.people.models.identity import Person, PersonMerge
from pathways.referrals.consents.rules.consents import REFERRAL
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.sending import actions as referring
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db
from tests import county
from tests.on_both import POSTGRES_ALONE
from tests.pages import hidden_values
from tests.referred import referred

SOON = 0.4
"""Seconds: long enough for the other to come as far as it can, which is where it waits for the first."""
WHY = "Same fingerprints"


@pytest.fixture
def slowly(monkeypatch):
    """Whoever takes the first heads of a transaction in a thread of its own rests before going on; returns whose turn."""
    taken, rested = threading.Event(), threading.local()

    def resting(lock):
        def rests(whom):
            locked = lock(whom)
            if threading.current_thread() is not threading.main_thread() and not getattr(rested, "once", False):
                rested.once = True
                taken.set()
                time.sleep(SOON)
            return locked

        return rests

    for name in ("lock", "lock_free"):
        monkeypatch.setattr(audit, name, resting(getattr(audit, name)))
    return taken


def in_a_session(app, act):
    """`act` in a session of its own, committed."""
    with app.app_context():
        try:
            done = act()
            db.session.commit()
            return done
        finally:
            db.session.remove()


def by_itself(number, now):
    return act_on_clocks(referral_id=number, now=now)


def with_others(number, now):
    return act_on_clocks_of_many(referral_ids=(number,), now=now) == ()


@POSTGRES_ALONE
@pytest.mark.parametrize("was", ["apart", "joined"])
@pytest.mark.parametrize(
    ("is_read", "at"),
    [
        (by_itself, datetime(2026, 11, 30, 9, 1, tzinfo=UTC)),
        (with_others, datetime(2026, 11, 26, 9, 1, tzinfo=UTC)),
        (with_others, datetime(2026, 11, 30, 9, 1, tzinfo=UTC)),
    ],
)
def test_the_clock_of_one_record_is_read_while_both_are_joined_or_parted(app, the_clock, slowly, was, is_read, at):
    officer, colleague = county.officer(), county.officer()
    county.user(Role.PM)
    keep, away = county.person(by=officer), county.person("Rawcliff", "Dean", by=officer)
    referral = referred(officer, episode=county.episode(away, by=officer))
    proposal = actions.propose_merge(by=officer, keep=keep, away=away, reason=WHY)
    if was == "joined":
        merged = actions.decide_merge(by=colleague, proposal=proposal, confirms=True)
        proposal = actions.propose_unmerge(by=officer, merged=merged, reason=WHY)
    db.session.commit()
    number, proposed = referral.id, proposal.id
    the_clock.set(at)

    def decides():
        return actions.decide_merge(by=colleague, proposal=db.session.get_one(PersonMerge, proposed), confirms=True)

    with ThreadPoolExecutor(1) as pool:
        reads = pool.submit(in_a_session, app, lambda: is_read(number, at))
        assert slowly.wait(5)
        decides()
        db.session.commit()
        assert reads.result()
    db.session.expire_all()
    assert db.session.scalars(select(Telling.id).where(Telling.person_id == away.id)).all()
    assert (away.merged_into_id == keep.id) is (was == "apart")
    assert list(verify.verify()) == []


@POSTGRES_ALONE
def test_whose_record_is_being_joined_to_another_is_left_for_later_and_the_others_are_read(app, the_clock):
    officer, colleague = county.officer(), county.officer()
    county.user(Role.PM)
    keep, away = county.person(by=officer), county.person("Rawcliff", "Dean", by=officer)
    joined, other = referred(officer, episode=county.episode(away, by=officer)), referred(officer)
    proposal = actions.propose_merge(by=officer, keep=keep, away=away, reason=WHY)
    db.session.commit()
    both, at = (joined.id, other.id), datetime(2026, 11, 26, 9, 1, tzinfo=UTC)
    the_clock.set(at)
    actions.decide_merge(by=colleague, proposal=proposal, confirms=True)  # and has not committed yet
    with ThreadPoolExecutor(1) as pool:
        left = pool.submit(in_a_session, app, lambda: act_on_clocks_of_many(referral_ids=both, now=at)).result(5)
    assert left == both[:1]
    db.session.commit()
    assert act_on_clocks_of_many(referral_ids=left, now=at) == ()
    db.session.commit()
    tellings = db.session.scalars(select(Telling.referral_id).order_by(Telling.referral_id)).all()
    assert tellings == list(both)
    assert list(verify.verify()) == []


@POSTGRES_ALONE
def test_a_consent_is_taken_back_of_a_joined_record_while_the_clock_reads_it(app, the_clock, monkeypatch):
    officer, colleague, lock = county.officer(), county.officer(), audit.lock
    keep, away = county.person(by=officer), county.person("Rawcliff", "Dean", by=officer)
    referral = referred(officer, episode=county.episode(away, by=officer))
    proposal = actions.propose_merge(by=officer, keep=keep, away=away, reason=WHY)
    actions.decide_merge(by=colleague, proposal=proposal, confirms=True)
    db.session.commit()
    number, reached, of = referral.id, threading.Event(), away.id
    given = db.session.scalars(select(Consent.id).where(Consent.number == REFERRAL)).one()
    the_clock.set(datetime(2026, 11, 30, 9, 1, tzinfo=UTC))
    now = the_clock.now()

    def rests_before_the_second(person_id):
        if person_id == of and threading.current_thread() is not threading.main_thread():
            reached.set()  # the record that stays and the referral are locked
            time.sleep(SOON)
        lock(person_id)

    monkeypatch.setattr(audit, "lock", rests_before_the_second)
    with ThreadPoolExecutor(1) as pool:
        takes_back = pool.submit(
            in_a_session, app, lambda: bool(referring.withdraw_consent(by=officer, consent_id=given))
        )
        assert reached.wait(5)
        # Somebody has it: the clock comes again, and waits for nobody.
        assert not act_on_clocks(referral_id=number, now=now)
        db.session.commit()
        assert takes_back.result()
    db.session.expire_all()
    assert referral.state is ReferralState.CONSENT_WITHDRAWN


@POSTGRES_ALONE
def test_two_who_propose_to_join_two_records_each_into_its_own_wait_in_turn(app, client_of, slowly):
    officer = county.officer()
    pair = [county.person(by=officer), county.person("Rawcliff", "Dean", by=officer)]
    for each in pair:
        county.episode(each, by=officer)
    ids = [each.id for each in pair]
    posts = []
    for keep, other in (ids, ids[::-1]):
        browser = client_of(county.user(Role.CO), Role.CO)
        address = f"/people/{keep}/merge"
        posts.append((browser.browser, address, {"other": str(other), "reason": WHY}, browser))
    posts = [
        (window, address, hidden_values(browser.get(address).text, address) | typed)
        for window, address, typed, browser in posts
    ]
    db.session.commit()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda post: post[0].post(post[1], data=post[2]), posts))
    assert sorted(answer.status_code for answer in answers) == [200, 302], [answer.text for answer in answers]
    assert len(db.session.scalars(select(PersonMerge.id)).all()) == 1
    assert set(db.session.scalars(select(Person.merged_into_id))) == {None}
