"""The database handle, the base of every table, its column types, and how a record is corrected or moved on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from flask import g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    CursorResult,
    DateTime,
    Delete,
    Engine,
    Enum,
    ForeignKey,
    FromClause,
    Index,
    MetaData,
    String,
    Table,
    Update,
    inspect,
    text,
    update,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, Session, aliased, declared_attr, mapped_column
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

# A row that a later one may correct: it keeps when, by which row and why it was superseded (`supersede`, below).
#
# Each table promises one or two of these, under a name of its own: only a migration renames a constraint.


LIVE = text("superseded_at IS NULL")
WHEN_NAMED = "superseded_by_id IS NULL OR superseded_at IS NOT NULL"
"""A row that names its successor says when. It has no reason where nothing was wrong and a blank was filled."""
WHEN_CORRECTED = "(superseded_by_id IS NULL AND correction_reason IS NULL) OR superseded_at IS NOT NULL"
"""A row that names its successor, or says why it was corrected, says when."""
WITH_WHY = "(superseded_at IS NULL) = (correction_reason IS NULL)"
"""A row that was superseded says why."""


def superseded_whole() -> tuple[CheckConstraint, ...]:
    """A row that was superseded says why, and one that names its successor says when."""
    return (
        CheckConstraint(WITH_WHY, name="superseded_with_why"),
        CheckConstraint(WHEN_NAMED, name="superseded_by_a_row"),
    )


def one_live_row(table: str, *owner: str) -> Index:
    """At most one row of an owner that nothing has superseded, on both databases."""
    return Index(f"uq_{table}_live", *owner, unique=True, sqlite_where=LIVE, postgresql_where=LIVE)


# The database handle and the base of every table.


AnyRecord = TypeVar("AnyRecord")

# Constraints are found by name in messages, tests and migrations, on both databases.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declarative base with named constraints."""

    metadata = MetaData(naming_convention=NAMES)


_read_from: ContextVar[Connection | None] = ContextVar("read_from", default=None)


class OneDatabase(Session):
    """A session of the one database there is. Flask's own asks of each statement which of several it is for."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        super().__init__(**{**options, "bind": db.engine})

    def get_bind(self, mapper: Any = None, **more: Any) -> Engine | Connection:
        """The engine of that database; inside `reading_from` the connection to its copy."""
        return _read_from.get() or super().get_bind(mapper, **more)


def _whose_session() -> tuple[object, Connection | None]:
    """A request has one session, and another one while it reads from a copy.

    Both are named by what lives as long as the session does. The number of an object is given to another one once it
    is gone: a session that nobody closed would then be the next request's.
    """
    return g.setdefault("whose_session", object()), _read_from.get()


# Rows keep their values after a commit: a page is rendered, then committed, and must not read again.
db = SQLAlchemy(
    model_class=Base,
    session_options={"class_": OneDatabase, "expire_on_commit": False, "scopefunc": _whose_session},
)


@contextmanager
def reading_from(connection: Connection) -> Iterator[None]:
    """`db.session` reads from this connection, in a session that ends with the block; the request's own waits."""
    token = _read_from.set(connection)
    try:
        yield
    finally:
        db.session.remove()
        _read_from.reset(token)


@contextmanager
def beside_what_is_read() -> Iterator[None]:
    """Within `reading_from`: `db.session` is the one that waits, so that what takes long can say how far it is."""
    token = _read_from.set(None)
    try:
        yield
    finally:
        _read_from.reset(token)


if TYPE_CHECKING:

    class Record(DeclarativeBase):
        """A table with a number for a key."""

        id: Mapped[int]

        def __init__(self, **values: Any) -> None: ...

else:

    class Record(db.Model):
        """A table with a number for a key."""

        __abstract__ = True

        id: Mapped[int] = mapped_column(primary_key=True)


