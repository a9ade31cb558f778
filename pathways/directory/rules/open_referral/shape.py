"""Is every value of a service of the type its field has? Each fault names the field and what is there instead."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from pathways.tables import rows_of

TABLE: Final = Path(__file__).parent.parent.parent / "data" / "open_referral_uk.csv"
_NEVER_KEPT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
DEEPEST: Final = 40


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with a file. `row` counts its services from 1; 0 is the file itself. `field` is a path."""

    row: int
    field: str
    message: str
    name: str = ""

    @property
    def words(self) -> str:
        """The fault as somebody reads it who has the file open."""
        if not self.row:
            return self.message
        called = f" (“{self.name}”)" if self.name else ""
        return f"Service {self.row:,}{called}, field {self.field}: {self.message}"


@dataclass(frozen=True, kw_only=True)
class FieldShape:
    """One field of the profile."""

    type: str
    required: bool
    choices: tuple[str, ...]


@cache
def fields() -> Mapping[str, FieldShape]:
    """Every field by its path, "schedules[].opens_at". Attributes have one shape wherever they stand."""
    return {
        row["field"]: FieldShape(
            type=row["type"],
            required=row["required"] == "yes",
            choices=tuple(row["choices"].split("|")) if row["choices"] else (),
        )
        for row in rows_of(TABLE)
    }


@cache
def _required() -> Mapping[str, tuple[str, ...]]:
    """The names that an object must have, by the object's path; "" is the service."""
    found: dict[str, tuple[str, ...]] = {}
    for path, shape in fields().items():
        above, _, name = path.rpartition(".")
        if shape.required:
            found[above] = (*found.get(above, ()), name)
    return found


def flaws_of(service: Any) -> Iterator[tuple[str, str]]:
    """Everything wrong with one service of a file, as (field, what is wrong)."""
    if not isinstance(service, dict):
        yield "", f"must be a service and is {_said(service)}"
        return
    yield from _object("", "", service, 0)


def _object(path: str, shown: str, value: Mapping[str, Any], depth: int) -> Iterator[tuple[str, str]]:
    if depth > DEEPEST:
        yield shown, f"is more than {DEEPEST} levels deep"
        return
    for name in _required().get(path, ()):
        if name not in value:
            yield _under(shown, name), "is missing, and every one must have it"
    for name, inside in value.items():
        yield from _value(_shape_path(_under(path, name)), _under(shown, name), inside, depth + 1)


def _value(path: str, shown: str, value: Any, depth: int) -> Iterator[tuple[str, str]]:
    shape = fields().get(path)
    if shape is not None and (wrong := _wrong(shape, value)):
        yield shown, wrong
    elif isinstance(value, dict):
        yield from _object(path, shown, value, depth)
    elif isinstance(value, list):
        for number, each in enumerate(value, start=1):
            yield from _value(f"{path}[]", f"{shown}[{number}]", each, depth + 1)
            if depth > DEEPEST:
                return
    elif isinstance(value, str) and _NEVER_KEPT.search(value):
        yield shown, "has a character that cannot be kept (a control character, or one that turns text round)"


def _wrong(shape: FieldShape, value: Any) -> str:
    wanted, holds = _TYPES[shape.type]
    if not holds(value):
        if value is None:
            return f"must be {wanted} and is null: leave the field out when there is nothing to say"
        return f"must be {wanted} and is {_said(value)}"
    if shape.choices and value not in shape.choices:
        return f"must be one of {', '.join(shape.choices)}, and is {_said(value)}"
    return ""


def _shape_path(path: str) -> str:
    """The path under which a field's shape stands: attributes are the same everywhere."""
    at = path.find("attributes[]")
    if at > 0:
        return path[at:]
    return "attributes" if path.endswith(".attributes") else path


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _said(value: Any) -> str:
    if isinstance(value, str):
        return f"the text “{value[:40]}{'…' if len(value) > 40 else ''}”" if not _NEVER_KEPT.search(value) else "text"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {str(value)[:40]}"
    return "a list" if isinstance(value, list) else "an object" if isinstance(value, dict) else "null"


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value.lower()
    except ValueError:
        return False


def _is_moment(value: Any) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_uri(value: Any) -> bool:
    return isinstance(value, str) and _URI.fullmatch(value) is not None


def _is_email(value: Any) -> bool:
    return isinstance(value, str) and _EMAIL.fullmatch(value) is not None


_TYPES: Final[Mapping[str, tuple[str, Callable[[Any], bool]]]] = {
    "text": ("text", _is_text),
    "number": ("a number", _is_number),
    "uuid": ("an id of the form ac148810-d857-441c-9679-408f346de14b", _is_uuid),
    "uri": ("an address that begins with https: or the like", _is_uri),
    "email": ("an e-mail address", _is_email),
    "date-time": ("a date and time with its zone, like 2026-11-25T03:12:00Z", _is_moment),
    "array": ("a list", _is_list),
    "object": ("an object", _is_object),
}
