"""Somebody without a mouse: Tab, Space, Enter, arrow keys and typing, and nothing else."""

from playwright.sync_api import Locator

from tests.journeys.desk import Desk

MOST_TABS = 400
# How many times Tab is to be pressed at least: once for each place between here and there that takes the focus (of a group
# of radios the chosen one, else the first). To ask after each press took as long as the presses. Nothing where the focus is
# there; once, to see what comes next, where the way is not known.
STOPS_BEFORE = """([wanted, inGroup]) => {
  const here = document.activeElement;
  const isThere = (one) => one === wanted || (inGroup && one.type === "radio" && one.name === wanted.name);
  if (isThere(here)) { return 0; }
  const ofItsGroup = (one, state = "") => document.querySelector(`[type=radio][name="${one.name}"]${state}`);
  const inTurn = (one) => one.type !== "radio"
    || (one.name !== here.name && one === (ofItsGroup(one, ":checked") ?? ofItsGroup(one)));
  const stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter(
    (one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true}));
  const onward = stops.slice(stops.indexOf(here) + 1).filter(inTurn);
  return stops.includes(here) ? Math.max(onward.findIndex(isThere) + 1, 1) : 1;
}"""


class KeyboardDesk(Desk):
    """The same words, done from the keyboard. Nothing is ever clicked, and no script moves the focus."""

    def _reach(self, target: Locator, *, in_group: bool = False) -> None:
        """Press Tab until the target, or any radio of its group, has the focus."""
        wanted = target.element_handle()
        pressed = 0
        while stops := self.page.evaluate(STOPS_BEFORE, [wanted, in_group]):
            assert pressed < MOST_TABS, f"{target} on {self.page.url} cannot be reached from the keyboard"
            for _ in range(stops):
                self.page.keyboard.press("Tab")
            pressed += stops

    def _activate(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")

    def _type(self, target: Locator, value: str) -> None:
        self._reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(value)
        assert target.input_value() == value

    def _tick(self, target: Locator) -> None:
        is_radio = target.get_attribute("type") == "radio"
        self._reach(target, in_group=is_radio)
        if not is_radio or target.evaluate_all("([wanted]) => document.activeElement === wanted"):
            self.page.keyboard.press("Space")
        else:
            self._arrow_to(target)
        assert target.is_checked()

    def _arrow_to(self, target: Locator) -> None:
        for _ in range(40):
            self.page.keyboard.press("ArrowDown")
            if target.is_checked():
                return

    def _select(self, target: Locator, option: str) -> None:
        """Typing the option's first letters chooses it, as in every list: as far as a keyboard has keys for them."""
        self._reach(target)
        self.page.keyboard.type(option.partition("·")[0].strip(), delay=0)
        if target.get_attribute("role") == "combobox":
            self._arrow_down_to(option)
            return
        chosen = target.evaluate("list => list.selectedOptions[0].label")
        assert chosen == option, f"typing {option!r} chose {chosen!r}"

    def _arrow_down_to(self, option: str) -> None:
        """Go down the lines that were found to the one that is meant, and take it."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("ArrowDown")
            if str(self.page.evaluate("document.activeElement.innerText")).startswith(option):
                self.page.keyboard.press("Enter")
                return
        raise AssertionError(f"{option!r} is not among what was found")
