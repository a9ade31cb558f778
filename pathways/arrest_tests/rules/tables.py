"""Reading the packaged tables: rows as text, dates, and which row covers a day."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parent.parent / "data"
Row = dict[str, str]


def table(name: str, folder: Path = DATA) -> Iterator[Row]:
    """The rows of one packaged table, as text."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def has_table(name: str, folder: Path = DATA) -> bool:
    """Whether a release had this table: an earlier one may not."""
    return (folder / f"{name}.csv").is_file()


@cache
def search_words(of: str) -> dict[str, str]:
    """The everyday words of each "offence" or each "drug" by its code: what officers say, which no Act calls it.

    Nothing is decided by them, so they have no dates and no version. "twoc taking without consent", "weed marijuana".
    """
    return {row["code"]: row["words"] for row in table("search_words") if row["list"] == of}


def day_or_none(text: str) -> date | None:
    """A date, or None where the table leaves it open."""
    return date.fromisoformat(text) if text else None


def covers(day: date, first: date | None, last: date | None) -> bool:
    """Whether a day lies between two dates, both inside. A row without a first day covers none."""
    return first is not None and first <= day and (last is None or day <= last)
