"""One person at one screen: words for what they do, and a check of every page they meet."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Locator, Page

from pathways import clock, dates
from pathways.demo.places import PASSWORD
from pathways.store.base import db
from tests.journeys import axe, mouse

PICTURES = Path(__file__).resolve().parents[2] / "test-results"
NARROW, TALL = 375, 900
# A list is made a search by a script of its own, which may come after the page is loaded: a field that is replaced under
# somebody's hands cannot be reached. Without script the list stays as it is.
LISTS_ARE_SEARCHED = """() => !document.body.classList.contains("js-enabled")
  || [...document.querySelectorAll("select[data-searched]")].every((list) => list.parentElement.querySelector("[role=combobox]"))"""

# Asked together, for each question to a page is a trip through four processes: whether it is ready, and what it says.
ARRIVED = f"""() => [
  ({LISTS_ARE_SEARCHED})(),
  document.querySelector("h1")?.innerText ?? "",
  [...document.querySelectorAll("main input:checked")].map((each) => each.name),
]"""


@dataclass
class Met:
    """A page as it was met: its heading and address, the inputs answered on it, and what stood chosen on arrival."""

    heading: str
    address: str
    chosen: tuple[str, ...]
    inputs: int = 0


@dataclass
class Site:
    """The served application, its address, its clock, and each answer of its own that says that it failed."""

    app: Flask
    address: str
    clock: clock.SettableClock
    failed: list[str] = field(default_factory=list)

    @contextmanager
    def behind(self) -> Iterator[Any]:
        """The database, for arranging and for looking behind the pages. Commits at the end."""
        with self.app.app_context():
            yield db
            db.session.commit()
            db.session.remove()

    def later(self, **by: float) -> datetime:
        """Time passes: `later(minutes=10)`."""
        self.clock.advance(timedelta(**by))
        return self.clock.now()


class Desk:
    """A browser window. Each page it opens is noted if a script erred or axe finds fault; the site notes if it failed."""

    def __init__(self, page: Page, site: Site, *, asked: axe.Asked | None = None, pictures: str = "") -> None:
        """`asked` says which pages axe has seen; a window without it is not inspected."""
        self.page, self.site, self.asked, self.pictures = page, site, asked, pictures
        if asked:
            page.context.add_init_script(axe.READY)
        self.problems: list[str] = []
        self.pictured: set[str] = set()
        self.counted: list[Met] = []
        self.presses = 0
        self.part: Page | Locator = page
        page.on("pageerror", lambda error: self.problems.append(f"script error on {page.url}: {error}"))
        page.on("console", lambda message: message.type == "error" and self._console(message.text))

    def _console(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.problems.append(f"policy violation on {self.page.url}: {text}")

    # Going somewhere

    def go(self, address: str) -> "Desk":
        self.page.goto(address)
        return self.met()

    def met(self) -> "Desk":
        """Note the page that is open, and check it: axe, and no sideways scroll."""
        is_ready, said, chosen = self.page.evaluate(ARRIVED)
        if not is_ready:
            self.page.wait_for_function(LISTS_ARE_SEARCHED, polling=20)
        heading = " ".join(said.split())
        self.counted.append(Met(heading, urlsplit(self.page.url).path, tuple(chosen)))
        if self.asked:
            self.problems += axe.problems(self.page, self.asked)
        if self.pictures and heading not in self.pictured:
            self.pictured.add(heading)
            self.shot(f"{self.pictures}-{len(self.pictured):02}")
        return self

    def sign_in(self, sign_in_name: str, password: str = PASSWORD) -> "Desk":
        """Sign in, where the session has run out; whoever is still signed in is sent on at once."""
        self.go("/sign-in")
        if self.heading != "Sign in":
            return self
        self.fill("Name", sign_in_name).fill("Password", password)
        return self.press("Sign in")

    def go_signed_in(self, sign_in_name: str, address: str) -> "Desk":
        """Go to the address, and sign in on the way where the session has run out."""
        if self.go(address).heading == "Sign in":
            self.fill("Name", sign_in_name).fill("Password", PASSWORD).press("Sign in")
        return self if self.page.url == address else self.go(address)

    def press(self, button: str) -> "Desk":
        """Press the button of that name, or the link drawn as one, and wait for the page it leads to."""
        self._onward(self._button(button))
        return self.met()

    def follow(self, link: str, within: str = "body") -> "Desk":
        """Follow the link whose name begins so; `within` narrows it to a part of the page (a CSS selector)."""
        pattern = re.compile(rf"^{re.escape(link)}", re.IGNORECASE)
        self._onward(self.page.locator(within).get_by_role("link", name=pattern).first)
        return self.met()

    def download(self, link: str) -> bytes:
        """What the link of that name, which downloads, brings."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=link).first.press("Enter")
        return Path(waiting.value.path()).read_bytes()

    @contextmanager
    def inside(self, summary: str) -> Iterator["Desk"]:
        """Work in the part that this line unfolds: the same question may stand in several of them."""
        self.part = self.page.locator("details", has=self.page.get_by_text(summary, exact=True)).first
        if self.part.get_attribute("open") is None:
            self.presses += 1
            self._activate(self.part.locator("summary").first)
        yield self
        self.part = self.page

    @contextmanager
    def taking(self, presses: int) -> Iterator["Desk"]:
        """What is done here takes so many presses, of links, buttons and answers alike; typing counts as one a field."""
        before = self.presses
        yield self
        assert self.presses - before == presses, f"{self.presses - before} presses up to {self.page.url}"

    def _button(self, name: str) -> Locator:
        """The button of exactly that name, else the first whose name begins so (the rest is for readers only)."""
        exact = self.part.get_by_role("button", name=name, exact=True)
        begins = re.compile(rf"^{re.escape(name)}")
        drawn = self.part.get_by_role("link", name=begins).and_(self.page.locator("a.govuk-button"))
        return exact.or_(self.part.get_by_role("button", name=begins)).or_(drawn).first

    def _onward(self, target: Locator) -> None:
        with self.page.expect_navigation():
            self._activate(target)
        self.presses += 1

    # Answering. Each is one input, as the officer counts.

    def fill(self, label: str, value: str) -> "Desk":
        return self._answer(lambda: self._type(self.part.get_by_label(label, exact=True).first, value))

    def fill_date(self, legend: str, on: Any) -> "Desk":
        boxes = {"Day": f"{on.day}", "Month": f"{on.month}", "Year": f"{on.year}"}
        return self._answer(lambda: self._boxes(legend, boxes))

    def fill_time(self, legend: str, at: str) -> "Desk":
        """Only the time: the page filled the date."""
        return self._answer(lambda: self._boxes(legend, {"Time": at}))

    def fill_moment(self, legend: str, at: datetime) -> "Desk":
        local = dates.london(at)
        boxes = {"Time": f"{local:%H:%M}", "Day": f"{local.day}", "Month": f"{local.month}", "Year": f"{local.year}"}
        return self._answer(lambda: self._boxes(legend, boxes))

    def choose(self, legend: str, *answers: str) -> "Desk":
        """One answer of a group of radios, or some boxes of a group of checkboxes."""
        return self._answer(lambda: [self._tick(self._choice(legend, each)) for each in answers], presses=len(answers))

    def pick(self, label: str, option: str) -> "Desk":
        return self._answer(lambda: self._select(self.part.get_by_label(label, exact=True).first, option))

    def _answer(self, act: Any, presses: int = 1) -> "Desk":
        act()
        self.counted[-1].inputs += 1
        self.presses += presses
        return self

    def _boxes(self, legend: str, boxes: dict[str, str]) -> None:
        group = self.group(legend)
        for label, value in boxes.items():
            box = group.get_by_label(label, exact=True)
            if box.input_value() != value:
                self._type(box, value)

    def group(self, legend: str) -> Locator:
        """The fieldset with that legend."""
        pattern = re.compile(rf"^{re.escape(legend)}", re.IGNORECASE)
        return self.part.get_by_role("group", name=pattern).first

    def _choice(self, legend: str, answer: str) -> Locator:
        return self.group(legend).get_by_label(answer, exact=True).first

    # How it is done: with a mouse. Somebody without one does the same in another way.

    def _activate(self, target: Locator) -> None:
        mouse.press(target)

    def _type(self, target: Locator, value: str) -> None:
        target.fill(value)

    def _tick(self, target: Locator) -> None:
        if not target.is_checked():
            mouse.press(target)
        assert target.is_checked()

    def _select(self, target: Locator, option: str) -> None:
        if target.get_attribute("role") != "combobox":
            target.select_option(label=option)
            return
        target.fill(option.partition("·")[0].strip())
        mouse.press(self.page.get_by_role("option", name=option).first)

    # Looking

    @property
    def text(self) -> str:
        """Everything that can be read in the main part, in one line a block."""
        return self.page.locator("main").inner_text()

    @property
    def heading(self) -> str:
        return " ".join(self.page.locator("h1").first.inner_text().split())

    @property
    def errors(self) -> list[str]:
        return self.page.locator(".govuk-error-summary li").all_inner_texts()

    def shot(self, name: str) -> "Desk":
        """A picture of the whole page at 1280 and at 375, kept under test-results."""
        PICTURES.mkdir(exist_ok=True)
        before = self.page.viewport_size or {"width": 1280, "height": TALL}
        for width in (1280, NARROW):
            self.page.set_viewport_size({"width": width, "height": TALL})
            # As a photograph: to pack a tall page without loss takes the browser twice as long.
            self.page.screenshot(path=PICTURES / f"{name}-{width}.jpg", type="jpeg", quality=80, full_page=True)
        self.page.set_viewport_size(before)
        return self
