"""One referral, two named people: a mental health partner joins only while consent 4 says so, and police learn nothing."""

import pytest
from sqlalchemy import select

from pathways.audit import record as audit
from pathways.auth.models import Organisation
from pathways.auth.roles import Role
from pathways.directory.entries import queries as directory
from pathways.directory.models import Service
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import SHARING
from pathways.referrals.joint_plans import actions as joint_plans_actions
from pathways.referrals.joint_plans import queries as joint_plans_queries
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.sending import actions as sending_actions
from pathways.refusals import OutOfSight, Refused
from pathways.vocabulary import Need
from tests import county
from tests.accepted import accepted
from tests.integration.hostile.joint_scene import joined, team


def test_a_partner_joins_with_a_lead_on_both_sides_and_reads_the_name_only_while_consent_4_is_live(
    db, the_clock, client_of
):
    scene = accepted(the_clock)
    address = f"/cases/{scene.referral.id}/joint"
    worker = client_of(scene.worker_user, Role.TW)
    ask = {"partner_id": team(), "lead_there": "Tom Ashdown", "lead_here_id": scene.worker.user_id}
    with pytest.raises(Refused, match="Nothing may be shared with a mental health team: not asked yet"):
        joint_plans_actions.ask_partner(by=scene.worker, referral_id=scene.referral.id, **ask)
    assert "Ask him first" in worker.get(address).text
    version = audit.version_of(scene.referral.person_id)
    plan = joined(scene.worker, scene.referral.id)
    assert audit.version_of(scene.referral.person_id) == version
    assert "Tom Ashdown" in worker.get(address).text
    assert "Lindum Mental Health Team: Tom Ashdown there" in worker.get(f"/cases/{scene.referral.id}").text
    service = db.session.get(Service, plan.partner_service_id)
    owner = db.session.get(Organisation, service.organisation_id)
    partner = county.user(Role.TW, of=owner)
    theirs = client_of(partner, Role.TW)
    assert "Dean Rawcliffe" in theirs.get("/inbox/joint").text
    assert theirs.ask("GET", address).status_code == 404
    given = db.session.scalar(select(Consent).where(Consent.number == SHARING))
    sending_actions.withdraw_consent(by=scene.worker, consent_id=given.id)
    db.session.commit()
    assert "Dean Rawcliffe" not in theirs.get("/inbox/joint").text
    assert "Paused: no consent" in worker.get(address).text
    with pytest.raises(OutOfSight):
        consents_queries.case_for_consents(scene.officer, scene.referral.id)
    assert "Tom Ashdown" not in client_of(scene.officer_user, Role.CO).get(f"/referrals/{scene.referral.id}/sent").text
    joint_plans_actions.end_joint(by=scene.worker, referral_id=scene.referral.id, plan_id=plan.id, reason="Discharged")
    assert not [joined_plan for joined_plan in joint_plans_queries.joined_to(scene.referral.id) if joined_plan.runs]


def test_a_partner_is_suggested_only_where_it_takes_people_of_that_age_and_sex(db, the_clock):
    scene = accepted(the_clock)
    owner = county.provider("Lindum Mental Health")
    young, women, older, _ = (
        county.service(name, owner, needs=(Need.MENTAL_HEALTH,))
        for name in ("For under 18s", "For women", "For older people", "Fits")
    )
    young.young_people, women.women_only = True, True
    (entry := directory.nothing_said(older.id)).age_from = 60
    db.session.add(entry)
    db.session.flush()
    assert [partner.name for partner in joint_plans_queries.partners_for(scene.referral)] == ["Fits"]
    with pytest.raises(Refused):
        joint_plans_actions.ask_partner(
            by=scene.worker,
            referral_id=scene.referral.id,
            partner_id=young.id,
            lead_there="Tom Ashdown",
            lead_here_id=scene.worker.user_id,
        )
