"""What if: the question, answering decisions again in a sandbox, and how far and how old an answer is."""

import ast
import operator
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from pathways.disposals.proposal.rules.verdicts import counts_now, reason_of
from pathways.law.rules.disposal_book import RuleBook
from pathways.law.rules.disposal_book_checks import Shape, shape_of
from pathways.law.rules.disposal_language import Value
from pathways.law.rules.disposal_terms import Gate, Kind, Rule, Verdict
from pathways.law.rules.proposed_changes import LAST_BEFORE_FIRST
from pathways.policy.rules.changes import as_stored, value_reasons
from pathways.refusals import Reason
from pathways.vocabulary import Worded

# A policy lead's question: other values of switches, and other days of a rule, over a stretch of decisions.


@dataclass(frozen=True, kw_only=True)
class RuleDates:
    """One row of the book with other days, both included; without a last day it goes on."""

    row: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class WhatIfQuestion:
    """What is changed in the sandbox, and the days whose decisions are answered again, both included."""

    switches: tuple[tuple[str, Value], ...]
    dates: tuple[RuleDates, ...]
    from_on: date
    to_on: date

    def as_json(self) -> dict[str, Any]:
        return {
            "switches": {name: list(value) if isinstance(value, tuple) else value for name, value in self.switches},
            "dates": [
                [
                    rule_dates.row,
                    rule_dates.valid_from.isoformat(),
                    rule_dates.valid_to.isoformat() if rule_dates.valid_to else None,
                ]
                for rule_dates in self.dates
            ],
            "from": self.from_on.isoformat(),
            "to": self.to_on.isoformat(),
        }


def question_of(stored: dict[str, Any]) -> WhatIfQuestion:
    """The question as it was stored."""
    return WhatIfQuestion(
        switches=tuple((name, as_stored(value)) for name, value in stored["switches"].items()),
        dates=tuple(
            RuleDates(
                row=row, valid_from=date.fromisoformat(first), valid_to=date.fromisoformat(last) if last else None
            )
            for row, first, last in stored["dates"]
        ),
        from_on=date.fromisoformat(stored["from"]),
        to_on=date.fromisoformat(stored["to"]),
    )


def question_reasons(question: WhatIfQuestion, rules: Iterable[Rule], today: date) -> tuple[Reason, ...]:
    """Why a question cannot be asked, each at its field."""
    reasons: list[Reason] = []
    if not question.switches and not question.dates:
        reasons.append(Reason("Change at least one switch, threshold or date. Nothing is changed yet"))
    for name, value in question.switches:
        reasons += [Reason(reason.message, name) for reason in value_reasons(name, value)]
    rows = {rule.row for rule in rules}
    for rule_dates in question.dates:
        if rule_dates.row not in rows:
            reasons.append(Reason("That rule is not in the book. Choose one of the list", "rule"))
        if rule_dates.valid_to is not None and rule_dates.valid_to < rule_dates.valid_from:
            reasons.append(Reason(LAST_BEFORE_FIRST, "rule_to"))
    if question.to_on < question.from_on:
        reasons.append(Reason(LAST_BEFORE_FIRST, "to_on"))
    if question.from_on > today:
        reasons.append(Reason("No decision has been made in the future. Choose an earlier first day", "from_on"))
    return tuple(reasons)


def book_with(book: RuleBook, dates: Iterable[RuleDates]) -> RuleBook:
    """The book with other days for some of its rows. It is not stored."""
    other = {rule_dates.row: rule_dates for rule_dates in dates}
    rules = tuple(
        replace(rule, valid_from=other[rule.row].valid_from, valid_to=other[rule.row].valid_to)
        if rule.row in other
        else rule
        for rule in book.rules
    )
    return RuleBook(version=book.version, rules=rules)


# Answering decisions again in a sandbox: each verdict under the rules of its day, and what it would be.
#
# A verdict depends on the words and truths among the facts, and on how numbers compare. So each decision is reduced to
# those, and each rule is asked only once for each distinct combination of what it reads, by the function that judges
# every decision. A property test holds the short way and the long way together.


KINDS: Final = (Kind.CC, Kind.CR, Kind.O22, Kind.SC, Kind.PND, Kind.CW, Kind.DC, Kind.COMC)
"""The disposals of adults. Those of the young are decided by the young people's service."""

WEIGHTS: Final = {verdict: verdict.weight for verdict in Verdict}
NOT_THERE: Final = "\0not there"
"""Stands for a fact that a stored decision does not have. A fact that was not known is there, as None."""

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


@dataclass(frozen=True)
class Change:
    """One verdict that differs: its disposal, before and after, and the rules that make the difference."""

    kind: Kind
    was: Verdict
    would_be: Verdict
    why: tuple[str, ...]


@dataclass(frozen=True)
class AnswerAgain:
    """One decision answered again. `open_before` and `open_after`: whether any disposal could be proposed."""

    changes: tuple[Change, ...]
    open_before: bool
    open_after: bool


