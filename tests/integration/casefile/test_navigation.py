"""Where am I: the entry of the navigation that a page is, or lies under, is marked, and no second one."""

import re

import pytest

from pathways.auth.roles import Role
from tests import county
from tests.integration.arrest_tests import custody_scenes as scenes

MARKED = re.compile(r'aria-current="(page|true)">([^<]+)</a></li>')
FOLDED = re.compile(r'<summary class="main-nav__fold">Menu(?:: <b>([^<]+)</b>)?</summary>')


def marked(text):
    """The marked entry, once in the row for wide windows and once in the menu for narrow ones, whose fold names it."""
    nav = text.partition('aria-label="Main"')[2].partition("</nav>")[0]
    entries = MARKED.findall(nav)
    fold = FOLDED.search(nav)
    assert fold
    assert entries[::2] == entries[1::2]
    assert [words for _, words in entries[:1]] == [words for words in fold.groups() if words]
    return set(entries)


@pytest.mark.parametrize(
    ("page", "entry"),
    [
        ("/custody", ("page", "Custody board")),
        ("/episodes/{episode}", ("true", "Custody board")),
        ("/episodes/{episode}/disposal", ("true", "Custody board")),
        ("/disposals/due", ("page", "What falls due")),
        ("/people/{person}", ("true", "Find or add a person")),
        ("/people/search", ("page", "Find or add a person")),
    ],
)
def test_a_page_of_custody_lies_under_the_list_that_leads_to_it(page, entry, app, client_of):
    officer = county.user(Role.CO)
    view = scenes.in_custody(county.viewer_of(officer))
    address = page.format(episode=view.episode.id, person=view.person.id)
    assert marked(client_of(officer, Role.CO).get(address).text) == {entry}


def test_a_page_under_no_list_marks_none(app, client_of):
    assert marked(client_of(county.user(Role.CO), Role.CO).get("/account").text) == set()
