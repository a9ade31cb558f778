"""Scores, naloxone and peers on the pages of a case, and that nobody outside the provider reads a word of it."""

import pytest

from pathways import clock
from pathways.auth.roles import Role
from pathways.engagement.outcomes import queries
from pathways.engagement.outcomes.rules import top_items
from pathways.referrals.consents.rules.consents import SHARING, ConsentState
from pathways.referrals.models.needs_and_consents import Consent
from tests import county
from tests.integration.engagement.addresses import at, day


def test_scores_of_offending_stand_on_the_page_of_outcomes_and_on_none_that_police_reach(client_of, signs_in, scene):
    scene.start()
    browser, today = signs_in(), scene.case.start.started_on
    typed = {"stage": "start", "shop_theft_days": "27", "psychological": "3", **day("taken_on", today)}
    assert browser.post(at(scene, "/scores/new"), typed).status_code == 302
    (scores,) = queries.scores_of(scene.case)
    assert (scores.shop_theft_days, scores.crack_days) == (27, None)
    again = browser.post(at(scene, "/scores/new"), typed | {"shop_theft_days": "2"})
    assert "say why they are corrected" in again.text
    page = browser.get(at(scene, "/outcomes")).text
    assert "Shop theft" in page
    assert "Declined" in page
    police = client_of(scene.officer_user, Role.CO)
    stranger = client_of(county.user(Role.TW, of=county.provider("Coastline Recovery")), Role.TW)
    for client in (police, stranger):
        assert client.ask("GET", at(scene, "/outcomes")).status_code == 404
    seen = police.get(f"/referrals/{scene.referral.id}").text
    assert not any(item.label in seen for item in top_items() if item.group.startswith("Offending"))


@pytest.mark.database
def test_naloxone_is_held_until_it_is_used_and_a_peer_is_told_nothing_before_consent_4(signs_in, scene):
    scene.start()
    browser, today = signs_in(), scene.case.start.started_on
    kit = {"recipient": "at_risk", "product": "nasal", "kits": "2", "batch": "N2291", "why": "first"}
    kit |= {"authority": "drug_service", "trained_by": "Dee Wragby"}
    expiry = day("expires_on", today.replace(year=today.year + 1))
    assert browser.post(at(scene, "/naloxone/new"), kit | day("supplied_on", today) | expiry).status_code == 302
    (supply,) = queries.supplies_of(scene.case)
    assert queries.naloxone_held((supply,)).kits == 2
    used = {"outcome": "lived", **day("used_on", today)}
    assert browser.post(at(scene, f"/naloxone/{supply.id}/used"), used).status_code == 302
    assert queries.naloxone_held(queries.supplies_of(scene.case)).kits == 1
    to_a_hostel = kit | {"recipient": "professional"} | day("supplied_on", today) | expiry
    assert browser.post(at(scene, "/naloxone/new"), to_a_hostel).status_code == 302
    assert queries.naloxone_held(queries.supplies_of(scene.case)).kits == 1
    yes = {"answer": "accepted", "peer": "Mo", "contact": "Thursdays", **day("offered_on", today)}
    refused = browser.post(at(scene, "/peer"), yes)
    assert "Nothing may go to a peer yet" in refused.text
    assert queries.peer_of(scene.case) is None


def test_what_one_service_was_told_about_peers_is_no_answer_to_the_next(db, scene):
    asked_by = {each: county.service(each, county.provider(each)).id for each in ("Trent Bank", "Coastline")}
    asked_by["ours"] = scene.referral.service_id
    may = {}
    for name, service_id in asked_by.items():
        row = Consent(
            person_id=scene.referral.person_id,
            episode_id=scene.episode.id,
            number=SHARING,
            state=ConsentState.GIVEN,
            shared_with="peers",
            service_id=service_id,
            wording_version=4,
            how="signed",
            understood=True,
            taken_at=clock.now(),
            taken_by_id=scene.worker.user_id,
        )
        db.session.add(row)
        db.session.flush()
        may[name] = queries.may_tell_a_peer(scene.case).live
    assert may == {"Trent Bank": False, "Coastline": False, "ours": True}
