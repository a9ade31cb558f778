"""What Pathways says of itself, to whoever comes to it."""

import re

import pytest

from pathways import VERSION
from pathways.auth.roles import Role
from tests import county
from tests.pages import inspect_page

PAGES = {"Help": "/help", "Privacy": "/privacy", "Accessibility statement": "/accessibility"}


def test_every_page_leads_to_them_in_its_footer_whoever_looks(app, the_clock, client_of):
    page = client_of(county.user(Role.TW), Role.TW).get("/inbox").text
    stranger = app.test_client().get("/sign-in").text
    for footer in (page.partition("<footer")[2], stranger.partition("<footer")[2]):
        assert [re.search(f'href="{address}">{label}', footer) is not None for label, address in PAGES.items()] == [
            True
        ] * 3


@pytest.mark.parametrize("address", PAGES.values())
def test_a_stranger_reads_them_and_learns_of_nobody(app, address):
    answer = app.test_client().get(address)
    assert answer.status_code == 200
    inspect_page(answer.text)
    assert "This page names nobody" in answer.text


def test_help_names_whom_to_ring_or_where_no_number_is_set_up_the_administrator(app, monkeypatch):
    assert "Ring the digital desk on 01632 960 119" in app.test_client().get("/help").text
    monkeypatch.setitem(app.config, "SUPPORT", "")
    for address in ("/help", "/accessibility"):
        assert "the administrator of your own organisation" in app.test_client().get(address).text


def test_the_statement_says_what_was_tested_of_which_version_and_where_to_complain(app):
    page = app.test_client().get("/accessibility").text
    for words in (VERSION, "partially compliant", "2.2", "Equality Advisory and Support Service", "SI 2018/952"):
        assert words in page
