"""What the rows of a book say of one another: none twice on a day, no circle of replacements, no disposal without."""

from collections.abc import Iterator, Sequence
from datetime import date

from pathways.disposals.rules.faults import Fault
from pathways.disposals.rules.table import Kind, Rule

Placed = Sequence[tuple[int, Rule]]


def faults_among(placed: Placed) -> list[Fault]:
    """Every fault among rows that are each sound, given with their lines."""
    return [
        *_named_twice(placed),
        *_twice_on_a_day(placed),
        *_replacements(placed),
        *_circles(placed),
        *_left_out(placed),
    ]


def _named_twice(placed: Placed) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for line, rule in placed:
        if rule.row in first:
            message = f"Line {first[rule.row]} is {rule.row} as well. Give the later row the next version"
            yield Fault(line, "version", message)
        first.setdefault(rule.row, line)


def _both_hold(one: Rule, other: Rule) -> date | None:
    """The first day on which both rows would be asked, or None."""
    day = max(one.valid_from, other.valid_from)
    return day if one.holds_on(day) and other.holds_on(day) else None


def _twice_on_a_day(placed: Placed) -> Iterator[Fault]:
    before: dict[str, list[tuple[int, Rule]]] = {}
    for line, rule in placed:
        for other_line, other in before.get(rule.id, []):
            if day := _both_hold(rule, other):
                message = (
                    f"{rule.id} has two rows on {day}: this one and line {other_line}. Give the earlier a last day"
                )
                yield Fault(line, "valid_from", message)
        before.setdefault(rule.id, []).append((line, rule))


def _replacements(placed: Placed) -> Iterator[Fault]:
    """A row takes the place of one that is there, and only when that one has ended."""
    known = {rule.row: (line, rule) for line, rule in placed}
    for line, rule in placed:
        if not rule.replaces:
            continue
        if rule.replaces not in known:
            yield Fault(
                line, "replaces", f"No row is {rule.replaces}. Name a row of this file, or leave the cell empty"
            )
            continue
        old_line, old = known[rule.replaces]
        if old.id != rule.id and (day := _both_hold(rule, old)):
            message = f"{old.row} (line {old_line}) still holds on {day}, when {rule.row} takes its place"
            yield Fault(line, "replaces", f"{message}. Give line {old_line} a last day before that")


def _circles(placed: Placed) -> Iterator[Fault]:
    known = {rule.row: (line, rule) for line, rule in placed}
    told: set[str] = set()
    for row in known:
        path = [row]
        while (before := known[path[-1]][1].replaces) in known and before not in path:
            path.append(before)
        if before in path:
            circle = path[path.index(before) :]
            if told.isdisjoint(circle):
                line = max(known[one][0] for one in circle)
                words = " takes the place of ".join([*circle, circle[0]])
                yield Fault(
                    line, "replaces", f"These rows replace one another in a circle: {words}. Empty one of the cells"
                )
            told.update(circle)


def _left_out(placed: Placed) -> Iterator[Fault]:
    """A disposal no rule speaks of would be open to everybody."""
    for kind in Kind:
        if not any(kind in rule.disposals and rule.valid_to is None for _, rule in placed):
            message = f"No rule without a last day speaks of {kind.value} ({kind.label}): it would be open to everybody"
            yield Fault(1, "disposal", f"{message}. Add one, or name it in a rule that stands")
