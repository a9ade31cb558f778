"""What the law, the consent or the clock does not allow: said with what to do, typed text kept, nothing written."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from pathways.acceptance import actions as acceptance
from pathways.acceptance.rules import decline_reasons
from pathways.arrest_tests.offences import queries as arrest_tests
from pathways.auth.roles import Rank, Role
from pathways.disposals.models import Disposal
from pathways.referrals.consents.rules.consents import Covers
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db
from tests import county
from tests.accepted import accepted
from tests.figures import make_figures_ahead
from tests.integration.arrest_tests import custody_scenes
from tests.integration.disposals import plain_disposal
from tests.integration.hostile import doors, typed
from tests.integration.hostile.test_typed_badly import refused
from tests.integration.reporting.records import assessed
from tests.referred import referred

# Begging left the list of trigger offences on 28 June 2026 (law/data/trigger_offences.csv).
LAST_DAY, DAY_AFTER = datetime(2026, 6, 28, 3, 0, tzinfo=UTC), datetime(2026, 6, 29, 3, 0, tzinfo=UTC)
PROPOSAL = {"rationale": plain_disposal.WHY, "reasons_cite_test": "no"}


@pytest.fixture
def constable(app):
    return county.user(Role.CO, rank=Rank.CONSTABLE)


def arrested(constable):
    view = custody_scenes.in_custody(county.viewer_of(constable))
    return view, f"/episodes/{view.episode.id}/arrest"


def arrest_of(view, row: int = 0) -> dict:
    return custody_scenes.boxes(f"offences-{row}-arrested_at", view.detention.arrested_at)


def begging(the_clock, client_of, constable, night):
    """Somebody arrested that night for begging: the client, and the address of the episode."""
    the_clock.set(night)
    view, address = arrested(constable)
    client = client_of(constable, Role.CO)
    assert client.post(address, {"offences-0-offence": "VA1824-3"} | arrest_of(view)).status_code == 302
    return client, f"/episodes/{view.episode.id}"


def test_on_its_last_day_an_offence_opens_a_test(the_clock, client_of, constable):
    client, address = begging(the_clock, client_of, constable, LAST_DAY)
    assert "Yes, on arrest. No inspector needed" in client.get(f"{address}/offences").text


def test_an_offence_that_expired_yesterday_opens_none_and_the_page_says_what_would(the_clock, client_of, constable):
    client, address = begging(the_clock, client_of, constable, DAY_AFTER)
    page = client.get(f"{address}/offences").text
    assert "Begging left the trigger list after 28 June 2026" in page
    assert "Opens if an inspector or above authorises it" in page
    _, asked = typed.WRITES["arrest_tests.drug_test"]
    refused(client, f"{address}/test", asked(None), "inspector", typed.SENTENCE)


def test_nobody_is_tested_for_a_drug_offence_without_its_drug(client_of, constable):
    view, address = arrested(constable)
    client = client_of(constable, Role.CO)
    client.post(address, {"offences-0-offence": "MDA71-5-2", "offences-0-amount": "3 wraps"} | arrest_of(view))
    _, asked = typed.WRITES["arrest_tests.drug_test"]
    says = "Select the drug. A drug offence is a trigger only if it concerns a specified Class A drug."
    refused(client, f"/episodes/{view.episode.id}/test", asked(None), says, typed.SENTENCE)


def test_a_constable_is_no_inspector(client_of, constable):
    view, address = arrested(constable)
    client = client_of(constable, Role.CO)
    client.post(address, {"offences-0-offence": "OTHER", "offences-0-described_as": "Affray"} | arrest_of(view))
    (offence,) = arrest_tests.offence_rows(view.episode.id)
    data = {"offence_id": str(offence.id), "mode": "written", "grounds": typed.SENTENCE}
    data |= custody_scenes.boxes("given_at", view.detention.arrived_at) | {"given_by_id": str(constable.id)}
    says = "Who decides: choose one of the answers on the page"
    for nobody in (constable, county.user(Role.CO, rank=Rank.SERGEANT)):
        data |= {"given_by_id": str(nobody.id)}
        refused(client, f"/episodes/{view.episode.id}/authority", data, says, typed.SENTENCE)


def test_a_disposal_that_is_not_available_is_refused_with_each_rule(client_of):
    where = plain_disposal.with_facts(plain_disposal.scene(), admission="denies")
    client = client_of(where.officer_user, Role.CO)
    address = f"/episodes/{where.episode.id}/disposal/propose/CC"
    says = "A conditional caution needs an admission to the authorised person that the offence was committed"
    refused(client, address, PROPOSAL, says, plain_disposal.WHY)


def test_nobody_authorises_their_own_proposal(client_of, app):
    where = plain_disposal.with_facts(plain_disposal.scene())
    decider = county.user(Role.DM, rank=Rank.INSPECTOR)
    client = client_of(decider, Role.DM)
    address = f"/episodes/{where.episode.id}/disposal/propose/CC"
    assert client.post(address, typed.filled_in(client, address, address) | PROPOSAL).status_code == 302
    address = f"/disposals/{db.session.scalar(select(func.max(Disposal.id)))}/authorise"
    data = {"decision": "authorise", "reason": plain_disposal.BECAUSE}
    assert "You proposed this" in client.get(address).text
    token = typed.token_of(client)
    refused(client, address, data | {"csrf_token": token}, "proposed")


def test_consent_refused_sends_nothing_and_says_what_can_still_be_offered(client_of, constable):
    episode = county.episode(by=county.viewer_of(constable))
    client, address = client_of(constable, Role.CO), f"/episodes/{episode.id}"
    assert client.post(f"{address}/needs", typed.NEEDS | typed.RISKS | {"naloxone": "supplied"}).status_code == 302
    answers = {"service": str(county.service().id), "referral": "refused", "feedback": "refused", "how": "signed"}
    answer = client.post(f"{address}/consents", answers)
    assert answer.location == f"{address}/not-sent"
    page = client.get(answer.location).text
    assert "Nothing" in page
    assert "01632 960 471" in page, "the number of a service to ring"
    before = doors.everything_kept()
    assert client.ask("POST", f"{address}/refer").status_code == 302
    assert doors.everything_kept() == before
    assert db.session.scalars(select(Referral).where(Referral.sent_at.is_not(None))).all() == []


def test_a_consent_that_does_not_cover_the_next_service_is_asked_for_first(client_of, constable):
    referral = referred(county.viewer_of(constable), covers=Covers.NAMED)
    worker = county.viewer_of(county.user(Role.TW))
    acceptance.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    other = county.service("Boston Hub", of=county.provider("Coastline Recovery"))
    manager = client_of(county.user(Role.PW), Role.PW)
    data = {"service": str(other.id), "note": typed.SENTENCE}
    says = "Ask first. Boston Hub may not be told yet"
    refused(manager, f"/placing/{referral.id}", data, says, typed.SENTENCE)
    assert db.session.get(Referral, referral.id).state is ReferralState.NEEDS_PLACE


def test_a_referral_accepted_a_second_before_names_who_and_keeps_what_was_typed(the_clock, client_of, constable):
    referral = referred(county.viewer_of(constable))
    first, second = county.user(Role.TW, name="Sam Okafor"), county.user(Role.TW, name="Kim Adair")
    address = f"/inbox/{referral.id}/accept"
    late = client_of(second, Role.TW)
    filled = typed.filled_in(late, address, address)
    early = client_of(first, Role.TW)
    assert early.send(address, typed.filled_in(early, address, address)).status_code == 302
    before = doors.everything_kept()
    answer = late.send(address, {**filled, "note": typed.SENTENCE})
    assert answer.status_code == 409
    assert "Sam Okafor" in answer.text
    assert typed.SENTENCE in answer.text
    assert doors.everything_kept() == before


def test_nobody_attends_before_the_appointment(the_clock, client_of):
    scene = accepted(the_clock)
    (first,) = scene.case.appointments
    address = f"/cases/{scene.referral.id}/appointments/{first.id}/outcome"
    says = "Whether they came can be recorded from 15 minutes before it"
    page = refused(client_of(scene.worker_user, Role.TW), address, {"outcome": "attended"}, says)
    assert 'value="attended" checked' in page


def test_an_assessment_before_the_referral_is_refused(the_clock, client_of):
    scene = accepted(the_clock)
    scene.comes_to_the_first()
    data = {"uses_substances": "no", "needs_agreed": typed.SENTENCE}
    data |= {"attended_on-day": "1", "attended_on-month": "1", "attended_on-year": "2020"}
    client = client_of(scene.worker_user, Role.TW)
    refused(client, f"/cases/{scene.referral.id}/assessment", data, typed.SENTENCE, 'value="2020"')


@pytest.mark.parametrize("page", ["/reports/arc", "/overview"])
def test_a_period_that_ends_before_it_starts_is_no_period(the_clock, client_of, page):
    assessed()
    make_figures_ahead(the_clock)
    manager = client_of(county.user(Role.MG), Role.MG)
    answer = manager.get(f"{page}?from=2026-02-01&to=2026-01-01")
    says = "so that nobody is found by subtracting one period from another. Choose a period"
    assert answer.status_code == 200
    assert answer.text.count(says) == 2
    for typed_badly in (
        "from=2026-02-31",
        "from=-1",
        "from=%00",
        "from=%ED%A0%80",
        f"from={'9' * 5000}",
        "days=31",
        "as_at=31",
    ):
        assert manager.get(f"{page}?{typed_badly}").status_code == 200


@pytest.mark.parametrize("file", ["/reports/arc.csv", "/reports/arc.pdf"])
def test_no_file_is_made_of_dates_that_make_no_period(the_clock, client_of, file):
    assessed()
    make_figures_ahead(the_clock)
    manager = client_of(county.user(Role.MG), Role.MG)
    answer = manager.ask("GET", f"{file}?from=2026-02-01&to=2026-01-01")
    assert answer.location == "/reports/arc?from=2026-02-01&to=2026-01-01"
    assert "Choose a period" in manager.get(answer.location).text
