"""The profile of Open Referral UK: checking that each value has the type of its field, and writing a file."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from pathways.directory.open_referral.rules import fields as parts
from pathways.directory.open_referral.rules.fields import ForWhom, PublishedProvider, PublishedService, derived
from pathways.tables import rows_of
from pathways.vocabulary import Worded

# Checking a service against the profile. Each fault names the field, and what is there instead.


TABLE: Final = Path(__file__).parent.parent / "data" / "open_referral_uk.csv"
_NEVER_KEPT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")
DEEPEST: Final = 40


@dataclass(frozen=True, kw_only=True)
class FileFault:
    """What is wrong with a file. `row` counts its services from 1; 0 means the file itself. `field` is a path."""

    row: int
    field: str
    message: str
    name: str = ""

    @property
    def words(self) -> str:
        """The fault in words for somebody who has the file open."""
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
    """Every field by its path, such as "schedules[].opens_at". Attributes have the same fields everywhere."""
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
    """The names that an object must have, by the object's path; "" is the service itself."""
    names: dict[str, tuple[str, ...]] = {}
    for path, shape in fields().items():
        above, _, name = path.rpartition(".")
        if shape.required:
            names[above] = (*names.get(above, ()), name)
    return names


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
    """The path under which the shape of a field is listed: attributes have the same one everywhere."""
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


# Writing a file: services that are valid against the profile. The same services give the same bytes.


NO_DESCRIPTION = "A treatment provider"


def written(services: Iterable[PublishedService], on: date) -> bytes:
    """The file, in the order given. `on` is the London day that decides whether a service is open."""
    return json.dumps([item_of(each, on) for each in services], ensure_ascii=False, indent=1).encode() + b"\n"


def item_of(service: PublishedService, on: date) -> parts.Json:
    """One service in the form of the profile; what only Pathways has is under "pathways"."""
    came = dict(service.came_with)
    lists = {name: [*ours, *came.pop(name, [])] for name, ours in _lists(service, came).items()}
    item: parts.Json = {"id": service.reference, "name": service.name, "status": _status(service, on, came)}
    texts = {"description": service.description, "url": service.website, "email": service.email}
    item |= {name: text for name, text in texts.items() if text}
    item |= {name: years for name, years in _ages(service).items() if years is not None}
    if service.published_at is not None:
        item["last_modified"] = _moment(service.published_at)
    item |= {name: items for name, items in lists.items() if items}
    item["organization"] = _provider(service.provider)
    return item | came | {parts.ABOUT: _own(service)}


def _lists(service: PublishedService, came: dict[str, Any]) -> dict[str, list[parts.Json]]:
    reference = service.reference
    spoken = [each.strip() for each in service.languages.split(",") if each.strip()]
    return {
        "schedules": list(parts.schedules(reference, service.hours, service.days, came.pop("schedules", []))),
        "service_areas": list(_areas(service)),
        "service_at_locations": [parts.place(reference, each) for each in service.sites],
        "languages": [{"id": derived(reference, "language", each), "name": each} for each in spoken],
        "attributes": [parts.attribute(reference, kind, word) for kind, word in _words(service)],
    }


def _areas(service: PublishedService) -> Iterator[parts.Json]:
    for each in service.areas:
        yield parts.area(service.reference, "area", each.value, each.label)
    for outcode in service.outcodes:
        yield parts.area(service.reference, "outcode", outcode, f"Postcodes that begin with {outcode}")
    for town in service.towns:
        yield parts.area(service.reference, "town", town, town)


def _words(service: PublishedService) -> Iterator[tuple[str, Worded]]:
    yield from (("need", each) for each in service.needs)
    yield from (("for_whom", each) for each in ForWhom if getattr(service, each.value))
    yield from (("access", each) for each in service.access)


def _ages(service: PublishedService) -> dict[str, int | None]:
    return {"minimum_age": service.age_from, "maximum_age": service.age_to}


def _status(service: PublishedService, on: date, came: dict[str, Any]) -> str:
    """Active while it takes referrals. A closed one keeps the status it came with."""
    closed_as = str(came.pop("status", "inactive"))
    opened = service.opened_on is None or service.opened_on <= on
    is_open = opened and (service.closed_on is None or on < service.closed_on)
    return "active" if is_open else closed_as


def _provider(provider: PublishedProvider) -> parts.Json:
    description = provider.description or NO_DESCRIPTION
    return {"id": provider.reference, "name": provider.name, "description": description, **provider.came_with}


def _own(service: PublishedService) -> Mapping[str, Any]:
    dates = {name: getattr(service, name) for name in ("opened_on", "closed_on", "places_updated_on")}
    days = {name: f"{day}" for name, day in dates.items() if day is not None}
    names = ("town", "phone", "opening_hours", "access_notes", "on_bank_holidays", "places", "typical_wait_days")
    values = {name: getattr(service, name) for name in names}
    return days | {
        name: value for name, value in values.items() if value is not None and value is not False and value != ""
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
