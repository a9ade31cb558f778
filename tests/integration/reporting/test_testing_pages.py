"""The return on drug testing on arrest equals a count by hand over what stands in the database, page and file."""

import csv
import io
import re
from datetime import date, timedelta

import pypdf
import pytest
from sqlalchemy import select

from pathways.arrest_tests.models.testing import Analyte, DrugTest, Hold
from pathways.audit.models import SYSTEM
from pathways.auth.roles import Role
from pathways.reporting.queries import counting
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.testing_units import Required
from pathways.reporting.rules.testing_words import TOO_FEW
from pathways.store.base import db
from tests import county, papers, restricted
from tests.figures import make_figures
from tests.integration.disposals import plain_disposal
from tests.integration.reporting.records import a_test_on_arrest, added, at_noon, became, merge
from tests.integration.reporting.test_reporting_queries import overturned
from tests.page_tables import tables_in
from tests.report_files import of_figures_in_log, workbook_equals_page
from tests.workbooks import workbook_opened

pytestmark = pytest.mark.reads(Report.TESTING)

ADDRESS = "/reports/drug-testing"
QUARTER = Period(from_on=date(2026, 7, 1), to_on=date(2026, 9, 30), as_at=date(2026, 11, 25))
JULY, AUGUST = date(2026, 7, 6), date(2026, 8, 6)


def its_test(episode):
    return db.session.scalars(select(DrugTest).where(DrugTest.episode_id == episode.id)).one()


def on_arrest(*, on=JULY, shows=(), trigger=None, person=None, **facts):
    """A test on arrest with what the device found, resting on an offence that is a trigger offence or not, or on none."""
    episode = a_test_on_arrest(person, on=on, positive=bool(shows), **facts)
    test = its_test(episode)
    for analyte in ("cocaine", "opiates") if test.overall_result else ():
        added(Analyte(drug_test_id=test.id, analyte=analyte, result="positive" if analyte in shows else "negative"))
    if trigger is not None:
        offence = plain_disposal.offence(episode)
        offence.is_trigger_on_arrest, test.relied_on = trigger, [offence.id]
    return episode


def held_for_an_inspector(episode, state="quarantined"):
    test, decided = its_test(episode), {}
    test.is_irregular = True
    if state == "released":
        decided = {"decided_at": at_noon(AUGUST), "decided_by_id": test.recorded_by_id}
    added(Hold(drug_test_id=test.id, state=state, opened_at=at_noon(JULY), **decided))
    return episode


def a_quarter():
    """Each kind of thing that the return counts in its own way, among plain tests."""
    for _ in range(12):
        on_arrest(trigger=True)
    for _ in range(6):
        became(on_arrest(shows=("cocaine",), trigger=True, imposed=True), "attended_remained", JULY + timedelta(days=3))
    became(on_arrest(shows=("opiates",), trigger=True, imposed=True), "failed_to_attend", JULY + timedelta(days=3))
    on_arrest(shows=("opiates", "cocaine"), trigger=True, imposed=True)
    on_arrest(shows=("cocaine",), trigger=True, imposed=False)
    twice = county.person()
    on_arrest(person=twice, shows=("cocaine",), trigger=False)
    again = county.person()
    on_arrest(person=again, on=AUGUST, shows=("cocaine",), trigger=False)
    merge(again.id, twice.id)
    on_arrest(on=AUGUST, shows=("cocaine",))
    overturned(its_test(on_arrest(shows=("cocaine",), trigger=True, imposed=True)), AUGUST)
    held_for_an_inspector(on_arrest(shows=("cocaine",), trigger=True))
    held_for_an_inspector(on_arrest(shows=("opiates",), trigger=True), "released")
    on_arrest(outcome="refused")
    on_arrest(on=date(2026, 6, 30), shows=("cocaine",))
    on_arrest(on=date(2026, 10, 1), shows=("cocaine",))
    on_arrest(shows=("cocaine",), route="charge")
    db.session.commit()


@pytest.mark.database
def test_every_figure_is_that_of_a_count_by_hand(app):
    a_quarter()
    of = counting.drug_testing(SYSTEM, QUARTER)
    assert (of.whole.tests, of.whole.people) == (26, 25), (
        "without the held, the refused and those of other days or routes"
    )
    assert (of.whole.positive, of.whole.people_positive) == (13, 12), "without the overturned"
    assert [(cell.tests, cell.positive) for cell in of.by_month] == [(24, 11), (2, 2), (0, 0)]
    assert [(cell.label, cell.tests) for cell in of.by_force] == [("Lincolnshire Police", 26)]
    assert [(cell.tests, cell.positive) for cell in of.by_offence] == [(23, 10), (2, 2), (1, 1)]
    assert [line.count for line in of.by_drug] == [10, 2, 1, 0]
    assert {kind: line.count for kind, line in zip(Required, of.by_requirement, strict=True)} == {
        Required.ATTENDED: 6,
        Required.FAILED: 1,
        Required.AWAITED: 1,
        Required.NOT_REQUIRED: 1,
        Required.NOT_RECORDED: 4,
    }
    assert (of.overturned.count, [line.count for line in of.apart]) == (1, [1, 1])


@pytest.mark.database
def test_a_record_that_is_shut_is_in_no_figure(app, client_of):
    for _ in range(12):
        on_arrest(shows=("cocaine",))
    shut = county.person()
    on_arrest(person=shut, shows=("cocaine",))
    restricted.shut_to_all_but([shut], county.user(Role.CO))
    assert counting.drug_testing(county.viewer_of(county.user(Role.MG)), QUARTER).whole.tests == 12


