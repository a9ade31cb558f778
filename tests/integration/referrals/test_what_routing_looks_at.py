"""What routing may know of a person: needs, place, how to reach them. Never who they are or what they are accused of."""

from datetime import UTC, datetime

import pytest

from pathways.arrest_tests.models.offences import Offence
from pathways.auth.roles import Role
from pathways.directory.matching.rules.fit import ServiceStanding
from pathways.people.identity.queries import details_of
from pathways.people.identity.rules import Ethnicity
from pathways.people.models.identity import Person
from pathways.people.restrictions.rules import RestrictionWhy
from pathways.referrals import queries as referrals_queries
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.referrals.needs import actions
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.needs.rules import AreaFrom
from pathways.referrals.routing import queries as routing_queries
from pathways.referrals.routing.rules import NEVER_LOOKED_AT, OF_SEX_SAID, choice_reasons, explanation
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import Refused
from pathways.store.base import db as database
from pathways.vocabulary import Answer, Sex
from tests import county, restricted
from tests.areas import BOSTON, LINCOLN
from tests.referred import asked, referred, screen_facts

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)
PEOPLE = (
    ("Rawcliffe", Sex.MALE, Ethnicity.W1, "TA68-1"),
    ("Okafor", Sex.FEMALE, Ethnicity.B2, "MDA71-5-2"),
    ("Zielinska", Sex.NOT_KNOWN, None, "TA68-8"),
)
NO_ABODE_NO_PHONE = {
    "substances": ["crack"],
    "injected": "never",
    "overdose_last_7_days": "no",
    "suicide_risk": "no",
    "exploitation": "no",
    "other_help": ["no_fixed_abode"],
    "naloxone": "declined",
    "area": "not_said",
    "contact_way": "meet",
    "contact_note": "The bench by the arboretum, mornings",
}


def an_episode(officer, surname, sex, ethnicity, code):
    person = county.person(surname, sex=sex, ethnicity=ethnicity, by=officer)
    episode, _ = county.detained(person, by=officer)
    offence = {"code": code, "law_version": "test", "recorded_at": NOW, "recorded_by_id": officer.user_id}
    database.session.add(Offence(episode_id=episode.id, number=1, **offence))
    actions.record_needs(by=officer, episode_id=episode.id, facts=screen_facts())
    return episode


def routed(episode):
    return routing_queries.routing_for(episode, needs_queries.screen_of(episode.id), details_of(episode.person_id))


def test_another_name_sex_ethnicity_or_offence_changes_nothing(officer, hub):
    county.service("Lindum Women's Service", women_only=True)
    answers = []
    for person in PEOPLE:
        routing = routed(an_episode(officer, *person))
        answers.append((routing, explanation(routing, chosen_id=hub.id, at=NOW)))
    assert all(answer == answers[0] for answer in answers)


def test_a_service_for_women_is_offered_to_whoever_is_no_man_and_chosen_by_no_man(officer, hub, browser):
    women = county.service("Lindum Women's Service", county.provider("Lindum Women's Service"), women_only=True)
    offered = f'value="{women.id}"'
    choice = {"service": str(women.id), "choice_reason": "asked_for", "referral": "named", "feedback": "refused"}
    for sex, may_choose in ((Sex.MALE, False), (Sex.FEMALE, True), (Sex.NOT_KNOWN, True)):
        episode = an_episode(officer, f"Person {sex.value}", sex, Ethnicity.W1, "TA68-1")
        address = f"/episodes/{episode.id}/consents"
        page = browser.get(address).text
        assert (offered in page, "For women only: a woman may choose it" in page) == (may_choose, may_choose)
        assert NEVER_LOOKED_AT in page
        assert OF_SEX_SAID in page
        assert ("Lindum Women&#39;s Service, Lincoln: for women only" in page) is not may_choose
        assert (browser.post(address, {**choice, "how": "signed"}).status_code == 302) is may_choose
        if not may_choose:
            with pytest.raises(Refused, match="Choose a service that takes this person"):
                asked(
                    officer,
                    episode,
                    women,
                    choice_reason=choice_reasons()["asked_for"],
                    referral=ConsentState.NOT_ASKED,
                )


def test_somebody_of_no_fixed_abode_without_a_phone_or_a_postcode_is_matched_from_the_town_of_the_suite(
    browser, episode, hub
):
    refused = browser.post(f"/episodes/{episode.id}/needs", {**NO_ABODE_NO_PHONE, "postcode": "ZZ1 1ZZ"}).text
    assert "This is not a postcode" in refused
    assert browser.post(f"/episodes/{episode.id}/needs", NO_ABODE_NO_PHONE).status_code == 302
    facts = needs_queries.screen_of(episode.id).facts
    assert (facts.area, facts.area_from, facts.outcode) == (LINCOLN, AreaFrom.SUITE, None)
    page = browser.get(f"/episodes/{episode.id}/consents").text
    assert "Suggested: Lincoln Recovery Hub" in page
    assert "Nobody can be rung: agree where to meet" in page
    assert NEVER_LOOKED_AT in page


@pytest.mark.database
def test_a_conflict_is_not_offered_and_reads_like_any_other_service_that_wants_a_call(officer, episode, hub, browser):
    sent = referred(officer, hub, episode=episode)
    other = county.service("Trent Bank", county.provider("Trent Bank"), town="Grantham")
    assert routed(episode).first.service.service_id == hub.id
    person = database.session.get(Person, episode.person_id)
    for why, standing, words in (
        (RestrictionWhy.KNOWN, ServiceStanding.FULL, "Takes people only once you have agreed it by telephone"),
        (RestrictionWhy.DANGER, ServiceStanding.CLOSED, "Takes no referral at present"),
    ):
        worker = county.user(Role.TW)
        restricted.proposed(person, [worker], county.viewer_of(worker), why=why)
        routing = routed(episode)
        assert (routing.of(hub.id).standing, routing.first.service.service_id) == (standing, other.id)
        page = browser.get(f"/episodes/{episode.id}/consents").text
        assert words in page
        assert worker.name not in page
    assert routing_queries.next_for(sent, details_of(sent.person_id))[0].next_service.service_id == other.id


def test_where_no_service_is_open_the_referral_goes_to_the_pathway_manager_with_what_was_tried(
    browser, officer, episode, client_of
):
    county.service("Fen Recovery", areas=(BOSTON,))
    actions.record_needs(by=officer, episode_id=episode.id, facts=screen_facts(mental_health=Answer.YES))
    address = f"/episodes/{episode.id}/consents"
    assert "No listed service can take him today" in browser.get(address).text
    agrees = {"feedback": "refused", "how": "signed"}
    assert "the pathway manager looks for one" in browser.post(address, {**agrees, "referral": "named"}).text
    assert browser.post(address, {**agrees, "referral": "any_listed"}).location == f"/episodes/{episode.id}/refer"
    page = browser.get(f"/episodes/{episode.id}/refer").text
    assert "Send to the pathway manager" in page
    assert "with a named lead on both sides" in page
    draft = referrals_queries.draft_of(episode.id)
    assert "waits for a place" in browser.get(browser.post(f"/episodes/{episode.id}/refer").location).text
    assert (draft.state, draft.service_id) == (ReferralState.NEEDS_PLACE, None)
    placing = client_of(county.user(Role.PW), Role.PW).get(f"/placing/{draft.id}").text
    assert "No service was open on 25 November 2026" in placing
    assert "Fen Recovery, Lincoln (closed): Covers Boston, not Lincoln" in placing
