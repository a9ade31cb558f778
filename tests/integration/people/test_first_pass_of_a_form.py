"""A form that is sent blank says once what is wrong with it: all of it, in the order and the words of the page.

That the summary keeps the order and the words is asked of every page that a test fetches (`tests/pages.py`).
"""

import re
from datetime import date

import pytest

from pathways.auth.roles import Rank, Role
from tests import county
from tests.integration.arrest_tests.custody_scenes import arrested_for, in_custody
from tests.pages import Page


def errors_on(page) -> list[str]:
    return [" ".join(words.split()) for _, words in Page(page.text).summary]


@pytest.fixture
def view(officer):
    view = in_custody(officer)
    arrested_for(officer, view, "TA78-3")
    return view


def test_a_release_that_is_sent_blank_asks_why_each_part_is_not_done_at_once(browser, view):
    page = browser.post(f"/episodes/{view.episode.id}/release")
    asked = re.findall(r'name="why_(\w+)"', page.text)
    reasons = errors_on(page)
    assert reasons[:2] == ["Enter the release date and time", "Select how they were released"]
    assert len(asked) > 3
    assert len(reasons) == 2 + len(asked)


def test_what_was_not_answered_is_named_in_the_words_of_its_label(browser, view):
    reasons = errors_on(browser.post(f"/episodes/{view.episode.id}/needs"))
    assert "Answer “Has he injected?”" in reasons
    assert not any("Have they injected?" in each for each in reasons)


def test_the_call_about_a_child_that_is_sent_blank_says_all_that_is_missing(browser, officer):
    child, _ = county.detained(county.person(born=date(2010, 2, 3), by=officer), by=officer)
    page = browser.post(f"/episodes/{child.id}/under-18", {"called_at-day": "31", "called_at-month": "2"})
    time_of_call = errors_on(page).index("Enter the call time")
    assert errors_on(page)[time_of_call + 1] == "Call date must include a year"
    assert len(errors_on(page)) == 6


def test_every_form_of_a_case_that_is_sent_blank_says_so_in_the_order_of_the_page(client_of, browser, view):
    county.suite("Boston")
    county.service()
    case = f"/episodes/{view.episode.id}"
    pages = ("arrest", "authority/ask", "test", "needs", "release", "transfer", "leaving", "detention", "needs")
    refused = [f"{case}/{page}" for page in pages if errors_on(browser.post(f"{case}/{page}"))]
    assert len(refused) > 5
    inspector = client_of(county.user(Role.DM, rank=Rank.INSPECTOR), Role.DM)
    assert errors_on(inspector.post(f"{case}/authority"))
    assert errors_on(client_of(county.user(Role.TW), Role.TW).post("/own-referrals/new"))
    assert errors_on(browser.post("/people/new", {"carried": ""}))
    assert errors_on(browser.post(f"/people/{county.person().id}/arrest"))
