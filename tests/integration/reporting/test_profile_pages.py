"""The drug profile equals a count by hand over what stands in the database: page, pictures, files and paper."""

import csv
import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import select

from pathways.arrest_tests.models.testing import Analyte, DrugTest
from pathways.audit.models import SYSTEM
from pathways.auth.roles import Role
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.reporting.queries import counting
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.periods import YEAR, of_months, period_of
from pathways.reporting.rules.profile import AreaCounts
from pathways.reporting.rules.profile_words import TWO_QUESTIONS
from pathways.store.base import db
from pathways.vocabulary import Substance
from tests import county, papers, restricted
from tests.figures import make_figures
from tests.integration.reporting import by_hand
from tests.integration.reporting.records import a_referral, a_test_on_arrest, assessed, merge, screen
from tests.integration.reporting.test_counted_by_hand import difference
from tests.page_tables import tables_in
from tests.report_files import of_figures_in_log, workbook_equals_page

pytestmark = pytest.mark.reads(Report.PROFILE, Report.DECLARED)

ADDRESS = "/reports/drug-profile"
DAY = date(2025, 5, 5)
PERIODS = {
    Report.PROFILE: period_of(of_months(date(2025, 4, 1), YEAR), date(2026, 9, 30)),
    Report.DECLARED: period_of(of_months(date(2025, 1, 1), YEAR), date(2026, 6, 30)),
}


def counts_of(report, viewer=SYSTEM):
    return counting.counts_of(viewer, report, PERIODS[report])


def a_test(*shows, area=None, on=DAY, person=None, positive=None):
    """Somebody tested on arrest, with the drugs that the test showed, and the area that was asked for there."""
    episode = a_test_on_arrest(person or county.person(), on=on, positive=bool(shows) if positive is None else positive)
    test = db.session.scalars(select(DrugTest).where(DrugTest.episode_id == episode.id)).one()
    db.session.add_all(Analyte(drug_test_id=test.id, analyte=drug, result="positive") for drug in shows)
    if area:
        screen(episode, area)
    return episode


def somebody_assessed(*substances, area=None, on=DAY, person=None):
    assessment = assessed(person, *(substances or (None,)), on=on)
    if area:
        screen(db.session.scalars(select(Episode).where(Episode.person_id == assessment.person_id)).one(), area)
    return assessment


def a_year():
    """Tests and assessments of two areas, and of nowhere known."""
    for area, cocaine, opiates, both in (("boston", 5, 9, 5), ("lincoln", 14, 5, 5), (None, 5, 5, 0)):
        for shows, number in ((("cocaine",), cocaine), (("opiates",), opiates), (("cocaine", "opiates"), both)):
            for _ in range(number):
                a_test(*shows, area=area)
    for _ in range(7):
        a_test()
    for area, heroin, cannabis in (("boston", 5, 9), ("lincoln", 8, 5)):
        for _ in range(heroin):
            somebody_assessed(Substance.HEROIN, area=area)
        for _ in range(cannabis):
            somebody_assessed(Substance.CANNABIS, Substance.CRACK, area=area)
    db.session.commit()


@pytest.mark.database
def test_every_figure_is_that_of_a_count_by_hand(app):
    """By the last positive test and the first assessment, after joining two records; the area is asked at the desk,
    else a file says it; a nought is no use."""
    twice = a_test("cocaine", area="lincoln").person_id
    later = a_test("cocaine", "opiates", area="boston", on=DAY + timedelta(days=9))
    merge(later.person_id, twice)
    a_test(on=DAY + timedelta(days=20), person=db.session.get(Person, twice), area="skegness")
    imported = a_test("opiates")
    a_referral(imported, on=DAY, is_of_before=True, area_of_before="grantham")
    a_test("opiates", area="elsewhere")
    a_test(positive=True)
    a_test("cocaine", on=date(2025, 3, 31))
    somebody_assessed(Substance.CRACK, Substance.COCAINE_POWDER, Substance.KETAMINE, area="boston")
    again = somebody_assessed(Substance.HEROIN, on=DAY + timedelta(days=1))
    before = somebody_assessed(on=DAY, area="lincoln")
    merge(again.person_id, before.person_id)
    db.session.commit()
    of_tests = counts_of(Report.PROFILE)
    assert of_tests.tested == 4
    assert of_tests.areas == {
        "all areas": AreaCounts(people=4, of={"both": 1, "not_stated": 1, "opiates": 2}),
        "boston": AreaCounts(people=1, of={"both": 1}),
        "elsewhere_or_not_recorded": AreaCounts(people=2, of={"not_stated": 1, "opiates": 1}),
        "grantham": AreaCounts(people=1, of={"opiates": 1}),
    }
    assert counts_of(Report.DECLARED).areas == {
        "all areas": AreaCounts(people=2, of={"cocaine": 1, "no_use": 1, "other_drugs": 1}),
        "boston": AreaCounts(people=1, of={"cocaine": 1, "other_drugs": 1}),
        "lincoln": AreaCounts(people=1, of={"no_use": 1}),
    }
    dump = by_hand.Event(by_hand.the_rows())
    assert all(difference(dump, each, counts_of(each), period) == {} for each, period in PERIODS.items())


