"""Live links in the log of a server: the first opening stands there, and nothing else that opens anything."""

import re
from urllib.parse import urlencode

from pathways.audit.models import SYSTEM
from pathways.auth import links
from pathways.auth.queries import user_named
from tests.attacks.client import Client
from tests.pages import hidden_values
from tests.standby import until

NEW = "seven wooden ladders"
NOBODY_ELSE = "registrar"
"""A sign-in name that no other attack on this server uses."""


def test_a_link_stands_in_a_log_of_requests_where_it_was_opened_and_nowhere_else(attacked):
    with attacked.behind():
        token = links.make(user=user_named(NOBODY_ELSE), purpose=links.LinkPurpose.RESET, by=SYSTEM)
    before = len(attacked.requests.read_text().splitlines())
    browser = Client(attacked.port)
    page = browser.get(f"/link/{token}")
    _fetch_what_it_needs(browser, page, f"/link/{token}")
    typed = hidden_values(page.text, f"/link/{token}") | {"new_password": NEW, "again": NEW}
    (action,) = re.findall(r'<form method="post" action="([^"]+)"', page.text)
    form = {"Content-Type": "application/x-www-form-urlencoded", **_referer(page, f"/link/{token}")}
    done = browser.ask("POST", action, body=urlencode(typed).encode(), headers=form)
    assert (done.status, done.location) == (302, "/sign-in?ended=password_set")
    gone = browser.get(f"/link/{token}")
    assert gone.status == 404
    _fetch_what_it_needs(browser, gone, f"/link/{token}")
    until(lambda: attacked.requests.read_text().count(token) == 2)  # a line is written once the answer is sent
    lines = attacked.requests.read_text().splitlines()
    assert any(line.startswith("GET_/assets/") for line in lines[before:])
    assert [line for line in lines if token in line] == [f"GET_/link/{token}_-"] * 2


def _fetch_what_it_needs(browser, page, address):
    for each in re.findall(r'(?:href|src)="(/assets/[^"]+)"', page.text):
        browser.get(each, _referer(page, address))


def _referer(page, address):
    """What a browser sends along, by the policy of the page."""
    return {} if page.headers["Referrer-Policy"] == "no-referrer" else {"Referer": f"http://127.0.0.1{address}"}
