"""The Tactical pack names, to those who may open their records, who waits and what is late; page and files alike."""

import csv
import io
import re
from datetime import timedelta

import pypdf
import pytest
from sqlalchemy import func, select

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.acceptance.rules import decline_reasons
from pathways.audit.models import AuditEvent, AuditShown
from pathways.auth.models import RoleHeld
from pathways.auth.roles import Role
from pathways.cli.jobs import act_on_due_clocks
from pathways.deadlines.queries.tactical import tactical_pack
from pathways.deadlines.rules.tactical import Opens, TacticalList
from pathways.engagement.case import actions as case_actions
from pathways.engagement.models.treatment import NeedsAssessed, RequiredAssessmentOutcome
from pathways.referrals.consents.rules.consents import Covers
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose
from pathways.referrals.models.referral import Appointment
from pathways.referrals.routing.rules import choice_reasons
from pathways.refusals import OutOfSight
from pathways.store.base import db
from pathways.vocabulary import Answer
from tests import county, restricted
from tests.accepted import accepted, require
from tests.integration.disposals import plain_disposal
from tests.pages import as_drawn
from tests.papers import words_of
from tests.referred import died, referred
from tests.scenes import restorable
from tests.workbooks import workbook_opened


def sent(surname, to=None, **answers):
    officer = county.officer()
    person = county.person(surname, "Ann", by=officer)
    return referred(officer, to, episode=county.episode(person, by=officer), **answers)


def person_of(referral):
    return db.session.get_one(county.Person, referral.person_id)


@restorable
def a_night(the_clock):
    """Two wait for an answer, one for a first contact that is late; one has no place; one is with another provider, one
    has died; two records, one that waits and one that was declined, are shut to the manager."""
    manager = county.user(Role.PM)
    trent = county.service("Trent Bank Service", of=county.provider("Trent Bank"))
    late = accepted(the_clock, overdose_last_7_days=Answer.YES)
    db.session.commit()
    the_clock.advance(timedelta(days=10))
    act_on_due_clocks()
    nowhere = sent("Nowhere", covers=Covers.NAMED)
    accepting.decline(by=late.worker, referral_id=nowhere.id, reason=decline_reasons()["no_place"])
    for surname in ("Askew", "=Formula"):
        sent(surname)
    sent("Elsewhere", trent, choice_reason=next(iter(choice_reasons().values())))
    died(sent("Gone").person_id, late.officer)
    colleague, other = (county.viewer_of(county.user(Role.PM)) for _ in range(2))
    hidden, shut = sent("Hidden"), sent("Shut", covers=Covers.NAMED)
    for each in (hidden, shut):
        restricted.decided(restricted.proposed(person_of(each), [manager], colleague), other)
    accepting.decline(by=late.worker, referral_id=shut.id, reason=decline_reasons()["no_place"])
    db.session.commit()
    the_clock.advance(timedelta(hours=1))
    act_on_due_clocks()
    return manager, late


def lines_of(viewer, only):
    (part,) = tactical_pack(viewer, only).parts
    return part.lines


def figures_of(viewer, only):
    (part,) = tactical_pack(viewer, only).parts
    return {
        (row[0], name): value
        for table in part.figures
        for row in table.rows
        for name, value in zip(table.head[1:], row[1:], strict=True)
    }


@pytest.mark.database
def test_a_manager_reads_who_waits_and_what_is_late_in_the_organisation_and_of_nobody_else(app, the_clock):
    manager, late = a_night(the_clock)
    viewer = county.viewer_of(manager)
    waiting = lines_of(viewer, TacticalList.WAITING)
    assert [(line.person, line.what, line.days) for line in waiting] == [
        (late.case.details.full_name, "For a first contact", 10),
        ("Ann Askew", "For an answer", 0),
        ("Ann =Formula", "For an answer", 0),
    ]
    assert "First contact: was due" in waiting[0].late
    figures = figures_of(viewer, TacticalList.WAITING)
    assert figures["Altogether", "People"] == "3"
    assert figures["Altogether", "Past a deadline"] == "1"
    assert (figures["Lincoln Recovery Hub", "Open cases"], figures["Lincoln Recovery Hub", "Accepted"]) == ("1", "1")
    assert figures["Lincoln Recovery Hub", "Half within"] == "1 hour"
    assert {(line.person, line.what) for line in lines_of(viewer, TacticalList.OVERDUE) if line.late} == {
        (late.case.details.full_name, "First contact"),
        (late.case.details.full_name, "Urgent: speak to the person"),
    }
    (declined,) = lines_of(viewer, TacticalList.DECLINED)
    assert (declined.what, declined.person, declined.person_id) == ("No place in time", "", None)


