"""Many rows in one statement: a set of numbers given as one value, and rows of several tables read together.

A page that asks ten tables of the same few referrals waits ten times. The rows of each are named by their kind, have
the columns of one layout (what a kind does not have is NULL), and come in one answer.
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Dialect,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    literal_column,
    null,
    select,
    type_coerce,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

# A set of numbers as one value. A list of values makes another text of a statement for each length of it, which is
# prepared again, and no database takes more than some ten thousand of them.


class Numbers(TypeDecorator[Collection[int]]):
    """A set of numbers: an array on PostgreSQL, a text of JSON on SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(postgresql.ARRAY(Integer()) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> Any:
        numbers = sorted(set(value or ()))
        return json.dumps(numbers) if dialect.name == "sqlite" else numbers


class IsAmong(FunctionElement[bool]):
    """Whether a column is one of a set of numbers."""

    name = "is_among"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """It is a condition by itself: SQLite would compare it with 1, and then uses no index."""
        return self


@compiles(IsAmong)
def _in_the_array(element: IsAmong, compiler: Any, **kw: Any) -> str:
    number, numbers = element.clauses
    return f"{compiler.process(number, **kw)} = ANY ({compiler.process(numbers, **kw)})"


@compiles(IsAmong, "sqlite")
def _in_the_text(element: IsAmong, compiler: Any, **kw: Any) -> str:
    number, numbers = element.clauses
    return f"{compiler.process(number, **kw)} IN (SELECT value FROM json_each({compiler.process(numbers, **kw)}))"  # noqa: S608 - its own parts


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether a column is one of the numbers that the statement is given as `name`."""
    return IsAmong(column, bindparam(name, type_=Numbers()))


class Layout:
    """The columns in which rows of several tables are read together, by name and type; the kind of a row comes first.

    A column whose own type is another (an enumeration) is read as the layout says: as the text it is stored as.
    """

    def __init__(self, **types: type[TypeEngine[Any]] | TypeEngine[Any]) -> None:
        self._types = types

    def rows(self, kind: str, **columns: Any) -> Select[Any]:
        """The rows of one table. Raises KeyError for a column that the layout does not have."""
        if unknown := columns.keys() - self._types.keys():
            raise KeyError(*unknown)
        return select(
            literal_column(f"'{kind}'", String()).label("kind"),
            *(
                (type_coerce(columns[name], of) if name in columns else cast(null(), of)).label(name)
                for name, of in self._types.items()
            ),
        )
