"""Diversion at the earliest opportunity: whoever comes, however it went, can be offered a referral with needs and
consent."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.testing import actions as arrest_tests
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db as database
from pathways.vocabulary import Origin
from tests import county
from tests.integration.arrest_tests import custody_scenes
from tests.integration.referrals.steps.test_referral_pages import ANSWERS, NEEDS


def after_a_test(officer, record):
    view = custody_scenes.in_custody(officer)
    custody_scenes.arrested_for(officer, view)
    arrest_tests.record_test(by=officer, view=custody_scenes.again(officer, view), record=record)
    return view.episode


def under_investigation(officer):
    gone = clock.now() - timedelta(minutes=1)
    return county.detained(by=officer, arrived_at=gone - timedelta(hours=3), released_at=gone)[0]


WAYS = {
    "came by appointment": lambda officer: county.episode(by=officer, origin=Origin.VOLUNTARY_INTERVIEW),
    "stopped in the street": lambda officer: county.episode(by=officer, origin=Origin.STREET),
    "came by themselves": lambda officer: county.episode(by=officer, origin=Origin.SELF),
    "brought by liaison and diversion": lambda officer: county.episode(by=officer, origin=Origin.LIAISON_AND_DIVERSION),
    "released under investigation": under_investigation,
    "refused the test": lambda officer: after_a_test(officer, custody_scenes.refused()),
    "tested negative": lambda officer: after_a_test(officer, custody_scenes.negative()),
}


@pytest.mark.parametrize("way", WAYS)
def test_whoever_comes_can_be_referred_with_needs_and_consent(browser, officer, hub, way):
    episode = WAYS[way](officer)
    address = f"/episodes/{episode.id}"
    assert f'href="{address}/needs"' in browser.get(address).text
    assert browser.post(f"{address}/needs", NEEDS).location == f"{address}/consents"
    browser.post(f"{address}/consents", {**ANSWERS, "service": str(hub.id)})
    browser.get(browser.post(f"{address}/refer").location)
    assert database.session.scalars(select(Referral)).one().state is ReferralState.SUBMITTED


def test_the_panel_of_a_voluntary_attender_lists_no_step_of_custody(browser, officer):
    episode = county.episode(by=officer, origin=Origin.VOLUNTARY_INTERVIEW)
    page = browser.get(f"/episodes/{episode.id}/arrest").text
    panel = page[page.index('id="answer"') :]
    for step in ("Warn the person", "custody officer"):
        assert step not in panel
    assert "On either route" in panel
