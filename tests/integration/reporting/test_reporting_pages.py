"""The manager's pages: what they show, to whom, and what is recorded of it."""

import csv
import io
import json
import re
from datetime import date, timedelta
from itertools import product
from xml.etree import ElementTree as ET

import pypdf
import pytest
from sqlalchemy import select

from pathways import clock
from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.reporting.actions import making
from pathways.reporting.models import PublishedFigures
from pathways.reporting.rules.editions import Report
from tests import county
from tests.figures import AFTER_THE_QUARTER, make_figures
from tests.integration.reporting.records import a_referral, a_test_on_arrest, assessed, referred, screen
from tests.page_tables import tables_in
from tests.pages import faulty
from tests.papers import words_of
from tests.report_files import of_figures_in_log, workbook_equals_page

pytestmark = pytest.mark.reads(Report.OVERVIEW, Report.ARC)


def cells(page, name):
    """The figures of the first row of that name."""
    row = re.split(rf'<th scope="row"[^>]*>{re.escape(name)}', page)[1].split("</tr>")[0]
    return re.findall(r"<td[^>]*>(.*?)</td>", row)


def test_the_overview_shows_two_funnels_with_charts_tables_and_their_method(app, manager, made):
    for _ in range(12):
        a_test_on_arrest(positive=True)
    for _ in range(8):
        a_test_on_arrest(positive=False)
    referred(10, accepted=True)
    made()
    page = manager.get("/overview").text
    assert "Figures of October to December 2026, as known on 31 December 2026." in page
    assert "First figures, made on 8 January 2027. They stay as they are." in page
    assert "20 people were tested on arrest" in page
    assert "10 people were referred" in page
    assert page.count("<img") == 2
    assert "up to 168 days after the test" in page
    assert "Of 12 people who tested positive on arrest, 0 had started treatment by 31 December 2026: 0.0%" in page
    assert "12 more still had some of their 168 days." in page
    assert "60.0%" in page
    sheets = workbook_equals_page(manager, "/overview", "/overview.xlsx")
    assert list(sheets) == ["Tested on arrest", "Referred by any route", "Definitions", "About this file"]
    assert sheets["Tested on arrest"][2][:2] == ["Tested", "20"]


def engaged_in(area, people, engaged):
    """So many people of an area referred half a year ago, the first of them engaged a week later."""
    day = clock.today() - timedelta(days=180)
    for number in range(people):
        episode = county.episode(county.person())
        screen(episode, area)
        a_referral(episode, on=day, accepted_on=day, engaged_on=day + timedelta(days=7) if number < engaged else None)


YEAR = "from=2026-01-01&to=2026-12-31"
PUBLIC_YEAR = "from=2026-04-01&to=2027-03-31"
"""Of the calendar, as ARC counts, and of public money, as the overview does."""


def test_two_areas_are_compared_in_words_a_picture_and_a_table(app, manager, made_a_year_on):
    engaged_in("lincoln", 30, 24)
    engaged_in("boston", 20, 6)
    made_a_year_on()
    page = manager.get(f"/overview?{PUBLIC_YEAR}&compare=boston&beside=lincoln").text
    assert "Boston’s share is lower than Lincoln’s, by " in page
    assert "more than chance would do (30.0% of 20 against 80.0% of 30)" in page
    assert cells(page, "Lincoln")[:4] == ["30", "30", "24", "80.0%"]
    assert cells(page, "All areas together")[:4] == ["50", "50", "30", "60.0%"]
    assert "Of 50 people who were first referred, 30 engaged in treatment within 84 days (12 weeks): 60.0%" in page
    picture = manager.get(f"/charts/engaged-by-area.svg?{PUBLIC_YEAR}")
    assert picture.mimetype == "image/svg+xml"
    assert ">Boston<" in picture.text
    assert "Lincoln’s share is higher than Boston’s" in manager.get(f"/overview?{PUBLIC_YEAR}").text, (
        "the two largest, unasked"
    )
    compared = f"{PUBLIC_YEAR}&compare=boston&beside=lincoln"
    for ending in ("csv", "xlsx", "pdf"):
        assert f"/overview.{ending}?from=2026-04-01&amp;to=2027-03-31&amp;as-at=2027-09-30&amp;compare=boston" in page
    sheets = workbook_equals_page(manager, f"/overview?{PUBLIC_YEAR}", f"/overview.xlsx?{compared}")
    assert ["Boston", "20", "20", "6", "0.3"] in [row[:5] for row in sheets["Engaged by area"]]
    assert any("Boston’s share is lower than Lincoln’s" in row[0] for row in sheets["About this file"])
    paper = manager.get(f"/overview.pdf?{compared}").data
    words = words_of(paper)
    for row in [row for table in tables_in(page).values() for row in table]:
        assert " ".join(" ".join(row).split()) in words, "each row of the page, in its order"
    assert "Boston’s share is lower than Lincoln’s, by " in words
    assert re.findall(r"'/Title': '([^']+)'", str(pypdf.PdfReader(io.BytesIO(paper)).outline)) == [
        "Overview", "How many by 30 September 2027", "Engaged within 84 days, by area", "Engaged, by area",
        "Engaged within 84 days, by quarter of referral", "Engaged, by quarter", "Tested on arrest",
        "Referred by any route", "What may not be concluded", "How this is counted",
    ]  # fmt: skip
    lines = list(csv.DictReader(io.StringIO(manager.get(f"/overview.csv?{PUBLIC_YEAR}").text)))
    assert {each["as_known_on"] for each in lines} == {"2027-09-30"}
    assert [each["value"] for each in lines if (each["table"], each["row"]) == ("Engaged by area", "Boston")][:4] == [
        "20", "20", "6", "30.0%",
    ]  # fmt: skip


