"""The tables of the law that come with the product, and the everyday words of its offences and drugs."""

from functools import cache
from pathlib import Path
from typing import Final

from pathways.tables import Row, rows_of

DATA: Final = Path(__file__).parent.parent / "data"


def table(name: str, folder: Path = DATA) -> list[Row]:
    """The rows of one packaged table, as text."""
    return rows_of(folder / f"{name}.csv")


def has_table(name: str, folder: Path = DATA) -> bool:
    """Whether a release had this table: an earlier one may not."""
    return (folder / f"{name}.csv").is_file()


@cache
def search_words(of: str) -> dict[str, str]:
    """The everyday words of each "offence" or each "drug" by its code: what officers say, which no Act calls it.

    Nothing is decided by them, so they have no dates and no version. "twoc taking without consent", "weed marijuana".
    """
    return {row["code"]: row["words"] for row in table("search_words") if row["list"] == of}
