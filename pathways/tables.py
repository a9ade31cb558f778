"""A reader of the dated tables in `data/`: rows as text, dates, and which row covers a day. Pure."""

import csv
from datetime import date
from pathlib import Path

Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    """The rows of one table, as text, by the names of its columns. Raises FileNotFoundError."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def day_or_none(text: str) -> date | None:
    """A date, or None where the table leaves it open. Raises ValueError for what is no date."""
    return date.fromisoformat(text) if text else None


def covers(day: date, first: date | None, last: date | None) -> bool:
    """Whether a day lies between two dates, both inside. A row without a first day covers none."""
    return first is not None and first <= day and (last is None or day <= last)
