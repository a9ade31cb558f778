"""A word of its own in every text that a service may write about somebody: whichever column a page reads, it is known."""

from sqlalchemy import Enum, String, Text, update

from pathways.referrals.models import Consent, Transfer
from pathways.referrals.rules import FEEDBACK
from pathways.store import Record, db

SHORTEST = 40
"""Shorter columns hold codes."""
NOT_WORDS = ("sha256",)
ROOMS = ("pathways.engagement.models", "pathways.acceptance.models")


def by_the_service() -> dict[str, str]:
    """Every text of every row that a service writes is replaced by a word that says where it stood; those words, by
    table and column. A column that holds nothing anywhere is left out."""
    found: dict[str, str] = {}
    for mapper in sorted(Record.registry.mappers, key=lambda each: str(each.class_.__tablename__)):
        if mapper.class_.__module__.startswith(ROOMS) or mapper.class_ is Transfer:
            for column in mapper.columns:
                if _holds_words(column):
                    _plant(mapper.class_, column.key, found)
    for name in ("language", "not_understood_why"):
        _plant(Consent, name, found, Consent.number > FEEDBACK)
    db.session.commit()
    return found


def _holds_words(column) -> bool:
    kind = column.type
    if isinstance(kind, Enum) or not isinstance(kind, String) or column.key.endswith(NOT_WORDS):
        return False
    return isinstance(kind, Text) or (kind.length or 0) >= SHORTEST


def _plant(model, name, found, *where) -> None:
    word = f"ZZ{model.__tablename__}-{name}"[:SHORTEST]
    column = getattr(model, name)
    if db.session.execute(update(model).where(column.is_not(None), *where).values({name: word})).rowcount:
        found[f"{model.__tablename__}.{name}"] = word
