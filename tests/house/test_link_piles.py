"""Links do not pile up: three or more stand in a list under a heading, each kind of thing under its own."""

import re

import pytest

from tests.house.test_templates import TEMPLATES, read

ONE_LINK = re.compile(r"\s*(?:{%[^%]*%}\s*)*<p[^>]*>\s*(?:{%[^%]*%}\s*)*<a (?:(?!</p>).)*</p>(?:\s*{%[^%]*%})*\s*")
ONLY_LOGIC = re.compile(r"\s*(?:{%[^%]*%}\s*)+")
AT_MOST = 2


def longest_pile(text: str) -> int:
    """How many paragraphs of a single link follow each other at most."""
    longest = here = 0
    for line in text.splitlines():
        if ONE_LINK.fullmatch(line):
            here += 1
            longest = max(longest, here)
        elif not ONLY_LOGIC.fullmatch(line):
            here = 0
    return longest


@pytest.mark.parametrize("name", TEMPLATES)
def test_links_that_follow_each_other_are_grouped(name):
    assert longest_pile(read(name)) <= AT_MOST


@pytest.mark.parametrize("name", ["engagement/case/case.html", "people/identity/person.html"])
def test_a_death_stands_under_a_heading_of_its_own(name):
    under = read(name).rpartition(">A death</h2>")[2]
    assert "people.died" in under
    assert re.findall(r'url_for\("(?!people\.died)', under) == []


def test_what_puts_a_test_right_does_not_stand_under_papers():
    under_papers = read("arrest_tests/testing/drug_test.html").partition("<h2>Papers</h2>")[2].partition("<h2>")[0]
    assert "arrest_tests.test_record" in under_papers
    assert re.findall(r"correct_test|arrest_tests\.happened|arrest_tests\.laboratory", under_papers) == []


def test_no_heading_is_a_mere_conjunction():
    assert [name for name in TEMPLATES if re.search(r"<h[1-6][^>]*>(Or|And|But)<", read(name))] == []


def test_another_offence_is_added_beside_the_offences_and_before_the_risks():
    for name in ("arrest_tests/offences/arrest.html", "arrest_tests/offences/book_in.html"):
        text = read(name)
        assert text.index("{{ offence_rows(form") < text.index("Add another offence") < text.index("{{ risks_now(")
        assert text.index("Add another offence") < text.index('"check"')
