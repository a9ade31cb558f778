"""The language of a book of rules: faults of a file, expressions in three-valued logic, and how they are parsed."""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from string import ascii_uppercase
from typing import TypeAlias

# What is wrong with a file of rules: where, and what to do about it.


@dataclass(frozen=True)
class BookLine:
    """One line of the file: its number as an editor counts, and its cells without the spaces around them."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class LineFault:
    """One fault. `column` is empty where the whole line is at fault; `at` is the character in the cell, from 1.

    `place` is the place of the column in the file, from 0: the letter a spreadsheet shows.
    """

    line: int
    column: str
    message: str
    at: int | None = None
    place: int | None = None

    def __str__(self) -> str:
        where = f"Line {self.line}"
        if self.column and self.place is not None and self.place < len(ascii_uppercase):
            where += f", column {ascii_uppercase[self.place]} ({self.column})"
        elif self.column:
            where += f", column {self.column}"
        if self.at is not None:
            where += f", character {self.at}"
        return f"{where}: {self.message}"


class NotABook(ValueError):
    """A file is not a book of rules. `faults` is every fault in the order of its lines."""

    def __init__(self, faults: tuple[LineFault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


# What an expression of a rule comes to, in three-valued logic. It is parsed and checked before, and `eval` never used.
#
# A fact is a truth value, a number, a word or a list of words; `None` means "not known". Truth follows Kleene: one
# false operand makes an `and` false and one true operand makes an `or` true whatever the others are; otherwise what is
# not known stays not known, and the answer names the facts that were missing.


Scalar: TypeAlias = bool | int | float | str
Value: TypeAlias = Scalar | tuple[Scalar, ...]
Facts: TypeAlias = Mapping[str, Value | None]

_NOTHING: frozenset[str] = frozenset()


class NotInTheLanguage(ValueError):
    """An expression uses something that the language of the rules does not have. `at`: the character, from 1."""

    def __init__(self, message: str, at: int = 1) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True)
class Evaluation:
    """What an expression comes to: a value, or `None` with the names of the facts that were not known."""

    value: Value | None
    missing: frozenset[str] = _NOTHING


YES, NO = Evaluation(True), Evaluation(False)


@dataclass(frozen=True)
class _ReadyPart:
    """One part of an expression, made ready once: what it comes to, and which facts are missing if that is None."""

    value: Callable[[Facts], Value | None]
    missing: Callable[[Facts], frozenset[str]] = lambda _: _NOTHING


@dataclass(frozen=True)
class Expression:
    """One checked expression: its text, its tree and the names of the facts and switches it reads."""

    text: str
    tree: ast.expr = field(compare=False, repr=False)
    names: frozenset[str]

    def answer(self, facts: Facts) -> Evaluation:
        """True, False or not known (with the names missing). Raises TypeError if a fact is of the wrong shape."""
        value = self._part.value(facts)
        if value is None:
            return Evaluation(None, self._part.missing(facts))
        if not isinstance(value, bool):
            raise TypeError(f"{self.text!r} does not come to yes or no")
        return YES if value else NO

    @cached_property
    def _part(self) -> _ReadyPart:
        return _ready(self.tree)


def _ready(node: ast.expr) -> _ReadyPart:
    """Make a checked tree ready to be asked often. Raises NotInTheLanguage for one that was never checked."""
    match node:
        case ast.Name(id=name):
            alone = frozenset({name})
            return _ReadyPart(
                lambda facts: facts.get(name), lambda facts: alone if facts.get(name) is None else _NOTHING
            )
        case ast.Constant(value=bool() | int() | float() | str() as constant):
            return _ReadyPart(lambda _: constant)
        case ast.List(elts=items):
            several = tuple(_scalar(item) for item in items)
            return _ReadyPart(lambda _: several)
        case ast.UnaryOp(operand=operand):
            return _denied(_ready(operand))
        case ast.BoolOp(op=op, values=operands):
            # An `or` is settled by one true operand, an `and` by one false operand.
            return _joined([_ready(operand) for operand in operands], settles=isinstance(op, ast.Or))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(_RELATIONS[type(op)], _ready(left), _ready(right))
        case _:
            raise NotInTheLanguage(type(node).__name__)


def _denied(part: _ReadyPart) -> _ReadyPart:
    def value(facts: Facts) -> Value | None:
        answer = part.value(facts)
        return None if answer is None else not _truth(answer)

    return _ReadyPart(value, part.missing)


def _joined(parts: list[_ReadyPart], *, settles: bool) -> _ReadyPart:
    asked = [part.value for part in parts]

    def value(facts: Facts) -> Value | None:
        # Every operand is asked, so that a fact of the wrong shape is an error even where the answer is settled.
        truths = [None if (answer := ask(facts)) is None else _truth(answer) for ask in asked]
        if settles in truths:
            return settles
        return None if None in truths else not settles

    return _ReadyPart(
        value, lambda facts: _NOTHING.union(*(part.missing(facts) for part in parts if part.value(facts) is None))
    )


def _compared(relation: Callable[[Value, Value], bool], left: _ReadyPart, right: _ReadyPart) -> _ReadyPart:
    left_value, other = left.value, right.value

    def value(facts: Facts) -> Value | None:
        first, second = left_value(facts), other(facts)
        return None if first is None or second is None else relation(first, second)

    return _ReadyPart(value, lambda facts: left.missing(facts) | right.missing(facts))


def _same(left: Value, right: Value) -> bool:
    """Equal, and of one kind: 0 is not "no", and 1 is not "yes"."""
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def _truth(value: Value) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is not yes or no")
    return value


def _number(value: Value) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is not a number")
    return value


def _inside(value: Value, several: Value) -> bool:
    if not isinstance(several, tuple):
        raise TypeError("'in' needs a list")
    return any(_same(value, item) for item in several)


def _scalar(item: ast.expr) -> Scalar:
    match item:
        case ast.Constant(value=bool() | int() | float() | str() as constant):
            return constant
        case _:
            raise TypeError("a list holds plain values only")


_RELATIONS: dict[type[ast.cmpop], Callable[[Value, Value], bool]] = {
    ast.Eq: _same,
    ast.NotEq: lambda left, right: not _same(left, right),
    ast.In: _inside,
    ast.NotIn: lambda left, right: not _inside(left, right),
    ast.Lt: lambda left, right: _number(left) < _number(right),
    ast.LtE: lambda left, right: _number(left) <= _number(right),
    ast.Gt: lambda left, right: _number(left) > _number(right),
    ast.GtE: lambda left, right: _number(left) >= _number(right),
}


# The language of the rules: an expression is read once and checked node by node. Nothing is evaluated here.
#
# Names of facts and switches, constants, lists of constants, comparisons, and, or, not: nothing else gets through.


LONGEST = 1000
"""Characters of an expression: the longest of the shipped book has 170. Nothing deep enough to harm fits in."""

LANGUAGE = "facts, switches, words in quotes, numbers, lists in [ ], ==, !=, <, <=, >, >=, in, not in, and, or, not"
_WORDS: dict[type[ast.AST], str] = {
    ast.Call: "A call with round brackets",
    ast.BinOp: "Arithmetic",
    ast.UnaryOp: "A sign before a number",
    ast.Attribute: "A dot after a name",
    ast.Subscript: "Square brackets after a name",
    ast.Compare: "Two comparisons in one, or ‘is’",
    ast.Tuple: "A list in round brackets",
    ast.List: "A list that holds anything but words and numbers",
    ast.Constant: "A value that is not a word, number, True or False",
    ast.Name: "A name that starts with an underscore",
}
_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq, ast.In, ast.NotIn)


def parse(text: str) -> Expression:
    """Parse and check one expression. Raises NotInTheLanguage, naming what is not allowed and where."""
    if len(text) > LONGEST:
        raise NotInTheLanguage(f"An expression has at most {LONGEST} characters. This one has {len(text)}", LONGEST)
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as cause:
        # No place is given where the text ends too soon.
        at = place_in(text, cause.lineno or 1, cause.offset - 1) if cause.offset else max(len(text), 1)
        raise NotInTheLanguage(f"This cannot be read. An expression has {LANGUAGE}", at) from cause
    except (ValueError, RecursionError, MemoryError) as cause:
        raise NotInTheLanguage(f"This cannot be read. An expression has {LANGUAGE}") from cause
    names: set[str] = set()
    _check(tree, text, names)
    return Expression(text, tree, frozenset(names))


def place_of(node: ast.expr, text: str) -> int:
    """The character of the text, from 1, at which a part of the expression starts."""
    line = _lines(text)[node.lineno - 1]
    return place_in(text, node.lineno, len(line.encode()[: node.col_offset].decode(errors="ignore")))


def place_in(text: str, line: int, after: int) -> int:
    """The character of the text, from 1, that follows the first `after` characters of a line (from 1)."""
    return sum(len(earlier) for earlier in _lines(text)[: line - 1]) + after + 1


def _lines(text: str) -> list[str]:
    """The lines as the parser counts them, each with its end; `splitlines` would part at other characters too."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n|$)", text)


def _check(node: ast.expr, text: str, names: set[str]) -> None:
    match node:
        case ast.Name(id=name) if not name.startswith("_"):
            names.add(name)
        case ast.Constant(value=bool() | int() | float() | str()):
            pass
        case ast.List(elts=items) if all(isinstance(item, ast.Constant) for item in items):
            for item in items:
                _check(item, text, names)
        case ast.BoolOp(values=operands):
            for operand in operands:
                _check(operand, text, names)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _check(operand, text, names)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if isinstance(op, _COMPARISONS):
            _check(left, text, names)
            _check(right, text, names)
        case _:
            what = _WORDS.get(type(node), "What stands here")
            raise NotInTheLanguage(f"{what} is not allowed. An expression has {LANGUAGE}", place_of(node, text))
