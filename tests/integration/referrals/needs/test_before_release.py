"""Before somebody leaves: naloxone once, for whoever comes, and a slip that tells no more than it must."""

import io
from datetime import date, timedelta

import pypdf
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from pathways import clock, dates
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.auth.roles import Role
from pathways.people.custody.queries import view_of
from pathways.referrals.models.needs_and_consents import NaloxoneOffer
from pathways.referrals.needs import actions, queries
from pathways.referrals.needs.rules import Naloxone, NaloxoneFacts
from pathways.refusals import Refused
from pathways.vocabulary import Origin, Sex
from tests import county
from tests.integration.arrest_tests import custody_scenes
from tests.papers import placed
from tests.referred import HAS_IT, died, referred

DECLINED = NaloxoneFacts(answer=Naloxone.DECLINED)


@pytest.fixture
def desk(app, client_of):
    """A custody officer in a browser, and the same as a viewer."""
    someone = county.user(Role.CO)
    return client_of(someone, Role.CO), county.viewer_of(someone)


def words_of(client, episode):
    slip = pypdf.PdfReader(io.BytesIO(client.get(f"/episodes/{episode.id}/slip.pdf").data))
    assert slip.trailer["/Root"]["/MarkInfo"]["/Marked"]
    return " ".join(page.extract_text() for page in slip.pages)


@pytest.mark.database
def test_a_later_answer_supersedes_and_the_same_again_records_nothing(db, officer, episode):
    for facts in (HAS_IT, HAS_IT, DECLINED):
        actions.record_naloxone(by=officer, view=view_of(episode), facts=facts)
    assert db.session.scalar(select(func.count()).select_from(NaloxoneOffer)) == 2
    assert queries.asked_of(episode.id).naloxone.answer is Naloxone.DECLINED


def test_not_offered_is_stored_only_with_its_reason(db, officer, episode):
    with pytest.raises(Refused, match="Say why"):
        actions.record_naloxone(by=officer, view=view_of(episode), facts=NaloxoneFacts(answer=Naloxone.NOT_OFFERED))
    row = {"episode_id": episode.id, "recorded_at": clock.now(), "recorded_by_id": officer.user_id}
    db.session.add(NaloxoneOffer(answer=Naloxone.NOT_OFFERED, **row))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_nothing_is_recorded_for_somebody_who_died(officer, episode):
    died(episode.person_id, officer)
    with pytest.raises(Refused):
        actions.record_naloxone(by=officer, view=view_of(episode), facts=DECLINED)


def test_what_the_needs_page_asked_is_not_asked_again_before_release_and_the_other_way_round(desk):
    client, officer = desk
    first, second = county.episode(by=officer), county.episode(by=officer)
    referred(officer, episode=first)
    page = client.get(f"/episodes/{first.id}/before-release").text
    assert "Naloxone recorded" in page
    assert 'value="already_has" checked' in page
    asked = {"naloxone": "supplied", **dict.fromkeys(("overdose_last_7_days", "suicide_risk", "exploitation"), "no")}
    assert client.post(f"/episodes/{second.id}/before-release", asked).location == f"/episodes/{second.id}"
    needs = client.get(f"/episodes/{second.id}/needs").text
    assert 'name="naloxone"' not in needs
    assert "Supplied" in needs
    assert "Naloxone: supplied." in client.get(f"/episodes/{second.id}").text


def test_the_page_asks_for_the_reason_and_keeps_what_was_typed(desk):
    client, officer = desk
    episode = county.episode(by=officer)
    page = client.post(f"/episodes/{episode.id}/before-release", {"naloxone": "not_offered"}).text
    assert "There is a problem" in page
    assert "Answer “Overdose in the last 7 days”" in page
    assert 'value="not_offered" checked' in page


VOLUNTARY = "Going is voluntary. You decide, and nothing happens to you if you do not go."


@pytest.mark.parametrize(
    "origin", [Origin.VOLUNTARY_INTERVIEW, Origin.STREET, Origin.SELF, Origin.LIAISON_AND_DIVERSION]
)
def test_the_slip_of_a_voluntary_referral_names_no_person_drug_or_offence(desk, origin):
    client, officer = desk
    episode = county.episode(by=officer, origin=origin)
    referred(officer, episode=episode)
    words = words_of(client, episode)
    assert "Lincoln Recovery Hub, Lincoln" in words
    assert "01632 960 471" in words
    assert VOLUNTARY in words
    for word in ("Rawcliffe", "drug", "crack", "offence", "arrest", "custody", "police", "test"):
        assert word not in words.lower(), word


def test_without_a_referral_the_slip_lists_whom_anybody_may_ring(desk):
    client, officer = desk
    county.service()
    words = words_of(client, county.episode(by=officer))
    assert "Lincoln Recovery Hub, Lincoln" in words
    assert VOLUNTARY in words


def test_the_slip_of_a_required_assessment_says_when_and_for_whom(desk):
    client, officer = desk
    view = custody_scenes.in_custody(officer)
    custody_scenes.arrested_for(officer, view)
    view = custody_scenes.again(officer, view)
    testing_actions.record_test(by=officer, view=view, record=custody_scenes.a_test())
    assessment_actions.decide_assessment(
        by=officer,
        view=custody_scenes.again(officer, view),
        decision=AssessmentDecision.IMPOSED,
        initial_at=clock.now() + timedelta(days=1),
        service_id=county.service().id,
    )
    unserved = words_of(client, view.episode)  # no notice yet, so no time that can be missed
    assert "You must go" not in unserved
    assert VOLUNTARY not in unserved
    assessment_actions.serve_notice(
        by=officer, view=custody_scenes.again(officer, view), all_said=True, served_at=clock.now()
    )
    words = words_of(client, view.episode)
    when = dates.london(clock.now() + timedelta(days=1))
    assert f"{when:%A} {when.day} {when:%B %Y} at {when:%H:%M}" in words
    assert view.details.full_name in words
    lines, _ = placed(client.get(f"/episodes/{view.episode.id}/slip.pdf").data)
    assert [line.words for line in lines[:3]] == [
        "Where to go next",
        "Lincoln Recovery Hub, Lincoln",
        "Ring 01632 960 471",
    ]
    assert lines[2].size >= 18
    assert "takes the place of copy 1" in words  # which copy it is stands below everything else
    assert words.index("takes the place of") > words.index("Samaritans")
    assert VOLUNTARY not in words
    for word in ("cocaine", "opiate", "positive", "theft"):
        assert word not in words.lower(), word


def test_no_slip_leads_a_child_to_a_service_for_adults(desk):
    client, officer = desk
    episode = county.episode(county.person(born=date(2009, 6, 9), by=officer), by=officer)
    for page in ("before-release", "slip.pdf"):
        assert client.get(f"/episodes/{episode.id}/{page}").location == f"/episodes/{episode.id}/under-18"


def test_a_service_for_women_stands_on_the_slip_of_women_only(desk):
    client, officer = desk
    county.service()
    county.service("Lindum Women's Service", women_only=True)
    man, woman = (county.person(sex=sex, by=officer) for sex in (Sex.MALE, Sex.FEMALE))
    assert "Lindum" not in words_of(client, county.episode(man, by=officer))
    assert "Lindum" in words_of(client, county.episode(woman, by=officer))
