"""Referrals of before, and what came of them: counted by the reports, apart from each other as police and services are."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pathways.acceptance.queries.inbox import inbox
from pathways.audit import verify
from pathways.audit.models import SYSTEM, AuditEvent
from pathways.auth import passwords
from pathways.auth.roles import Role
from pathways.casefile.queries.to_see import to_be_seen
from pathways.deadlines.queries import duties
from pathways.deadlines.queries.overdue import overdue
from pathways.engagement.caseload.queries.cases import caseload
from pathways.engagement.caseload.rules import Listing
from pathways.engagement.models.case import AssessedSubstance, Assessment, CarePlan, Engagement, Exit, StructuredStart
from pathways.engagement.outcomes.queries import check_ins_due
from pathways.imports.models import ImportedRecord, ImportRun
from pathways.imports.queries import importers
from pathways.ndtms.queries.agreements import begun_by
from pathways.ndtms.rules.lists import Month
from pathways.outbox.models import Message
from pathways.people.models.custody import Episode
from pathways.referrals.models.needs_and_consents import Consent
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.reporting.queries import counting, funnels
from pathways.reporting.queries.records import all_records
from pathways.reporting.rules.proportions import Period
from tests import county
from tests.integration.imports import test_importing_tests as of_tests
from tests.integration.imports.conftest import PASSWORD, WHY
from tests.integration.imports.test_importing_tests import DETENTIONS, PEOPLE

HEAD = "referral_key,person_key,detention_key,origin,service,referred_at,answer,answered_at\n"
ONE = "R1,A1,D1,,Lincoln Recovery Hub,2025-03-05 08:00,accepted,2025-03-06 09:00\n"
TWO = 'R2,A2,D2,,"Lincoln Recovery Hub, Lincoln",2025-03-07 08:00,Accepted by the service,2025-03-08 09:00\n'
RECALLED = "R3,A3,D3,,,2025-03-09 08:00,recalled,2025-03-10 09:00\n"
VISIT = "R4,A3,,street,lincoln recovery hub,2025-03-20 08:00,accepted,2025-03-21 09:00\n"
EVERY = ONE + TWO + RECALLED + VISIT
CASES = (
    "engagement_key,referral_key,first_attended_on,assessed_on,uses_substances,substances,care_plan_on,started_on,"
    "modality,engaged_on,exited_on,ending\n"
)
TREATED = "E1,R1,2025-03-11,2025-03-11,,heroin; crack,2025-03-18,2025-03-25,94,2025-04-01,2025-09-01,80\n"
ASSESSED = "E2,R2,2025-03-12,2025-03-12,no,,,,,,2025-03-12,no_need\n"
NEVER_CAME = "E4,R4,,,,,,,,,2025-04-20,not-found\n"
EVERY_CASE = TREATED + ASSESSED + NEVER_CAME
MARCH = Period(from_on=date(2025, 3, 1), to_on=date(2025, 3, 31), as_at=date(2026, 11, 25))


@pytest.fixture
def worker():
    """A worker of the service, by the name to sign in with."""
    return county.user(Role.TW, of=county.service() and county.provider()).sign_in_name


@pytest.fixture
def known(bring_in, worker):
    for kind, text in (("people", PEOPLE), ("detentions", DETENTIONS)):
        assert bring_in(kind, text).exit_code == 0


@pytest.fixture
def came_of_it(run, worker):
    """Import a file of engagement for the worker, from the same system."""

    def command(text=None, name=None):
        return run("run", "FILE", "--kind", "engagement", "--by", name or worker, "--system", "ARC team", text=text)

    return command


@pytest.mark.database
def test_a_referral_is_recorded_with_its_answer_and_the_visit_that_it_is_of(known, bring_in, db):
    result = bring_in("referrals", HEAD + EVERY)
    assert "4 records imported." in result.output, result.output
    one, _, recalled, visit = db.session.scalars(select(Referral).order_by(Referral.id))
    assert (one.state, one.accepted_at is None, one.keyworker_id, one.look_at) == ("NOT_ENGAGED", False, None, None)
    assert (recalled.state, recalled.organisation_id) == ("WITHDRAWN", None)
    assert (one.reference, one.due_on) == (f"R-25-{one.id:05d}", date(2025, 3, 7))
    episode = db.session.get_one(Episode, visit.episode_id)
    assert (episode.origin, episode.came_on, episode.closed_at) == ("street", date(2025, 3, 20), visit.sent_at)
    events = db.session.execute(select(ReferralEvent.event).where(ReferralEvent.referral_id == one.id))
    assert [each.event for each in events] == ["submit", "accept"]
    assert list(verify.verify()) == []


def test_what_the_overview_and_the_arc_report_count_is_what_was_counted_by_hand(known, bring_in, came_of_it, db):
    bring_in("tests", of_tests.WITH_REQUIRED + of_tests.REQUIRED + of_tests.NEGATIVE + of_tests.REFUSED)
    bring_in("referrals", HEAD + EVERY)
    before = counting.overview(SYSTEM, MARCH).by_any_route
    assert [row.people for row in before.rows] == [3, 3, 0, 0]
    assert before.left_out == 1, "the one that was recalled"
    result = came_of_it(CASES + EVERY_CASE)
    assert "3 records imported." in result.output, result.output
    overview = counting.overview(SYSTEM, MARCH)
    assert [row.people for row in overview.by_any_route.rows] == [3, 3, 2, 1]
    assert [row.people for row in overview.on_arrest.rows] == [2, 1, 1, 1, 1, 1, 1], "from the test to engaged"
    assert (overview.started.people, overview.started.so_far) == (1, 1), "whoever tested positive has started"
    arc = counting.arc(SYSTEM, MARCH)
    assert (arc.assessed, arc.multiple, arc.single, arc.none) == (2, 1, 0, 1)
    assert {line.value: number for line, number in arc.lines.items() if number} == {"heroin": 1, "cocaine": 1}
    assert arc.outcome.yes == 1
    assert arc.recorded_under == ("As another system recorded it, version 1.",)


@pytest.mark.database
def test_what_came_of_it_is_recorded_for_the_service_and_police_notice_nothing(
    known, bring_in, came_of_it, db, sergeant, worker
):
    bring_in("referrals", HEAD + EVERY)
    came_of_it(CASES + EVERY_CASE)
    treated = db.session.scalars(select(Referral).order_by(Referral.id)).first()
    assert (treated.state, treated.engaged_on, treated.exited_on) == ("COMPLETED", date(2025, 4, 1), date(2025, 9, 1))
    kinds = (Assessment, AssessedSubstance, CarePlan, StructuredStart, Engagement, Exit)
    assert [len(db.session.scalars(select(each)).all()) for each in kinds] == [2, 2, 1, 1, 1, 3]
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "case.recorded")).first()
    assert json.loads(event.payload)["reason"] == "80"
    of_person = select(AuditEvent.version).where(AuditEvent.chain_id == event.chain_id).order_by(AuditEvent.position)
    versions = db.session.scalars(of_person).all()
    assert versions[-1] == versions[-2], "no form of the police goes stale"
    for of_police in (sergeant, county.user(Role.DM).sign_in_name):
        refused = came_of_it(name=of_police)
        assert refused.exit_code == 1
        assert "treatment worker" in refused.output
    assert list(verify.verify()) == []


def test_nothing_is_due_waits_or_is_sent_because_of_it(known, bring_in, came_of_it, db, sergeant, worker, the_clock):
    last_month = the_clock.now().date() - timedelta(days=20)
    bring_in("referrals", HEAD + EVERY)
    came_of_it(CASES + TREATED.replace("2025-09-01", last_month.isoformat()) + ASSESSED + NEVER_CAME)
    ours = importers.importer(worker, "case.record")
    assert (duties.due(the_clock.now(), 10), duties.unreferred(the_clock.now())) == ((), ())
    assert inbox(ours).rows == ()
    assert caseload(ours, Listing()).rows == ()
    assert check_ins_due(ours).rows == ()
    assert overdue(ours).rows == ()
    begun = begun_by(county.viewer_of(county.user(Role.PM)), Month.of(date(2025, 4, 1)))
    assert (begun.rests_on, begun.not_yet) == ({}, frozenset()), "the other system has sent the national file"
    assert to_be_seen(importers.importer(sergeant)) == ()
    assert [db.session.scalars(select(each)).all() for each in (Message, Consent)] == [[], []]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (ONE.replace("R1,A1", "R9,A2"), "This detention is somebody else’s"),
        (ONE.replace("R1", "R9"), "referred from this detention or visit already"),
        (ONE.replace("R1", "R9").replace("D1,", ","), "Say from which detention"),
        (VISIT.replace("R4,A3,", "R9,A3,D3"), "Say from which detention"),
        (TWO.replace("R2", "R9").replace("03-07", "03-01"), "referred before they came"),
    ],
)
def test_what_could_not_have_been_is_told_row_by_row_and_the_others_are_imported(known, bring_in, db, row, why):
    result = bring_in("referrals", HEAD + ONE + row + RECALLED)
    assert why in result.output, result.output
    assert "2 records imported." in result.output
    assert "1 row refused." in result.output


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        (ONE.replace("Lincoln Recovery Hub", "Lincoln Recovry Hub"), "service", "Did you mean Lincoln Recovery Hub"),
        (ONE.replace(",accepted", ",waiting"), "answer “waiting”", "This is not in the list"),
        (ONE.replace("Lincoln Recovery Hub", ""), "service", "Say which service accepted"),
        (ONE.replace("A1", "A9"), "person_key “A9”", "Nobody was imported with this key"),
        (ONE.replace("D1", "D9"), "detention_key “D9”", "No detention was imported with this key"),
        (VISIT.replace("street", "self"), "origin", "Without a detention this may be"),
    ],
)
def test_a_bad_cell_is_named_with_what_would_be_right(known, bring_in, row, column, why):
    result = bring_in("referrals", HEAD + row)
    assert f"row 2, {column}" in result.output, result.output
    assert why in result.output


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        (TREATED.replace("R1", "R9"), "referral_key “R9”", "No referral was imported with this key for a service of"),
        (TREATED.replace("crack", "crak"), "substances “heroin; crak”", "Did you mean crack"),
        (TREATED.replace(",80", ",88"), "ending", "may end as 80, 81"),
    ],
)
def test_a_bad_cell_of_what_came_of_it_is_named(known, bring_in, came_of_it, row, column, why):
    bring_in("referrals", HEAD + EVERY)
    result = came_of_it(CASES + row)
    assert f"row 2, {column}" in result.output, result.output
    assert why in result.output


def test_in_which_area_the_person_lived_is_imported_counted_and_given_out_again(known, bring_in, run, sergeant, db):
    head = HEAD.replace("service,", "service,area,")
    here, unknown = ONE.replace("Hub,", "Hub,{},"), RECALLED.replace("D3,,,", "D3,,,,")
    wrong = bring_in("referrals", head + here.format("Lincon") + unknown)
    assert "row 2, area “Lincon”: No area of this name was set up. Did you mean Lincoln?" in wrong.output, wrong.output
    assert bring_in("referrals", head + here.format("LINCOLN") + unknown).exit_code == 0
    areas = select(Referral.area_of_before).order_by(Referral.id)
    assert db.session.scalars(areas).all() == ["lincoln", None]
    units = funnels.first_referral_units(all_records())
    assert {each.area for each in units} == {"lincoln", "not_recorded"}


def test_the_service_says_it_once_and_not_of_before_it_accepted(known, bring_in, came_of_it):
    bring_in("referrals", HEAD + EVERY)
    early = NEVER_CAME.replace("2025-04-20", "2025-03-20")
    result = came_of_it(CASES + TREATED + TREATED.replace("E1", "E9") + early)
    assert "How this referral went is recorded already" in result.output
    assert "Nothing can come before the service accepted, on 21 March 2025" in result.output
    assert "1 row imported before, and the same." in came_of_it(CASES + TREATED).output


def test_another_service_says_nothing_of_it(known, bring_in, came_of_it):
    bring_in("referrals", HEAD + EVERY)
    other = county.user(Role.TW, of=county.provider("Another service")).sign_in_name
    result = came_of_it(CASES + TREATED, other)
    assert (result.exit_code, "No referral was imported with this key" in result.output) == (1, True)


@pytest.mark.database
def test_what_came_of_it_is_taken_back_by_two_of_the_service_and_then_the_referrals_by_two_of_the_force(
    known,
    bring_in,
    came_of_it,
    run,
    undo,
    db,
    worker,
):
    bring_in("referrals", HEAD + EVERY)
    came_of_it(CASES + EVERY_CASE)
    of_referrals, of_cases = list(db.session.scalars(select(ImportRun.id).order_by(ImportRun.id)))[2:]
    assert "row 2, R1: stays" in undo(of_referrals).output
    second = county.user(Role.PM, of=county.provider()).sign_in_name
    for name in (worker, second):
        importers.user_named(name).password_hash = passwords.hash_of(PASSWORD)
    asked = run("undo", of_cases, "--by", worker, "--why", WHY, "--password", PASSWORD)
    assert asked.exit_code == 0, asked.output
    assert "is taken back." in run("confirm-undo", of_cases, "--by", second, "--password", PASSWORD).output
    kinds = (Assessment, AssessedSubstance, CarePlan, StructuredStart, Engagement, Exit)
    assert [db.session.scalars(select(each)).all() for each in kinds] == [[]] * 6
    rows = db.session.execute(select(Referral.state, Referral.exited_on, Referral.engaged_on)).all()
    assert {tuple(each) for each in rows} == {("NOT_ENGAGED", None, None)}
    assert db.session.scalars(select(ImportedRecord).where(ImportedRecord.run_id == of_cases)).all() == []
    assert "3 records imported." in came_of_it(CASES + EVERY_CASE).output
    assert list(verify.verify()) == []


@pytest.mark.database
def test_referrals_are_taken_back_with_the_visits_that_came_with_them(known, bring_in, undo, db):
    bring_in("referrals", HEAD + EVERY)
    number = db.session.scalars(select(ImportRun.id).order_by(ImportRun.id.desc())).first()
    assert "is taken back." in undo(number).output
    assert [db.session.scalars(select(each)).all() for each in (Referral, ReferralEvent)] == [[], []]
    assert set(db.session.scalars(select(Episode.origin))) == {"detention"}
    assert "4 records imported." in bring_in("referrals").output
