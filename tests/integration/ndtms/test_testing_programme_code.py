"""A held or voided sample, and "not asked", make no referral one of the testing programme, nor its national code."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pathways import clock, dates
from pathways.arrest_tests.held_records.rules import HoldDecision, HoldState
from pathways.arrest_tests.models.testing import DrugTest, Hold, LabCheck
from pathways.arrest_tests.testing import actions as testing
from pathways.arrest_tests.testing.rules.record import RecordedTest
from pathways.arrest_tests.testing.rules.results import LabState, SampleOutcome, not_tested_reasons
from pathways.auth.roles import Role
from pathways.ndtms import actions
from pathways.ndtms.rules.lists import Month
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral
from pathways.referrals.routing import queries as referrals
from pathways.referrals.sending.rules import ReferralRoute
from pathways.store.base import db
from tests import county
from tests.accepted import accepted
from tests.integration.arrest_tests.custody_scenes import a_test, again, arrested_for, in_custody, negative
from tests.integration.arrest_tests.held_scenes import as_it_happened, decide, inspector
from tests.national_file import file_made

NOVEMBER = Month(date(2026, 11, 1))
PROGRAMME = "5"


@pytest.fixture
def held_view(app):
    officer = county.officer()
    view = in_custody(officer)
    arrested_for(officer, view)
    return officer, again(officer, view)


def test_not_asked_makes_no_referral_of_the_testing_programme(held_view):
    officer, view = held_view
    why = not_tested_reasons()["officer_discretion"]
    record = RecordedTest(
        outcome=SampleOutcome.NOT_ASKED, not_tested_reason=why, not_tested_text="Nothing pointed to drugs"
    )
    testing.record_test(by=officer, view=view, record=record)
    assert referrals.route_for(view.episode) is ReferralRoute.OTHER
    testing.record_test(by=officer, view=again(officer, view), record=negative())
    assert referrals.route_for(view.episode) is ReferralRoute.TESTED_VOLUNTARY


def test_a_sample_makes_one_only_while_it_is_neither_held_nor_voided(held_view):
    officer, view = held_view
    test = as_it_happened(officer, view, a_test())
    assert referrals.route_for(view.episode) is ReferralRoute.OTHER
    decide(inspector(), test)
    assert referrals.route_for(view.episode) is ReferralRoute.TESTED_VOLUNTARY
    as_it_happened(officer, again(officer, view), negative())
    assert referrals.route_for(view.episode) is ReferralRoute.OTHER
    decide(inspector(), db.session.scalars(select(DrugTest).order_by(DrugTest.id.desc())).first(), HoldDecision.VOID)
    assert referrals.route_for(view.episode) is ReferralRoute.OTHER


@pytest.mark.database
def test_the_monthly_file_drops_its_code_once_the_sample_is_held_after_the_referral_was_sent(app, the_clock):
    scene = accepted(the_clock, required_at=the_clock.now() + timedelta(days=1))
    scene.engage()
    manager = county.viewer_of(county.user(Role.PM))
    the_clock.set(dates.from_london(date(2026, 12, 3), the_clock.now().time()))
    actions.enter_agency_code(by=manager, service_id=scene.referral.service_id, code="ZZ001")
    agreed(scene)
    assert scene.referral.route is ReferralRoute.REQUIRED_ASSESSMENT
    assert code_in(manager) == PROGRAMME
    (test,) = db.session.scalars(select(DrugTest))
    hold = Hold(drug_test_id=test.id, state=HoldState.QUARANTINED, opened_at=clock.now())
    db.session.add(hold)
    db.session.commit()
    assert code_in(manager) == ""
    hold.state, hold.decided_at, hold.decided_by_id = HoldState.RELEASED, clock.now(), inspector().user_id
    db.session.commit()
    assert code_in(manager) == PROGRAMME


def test_a_sent_referral_counts_as_required_only_while_the_laboratory_has_not_overturned_the_result(app, the_clock):
    scene = accepted(the_clock, required_at=the_clock.now() + timedelta(days=1))
    assert counted_under(scene) is ReferralRoute.REQUIRED_ASSESSMENT
    (test,) = db.session.scalars(select(DrugTest))
    check = LabCheck(drug_test_id=test.id, state=LabState.CONFIRMED, sent_at=clock.now(), reference="L 17")
    db.session.add(check)
    db.session.commit()
    assert counted_under(scene) is ReferralRoute.REQUIRED_ASSESSMENT
    check.state = LabState.NOT_CONFIRMED
    db.session.commit()
    assert counted_under(scene) is ReferralRoute.TESTED_VOLUNTARY


def counted_under(scene):
    """As the monthly file reads it, of a referral that was sent when its test still supported a requirement."""
    sent = Referral.id == scene.referral.id
    asked = select(
        Referral.route,
        Referral.episode_id,
        referrals.sample_was_asked(Referral.episode_id).label("sample_asked"),
        referrals.result_was_overturned(Referral.episode_id).label("is_overturned"),
    )
    row = db.session.execute(asked.where(sent)).one()
    return referrals.route_counted(
        row.route, row.episode_id, sample_asked=row.sample_asked, is_overturned=row.is_overturned
    )


def code_in(manager):
    file = file_made(by=manager, month=NOVEMBER)
    (line,) = csv.DictReader(io.StringIO(file.content.decode()))
    return line["RFLS"]


def agreed(scene):
    """Signed: the national statistics may have it."""
    db.session.add(
        Consent(
            person_id=scene.referral.person_id, episode_id=scene.episode.id, number=3, state=ConsentState.GIVEN,
            wording_version=1, how="signed", understood=True, taken_at=clock.now(), taken_by_id=scene.worker.user_id,
        )
    )  # fmt: skip
    db.session.commit()