def test_a_record_that_is_shut_is_in_no_figure(app):
    for _ in range(12):
        a_test("cocaine")
    shut = [a_test("cocaine").person_id, somebody_assessed(Substance.HEROIN).person_id]
    restricted.shut_to_all_but([db.session.get(Person, each) for each in shut], county.user(Role.CO))
    viewer = county.viewer_of(county.user(Role.MG))
    assert counts_of(Report.PROFILE, viewer).tested == 12
    assert counts_of(Report.DECLARED, viewer).areas == {}


def test_the_page_shows_what_its_pictures_files_and_paper_hold_and_each_is_in_the_log(app, manager):
    a_year()
    make_figures()
    page = manager.get(ADDRESS).text
    assert 'value="2025-04-01/2026-03-31" selected' in page
    assert TWO_QUESTIONS in page
    assert "60 people were tested on arrest from April 2025 to March 2026. 53 of them tested positive: 88.3%" in page
    assert "In 2025, 27 people were assessed by a service and asked there what they use." in page
    tables = tables_in(page)
    assert ["Opiates only", "19", "53", "35.8%", "24.3 to 49.3"] in next(iter(tables.values()))
    opiates = tables["Opiates only, of people who tested positive, April 2025 to March 2026"]
    assert [row[:4] for row in opiates[1:]] == [
        ["Lincoln", "5", "24", "20.8%"],
        ["Boston", "9", "19", "47.4%"],
        ["Elsewhere, or not recorded", "5", "10", "50.0%"],
        ["All areas together", "19", "53", "35.8%"],
    ]
    heroin = tables["Heroin, of people assessed, 2025"]
    assert [row[:3] for row in heroin[1:3]] == [["Boston", "5", "14"], ["Lincoln", "8", "13"]]
    pictures = re.findall(r'src="(/charts/profile-[^"]+)"', page)
    assert len(pictures) == 2
    for picture in pictures:
        assert manager.get(unescape(picture)).mimetype == "image/svg+xml"
    lines = [[*line.values()] for line in csv.DictReader(io.StringIO(manager.get(f"{ADDRESS}.csv").text))]
    assert ["April 2025 to March 2026", "Found, opiates only", "Boston", "Out of", "19", "2026-09-30"] in lines
    assert ["2025", "Said, all areas", "Cannabis", "People", "14", "2026-09-30"] in lines
    paper = papers.words_of(manager.get(f"{ADDRESS}.pdf").data)
    assert "53 of them tested positive: 88.3%" in paper
    assert "What may not be concluded: what people say they use" in paper
    assert "Not approved by a commissioner yet" in paper
    workbook_equals_page(manager, ADDRESS, f"{ADDRESS}.xlsx")
    assert of_figures_in_log() == [
        "report.viewed", "export.downloaded", "document.downloaded", "report.viewed", "export.downloaded",
    ]  # fmt: skip


def test_an_address_of_no_figures_says_why_and_leads_back_and_nobody_else_is_told_of_the_page(app, manager, client_of):
    assert "There are no figures yet" in manager.get(ADDRESS).text
    a_test("cocaine")
    make_figures()
    page = manager.get(ADDRESS).text
    assert "How many people were tested on arrest in this year is not shown" in page
    assert "Nobody was assessed by a service in this year." in page
    assert manager.ask("GET", "/charts/profile-found.svg").status_code == 404
    assert manager.get(f"{ADDRESS}.csv").status_code == 200
    for asked, says in (
        ("days=2025-07-01/2025-09-30", "This report is made once a year, and you asked for July to September 2025"),
        ("days=2025-01-01/2025-12-31", "No figures were made of 2025"),
        ("days=nonsense", "is no date"),
        ("as_at=2026-09-29", "Figures are made as known on the last day of a quarter"),
    ):
        answer = manager.get(f"{ADDRESS}?{asked}")
        assert answer.status_code == 200
        assert says in answer.text
        for kind in ("csv", "pdf", "xlsx"):
            answer = manager.get(f"{ADDRESS}.{kind}?{asked}")
            assert answer.status_code == 302
            assert answer.location.startswith(f"{ADDRESS}?")
    for role in (Role.CO, Role.PM, Role.TW):
        assert client_of(county.user(role), role).get(ADDRESS).status_code == 403
