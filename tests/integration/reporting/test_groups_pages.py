"""Who engages, by group, equals a count by hand over what stands in the database: page, picture, file and paper."""

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
from pathways.people.identity.rules import Ethnicity
from pathways.people.models.identity import Person
from pathways.reporting.queries import counting
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.groups import GroupKind
from pathways.reporting.rules.groups_words import OUTSIDE, TOO_SMALL
from pathways.reporting.rules.periods import YEAR, of_months, period_of
from pathways.store.base import db
from pathways.vocabulary import Origin, Sex
from tests import county, papers, restricted
from tests.figures import make_figures
from tests.integration.reporting.records import a_referral, a_test_on_arrest, at_noon, dies, merge, screen
from tests.report_files import of_figures_in_log, workbook_equals_page

pytestmark = pytest.mark.reads(Report.GROUPS)

ADDRESS = "/reports/who-engages"
THE_YEAR = of_months(date(2025, 4, 1), YEAR)
DAY = date(2025, 9, 1)
PERIOD = period_of(THE_YEAR, date(2026, 6, 30))


def counts_of(viewer=SYSTEM):
    return counting.counts_of(viewer, Report.GROUPS, PERIOD)


def a_person(area="boston", *, engaged=False, shows=None, on=DAY, origin=Origin.VOLUNTARY_INTERVIEW, **known):
    """Somebody first referred on a day; `shows` are the drugs that a test on arrest found, None without a test."""
    someone = county.person(**known)
    if shows is None:
        episode = county.episode(someone, origin=origin)
    else:
        episode = a_test_on_arrest(someone, on=on, positive=bool(shows))
        test = db.session.scalars(select(DrugTest).where(DrugTest.episode_id == episode.id)).one()
        db.session.add_all(Analyte(drug_test_id=test.id, analyte=drug, result="positive") for drug in shows)
    screen(episode, area)
    return a_referral(episode, on=on, accepted_on=on, engaged_on=on + timedelta(days=9) if engaged else None)


def a_year():
    """Some who engaged and some who did not, of each of a few groups."""
    for number in range(40):
        a_person(engaged=number < 24, shows=("cocaine",), ethnicity=Ethnicity.W1, born=date(1995, 6, 9))
    for number in range(30):
        a_person("lincoln", engaged=number < 10, sex=Sex.FEMALE, ethnicity=Ethnicity.B1, born=date(1975, 9, 2))
    for number in range(22):
        a_person("lincoln", engaged=number < 12, shows=("cocaine", "opiates"), born=date(2004, 1, 1))
    for number in range(24):
        a_person(engaged=number < 12, shows=(), ethnicity=Ethnicity.W1, born=date(1995, 6, 9))
    db.session.commit()


@pytest.fixture
def figures_of_a_year(app, built_once):
    """The figures of that year."""

    def build():
        a_year()
        make_figures()

    built_once("who_engages", build)


def who_is_apart():
    """A day older or younger, in another year, died, withdrawn, come again, merged."""
    a_person(shows=("opiates",), ethnicity=Ethnicity.W1, born=date(2000, 9, 2))
    a_person(shows=(), ethnicity=Ethnicity.W1, born=date(2000, 9, 1))
    a_person(engaged=True, on=date(2025, 3, 31))
    a_person(on=date(2026, 4, 1))
    dies(a_person().person_id, DAY + timedelta(days=10))
    a_referral(county.episode(county.person()), on=DAY, state="WITHDRAWN", closed_at=at_noon(DAY))
    twice = a_person(engaged=True, shows=("cocaine",), ethnicity=Ethnicity.W1, born=date(1995, 6, 9))
    later = a_person("lincoln", on=DAY + timedelta(days=30))
    merge(later.person_id, twice.person_id)
    db.session.commit()


@pytest.mark.database
def test_every_group_is_that_of_a_count_by_hand(app):
    """24 to 25 is a day apart; whoever came twice counts by the first; whoever died first in no group."""
    a_year()
    who_is_apart()
    counts = counts_of()
    assert counts.everybody.people == 120
    assert counts.everybody.tally.died == 1
    assert (counts.whole.people, counts.whole.engaged) == (119, 59)
    of = {tuple(group for _, group in cell.which): (cell.people, cell.engaged) for cell in counts.cells}
    assert {group: of[group,] for group in ("detention", "voluntary_interview", "another_way")} == {
        "detention": (89, 49), "voluntary_interview": (30, 10), "another_way": (30, 10),
    }  # fmt: skip
    assert {group: of[group,] for group in ("boston", "lincoln", "male", "female")} == {
        "boston": (67, 37), "lincoln": (52, 22), "male": (89, 49), "female": (30, 10),
    }  # fmt: skip
    shown = ("cocaine", "both", "opiates", "positive", "negative", "no_result", "not_positive")
    assert [of[group,] for group in shown] == [(41, 25), (22, 12), (1, 0), (64, 37), (25, 12), (30, 10), (55, 22)]
    ages = ("18_to_24", "25_to_34", "45_and_over", "under_35", "35_and_over")
    assert [of[group,] for group in ages] == [(23, 12), (66, 37), (30, 10), (89, 49), (30, 10)]
    ethnicities = ("white", "black", "other_than_white", "not_recorded", "not_known")
    assert [of[group,] for group in ethnicities] == [(67, 37), (30, 10), (30, 10), (22, 12), (22, 12)]
    assert of["detention", "lincoln"] == (22, 12)
    assert of["lincoln", "other_than_white"] == (30, 10)
    assert ("female", "35_and_over") not in of


