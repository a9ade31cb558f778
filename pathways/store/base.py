"""The database handle and the base of every table."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Enum, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

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


# Rows keep their values after a commit: a page is rendered, then committed, and must not read again.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

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