def test_areas_that_are_asked_of_a_quarter_are_named_in_the_way_to_the_year(app, manager, made_a_year_on):
    engaged_in("lincoln", 12, 6)
    made_a_year_on()
    page = manager.get("/overview?from=2026-04-01&to=2026-06-30&compare=boston&beside=lincoln").text
    assert "Areas are compared over a year" in page.partition("How many by")[0], "first, as it was asked for"
    assert "Compare Boston and Lincoln, April 2026 to March 2027</a>" in page


def test_an_area_that_is_none_is_an_error_at_its_field_and_an_area_of_few_has_no_picture(app, manager, made_a_year_on):
    engaged_in("lincoln", 12, 3)
    made_a_year_on()
    page = manager.get(f"/overview?{PUBLIC_YEAR}&compare=atlantis&beside=lincoln").text
    assert faulty(page) == ["compare"]
    assert cells(manager.get(f"/overview?{PUBLIC_YEAR}").text, "Lincoln")[2:4] == ["*", "*"]
    assert manager.ask("GET", f"/charts/engaged-by-area.svg?{PUBLIC_YEAR}").status_code == 404


def test_before_any_figures_were_made_the_page_says_when_they_are(app, manager):
    for address in ("/overview", "/reports/arc", "/reports/fairness", "/reports/drug-testing"):
        page = manager.get(address).text
        assert "There are no figures yet." in page
        assert "the next, as known on 31 December 2026, from 8 January 2027 on." in page
        assert "<img" not in page


def test_of_nobody_no_figures_are_made(app, manager, made):
    made()
    assert "There are no figures yet." in manager.get("/overview").text


def test_while_figures_are_being_made_the_page_says_so(app, manager, the_clock, db):
    a_test_on_arrest()
    db.session.commit()
    the_clock.set(AFTER_THE_QUARTER)
    assert making.make_figures() == 1, "the first says only that they are begun"
    db.session.commit()
    assert "The figures as known on 31 December 2026 are being made." in manager.get("/overview").text


def test_nobody_is_said_in_words_and_draws_nothing(app, manager, made):
    assessed()
    made()
    page = manager.get("/overview").text
    assert "Nobody had a valid result" in page
    assert "Nobody was referred" in page
    assert "<img" not in page


def test_no_name_of_a_person_is_on_any_of_the_pages(app, manager, made):
    for number in range(12):
        assessed(person=county.person(f"Zsentinel{number}", "Qwerty"))
    made()
    for address in ("/overview", "/reports/arc", "/reports/arc.csv", "/charts/arc-substances.svg"):
        assert "zsentinel" not in manager.get(address).text.lower()


def test_one_to_four_people_are_a_star_on_the_page_and_in_the_picture(app, manager, made):
    referred(20, accepted=False)
    referred(3, accepted=True)
    made()
    page = manager.get("/overview").text
    assert "23 people were referred" in page
    assert cells(page, "Accepted")[0] == "*"
    assert ">*<" in manager.get("/charts/referred-by-any-route.svg").text


NOT_WHOLE, NOT_MADE = "Figures are shown for whole quarters and years", "No figures were made of "


