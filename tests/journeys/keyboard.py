"""Somebody without a mouse: Tab, Space, Enter, arrow keys and typing, and nothing else."""

from playwright.sync_api import Locator

from tests.journeys.desk import Desk

MOST_TABS = 400


class KeyboardDesk(Desk):
    """The same words, done from the keyboard. Nothing is ever clicked, and no script moves the focus."""

    tabs = 0

    def _reach(self, target: Locator, *, in_group: bool = False) -> None:
        """Press Tab until the target, or any radio of its group, has the focus."""
        wanted = target.element_handle()
        there = """([wanted, inGroup]) => {
            const here = document.activeElement;
            return here === wanted || (inGroup && here.type === "radio" && here.name === wanted.name);
        }"""
        for _ in range(MOST_TABS):
            if self.page.evaluate(there, [wanted, in_group]):
                return
            self.page.keyboard.press("Tab")
            self.tabs += 1
        raise AssertionError(f"{target} on {self.page.url} cannot be reached from the keyboard")

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
        if not is_radio or target.evaluate("wanted => document.activeElement === wanted"):
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