def test_what_became_known_later_is_not_known_before(app):
    for _ in range(12):
        became(on_arrest(shows=("cocaine",), imposed=True), "attended_remained", AUGUST)
    before = counting.drug_testing(
        SYSTEM, Period(from_on=QUARTER.from_on, to_on=QUARTER.to_on, as_at=date(2026, 7, 31))
    )
    assert {line.label: line.count for line in before.by_requirement if line.count} == {"Required, no outcome yet": 12}


def test_the_page_shows_what_the_file_holds_in_the_shape_of_the_published_tables(app, manager):
    a_quarter()
    make_figures()
    days = "days=2026-07-01/2026-09-30"
    page = manager.get(f"{ADDRESS}?{days}").text
    assert "26 tests on arrest of 25 people, 1 July 2026 to 30 September 2026. 13 were positive: 50.0%." in page
    assert "First figures, made on 25 November 2026." in page
    answer = manager.get(f"{ADDRESS}.csv?{days}")
    assert (
        answer.headers["Content-Disposition"]
        == 'attachment; filename="drug-testing-2026-07-01-2026-09-30-as-known-2026-09-30.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    file = {(row["measure"], row["period"]): row["value"] for row in rows}
    assert file["total reported tests", "2026-07 to 2026-09"] == "26"
    assert file["total reported positive tests", "2026-07 to 2026-09"] == "13"
    assert file["total reported tests", "2026-08"] == "*", "two"
    assert file["tests following a non-trigger offence", "2026-07 to 2026-09"] == "*"
    assert file["positive on the device, not confirmed by the laboratory", "2026-07 to 2026-09"] == "*"
    assert {row["as_known_on"] for row in rows} == {"2026-09-30"}
    assert not {"19224", "19,224"} & {row["value"] for row in rows}, "the nation's figures are no lines of the county's"
    content = manager.get(f"{ADDRESS}.pdf?{days}").data
    paper, read = papers.words_of(content), pypdf.PdfReader(io.BytesIO(content))
    assert re.findall(r"'/Title': '([^']+)'", str(read.outline)) == [
        "Drug testing on arrest", "Tests", "Positive tests", "Counted apart", "Beside England and Wales, as published",
        "What may not be concluded", "How this is counted",
    ]  # fmt: skip
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"].value
    assert f"Page {len(read.pages)} of {len(read.pages)}" in paper
    for words in (
        "OFFICIAL-SENSITIVE", "Figures as known on 30 September 2026", "26 tests on arrest of 25 people",
        "England and Wales, January to March 2024 19,224 10,688 56% 29", "They are older than this period",
        "Here, July to September 2026 26 13 50.0% does not apply", "no target and no norm", "A positive test",
    ):  # fmt: skip
        assert words in paper
    for cells in tables_in(page).values():
        for row in cells:
            assert " ".join(row) in paper, "each row of the page, in its order"
    sheets = workbook_equals_page(manager, f"{ADDRESS}?{days}", f"{ADDRESS}.xlsx?{days}")
    assert list(sheets)[-4:] == ["Published, all tests", "Published, by offence", "Definitions", "About this file"]
    assert ["August 2026", "*", "*", "*", "*", "*"] in sheets["Tests"]
    assert ["26", "25", "13", "0.5"] in [row[1:5] for row in sheets["Tests"]]
    assert of_figures_in_log() == [
        "report.viewed",
        "export.downloaded",
        "document.downloaded",
        "report.viewed",
        "export.downloaded",
    ]


def test_few_people_and_nobody_are_said_in_words(app, manager):
    on_arrest(shows=("cocaine",))
    on_arrest(on=date(2026, 2, 2))
    make_figures()
    page = manager.get(ADDRESS).text
    assert TOO_FEW in page
    assert "<table" not in page
    assert "not shown" in manager.get(f"{ADDRESS}.csv").text
    paper = papers.words_of(manager.get(f"{ADDRESS}.pdf").data)
    assert TOO_FEW in paper
    assert not {"Here,", "19,224"} & {*paper.split()}, "and nothing to lay beside the nation"
    sheets = workbook_opened(manager.get(f"{ADDRESS}.xlsx").data).sheets
    assert list(sheets) == ["Figures", "Definitions", "About this file"]
    assert sheets["Figures"][2:] == [[TOO_FEW]]
    nobody = manager.get(f"{ADDRESS}?days=2026-04-01/2026-06-30").text
    assert "Nobody was tested on arrest, 1 April 2026 to 30 June 2026." in nobody


def test_the_last_quarter_is_shown_where_the_address_names_none_and_a_year_has_its_quarters_as_they_are_by_themselves(
    app, manager
):
    for day in (date(2025, 5, 5), date(2025, 11, 4), JULY):
        for number in range(14):
            on_arrest(on=day, shows=("cocaine",) if number < 7 else (), trigger=True)
    make_figures()
    assert 'value="2026-07-01/2026-09-30" selected' in manager.get(ADDRESS).text
    year = manager.get(f"{ADDRESS}?days=2025-04-01/2026-03-31").text
    assert "28 tests on arrest of 28 people" in year
    for quarter, tests in (
        ("April to June 2025", "14"),
        ("July to September 2025", "0"),
        ("October to December 2025", "14"),
    ):
        row = year.split(f'<th scope="row">{quarter}</th>')[1].split("</tr>")[0]
        assert row.startswith(f"<td>{tests}</td>")
