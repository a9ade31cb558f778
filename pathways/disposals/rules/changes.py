"""What is different between two books of rules, row by row, in words that a policy unit can check against its paper."""

from collections.abc import Iterator
from dataclasses import fields

from pathways.disposals.rules.book import RuleBook
from pathways.disposals.rules.table import Rule

WORDS = {
    "valid_from": "the first day",
    "valid_to": "the last day",
    "replaces": "what it replaces",
    "disposals": "the disposals",
    "basis": "the kind",
    "gate": "the gate",
    "fails_when": "when it fails",
    "verdict": "the verdict",
    "message": "what the officer is told",
    "opens_if": "what would open it",
    "source": "the source",
    "mark": "the mark",
}
"""The parts of a row that can differ, as they are named to staff."""

_NAMES = tuple(each.name for each in fields(Rule))


def changes_between(before: RuleBook, after: RuleBook) -> tuple[str, ...]:
    """A sentence for each row that is new, gone or different, in the order of the later book; empty if none is."""
    return tuple(_changes({rule.row: rule for rule in before.rules}, {rule.row: rule for rule in after.rules}))


def _changes(before: dict[str, Rule], after: dict[str, Rule]) -> Iterator[str]:
    for row, rule in after.items():
        old = before.get(row)
        if old is None:
            instead = f" in place of {rule.replaces}" if rule.replaces else ""
            yield f"{row} is new, from {rule.valid_from}{instead}"
        elif other := [
            WORDS[each.name] for each in fields(Rule) if getattr(old, each.name) != getattr(rule, each.name)
        ]:
            yield f"{row} differs in {', '.join(other)}"
    for row in before:
        if row not in after:
            yield f"{row} is gone"
