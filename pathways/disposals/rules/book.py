"""A book of rules: every row under one version, and which of them are asked on a day.

The book that comes with the product is `data/disposal_rules.csv`: 81 rules of the county's data dictionary and its
second reading, RSK-01 of this desk, and PND-07, which a trial of it asked for; what would open each is wording of this
product, not law. Each row holds from the day of the newest guidance the first table was read from. A changed row needs
a new `RULES_VERSION`, and the file before it moves to `data/earlier/<version>.csv`; a row whose judgement or words
changed has a new `version` too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final

from pathways.disposals.rules.reading import rows_of_book
from pathways.disposals.rules.table import DATA, Kind, Rule

RULES_VERSION: Final = "2026-11-28.4"
_NAME: Final = re.compile(r"[A-Za-z0-9.+-]+")


@dataclass(frozen=True, kw_only=True)
class RuleBook:
    """Every rule, in the order of the file. Two books of one version are the same to the letter."""

    version: str
    rules: tuple[Rule, ...]
    _asked: dict[tuple[Kind | None, date | None], tuple[Rule, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def rules_on(self, day: date | None = None, kind: Kind | None = None) -> tuple[Rule, ...]:
        """The rules asked on a day, of one disposal or of all; without a day, those that have no last day."""
        found = self._asked.get((kind, day))
        if found is None:
            found = tuple(_asked(self.rules, day, kind))
            self._asked[kind, day] = found
        return found


def _asked(rules: Iterable[Rule], day: date | None, kind: Kind | None) -> Iterable[Rule]:
    for rule in rules:
        holds = rule.valid_to is None if day is None else rule.holds_on(day)
        if holds and (kind is None or kind in rule.disposals):
            yield rule


def read_book(content: bytes | str, version: str) -> RuleBook:
    """The book that a file of rules makes. Raises NotABook with every fault of the file."""
    return RuleBook(version=version, rules=rows_of_book(content))


def shipped_text(version: str = RULES_VERSION) -> str:
    """The file of the book that comes with the product, or came with an earlier one. Raises LookupError."""
    path = (
        DATA / "disposal_rules.csv" if version == RULES_VERSION else DATA / "earlier_disposal_rules" / f"{version}.csv"
    )
    if not _NAME.fullmatch(version) or not path.is_file():
        raise LookupError(f"No book of rules is called {version}")
    return path.read_text(encoding="utf-8")


@cache
def shipped_book(version: str = RULES_VERSION) -> RuleBook:
    """The book that comes with the product, or came with an earlier one, read once. Raises LookupError."""
    return read_book(shipped_text(version), version)


def rules(book: RuleBook | None = None, on: date | None = None) -> tuple[Rule, ...]:
    """The rules of a book (the shipped one if none is given) asked on a day; without a day, those that stand."""
    return (book or shipped_book()).rules_on(on)


def rules_for(kind: Kind, book: RuleBook | None = None, on: date | None = None) -> tuple[Rule, ...]:
    """The rules that speak about one disposal."""
    return (book or shipped_book()).rules_on(on, kind)
