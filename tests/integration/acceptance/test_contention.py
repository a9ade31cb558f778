"""Sixteen workers, many referrals, at once: one winner each, the others told who, and nobody "locked"."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from pathways.acceptance import actions
from pathways.acceptance.models import Acceptance
from pathways.acceptance.queries import inbox as queries
from pathways.audit import record as audit
from pathways.audit import verify
from pathways.auth.models import User
from pathways.auth.roles import Role
from pathways.drafts.models import Draft
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db as database
from tests import county
from tests.pages import hidden_values
from tests.referred import referred
from tests.rounds import rounds

WORKERS, REFERRALS, PAGES = 16, rounds(12, 2000), rounds(1, 10)


def sixteen():
    return [county.user(Role.TW, name=f"Worker {number:02}") for number in range(1, WORKERS + 1)]


def offered(how_many):
    """So many people, each referred to the same service and waiting for an answer."""
    officer, hub = county.officer(), county.service()
    ids = [
        referred(officer, hub, episode=county.episode(county.person(by=officer), by=officer)).id
        for _ in range(how_many)
    ]
    database.session.commit()
    return ids


def at_once(app, people, do):
    """Run `do(person)` for everybody at the same moment, each with a session of their own; what each returned."""
    barrier = Barrier(len(people))

    def run(person):
        with app.app_context():
            barrier.wait()
            try:
                return do(person)
            finally:
                database.session.remove()

    database.session.commit()
    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(run, people))


def who_stands():
    """By referral, the name of whoever is stored as having accepted."""
    names = {user.id: user.name for user in database.session.scalars(select(User))}
    return {
        row.id: names[row.accepted_by_id] for row in database.session.scalars(select(Referral)) if row.accepted_by_id
    }


@pytest.mark.rounds
def test_sixteen_who_looked_at_the_offers_accept_them_all_at_once(app, built_once, the_clock):
    workers, ids = built_once("offers", lambda: (sixteen(), offered(REFERRALS)))
    slot = the_clock.now() + timedelta(days=1)
    viewers = [county.viewer_of(user) for user in workers]

    def accept_all(viewer):
        page = queries.inbox(viewer)
        audit.listed(viewer, "inbox.viewed", [row.referral.person_id for row in page.rows])
        database.session.commit()
        won, losses = [], {}
        for referral_id in ids:
            typed = {"keyworker_id": viewer.user_id, "first_slot_at": slot, "place": "Main clinic", "note": None}
            try:
                actions.accept(by=viewer, referral_id=referral_id, **typed)
                database.session.commit()
                won.append(referral_id)
            except actions.AcceptedFirst as refusal:
                database.session.rollback()
                losses[referral_id] = str(refusal)
        return viewer.name, won, losses

    results = at_once(app, viewers, accept_all)
    winners = Counter(referral_id for _, won, _ in results for referral_id in won)
    assert winners == dict.fromkeys(ids, 1)
    stands = who_stands()
    assert all(stands[referral_id] == name for name, won, _ in results for referral_id in won)
    refusals = [(referral_id, words) for _, _, losses in results for referral_id, words in losses.items()]
    assert len(refusals) == REFERRALS * (WORKERS - 1)
    assert all(
        words.startswith(f"{stands[referral_id]} accepted this referral first") for referral_id, words in refusals
    )
    assert len(database.session.scalars(select(Acceptance)).all()) == REFERRALS
    assert len(database.session.scalars(select(Appointment)).all()) == REFERRALS
    assert {row.state for row in database.session.scalars(select(Referral))} == {ReferralState.APPT_OFFERED}
    assert list(verify.verify()) == []


@pytest.mark.rounds
def test_sixteen_browsers_press_accept_at_once_and_each_loser_keeps_what_they_typed(app, client_of):
    workers, ids = sixteen(), offered(PAGES)
    browsers = {user.name: (user, client_of(user, Role.TW)) for user in workers}
    forms = {}
    for name, (user, browser) in browsers.items():
        for referral_id in ids:
            address = f"/inbox/{referral_id}/accept"
            forms[name, address] = {
                **hidden_values(browser.get(address).text, address),
                "keyworker": str(user.id),
                "first_slot-time": "10:00",
                "first_slot-day": "27",
                "first_slot-month": "11",
                "first_slot-year": "2026",
                "place": "Main clinic",
                "channel": "in_person",
                "note": f"Typed by {name}",
            }

    def press(name):
        browser = browsers[name][1].browser
        return name, {
            address: browser.post(address, data=forms[name, address]) for who, address in forms if who == name
        }

    answers = dict(at_once(app, list(browsers), press))
    stands = who_stands()
    for referral_id in ids:
        address = f"/inbox/{referral_id}/accept"
        codes = Counter(answers[name][address].status_code for name in browsers)
        assert codes == {302: 1, 409: WORKERS - 1}
        for name in browsers:
            answer = answers[name][address]
            if answer.status_code == 409:
                assert f"{stands[referral_id]} accepted this referral first" in answer.text
                assert f"Typed by {name}" in answer.text
    drafts = database.session.scalars(select(Draft)).all()
    assert len(drafts) == PAGES * (WORKERS - 1)
