"""Reading a file: its services, or every fault by row and field. One fault and the whole file is refused."""

import json
import math
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from pathways.directory.areas.rules import TYPE_POSTCODE, outcode_of, postcode_of
from pathways.directory.open_referral.rules import fields as parts
from pathways.directory.open_referral.rules.fields import KINDS, ForWhom, PublishedProvider, PublishedService
from pathways.directory.open_referral.rules.shape import FileFault, flaws_of
from pathways.vocabulary import Area

LARGEST: Final = 40 * 1024 * 1024
"""Bytes of a file (design choice): eight thousand services as full as the published example."""
MOST_SERVICES: Final = 20_000
MOST_FAULTS: Final = 20
OLDEST: Final = 150
_LONGEST: Final = {"name": 120, "url": 300, "email": 200}
_LONGEST_ADDRESS: Final = {"address_1": 300, "city": 80, "state_province": 80, "postal_code": 20, "country": 60}
_BRITISH: Final = {"GB", "UK", "UNITED KINGDOM", "ENGLAND", "GREAT BRITAIN"}

NOT_TEXT: Final = "This file is not text in UTF-8. Save it as JSON in UTF-8 and choose it again"
NOT_JSON: Final = (
    "This file is not JSON: {why} at line {line}, column {column}. Export it again from where it came from"
)
TOO_DEEP: Final = "This file is nested too deeply to be a list of services"
NO_SERVICES: Final = (
    "There is no service in this file. It must hold a list of services, a page with “contents”, or one service"
)
TOO_LARGE: Final = f"This file is larger than {LARGEST // 1024 // 1024} MB. Export it in parts"
TOO_MANY: Final = f"This file has more than {MOST_SERVICES:,} services. Export it in parts"


def read(content: bytes, areas: Collection[Area] = ()) -> tuple[tuple[PublishedService, ...], tuple[FileFault, ...]]:
    """The services of a file in order, or its first twenty faults and no service.

    `areas` are those of the county; an area that is not among them stays as the file says it.
    """
    try:
        items = _items(content)
    except ValueError as fault:
        return (), (FileFault(row=0, field="", message=str(fault)),)
    services, faults = [], []
    for row, item in enumerate(items, start=1):
        wrong = list(flaws_of(item)) or list(_further(item))
        name = item.get("name", "") if isinstance(item, dict) else ""
        called = name[:60] if isinstance(name, str) and not any(each[0] == "name" for each in wrong) else ""
        faults += [
            FileFault(row=row, field=field or "(all of it)", message=message, name=called) for field, message in wrong
        ]
        if len(faults) >= MOST_FAULTS:
            break
        if not faults:
            services.append(_service(item, areas))
    faults += [] if faults else list(_twice(services))
    return (() if faults else tuple(services)), tuple(faults[:MOST_FAULTS])


def _items(content: bytes) -> list[Any]:
    if len(content) > LARGEST:
        raise ValueError(TOO_LARGE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(NOT_TEXT) from error
    try:
        contents = json.loads(text, parse_constant=_no_number, parse_float=_finite, parse_int=_whole)
    except json.JSONDecodeError as error:
        why = {"Expecting value": "a value is missing"}.get(error.msg, error.msg[:1].lower() + error.msg[1:])
        raise ValueError(NOT_JSON.format(why=why, line=error.lineno, column=error.colno)) from error
    except RecursionError as error:
        raise ValueError(TOO_DEEP) from error
    if isinstance(contents, dict):
        contents = contents["contents"] if isinstance(contents.get("contents"), list) else [contents]
    if not isinstance(contents, list) or not contents:
        raise ValueError(NO_SERVICES)
    if len(contents) > MOST_SERVICES:
        raise ValueError(TOO_MANY)
    return contents


def _no_number(word: str) -> Any:
    raise ValueError(f"This file has {word} where a number must stand, which JSON does not allow")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"This file has a number too large to be read: {text[:40]}")
    return number


def _whole(text: str) -> int:
    if len(text) > 18:
        raise ValueError(f"This file has a number too large to be read: {text[:40]}")
    return int(text)


