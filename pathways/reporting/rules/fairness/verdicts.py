"""Which disposals a decision left open, from what was stored with it. Nothing is asked of today's record."""

from collections.abc import Iterable, Mapping
from datetime import date
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
    own = {kind} if all(verdict.may_be_proposed for verdict in counting) else set()
    if book is None:
        return frozenset(own)
    known = {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
    said = (
        opinion(Kind(each), known, picking=True, book=book, on=on) for each in sorted(OF_KIND) if each != kind.value
    )
    return frozenset(own | {one.kind for one in said if one.verdict.may_be_proposed})
