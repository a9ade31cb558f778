"""What a journey is judged by tells of each request to another host, of each answer of ours that failed, and of what axe
finds on a page, the contrast of each text that was not drawn so before with it."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

import pytest
from playwright.sync_api import Error

from tests.journeys import axe
from tests.journeys.desk import Desk, Site


def test_a_request_to_another_host_by_name_or_number_is_told(open_desk: Callable[..., Desk]):
    page = open_desk(inspect=False).page
    complaints = axe.watch(page)
    page.goto("/sign-in")
    for elsewhere in ("http://elsewhere.test/", "http://192.0.2.1/"):
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            page.goto(elsewhere)
        assert f"asked {elsewhere}" in complaints
    assert len(complaints) == 2


def test_a_page_that_fails_is_told_whoever_asked_for_it(
    site: Site, open_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
):
    pages = site.app.view_functions
    monkeypatch.setitem(pages, "auth.sign_in", wraps(pages["auth.sign_in"])(lambda: str(1 // 0)))
    open_desk(inspect=False).page.goto("/sign-in")
    assert [each.split()[0] for each in site.failed] == ["500"]
    assert site.failed[0].endswith(" from /sign-in")
    site.failed.clear()


def test_a_text_too_pale_is_told_once_and_a_field_without_a_name_each_time(
    open_desk: Callable[..., Desk], tmp_path: Path
):
    page = open_desk().page
    page.goto("/sign-in")
    asked = axe.Asked(tmp_path / "asked")
    assert axe.violations(page, asked) == []
    page.evaluate("""() => {
      const pale = document.createElement("p");
      pale.textContent = "Hard to read";
      pale.style.color = "rgb(200, 200, 200)";
      document.querySelector("main").append(pale, document.createElement("select"));
    }""")
    names = [[found.split(": ")[1] for found in axe.violations(page, asked)] for _ in range(2)]
    assert names == [["color-contrast", "select-name"], ["select-name"]]
    assert page.locator("[data-to-be-asked]").count() == 0