def _further(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a service that is valid against the profile, but that no directory can hold."""
    yield from _too_long(item, _LONGEST, "")
    if not item["name"].strip():
        yield "name", "is blank"
    provider = item.get("organization")
    if provider is None:
        yield "organization", "is missing: a service belongs to whoever runs it, with id, name and description"
    elif len(provider["name"]) > _LONGEST["name"] or not provider["name"].strip():
        yield "organization.name", "must be 1 to 120 characters"
    low, high = _years(item.get("minimum_age")), _years(item.get("maximum_age"))
    if low is not None and high is not None and low > high:
        yield "maximum_age", f"is {high}, below the minimum age of {low}"
    for number, at in enumerate(item.get("service_at_locations", ()), start=1):
        location = at.get("location") or {}
        where = f"service_at_locations[{number}].location"
        yield from _too_long(location, {"name": 200}, f"{where}.")
        for other, address in enumerate(location.get("addresses", ()), start=1):
            path = f"{where}.addresses[{other}]."
            yield from _too_long(address, _LONGEST_ADDRESS, path)
            british = address["country"].strip().upper() in _BRITISH
            if british and address["postal_code"].strip() and postcode_of(address["postal_code"]) is None:
                yield f"{path}postal_code", f"is “{address['postal_code'][:20]}”. {TYPE_POSTCODE}"
    yield from _own(item.get(parts.ABOUT))


def _own(own: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with the fields of Pathways' own: their types must be those that Pathways writes."""
    if own is None:
        return
    if not isinstance(own, dict):
        yield parts.ABOUT, "must be an object"
        return
    for name, (wanted, longest) in _OWN.items():
        value = own.get(name)
        if value is None:
            continue
        right = isinstance(value, wanted) and (wanted is not int or not isinstance(value, bool))
        if name.endswith("_on") and name not in ("on_bank_holidays",):
            right = parts.date_of(value) is not None
        if not right or (wanted is int and not 0 <= value <= longest) or (wanted is str and len(value) > longest):
            yield f"{parts.ABOUT}.{name}", "is not what Pathways writes there"
            return
    opened, closed = parts.date_of(own.get("opened_on")), parts.date_of(own.get("closed_on"))
    if opened is None:
        yield f"{parts.ABOUT}.opened_on", "is missing"
    elif closed is not None and closed < opened:
        yield f"{parts.ABOUT}.closed_on", "is before the day it opened"
    if (own.get("places") is None) is not (own.get("places_updated_on") is None):
        yield f"{parts.ABOUT}.places", "must come with the day they were counted"


_OWN: Final[Mapping[str, tuple[type, int]]] = {
    "opened_on": (str, 10), "closed_on": (str, 10), "town": (str, 80), "phone": (str, 40), "opening_hours": (str, 500),
    "access_notes": (str, 1000), "on_bank_holidays": (bool, 1), "places": (int, 10_000),
    "places_updated_on": (str, 10), "typical_wait_days": (int, 999),
}  # fmt: skip


def _too_long(item: Mapping[str, Any], longest: Mapping[str, int], path: str) -> Iterator[tuple[str, str]]:
    for name, most in longest.items():
        if len(item.get(name) or "") > most:
            yield f"{path}{name}", f"must be {most} characters or fewer and has {len(item[name]):,}"


def _twice(services: list[PublishedService]) -> Iterator[FileFault]:
    """Services that no directory could tell apart: the same id, or the same provider, name and town."""
    first: dict[tuple[str, ...], int] = {}
    for row, each in enumerate(services, start=1):
        place = (each.name.lower(), each.town.lower())
        keys = {
            (each.reference,): ("id", "has the id"),
            (each.provider.reference, *place): ("name", "has the provider, name and town"),
            (f"name {each.provider.name.lower()}", *place): ("name", "has the provider, name and town"),
        }
        for key, (field, words) in keys.items():
            if (earlier := first.setdefault(key, row)) != row:
                yield FileFault(row=row, field=field, name=each.name, message=f"{words} of service {earlier:,} again")
                break


def _years(value: Any) -> int | None:
    """Whole years; None for any other number, which is stored as it came."""
    return int(value) if isinstance(value, int | float) and value == int(value) and 0 <= value <= OLDEST else None


def _service(item: dict[str, Any], areas: Collection[Area]) -> PublishedService:
    came = {name: value for name, value in item.items() if name not in _READ}
    hours, days, came["schedules"] = parts.read_schedules(item.get("schedules", ()))
    words, came["attributes"] = parts.read_words(item.get("attributes", ()), KINDS)
    covers, came["service_areas"] = _covers(item.get("service_areas", ()), areas)
    spoken = [each for each in item.get("languages", ()) if isinstance(each.get("name"), str) and each["name"].strip()]
    came["languages"] = [each for each in item.get("languages", ()) if each not in spoken]
    sites = [parts.read_place(item["id"], each) for each in item.get("service_at_locations", ())]
    came["service_at_locations"] = [
        each for each, site in zip(item.get("service_at_locations", ()), sites, strict=True) if site is None
    ]
    for name in ("minimum_age", "maximum_age"):
        if name in item and _years(item[name]) is None:
            came[name] = item[name]
    if item["status"] not in ("active", "inactive"):
        came["status"] = item["status"]
    places = tuple(each for each in sites if each is not None)
    return PublishedService(
        reference=item["id"],
        provider=_provider(item["organization"]),
        name=item["name"].strip(),
        is_open=item["status"] == "active",
        description=item.get("description", ""),
        website=item.get("url", ""),
        email=item.get("email", ""),
        age_from=_years(item.get("minimum_age")),
        age_to=_years(item.get("maximum_age")),
        languages=", ".join(each["name"].strip() for each in spoken)[:300],
        needs=words["need"],
        access=words["access"],
        women_only=ForWhom.WOMEN_ONLY in words["for_whom"],
        young_people=ForWhom.YOUNG_PEOPLE in words["for_whom"],
        co_occurring=ForWhom.CO_OCCURRING in words["for_whom"],
        outreach=ForWhom.OUTREACH in words["for_whom"],
        remote=ForWhom.REMOTE in words["for_whom"],
        **covers,
        hours=hours,
        days=days,
        sites=places,
        published_at=datetime.fromisoformat(item["last_modified"]) if "last_modified" in item else None,
        came_with={name: value for name, value in came.items() if value != []},
        **_ours(item.get(parts.ABOUT), places[0].town if places else ""),
    )


_READ: Final = {
    "id", "name", "description", "url", "email", "status", "minimum_age", "maximum_age", "last_modified", "schedules",
    "service_areas", "service_at_locations", "languages", "organization", "attributes", parts.ABOUT,
}  # fmt: skip


def _provider(item: Mapping[str, Any]) -> PublishedProvider:
    came = {name: value for name, value in item.items() if name not in ("id", "name", "description")}
    description = item["description"]
    return PublishedProvider(reference=item["id"], name=item["name"].strip(), description=description, came_with=came)


def _covers(items: Any, areas: Collection[Area]) -> tuple[dict[str, Any], list[parts.Json]]:
    named: dict[str, list[str]] = {"area": [], "outcode": [], "town": []}
    codes = {area.value for area in areas}
    rest = []
    for item in items:
        kind, extent = str(item.get("extent_type", "")).removeprefix(f"{parts.ABOUT}:"), item.get("extent", "")
        right = {
            "area": extent in codes,
            "outcode": outcode_of(extent) == extent,
            "town": True,
        }
        if item.get("extent_type") == f"{parts.ABOUT}:{kind}" and extent and right.get(kind):
            named[kind].append(extent)
        else:
            rest.append(dict(item))
    return {
        "areas": tuple(area for area in areas if area.value in named["area"]),
        "outcodes": tuple(sorted(set(named["outcode"]))),
        "towns": tuple(sorted(set(named["town"]))),
    }, rest


def _ours(own: Mapping[str, Any] | None, first_town: str) -> dict[str, Any]:
    if own is None:
        return {"town": first_town[:80]}
    dates = {name: parts.date_of(own.get(name)) for name in ("opened_on", "closed_on", "places_updated_on")}
    texts = {name: own.get(name, "") for name in ("town", "phone", "opening_hours", "access_notes")}
    numbers = {name: own.get(name) for name in ("places", "typical_wait_days")}
    return {"is_ours": True, "on_bank_holidays": own.get("on_bank_holidays", False)} | dates | texts | numbers
