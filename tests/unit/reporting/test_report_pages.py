"""The list of reports names every page once, and the periods that its figures are made of."""

from pathways.packs.rules import PackReport
from pathways.reporting.rules.editions import LENGTHS, YEARS_TOGETHER, Report
from pathways.reporting.rules.periods import QUARTER, YEAR
from pathways.reporting.rules.report_pages import PAGES, by_part, page_of

IN_WORDS = {QUARTER: "a quarter", YEAR: "a year", YEARS_TOGETHER: "some years together"}


def test_each_page_says_the_periods_that_its_figures_are_made_of():
    for page in PAGES:
        if page.figures:
            lengths = sorted(LENGTHS[page.figures], key=list(IN_WORDS).index)
            *others, last = (IN_WORDS[length] for length in lengths)
            words = " or ".join([", ".join(others), last] if others else [last])
            assert page.periods == words.capitalize()


def test_every_report_has_a_page_but_what_people_say_which_stands_in_the_drug_profile():
    assert {page.figures for page in PAGES} - {None} == set(Report) - {Report.DECLARED}
    assert page_of(Report.TESTING) == "reporting.testing"


def test_what_may_be_in_a_pack_is_called_there_as_here():
    assert {each.label for each in PackReport} <= {page.name for page in PAGES}


def test_each_part_is_named_once_and_each_page_stands_in_one():
    parts = list(by_part())
    assert len({name for name, _ in parts}) == len(parts)
    assert sum(len(pages) for _, pages in parts) == len({page.endpoint for page in PAGES}) == len(PAGES)
