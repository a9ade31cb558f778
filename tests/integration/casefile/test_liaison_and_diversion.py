"""Liaison and diversion: whom they see at a suite, what they do there, and what they are never told."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.auth.roles import Rank, Role
from pathways.people.custody import actions as people
from pathways.people.custody.rules import EpisodeFacts
from pathways.people.models.custody import Episode
from pathways.referrals.consents.queries import answers_of
from pathways.referrals.consents.rules.consents import FEEDBACK, REFERRAL, AgreedRecipient, ConsentState, How, told_by
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs import actions as needs_actions
from pathways.referrals.needs.actions import record_needs
from pathways.referrals.sending import actions as sending_actions
from pathways.refusals import Refused
from pathways.store.base import db as database
from pathways.vocabulary import Origin
from tests import county, county_safeguarding, restricted
from tests.accepted import accepted, require
from tests.integration.casefile.police_pages import FEEDBACK_WORDS
from tests.integration.hostile.test_what_was_planted import text_of
from tests.referred import HAS_IT, asked, died, screen_facts

NEEDS = {
    "substances": ["crack"],
    "injected": "never",
    "other_help": ["nothing"],
    "naloxone": "already_has",
    "area": "lincoln",
    "contact_way": "text",
    "contact_number": "07700 900318",
    "overdose_last_7_days": "no",
    "suicide_risk": "no",
    "exploitation": "no",
}


@pytest.fixture
def practitioner(app):
    return county.user(Role.HP)


@pytest.fixture
def desk(client_of, practitioner):
    return client_of(practitioner, Role.HP)


def the_row(**where):
    return database.session.scalars(
        select(Consent).filter_by(number=FEEDBACK, **where).order_by(Consent.id.desc())
    ).first()


def read(desk, address):
    """A page as it reads: without what a form carries hidden, and without a paper's number of copies and hour."""
    answer = desk.ask("GET", address)
    assert answer.status_code == 200, address
    return re.sub(r'<input type="hidden"[^>]*>|nonce="[^"]*"|[Cc]opy \d+|As at [^.]*\.', "", text_of(answer))


def test_they_see_who_is_at_their_suite_and_their_own_cases_and_nobody_else(the_clock, client_of, desk, practitioner):
    officer, grantham = county.officer(), county.officer(at=county.suite("Grantham"))
    episode, _ = county.detained(county.person("Ancholme", by=officer), by=officer)
    young = county.episode(county.person("Brayford", born=date(2010, 6, 9), by=officer), by=officer)
    county.episode(county.person("Cliffe", by=officer), by=officer, origin=Origin.STREET)
    elsewhere, _ = county.detained(county.person("Digby", by=grantham), by=grantham)
    shut = county.person("Eagle", by=officer)
    county.detained(shut, by=officer)
    decider = county.viewer_of(county.user(Role.DM, rank=Rank.INSPECTOR))
    restricted.excluded(shut, practitioner, by=officer, decider=decider)
    me = county.viewer_of(practitioner)
    county.episode(county.person("Fiskerton", by=me), by=me, origin=Origin.SELF)
    another_team = county.viewer_of(county.user(Role.HP, of=county.health("Fens Health")))
    county.episode(county.person("Gainford", by=another_team), by=another_team)
    page = desk.get("/liaison").text
    names = ("Ancholme", "Brayford", "Cliffe", "Digby", "Eagle", "Fiskerton", "Gainford")
    assert [name for name in names if name in page] == [
        "Ancholme",
        "Brayford",
        "Fiskerton",
    ]
    assert "3 people to be seen" in page
    assert desk.get(f"/episodes/{episode.id}").status_code == 200
    assert "Save and go to people to see" in desk.get(f"/episodes/{young.id}/under-18").text
    assert desk.ask("GET", f"/episodes/{elsewhere.id}").status_code == 404


def test_nobody_is_to_be_seen_whose_death_is_known_of_the_record_that_stays(desk):
    officer = county.officer()
    person, same = county.person("Moxon", "Dale", by=officer), county.person("Moxon", "Dale", by=officer)
    county.detained(person, by=officer)
    person.merged_into_id = same.id
    database.session.commit()
    assert "Moxon" in desk.get("/liaison").text
    died(same.id, officer)
    database.session.commit()
    assert "Moxon" not in desk.get("/liaison").text


