"""A real browser against a real server: the product as its users meet it."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from pathways import clock
from pathways.app import create_app
from pathways.store import db, schema
from tests.conftest import TONIGHT
from tests.everything import find_browser
from tests.journeys.desk import Desk, Site

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    path = find_browser()
    assert path, "Chromium is not installed: make test installs it where it may"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def site(settings: dict[str, Any], tmp_path: Path) -> Iterator[Site]:
    """A served application on an empty SQLite file, its clock standing at 03:12 until it is moved."""
    standing = clock.SettableClock(TONIGHT)
    address = f"sqlite:///{tmp_path / 'pathways.sqlite3'}"
    app = create_app({**settings, "SQLALCHEMY_DATABASE_URI": address, "DATA_FOLDER": str(tmp_path)}, standing)
    schema.upgrade(app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(app, f"http://127.0.0.1:{server.port}", standing)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def open_desk(site: Site, browser: Browser) -> Iterator[Callable[..., Desk]]:
    """`open_desk(width=1280, scripts=True)`: a new browser profile at the site; everything it met is checked at the end."""
    desks: list[Desk] = []

    def opened(*, width: int = 1280, scripts: bool = True) -> Desk:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, base_url=site.address
        )
        context.set_default_timeout(10_000)
        desk = Desk(context.new_page(), site, scripts=scripts)
        desks.append(desk)
        return desk

    yield opened
    for desk in desks:
        desk.page.context.close()
    assert [problem for desk in desks for problem in desk.problems] == []
