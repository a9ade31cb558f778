"""Records as the cells of a file of the same shape as one that is imported: what is written here is read back alike."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from pathways.dates import LONDON, from_london
from pathways.imports.rules.columns import Kind, columns_of
from pathways.people.custody.rules import DetentionFacts
from pathways.people.identity.rules import PersonFacts


def cells_of(kind: Kind, facts: PersonFacts | DetentionFacts, **keys: str) -> list[str]:
    """The cells of a record, in the order of the template. `keys` are the columns that no fact holds."""
    said: Mapping[str, Any] = {each.name: getattr(facts, each.name) for each in fields(facts)} | keys
    return [written(said[each.column]) for each in columns_of(kind)]


def written(value: object) -> str:
    """A value as a cell of a file. A time is the clock of London; in the hour that comes twice it says which it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return _moment(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _moment(at: datetime) -> str:
    wall = at.astimezone(LONDON)
    text = f"{wall:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    is_first = from_london(wall.date(), wall.time().replace(microsecond=0, fold=0)) == at.replace(
        microsecond=0
    ).astimezone(UTC)
    return text if is_first else f"{text}{wall:%z}"
