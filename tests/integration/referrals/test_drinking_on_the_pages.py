"""Somebody who drinks every day: asked at the desk, told to the nurse, and carried to the service with the referral."""

from pathways.auth.roles import Role
from pathways.people.custody import queries as people
from pathways.people.rules import ReleaseType
from pathways.referrals.needs.rules import DRINKING, NURSE
from pathways.vocabulary import Answer, Substance
from tests import county
from tests.integration.referrals.steps.test_referral_pages import ANSWERS, NEEDS
from tests.pages import faulty
from tests.referred import asked

VODKA = "A bottle of vodka every day"
DRINKS = {**NEEDS, "substances": ["alcohol"], "overdose_last_7_days": "no", "how_much": VODKA}


def without_naloxone(answers):
    return {name: value for name, value in answers.items() if name != "naloxone"}


def test_whoever_names_alcohol_is_asked_whether_stopping_is_dangerous_and_the_nurse_is_named(browser, officer):
    episode, _ = county.detained(by=officer)
    page = browser.post(f"/episodes/{episode.id}/needs", DRINKS).text
    assert faulty(page) == [DRINKING.name]
    assert "tell the custody nurse now" in page
    assert "NICE CG100" in page
    saved = browser.post(f"/episodes/{episode.id}/needs", {**DRINKS, "drinks_daily": "yes"})
    assert saved.location == f"/episodes/{episode.id}/consents"
    for path in ("needs", "before-release"):
        page = browser.get(f"/episodes/{episode.id}/{path}").text
        assert NURSE.message in page
    assert "Alcohol withdrawal risk" in browser.get("/custody").text


def test_the_service_reads_the_amount_and_the_risk_with_the_referral(client_of, browser, episode, hub, officer):
    browser.post(f"/episodes/{episode.id}/needs", {**DRINKS, "drinks_daily": "yes"})
    browser.post(f"/episodes/{episode.id}/consents", {**ANSWERS, "service": str(hub.id)})
    check = browser.get(f"/episodes/{episode.id}/refer").text
    assert VODKA in check
    assert NURSE.message not in check  # not in a cell
    browser.post(f"/episodes/{episode.id}/refer")
    worker = client_of(county.user(Role.TW), Role.TW)
    inbox = worker.get("/inbox").text
    assert "Alcohol withdrawal risk" in inbox


def test_before_and_after_sending_whoever_holds_a_drinker_in_a_cell_is_told_to_tell_the_nurse(
    browser, officer, hub, the_clock
):
    episode, _ = county.detained(by=officer)
    browser.post(f"/episodes/{episode.id}/needs", {**DRINKS, "drinks_daily": "yes"})
    browser.post(f"/episodes/{episode.id}/consents", {**ANSWERS, "service": str(hub.id)})
    assert NURSE.message in browser.get(f"/episodes/{episode.id}/refer").text
    sent = browser.post(f"/episodes/{episode.id}/refer").location
    assert NURSE.message in browser.get(sent).text
    detention = people.detention_of(episode.id)
    detention.released_at, detention.release_type = the_clock.now(), ReleaseType.NO_FURTHER_ACTION
    assert NURSE.message not in browser.get(sent).text


def test_naloxone_may_stay_blank_for_somebody_who_only_drinks_and_not_for_an_opiate(browser, episode):
    drinks = without_naloxone({**DRINKS, "drinks_daily": "no"})
    assert browser.post(f"/episodes/{episode.id}/needs", drinks).location == f"/episodes/{episode.id}/consents"
    assert browser.post(f"/episodes/{episode.id}/before-release", {}).location == f"/episodes/{episode.id}"
    page = browser.post(f"/episodes/{episode.id}/needs", {**drinks, "substances": ["alcohol", "heroin"]}).text
    assert "Select one about naloxone" in page


def test_before_release_is_done_once_the_slip_is_printed(browser, episode, hub, officer):
    asked(officer, episode, hub, substances=(Substance.ALCOHOL,), drinks_daily=Answer.NO)
    assert "Still to do: print the slip" in browser.get(f"/episodes/{episode.id}").text
    browser.get(f"/episodes/{episode.id}/slip.pdf")
    assert "The slip is printed" in browser.get(f"/episodes/{episode.id}").text
