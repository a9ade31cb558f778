"""A table of a report as its page, its paper and its workbook show it."""

from collections.abc import Sequence
from dataclasses import dataclass

Row = Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Tabled:
    """A table in words: what it is called, its head, and its rows, the first cell of each a heading of its own.

    `tab` is its name in a workbook (31 characters at most); `heading` is the part of the page that it begins, "" where
    it goes on with the one before.
    """

    tab: str
    caption: str
    head: Row
    rows: Sequence[Row]
    heading: str = ""
