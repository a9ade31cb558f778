"""Which disposals a decision left open, from what was stored with it. Nothing is asked of today's record."""

from collections.abc import Iterable, Mapping
from typing import Any

from pathways.disposals.rules import RULES_VERSION, Kind, Verdict, opinion
from pathways.reporting.rules.fairness.words import OF_KIND


def left_open(
    kind: Kind, *, results: Iterable[Mapping[str, Any]], facts: Mapping[str, Any], version: str
) -> frozenset[Kind]:
    """The disposals open at the decision: the proposed one by its stored verdict, the others by its stored facts.

    A disposal whose facts were not known is not open. Under another version of the rules than today's nothing is said
    of the others: their verdicts then might have been different.
    """
    counting = [Verdict(one["verdict"]) for one in results if one["counts"]]
    own = {kind} if all(verdict.may_be_proposed for verdict in counting) else set()
    if version != RULES_VERSION:
        return frozenset(own)
    known = {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
    others = (Kind(each) for each in sorted(OF_KIND) if each != kind.value)
    return frozenset(own | {each for each in others if opinion(each, known, picking=True).verdict.may_be_proposed})
