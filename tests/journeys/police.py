"""What an officer can read on "What became of my referral", as plain lines to hold against the table of 2.4."""

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


def _lines(texts: list[str]) -> tuple[str, ...]:
    return tuple(_line(text) for text in texts)


def _line(text: str) -> str:
    return " | ".join(" ".join(part.split()) for part in text.splitlines() if part.strip())