def test_a_period_that_is_not_whole_is_an_error_at_its_field_and_nothing_is_shown(app, manager, made, db):
    assessed()
    made()
    page = manager.get("/overview?days=2026-03-01/2026-02-01").text
    assert faulty(page) == ["days"]
    assert page.count(NOT_WHOLE) == 2
    assert "report.viewed" not in of_figures_in_log()


WRONG = [
    ("from=2026-02-31", "“2026-02-31” is no date. Choose a period"),
    ("from=yesterday", "“yesterday” is no date. Choose a period"),
    ("from=2026-07-02&to=2026-09-30", NOT_WHOLE),
    ("from=2026-07-01&to=2026-09-29", NOT_WHOLE),
    ("from=2026-07-01&to=2026-08-31", NOT_WHOLE),
    ("from=2026-09-01&to=2026-07-31", NOT_WHOLE),
    ("from=0001-01-01&to=9999-12-31", NOT_WHOLE),
    ("from=0001-01-01&to=9998-12-31", "1 to 9998 is not over yet. Figures are made in the second week"),
    ("from=2027-01-01&to=2027-03-31", "January to March 2027 is not over yet. Figures are made in the second week"),
    ("from=2014-01-01&to=2014-12-31", f"{NOT_MADE}2014. This report is of the periods in the list"),
    ("from=2026-11-01&to=2026-11-30", f"{NOT_MADE}November 2026"),
    ("from=2026-09-01&to=2026-07-31", "The period ends before it starts"),
    ("from=2026-07-10&to=2026-09-20", "You asked for 10 July 2026 to 20 September 2026."),
    ("as-at=2026-11-24", "Figures are made as known on the last day of a quarter"),
    ("as-at=2027-03-31", "31 March 2027 is still to come. Choose one of these"),
    ("as-at=tomorrow", "“tomorrow” is no date. Choose one of these"),
    ("days=", "Select the period"),
    ("from=%00%ed%a0%80<script>", "&lt;script&gt;” is no date. Choose a period"),
    ("from=99999-01-01&to=2026-02-30", "“99999-01-01” and “2026-02-30” are no dates. Choose a period"),
    (f"from={'9' * 80}", f"“{'9' * 20}…” is no date."),
    ("from=", NOT_WHOLE),
]


@pytest.mark.reads(Report.OVERVIEW, Report.ARC, Report.TESTING)
def test_days_that_make_no_report_are_said_and_never_fail(app, manager, made):
    for _ in range(12):
        assessed()
    made()
    for address, (query, sentence) in product(("/overview", "/reports/arc", "/reports/drug-testing"), WRONG):
        page = manager.get(f"{address}?{query}")
        assert page.status_code == 200
        assert "There is a problem" in page.text
        assert sentence in page.text, (address, query)


DAYS_APART = ("from=2026-07-02&to=2026-09-30", "from=2026-07-01&to=2026-09-30&as-at=2026-11-23")
"""What would be taken from the figures of a quarter, to see what one person did."""
FILES = tuple(
    f"{page}.{ending}"
    for page in ("/overview", "/reports/arc", "/reports/fairness")
    for ending in ("csv", "xlsx", "pdf")
)
PICTURES = (
    "/charts/arc-use.svg",
    "/charts/tested-on-arrest.svg",
    "/charts/engaged-by-area.svg",
    "/charts/engaged-by-quarter.svg",
)


def test_no_picture_file_or_paper_is_made_of_days_that_could_be_taken_from_others(app, manager, made, db):
    for _ in range(12):
        assessed()
    made()
    for address, query in product((*FILES, *PICTURES, "/charts/fairness-sex.svg"), DAYS_APART):
        answer = manager.get(f"{address}?{query}")
        assert answer.status_code == (404 if "/charts/" in address else 302)
    assert not {"export.downloaded", "document.downloaded"} & {*of_figures_in_log()}


def test_figures_as_known_on_a_day_on_which_none_were_made_of_the_period_are_refused_with_the_days_there_are(
    app, manager, the_clock
):
    for _ in range(12):
        assessed()
    the_clock.set(AFTER_THE_QUARTER - timedelta(days=92))
    make_figures()
    the_clock.set(AFTER_THE_QUARTER)
    make_figures()
    page = manager.get("/reports/arc?from=2026-07-01&to=2026-09-30&as-at=2026-12-31")
    assert faulty(page.text) == ["as_at"]
    assert "These figures were made as known on 30 September 2026. Choose that" in page.text
    assert "as known on 30 September 2026" in manager.get("/reports/arc?from=2026-07-01&to=2026-09-30").text


