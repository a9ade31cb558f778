"""Which disposals a decision left open, from what was stored with it. Nothing is asked of today's record."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from pathways.disposals.rules import Kind, RuleBook, Verdict, opinion
from pathways.reporting.rules.fairness.words import OF_KIND


def left_open(
    kind: Kind, *, results: Iterable[Mapping[str, Any]], facts: Mapping[str, Any], book: RuleBook | None, on: date
) -> frozenset[Kind]:
    """The disposals open at the decision: the proposed one by its stored verdict, the others by its stored facts.

    `book` is the one the decision was taken under, `on` the day. A disposal whose facts were not known is not open.
    Where that book is lost nothing is said of the others.
    """
    counting = [Verdict(one["verdict"]) for one in results if one["counts"]]
    own = frozenset({kind} if all(verdict.may_be_proposed for verdict in counting) else ())
    if book is None:
        return own
    stored = _Stored(facts=json.dumps(facts, sort_keys=True), on=on, version=book.version, book=book)
    return own | (_open_on(stored) - {kind})


@dataclass(frozen=True, kw_only=True)
class _Stored:
    """What the other verdicts follow from; two books of one version are the same to the letter."""

    facts: str
    on: date
    version: str
    book: RuleBook = field(compare=False)


# The page and each of its pictures ask about the same decisions, and what is stored with a decision never changes.
@lru_cache(maxsize=20_000)
def _open_on(stored: _Stored) -> frozenset[Kind]:
    known = {
        name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(stored.facts).items()
    }
    asked = (opinion(Kind(each), known, picking=True, book=stored.book, on=stored.on) for each in sorted(OF_KIND))
    return frozenset(one.kind for one in asked if one.verdict.may_be_proposed)