def test_two_records_of_one_person_are_one_person_who_waits(app, the_clock):
    manager, _ = a_night(the_clock)
    viewer = county.viewer_of(manager)
    waiting = {line.person: line.person_id for line in lines_of(viewer, TacticalList.WAITING)}
    db.session.get_one(county.Person, waiting["Ann Askew"]).merged_into_id = waiting["Ann =Formula"]
    db.session.commit()
    figures = figures_of(viewer, TacticalList.WAITING)
    assert (figures["For an answer", "People"], figures["Altogether", "People"]) == ("1", "2")
    assert len(lines_of(viewer, TacticalList.WAITING)) == 3


@pytest.mark.database
def test_whoever_finds_places_reads_who_has_none_and_no_name_of_who_reached_them(app, the_clock):
    _, late = a_night(the_clock)
    finder = county.viewer_of(county.user(Role.PW))
    the_clock.advance(timedelta(days=7))
    act_on_due_clocks()
    waiting = lines_of(finder, TacticalList.WAITING)
    assert {(line.person, line.what) for line in waiting} == {
        ("Ann Nowhere", "For a place"),
        ("Ann Askew", "For a place"),
        ("Ann =Formula", "For a place"),
        ("Ann Elsewhere", "For a place"),
        ("Ann Hidden", "For a place"),
        ("Ann Shut", "For a place"),
    }, "those whom nobody answered in time among them"
    assert "Find a place: was due" in next(line.late for line in waiting if line.person == "Ann Nowhere")
    assert [line.person for line in lines_of(finder, TacticalList.DECLINED)] == ["Ann Nowhere", "Ann Shut"]
    overdue = lines_of(finder, TacticalList.OVERDUE)
    assert "Ann Nowhere" in {line.person for line in overdue}
    (urgent,) = [line for line in overdue if line.what == "Urgent: speak to the person"]
    assert (urgent.reference, urgent.person, urgent.born_on, urgent.opens) == (
        late.referral.reference,
        "",
        None,
        Opens.NOTHING,
    )
    assert late.referral.person_id not in tactical_pack(finder).people
    assert [part.of for part in tactical_pack(finder).parts] == [
        TacticalList.OVERDUE,
        TacticalList.WAITING,
        TacticalList.DECLINED,
    ]


def test_somebody_whom_a_service_met_and_handed_back_waits_for_a_place_on_both_desks(app, the_clock):
    manager, finder = (county.viewer_of(county.user(role)) for role in (Role.PM, Role.PW))
    scene = accepted(the_clock)
    scene.comes_to_the_first()
    assert lines_of(manager, TacticalList.WAITING) == ()
    why = {"why": "no_place"}
    case_actions.step_in_case(by=manager, referral_id=scene.referral.id, event="hand_back", given=why)
    for viewer in (manager, finder):
        assert [line.what for line in lines_of(viewer, TacticalList.WAITING)] == ["For a place"]


def test_nobody_but_a_manager_and_whoever_finds_places_has_a_pack(app, the_clock):
    for role in set(Role) - {Role.PM, Role.PW}:
        with pytest.raises(OutOfSight):
            tactical_pack(county.viewer_of(county.user(role)))


