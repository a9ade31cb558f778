"""The custody pages of this stage, as an officer’s browser gets them."""

from datetime import timedelta

from sqlalchemy import select

from pathways import clock
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs import actions
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db as database
from tests import county
from tests.accepted import require
from tests.pages import hidden_values
from tests.referred import asked, referred, screen_facts

NEEDS = {
    "substances": ["crack", "synthetic_cannabinoids"],
    "injected": "never",
    "overdose_last_7_days": "yes",
    "suicide_risk": "no",
    "exploitation": "no",
    "other_help": ["no_fixed_abode"],
    "naloxone": "declined",
    "area": "lincoln",
    "contact_way": "no_phone",
}


ANSWERS = {"referral": "named", "feedback": "refused", "how": "signed"}


def test_the_whole_way_from_needs_to_sent(browser, episode, hub):
    needs = browser.post(f"/episodes/{episode.id}/needs", NEEDS)
    assert needs.location == f"/episodes/{episode.id}/consents"
    consents = browser.post(f"/episodes/{episode.id}/consents", {**ANSWERS, "service": str(hub.id)})
    assert consents.location == f"/episodes/{episode.id}/refer"
    check = browser.get(f"/episodes/{episode.id}/refer").text
    assert "Mamba, spice" in check
    sent = browser.post(f"/episodes/{episode.id}/refer")
    page = browser.get(sent.location).text
    assert "went to Lincoln Recovery Hub at 03:12" in page
    assert database.session.scalars(select(Referral)).one().state is ReferralState.SUBMITTED


def test_nothing_is_chosen_beforehand_on_the_needs_page(browser, episode):
    page = browser.get(f"/episodes/{episode.id}/needs").text
    assert " checked" not in page
    assert 'selected value="l' not in page


def test_neither_consent_is_chosen_beforehand_and_the_words_name_the_service(browser, officer, episode, hub):
    actions.record_needs(by=officer, episode_id=episode.id, facts=screen_facts())
    page = browser.get(f"/episodes/{episode.id}/consents").text
    assert page.count(" checked") == 1  # the first service is filled in, and can be changed
    assert "what you have told us to Lincoln Recovery Hub" in page
    assert "Wording 5" in page


def test_a_refused_consent_leads_to_a_page_that_says_what_can_still_be_offered(browser, episode, hub):
    browser.post(f"/episodes/{episode.id}/needs", NEEDS)
    answer = browser.post(
        f"/episodes/{episode.id}/consents", {**ANSWERS, "referral": "refused", "service": str(hub.id)}
    )
    assert answer.location == f"/episodes/{episode.id}/not-sent"
    page = browser.get(answer.location).text
    assert "Nothing was sent" in page
    assert hub.phone in page
    states = database.session.scalars(select(Consent.state).order_by(Consent.number)).all()
    assert states == [ConsentState.REFUSED, ConsentState.REFUSED]
    assert browser.get(f"/episodes/{episode.id}/refer").location == f"/episodes/{episode.id}/consents"


def test_the_two_answers_ask_how_they_were_given(browser, episode, hub):
    browser.post(f"/episodes/{episode.id}/needs", NEEDS)
    page = browser.post(f"/episodes/{episode.id}/consents", {**ANSWERS, "how": "", "service": str(hub.id)}).text
    assert "Select how the two answers were given" in page
    of_the_assessment = "nothing from the required assessment can be told"
    assert of_the_assessment not in page
    require(episode, clock.now() + timedelta(days=2))
    page = browser.get(f"/episodes/{episode.id}/consents").text
    assert of_the_assessment in page
    assert database.session.scalars(select(Consent)).all() == []


def test_the_same_form_sent_twice_sends_once(browser, officer, episode, hub):
    asked(officer, episode, hub)
    address = f"/episodes/{episode.id}/refer"
    page = browser.get(address)
    filled = hidden_values(page.text, address)
    first, second = browser.send(address, filled), browser.send(address, filled)
    assert first.location == second.location
    assert len(database.session.scalars(select(Referral)).all()) == 1


