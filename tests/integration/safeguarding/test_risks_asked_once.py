"""The risks are asked once, on whichever page comes first, and shown with a way to change them ever after."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from pathways.audit import record as audit
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.people.custody.queries import view_of
from pathways.refusals import Refused, Stale
from pathways.safeguarding import actions, queries
from pathways.safeguarding.models import RiskScreen
from pathways.safeguarding.rules.risks import RiskAnswers
from pathways.vocabulary import Answer
from tests import county, county_safeguarding
from tests.integration.arrest_tests.custody_scenes import boxes
from tests.integration.disposals import plain_disposal
from tests.referred import died


def theft(detention):
    """One offence as the arrest page posts it."""
    return {"offences-0-offence": "TA68-1", **boxes("offences-0-arrested_at", detention.arrested_at)}


def test_an_answer_is_superseded_and_never_overwritten(db, officer, episode):
    county_safeguarding.risks(officer, episode)
    county_safeguarding.risks(officer, episode, suicide_risk=Answer.YES)
    old, new = db.session.scalars(select(RiskScreen).order_by(RiskScreen.id))
    assert (old.suicide_risk, old.superseded_by_id) == (Answer.NO, new.id)
    assert queries.risks_of(episode.id).flags == ("Suicide risk",)


def test_the_same_again_records_nothing(db, officer, episode):
    county_safeguarding.risks(officer, episode)
    county_safeguarding.risks(officer, episode)
    assert db.session.scalar(select(func.count()).select_from(RiskScreen)) == 1


def test_the_log_says_which_risk_was_asked_and_never_the_answer(db, officer, episode):
    county_safeguarding.risks(officer, episode, exploitation=Answer.YES)
    (event,) = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "screen.risks.recorded"))
    assert "exploitation" in event.payload
    assert '"yes"' not in event.payload


def test_a_form_of_an_older_record_is_told_so(db, officer, episode):
    seen = audit.version_of(episode.person_id)
    county_safeguarding.risks(officer, episode)
    with pytest.raises(Stale):
        actions.record_risks(
            by=officer, view=view_of(episode), answers=RiskAnswers(suicide_risk=Answer.YES), seen_version=seen
        )


def test_nobody_asks_somebody_who_died(officer, episode):
    died(episode.person_id, officer)
    with pytest.raises(Refused):
        county_safeguarding.risks(officer, episode)


def test_a_screen_in_which_nothing_was_asked_cannot_be_stored(db, officer, episode):
    db.session.add(RiskScreen(episode_id=episode.id, recorded_at=episode.opened_at, recorded_by_id=officer.user_id))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_the_arrest_page_asks_and_the_needs_page_then_does_not(client_of):
    someone = county.user(Role.CO)
    client, by = client_of(someone, Role.CO), county.viewer_of(someone)
    episode, detention = county.detained(by=by)
    arrest = f"/episodes/{episode.id}/arrest"
    page = client.get(arrest).text
    assert "until all three are asked" in page
    assert 'name="exploitation"' in page
    client.post(arrest, {"suicide_risk": "yes", **theft(detention)})
    assert "before a disposal: an overdose in the last 7 days" in client.get(f"/episodes/{episode.id}").text
    needs = client.get(f"/episodes/{episode.id}/needs").text
    assert 'name="suicide_risk"' not in needs
    assert 'name="overdose_last_7_days"' in needs
    assert f"/episodes/{episode.id}/risks#suicide_risk" in needs


def test_a_yes_to_exploitation_leads_from_the_arrest_to_the_safeguarding_page(client_of):
    someone = county.user(Role.CO)
    client = client_of(someone, Role.CO)
    episode, detention = county.detained(by=county.viewer_of(someone))
    answer = client.post(f"/episodes/{episode.id}/arrest", {"exploitation": "yes", **theft(detention)})
    assert answer.headers["Location"] == f"/episodes/{episode.id}/safeguarding"


def test_a_disposal_needs_information_until_all_three_are_asked_and_a_sample_does_not(app):
    where = plain_disposal.scene()
    other, _ = county.detained(by=where.officer)
    plain_disposal.offence(other)
    where.episode = other
    plain_disposal.with_facts(where)
    with pytest.raises(Refused) as refused:
        plain_disposal.proposed(where)
    assert {"RSK-01", "ANY-06"} <= {word.strip(":") for each in refused.value.reasons for word in each.message.split()}
    county_safeguarding.risks(where.officer, other, exploitation=Answer.WOULD_NOT_SAY)
    assert plain_disposal.proposed(where)
