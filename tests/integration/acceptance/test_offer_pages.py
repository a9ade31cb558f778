"""One referral as a service reads it: what must happen, never a test result; and answers that came too late."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions
from pathways.acceptance.rules import decline_reasons
from pathways.auth.roles import Role
from pathways.referrals.consents.rules.consents import REFERRAL
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.needs.rules import ContactWay
from pathways.referrals.sending import actions as sending_actions
from pathways.store.base import db as database
from tests import county
from tests.accepted import require
from tests.pages import hidden_values
from tests.referred import referred


def as_worker(client_of):
    return client_of(county.user(Role.TW), Role.TW)


def test_the_time_and_place_on_the_notice_are_shown_and_the_result_never(client_of, hub):
    officer = county.officer()
    episode, _ = county.detained(by=officer)
    require(episode, clock.now() + timedelta(days=2))
    referral = referred(officer, hub, episode=episode)
    browser = as_worker(client_of)
    for address in ("/inbox", f"/inbox/{referral.id}", f"/inbox/{referral.id}/accept", f"/inbox/{referral.id}/decline"):
        page = browser.get(address).text.lower()
        assert "positive" not in page
        assert "cocaine" not in page
        assert "test on arrest" not in page
    page = browser.get(f"/inbox/{referral.id}").text
    assert "Required assessment, Fri 27 Nov, 03:12, Brayford Service" in page
    before_booking = browser.get(f"/inbox/{referral.id}/accept").text.partition('name="keyworker"')[0]
    assert "Required assessment, Fri 27 Nov, 03:12, Brayford Service" in before_booking
    assert "Drugs Act 2005 s.9; PACE 1984 s.63B(7)(ca)" in re.sub(r"</?a\b[^>]*>", "", page)


def test_a_service_that_the_notice_does_not_name_learns_of_the_requirement_only_once_it_accepts(
    client_of, colleague, hub, brayford, the_clock
):
    """Only a positive test opens a requirement: its words would tell the result to whoever may yet say no."""
    officer = county.officer()
    episode, _ = county.detained(by=officer)
    required = require(episode, clock.now() + timedelta(days=2))
    required.service_id = brayford.id
    referral = referred(officer, hub, episode=episode)
    browser = as_worker(client_of)
    for address in ("/inbox", f"/inbox/{referral.id}", f"/inbox/{referral.id}/accept", f"/inbox/{referral.id}/decline"):
        page = browser.get(address).text
        assert "equired assessment" not in page.replace(">Required assessments</a>", "")  # the link to that list
        assert "Test on arrest" not in page
    slot = the_clock.now() + timedelta(days=1)
    actions.accept(
        by=colleague, referral_id=referral.id, keyworker_id=colleague.user_id, first_slot_at=slot, place="Here"
    )
    database.session.commit()
    assert "Required assessment, Fri 27 Nov" in browser.get(f"/inbox/{referral.id}").text


def test_a_no_after_a_colleagues_yes_is_not_recorded_and_says_whose_it_was(client_of, colleague, hub, the_clock):
    referral = referred(to=hub)
    browser = as_worker(client_of)
    address = f"/inbox/{referral.id}/decline"
    filled = {**hidden_values(browser.get(address).text, address), "reason": "no_place"}
    slot = the_clock.now() + timedelta(days=1)
    actions.accept(
        by=colleague, referral_id=referral.id, keyworker_id=colleague.user_id, first_slot_at=slot, place="Clinic"
    )
    page = browser.send(address, filled).text
    assert "Sam Okafor accepted this referral first" in page
    assert "Your answer was not recorded" in page
    assert "Sam Okafor accepted this referral" in browser.get(f"/inbox/{referral.id}").text


def test_whatever_is_sent_after_a_colleagues_no_shows_only_that_it_was_declined(
    client_of, colleague, hub, brayford, the_clock
):
    referral = referred(to=hub)
    browser = as_worker(client_of)
    filled = {
        page: hidden_values(browser.get(f"/inbox/{referral.id}/{page}").text, f"/inbox/{referral.id}/{page}")
        for page in ("accept", "decline")
    }
    actions.decline(by=colleague, referral_id=referral.id, reason=decline_reasons()["conflict"])
    database.session.commit()
    for page, values in filled.items():
        answer = browser.send(f"/inbox/{referral.id}/{page}", values).text
        assert "You declined this referral" in answer
        assert "Rawcliffe" not in answer


def test_whoever_passes_word_on_is_named_only_once_the_service_has_accepted(client_of, colleague, hub, the_clock):
    sister = {"contact_number": "07700 900 771", "contact_note": "Her sister Ada"}
    referral = referred(to=hub, contact_way=ContactWay.SOMEONE_ELSE, **sister)
    browser = as_worker(client_of)
    for address in ("/inbox", f"/inbox/{referral.id}", f"/inbox/{referral.id}/accept"):
        page = browser.get(address).text
        assert "is shown once you accept" in page
        assert not [words for words in sister.values() if words in page]
    slot = the_clock.now() + timedelta(days=1)
    actions.accept(
        by=colleague, referral_id=referral.id, keyworker_id=colleague.user_id, first_slot_at=slot, place="Here"
    )
    database.session.commit()
    page = browser.get(f"/cases/{referral.id}").text
    assert not [words for words in sister.values() if words not in page]


def test_whoever_accepted_and_opens_the_referral_again_reads_that_they_did_it(client_of, hub, priya, the_clock):
    referral = referred(to=hub)
    browser = client_of(priya, Role.TW)
    address = f"/inbox/{referral.id}/accept"
    other_tab = hidden_values(browser.get(address).text, address)
    actions.accept(
        by=county.viewer_of(priya),
        referral_id=referral.id,
        keyworker_id=priya.id,
        first_slot_at=the_clock.now() + timedelta(days=1),
        place="Clinic",
    )
    database.session.commit()
    for page in (
        browser.get(address),
        browser.get(f"/inbox/{referral.id}/decline"),
        browser.send(address, {**other_tab, "keyworker": str(priya.id), "place": "Clinic", **_at_ten("first_slot")}),
    ):
        assert "You accepted this referral" in page.text
        assert "first: " not in page.text
        assert "while you had it open" not in page.text
        assert "Priya Nandra accepted" not in page.text
    assert "You accepted this referral" in browser.get(f"/inbox/{referral.id}").text


def _at_ten(name):
    return {f"{name}-day": "28", f"{name}-month": "11", f"{name}-year": "2026", f"{name}-time": "10:00"}


@pytest.mark.parametrize("meanwhile", ["accepted", "declined", "withdrawn"])
@pytest.mark.parametrize("page", ["accept", "decline"])
def test_what_was_typed_in_an_answer_that_came_second_is_shown_once_more(
    client_of, colleague, hub, the_clock, page, meanwhile
):
    officer = county.officer()
    referral = referred(officer, hub)
    worker = county.user(Role.TW)
    browser, address = client_of(worker, Role.TW), f"/inbox/{referral.id}/{page}"
    filled = hidden_values(browser.get(address).text, address) | {
        "reason": "no_place",
        "note": "He works nights, ring first",
        "keyworker": str(worker.id),
        "place": "Clinic",
        **_at_ten("first_slot"),
    }
    if meanwhile == "accepted":
        slot = the_clock.now() + timedelta(days=1)
        actions.accept(
            by=colleague, referral_id=referral.id, keyworker_id=colleague.user_id, first_slot_at=slot, place="Clinic"
        )
    elif meanwhile == "declined":
        actions.decline(by=colleague, referral_id=referral.id, reason=decline_reasons()["conflict"])
    else:
        sending_actions.withdraw_consent(by=officer, consent_id=_consent_of(referral))
    database.session.commit()
    answer = browser.send(address, filled)
    assert "He works nights, ring first" in answer.text
    assert ("Rawcliffe" in answer.text) is (meanwhile == "accepted")


def test_a_question_typed_while_a_colleague_accepted_is_shown_once_more(client_of, colleague, hub, the_clock):
    referral = referred(to=hub)
    browser, address = as_worker(client_of), f"/inbox/{referral.id}/step/ask"
    asked = {"about": "safer_contact", "question": "Which number is safe after six?", "of_whom": "referrer"}
    filled = hidden_values(browser.get(address).text, address) | asked
    slot = the_clock.now() + timedelta(days=1)
    actions.accept(
        by=colleague, referral_id=referral.id, keyworker_id=colleague.user_id, first_slot_at=slot, place="Clinic"
    )
    database.session.commit()
    page = browser.send(address, filled).text
    assert "Sam Okafor accepted this referral first" in page
    assert "Which number is safe after six?" in page


def _consent_of(referral):
    return database.session.scalar(
        select(Consent.id).where(Consent.number == REFERRAL, Consent.episode_id == referral.episode_id)
    )