def test_what_is_recorded_later_changes_no_figures_that_were_made(app, manager, made, db):
    for _ in range(12):
        assessed()
    made()
    address = f"/reports/arc.csv?{YEAR}&as-at=2026-12-31"
    first = manager.get(address).data
    for _ in range(6):
        assessed(on=date(2026, 9, 26))
    db.session.commit()
    make_figures()
    assert manager.get(address).data == first
    digests = [event for event in db.session.scalars(select(AuditEvent)) if event.action == "figures.made"]
    recorded = {row.sha256 for row in db.session.scalars(select(PublishedFigures))}
    assert {json.loads(event.payload)["sha256"] for event in digests} == recorded


def test_a_file_is_called_by_its_period_and_the_day_as_known_on_which_it_is(app, manager, made):
    assessed()
    made()
    for kind in ("csv", "pdf"):
        answer = manager.get(f"/reports/arc.{kind}?{YEAR}&as-at=2026-12-31")
        name = f"arc-2026-01-01-2026-12-31-as-known-2026-12-31.{kind}"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_a_file_asked_for_with_wrong_dates_goes_back_to_the_page_that_says_why(app, manager, made):
    assessed()
    made()
    answer = manager.get("/reports/arc.csv?from=2026-02-01&to=2026-01-01&endpoint=x&_external=1")
    assert answer.status_code == 302
    assert NOT_WHOLE in manager.get(answer.location).text
    assert manager.get("/reports/arc.pdf?from=nonsense").status_code == 302


def test_a_picture_is_served_at_its_three_widths_and_kept_by_nobody(app, manager, made):
    for _ in range(12):
        assessed(on=date(2026, 11, 6))
    made()
    widths = {"1200": "1200", "320": "320", "7": "640", "wide": "640"}
    for name, asked in product(("tested-on-arrest", "referred-by-any-route", "arc-use", "arc-substances"), widths):
        answer = manager.get(f"/charts/{name}.svg?w={asked}")
        assert answer.mimetype == "image/svg+xml"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert ET.fromstring(answer.data).get("width") == widths[asked], (name, asked)
        assert b"style=" not in answer.data


def test_a_picture_that_is_not_there_or_has_no_dates_answers_not_found(app, manager, made):
    assessed()
    made()
    assert manager.get("/charts/arc-dots.svg").status_code == 404
    assert manager.get("/charts/arc-use.svg").status_code == 404
    assert manager.get("/charts/tested-on-arrest.svg?from=2026-02-01&to=2026-01-01").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MG])
@pytest.mark.parametrize(
    "address",
    [
        "/overview",
        "/reports/arc",
        "/reports/arc.csv",
        "/reports/arc.pdf",
        "/charts/arc-use.svg",
        "/charts/tested-on-arrest.svg",
    ],
)
def test_only_a_manager_reads_the_figures(app, client_of, role, address):
    assert client_of(county.user(role), role).get(address).status_code == 403


def test_every_view_and_every_file_is_recorded_with_its_dates(app, manager, made, db):
    for _ in range(10):
        assessed()
    made()
    manager.get("/overview")
    manager.get(f"/reports/arc?{YEAR}")
    manager.get("/reports/arc.csv")
    manager.get("/reports/arc.pdf")
    events = list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    looks = [event for event in events if event.action.split(".")[0] in ("report", "export", "document")]
    assert [event.action for event in looks] == [
        "report.viewed", "report.viewed", "export.downloaded", "document.downloaded"
    ]  # fmt: skip
    assert '"from":"2026-01-01"' in looks[1].payload.replace(" ", "")
    assert "sha256" in looks[2].payload


def test_the_shared_address_names_the_areas_that_are_compared(app, manager, made_a_year_on):
    for area in ("lincoln", "boston"):
        for _ in range(12):
            engaged_in(area, 1, 0)
    made_a_year_on()
    page = manager.get(f"/overview?{PUBLIC_YEAR}&compare=boston&beside=lincoln").text
    assert "&amp;compare=boston&amp;beside=lincoln" in page.partition("Share this view")[2]


def test_the_shared_address_names_the_days_and_shows_the_same(app, manager, made):
    assessed()
    made()
    page = manager.get("/overview?from=2026-10-01&to=2026-12-31").text
    assert "Figures of October to December 2026, as known on 31 December 2026." in page
    assert "from=2026-10-01&amp;to=2026-12-31&amp;as-at=2026-12-31" in page
