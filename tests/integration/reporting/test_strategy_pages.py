"""The measures of the strategy print what other reports print, in their words, and lead to where it stands."""

import csv
import io
import re
from datetime import UTC, date, datetime
from html import unescape

import pytest

from pathways.auth.roles import Role
from pathways.dates import months_after
from pathways.reporting.models import FiguresMaking
from pathways.reporting.rules.editions import Report
from pathways.reporting.rules.periods import QUARTER, of_months
from pathways.reporting.rules.strategy import FOUND_AGAIN, GLANCE, NO_YEAR
from pathways.reporting.rules.strategy_data import STRATEGIES
from pathways.reporting.rules.strategy_figures import NONE_SHOWN, NOT_SHOWN
from pathways.small_numbers.published import HIDDEN
from pathways.store.base import db
from tests import county, papers
from tests.integration.reporting.kept import keep
from tests.page_tables import tables_in
from tests.report_files import of_figures_in_log, workbook_equals_page
from tests.unit.reporting.made_up_reports import AUTUMN, PUBLISHED_OF, SUMMER, THE_YEAR, counts_of_each

ADDRESS = "/reports/strategy"
ROW = re.compile(r"<tr role=\"row\">(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
LINE = re.compile(r"<(p|tr|li|dd)\b[^>]*>(.*?)</\1>", re.DOTALL)
LINK = re.compile(r'href="(/[^"#]+)(?:#([a-z0-9-]+))?"')


@pytest.fixture
def in_autumn(app, the_clock):
    """All figures of the year are made by then."""
    the_clock.set(datetime(2026, 11, 3, 9, tzinfo=UTC))


def hidden_of(report, counts, *, every):
    """Every second figure of a report, or every `every`th: what is hidden where matters less here than that it is."""
    names = [each.name for each in PUBLISHED_OF[report](counts).figures]
    return frozenset(names[1::every])


def keep_each(hides=None):
    for report, counts in counts_of_each().items():
        keep(report, counts, hides(report, counts) if hides else frozenset())


def words(markup):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def rows_that_lead(page):
    """Each of our figures that is there: its cells, the page it leads to, and below which heading there."""
    for row in ROW.findall(page):
        cells = CELL.findall(row)
        if len(cells) == 7 and (link := LINK.search(cells[-1])):
            yield [words(each) for each in cells], unescape(link[1]), link[2]


def part_of(page, anchor):
    """What stands below a heading, as far as the next."""
    if not anchor:
        return page
    start = page.index(f'id="{anchor}"')
    after = page.find("<h2", start)
    return page[start : after if after > 0 else len(page)]


def holds(line, *cells):
    """Whether a line prints each of these, and not only as a part of a longer number."""
    return all(re.search(rf"(?<![\w.,]){re.escape(each)}(?![\w%]|[.,]\d)", line) for each in cells if each)


def in_the_same_words(client, page):
    """How many figures the page has, once each was found where it leads to."""
    pages, figures = {}, 0
    for cells, address, anchor in rows_that_lead(page):
        if address not in pages:
            pages[address] = client.get(address).text
        part = part_of(pages[address], anchor)
        lines = [words(each) for _, each in LINE.findall(part)]
        _, people, of, share, interval, pending, where = cells
        if people in (NONE_SHOWN, NOT_SHOWN):
            assert any("not shown" in each or each.startswith("Nobody") for each in lines), cells
            continue
        share = share.replace(NOT_SHOWN, "")
        assert any(holds(each, people, share) for each in lines), (cells, address)
        if share and share != HIDDEN:
            assert any(holds(each, share, interval) for each in lines), (cells, address)
        wholes = of.removesuffix(" who died").split(" without ")
        assert all(any(holds(each, cell) for each in lines) for cell in (*wholes, pending) if cell != NOT_SHOWN), cells
        assert part_of_days(where) in pages[address]
        assert is_that_share(people, wholes, share), cells
        figures += 1
    return figures


def is_that_share(people, wholes, share):
    """Whether a share is so many of so many, as far as all three are there: no column stands in another's place."""
    numbers = [each.replace(",", "").partition("%")[0] for each in (people, share, *wholes)]
    if not all(re.fullmatch(r"[0-9.]+", each) for each in numbers):
        return True
    count, percent, whole, *died = map(float, numbers)
    return f"{100 * count / (whole - sum(died)):.1f}" == f"{percent:.1f}"


def part_of_days(where):
    return where.partition(", as known on ")[2].partition(" (")[0]


@pytest.mark.database
def test_every_figure_is_printed_in_the_same_words_on_the_page_it_leads_to(in_autumn, manager):
    keep_each()
    page = manager.get(ADDRESS).text
    named = sum(len(each.figures) for each in STRATEGIES.measures)
    assert in_the_same_words(manager, page) == len(list(rows_that_lead(page))) == named


@pytest.mark.parametrize("every", [2, 3])
def test_what_the_page_that_it_leads_to_hides_is_hidden_here_too(in_autumn, manager, every):
    keep_each(lambda report, counts: hidden_of(report, counts, every=every))
    page = manager.get(ADDRESS).text
    assert in_the_same_words(manager, page) > 3
    assert "*" in [cell for cells, *_ in rows_that_lead(page) for cell in cells]


def test_where_nothing_is_shown_the_page_says_what_the_report_says(in_autumn, manager):
    keep_each(lambda report, counts: frozenset(each.name for each in PUBLISHED_OF[report](counts).figures))
    page = manager.get(ADDRESS).text
    assert in_the_same_words(manager, page) < 10
    numbers = [cell for cells, *_ in rows_that_lead(page) for cell in cells[1:6]]
    assert not any(re.search(r"[1-9]", each) for each in numbers)


def test_the_files_and_the_paper_hold_what_the_page_shows_and_each_is_in_the_log(in_autumn, manager):
    keep_each()
    page = manager.get(ADDRESS).text
    tables = tables_in(page)
    assert (
        "The strategy has 19 parts, and 13 of them have a figure here: of April 2025 to March 2026, or of the year of"
        in page
    )
    assert "Pathways has no later strategy" in page
    assert tables["Timely access: published figures"][1][:5] == [
        "First appointment offered within 3 weeks, of first interventions that began", "98.4%", "England", "2018/19",
        "7 years older",
    ]  # fmt: skip
    assert FOUND_AGAIN in page
    assert "Pathways has no figure of this.</strong> Pathways has no records of hospitals." in page
    with_part = {"Our figures": 1, "Beside them": 1}
    sheets = workbook_equals_page(
        manager,
        ADDRESS,
        f"{ADDRESS}.xlsx",
        lambda tab, head, row: (head[with_part.get(tab, 0) :], row[with_part.get(tab, 0) :]),
    )
    assert [each[0] for each in sheets["At a glance"][2:]] == [each.name for each in STRATEGIES.measures]
    assert [each[0] for each in tables[GLANCE][1:]] == [each.name for each in STRATEGIES.measures]
    lines = list(csv.DictReader(io.StringIO(manager.get(f"{ADDRESS}.csv").text)))
    assert {each["whose"] for each in lines} == {"ours", "published"}
    ours = next(each for each in lines if each["figure"].startswith("Positive tests") and each["whose"] == "ours")
    shown = tables["Drug testing on arrest: our figures"][1]
    assert [ours[name] for name in ("figure", "value", "out_of", "share", "interval_95")] == shown[:5]
    paper = "".join(papers.words_of(manager.get(f"{ADDRESS}.pdf").data).split())
    for cells, *_ in rows_that_lead(page):
        assert all("".join(each.split()) in paper for each in cells[1:6])
    assert "Fingerprint of the figures" in " ".join(row[0] for row in sheets["About this file"])
    assert of_figures_in_log() == [
        "report.viewed", "report.viewed", "export.downloaded", "export.downloaded", "document.downloaded",
    ]  # fmt: skip


def test_what_was_not_made_by_the_day_is_said_with_the_day_on_which_it_is(in_autumn, manager):
    counts = counts_of_each()
    for report in (Report.TREATMENT, Report.RECOVERY):
        keep(report, counts[report])
    page = manager.get(f"{ADDRESS}?from={THE_YEAR.from_on}&to={THE_YEAR.to_on}&as-at={SUMMER}").text
    tables = tables_in(page)
    cells = tables["A recovery community and lived experience: our figures"][1]
    assert cells[1:] == [
        "not made", "", "", "", "",
        "Recovery, April 2025 to March 2026: none by 30 June 2026; they are made as known on 30 September 2026",
    ]  # fmt: skip
    offered = tables["Timely access: our figures"][1]
    assert offered[1] not in ("", "not made")
    assert "as known on 30 June 2026" in offered[6]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("from=2031-04-01&to=2032-03-31", "April 2031 to March 2032 is not over yet"),
        ("from=2025-07-01&to=2025-09-30", "Choose a year"),
        ("from=2026-03-31&to=2025-04-01", "The period ends before it starts"),
        ("days=boston", "“boston” is no date"),
        ("from=2025-04-01&to=2026-03-31&as-at=2031-03-31", "is still to come"),
        ("from=2025-04-01&to=2026-03-31&as-at=2026-03-31", "No figures were made as known on 31 March 2026"),
        ("from=2019-04-01&to=2020-03-31", "No figures were made of April 2019 to March 2020"),
    ],
)
def test_a_period_that_is_none_is_named_and_nothing_is_shown(in_autumn, manager, asked, says):
    keep(Report.TREATMENT, counts_of_each(people=60)[Report.TREATMENT])
    page = manager.get(f"{ADDRESS}?{asked}").text
    assert says in unescape(page)
    assert "<table" not in page
    for kind in ("csv", "xlsx", "pdf"):
        answer = manager.get(f"{ADDRESS}.{kind}?{asked}")
        assert (answer.status_code, answer.location.startswith(f"{ADDRESS}?")) == (302, True)


