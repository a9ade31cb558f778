"""The custody pages of this stage, as an officer's browser gets them."""

from datetime import date

import pytest
from sqlalchemy import select

from pathways.auth import Role
from pathways.drafts.models import Draft
from pathways.people.models import Person
from pathways.people.rules import DeathSource
from pathways.referrals import actions
from pathways.referrals.models import Consent, NeedScreen, Referral
from pathways.referrals.rules import ConsentState, ReferralState
from pathways.store import db as database
from tests import county
from tests.pages import hidden_values
from tests.referred import asked, referred, said

NEEDS = {
    "substances": ["crack", "synthetic_cannabinoids"],
    "injected": "never",
    "overdose_last_7_days": "yes",
    "suicide_risk": "no",
    "mental_health": "would_not_say",
    "housing": "no_fixed_abode",
    "naloxone": "declined",
    "area": "lincoln",
    "contact_way": "no_phone",
}
ANSWERS = {"referral": "named", "feedback": "refused", "how": "signed"}


@pytest.fixture
def officer(app):
    return county.user(Role.CO)


@pytest.fixture
def hub(app):
    return county.service()


@pytest.fixture
def episode(officer, hub):
    return county.episode(by=county.viewer_of(officer))


@pytest.fixture
def browser(client_of, officer):
    return client_of(officer, Role.CO)


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
    actions.record_needs(by=county.viewer_of(officer), episode_id=episode.id, said=said())
    page = browser.get(f"/episodes/{episode.id}/consents").text
    assert page.count(" checked") == 1  # the first service is filled in, and can be changed
    assert "what you have told us to Lincoln Recovery Hub" in page
    assert "Wording 5" in page


def test_an_empty_needs_page_says_what_is_missing_and_writes_nothing(browser, episode):
    page = browser.post(f"/episodes/{episode.id}/needs", {}).text
    assert "Select what the person says, or ‘Nothing’ or ‘Would not say’" in page
    assert "Select whether there was an overdose in the last 7 days" in page
    assert database.session.scalars(select(NeedScreen)).all() == []


def test_nothing_beside_a_substance_is_refused_in_words(browser, episode):
    page = browser.post(f"/episodes/{episode.id}/needs", {**NEEDS, "substances": ["crack", "nothing"]}).text
    assert "only if nothing else on the list is ticked" in page


def test_a_text_message_asks_for_a_number_and_keeps_what_was_typed(browser, episode):
    page = browser.post(f"/episodes/{episode.id}/needs", {**NEEDS, "contact_way": "text"})
    assert "Enter the number, or select ‘No phone’" in page.text
    assert database.session.scalars(select(Draft)).one().typed["contact_way"] == ["text"]


@pytest.mark.parametrize("bad", ["<script>alert(1)</script>", "=cmd()", "O'Brien, Nuñez"])
def test_real_and_hostile_notes_are_kept_as_text(browser, episode, bad):
    browser.post(f"/episodes/{episode.id}/needs", {**NEEDS, "contact_note": bad})
    page = browser.get(f"/episodes/{episode.id}/needs").text
    assert "<script>alert" not in page
    assert database.session.scalars(select(NeedScreen)).one().contact_note == bad


@pytest.mark.parametrize("field", ["contact_note", "contact_number"])
@pytest.mark.parametrize("bad", ["a\0b", "\u202eevil", "x" * 10_000])
def test_text_that_cannot_be_kept_is_refused_in_words(browser, episode, field, bad):
    page = browser.post(f"/episodes/{episode.id}/needs", {**NEEDS, field: bad})
    assert page.status_code == 200
    assert "There is a problem" in page.text


def test_an_unknown_answer_is_refused_in_words(browser, episode):
    page = browser.post(f"/episodes/{episode.id}/needs", {**NEEDS, "housing": "castle"}).text
    assert "choose one of the answers on the page" in page


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
    assert database.session.scalars(select(Consent)).all() == []


def test_the_same_form_sent_twice_sends_once(browser, officer, episode, hub):
    asked(county.viewer_of(officer), episode, hub)
    address = f"/episodes/{episode.id}/refer"
    page = browser.get(address)
    filled = hidden_values(page.text, address)
    first, second = browser.send(address, filled), browser.send(address, filled)
    assert first.location == second.location
    assert len(database.session.scalars(select(Referral)).all()) == 1


def test_a_check_page_that_is_no_longer_true_sends_nothing(browser, officer, episode, hub):
    asked(county.viewer_of(officer), episode, hub)
    address = f"/episodes/{episode.id}/refer"
    filled = hidden_values(browser.get(address).text, address)
    actions.record_needs(by=county.viewer_of(officer), episode_id=episode.id, said=said())
    page = browser.send(address, filled).text
    assert "Somebody else changed this record" in page
    assert database.session.scalars(select(Referral)).one().state is ReferralState.DRAFT


def test_my_referrals_never_say_more_than_accepted(browser, officer, episode, hub, the_clock):
    sent = referred(county.viewer_of(officer), hub, episode=episode)
    sent.accepted_at, sent.accepted_by_id = the_clock.now(), officer.id
    sent.keyworker_id, sent.state = officer.id, ReferralState.IN_TREATMENT
    page = browser.get("/referrals").text
    assert "Accepted" in page
    assert "treatment" not in page.split("<main")[1].lower()


def test_somebody_under_18_is_sent_to_the_young_peoples_page(browser, officer, hub):
    by = county.viewer_of(officer)
    young = county.episode(county.person(born=date(2009, 1, 1), by=by), by=by)
    for page in ("needs", "consents", "refer"):
        assert browser.get(f"/episodes/{young.id}/{page}").location == f"/episodes/{young.id}/under-18"


def test_a_death_is_said_and_the_form_is_gone(browser, officer, episode, the_clock):
    person = database.session.get(Person, episode.person_id)
    person.died_at = person.death_recorded_at = the_clock.now()
    person.death_recorded_by_id, person.death_source = officer.id, DeathSource.HOSPITAL
    page = browser.get(f"/episodes/{episode.id}/needs").text
    assert "This person has died" in page
    assert 'name="substances"' not in page


def test_withdrawing_says_what_follows_and_does_it(browser, officer, episode, hub):
    sent = referred(county.viewer_of(officer), hub, episode=episode)
    given = database.session.scalar(select(Consent).where(Consent.number == 1))
    assert "is recalled" in browser.get(f"/consents/{given.id}/withdraw").text
    assert browser.post(f"/consents/{given.id}/withdraw").location == f"/episodes/{episode.id}"
    assert database.session.get(Referral, sent.id).state is ReferralState.CONSENT_WITHDRAWN


@pytest.mark.parametrize("page", ["needs", "consents", "refer", "not-sent"])
def test_what_is_out_of_sight_answers_like_what_is_not_there(client_of, episode, page):
    elsewhere = county.suite("Elsewhere", county.force("Another Force"))
    stranger = client_of(county.user(Role.CO, at=elsewhere, of=county.force("Another Force")), Role.CO)
    hidden, missing = stranger.get(f"/episodes/{episode.id}/{page}"), stranger.get(f"/episodes/999999/{page}")
    assert (hidden.status_code, hidden.data) == (missing.status_code, missing.data) == (404, missing.data)
    assert stranger.get(f"/episodes/nine/{page}").status_code == 404


def test_a_treatment_worker_has_no_way_to_the_custody_pages(client_of, episode):
    worker = county.user(Role.TW)
    assert client_of(worker, Role.TW).get(f"/episodes/{episode.id}/needs").status_code == 404
