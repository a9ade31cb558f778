"""The pages of whoever finds a place: who needs one, the services with their reasons, and the consent a place needs."""

import re
from datetime import timedelta

from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions
from pathways.acceptance.rules import decline_reasons
from pathways.auth.queries import mail_of
from pathways.auth.roles import Role
from pathways.outbox.models import Message
from pathways.outbox.rules import DeliveryFailure, MessageState
from pathways.referrals.consents.rules.consents import ConsentState, Covers, How
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs import actions as asking
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db as database
from pathways.vocabulary import Answer
from tests import county
from tests.accepted import require
from tests.referred import referred


def test_the_pathway_manager_sees_who_needs_a_place_and_places_them_once(client_of, priya, hub, the_clock):
    referral = referred(to=hub)
    actions.decline(by=county.viewer_of(priya), referral_id=referral.id, reason=decline_reasons()["no_place"])
    wolds = county.service("Wolds Shared Care", county.provider("Wolds"))
    browser = client_of(county.user(Role.PW), Role.PW)
    page = browser.get("/placing").text
    for words in ("Needs a place: 1 person", "Dean Rawcliffe, 35", "Lincoln Recovery Hub", "No place in time"):
        assert words in page
    opened = browser.get(f"/placing/{referral.id}").text
    assert " checked" not in opened
    assert "Consent covers it" in opened
    assert "telephone 01632 960 471" in opened
    answer = browser.post(f"/placing/{referral.id}", {"service": str(wolds.id), "note": "Place from 1 December."})
    sentence = "Dean Rawcliffe: Wolds Shared Care has been asked and answers by"
    assert sentence in browser.get(answer.location).text
    assert sentence not in client_of(county.user(Role.PW, name="J. Croft"), Role.PW).get(answer.location).text
    assert browser.get(f"/placing/{referral.id}").status_code == 404
    placed = database.session.scalars(select(Referral).where(Referral.parent_id == referral.id)).one()
    placed.state = ReferralState.ACKNOWLEDGED
    database.session.commit()
    assert "Dean Rawcliffe" not in browser.get(answer.location).text


def test_the_list_of_who_needs_a_place_says_by_when_to_speak_to_somebody_urgent_and_that_it_is_past(
    client_of, priya, hub, the_clock
):
    referral = referred(to=hub, suicide_risk=Answer.YES)
    actions.decline(by=county.viewer_of(priya), referral_id=referral.id, reason=decline_reasons()["no_place"])
    finder = county.user(Role.PW)

    def row():
        page = client_of(finder, Role.PW).get("/placing").text
        return " ".join(re.sub("<[^>]*>", " ", page[page.index("since first referred") :]).split()), page

    assert re.search("Urgent [^.]* by Thu 26 Nov", row()[0])
    the_clock.advance(timedelta(days=2))
    words, page = row()
    assert re.search("Overdue [^.]* by Thu 26 Nov", words)
    assert 'tag--red">Overdue</' in page


def test_whoever_finds_a_place_reads_nothing_that_tells_of_a_positive_test(client_of, priya, hub):
    """The pathway manager neither assesses nor treats: a required assessment is told to whom it is addressed."""
    officer = county.officer()
    episode, _ = county.detained(by=officer)
    require(episode, clock.now() + timedelta(days=2))
    referral = referred(officer, hub, episode=episode)
    actions.decline(by=county.viewer_of(priya), referral_id=referral.id, reason=decline_reasons()["no_place"])
    county.service("Wolds Shared Care", county.provider("Wolds"))
    browser = client_of(county.user(Role.PW), Role.PW)
    for address in ("/placing", f"/placing/{referral.id}"):
        page = browser.get(address).text
        assert "Detained in custody" in page
        assert "equired assessment" not in page
        assert "Test on arrest" not in page


def test_a_consent_that_names_one_service_says_ask_first(client_of, priya, hub):
    referral = referred(to=hub, covers=Covers.NAMED)
    actions.decline(by=county.viewer_of(priya), referral_id=referral.id, reason=decline_reasons()["no_place"])
    wolds = county.service("Wolds Shared Care", county.provider("Wolds"), places=None)
    browser = client_of(county.user(Role.PW), Role.PW)
    assert "Ask first: consent does not cover it" in browser.get(f"/placing/{referral.id}").text
    page = browser.post(f"/placing/{referral.id}", {"service": str(wolds.id), "note": "Nearest."}).text
    assert "Wolds Shared Care may not be told yet" in page
    assert database.session.get(Referral, referral.id).state is ReferralState.NEEDS_PLACE


