"""A consent that is taken back while a colleague sends: whichever is first, nothing is sent on it afterwards."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from pathways.acceptance import actions as accepting
from pathways.acceptance.rules import decline_reasons
from pathways.auth.roles import Role
from pathways.referrals import queries
from pathways.referrals.consents.rules.consents import REFERRAL
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral
from pathways.referrals.sending import actions
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Refused
from pathways.store.base import db
from tests import county
from tests.referred import asked, referred

SOON = 0.4
"""Seconds: long enough for the second to come as far as it can, which is where it waits for the first."""


def meanwhile(app, first, second):
    """Do `first`, and `second` in a session of its own before that commits; what `second` was told, else ""."""

    def other():
        with app.app_context():
            try:
                second()
                db.session.commit()
            except Refused as refusal:
                db.session.rollback()
                return str(refusal)
            finally:
                db.session.remove()
        return ""

    db.session.commit()
    first()
    db.session.flush()
    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(other)
        time.sleep(SOON)
        db.session.commit()
        result = waits.result()
    db.session.expire_all()
    return result


def takes_back(officer):
    """Consent 1 taken back by somebody at another desk."""
    number = db.session.scalars(select(Consent.id).where(Consent.number == REFERRAL)).one()
    return lambda: actions.withdraw_consent(by=officer, consent_id=number)


def states():
    return [row.state for row in db.session.scalars(select(Referral).order_by(Referral.id))]


def test_what_is_taken_back_before_it_is_sent_is_not_sent(app, officer, episode, hub):
    asked(officer, episode, hub)
    of = episode.id
    result = meanwhile(app, takes_back(officer), lambda: actions.send(by=officer, episode_id=of))
    assert result
    assert states() == [ReferralState.DRAFT]


def test_what_is_sent_before_it_is_taken_back_is_recalled(app, officer, episode, hub):
    asked(officer, episode, hub)
    of = episode.id
    assert meanwhile(app, lambda: actions.send(by=officer, episode_id=of), takes_back(officer)) == ""
    assert states() == [ReferralState.CONSENT_WITHDRAWN]


@pytest.mark.parametrize("first", ["decline", "place"])
def test_what_goes_to_the_next_service_before_it_is_taken_back_is_recalled_there(app, officer, episode, hub, first):
    referral = referred(officer, hub, episode=episode)
    worker, finder = county.viewer_of(county.user(Role.TW)), county.viewer_of(county.user(Role.PW))
    number, no = referral.id, decline_reasons()["no_place"]
    if first == "place":
        accepting.decline(by=worker, referral_id=number, reason=no)
    there = county.service("Trent Bank Service", county.provider("Trent Bank")).id
    goes_on = {
        "decline": lambda: accepting.decline(by=worker, referral_id=number, reason=no),
        "place": lambda: accepting.place(by=finder, referral_id=number, service_id=there, note="A place there"),
    }
    assert meanwhile(app, goes_on[first], takes_back(officer)) == ""
    assert states() == [ReferralState.REROUTED, ReferralState.CONSENT_WITHDRAWN]


def test_who_was_accepted_a_moment_before_a_closed_service_is_handed_on_is_still_kept_by_it(
    app, officer, episode, hub, the_clock
):
    referral = referred(officer, hub, episode=episode)
    worker, finder = county.viewer_of(county.user(Role.TW)), county.viewer_of(county.user(Role.PW))
    number, place, slot = referral.id, hub.id, the_clock.now()
    hub.closed_on = the_clock.now().date()
    given = {"closed_on": hub.closed_on, "told": "yes", "records": "yes"}

    def accepts():
        accepting.accept(by=worker, referral_id=number, keyworker_id=worker.user_id, first_slot_at=slot, place="Clinic")

    def hands_on():
        accepting.hand_on(by=finder, service_id=place, given=given)

    assert meanwhile(app, accepts, hands_on) == ""
    referral = db.session.get_one(Referral, number)
    assert (referral.state, referral.service_id) == (ReferralState.NEEDS_PLACE, place)
    assert queries.chain_of(referral) == (referral,)
