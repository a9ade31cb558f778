"""One person at one screen: words for what they do, and a check of every page they meet."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Page, Response

from pathways import clock
from pathways.store import db
from tests.journeys import axe

PICTURES = Path(__file__).resolve().parents[2] / "test-results"


@dataclass
class Site:
    """The served application, its address, and its clock."""

    app: Flask
    address: str
    clock: clock.SettableClock

    @contextmanager
    def behind(self) -> Iterator[Any]:
        """The database, for arranging and for looking behind the pages. Commits at the end."""
        with self.app.app_context():
            yield db
            db.session.commit()
            db.session.remove()


class Desk:
    """A browser window. Each page it opens is noted if the server failed, a script erred or axe finds fault."""

    def __init__(self, page: Page, site: Site, *, scripts: bool) -> None:
        self.page, self.site, self.scripts = page, site, scripts
        self.problems: list[str] = []
        self.pages_met = 0
        page.on("response", self._answered)
        page.on("pageerror", lambda error: self.problems.append(f"script error on {page.url}: {error}"))
        page.on("console", lambda message: message.type == "error" and self._console(message.text))

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.status} from {response.url}")

    def _console(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.problems.append(f"policy violation on {self.page.url}: {text}")

    def go(self, address: str) -> "Desk":
        self.page.goto(address)
        return self.met()

    def met(self) -> "Desk":
        """Check the page that is open: axe, and no sideways scroll."""
        self.pages_met += 1
        if self.scripts:
            self.problems += axe.violations(self.page) + axe.overflow(self.page)
        return self

    def sign_in(self, sign_in_name: str, password: str) -> "Desk":
        self.go("/sign-in")
        self.fill("Name", sign_in_name).fill("Password", password)
        return self.press("Sign in")

    def fill(self, label: str, value: str, *, exact: bool = True) -> "Desk":
        self.page.get_by_label(label, exact=exact).first.fill(value)
        return self

    def fill_date(self, legend: str, day: str, month: str, year: str) -> "Desk":
        group = self.group(legend)
        for label, value in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(label, exact=True).fill(value)
        return self

    def group(self, legend: str) -> Any:
        """The fieldset with that legend."""
        return self.page.get_by_role("group", name=legend, exact=False).first

    def choose(self, legend: str, answer: str) -> "Desk":
        """Choose one answer of a group of radios or tick one box of a group of checkboxes."""
        self.group(legend).get_by_label(answer, exact=True).first.check()
        return self

    def pick(self, label: str, option: str) -> "Desk":
        self.page.get_by_label(label).first.select_option(label=option)
        return self

    def press(self, button: str) -> "Desk":
        self.page.get_by_role("button", name=button, exact=True).first.click()
        self.page.wait_for_load_state("domcontentloaded")
        return self.met()

    def follow(self, link: str) -> "Desk":
        self.page.get_by_role("link", name=link, exact=False).first.click()
        self.page.wait_for_load_state("domcontentloaded")
        return self.met()

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def shot(self, name: str) -> "Desk":
        """A picture of the whole page, kept under test-results."""
        PICTURES.mkdir(exist_ok=True)
        width = (self.page.viewport_size or {}).get("width", 0)
        self.page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
        return self