def test_whoever_referred_is_asked_in_one_press_to_ask_for_the_consent_and_records_it(client_of, priya, hub):
    colleague = county.user(Role.CO)
    sender = county.viewer_of(colleague)
    referral = referred(sender, hub, covers=Covers.NAMED)
    actions.decline(by=county.viewer_of(priya), referral_id=referral.id, reason=decline_reasons()["no_place"])
    wolds = county.service("Wolds Shared Care", county.provider("Wolds"))
    browser, here = client_of(county.user(Role.PW), Role.PW), f"/placing/{referral.id}"
    page = browser.get(here).text
    assert "only some of these services" in page
    assert f"{colleague.name}, {county.force().name}" in page
    assert "Asked for" not in browser.get("/placing").text
    answer = browser.post(f"{here}/ask-for-consent", form_at=here)
    assert "Asked for his consent by e-mail today" in browser.get("/placing").text
    assert "waits to be sent, since today" in browser.get(answer.location).text
    letter = database.session.scalars(select(Message).where(Message.kind == "consent_to_ask")).one()
    assert (letter.address, letter.link) == (mail_of(colleague), f"/episodes/{referral.episode_id}/consents")
    letter.state, letter.failure, letter.ended_at = MessageState.DEAD, DeliveryFailure.NO_ADDRESS, letter.queued_at
    assert "reached nobody. Ring them." in browser.get(here).text
    assert "consent reached nobody" in browser.get("/placing").text
    letter.state, letter.failure = MessageState.SENT, None
    assert "Asked by e-mail today" in browser.get(here).text
    officer = client_of(colleague, Role.CO)
    assert "Ask whether another service may be told" in officer.get("/referrals").text
    assert officer.get(letter.link).status_code == 200
    asking.record_consents(
        by=sender,
        episode_id=referral.episode_id,
        service_id=wolds.id,
        choice_reason=None,
        referral=ConsentState.GIVEN,
        covers=Covers.ANY_LISTED,
        feedback=ConsentState.NOT_ASKED,
        how=How.SIGNED,
    )
    database.session.commit()
    assert "Ask whether another service may be told" not in officer.get("/referrals").text
    assert "Ask first" not in browser.get(here).text
    placed = browser.post(here, {"service": str(wolds.id), "note": "She agreed."})
    assert "Wolds Shared Care has been asked and answers by" in browser.get(placed.location).text


def test_a_no_for_want_of_a_place_says_until_when_a_place_is_in_time_and_when_the_diary_is_free(
    client_of, priya, hub, the_clock
):
    hub.places = 6
    referral = referred(to=hub)
    the_clock.advance(timedelta(days=1))
    actions.decline(by=county.viewer_of(priya), referral_id=referral.id, reason=decline_reasons()["no_place"])
    county.service("Wolds Shared Care", county.provider("Wolds"))
    county.slot(of=hub, in_hours=31)
    page = client_of(county.user(Role.PW), Role.PW).get(f"/placing/{referral.id}").text
    assert "a first appointment is offered by Wed 16 Dec" in page
    assert (
        "6 places free, updated yesterday, but it said no for want of a place on Thu 26 Nov; first free appointment Fri 27 Nov"
        in page
    )
    assert "no free appointment in its diary; telephone 01632 960" in page


def test_a_wait_that_is_late_is_red_and_each_service_has_three_lines_at_most(client_of, priya, hub, the_clock):
    referral = referred(to=hub)
    actions.decline(
        by=county.viewer_of(priya), referral_id=referral.id, reason=decline_reasons()["no_place"], note="Needs mornings"
    )
    county.service("Wolds Shared Care", county.provider("Wolds"))
    county.service("Aurora", county.provider("Aurora"), women_only=True)
    the_clock.advance(timedelta(days=30))
    browser = client_of(county.user(Role.PW), Role.PW)
    for address in ("/placing", f"/placing/{referral.id}"):
        assert '<strong class="tag tag--red">Overdue: 30 days</strong>' in browser.get(address).text
    page = browser.get(f"/placing/{referral.id}").text
    assert "Lincoln Recovery Hub writes: Needs mornings" in page
    points = [part.split("</ul>")[0].count("<li>") for part in page.split('<ul class="points">')[1:]]
    assert len(points) == 2
    assert max(points) <= 3
    assert page.index("Wolds Shared Care, ") < page.index("Said no on Wed 25 Nov")
    assert "Aurora, Lincoln: For women only" in page


def test_an_empty_list_says_that_everyone_has_a_service(client_of):
    browser = client_of(county.user(Role.PW), Role.PW)
    assert "Everyone referred has a service" in browser.get("/placing").text