@pytest.mark.database
def test_missed_appointments_required_assessments_conditions_and_mental_health_are_counted_for_the_provider(
    app, the_clock
):
    manager = county.viewer_of(county.user(Role.PM))
    scene = accepted(the_clock)
    required = require(scene.episode, the_clock.now() + timedelta(hours=1))
    failed = require(county.detained()[0], the_clock.now() + timedelta(hours=2))
    first = scene.case.appointments[0]
    the_clock.set(first.starts_at)
    scene.record(first, AppointmentOutcome.DID_NOT_ATTEND)
    scene.next_day(2)
    again = scene.offer(AppointmentPurpose.ASSESSMENT)
    the_clock.set(again.starts_at)
    scene.record(again, AppointmentOutcome.ATTENDED)
    at = clock.now()
    corrected = {"outcome": "did_not_attend", "outcome_at": at, "outcome_by_id": scene.worker.user_id}
    corrected |= {"superseded_at": at, "superseded_by_id": again.id, "correction_reason": "Wrong person"}
    same = {name: getattr(again, name) for name in ("referral_id", "starts_at", "place", "channel", "purpose")}
    same |= {"offered_at": again.offered_at, "offered_by_id": again.offered_by_id}
    db.session.add(Appointment(**same, **corrected))
    says = {
        "use_answer": "nothing",
        "injecting": "never",
        "overdose": "no",
        "mental_health": "yes",
        "receiving": "none",
    }
    says |= {
        "housing": "none",
        "children": "none",
        "employment": "other",
        "safeguarding": "no",
        "naloxone": "already_has",
    }
    db.session.add(
        NeedsAssessed(referral_id=scene.referral.id, recorded_at=at, recorded_by_id=scene.worker.user_id, **says)
    )
    outcome = {"outcome": "failed_to_attend", "at": at, "reported_to_police_at": at, "recorded_at": at}
    db.session.add(
        RequiredAssessmentOutcome(required_assessment_id=failed.id, recorded_by_id=scene.worker.user_id, **outcome)
    )
    db.session.commit()
    missed = figures_of(manager, TacticalList.MISSED)
    assert missed["Did not attend, of those not cancelled", "Appointments"] == "1 of 2 (50%)"
    assert missed["Time until it was offered: half had it within", "Figure"] == "2 days"
    (line,) = lines_of(manager, TacticalList.MISSED)
    assert line.note == "Another was offered 2 days later"
    assert [line.record_id for line in lines_of(manager, TacticalList.REQUIRED)] == [required.id]
    assert (
        figures_of(manager, TacticalList.REQUIRED)["Attended and stayed, of those recorded", "Assessments"]
        == "0 of 1 (0%)"
    )
    assert [line.person for line in lines_of(manager, TacticalList.MENTAL_HEALTH)] == [scene.case.details.full_name]
    elsewhere = county.viewer_of(county.user(Role.PM, of=county.provider("Trent Bank")))
    assert tactical_pack(elsewhere).lines == ()


@pytest.mark.database
def test_an_assessment_of_which_nothing_is_recorded_stands_on_the_list_until_something_is(app, the_clock):
    """Its page goes on listing it, and police must still be told: only the table looks back 28 days."""
    manager = county.viewer_of(county.user(Role.PM))
    required = require(county.detained()[0], the_clock.now() + timedelta(hours=1))
    db.session.commit()
    the_clock.advance(timedelta(days=40))
    (line,) = lines_of(manager, TacticalList.REQUIRED)
    assert (line.record_id, line.days) == (required.id, 40)
    assert figures_of(manager, TacticalList.REQUIRED)["Not recorded yet", "Assessments"] == "0"


def test_conditions_on_which_a_report_is_owed_stand_on_the_list_until_it_is_made(app, the_clock):
    manager, where = county.viewer_of(county.user(Role.PM)), plain_disposal.scene()
    plain_disposal.with_facts(where)
    plain_disposal.signed(where, plain_disposal.assessment(where.service, weeks=1))
    scene = accepted(the_clock, episode=where.episode)
    db.session.commit()
    assert lines_of(manager, TacticalList.CONDITIONS) == ()
    the_clock.advance(timedelta(days=9))
    (line,) = lines_of(manager, TacticalList.CONDITIONS)
    assert (line.person, bool(line.late)) == (scene.case.details.full_name, True)
    assert figures_of(manager, TacticalList.CONDITIONS)["Not reported, due today or before", "Number"] == "1"


def shown_by(action):
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id.desc())
    ).first()
    shown = select(AuditShown.person_id).where(AuditShown.event_id == event.id)
    return set(db.session.scalars(shown)), event.payload