def test_of_fewer_than_a_hundred_nobody_is_told_apart_by_two_kinds_at_once(app):
    for number in range(99):
        a_person(engaged=number < 40)
    assert counts_of().at_once == ()
    assert {len(cell.which) for cell in counts_of().cells} == {1}
    a_person()
    assert {len(cell.which) for cell in counts_of().cells} == {1, 2}


def test_of_a_small_year_the_page_says_why_and_what_can_be_asked_instead(app, manager):
    for number in range(40):
        a_person(engaged=number < 20)
    make_figures()
    page = manager.get(f"{ADDRESS}?route=another_way&sex=male").text
    assert TOO_SMALL in page
    assert ">Route: Another way than custody</a>" in page
    alone = re.search(r'href="([^"]+)">Sex: Male</a>', page)[1]
    assert "Of these 40 people, 20 engaged" in manager.get(unescape(alone)).text


def test_a_record_that_is_shut_is_in_no_group(app):
    for _ in range(12):
        a_person()
    restricted.shut_to_all_but([db.session.get(Person, a_person().person_id)], county.user(Role.CO))
    assert counts_of(county.viewer_of(county.user(Role.MG))).everybody.people == 12


def test_the_page_shows_what_its_files_and_its_paper_hold_whoever_is_asked_for_and_each_is_in_the_log(
    figures_of_a_year, manager
):
    page = manager.get(ADDRESS).text
    assert 'value="2025-04-01/2026-03-31" selected' in page
    assert "Of 116 people who were first referred, 58 engaged in treatment within 84 days (12 weeks)" in page
    assert all(f'id="who-engages-{kind.value}"' in page for kind in GroupKind)
    asked = f"{ADDRESS}?route=detention"
    page = manager.get(asked).text
    assert (
        "Of these 86 people, 48 engaged in treatment within 84 days (12 weeks): 55.8% (95% interval 45.3 to 65.8)."
        in page
    )
    assert "against 33.3% of 30" in page
    assert 'id="who-engages-route"' not in page
    assert 'value="detention" selected' in page
    for picture in re.findall(r'src="(/charts/who-engages-[^"]+)"', page):
        assert manager.get(unescape(picture)).mimetype == "image/svg+xml"
    answer = manager.get(asked.replace("?", ".csv?"))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="who-engages-detention-2025-04-01-')
    assert "-detention-2025-04-01-" in answer.headers["Content-Disposition"]
    lines = [[*line.values()] for line in csv.DictReader(io.StringIO(answer.text))]
    of = ["Route: Detained in custody", "April 2025 to March 2026"]
    assert [*of, "By sex", "Male", "People", "86", "2026-09-30"] in lines
    assert [*of, "Those asked for", of[0], "Engaged", "48", "2026-09-30"] in lines
    paper = papers.words_of(manager.get(asked.replace("?", ".pdf?")).data)
    assert "Of these 86 people, 48 engaged" in paper
    assert "Route: Detained in custody." in paper
    workbook_equals_page(manager, asked, asked.replace("?", ".xlsx?"))
    assert of_figures_in_log() == [
        "report.viewed", "report.viewed", "export.downloaded", "document.downloaded", "report.viewed",
        "export.downloaded",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("sex=female&age=under_35", OUTSIDE),
        ("route=detention&area=boston&sex=male", OUTSIDE),
        ("route=street", "Route: choose one of the answers on the page"),
        ("age=18_to_24", "Age: choose one of the answers on the page"),
        ("area=grantham", "Nobody who is counted in the year is one of these."),
        ("area=boston&test=not_positive", "Of these 24 people, 12 engaged"),
        ("area=elsewhere_or_not_recorded&sex=male", "Nobody who is counted in the year is one of these."),
        ("sex=&age=", "Of 116 people who were first referred"),
    ],
)
def test_whatever_stands_in_the_address_is_answered_in_words(figures_of_a_year, manager, asked, says):
    answer = manager.get(f"{ADDRESS}?{asked}")
    assert answer.status_code == 200
    assert says in answer.text
    for kind in ("csv", "pdf", "xlsx"):
        file = manager.get(f"{ADDRESS}.{kind}?{asked}")
        assert file.status_code == (302 if "choose one" in says else 200)
        if kind == "csv" and file.status_code == 200:
            assert any(words in file.text for words in (says, "Those asked for", "Everybody,April 2025"))


def test_an_address_of_no_figures_leads_back_and_nobody_else_is_told_of_the_page(app, manager, client_of):
    assert manager.get(ADDRESS).status_code == 200
    for kind in ("csv", "pdf", "xlsx"):
        answer = manager.get(f"{ADDRESS}.{kind}?days=2025-07-01/2025-09-30&sex=male")
        assert answer.status_code == 302
        assert answer.location.startswith(f"{ADDRESS}?")
    assert manager.ask("GET", "/charts/who-engages-sex.svg").status_code == 404
    for role in (Role.CO, Role.PM, Role.TW):
        assert client_of(county.user(role), role).get(ADDRESS).status_code == 403
