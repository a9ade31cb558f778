"""An open disposal, and a referral, stay in sight for longer than their closed episode: their pages lead to no dead end."""

from datetime import timedelta

import pytest

from pathways.auth.models import User
from pathways.auth.roles import Role
from pathways.people.rules import in_sight_for
from pathways.referrals.models.referral import Referral
from tests.accepted import accepted
from tests.integration.demo.crawling import Doors
from tests.integration.disposals import plain_disposal as caution


@pytest.fixture
def outlived(client_of, app, db, the_clock):
    """The officer's browser, and a signed caution with an accepted referral whose episode closed a month ago."""
    where = caution.scene()
    disposal = caution.signed(where)
    scene = accepted(the_clock, episode=where.episode)
    where.episode.closed_at = the_clock.now()
    db.session.commit()
    the_clock.advance(in_sight_for(the_clock.now().date()) + timedelta(days=1))
    return client_of(where.officer_user, Role.CO), where.episode.id, disposal.id, scene.referral.id


@pytest.mark.parametrize(
    "page", ["disposals/{1}", "disposals/{1}/accept", "episodes/{0}/disposal", "episodes/{0}/earlier"]
)
def test_no_link_of_a_disposal_whose_episode_is_out_of_sight_leads_to_what_is_not_there(outlived, page):
    browser, *numbers = outlived
    assert browser.ask("GET", f"/episodes/{numbers[0]}").status_code == 404
    address = f"/{page.format(*numbers)}"
    answers = {link: browser.ask("GET", link).status_code for link in Doors(browser.get(address).text, address).links}
    assert {link for link, status in answers.items() if status >= 400} == set()


@pytest.mark.database
def test_who_holds_an_open_disposal_still_records_the_victim_and_earlier_outcomes_and_decides_again(outlived):
    browser, episode_id, *_ = outlived
    for page in ("disposal", "earlier", "victim", "disposal/propose/CC"):
        assert browser.get(f"/episodes/{episode_id}/{page}").status_code in (200, 302), page
    for page in ("", "/arrest", "/test", "/needs", "/consents"):
        assert browser.ask("GET", f"/episodes/{episode_id}{page}").status_code == 404, page


def test_neither_referral_nor_its_steps_lead_into_an_episode_that_is_out_of_sight(outlived, client_of, db):
    referral = db.session.get_one(Referral, outlived[3])
    browser = client_of(db.session.get_one(User, referral.sent_by_id), Role.CO)
    for address in (f"/referrals/{referral.id}", f"/referrals/{referral.id}/step/taken_into_custody"):
        page = browser.get(address)
        assert page.status_code == 200
        assert [link for link in Doors(page.text, address).links if link.startswith("/episodes/")] == []
