"""A real browser against a real server: the product as its users meet it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.everything import find_browser
from tests.journeys import axe
from tests.journeys.desk import Desk, Site
from tests.journeys.keyboard import KeyboardDesk
from tests.journeys.serving import served
from tests.rounds import IN_FULL

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-smooth-scrolling",
    # A page is left before a script of it is worth translating into what is fast (a quarter of what axe took), and before
    # its memory is worth sweeping.
    "--js-flags=--no-opt --no-maglev --min-semi-space-size=16",
]
STILL = "--disable-threaded-compositing"
"""Pages are laid out, answer and are pressed, and never drawn, which was a quarter of what Chromium did: nobody looks. A
script that waits for the next frame would wait for ever here (ours have none); `make long` draws, and keeps pictures."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the journeys that need no county: where several runs begin together, another is making it."""
    here = Path(__file__).parent
    places = [number for number, item in enumerate(items) if item.path.is_relative_to(here)]
    journeys = sorted((items[number] for number in places), key=lambda item: item.path.is_relative_to(here / "county"))
    for number, item in zip(places, journeys, strict=True):
        items[number] = item


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, headless."""
    path = find_browser()
    assert path, "Chromium is not installed: make test installs it where it may"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS if IN_FULL else [*FLAGS, STILL])
        yield launched
        launched.close()


@pytest.fixture
def site(settings: dict[str, Any], migrated_folder: Path, tmp_path: Path) -> Iterator[Site]:
    """A served application on an empty SQLite file. Under `county/` the same name is the demonstration county."""
    shutil.copytree(migrated_folder, tmp_path, dirs_exist_ok=True)
    with served(settings, tmp_path) as site:
        yield site


@pytest.fixture
def open_desk(site: Site, browser: Browser, shared: Path) -> Iterator[Callable[..., Desk]]:
    """`open_desk()`: a new browser profile at the site; what it met is judged when the test ends.

    `scripts=False` is a browser without JavaScript (axe is a script, and its pictures are those of the other),
    `keyboard=True` somebody without a mouse, `inspect=False` leaves axe out where another test has looked at the same
    pages, `pictures="name"` keeps a picture of every page met by `make long`, but for a build server, where nobody would
    open it: they take a quarter of what the browser does in such a journey.
    """
    desks: list[Desk] = []
    asked = axe.Asked(shared / "asked")

    def opened(
        *, width: int = 1280, scripts: bool = True, keyboard: bool = False, inspect: bool = True, pictures: str = ""
    ) -> Desk:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, base_url=site.address
        )
        context.set_default_timeout(20_000)
        kind = KeyboardDesk if keyboard else Desk
        asks = asked if inspect and scripts else None
        keeps = pictures if scripts and IN_FULL and os.environ.get("CI") != "true" else ""
        desk = kind(context.new_page(), site, asked=asks, pictures=keeps)
        desks.append(desk)
        return desk

    yield opened
    for desk in desks:
        desk.page.context.close()
    assert [*site.failed, *(problem for desk in desks for problem in desk.problems)] == []


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What a journey counted is printed with the result: a missed target is said, not hidden."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, counted in report.user_properties:
            if name == "counted" and report.when == "call":
                terminalreporter.write_line(f"\n{counted}")