def test_their_pages_read_the_same_whatever_a_test_showed_and_the_police_required(desk, the_clock):
    """The person agreed, in writing, that the police are told how it goes: that is no agreement to telling others."""
    scene = accepted(the_clock)
    scene.engage()
    of_episode, of_referral = f"/episodes/{scene.episode.id}", f"/referrals/{scene.referral.id}"
    parts = ("needs", "consents", "before-release", "risks", "safeguarding")
    looks = [
        f"{of_episode}/slip.pdf",
        of_episode,
        f"/people/{scene.episode.person_id}",
        *(f"{of_episode}/{part}" for part in parts),
    ]
    looks += ["/liaison", of_referral, f"{of_referral}/referral.pdf"]
    before = {address: read(desk, address) for address in looks}
    require(scene.episode, the_clock.now() + timedelta(minutes=30))
    database.session.commit()
    assert {address: read(desk, address) for address in looks} == before
    assert "Drug test" not in before[of_episode]
    assert not [word for word in FEEDBACK_WORDS if word in before[of_referral]]


def test_a_voluntary_case_is_opened_asked_and_sent_and_the_police_know_nothing_of_it(client_of, desk, practitioner):
    county.service()
    me, officer = county.viewer_of(practitioner), client_of(county.user(), Role.CO)
    person = county.person("Ancholme", by=me)
    page = desk.get(f"/people/{person.id}/episodes/new").text
    assert "Detained in custody" not in page
    came = {"origin": "liaison_and_diversion", "came_on-day": "25", "came_on-month": "11", "came_on-year": "2026"}
    desk.post(f"/people/{person.id}/episodes/new", came)
    opened = database.session.scalars(select(Episode)).one()
    assert (opened.organisation_id, opened.suite_id) == (practitioner.organisation_id, practitioner.suite_id)
    address = f"/episodes/{opened.id}"
    desk.post(f"{address}/needs", NEEDS)
    assert "tell liaison and diversion how it went" in desk.get(f"{address}/consents").text
    answers = {"service": str(county.service().id), "referral": "any_listed", "feedback": "given", "how": "signed"}
    desk.post(f"{address}/consents", answers)
    assert "2. Telling liaison and diversion" in desk.get(f"{address}/refer").text
    assert told_by(FEEDBACK, the_row(episode_id=opened.id).wording_version) is AgreedRecipient.LIAISON
    sent = desk.post(f"{address}/refer", {}).location
    referral = database.session.scalars(select(Referral)).one()
    assert (sent, referral.route.value) == (f"/referrals/{referral.id}/sent", "L&D")
    worker = county.user(Role.TW)
    offered = text_of(client_of(worker, Role.TW).get(f"/inbox/{referral.id}"))
    assert "Telling liaison and diversion" in offered
    assert "Liaison and diversion see that you accepted" in offered
    slot = {"first_slot_at": clock.now() + timedelta(days=1), "place": "Room 2", "note": ""}
    accepting.accept(by=county.viewer_of(worker), referral_id=referral.id, keyworker_id=worker.id, **slot)
    database.session.commit()
    case_page = client_of(worker, Role.TW).get(f"/cases/{referral.id}")
    case = text_of(case_page)
    assert "What liaison and diversion can see" in case
    assert "Police see nothing of this: the consent" in case
    assert f"/cases/{referral.id}/as-police" not in case_page.text
    for page in (address, f"/people/{person.id}", f"/referrals/{referral.id}"):
        assert officer.ask("GET", page).status_code == 404
    assert "Ancholme" not in officer.get("/custody").text
    for words in ("disposal of yours", "required assessment"):
        assert words in officer.get("/referrals").text
        assert words not in desk.get("/referrals").text


