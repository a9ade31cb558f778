"""What a policy lead asks: switches as they might be, and dates that a rule might have, over a stretch of decisions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pathways.disposals.rules import Rule, RuleBook, Value
from pathways.policy.rules.switches import as_stored, value_reasons
from pathways.refusals import Reason


@dataclass(frozen=True, kw_only=True)
class RuleDates:
    """One row of the book with other days: both included; without a last day it stands."""

    row: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is changed in the sandbox, and the decisions of which days are answered again, both days included."""

    switches: tuple[tuple[str, Value], ...]
    dates: tuple[RuleDates, ...]
    from_on: date
    to_on: date

    def as_json(self) -> dict[str, Any]:
        return {
            "switches": {name: list(value) if isinstance(value, tuple) else value for name, value in self.switches},
            "dates": [
                [one.row, one.valid_from.isoformat(), one.valid_to.isoformat() if one.valid_to else None]
                for one in self.dates
            ],
            "from": self.from_on.isoformat(),
            "to": self.to_on.isoformat(),
        }


def question_of(kept: dict[str, Any]) -> Question:
    """The question that was kept."""
    return Question(
        switches=tuple((name, as_stored(value)) for name, value in kept["switches"].items()),
        dates=tuple(
            RuleDates(
                row=row, valid_from=date.fromisoformat(first), valid_to=date.fromisoformat(last) if last else None
            )
            for row, first, last in kept["dates"]
        ),
        from_on=date.fromisoformat(kept["from"]),
        to_on=date.fromisoformat(kept["to"]),
    )


def question_reasons(question: Question, rules: Iterable[Rule], today: date) -> tuple[Reason, ...]:
    """Why a question cannot be asked, each at its field."""
    found: list[Reason] = []
    if not question.switches and not question.dates:
        found.append(Reason("Change at least one switch, threshold or date. Nothing is changed yet"))
    for name, value in question.switches:
        found += [Reason(one.message, name) for one in value_reasons(name, value)]
    rows = {rule.row for rule in rules}
    for one in question.dates:
        if one.row not in rows:
            found.append(Reason("That rule is not in the book. Choose one of the list", "rule"))
        if one.valid_to is not None and one.valid_to < one.valid_from:
            found.append(Reason("The last day cannot be before the first day", "rule_to"))
    if question.to_on < question.from_on:
        found.append(Reason("The last day cannot be before the first day", "to_on"))
    if question.from_on > today:
        found.append(Reason("No decision has been made in the future. Choose an earlier first day", "from_on"))
    return tuple(found)


def book_with(book: RuleBook, dates: Iterable[RuleDates]) -> RuleBook:
    """The book with other days for some of its rows. Nothing of it is kept."""
    other = {one.row: one for one in dates}
    rules = tuple(
        replace(rule, valid_from=other[rule.row].valid_from, valid_to=other[rule.row].valid_to)
        if rule.row in other
        else rule
        for rule in book.rules
    )
    return RuleBook(version=book.version, rules=rules)
