"""Many rows in one statement: a set of numbers as one value, rows of several tables read together, and rows added.

A page that asks ten tables of the same few referrals waits ten times. The rows of each are named by their kind, have
the columns of one layout (what a kind does not have is NULL), and come in one answer.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Dialect,
    Insert,
    Integer,
    Select,
    String,
    Table,
    and_,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal,
    literal_column,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from pathways.store.base import Record, db

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

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[int, ...]:
        return tuple(json.loads(value) if dialect.name == "sqlite" else value) if value else ()


class Gathered(FunctionElement[Any]):
    """The numbers of a column in one value: a set that a statement reads beside a row."""

    name = "gathered"
    type = Numbers()
    inherit_cache = True


@compiles(Gathered)
def _as_array(element: Gathered, compiler: Any, **kw: Any) -> str:
    return f"array_agg({compiler.process(element.clauses, **kw)})"


@compiles(Gathered, "sqlite")
def _as_text(element: Gathered, compiler: Any, **kw: Any) -> str:
    return f"json_group_array({compiler.process(element.clauses, **kw)})"


class Condition(FunctionElement[bool]):
    """A condition by itself: SQLite would compare it with 1, and then uses no index."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """As it is."""
        return self


class IsAmong(Condition):
    """Whether a column is one of a set of numbers."""

    name = "is_among"
    inherit_cache = True


@compiles(IsAmong)
def _in_the_array(element: IsAmong, compiler: Any, **kw: Any) -> str:
    number, numbers = element.clauses
    return f"{compiler.process(number, **kw)} = ANY ({compiler.process(numbers, **kw)})"


@compiles(IsAmong, "sqlite")
def _in_the_text(element: IsAmong, compiler: Any, **kw: Any) -> str:
    number, numbers = element.clauses
    column, given = compiler.process(number, **kw), compiler.process(numbers, **kw)
    # Both are text that SQLAlchemy compiled, a column and the mark of a parameter: nothing that anybody typed.
    return f"{column} IN (SELECT value FROM json_each({given}))"  # noqa: S608


def among(column: Any, given: str | Collection[int]) -> ColumnElement[bool]:
    """Whether a column is one of these numbers, or of those that the statement is given under this name."""
    numbers = bindparam(given, type_=Numbers()) if isinstance(given, str) else literal(given, Numbers())
    return IsAmong(column, numbers)


class Texts(TypeDecorator[Collection[str]]):
    """A set of texts: an array on PostgreSQL, a text of JSON on SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(postgresql.ARRAY(String()) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> Any:
        texts = sorted(set(value or ()))
        return json.dumps(texts) if dialect.name == "sqlite" else texts


def among_texts(column: Any, given: Collection[str]) -> ColumnElement[bool]:
    """Whether a column is one of these texts, of which there may be thousands."""
    return IsAmong(column, literal(given, Texts()))


class NamesOneOf(Condition):
    """Whether a list of JSON has an entry whose `member` is one of a set of numbers."""

    name = "names_one_of"
    inherit_cache = True


# All of these are text that SQLAlchemy compiled, a column and the marks of two parameters.
@compiles(NamesOneOf)
def _in_the_list(element: NamesOneOf, compiler: Any, **kw: Any) -> str:
    entries, member, numbers = (compiler.process(each, **kw) for each in element.clauses)
    is_one = f"CAST(each.value ->> {member} AS INTEGER) = ANY ({numbers})"
    return f"EXISTS (SELECT 1 FROM json_array_elements({entries}) AS each WHERE {is_one})"  # noqa: S608


@compiles(NamesOneOf, "sqlite")
def _in_the_list_of_text(element: NamesOneOf, compiler: Any, **kw: Any) -> str:
    entries, member, numbers = (compiler.process(each, **kw) for each in element.clauses)
    is_one = f"json_extract(each.value, '$.' || {member}) IN (SELECT value FROM json_each({numbers}))"  # noqa: S608
    return f"EXISTS (SELECT 1 FROM json_each({entries}) AS each WHERE {is_one})"  # noqa: S608


def names_one_of(column: Any, member: str, given: Collection[int]) -> ColumnElement[bool]:
    """Whether a column of JSON, a list of entries, has one that names one of these numbers as `member`."""
    return NamesOneOf(column, literal(member), literal(given, Numbers()))


def one_of(column: Any, words: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column is one of a few words that are always the same.

    Each is a parameter of its own. A list of them would be put into the text of the statement at each asking.
    """
    condition: ColumnElement[bool] = column.in_([literal(word, column.type) for word in sorted(words)])
    return condition


class EachOf(FunctionElement[int]):
    """A set of numbers as rows."""

    name = "each_of"
    inherit_cache = True


@compiles(EachOf)
def _of_the_array(element: EachOf, compiler: Any, **kw: Any) -> str:
    return f"(SELECT unnest({compiler.process(element.clauses, **kw)}) AS value)"


@compiles(EachOf, "sqlite")
def _of_the_text(element: EachOf, compiler: Any, **kw: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **kw)})"


def each_of(name: str) -> ColumnElement[int]:
    """A column with each of the numbers that the statement is given as `name`: a SELECT of it has a row for each."""
    numbers: ColumnElement[int] = (
        EachOf(bindparam(name, type_=Numbers())).table_valued(column("value", Integer())).c.value
    )
    return numbers


class IsOneOfThose(Condition):
    """Whether a column is one of the numbers that a SELECT finds."""

    name = "is_one_of_those"
    inherit_cache = True


@compiles(IsOneOfThose)
def _in_what_was_read(element: IsOneOfThose, compiler: Any, **kw: Any) -> str:
    number, numbers = element.clauses
    return f"{compiler.process(number, **kw)} = ANY (ARRAY{compiler.process(numbers, **kw)})"


@compiles(IsOneOfThose, "sqlite")
def _in_the_rows(element: IsOneOfThose, compiler: Any, **kw: Any) -> str:
    number, numbers = element.clauses
    return f"{compiler.process(number, **kw)} IN {compiler.process(numbers, **kw)}"


def few_of(column: Any, numbers: Select[Any]) -> ColumnElement[bool]:
    """Whether a column is one of the few numbers that a SELECT finds, whatever PostgreSQL believes of it.

    It takes a recursive SELECT for a hundred times as many rows as it begins with, and what two columns leave for what
    each would leave alone, and would read a whole table beside it. An array it asks the index for.
    """
    return IsOneOfThose(column, numbers.scalar_subquery())


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


# Records of several tables: each whole, as a page or an action goes on with it.


@dataclass(frozen=True)
class Records:
    """The records of one table: which columns of them (the record itself first), whose, and in which order.

    `beside` are tables joined to each record: the table, and the condition that joins it. A record comes once for each
    of their rows, and once where they have none. `of` is the table that leads to the record, where that is not the
    first: it stands in `whose`, and the record's own among `beside`.
    """

    columns: tuple[Any, ...]
    whose: ColumnElement[bool]
    order: tuple[Any, ...]
    beside: tuple[tuple[Any, ColumnElement[bool]], ...] = ()
    of: Any = None


class SideBySide:
    """Several sets of records, by name, read in one statement that is built once.

    Each set is joined to a line of its own, a number that stands for nothing: so no row has records of two sets, and
    the rows are as many as the records. `of_each` is a table and which rows of it are meant, where the records are of
    several: each set names its row by a plain equality, as it would name a parameter.
    """

    def __init__(self, of_each: tuple[Any, ColumnElement[bool]] | None = None, /, **sets: Records) -> None:
        self._sets = sets
        lines = [select(literal_column(str(number), Integer()).label("line")) for number in range(len(sets))]
        line = union_all(*lines).subquery("lines")
        columns = [column for each in sets.values() for column in each.columns]
        statement: Select[Any] = select(line.c.line, *columns).select_from(line)
        if of_each is not None:
            statement = statement.join(of_each[0], of_each[1])
        for number, each in enumerate(sets.values()):
            first = each.columns[0] if each.of is None else each.of
            statement = statement.outerjoin(first, and_(line.c.line == number, each.whose))
            for table, condition in each.beside:
                statement = statement.outerjoin(table, condition)
        self._statement = statement.order_by(line.c.line, *(column for each in sets.values() for column in each.order))

    def read(self, values: Mapping[str, Any]) -> dict[str, list[Any]]:
        """The records by the name of their set; of a set with several columns, tuples of them."""
        records: dict[str, list[Any]] = {name: [] for name in self._sets}
        first, places = 1, []
        for name, each in self._sets.items():
            places.append((records[name], first, first + len(each.columns)))
            first += len(each.columns)
        for row in db.session.execute(self._statement, values):
            listed, begins, ends = places[row[0]]
            if row[begins] is not None:
                listed.append(row[begins] if ends - begins == 1 else tuple(row[begins:ends]))
        return records


# Which rows are named by others: asked of every table there is before a row is taken back.


def named_elsewhere(kind: type[Record], ids: Collection[int], *, but: Collection[type[Record]]) -> frozenset[int]:
    """Those of these rows that a row of another table names by a foreign key. Rows of the tables in `but` do not count:
    they are part of what is asked about. One statement for each column that could name them."""
    table = kind.__table__
    left_out = {each.__table__ for each in but}
    columns = [
        key.parent
        for other in db.metadata.sorted_tables
        if other not in left_out
        for key in sorted(other.foreign_keys, key=lambda each: each.parent.name)
        if key.column.table is table
    ]
    named: set[int] = set()
    for naming in columns:
        named.update(db.session.scalars(select(naming).where(among(naming, ids)).distinct()))
    return frozenset(named)


# Rows added: the database is asked once for a lot of five hundred, not for each of its rows.


def add_many(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add these rows, each with the same columns. What is left out must have no default, or one of the database's.

    On PostgreSQL each column goes as one array: a statement a row takes most of its time on our side. SQLite has no
    such thing and needs none, as its statements go nowhere.
    """
    if not rows:
        return
    names = tuple(rows[0])
    if made := [each.name for each in table.columns if each.default is not None and each.name not in names]:
        raise ValueError(f"Say what is in {', '.join(made)} of {table.name}")
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(_from_arrays(table, names), {name: [row[name] for row in rows] for name in names})
    else:
        db.session.execute(insert(table), rows)


@cache
def _from_arrays(table: Table, names: tuple[str, ...]) -> Insert:
    arrays = (bindparam(name, type_=ARRAY(table.columns[name].type)) for name in names)
    return insert(table).from_select(names, select(*(func.unnest(each) for each in arrays)))
