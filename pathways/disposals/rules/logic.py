"""The language of the rule table: parsed once, checked node by node, answered in three-valued logic. Never `eval`.

A fact is a truth value, a number, a word or a list of words; `None` means "not known". Truth follows Kleene: one false
operand makes an `and` false and one true operand makes an `or` true whatever the others are; otherwise what is not
known stays not known, and the answer names the facts that were missing.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Scalar: TypeAlias = bool | int | float | str
Value: TypeAlias = Scalar | tuple[Scalar, ...]
Facts: TypeAlias = Mapping[str, Value | None]

_ORDER: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_COMPARISONS = (*_ORDER, ast.Eq, ast.NotEq, ast.In, ast.NotIn)
_NOTHING: frozenset[str] = frozenset()


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
    ast.Constant: "A value that is no word, number, True or False",
    ast.Name: "A name that starts with an underscore",
}


class NotInTheLanguage(ValueError):
    """An expression uses something that the language of the rules does not have. `at`: the character, from 1."""

    def __init__(self, message: str, at: int = 1) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True)
class Found:
    """What an expression comes to: a value, or `None` with the names of the facts that were not known."""

    value: Value | None
    missing: frozenset[str] = _NOTHING


@dataclass(frozen=True)
class Expression:
    """One checked expression: its text, its tree and the names of the facts and switches it reads."""

    text: str
    tree: ast.expr = field(compare=False, repr=False)
    names: frozenset[str]

    def answer(self, facts: Facts) -> Found:
        """True, False or not known (with the names missing). Raises TypeError if a fact is of the wrong shape."""
        found = _find(self.tree, facts)
        if found.value is not None and not isinstance(found.value, bool):
            raise TypeError(f"{self.text!r} does not come to yes or no")
        return found


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
    """At which character of the text a part of it starts, from 1."""
    line = text.splitlines()[node.lineno - 1]
    return place_in(text, node.lineno, len(line.encode()[: node.col_offset].decode()))


def place_in(text: str, line: int, after: int) -> int:
    """The character of the text, from 1, that comes `after` so many of its line."""
    before = text.splitlines(keepends=True)[: line - 1]
    return sum(len(one) for one in before) + after + 1


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


def _find(node: ast.expr, facts: Facts) -> Found:
    match node:
        case ast.Name(id=name):
            value = facts.get(name)
            return Found(value) if value is not None else Found(None, frozenset({name}))
        case ast.Constant(value=bool() | int() | float() | str() as constant):
            return Found(constant)
        case ast.List(elts=items):
            return Found(tuple(_scalar(_find(item, facts).value) for item in items))
        case ast.UnaryOp(operand=operand):
            inner = _find(operand, facts)
            return inner if inner.value is None else Found(not _truth(inner.value))
        case ast.BoolOp(op=op, values=operands):
            # An `or` is settled by one true operand, an `and` by one false operand.
            return _joined([_find(operand, facts) for operand in operands], settles=isinstance(op, ast.Or))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(op, _find(left, facts), _find(right, facts))
        case _:
            raise NotInTheLanguage(type(node).__name__)


def _joined(operands: list[Found], *, settles: bool) -> Found:
    truths = [None if found.value is None else _truth(found.value) for found in operands]
    if settles in truths:
        return Found(settles)
    if None in truths:
        return Found(None, frozenset[str]().union(*(found.missing for found in operands)))
    return Found(not settles)


def _compared(op: ast.cmpop, left: Found, right: Found) -> Found:
    if left.value is None or right.value is None:
        return Found(None, left.missing | right.missing)
    match op:
        case ast.Eq():
            return Found(_same(left.value, right.value))
        case ast.NotEq():
            return Found(not _same(left.value, right.value))
        case ast.In() | ast.NotIn():
            if not isinstance(right.value, tuple):
                raise TypeError("'in' needs a list")
            inside = any(_same(left.value, item) for item in right.value)
            return Found(inside == isinstance(op, ast.In))
        case _:
            return Found(_ORDER[type(op)](_number(left.value), _number(right.value)))


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


def _scalar(value: Value | None) -> Scalar:
    if value is None or isinstance(value, tuple):
        raise TypeError("a list holds plain values only")
    return value
