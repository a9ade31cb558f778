"""The page for the Board: what it shows, and that it is found again as it was shown."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.reporting.models import BoardShowing
from pathways.reporting.rules.editions import Report
from pathways.store.base import db
from tests import county
from tests.figures import AFTER_A_YEAR, AFTER_THE_QUARTER, make_figures
from tests.integration.engagement.addresses import day
from tests.integration.reporting.records import a_test_on_arrest, assessed, referred
from tests.integration.reporting.test_reporting_pages import YEAR, cells
from tests.pages import faulty
from tests.papers import words_of
from tests.report_files import workbook_equals_page

pytestmark = pytest.mark.reads(Report.OVERVIEW)


@pytest.mark.database
@pytest.mark.reads(Report.OVERVIEW, Report.ARC)
def test_the_page_for_the_board_is_found_again_by_its_fingerprint_and_its_paper_is_the_same_bytes(
    app, manager, made, the_clock, client_of
):
    for number in range(24):
        a_test_on_arrest(positive=number < 12)
    referred(20, accepted=True)
    made()
    page = manager.get("/reports/board").text
    assert "Figures of October to December 2026, as known on 31 December 2026." in page
    assert cells(page, "Tested positive")[:5] == ["12", "24", "50.0%", "31.4 to 68.6", "0"]
    (fingerprint,) = re.findall(r"<strong>([0-9a-f]{4}(?: [0-9a-f]{4}){3})</strong>", page)
    paper = manager.get("/reports/board.pdf").data
    assert fingerprint in words_of(paper)
    assert "Tested positive, of those tested on arrest" in words_of(paper)
    sheets = workbook_equals_page(manager, "/reports/board", "/reports/board.xlsx")
    assert [f"Fingerprint of the figures: {fingerprint}"] in sheets["About this file"]
    lines = manager.get("/reports/board.csv").text.splitlines()
    assert 'Five measures,"Tested positive, of those tested on arrest",Share,50.0%,2026-12-31' in lines
    the_clock.set(AFTER_THE_QUARTER + timedelta(days=91))
    make_figures()
    later = client_of(county.user(Role.MG), Role.MG)
    page = later.get("/reports/board").text
    assert "as known on 31 March 2027" in page
    assert "The page also rests on the quarter before, October to December 2026, as known on 31 " in page
    answer = later.ask("GET", f"/reports/board?fingerprint={fingerprint.replace(' ', '+')}")
    page_found = later.get(answer.location).text
    assert "The fingerprint is that of these figures." in page_found
    assert "Figures of October to December 2026, as known on 31 December 2026." in page_found
    assert later.get("/reports/board.pdf?from=2026-10-01&to=2026-12-31&as-at=2026-12-31").data == paper
    assert faulty(later.get("/reports/board?fingerprint=8f3c+1a2b+90de+77a1").text) == ["fingerprint"]
    assert faulty(later.get("/reports/board?fingerprint=%25%25").text) == ["fingerprint"]
    of_year = re.findall(r"[0-9a-f]{4}(?: [0-9a-f]{4}){3}", later.get("/reports/figures?as_at=2026-12-31").text)
    others = [
        later.get(f"/reports/board?fingerprint={each.replace(' ', '')}").text for each in of_year if each != fingerprint
    ]
    assert any("This is the fingerprint of other figures: ARC report, 2026, as known on" in each for each in others)


def test_areas_are_those_of_the_newest_year_that_was_made_by_then(app, manager, made, the_clock, client_of):
    for number in range(24):
        a_test_on_arrest(positive=number < 12, on=date(2026, 8, 5))
    made()
    page = manager.get("/reports/board").text
    assert "There are no figures by area yet." in page
    assert "Compare two areas" not in page
    the_clock.set(AFTER_A_YEAR)
    make_figures()
    later = client_of(county.user(Role.MG), Role.MG)
    page = later.get("/reports/board").text
    assert "Figures of July to September 2027, as known on 30 September 2027." in page
    (of_areas,) = re.findall(r"the year of the areas, [^:]* as known on 30 September 2027: ([0-9a-f ]{19})", page)
    assert (
        "This is the fingerprint of other figures: Overview, April 2026 to March 2027"
        in later.get(f"/reports/board?fingerprint={of_areas.replace(' ', '')}").text
    )
    (address,) = re.findall(
        r'href="([^"]+)">Compare two areas with each other, April 2026 to March 2027, and over several years</a>', page
    )
    of_year = later.get(address.replace("&amp;", "&")).text
    assert "Figures of April 2026 to March 2027, as known on 30 September 2027." in of_year
    as_it_was = later.get("/reports/board?from=2026-10-01&to=2026-12-31&as-at=2026-12-31").text
    assert "There are no figures by area yet." in as_it_was, "the page that was shown then"


@pytest.mark.database
def test_that_it_was_shown_stands_on_the_page_and_on_that_of_later_figures(app, manager, made, the_clock, client_of):
    for number in range(24):
        a_test_on_arrest(positive=number < 12)
    made()
    page = manager.get("/reports/board").text
    assert "Nobody has recorded that figures of this quarter were shown to the Board." in page
    (form,) = re.findall(r'href="(/reports/board/[0-9a-f]{16}/shown)"', page)
    for wrong, words in (
        (day("shown_on", date(2027, 1, 7)), "These figures were made on 8 January 2027. Enter that day or a later one"),
        (day("shown_on", date(2027, 1, 9)), "Record it once the meeting was held: enter today or an earlier day"),
        (day("shown_on", date(2027, 1, 8)) | {"shown_on-day": "35"}, "35"),
        ({}, "Enter"),
    ):
        answer = manager.post(form, wrong)
        assert faulty(answer.text) == ["shown_on-day"]
        assert words in answer.text
    manager.post(form, day("shown_on", date(2027, 1, 8)))
    recorded = "Shown to the Board on 8 January 2027: these figures. "
    assert recorded in manager.get("/reports/board").text
    again = manager.post(form, day("shown_on", date(2027, 1, 8)))
    assert "It is recorded already that these figures were shown on that day" in again.text
    (event,) = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "report.shown"))
    assert '"shown_on": "2027-01-08"' in event.payload or '"shown_on":"2027-01-08"' in event.payload
    the_clock.set(AFTER_THE_QUARTER + timedelta(days=182))
    make_figures()
    later = client_of(county.user(Role.MG), Role.MG)
    of_july = later.get("/reports/board?from=2026-10-01&to=2026-12-31&as-at=2027-06-30").text
    assert "Shown to the Board on 8 January 2027: those as known on 31 December 2026. " in of_july
    (address,) = re.findall(r'href="([^"]+)">The page as known on 31 December 2026</a>', of_july)
    assert recorded in later.get(address.replace("&amp;", "&")).text
    assert later.ask("GET", "/reports/board/8f3c1a2b90de77a1/shown").status_code == 404


@pytest.mark.database
def test_somebody_else_reads_in_the_minutes_that_it_was_shown(app, manager, made, client_of):
    for number in range(24):
        a_test_on_arrest(positive=number < 12)
    made()
    other = client_of(county.user(Role.MG), Role.MG)
    (form,) = re.findall(r'href="(/reports/board/[0-9a-f]{16}/shown)"', manager.get("/reports/board").text)
    manager.post(form, day("shown_on", date(2027, 1, 8)))
    assert "No second manager has read it in the minutes yet." in (page := manager.get("/reports/board").text)
    assert "Say whether the minutes have it" not in page, "who recorded it reads no minutes of it"
    (minutes,) = re.findall(
        r'href="(/reports/board/shown/\d+)">Say whether the minutes have it', other.get("/reports/board").text
    )
    assert f'href="{minutes}">Say whether the minutes have it' in other.get("/overview").text, "on the first page, too"
    assert "You recorded it: somebody else reads the minutes." in manager.get(minutes).text
    assert "You recorded it" in manager.post(minutes, {"answer": "so", "minute": "Minute 6"}).text
    assert "No second manager has read it in the minutes yet." in manager.get("/reports/board").text
    assert faulty(other.post(minutes, {}).text) == ["answer"]
    assert faulty(other.post(minutes, {"answer": "so", "minute": " 6"}).text) == ["minute"]
    assert faulty(other.post(minutes, {"answer": "so", "minute": "6" * 121}).text) == ["minute"]
    both = other.post(minutes, {"answer": "nothing", "minute": "Minute 6 of another day"}).text
    assert faulty(both) == ["minute"]
    assert "Minute 6 of another day" in both, "what was typed is not lost"
    saved = other.post(minutes, {"answer": "nothing"}).location
    answered = other.get(saved).text
    assert "Saved, in your name." in answered
    assert f'href="{form}">Record again that these figures were shown' in answered
    page = manager.get("/reports/board").text
    assert "Not in the minutes: that the Board was shown these figures on 8 January 2027." in page
    assert "Shown to the Board on" not in page
    manager.post(form, day("shown_on", date(2027, 1, 8)))
    (again,) = re.findall(
        r'href="(/reports/board/shown/\d+)">Say whether the minutes have it', other.get("/reports/board").text
    )
    other.post(again, {"answer": "so", "minute": "Minute 6 of 8 January 2027"})
    page = manager.get("/reports/board").text
    assert "Shown to the Board on 8 January 2027: these figures." in page
    assert ": Minute 6 of 8 January 2027." in page
    assert "Somebody has read the minutes already." in other.get(again).text
    assert "Somebody has read the minutes already" in other.post(again, {"answer": "nothing"}).text
    (payload,) = db.session.scalars(select(AuditEvent.payload).where(AuditEvent.action == "report.shown.confirmed"))
    assert "Minute 6 of 8 January 2027" in payload
    assert "Record another meeting that was shown these figures" in page
    assert "Is something in it wrong?" in other.get(again).text
    third = other.post(form, day("shown_on", date(2027, 1, 8))).location.partition("?")[0]
    manager.post(third, {"answer": "so", "minute": "Minute 7 of 8 January 2027"})
    page = manager.get("/reports/board").text
    assert re.findall(r"Minute \d of 8 January 2027\. No copy of them is kept\.( Recorded again)?", page) == [
        "",
        " Recorded again",
    ], "a wrong minute is mended by a later record, and both stay"
    assert "Is something in it wrong?" not in other.get(again).text, "it is mended in the later one"
    assert other.ask("GET", "/reports/board/shown/999").status_code == 404


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        (("decided_at",), "ck_board_showing_decided_whole"),
        (("decided_at", "decided_by_id", "is_confirmed", "minute"), "ck_board_showing_two_people"),
        (("minute",), "ck_board_showing_minute_if_confirmed"),
    ],
)
@pytest.mark.database
def test_the_database_refuses_a_record_of_one_person_alone(app, db, manager, made, values, constraint):
    assessed()
    made()
    (form,) = re.findall(r'href="(/reports/board/[0-9a-f]{16}/shown)"', manager.get("/reports/board").text)
    manager.post(form, day("shown_on", date(2027, 1, 8)))
    row = db.session.scalars(select(BoardShowing)).one()
    facts = {"decided_at": row.proposed_at, "decided_by_id": row.proposed_by_id, "is_confirmed": True, "minute": "6"}
    for value in values:
        setattr(row, value, facts[value])
    with pytest.raises(IntegrityError, match=constraint):
        db.session.flush()
    db.session.rollback()


def test_the_page_for_the_board_is_of_a_quarter(app, manager, made):
    assessed()
    made()
    assert faulty(manager.get(f"/reports/board?{YEAR}").text) == ["days"]
    assert manager.get(f"/reports/board.pdf?{YEAR}").status_code == 302


def test_no_address_says_that_figures_were_found_by_a_fingerprint_that_is_not_theirs(app, manager, made):
    for number in range(24):
        a_test_on_arrest(positive=number < 12)
    made()
    (fingerprint,) = re.findall(
        r"<strong>([0-9a-f]{4}(?: [0-9a-f]{4}){3})</strong>", manager.get("/reports/board").text
    )
    days = "from=2026-10-01&to=2026-12-31&as-at=2026-12-31"
    for digits, is_theirs in (("yes", False), ("8f3c1a2b90de77a1", False), (fingerprint.replace(" ", ""), True)):
        page = manager.get(f"/reports/board?{days}&found={digits}").text
        assert ("The fingerprint is that of these figures." in page) is is_theirs
