"""Walks pages by their links and looks at each closely."""

import re
from typing import Any

from tests.journeys import axe, mouse, unscripted
from tests.pages import inspect_page
from tests.rounds import IN_FULL, rounds

ASKS = "main form[method=post] :is(input:not([type=hidden]), textarea, select)"
GREEN = "main form[method=post] .govuk-button:not(.govuk-button--secondary)"
IS_TO_BE_SENT = "(parts) => parts.every((each) => document.querySelector(each))"
# Where it leads, and whether it is to be sent: both at once, for each question to a page is a trip through four processes.
LEADS = f"""(parts) => [
  [...document.querySelectorAll("a[href^='/']")].map((one) => one.getAttribute("href")),
  ({IS_TO_BE_SENT})(parts),
]"""
# Files, and an address that only takes a post: its page is the one before it.
NOT_PAGES = r"/assets/|\.(pdf|csv|xlsx|zip|svg|json)|/required-assessment/notice$|/scans/|/copies/"


def pattern_of(address: str) -> str:
    """Addresses that differ only in numbers, in codes of the law, in the name of a switch, or in what is asked after the
    mark, are one page."""
    return re.sub(r"/[^/?]*[A-Z][^/?]*|/cfg_[^/?]*|[0-9]+", "N", re.sub(r"\?.*", "?", address))


class Walker:
    """Follows links from a first page; each page is looked at once. What is wrong gathers in `found`."""

    def __init__(self, page: Any, asked: axe.Asked) -> None:
        self.page, self.problems, self.asked = page, axe.watch(page), asked
        self.looked_at: dict[str, str] = {}
        self.to_be_sent: list[str] = []

    def has_seen(self, address: str) -> bool:
        """Whether such a page was looked at, whatever its numbers and whatever was asked after the question mark."""
        return bool({pattern_of(address), f"{pattern_of(address)}?"} & self.looked_at.keys())

    def walk(self, first: str, *, onward: bool = True) -> None:
        """Look at the page of that address, and (onward) at every page its links lead to, and theirs."""
        waiting = [first]
        while waiting:
            address = waiting.pop(0)
            if pattern_of(address) not in self.looked_at and not re.search(NOT_PAGES, address):
                self.looked_at[pattern_of(address)] = address
                links = self.look(address)
                waiting += links if onward else []

    def look(self, address: str) -> list[str]:
        """Check one page; returns the addresses it links to."""
        answer = self.page.goto(address)
        links, is_to_be_sent = self.page.evaluate(LEADS, [ASKS, GREEN])
        if is_to_be_sent:
            self.to_be_sent.append(address)
        self.check(address, answer.status, self.page.content() if answer.status >= 500 else answer.text())
        return [link.split("#")[0] for link in links]

    def check(self, address: str, status: int, text: str, *, telephone: bool = True) -> None:
        if status >= 400:
            self.problems.append(f"{address} answers {status}")
            return
        try:
            inspect_page(text)
        except AssertionError as wrong:
            self.problems.append(f"{address}: {wrong}")
        self.problems += axe.problems_at_all_widths(self.page, self.asked, telephone=telephone)

    def send_empty(self) -> None:
        """Press the green button of forms that ask something (of each by `make long`): what comes back is checked as well."""
        for address in self.to_be_sent[:: rounds(12, 1)]:
            self.page.goto(address)
            if self._is_to_be_sent():
                with self.page.expect_navigation() as sent:
                    mouse.press(self.page.locator(GREEN).first)
                self.check(f"{address}, sent empty", sent.value.status, sent.value.text(), telephone=False)

    def without_script(self) -> None:
        """Each page that was looked at (of twelve the first, but all by `make long`), once more without JavaScript; by
        `make long` its green button is pressed there as well. From here on no script of a page runs in this window."""
        page = self.page
        # As in a window that was opened without it, which would ask for the thirty files of a page again.
        page.context.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
        for address in list(self.looked_at.values())[:: rounds(12, 1)]:
            page.goto(address)
            self.problems += unscripted.out_of_use(page)
        for address in self.to_be_sent if IN_FULL else ():
            page.goto(address)
            if self._is_to_be_sent():
                with page.expect_navigation() as sent:
                    mouse.press(page.locator(GREEN).first)
                self.problems += [f"{address}, sent without script"] if sent.value.status >= 400 else []
                self.problems += unscripted.out_of_use(page)

    def _is_to_be_sent(self) -> bool:
        return bool(self.page.evaluate(IS_TO_BE_SENT, [ASKS, GREEN]))
