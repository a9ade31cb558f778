"""Every page that a link leads to, at each desk: axe, whole markup, no sideways scroll at 320 px, no script error."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from pathways.auth import Role
from tests.client import SignedInClient
from tests.journeys import axe
from tests.journeys.desk import Site
from tests.journeys.made_up import a_night_in_lincoln
from tests.pages import inspect_page

FEWEST_PAGES = {Role.CO: 20, Role.DM: 12, Role.TW: 8, Role.PM: 8, Role.PW: 3, Role.MG: 3, Role.AD: 12}
ASKS = "main form[method=post] :is(input:not([type=hidden]), textarea, select)"
GREEN = "main form[method=post] .govuk-button:not(.govuk-button--secondary)"


class Walker:
    """Follows links from a first page. Addresses that differ only in numbers are one page, looked at once."""

    def __init__(self, page: Any) -> None:
        self.page, self.found = page, axe.watch(page)
        self.looked_at: dict[str, str] = {}

    def walk(self, first: str) -> None:
        waiting = [first]
        while waiting:
            address = waiting.pop(0)
            pattern = re.sub(r"[0-9]+", "N", re.sub(r"\?.*", "?", address))
            if pattern not in self.looked_at and not re.search(r"/assets/|\.(pdf|csv|svg)", address):
                self.looked_at[pattern] = address
                waiting += self.look(address)

    def look(self, address: str) -> list[str]:
        """Check one page; returns the addresses it links to."""
        answer = self.page.goto(address)
        self.check(address, answer.status, self.page.content() if answer.status >= 500 else answer.text())
        links = self.page.eval_on_selector_all("a[href^='/']", "all => all.map(one => one.getAttribute('href'))")
        return [link.split("#")[0] for link in links]

    def check(self, address: str, status: int, text: str) -> None:
        if status >= 400:
            self.found.append(f"{address} answers {status}")
            return
        try:
            inspect_page(text)
        except AssertionError as wrong:
            self.found.append(f"{address}: {wrong}")
        self.found += axe.problems(self.page)

    def send_empty(self, address: str) -> None:
        """Press the green button of a form that asks something: what comes back is checked as well."""
        self.page.goto(address)
        if not self.page.locator(ASKS).count() or not self.page.locator(GREEN).count():
            return
        with self.page.expect_navigation() as sent:
            self.page.locator(GREEN).first.click()
        self.check(f"{address}, sent empty", sent.value.status, sent.value.text())


@pytest.mark.parametrize("role", FEWEST_PAGES, ids=str)
def test_every_page_of_a_role_is_whole_and_axe_finds_nothing(site: Site, open_desk: Callable[..., Any], role: Role):
    with site.behind():
        token = SignedInClient(site.app, a_night_in_lincoln()[role].id, role).token
    page = open_desk().page
    walker = Walker(page)
    walker.look("/sign-in")
    page.context.add_cookies([{"name": "pathways", "value": token, "url": site.address}])
    walker.walk("/")
    pages = list(walker.looked_at.values())
    assert len(pages) >= FEWEST_PAGES[role]
    for address in pages:
        walker.send_empty(address)
    assert walker.found == []
