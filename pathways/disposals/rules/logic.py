"""What an expression of a rule comes to, in three-valued logic. It was read and checked once; never `eval`.

A fact is a truth value, a number, a word or a list of words; `None` means "not known". Truth follows Kleene: one false
operand makes an `and` false and one true operand makes an `or` true whatever the others are; otherwise what is not
known stays not known, and the answer names the facts that were missing.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

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
class Found:
    """What an expression comes to: a value, or `None` with the names of the facts that were not known."""

    value: Value | None
    missing: frozenset[str] = _NOTHING


YES, NO = Found(True), Found(False)


@dataclass(frozen=True)
class _Part:
    """One part of an expression, made ready once: what it comes to, and which names are missing where that is None."""

    value: Callable[[Facts], Value | None]
    missing: Callable[[Facts], frozenset[str]] = lambda _: _NOTHING


@dataclass(frozen=True)
class Expression:
    """One checked expression: its text, its tree and the names of the facts and switches it reads."""

    text: str
    tree: ast.expr = field(compare=False, repr=False)
    names: frozenset[str]

    def answer(self, facts: Facts) -> Found:
        """True, False or not known (with the names missing). Raises TypeError if a fact is of the wrong shape."""
        value = self._part.value(facts)
        if value is None:
            return Found(None, self._part.missing(facts))
        if not isinstance(value, bool):
            raise TypeError(f"{self.text!r} does not come to yes or no")
        return YES if value else NO

    @cached_property
    def _part(self) -> _Part:
        return _ready(self.tree)


def _ready(node: ast.expr) -> _Part:
    """Make a checked tree ready to be asked often. Raises NotInTheLanguage for one that was never checked."""
    match node:
        case ast.Name(id=name):
            alone = frozenset({name})
            return _Part(lambda facts: facts.get(name), lambda facts: alone if facts.get(name) is None else _NOTHING)
        case ast.Constant(value=bool() | int() | float() | str() as constant):
            return _Part(lambda _: constant)
        case ast.List(elts=items):
            several = tuple(_scalar(item) for item in items)
            return _Part(lambda _: several)
        case ast.UnaryOp(operand=operand):
            return _denied(_ready(operand))
        case ast.BoolOp(op=op, values=operands):
            # An `or` is settled by one true operand, an `and` by one false operand.
            return _joined([_ready(operand) for operand in operands], settles=isinstance(op, ast.Or))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(_RELATIONS[type(op)], _ready(left), _ready(right))
        case _:
            raise NotInTheLanguage(type(node).__name__)


def _denied(part: _Part) -> _Part:
    def value(facts: Facts) -> Value | None:
        found = part.value(facts)
        return None if found is None else not _truth(found)

    return _Part(value, part.missing)


def _joined(parts: list[_Part], *, settles: bool) -> _Part:
    asked = [part.value for part in parts]

    def value(facts: Facts) -> Value | None:
        # Every operand is asked, so that a fact of the wrong shape is an error even where the answer is settled.
        truths = [None if (found := ask(facts)) is None else _truth(found) for ask in asked]
        if settles in truths:
            return settles
        return None if None in truths else not settles

    return _Part(
        value, lambda facts: _NOTHING.union(*(part.missing(facts) for part in parts if part.value(facts) is None))
    )


def _compared(relation: Callable[[Value, Value], bool], left: _Part, right: _Part) -> _Part:
    one, other = left.value, right.value

    def value(facts: Facts) -> Value | None:
        first, second = one(facts), other(facts)
        return None if first is None or second is None else relation(first, second)

    return _Part(value, lambda facts: left.missing(facts) | right.missing(facts))


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
