"""Accessibility and policy, asked of a page in a real browser: axe-core, sideways scroll, policy violations."""

import hashlib
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.rounds import IN_FULL

# Given to a browser window once, and to each of its pages as a function: half a megabyte is not sent to every page.
READY = f"""window.readyAxe = () => {{{Axe().axe_script}
  axe.configure({{rules: [{{id: "color-contrast", selector: "[data-to-be-asked]"}}]}});
}}"""
# One reading of the page for everything. Nothing is fetched for it: no rule of ours asks for stylesheets, and no page plays.
ASK = """async (texts) => {
  window.axe ?? window.readyAxe();
  const asked = texts.map((each) => window.textsToAsk[each]);
  asked.forEach((one) => { one.dataset.toBeAsked = ""; });
  const told = {resultTypes: ["violations"], reporter: "no-passes", selectors: false, preload: false};
  const answer = await axe.run(document, {...told, rules: {"color-contrast": {enabled: asked.length > 0}}});
  asked.forEach((one) => { delete one.dataset.toBeAsked; });
  return answer.violations;
}"""
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
# How each text of the page is drawn and on what, as the browser has computed it: all that its contrast comes from. A
# text drawn like another is not asked again for its contrast, the one rule that takes longer than all the others.
TEXTS = """() => {
  const grounds = new Map(), texts = new Map();
  const ground = (one) => {
    if (!one) { return ""; }
    if (!grounds.has(one)) {
      const its = getComputedStyle(one);
      grounds.set(one, ground(one.parentElement) + ["backgroundColor", "backgroundImage", "opacity", "filter",
        "position", "mixBlendMode", "clipPath"].map((name) => its[name]).join());
    }
    return grounds.get(one);
  };
  for (const one of document.body.querySelectorAll("*")) {
    const says = [...one.childNodes].some((each) => each.nodeType === 3 && each.data.trim());
    if (!says && !one.matches("input, select, textarea")) { continue; }
    const its = getComputedStyle(one);
    const drawn = ["color", "fontSize", "fontWeight", "textShadow", "visibility", "display"].map((name) => its[name]);
    const seen = one.checkVisibility() && one.getClientRects().length > 0;
    texts.set([one.tagName, one.className, one.disabled, seen, ...drawn, ground(one)].join("|"), one);
  }
  window.textsToAsk = [...texts.values()];
  return [...texts.keys()];
}"""
# What is left of 1280 by 1024 at 400 % zoom (WCAG 1.4.10).
NARROW = {"width": 320, "height": 256}


def watch(page: Any) -> list[str]:
    """Collect what the browser complains of: console errors, scripts that failed, requests to another host.

    The browser finds no other host (`tests.journeys.conftest.FLAGS`), so that each such request fails and is told of. To
    be told of every request took a third of what a page cost: one has some twenty files.
    """
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on(
        "console", lambda message: complaints.append(f"console: {message.text}") if message.type == "error" else None
    )
    page.on("requestfailed", lambda sent: complaints.append(f"asked {sent.url}") if not _local(sent.url) else None)
    return complaints


def _local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1", "http://localhost", "data:", "about:", "blob:"))


class Asked:
    """Which pages axe was asked of, by any test process of this run: each is a file of this folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def for_the_first_time(self, *what: object) -> bool:
        try:
            (self.folder / hashlib.sha256(repr(what).encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


def shape(page: Any) -> str:
    """The page's address but for its numbers, and its parts."""
    return re.sub(r"[0-9]+", "N", page.url) + " " + page.evaluate(SHAPE)


def violations(page: Any, asked: Asked) -> list[str]:
    """What axe finds on the page as it stands, a line each with the first offending element. Empty when clean.

    The window was made ready for it with `READY`. The contrast is asked of each text that is drawn as none before it.
    """
    texts = [number for number, text in enumerate(page.evaluate(TEXTS)) if asked.for_the_first_time(text)]
    faults = page.evaluate(ASK, texts)
    return [f"{page.url}: {each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]}" for each in faults]


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


def problems(page: Any, asked: Asked) -> list[str]:
    """What is wrong at the present width: axe, where no page of that address and shape was asked, and sideways scroll."""
    first = asked.for_the_first_time(page.viewport_size["width"], shape(page))
    return (violations(page, asked) if first else []) + overflow(page)


def problems_at_all_widths(page: Any, asked: Asked, *, telephone: bool = True) -> list[str]:
    """axe at the present width (by `make long` at 320 px too), and no sideways scroll at 320 px. The width is put back.

    A page of the same address and made of the same parts is asked once a run at each width (for sideways scroll, by
    `make long` each time). `telephone` is false where the same page was asked at that width before: it is half the time.
    """
    before, parts = page.viewport_size, shape(page)
    faults = violations(page, asked) if asked.for_the_first_time(before["width"], parts) else []
    is_new = asked.for_the_first_time(NARROW["width"], parts)
    if not (is_new or IN_FULL):
        return faults
    page.set_viewport_size(NARROW)
    if telephone and IN_FULL and is_new:
        faults += violations(page, asked)
    faults += overflow(page)
    page.set_viewport_size(before)
    return faults
