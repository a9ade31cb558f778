"""The language of the rules: an expression is read once and checked node by node. Nothing is evaluated here.

Names of facts and switches, constants, lists of constants, comparisons, and, or, not: nothing else gets through.
"""

import ast
import re

from pathways.disposals.rules.logic import Expression, NotInTheLanguage

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
    """At which character of the text a part of it starts, from 1."""
    line = _lines(text)[node.lineno - 1]
    return place_in(text, node.lineno, len(line.encode()[: node.col_offset].decode(errors="ignore")))


def place_in(text: str, line: int, after: int) -> int:
    """The character of the text, from 1, that comes `after` so many of its line."""
    return sum(len(one) for one in _lines(text)[: line - 1]) + after + 1


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
