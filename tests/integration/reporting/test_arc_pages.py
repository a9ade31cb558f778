"""The page of the ARC report, its pictures, files and paper: what they show, and what they hide."""

import io

import pypdf
import pytest

from pathways.reporting.rules.arc_words import SMALL, TOO_FEW
from pathways.reporting.rules.editions import Report
from pathways.vocabulary import Substance
from tests.integration.reporting.records import assessed
from tests.integration.reporting.test_reporting_pages import cells
from tests.papers import words_of
from tests.report_files import workbook_equals_page

pytestmark = pytest.mark.reads(Report.ARC)


def test_the_arc_page_says_definition_horizon_and_the_checks(app, manager, made):
    for number in range(12):
        assessed(engaged=number < 5)
    made()
    page = manager.get("/reports/arc").text
    assert "12 people were assessed" in page
    assert "5 engaged in treatment: 41.7% (19.3 to 68.0)" in page
    assert "Check: 0 + 12 + 0 = 12. Agrees." in page
    sheets = workbook_equals_page(manager, "/reports/arc", "/reports/arc.xlsx")
    assert sheets["Engaged in treatment"][2] == ["Engaged, of all assessed", "5", "0.417", "19.3 to 68.0"]
    assert "Check: 5 + 7 = 12. Agrees. Pending: none." in [row[0] for row in sheets["About this file"]]
    assert "Check: 5 + 7 = 12. Agrees. Pending: none." in page
    assert "None: engaged at any time" in page
    assert "Engaged: the person attended a structured contact" in page


def test_few_who_engaged_are_a_star_on_page_picture_file_and_paper(app, manager, made):
    for number in range(12):
        assessed(None, *((None,) if number < 3 else ()), engaged=number < 2)
    made()
    page = manager.get("/reports/arc").text
    assert "engaged in treatment is not shown" in page
    assert SMALL in page
    assert "Check:" not in page
    assert cells(page, "Heroin")[0] == "*"
    assert manager.get("/charts/arc-substances.svg").status_code == 404
    lines = dict(line.split(",") for line in manager.get("/reports/arc.csv").text.splitlines()[1:])
    assert {lines[name] for name in ("heroin", "single_use", "no_use", "engaged", "did_not_engage")} == {"*"}
    assert lines["assessed"] == "12"
    paper = pypdf.PdfReader(io.BytesIO(manager.get("/reports/arc.pdf").data))
    words = " ".join(word for sheet in paper.pages for word in sheet.extract_text().split())
    assert "12 people were assessed" in words
    assert "Check:" not in words


def test_a_chart_that_would_be_empty_is_a_sentence_on_page_and_paper_and_its_table_stays(app, manager, made):
    for _ in range(10):
        assessed()
    assessed(None, Substance.HEROIN, Substance.CRACK)
    made()
    page = manager.get("/reports/arc").text
    sentence = "No chart is drawn: a figure of it is not shown"
    assert sentence in page
    assert "arc-use.svg" not in page
    assert cells(page, "One substance")[0] == "*"
    assert sentence in words_of(manager.get("/reports/arc.pdf").data)
    assert manager.get("/charts/arc-use.svg").status_code == 404


def test_fewer_than_ten_people_are_too_few_to_show_on_page_file_and_paper(app, manager, made):
    for _ in range(9):
        assessed()
    made()
    assert TOO_FEW in manager.get("/reports/arc").text
    assert manager.get("/reports/arc.csv").text == "measure,count\r\nassessed,not shown\r\n"
    assert manager.get("/reports/arc.pdf").mimetype == "application/pdf"
    assert manager.get("/charts/arc-use.svg").status_code == 404
