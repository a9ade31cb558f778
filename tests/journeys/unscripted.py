"""A page in a browser without JavaScript: whatever can be answered, pressed or followed is seen, within reach, and sent."""

from typing import Any

# Parts that unfold are unfolded first, as a press on their line does in any browser. What stands under another part of
# the page could not be pressed; of a radio or a tick the words beside it may be pressed as well. A button that only
# script moves must not be shown at all, as that which shows a password is not. Left out is what takes the place of the
# parts of a case, or of the navigation, where there is no room for them: the style sheet shows one or the other, by the
# width of the screen. So it does with a link to what stands beside the form on a wide screen, and with a line that folds
# a part on a phone alone: where there is room the part stands open.
CONTROLS = """() => {
  const wrong = [];
  const told = (why, one) => wrong.push(`${why}: ${one.outerHTML.replace(/\\s+/g, " ").slice(0, 160)}`);
  const seen = (one) => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length > 0;
  const isDrawnBeside = (one) => {
    const drawn = one.closest(".main-nav > *");
    return drawn !== null && !seen(drawn) && [...drawn.parentElement.children].some(seen);
  };
  const foldsNothing = (one) => one.matches(".fold--when-narrow > summary") && getComputedStyle(one).pointerEvents === "none";
  const underTheHand = (one) => {
    one.scrollIntoView({block: "center", behavior: "instant"});
    const box = one.getClientRects()[0];
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return hit !== null && (one.contains(hit) || hit.closest("label")?.control === one);
  };
  if (document.body.classList.contains("js-enabled")) { told("script ran", document.body); }
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  for (const one of document.querySelectorAll("button[type=button], [hidden]")) {
    if (seen(one)) { told("moved by script alone", one); }
    if (one.querySelector("input, select, textarea, a[href], button:not([type=button])")) { told("hidden", one); }
  }
  const asked = "input:not([type=hidden]), select, textarea, button:not([type=button])";
  const links = "a[href]:not(.govuk-skip-link, .steps__short *, .only-narrow *)";
  for (const one of document.querySelectorAll(`${asked}, summary, ${links}`)) {
    if (one.disabled || isDrawnBeside(one) || foldsNothing(one)) { continue; }
    if (!seen(one)) { told("not seen", one); } else if (!underTheHand(one)) { told("out of reach", one); }
    if (one.matches(asked) && ![...(one.form?.elements ?? [])].some((each) => each.type === "submit" && seen(each))) {
      told("nothing sends it", one);
    }
  }
  return wrong;
}"""


def out_of_use(page: Any) -> list[str]:
    """What on the open page cannot be used without script, a line each; empty where all of it can."""
    return [f"{page.url}, without script: {each}" for each in page.evaluate(CONTROLS)]
