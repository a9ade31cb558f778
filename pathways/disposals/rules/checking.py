"""What is wrong with an expression that the language allows: a name nobody knows, a shape or a word that never fits.

Without this check, a rule with a slip of the pen would be read without complaint and never fire.
"""

import ast
from dataclasses import dataclass
from difflib import get_close_matches

from pathways.disposals.rules.language import place_of
from pathways.disposals.rules.logic import Expression
from pathways.disposals.rules.names import FACT_WORDS
from pathways.disposals.rules.settings import RETIRED_SWITCHES, SWITCHES
from pathways.disposals.rules.shapes import WORDS, Shape, shape_of

KNOWN = FACT_WORDS.keys() | SWITCHES.keys() | RETIRED_SWITCHES.keys()


@dataclass(frozen=True)
class Slip:
    """One thing that is wrong, at one character of the expression (from 1), and what to do."""

    at: int
    message: str


@dataclass(frozen=True)
class _Part:
    """What a part of an expression comes to: its shape, and the words it may be where they are few."""

    shape: Shape
    words: frozenset[str] | None = None
    name: str = ""


def slips_in(expression: Expression) -> tuple[Slip, ...]:
    """Everything wrong with it, from left to right; empty when every answer it can give is sound."""
    found: list[Slip] = []
    _truth(expression.tree, expression.text, found)
    return tuple(sorted(found, key=lambda slip: slip.at))


def did_you_mean(word: str, known: frozenset[str] | set[str]) -> str:
    """A sentence that offers the nearest known word; empty if none is near."""
    near = get_close_matches(word, sorted(known), n=1)
    return f" Did you mean ‘{near[0]}’?" if near else ""


def _truth(node: ast.expr, text: str, found: list[Slip]) -> None:
    """Check a part that must come to yes or no."""
    part = _part(node, text, found)
    if part and part.shape is not Shape.YES_NO:
        what = f"‘{part.name}’ is {part.shape.label.lower()}" if part.name else f"This is {part.shape.label.lower()}"
        found.append(Slip(place_of(node, text), f"{what}, where yes or no is needed. Compare it with something"))


def _part(node: ast.expr, text: str, found: list[Slip]) -> _Part | None:
    """What a part comes to, or None where that cannot be said; every slip within it is added."""
    match node:
        case ast.Name(id=name) if name in KNOWN:
            return _Part(shape_of(name), WORDS.get(name), name)
        case ast.Name(id=name):
            message = f"No fact or switch is called ‘{name}’.{did_you_mean(name, set(KNOWN))}"
            found.append(Slip(place_of(node, text), message))
            return None
        case ast.Constant(value=value):
            return _Part(Shape.YES_NO if isinstance(value, bool) else _shape_of_constant(value))
        case ast.List(elts=items):
            if not items or not all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in items):
                found.append(Slip(place_of(node, text), "A list holds one or more words in quotes"))
                return None
            return _Part(Shape.LIST)
        case ast.BoolOp(values=operands):
            for operand in operands:
                _truth(operand, text, found)
        case ast.UnaryOp(operand=operand):
            _truth(operand, text, found)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            _compared(op, left, right, text, found)
    return _Part(Shape.YES_NO)


def _shape_of_constant(value: object) -> Shape:
    return Shape.NUMBER if isinstance(value, int | float) else Shape.WORD


def _compared(op: ast.cmpop, left: ast.expr, right: ast.expr, text: str, found: list[Slip]) -> None:
    one, other = _part(left, text, found), _part(right, text, found)
    if one is None or other is None:
        return
    match op:
        case ast.In() | ast.NotIn():
            fits = (one.shape, other.shape) == (Shape.WORD, Shape.LIST)
            needs = "‘in’ needs a word before it and a list after it"
        case ast.Eq() | ast.NotEq():
            fits = one.shape is other.shape
            needs = f"{one.shape.label} is compared with {other.shape.label.lower()}: they are never equal"
        case _:
            fits = one.shape is other.shape is Shape.NUMBER
            needs = "Only numbers can be more or less than one another"
    if not fits:
        found.append(Slip(place_of(left, text), f"{needs}. Compare a fact with what it can be"))
        return
    for part, beside in ((one, right), (other, left)):
        _known_words(part, beside, text, found)


def _known_words(part: _Part, beside: ast.expr, text: str, found: list[Slip]) -> None:
    """Each word that stands beside a fact must be one that the fact can be."""
    if part.words is None:
        return
    items = beside.elts if isinstance(beside, ast.List) else [beside]
    for item in items:
        if isinstance(item, ast.Constant) and (word := str(item.value)) not in part.words:
            can = f"It can be {', '.join(sorted(part.words))}"
            message = f"‘{part.name}’ is never ‘{word}’.{did_you_mean(word, part.words)} {can}"
            found.append(Slip(place_of(item, text), message))