@dataclass
class Sandbox:
    """One question over one book. `answer` gives None where a changed rule reads a fact that was never recorded."""

    question: WhatIfQuestion
    book: RuleBook
    _stretches: dict[int, "_Stretch"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._after = book_with(self.book, self.question.dates)
        days = {rule.valid_from for book in (self.book, self._after) for rule in book.rules}
        days |= {
            rule.valid_to + timedelta(days=1)
            for book in (self.book, self._after)
            for rule in book.rules
            if rule.valid_to
        }
        self._starts = sorted(days)

    def answer(self, kind: Kind, facts: Mapping[str, Any], day: date) -> AnswerAgain | None:
        """What changes for one decision: its disposal, the facts as stored, and the London day it was proposed."""
        place = bisect_right(self._starts, day)
        stretch = self._stretches.get(place)
        if stretch is None:
            stretch = self._stretches[place] = _Stretch(self.question, self.book, self._after, day)
        try:
            return stretch.answer(kind, facts)
        except TypeError:  # a fact has another shape than the rules expect: it was stored under earlier rules
            return None


class _Stretch:
    """Days on which the same rules hold.

    Facts are reduced to a row of columns. Each rule, each disposal and each whole row is answered once.
    """

    def __init__(self, question: WhatIfQuestion, before: RuleBook, after: RuleBook, day: date) -> None:
        was, would_be = (set(book.rules_on(day)) for book in (before, after))
        self._switches = dict(question.switches)
        self._columns = columns_of(was | would_be)
        self._moved = [place for place, column in enumerate(self._columns) if column.names & self._switches.keys()]
        reading = {rule.id for rule in was | would_be if rule.fails_when.names & self._switches.keys()}
        changed = frozenset(reading) | ({rule.id for rule in was} ^ {rule.id for rule in would_be})
        asked: dict[str, _Asked] = {}
        for rule in was | would_be:
            asked.setdefault(rule.row, _Asked(rule, self._columns, is_changed=rule.id in changed))

        def of_kind(book: RuleBook, kind: Kind) -> _OfKind:
            return _OfKind([asked[rule.row] for rule in book.rules_on(day, kind)])

        self._kinds = [(kind, of_kind(before, kind), of_kind(after, kind)) for kind in KINDS]
        self._known: dict[tuple[Any, ...], AnswerAgain | None] = {}
        self._answers: dict[AnswerAgain, AnswerAgain] = {}

    def answer(self, proposed: Kind, facts: Mapping[str, Any]) -> AnswerAgain | None:
        row = tuple([column.of(facts) for column in self._columns])
        key = (proposed, row)
        try:
            return self._known[key]
        except KeyError:
            answer = self._known[key] = self._worked_out(proposed, facts, row)
            return answer

    def _worked_out(self, proposed: Kind, stored: Mapping[str, Any], row: tuple[Any, ...]) -> AnswerAgain | None:
        asked = {**stored, **self._switches}
        other = list(row)
        for place in self._moved:
            other[place] = self._columns[place].of(asked)
        otherwise = tuple(other)
        changes, before_open, after_open = [], False, False
        for kind, before, after in self._kinds:
            picking = kind is not proposed
            was = before.judgement(row, stored, picking=picking)
            would_be = (
                after.judgement(otherwise, asked, picking=picking) if after.may_differ or before.may_differ else was
            )
            if was.is_unfounded or would_be.is_unfounded:
                return None
            before_open |= was.verdict.may_be_proposed
            after_open |= would_be.verdict.may_be_proposed
            if was.verdict is not would_be.verdict:
                why = tuple(sorted({name for name, _ in was.changed ^ would_be.changed}))
                changes.append(Change(kind, was.verdict, would_be.verdict, why))
        answer = AnswerAgain(tuple(changes), before_open, after_open)
        return self._answers.setdefault(answer, answer)


@dataclass(frozen=True)
class _Said:
    """What the rules of one disposal say: the verdict, and that of each changed rule that counts.

    `is_unfounded`: a changed rule needs a fact that was never recorded.
    """

    verdict: Verdict
    changed: frozenset[tuple[str, Verdict]]
    is_unfounded: bool


class _OfKind:
    """The rules of one disposal, asked once for each distinct row of the columns they read."""

    def __init__(self, rules: Sequence["_Asked"]) -> None:
        self._rules = rules
        self.may_differ = any(rule.is_changed for rule in rules)
        self._pick = _picker(sorted({place for rule in rules for place in rule.places}))
        self._known: dict[tuple[bool, Any], _Said] = {}

    def judgement(self, row: tuple[Any, ...], facts: Mapping[str, Any], *, picking: bool) -> _Said:
        key = (picking, self._pick(row))
        try:
            return self._known[key]
        except KeyError:
            judged = self._known[key] = self._judged(row, facts, picking=picking)
            return judged

    def _judged(self, row: tuple[Any, ...], facts: Mapping[str, Any], *, picking: bool) -> _Said:
        worst, changed, is_unfounded = Verdict.AVAILABLE, set(), False
        for rule in self._rules:
            verdict, misses = rule.verdict(row, facts)
            if verdict is None:
                continue
            is_unfounded |= misses and rule.is_changed
            if counts_now(rule.rule, verdict, gate=Gate.PROPOSE, picking=picking):
                worst = max(worst, verdict, key=WEIGHTS.__getitem__)
                if rule.is_changed:
                    changed.add((rule.rule.id, verdict))
        return _Said(worst, frozenset(changed), is_unfounded)


class _Asked:
    """One rule, asked once for each distinct row of its own columns, by the function that judges every decision."""

    def __init__(self, rule: Rule, columns: Sequence["FactRead"], *, is_changed: bool) -> None:
        self.rule, self.is_changed = rule, is_changed
        own = {column.text for column in columns_of([rule])}
        self.places = [place for place, column in enumerate(columns) if column.text in own]
        self._pick = _picker(self.places)
        self._known: dict[Any, tuple[Verdict | None, bool]] = {}

    def verdict(self, row: tuple[Any, ...], facts: Mapping[str, Any]) -> tuple[Verdict | None, bool]:
        """The rule's verdict (None where it passes), and whether it needs a fact that was never recorded."""
        key = self._pick(row)
        try:
            return self._known[key]
        except KeyError:
            reason = reason_of(self.rule, _as_rules_read(facts))
            missing = (*reason.missing, *reason.switches) if reason else ()
            answer = reason.verdict if reason else None, any(name not in facts for name in missing)
            self._known[key] = answer
            return answer


def _as_rules_read(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}


def _picker(places: Sequence[int]) -> Callable[[tuple[Any, ...]], Any]:
    return operator.itemgetter(*places) if places else lambda _: ()


@dataclass(frozen=True)
class FactRead:
    """One thing that rules read from the facts, reduced to what matters to them."""

    text: str
    names: frozenset[str]
    of: Callable[[Mapping[str, Any]], Any]


def columns_of(rules: Iterable[Rule]) -> tuple[FactRead, ...]:
    """What these rules read: words and truths by name, lists by name, and each comparison of numbers once."""
    columns: dict[str, FactRead] = {}
    for rule in rules:
        for name in rule.fails_when.names:
            if shape_of(name) is not Shape.NUMBER:
                read = _list_of(name) if shape_of(name) is Shape.LIST else _word_of(name)
                columns[name] = FactRead(name, frozenset({name}), read)
        for node in ast.walk(rule.fails_when.tree):
            if isinstance(node, ast.Compare) and (sides := _numbers_in(node)):
                text = ast.unparse(node)
                names = frozenset(side for side in sides if isinstance(side, str))
                columns[text] = FactRead(text, names, _comparison(_COMPARE[type(node.ops[0])], *sides))
    return tuple(columns[text] for text in sorted(columns))


def _word_of(name: str) -> Callable[[Mapping[str, Any]], Any]:
    return lambda facts: facts.get(name, NOT_THERE)


def _list_of(name: str) -> Callable[[Mapping[str, Any]], Any]:
    def read(facts: Mapping[str, Any]) -> Any:
        value = facts.get(name, NOT_THERE)
        return tuple(value) if isinstance(value, list) else value

    return read


def _comparison(
    compare: Callable[[Any, Any], bool], left: str | float, right: str | float
) -> Callable[[Mapping[str, Any]], Any]:
    """How a comparison comes out: None where a number is not known, NOT_THERE where it was never recorded."""

    def read(facts: Mapping[str, Any]) -> Any:
        left_value = facts.get(left, NOT_THERE) if isinstance(left, str) else left
        other = facts.get(right, NOT_THERE) if isinstance(right, str) else right
        if left_value is NOT_THERE or other is NOT_THERE:
            return NOT_THERE
        return None if left_value is None or other is None else compare(left_value, other)

    return read


def _numbers_in(node: ast.Compare) -> tuple[str | float, str | float] | None:
    """The two sides of a comparison of numbers; None for any other."""
    sides = [node.left, node.comparators[0]]
    named = [side.id for side in sides if isinstance(side, ast.Name)]
    if not any(shape_of(name) is Shape.NUMBER for name in named) or type(node.ops[0]) not in _COMPARE:
        return None
    left, right = (side.id if isinstance(side, ast.Name) else ast.literal_eval(side) for side in sides)
    return left, right


# How far the answer to a question is, and how long it is kept.


KEPT: Final = timedelta(hours=1)
"""How long an answer is kept for the person who asked (design of the page)."""

AT_A_LOOK: Final = 25_000
"""Decisions answered at each look at the page: the year of a county in one look, without a long wait."""


class RunState(Worded):
    RUNNING = "running", "Answering again"
    DONE = "done", "Answered"
    CANCELLED = "cancelled", "Cancelled"
    DROPPED = "dropped", "Answer dropped"


def is_old(ended_at: datetime | None, now: datetime) -> bool:
    """Whether an answer is an hour old."""
    return ended_at is not None and now - ended_at >= KEPT


def left_in_words(*, done: int, total: int, began: datetime, now: datetime) -> str:
    """How long the rest will take at the same speed; "" before the first part is done."""
    gone = (now - began).total_seconds()
    if not done or gone <= 0:
        return ""
    seconds = round(gone * (total - done) / done)
    return f"about {seconds} seconds left" if seconds < 90 else f"about {round(seconds / 60)} minutes left"