def enum_column(words: type[StrEnum], name: str) -> Enum:
    """A column that holds the values of `words` and nothing else, by a named CHECK on both databases."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        name=name,
    )


# A list that a force may add to is a table of its codes, which foreign keys name: `flask db upgrade` brings in what its
# file has more. The states of a machine are no such list: a CHECK says them (decision 71).


class ListedColumn(TypeDecorator[Any]):
    """A column that holds a code of a list, and is read as the line of it; a line that is no longer offered as well."""

    impl = String(40)
    cache_ok = True

    def __init__(self, name: str, lines: Mapping[str, Any]) -> None:
        super().__init__()
        self.name, self._lines = name, lines

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is not None and self._lines.get(str(value)) != value:
            raise LookupError(f"{value!r} is not in the list {self.name}")
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self._lines[value]


_LINES: dict[str, Mapping[str, Any]] = {}
"""The lines of each list by the name of its table, and no part of it: a migration is written from what a table says."""


def list_table(name: str, lines: Mapping[str, Any]) -> Table:
    """The table of a list: its codes and nothing else. What they mean stands in the file of its lines."""
    _LINES[name] = lines
    return Table(name, Base.metadata, Column("code", String(40), primary_key=True))


def codes_of(table: Table) -> tuple[str, ...]:
    """The codes that a list has in this release; none of a table that is no list."""
    return tuple(_LINES.get(table.name, ()))


def listed(table: Table) -> MappedColumn[Any]:
    """A column that names a line of a list: its foreign key keeps everything else out."""
    return mapped_column(ListedColumn(table.name, _LINES[table.name]), ForeignKey(table.c.code))


def shared_alias(kind: type[AnyRecord]) -> type[AnyRecord]:
    """A second name of a table that a module keeps, and so all requests of a process share.

    Whole as it is made. An alias looks its columns up when they are first used, and two threads that do so at the same
    moment can find half of them: what is missing is then asked of the table itself, beside the alias, for as long as
    the process lives (SQLAlchemy 2.1, `FromClause.c`). `aliased` is for an alias of one statement.
    """
    alias = aliased(kind)
    for column in inspect(alias).selectable.c:
        getattr(alias, column.key).expression  # noqa: B018 - no idle statement: looking it up keeps the column
    return alias


FromStatement = TypeVar("FromStatement", bound=FromClause)


def shared(part: FromStatement) -> FromStatement:
    """A statement to stand in others (`cte`, `subquery`) that a module keeps: whole as it is made, as an alias is."""
    list(part.c)
    return part


# Saving a row, counting what a change found (of two people who make the same change, the second finds no row), and
# ending a transaction that failed.


def save(row: AnyRecord) -> AnyRecord:
    """Add a new row. Flushes: the row has its number, and what the database does not take is refused here."""
    db.session.add(row)
    db.session.flush()
    return row


def rows_changed(statement: Update | Delete, rows: Sequence[Mapping[str, Any]] | None = None) -> int:
    """Execute it, with `rows` once for each of them; how many rows it found. An UPDATE or DELETE answers with a
    cursor's result, which counts."""
    return int(cast(CursorResult[Any], db.session.execute(statement, rows)).rowcount)


def row_changed(statement: Update, kind: type[AnyRecord]) -> AnyRecord | None:
    """Execute a change of one row; the row as the database has it then, None where the change found none."""
    options = {"synchronize_session": False, "populate_existing": True}
    return db.session.scalars(statement.returning(kind), execution_options=options).one_or_none()


def roll_back() -> None:
    """End a transaction that failed, also where the connection itself is what failed: then it is never used again."""
    try:
        db.session.rollback()
    except SQLAlchemyError:
        db.session().invalidate()


Each: TypeAlias = Callable[[Callable[[], int], str], int]
"""How each of several things is done: what to call, which says how many it did, and what to say where it fails."""


def one_after_another(act: Callable[[], int], _what: str) -> int:
    """All in the caller's transaction. The worker gives each its own instead, so that it holds one person at a time."""
    return act()


# Column types that mean the same on both databases.


class Instant(TypeDecorator[datetime]):
    """An instant in UTC. Refuses a datetime without a zone, so that nobody stores a wall time by mistake."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What a value is: paging asks, and a decorated type answers `object` by itself."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone")
        utc = value.astimezone(UTC)
        # SQLite has no zone of its own: the UTC wall time is stored and read back as UTC.
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        read: datetime = value
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


# The later of two instants, in the words of each database.


class LaterOf(FunctionElement[Any]):
    """The later of two instants, neither of them NULL (SQLite's max() would answer NULL). Each is computed once."""

    name = "later_of"
    type = Instant()
    inherit_cache = True


@compiles(LaterOf)
def _greatest(element: LaterOf, compiler: Any, **kw: Any) -> str:
    return f"greatest({compiler.process(element.clauses, **kw)})"


@compiles(LaterOf, "sqlite")
def _max(element: LaterOf, compiler: Any, **kw: Any) -> str:
    return f"max({compiler.process(element.clauses, **kw)})"


# Recording, and correcting a record: a new row takes the place of the live one; nothing is overwritten.


class Recorded(Record):
    """A table whose rows say when and by whom they were recorded."""

    __abstract__ = True

    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class Superseded(Record):
    """A table whose rows a later one may correct: each keeps when, by which row and why it was superseded."""

    __abstract__ = True

    superseded_at: Mapped[datetime | None] = mapped_column(Instant)

    @declared_attr.directive
    @classmethod
    def superseded_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey(f"{cls.__tablename__}.id"))

    correction_reason: Mapped[str | None] = mapped_column(String(200))


class SupersededAtLength(Superseded):
    """The same, where the reason may be twice as long."""

    __abstract__ = True

    correction_reason: Mapped[str | None] = mapped_column(String(400))


Row = TypeVar("Row", bound=Superseded)


def supersede(old: Row | None, new: Row, *, at: datetime, reason: str | None) -> Row:
    """Put `new` in the place of `old`, which keeps when, by which row and why; `old` is None for a first row. Flushes.

    `reason` is None where nothing was wrong and a blank was filled. The old row steps aside first: such a table lets
    one row of an owner be live.
    `superseded_by_id` is then written past the session, so that the old row does not count as changed once more.
    """
    if old is None:
        return save(new)
    set_aside(old, at=at, reason=reason)
    save(new)
    table = cast(Table, type(old).__table__)
    db.session.execute(update(table).where(table.c.id == old.id).values(superseded_by_id=new.id))
    set_committed_value(old, "superseded_by_id", new.id)
    return new


def set_aside(old: Superseded, *, at: datetime, reason: str | None) -> None:
    """Let a row stand no more, with why; no other need take its place. Flushes."""
    old.superseded_at, old.correction_reason = at, reason
    db.session.flush()
