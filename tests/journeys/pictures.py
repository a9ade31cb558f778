"""`make pictures`: the four screenshots of the README, of the demonstration county, into docs/pictures."""

import logging
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.conftest import build_county
from tests.everything import find_browser
from tests.journeys.conftest import FLAGS
from tests.journeys.desk import Desk, Site
from tests.journeys.serving import served

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
VIEW = {"width": 1280, "height": 1000}
SETTINGS: dict[str, object] = {
    "PATHWAYS_ENV": "testing",
    "TESTING": True,
    "SECRET_KEY": "only for the pictures, which show nobody who exists",
    "ARGON2_TIME_COST": 1,
    "ARGON2_MEMORY_KIB": 8,
    "PARTNERSHIP_NAME": "Lincolnshire drug and treatment partnership",
}


def main() -> None:
    """Build the county in a temporary database, serve it, and take one picture for each desk."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as name:
        print("Building the county ...", flush=True)
        build_county(SETTINGS, Path(name))
        with served(SETTINGS, Path(name)) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
            for take in (custody_board, disposal_to_decide, treatment_case, manager_overview):
                desk = _desk(browser, site)
                take(desk)
                path = FOLDER / f"{take.__name__.replace('_', '-')}.png"
                desk.page.screenshot(path=path)
                print(f"{path.relative_to(FOLDER.parents[1])}: {path.stat().st_size // 1024} KB")
            browser.close()


def custody_board(desk: Desk) -> None:
    desk.sign_in("officer")


def disposal_to_decide(desk: Desk) -> None:
    """The first disposal that waits for the sergeant."""
    desk.sign_in("sergeant").follow("Waiting for authority")
    desk.page.locator("main a[href^='/disposals/']").first.click()
    desk.page.wait_for_load_state()


def treatment_case(desk: Desk) -> None:
    """The newest of the worker's cases that is in treatment after a required assessment."""
    desk.sign_in("worker").follow("Caseload")
    links = desk.page.locator("main a[href^='/cases/']").evaluate_all("all => all.map(one => one.href)")
    for address in reversed(links):
        tags = set(desk.go(address).page.locator("main .govuk-tag, main .tag").all_inner_texts())
        if {"In treatment", "Attended and stayed to the end"} <= tags:
            return


def manager_overview(desk: Desk) -> None:
    desk.sign_in("manager")


def _desk(browser: Browser, site: Site) -> Desk:
    context = browser.new_context(viewport=VIEW, base_url=site.address)
    return Desk(context.new_page(), site)


if __name__ == "__main__":
    main()
