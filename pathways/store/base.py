"""The database handle and the base of every table."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Enum, MetaData, inspect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column

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


class OneDatabase(Session):
    """A session of the one database there is. Flask's own asks of each statement which of several it is for."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        super().__init__(**{**options, "bind": db.engine})


# Rows keep their values after a commit: a page is rendered, then committed, and must not read again.
db = SQLAlchemy(model_class=Base, session_options={"class_": OneDatabase, "expire_on_commit": False})

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
