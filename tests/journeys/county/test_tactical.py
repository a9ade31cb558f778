"""Tactical: the group that meets about who is late opens tonight's list, goes to a case, and takes the pack along."""

import csv
import io
from collections.abc import Callable

from pathways.deadlines.rules.tactical import TacticalList
from tests.journeys.desk import Desk, Site
from tests.papers import words_of
from tests.workbooks import workbook_opened

NAMES = "main table.listing th[scope=row] a"


def names_on(desk: Desk) -> set[str]:
    return set(desk.page.locator(NAMES).all_inner_texts())


def test_a_manager_goes_from_tonights_overdue_list_to_a_case_and_takes_the_pack_along(
    site: Site, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk(pictures="tactical")
    desk.sign_in("provider").follow("Tactical")
    assert desk.heading == "Tactical"
    first = desk.page.locator(f"#overdue {NAMES.removeprefix('main ')}").first
    name = first.inner_text()
    assert desk.page.locator("#overdue .tag--red").count() > 0, "somebody is overdue at this sign-in"
    desk.follow(name, within="#overdue")
    assert name in desk.heading
    assert any(part in desk.page.url for part in ("/cases/", "/inbox/")), "to the record itself"

    desk.go("/tactical").pick("List", TacticalList.WAITING.label).press("Show")
    assert desk.page.url.endswith("?only=waiting")
    waiting = names_on(desk)
    assert len(waiting) > 1
    rows = list(csv.DictReader(io.StringIO(desk.download("Download CSV").decode())))
    assert {row["person"] for row in rows} == waiting
    book = workbook_opened(desk.download("Download Excel"))
    assert {row[0] for row in book.sheets[TacticalList.WAITING.label][1:]} == waiting
    paper = words_of(desk.download("Printable PDF"))
    assert all(each in paper for each in waiting)
    assert "Page 1 of " in paper


def test_on_a_phone_without_script_whoever_finds_places_unfolds_who_waits_and_opens_one(
    site: Site, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk(width=375, scripts=False, pictures="tactical-narrow")
    desk.sign_in("placing").go("/tactical")
    assert desk.page.evaluate("document.documentElement.scrollWidth") == 375
    listed = desk.page.locator(f"#waiting {NAMES.removeprefix('main ')}").first
    assert not listed.is_visible(), "on a phone the lists after the first are a line each"
    desk.page.locator("#waiting summary").press("Enter")
    assert listed.is_visible()
    name = listed.inner_text()
    desk.follow(name, within="#waiting")
    assert name in desk.page.inner_text("main")
    assert "/placing/" in desk.page.url
