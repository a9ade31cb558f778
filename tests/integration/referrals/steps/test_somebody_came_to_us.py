"""Who may refer: custody, police, health practitioners, and a treatment worker to the own service. Nobody else."""

import pytest
from sqlalchemy import select

from pathways.auth.roles import Role, permissions
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.people.queries import sees_person
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral
from pathways.referrals.sending.rules import ReferralRoute
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db as database
from pathways.vocabulary import Origin
from tests import county
from tests.integration.hostile.own_scene import CAME
from tests.referred import referred


@pytest.fixture
def worker(app):
    return county.user(Role.TW)


def test_a_worker_records_who_came_to_the_own_service_and_accepts_next_and_police_learn_nothing(
    client_of, worker, hub, officer
):
    browser = client_of(worker, Role.TW)
    text = browser.post("/own-referrals/new", {**CAME, "service": str(hub.id), "referral": "no"}).text
    assert "Without agreement nothing is recorded" in text
    assert database.session.scalar(select(Person)) is None
    answer = browser.post("/own-referrals/new", {**CAME, "service": str(hub.id)})
    referral = database.session.scalars(select(Referral)).one()
    assert answer.location == f"/inbox/{referral.id}/accept"
    assert (referral.state, referral.route, referral.organisation_id) == (
        ReferralState.SUBMITTED,
        ReferralRoute.GP,
        worker.organisation_id,
    )
    assert database.session.get(Episode, referral.episode_id).origin is Origin.SELF
    assert database.session.scalars(select(Consent)).one().how == "signed"
    assert "Ellis Marwood" in browser.get("/inbox").text
    assert not sees_person(officer, referral.person_id)


def test_whom_the_service_knows_is_found_and_not_entered_twice(client_of, worker, hub, officer, episode):
    known = referred(officer, hub, episode=episode)
    browser = client_of(worker, Role.TW)
    boxes = {"date_of_birth-day": "9", "date_of_birth-month": "6", "date_of_birth-year": "1991"}
    same = {**CAME, **boxes, "surname": "Rawcliffe", "given_names": "Dean", "service": str(hub.id)}
    assert "Dean Rawcliffe, born 9 June 1991" in browser.post("/own-referrals/new", same).text
    browser.post("/own-referrals/new", {**same, "same": str(known.person_id)})
    assert {row.person_id for row in database.session.scalars(select(Referral))} == {known.person_id}


def test_a_manager_an_administrator_and_every_other_role_are_refused(client_of, hub):
    assert permissions()["own_referral.record"] == {Role.TW}
    assert permissions()["referral.send"] == {Role.CO, Role.DM, Role.HP}
    for role in (Role.PM, Role.MG, Role.PW, Role.CO):
        assert client_of(county.user(role), role).get("/own-referrals/new").status_code == 403


def test_a_service_of_another_provider_or_for_another_age_takes_nobody_so(client_of, worker, hub, officer):
    browser = client_of(worker, Role.TW)
    other = county.service("Brayford", county.provider("Brayford"))
    young = county.service("Next Step", young_people=True)
    assert "<title>Error: " in browser.post("/own-referrals/new", {**CAME, "service": str(other.id)}).text
    page = browser.post("/own-referrals/new", {**CAME, "service": str(young.id)}).text
    assert "This service is for people under 18 only" in page
    child = {**CAME, "date_of_birth-year": "2010", "service": str(hub.id)}
    assert "Under 18: only the young people" in browser.post("/own-referrals/new", child).text
    assert database.session.scalar(select(Person)) is None
