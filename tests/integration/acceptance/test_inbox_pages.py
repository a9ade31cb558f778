"""The provider's inbox, and what is pressed in it, as a browser gets it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways.acceptance import actions
from pathways.acceptance.rules import decline_reasons
from pathways.audit.models import AuditShown
from pathways.auth.roles import Role
from pathways.drafts.models import Draft
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db as database
from pathways.vocabulary import Answer, Sex
from tests import county
from tests.pages import faulty, hidden_values
from tests.referred import referred


@pytest.fixture
def sam(app):
    return county.user(Role.TW, name="Sam Okafor")


@pytest.fixture
def browser(client_of, priya):
    return client_of(priya, Role.TW)


def accept(by, referral, the_clock):
    when = the_clock.now() + timedelta(days=1)
    actions.accept(
        by=by, referral_id=referral.id, keyworker_id=by.user_id, first_slot_at=when, place="Evening clinic", note=None
    )


def test_an_inbox_row_says_who_what_risk_and_how_to_reach_them(browser, hub):
    referral = referred(to=hub, overdose_last_7_days=Answer.YES, contact_note="Not before noon")
    page = browser.get("/inbox").text
    for words in (
        "Dean Rawcliffe, 35",
        "Overdose in last 7 days",
        "Crack",
        "07700 900318",
        "Not before noon",
        "Urgent",
    ):
        assert words in page
    assert referral.person_id in database.session.scalars(select(AuditShown.person_id)).all()


def test_an_empty_inbox_says_so(browser):
    assert "No referral is waiting for an answer." in browser.get("/inbox").text


def test_accepting_takes_two_clicks_because_everything_is_filled_in(browser, priya, hub):
    referral = referred(to=hub)
    address = f"/inbox/{referral.id}/accept"
    page = browser.get(address).text
    assert "Priya Nandra (me)" in page
    filled = {
        **hidden_values(page, address),
        "keyworker": str(priya.id),
        "first_slot-time": "10:00",
        "first_slot-day": "26",
        "first_slot-month": "11",
        "first_slot-year": "2026",
        "place": hub.name,
        "channel": "in_person",
    }
    for value in ("10:00", "26", "11", "2026", hub.name):
        assert f'value="{value}"' in page
    case = browser.send(address, filled).location
    assert case == f"/cases/{referral.id}?done=accepted"
    accepted = browser.get(case).text
    assert "Keyworker: Priya Nandra" in accepted
    assert "First appointment: Thu 26 Nov, 10:00, Lincoln Recovery Hub" in accepted
    assert "You accepted" not in browser.get(f"/cases/{referral.id}").text
    assert database.session.scalars(select(Appointment)).one().place == hub.name


def test_the_loser_is_told_who_and_when_and_keeps_what_they_typed(browser, priya, sam, hub, the_clock):
    referral = referred(to=hub)
    address = f"/inbox/{referral.id}/accept"
    filled = {
        **hidden_values(browser.get(address).text, address),
        "keyworker": str(priya.id),
        "first_slot-time": "10:00",
        "first_slot-day": "27",
        "first_slot-month": "11",
        "first_slot-year": "2026",
        "place": "Main clinic",
        "channel": "in_person",
        "note": "Saw Dee last year and got on well.",
    }
    accept(county.viewer_of(sam), referral, the_clock)
    answer = browser.send(address, filled)
    assert answer.status_code == 409
    for words in ("Sam Okafor accepted this referral first", "03:12", "Saw Dee last year", "Fri 27 Nov, 10:00"):
        assert words in answer.text
    assert database.session.scalars(select(Draft)).one().typed["note"] == ["Saw Dee last year and got on well."]
    again = browser.get(address).text
    assert "Saw Dee last year" in again
    assert len(database.session.scalars(select(Appointment)).all()) == 1


def test_a_note_for_the_team_and_what_a_colleague_adds_to_it_stand_on_the_case(
    browser, client_of, sam, priya, hub, the_clock
):
    referral, when = referred(to=hub), the_clock.now() + timedelta(days=1)
    actions.accept(
        by=county.viewer_of(sam),
        referral_id=referral.id,
        keyworker_id=priya.id,
        first_slot_at=when,
        place="Evening clinic",
        note="Lives with his sister,\nring first",
    )
    assert "Lives with his sister,\nring first" in client_of(sam, Role.TW).get(f"/cases/{referral.id}").text
    address = f"/inbox/{referral.id}/note"
    hidden = hidden_values(browser.get(address).text, address)
    case = browser.send(address, {**hidden, "note": "Went to school with him"}).location
    page = browser.get(case).text
    assert "Your note is on the case" in page
    assert "Priya Nandra: Went to school with him" in page
    assert "Your note is on the case" not in browser.get(f"/cases/{referral.id}").text
    again = hidden_values(browser.get(address).text, address)
    browser.send(address, {**again, "note": "Went to school with him"})
    assert browser.get(f"/cases/{referral.id}").text.count("Went to school with him") == 1


def test_a_first_appointment_in_the_past_is_refused_and_nothing_is_half_written(browser, priya, hub):
    referral = referred(to=hub)
    typed = {
        "keyworker": str(priya.id),
        "first_slot-time": "10:00",
        "first_slot-day": "1",
        "first_slot-month": "11",
        "first_slot-year": "2026",
        "place": "Main clinic",
        "channel": "phone",
    }
    page = browser.post(f"/inbox/{referral.id}/accept", typed).text
    assert "The first appointment is in the past" in page
    assert database.session.get(Referral, referral.id).state is ReferralState.SUBMITTED
    impossible = {**typed, "first_slot-day": "31", "first_slot-month": "2", "first_slot-year": "2027"}
    assert "There is a problem" in browser.post(f"/inbox/{referral.id}/accept", impossible).text


def test_the_page_of_a_no_names_the_next_service_above_the_reasons_and_beside_them(browser, hub):
    county.service("Trent Bank Service", county.provider("Trent Bank"))
    referral = referred(to=hub)
    page = browser.get(f"/inbox/{referral.id}/decline").text
    assert page.count("Next: sent at once to Trent Bank Service") == 2
    assert page.count("any listed service, agreed on") == 2
    assert "Decline and send to Trent Bank Service" in page
    assert "Note to the next service (optional)" in page


def test_a_declined_referral_leaves_reason_and_number_and_no_name(browser, hub):
    county.service("Trent Bank Service", county.provider("Trent Bank"))
    referral = referred(to=hub)
    answer = browser.post(f"/inbox/{referral.id}/decline", {"reason": "no_place"})
    page = browser.get(answer.location).text
    assert "no place in time" in page
    assert "Sent on at once to Trent Bank Service" in page
    assert "Rawcliffe" not in page
    assert "Rawcliffe" not in browser.get(f"/inbox/{referral.id}/accept").text


def test_the_page_of_a_no_has_a_button_for_the_womens_service_and_says_afterwards_that_she_was_sent_there(browser, hub):
    county.service("Trent Bank Service", county.provider("Trent Bank"))
    aurora = county.service("Aurora", county.provider("Aurora"), women_only=True)
    officer = county.officer()
    woman = county.person("Marsh", "Chloe", sex=Sex.FEMALE, by=officer)
    referral = referred(officer, hub, episode=county.episode(woman, by=officer))
    address = f"/inbox/{referral.id}/decline"
    page = browser.get(address).text
    assert f'name="then" value="to_{aurora.id}"' in page
    assert "Decline and send to Aurora" in page
    note = {"reason": "other_service", "note": "She asks for women only", "then": f"to_{aurora.id}"}
    after = browser.get(browser.post(address, note).location).text
    assert "Sent on at once to Aurora" in after


def test_police_never_read_the_note_that_goes_with_a_no(client_of, priya, hub):
    county.service("Trent Bank Service", county.provider("Trent Bank"))
    sender = county.user(Role.CO)
    referral = referred(county.viewer_of(sender), hub)
    actions.decline(
        by=county.viewer_of(priya),
        referral_id=referral.id,
        reason=decline_reasons()["no_place"],
        note="ZZ-NOTE-1 needs mornings",
    )
    (child,) = database.session.scalars(select(Referral).where(Referral.parent_id == referral.id))
    browser = client_of(sender, Role.CO)
    for address in (f"/referrals/{child.id}", f"/referrals/{child.id}/why", f"/referrals/{child.id}/sent"):
        page = browser.get(address)
        assert page.status_code == 200
        assert "ZZ-NOTE-1" not in page.text


def test_declining_without_a_reason_or_with_a_clinical_one_is_refused(browser, hub):
    referral = referred(to=hub)
    assert "Select why you cannot take this person" in browser.post(f"/inbox/{referral.id}/decline", {}).text
    page = browser.post(f"/inbox/{referral.id}/decline", {"reason": "mental_health"}).text
    assert faulty(page) == ["reason"]


@pytest.mark.parametrize("page", ["", "/accept", "/decline"])
def test_another_providers_referral_answers_like_one_that_is_not_there(client_of, hub, page):
    referral = referred(to=hub)
    stranger = client_of(county.user(Role.TW, of=county.provider("Trent Bank")), Role.TW)
    hidden, missing = stranger.get(f"/inbox/{referral.id}{page}"), stranger.get(f"/inbox/999999{page}")
    assert (hidden.status_code, hidden.data) == (404, missing.data)
    assert stranger.get(f"/inbox/nine{page}").status_code == 404


def test_the_sentence_about_custody_follows_the_live_consent(browser, hub):
    agreed = referred(to=hub, feedback=ConsentState.GIVEN)
    assert "The person agrees, since 25 November 2026." in browser.get(f"/inbox/{agreed.id}").text