def test_a_check_page_that_is_no_longer_true_sends_nothing(browser, officer, episode, hub):
    asked(officer, episode, hub)
    address = f"/episodes/{episode.id}/refer"
    filled = hidden_values(browser.get(address).text, address)
    actions.record_needs(by=officer, episode_id=episode.id, facts=screen_facts())
    page = browser.send(address, filled).text
    assert "Somebody else changed this record" in page
    assert database.session.scalars(select(Referral)).one().state is ReferralState.DRAFT


def test_my_referrals_never_say_more_than_accepted(browser, officer, episode, hub, the_clock):
    sent = referred(officer, hub, episode=episode)
    sent.accepted_at, sent.accepted_by_id = the_clock.now(), officer.user_id
    sent.keyworker_id, sent.state = officer.user_id, ReferralState.IN_TREATMENT
    page = browser.get("/referrals").text
    assert "Accepted" in page
    assert "treatment" not in page.split("<main")[1].lower()


def test_withdrawing_says_what_follows_and_does_it(browser, officer, episode, hub):
    sent = referred(officer, hub, episode=episode)
    given = database.session.scalar(select(Consent).where(Consent.number == 1))
    assert "is recalled" in browser.get(f"/consents/{given.id}/withdraw").text
    assert browser.post(f"/consents/{given.id}/withdraw").location == f"/episodes/{episode.id}"
    assert database.session.get(Referral, sent.id).state is ReferralState.CONSENT_WITHDRAWN


def test_each_page_leads_to_the_one_that_comes_first(browser, officer, episode, hub):
    assert browser.get(f"/episodes/{episode.id}/consents").location == f"/episodes/{episode.id}/needs"
    assert browser.get(f"/episodes/{episode.id}/refer").location == f"/episodes/{episode.id}/needs"
    sent = referred(officer, hub, episode=episode)
    assert browser.get(f"/episodes/{episode.id}/refer").location == f"/referrals/{sent.id}/sent"
    assert browser.get(f"/episodes/{episode.id}/not-sent").location == f"/episodes/{episode.id}/refer"


def test_answers_recorded_while_a_referral_is_under_way_add_rows_and_send_nothing_new(browser, officer, episode, hub):
    referred(officer, hub, episode=episode)
    assert "is under way" in browser.get(f"/episodes/{episode.id}/consents").text
    answer = browser.post(
        f"/episodes/{episode.id}/consents", {"referral": "not_asked", "feedback": "given", "how": "oral"}
    )
    assert answer.location == f"/episodes/{episode.id}"
    assert len(database.session.scalars(select(Referral)).all()) == 1
    assert len(database.session.scalars(select(Consent)).all()) == 3


def test_a_sent_referral_says_sent_and_leads_to_what_is_unfinished_while_there_is_time(
    browser, officer, hub, the_clock
):
    episode, _ = county.detained(by=officer, planned_release_at=the_clock.now() + timedelta(minutes=20))
    sent = referred(officer, hub, episode=episode)
    page = browser.get(f"/referrals/{sent.id}/sent").text
    assert "<h1" in page
    assert page[page.index("<h1") :].split("</h1>")[0].split(">")[1].startswith("Sent.")
    unfinished = page[page.index("Not finished yet") : page.index("What happens next")]
    assert "Leaves within the hour" in unfinished
    assert "Go on to" in unfinished
    assert f"/episodes/{episode.id}/" in unfinished


def test_a_sent_referral_of_somebody_who_is_not_held_leads_on_as_well(browser, officer, episode, hub):
    sent = referred(officer, hub, episode=episode)
    page = browser.get(f"/referrals/{sent.id}/sent").text
    assert "Leaves within the hour" not in page
    assert ("Not finished yet" in page) == ("Go on to" in page)
