"""A second reading of the file of rules, slow and apart from the product's: its own words, its own arithmetic of truth.

An answer is 1 (yes), 0 (no) or a half (not known): "and" is the least, "or" the most, "not" what is left of 1. Each word
of an expression is read again each time it is asked.
"""

import csv
import re
from dataclasses import dataclass, field
from typing import Any

from pathways.law.rules.disposal_terms import DATA

FILE = DATA / "disposal_rules.csv"
HALF = 0.5
GATES = ["propose", "authorise", "sign"]
WORST_LAST = ["AVAILABLE", "NEEDS_AUTHORITY", "NEEDS_INFO", "NOT_AVAILABLE"]
OF_THE_CONDITIONS = {"CC-09", "CC-12", "CC-13", "CC-14", "CC-15", "CC-16", "CC-17"}
_WORD = re.compile(r"\s*('[^']*'|[A-Za-z_]\w*|[0-9.]+|==|!=|<=|>=|[<>(),\[\]])")
_RELATIONS = {"==", "!=", "<", "<=", ">", ">=", "in", "not"}


@dataclass
class Reader:
    """One expression, read word by word from the left."""

    words: list[str]
    facts: dict[str, Any]
    missing: set[str] = field(default_factory=set)
    at: int = 0

    def peek(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def take(self) -> str:
        self.at += 1
        return self.words[self.at - 1]

    def any_of(self) -> tuple[float, set[str]]:
        parts = [self.all_of()]
        while self.peek() == "or":
            self.take()
            parts.append(self.all_of())
        return joined(parts, max)

    def all_of(self) -> tuple[float, set[str]]:
        parts = [self.denied()]
        while self.peek() == "and":
            self.take()
            parts.append(self.denied())
        return joined(parts, min)

    def denied(self) -> tuple[float, set[str]]:
        if self.peek() == "not":
            self.take()
            truth, missing = self.denied()
            return 1 - truth, missing
        return self.compared()

    def compared(self) -> tuple[float, set[str]]:
        if self.peek() == "(":
            self.take()
            inner = self.any_of()
            assert self.take() == ")"
            return inner
        left, missing = self.value()
        if self.peek() not in _RELATIONS:
            return (HALF if left is None else float(left)), missing
        relation = self.take()
        if relation == "not":
            relation += " " + self.take()
        right, more = self.value()
        if left is None or right is None:
            return HALF, missing | more
        return float(holds(relation, left, right)), set()

    def value(self) -> tuple[Any, set[str]]:
        word = self.take()
        if word == "[":
            items = []
            while (item := self.take()) != "]":
                if item != ",":
                    items.append(item.strip("'"))
            return items, set()
        if word[0] == "'":
            return word[1:-1], set()
        if word[0].isdigit():
            return float(word), set()
        if word in ("True", "False"):
            return word == "True", set()
        known = self.facts.get(word)
        return known, ({word} if known is None else set())


def joined(parts, choose):
    """The least or the most of several; while it is a half, everything missing anywhere in it."""
    truth = choose(part[0] for part in parts)
    return truth, (set().union(*(part[1] for part in parts)) if truth == HALF else set())


def holds(relation, left, right):
    """Whether two known values stand in a relation. Yes and no are no numbers."""
    if relation in ("in", "not in"):
        return (left in right) == (relation == "in")
    if relation in ("==", "!="):
        same = left == right and isinstance(left, bool) == isinstance(right, bool)
        return same == (relation == "==")
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[relation]


def read_rows() -> list[dict[str, str]]:
    """The rows of the file, with the words of their expressions apart."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        header, *rest = csv.reader(lines)
    rows: list[dict[str, Any]] = [dict(zip(header, cells, strict=True)) for cells in rest]
    for row in rows:
        row["words"] = _WORD.findall(row["fail_when"])
        assert "".join(row["words"]) == re.sub(r"\s", "", row["fail_when"]), "every character is a word or a space"
    return rows


def slow_opinion(rows, kind, facts, gate, *, picking, day):
    """The verdict, and each reason now and later as (rule, verdict, missing names), the worst first."""
    now, later = [], []
    for row in rows:
        in_force = row["valid_from"] <= day and (row["valid_to"] or "9999") >= day
        if not in_force or (row["disposal"] != "ALL" and kind not in row["disposal"].split("|")):
            continue
        truth, missing = Reader(row["words"], facts).any_of()
        if truth == 0:
            continue
        verdict = row["verdict"] if truth == 1 else "NEEDS_INFO"
        waits = GATES.index(row["gate"]) > gate - 1 or (picking and row["rule_id"] in OF_THE_CONDITIONS)
        asks = row["gate"] == "authorise" and verdict == "NEEDS_AUTHORITY"
        (later if waits and not asks else now).append((row["rule_id"], verdict, frozenset(missing)))
    now.sort(key=lambda reason: -WORST_LAST.index(reason[1]))
    return (now[0][1] if now else "AVAILABLE"), now, later