def test_how_it_goes_is_told_to_whom_the_words_named(client_of, desk, practitioner, the_clock):
    """Asked anew by liaison and diversion in the police's own episode, the words name both, and both are told."""
    scene = accepted(the_clock)
    me, theirs = county.viewer_of(practitioner), f"/referrals/{scene.referral.id}"
    another = client_of(county.user(Role.HP), Role.HP)
    assert "<li>Telling the police: " in another.get(f"/episodes/{scene.episode.id}/consents").text
    needs_actions.record_consents(
        by=me,
        episode_id=scene.episode.id,
        service_id=None,
        choice_reason=None,
        referral=ConsentState.NOT_ASKED,
        covers=None,
        feedback=ConsentState.GIVEN,
        how=How.SIGNED,
    )
    scene.engage()
    officer = client_of(scene.officer_user, Role.CO)
    assert "Appointment attended" in desk.get(theirs).text
    assert "Appointment attended" in officer.get(theirs).text
    sending_actions.withdraw_consent(by=me, consent_id=the_row(episode_id=scene.episode.id).id)
    database.session.commit()
    for page in (desk.get(theirs).text, officer.get(theirs).text):
        assert "Appointment attended" not in page
        assert "Accepted by Lincoln Recovery Hub" in page


def test_what_the_police_opened_they_neither_open_nor_close_and_a_concern_goes_to_the_force(app, practitioner):
    me, officer = county.viewer_of(practitioner), county.officer()
    with pytest.raises(Refused, match="The police opened this episode"):
        people.close_episode(by=me, episode=county.episode(by=officer))
    facts = EpisodeFacts(origin=Origin.ARC_IOM, came_on=date(2026, 11, 25))
    with pytest.raises(Refused, match="Choose how they came to you"):
        people.open_episode(by=me, person=county.person(by=me), facts=facts)
    raised = county_safeguarding.concern(me, county.episode(by=me, origin=Origin.STREET))
    assert raised.force_id == county.force().id


def test_a_refusal_in_the_teams_own_case_tells_the_police_nothing_and_takes_back_what_they_were_agreed(
    app, practitioner
):
    me, officer = county.viewer_of(practitioner), county.officer()
    person = county.person("Ancholme", by=officer)
    (episode, _), ours = county.detained(person, by=officer), county.episode(person, by=me, origin=Origin.SELF)
    asked(me, ours, county.service(), referral=ConsentState.REFUSED)
    assert answers_of(episode)[REFERRAL].answer is ConsentState.NOT_ASKED
    asked(officer, episode, county.service())
    assert answers_of(episode)[REFERRAL].live
    refused = {"referral": ConsentState.REFUSED, "feedback": ConsentState.REFUSED, "how": How.SIGNED}
    none = {"service_id": None, "choice_reason": None, "covers": None}
    needs_actions.record_consents(by=me, episode_id=ours.id, **none, **refused)
    assert answers_of(episode)[REFERRAL].answer is ConsentState.REFUSED


def test_whoever_leaves_first_is_at_the_top_also_when_the_needs_were_asked(the_clock, desk, practitioner):
    me, now = county.officer(), the_clock.now()
    county.detained(county.person("Ancholme", by=me), by=me)
    soon, _ = county.detained(county.person("Brayford", by=me), by=me, planned_release_at=now + timedelta(minutes=30))
    record_needs(by=me, episode_id=soon.id, facts=screen_facts(), naloxone=HAS_IT)
    database.session.commit()
    page = desk.get("/liaison").text
    assert "1 person to be seen" in page
    assert "2 people are listed; 1 still to be seen" in page
    assert page.index("Brayford") < page.index("Ancholme")


def test_nothing_is_said_to_them_of_a_required_assessment_that_may_not_be_there(desk, practitioner):
    episode, _ = county.detained(by=county.officer())
    hub = county.service()
    desk.post(f"/episodes/{episode.id}/needs", NEEDS)
    page = desk.get(f"/episodes/{episode.id}/consents").text
    assert "The required assessment still applies" not in page
    desk.post(
        f"/episodes/{episode.id}/consents",
        {"referral": "named", "feedback": "refused", "how": "signed", "service": str(hub.id)},
    )
    page = desk.get(f"/episodes/{episode.id}/refer").text
    assert "required assessment" not in page
