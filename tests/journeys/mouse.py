"""The mouse: it presses what lies under it, and only there.

A locator's own `click` waits for what is drawn, and the browser of the suite draws nothing (`tests.journeys.conftest`).
What it asks besides is asked here: that the target is seen, in the window, and that nothing lies over it.
"""

from playwright.sync_api import Locator

# The middle of the target's first line, once it is scrolled to; nothing where something else lies there, or there is none
# yet. Asked of all that match: for one by itself Playwright waits, which takes two more trips to the browser.
MIDDLE = """([one]) => {
  if (!one) { return null; }
  one.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
  const box = one.getClientRects()[0];
  if (!box || one.disabled || !one.checkVisibility({visibilityProperty: true})) { return null; }
  const at = [box.left + box.width / 2, box.top + box.height / 2], hit = document.elementFromPoint(...at);
  return hit !== null && (one.contains(hit) || hit.closest("label")?.control === one) ? at : null;
}"""


def press(target: Locator, times: int = 1) -> None:
    """Press once, or twice at once. Raises AssertionError where a hand with a mouse would press something else."""
    at = target.evaluate_all(MIDDLE)
    if not at:
        target.wait_for()
        at = target.evaluate_all(MIDDLE)
    assert at, f"{target} on {target.page.url} is not seen, not to be pressed, or something lies over it"
    target.page.mouse.click(*at, click_count=times)
