"""Writing a file: a list of services, each valid against the profile. The same services give the same bytes."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from pathways.directory.rules.open_referral import parts
from pathways.directory.rules.open_referral.published import PublishedProvider, PublishedService, derived
from pathways.directory.rules.open_referral.reading import ForWhom
from pathways.vocabulary import Worded

NO_DESCRIPTION = "A treatment provider"


def written(services: Iterable[PublishedService], on: date) -> bytes:
    """The file, in the order given. `on` is the London day as of which a service is open or not."""
    return json.dumps([item_of(each, on) for each in services], ensure_ascii=False, indent=1).encode() + b"\n"


def item_of(service: PublishedService, on: date) -> parts.Json:
    """One service as the profile has it; what Pathways alone holds stands under "pathways"."""
    came = dict(service.came_with)
    lists = {name: [*ours, *came.pop(name, [])] for name, ours in _lists(service, came).items()}
    item: parts.Json = {"id": service.reference, "name": service.name, "status": _status(service, on, came)}
    texts = {"description": service.description, "url": service.website, "email": service.email}
    item |= {name: text for name, text in texts.items() if text}
    item |= {name: years for name, years in _ages(service).items() if years is not None}
    if service.published_at is not None:
        item["last_modified"] = _moment(service.published_at)
    item |= {name: held for name, held in lists.items() if held}
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
    """Active while it takes referrals. A closed one keeps the word it came with."""
    closed_as = str(came.pop("status", "inactive"))
    opened = service.opened_on is None or service.opened_on <= on
    is_open = opened and (service.closed_on is None or on < service.closed_on)
    return "active" if is_open else closed_as


def _provider(provider: PublishedProvider) -> parts.Json:
    said = provider.description or NO_DESCRIPTION
    return {"id": provider.reference, "name": provider.name, "description": said, **provider.came_with}


def _own(service: PublishedService) -> Mapping[str, Any]:
    dates = {name: getattr(service, name) for name in ("opened_on", "closed_on", "places_updated_on")}
    said = {name: f"{day}" for name, day in dates.items() if day is not None}
    names = ("town", "phone", "opening_hours", "access_notes", "on_bank_holidays", "places", "typical_wait_days")
    values = {name: getattr(service, name) for name in names}
    return said | {name: held for name, held in values.items() if held is not None and held is not False and held != ""}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