@pytest.mark.database
def test_page_paper_and_files_hold_the_same_and_the_log_says_who_was_in_each(app, the_clock, client_of):
    manager, late = a_night(the_clock)
    browser = client_of(manager, Role.PM)
    named = tactical_pack(county.viewer_of(manager)).people
    page = as_drawn(browser.get("/tactical").text)
    assert shown_by("tactical.listed")[0] == named
    assert f'href="/cases/{late.referral.id}"' in page
    for hidden in ("Elsewhere", "Gone", "Hidden", "Nowhere", "Shut", "Trent"):
        assert hidden not in page
    file = browser.get("/tactical.csv")
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert shown_by("export.downloaded")[0] == named
    assert '"file":"csv"' in shown_by("export.downloaded")[1].replace(" ", "")
    assert [row["person"] for row in rows if row["list"] == "Who is waiting now"][1:] == ["Ann Askew", "Ann =Formula"]
    book = workbook_opened(browser.get("/tactical.xlsx").data)
    assert (book.formulas, book.links) == (0, 0)
    assert list(book.sheets) == ["Figures", *(each.label for each in TacticalList), "About this file"]
    beside = ("Figures", "About this file")
    assert len(rows) == sum(len(sheet) - 1 for name, sheet in book.sheets.items() if name not in beside)
    assert ["OFFICIAL-SENSITIVE. People are named here. Who made it is recorded."] in book.sheets["About this file"]
    assert [
        "Who is waiting now",
        "Who is waiting now, by what they wait for next",
        "Altogether",
        "People",
        "3",
    ] in book.sheets["Figures"]
    paper = browser.get("/tactical.pdf").data
    assert shown_by("document.downloaded")[0] == named
    read = pypdf.PdfReader(io.BytesIO(paper))
    bookmarks = re.findall(r"'/Title': '([^']+)'", str(read.outline))
    assert bookmarks == ["Tactical", *(each.label for each in TacticalList), "How this is counted", "What is not here"]
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"].value
    assert f"Page {len(read.pages)} of {len(read.pages)}" in words_of(paper)
    words = words_of(paper)
    order = (
        "Overdue or urgent now",
        "Who is waiting now",
        "Ann Askew",
        "Did not attend, next offer",
        "What is not here",
    )
    places = [words.index(each) for each in order]
    assert places == sorted(places), "read in the order of the page"


def test_a_text_that_begins_like_a_formula_is_text_in_the_csv(app, the_clock, client_of):
    officer = county.officer()
    person = county.person("=cmd|x", None, by=officer)
    referred(officer, episode=county.episode(person, by=officer))
    db.session.commit()
    manager = county.user(Role.PM)
    rows = list(csv.DictReader(io.StringIO(client_of(manager, Role.PM).get("/tactical.csv").text)))
    assert "'=cmd|x" in [row["person"] for row in rows]


def test_one_list_is_shown_alone_and_an_address_of_none_says_so_everywhere(app, the_clock, client_of):
    manager, _ = a_night(the_clock)
    browser = client_of(manager, Role.PM)
    page = browser.get("/tactical?only=overdue").text
    assert 'id="overdue"' in page
    assert 'id="waiting"' not in page
    assert "/tactical.csv?only=overdue" in page
    assert {row["list"] for row in csv.DictReader(io.StringIO(browser.get("/tactical.csv?only=waiting").text))} == {
        "Who is waiting now"
    }
    for ending in ("", ".csv", ".xlsx", ".pdf"):
        answer = browser.ask("GET", f"/tactical{ending}?only=nobody")
        page = browser.get(answer.location).text if ending else answer.text
        assert "names no list of this page" in page
        assert "Ann Askew" not in page
    finder = client_of(county.user(Role.PW), Role.PW)
    assert "names no list of this page" in finder.get("/tactical?only=mental_health").text


HANDED = ("export.downloaded", "tactical.listed", "document.downloaded")


def test_whose_role_ended_a_second_ago_is_handed_nothing(app, the_clock, client_of):
    manager, _ = a_night(the_clock)
    browser = client_of(manager, Role.PM)
    assert browser.get("/tactical.csv").status_code == 200
    role = db.session.scalars(select(RoleHeld).where(RoleHeld.user_id == manager.id)).one()
    role.removed_at, role.removed_by_id = the_clock.now(), county.user(Role.AD).id
    db.session.commit()
    handed = select(func.count(AuditEvent.id)).where(AuditEvent.action.in_(HANDED))
    before = db.session.scalar(handed)
    the_clock.advance(timedelta(seconds=1))
    for ending in ("", ".csv", ".xlsx", ".pdf"):
        answer = browser.ask("GET", f"/tactical{ending}")
        assert answer.status_code in (302, 403), ending
        assert b"Askew" not in answer.data
    assert db.session.scalar(handed) == before
