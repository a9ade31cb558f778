"""What an officer can read on "What became of my referral", as plain lines to hold against the table of 2.4."""

import re
from dataclasses import dataclass

from tests.journeys.desk import Desk


@dataclass(frozen=True)
class Seen:
    """The page: the steps of the way, what happened (newest first), what stands, and what is left to do."""

    way: tuple[str, ...]
    happened: tuple[str, ...]
    stands: tuple[str, ...]
    to_do: str


def seen(desk: Desk) -> Seen:
    """Read the open page."""
    main = desk.page.locator("main")
    return Seen(
        way=_lines(main.locator(".progress > li").all_inner_texts()),
        happened=_lines(main.locator(".timeline > li").all_inner_texts()),
        stands=_lines(main.locator("dl.summary > div").all_inner_texts()),
        to_do=_line(main.locator("aside .panel, .panel").first.inner_text()),
    )


def differences(actual: Seen, wanted: Seen) -> list[str]:
    """Each line that is there and should not be, or the other way round. What stands need only begin as wanted."""
    wrong = [f"way: {actual.way}, wanted {wanted.way}"] if actual.way != wanted.way else []
    if actual.happened != wanted.happened:
        wrong.append(f"happened: {actual.happened}, wanted {wanted.happened}")
    begins = len(actual.stands) == len(wanted.stands) and all(map(str.startswith, actual.stands, wanted.stands))
    wrong += [] if begins else [f"stands: {actual.stands}, wanted {wanted.stands}"]
    asks = f"Do I need to do anything? | {wanted.to_do} | "
    return wrong if actual.to_do.startswith(asks) else [*wrong, f"to do: {actual.to_do}, wanted {wanted.to_do}"]


def _lines(texts: list[str]) -> tuple[str, ...]:
    return tuple(_line(text) for text in texts)


def _line(text: str) -> str:
    return " | ".join(" ".join(part.split()) for part in text.splitlines() if part.strip())


class Watched:
    """A journey whose officer looks again and again at what became of the referral, at the address `became`."""

    officer: Desk
    became: str

    def police_desk(self) -> Desk:
        """The officer's desk, signed in again where the session ran out, at that page."""
        return self.officer.go_signed_in("officer", self.became)

    def expect(self, wanted: Seen) -> None:
        """What the officer can read now is exactly `wanted`, and nothing clinical stands anywhere on the page."""
        desk = self.police_desk()
        wrong = differences(seen(desk), wanted)
        assert not wrong, wrong
        assert "ZZ-CLINICAL" not in desk.page.content()

    def whole_police_page(self) -> str:
        """Every word of it but the time of the view."""
        return re.sub(r"As at .*", "", self.police_desk().text)
