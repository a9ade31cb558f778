"""Accessibility and policy, asked of a page in a real browser: axe-core, sideways scroll, policy violations."""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe

AXE = Axe().axe_script
# What a page is made of: every kind of element with its attributes (the values of those that are words, not texts or
# numbers), every field by name, and the levels of its headings in order.
SHAPE = """() => {
  const told = ["class", "type", "name", "role", "lang", "scope", "autocomplete", "inputmode"];
  const kinds = new Set();
  for (const one of document.querySelectorAll("*")) {
    const parts = [...one.attributes].map((a) => told.includes(a.name) ? `${a.name}=${a.value}` : a.name);
    kinds.add(`${one.tagName} ${one.parentElement?.tagName} ${parts.sort().join()}`);
  }
  const levels = [...document.querySelectorAll("h1, h2, h3, h4")].map((one) => one.tagName).join();
  return [...kinds].sort().join(";") + levels;
}"""
_asked: set[tuple[int, str, str]] = set()
# Colours come with the classes of an element, which are those of the wide page; asking them is half the time.
SAME_AT_ANY_WIDTH = ("color-contrast",)
TELEPHONE, NARROW = {"width": 375, "height": 720}, {"width": 320, "height": 720}


def watch(page: Any) -> list[str]:
    """Collect what the browser complains of: console errors, scripts that failed, requests to another host."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("console", lambda said: complaints.append(f"console: {said.text}") if said.type == "error" else None)
    page.on("request", lambda sent: complaints.append(f"asked {sent.url}") if not _local(sent.url) else None)
    return complaints


def _local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1", "http://localhost", "data:", "about:", "blob:"))


def violations(page: Any, *, but: tuple[str, ...] = ()) -> list[str]:
    """What axe finds on the page as it stands, a line each with the first offending element. Empty when clean.

    `but` are rules left out. A page of the same address (but for numbers), the same width and made of the same parts is asked once a process.
    """
    asked = page.viewport_size["width"], re.sub(r"[0-9]+", "N", page.url), page.evaluate(SHAPE)
    if asked in _asked:
        return []
    _asked.add(asked)
    page.evaluate(AXE)
    left_out = {each: {"enabled": False} for each in but}
    found = page.evaluate(
        "(rules) => axe.run(document, {resultTypes: ['violations'], rules}).then(all => all.violations)", left_out
    )
    return [f"{page.url}: {each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}" for each in found]


def overflow(page: Any) -> list[str]:
    """Whether the page scrolls sideways at its present width, naming the widest element."""
    wide = page.evaluate(
        """() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) { return null; }
          const over = [...document.querySelectorAll("body *")].filter(
            (e) => e.getBoundingClientRect().right > room + 1 && !e.closest(".govuk-visually-hidden"));
          return over.length ? over[0].outerHTML.slice(0, 160) : "the page";
        }"""
    )
    return [f"{page.url}: scrolls sideways at {page.viewport_size['width']} px: {wide}"] if wide else []


def problems(page: Any, *, telephone: bool = True) -> list[str]:
    """axe at the present width and at that of a telephone, and no sideways scroll at 320 px. The width is put back.

    `telephone` is false where the same page was asked at that width before: it is half the time.
    """
    before = page.viewport_size
    found = violations(page)
    if telephone:
        page.set_viewport_size(TELEPHONE)
        found += violations(page, but=SAME_AT_ANY_WIDTH)
    page.set_viewport_size(NARROW)
    found += overflow(page)
    page.set_viewport_size(before)
    return found