def test_before_any_figures_are_made_the_page_says_what_is_measured_and_when(in_autumn, manager):
    page = manager.get(ADDRESS).text
    assert "There are no figures yet." in page
    assert (
        "The strategy has 19 parts, and 0 of them have a figure here: of April 2026 to March 2027, or of the year of"
        in page
    )
    assert "Treatment, April 2026 to March 2027: none by 30 September 2026; they are made as known on" in page
    assert "98.4%" in page
    assert "Download CSV" not in page
    quarter = of_months(months_after(THE_YEAR.from_on, QUARTER), QUARTER)
    keep(Report.OVERVIEW, counts_of_each(people=60)[Report.OVERVIEW], days=quarter, as_at=quarter.to_on)
    assert NO_YEAR in manager.get(ADDRESS).text


def test_while_figures_are_being_made_it_says_so(in_autumn, manager):
    keep(Report.TREATMENT, counts_of_each(people=60)[Report.TREATMENT])
    assert "are being made now" not in manager.get(ADDRESS).text
    db.session.add(FiguresMaking(as_at=AUTUMN, since=SUMMER, is_first=True, begun_at=datetime(2026, 11, 3, tzinfo=UTC)))
    db.session.commit()
    assert "The figures as known on 30 September 2026 are being made now." in manager.get(ADDRESS).text


def test_nobody_but_a_manager_is_told_of_it(app, client_of):
    for role in (Role.CO, Role.PM, Role.TW, Role.PW):
        assert client_of(county.user(role), role).get(ADDRESS).status_code == 403
        assert client_of(county.user(role), role).get(f"{ADDRESS}.csv").status_code == 403


def test_a_strategy_that_ran_out_is_told_and_the_day_is_named(in_autumn, manager):
    keep(Report.TREATMENT, counts_of_each(people=60)[Report.TREATMENT])
    assert "It ran until 31 December 2025." in manager.get(ADDRESS).text
    assert STRATEGIES.in_force(date(2020, 1, 1)).effective_from == date(2021, 1, 1)
