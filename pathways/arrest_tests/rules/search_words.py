"""The everyday words by which an offence or a drug is found: what officers say, which no Act calls it.

Words only: nothing is decided by them, so they have no dates and no version.
"""

from functools import cache

from pathways.arrest_tests.rules.tables import table


@cache
def offence_words() -> dict[str, str]:
    """The words of each offence by its code: "twoc taking without consent"."""
    return _words("offence")


@cache
def drug_words() -> dict[str, str]:
    """The words of each drug by its code: "weed marijuana skunk"."""
    return _words("drug")


def _words(of: str) -> dict[str, str]:
    return {row["code"]: row["words"] for row in table("search_words") if row["list"] == of}
