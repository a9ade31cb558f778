"""A service as a file has it, the entry fields it sets, and its parts read from and written to JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, Final
from uuid import UUID, uuid5

from pathways.directory.diary.rules import Weekday
from pathways.directory.entries.rules import LABELS, Access, PlaceKind, Session, WeekSession, stored
from pathways.vocabulary import Area, Need, Worded

# A service as a directory publishes it, whoever wrote the file.


NO_TOWN: Final = "Town not given"


@dataclass(frozen=True, kw_only=True)
class PublishedProvider:
    """The provider of a service. `came_with` is what a file said of it that Pathways has no field for."""

    reference: str
    name: str
    description: str = ""
    came_with: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PublishedPlace:
    """Where people meet a service."""

    reference: str
    kind: PlaceKind
    name: str = ""
    address: str = ""
    town: str = ""
    region: str = ""
    postcode: str = ""
    country: str = "GB"
    came_with: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PublishedDays:
    """Days that differ from the week. Without a session the service is closed."""

    reference: str
    first_on: date
    last_on: date
    session: Session | None = None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class PublishedService:
    """A service with everything that a file says of it.

    `is_ours` says that Pathways wrote the file. Then the fields of its own (`opened_on` to `typical_wait_days`) are
    set, blank or not. In any other file they are unknown, and the entry here keeps its values.
    """

    reference: str
    provider: PublishedProvider
    name: str
    is_open: bool
    description: str = ""
    website: str = ""
    email: str = ""
    age_from: int | None = None
    age_to: int | None = None
    areas: tuple[Area, ...] = ()
    outcodes: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    women_only: bool = False
    young_people: bool = False
    co_occurring: bool = False
    outreach: bool = False
    remote: bool = False
    access: tuple[Access, ...] = ()
    languages: str = ""
    hours: tuple[WeekSession, ...] = ()
    days: tuple[PublishedDays, ...] = ()
    sites: tuple[PublishedPlace, ...] = ()
    published_at: datetime | None = None
    came_with: Mapping[str, Any] = field(default_factory=dict)
    is_ours: bool = False
    opened_on: date | None = None
    closed_on: date | None = None
    town: str = ""
    phone: str = ""
    opening_hours: str = ""
    access_notes: str = ""
    on_bank_holidays: bool = False
    places: int | None = None
    places_updated_on: date | None = None
    typical_wait_days: int | None = None


def derived(reference: str, *words: str) -> str:
    """The id of a part of a service, the same whenever it is written: it depends only on the id of the service."""
    return str(uuid5(UUID(reference), "/".join(words)))


# The fields of an entry that a published service sets, and those that would change.


SAID_BY_ALL: Final = ("name", "description", "website", "email", "age_from", "age_to", "languages", "hours")
SAID_BY_US: Final = (
    "areas", "outcodes", "towns", "needs", "women_only", "young_people", "co_occurring", "outreach", "remote", "access",
    "opened_on", "closed_on", "town", "phone", "opening_hours", "access_notes", "on_bank_holidays", "places",
    "places_updated_on", "typical_wait_days",
)  # fmt: skip


def values_of(service: PublishedService, on: date, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """The stored fields that a file sets in an entry with the fields `before`, or in a new one (None).

    A file that Pathways wrote sets them all. In another file a blank says nothing, what only Pathways asks (areas,
    needs, for whom) stays as it is here, and its status says whether the service takes referrals.
    """
    names = (*SAID_BY_ALL, *SAID_BY_US) if service.is_ours or before is None else SAID_BY_ALL
    values = {name: stored(name, getattr(service, name)) for name in names}
    if service.is_ours:
        return values | {"town": service.town or NO_TOWN}
    if before is None:
        return values | {
            "town": service.town or NO_TOWN,
            "opened_on": on,
            "closed_on": None if service.is_open else on,
        }
    given = {name: value for name, value in values.items() if value not in (None, "", [])}
    is_open = before["closed_on"] is None or on < before["closed_on"]
    if is_open and not service.is_open:
        given["closed_on"] = max(on, before["opened_on"])
    elif service.is_open and not is_open:
        given["closed_on"] = None
    return given


def changed_names(values: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    """The fields whose stored value would change, in the order of the page."""
    order = list(LABELS)
    return sorted(
        (name for name, value in values.items() if not _is_same(name, before.get(name), value)), key=order.index
    )


def _is_same(name: str, before: Any, other: Any) -> bool:
    """Whether two values are equal. Order does not count in a list of words; sessions are always in one order."""
    if isinstance(before, list) and isinstance(other, list) and name != "hours":
        return sorted(before) == sorted(other)
    return bool(before == other)


# The parts of a service that are lists (schedules, areas, attributes, languages, places), each read and written.
#
# What another directory's file says beyond what Pathways has fields for is stored as it came and given back.


Json = dict[str, Any]

BYDAY: Final = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), Weekday, strict=True))
_DAY: Final = {weekday: code for code, weekday in BYDAY.items()}
CLOSED, OTHER_HOURS = "Closed on these days", "Other hours on these days"
ABOUT: Final = "pathways"
"""The mark of attributes and areas that Pathways wrote."""
_WEEK_SAYS: Final = {"id", "service_id", "freq", "interval", "byday", "opens_at", "closes_at"}
_DAYS_SAY: Final = {"id", "valid_from", "valid_to", "opens_at", "closes_at", "description", "notes"}


def time_of(text: Any) -> time | None:
    """09:00 or 09:00:00; None for anything else."""
    try:
        return time.fromisoformat(text) if isinstance(text, str) and text[2:3] == ":" else None
    except ValueError:
        return None


def date_of(text: Any) -> date | None:
    """2026-11-25; None for anything else."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else None
    except ValueError:
        return None


def week_of(item: Mapping[str, Any]) -> frozenset[WeekSession] | None:
    """The sessions of the ordinary week in a schedule; None where it is of another kind, or only for some time."""
    days = [BYDAY.get(code.strip()) for code in str(item.get("byday", "")).split(",")]
    opens, closes = time_of(item.get("opens_at")), time_of(item.get("closes_at"))
    plain = item.get("freq") == "WEEKLY" and item.get("interval", 1) == 1
    bounded = any(name in item for name in ("bymonthday", "valid_from", "valid_to"))
    if not plain or bounded or None in days or opens is None or closes is None or closes <= opens:
        return None
    if opens.tzinfo or closes.tzinfo:
        return None
    return frozenset(WeekSession(weekday=day, opens=opens, closes=closes) for day in days if day)


def days_of(item: Mapping[str, Any]) -> PublishedDays | None:
    """The days that differ in a schedule; None where it is of another kind."""
    first, last = date_of(item.get("valid_from")), date_of(item.get("valid_to"))
    opens, closes = time_of(item.get("opens_at")), time_of(item.get("closes_at"))
    if item.get("notes") not in (CLOSED, OTHER_HOURS) or set(item) - _DAYS_SAY or not first or not last or last < first:
        return None
    if item["notes"] == OTHER_HOURS and (opens is None or closes is None or closes <= opens):
        return None
    session = (opens, closes) if opens and closes and item["notes"] == OTHER_HOURS else None
    why = str(item.get("description", ""))[:200]
    return PublishedDays(reference=item["id"], first_on=first, last_on=last, session=session, why=why)


def read_schedules(
    items: Iterable[Mapping[str, Any]],
) -> tuple[tuple[WeekSession, ...], tuple[PublishedDays, ...], list[Json]]:
    """The ordinary week, the days that differ, and the other schedules, to be given back as they came."""
    hours: set[WeekSession] = set()
    days: list[PublishedDays] = []
    as_they_came: list[Json] = []
    for item in items:
        if dated := days_of(item):
            days.append(dated)
            continue
        week = week_of(item)
        hours |= week or frozenset()
        if week is None or set(item) - _WEEK_SAYS:
            as_they_came.append(dict(item))
    return in_order(hours), tuple(sorted(days, key=by_day)), as_they_came


def schedules(
    reference: str, hours: Sequence[WeekSession], days: Iterable[PublishedDays], as_they_came: Iterable[Json]
) -> Iterator[Json]:
    """The schedules of a service: those that came and still hold, the rest of its week, and the days that differ."""
    left = set(hours)
    for item in as_they_came:
        week = week_of(item)
        if week is None or week <= left:
            left -= week or frozenset()
            yield item
    for (opens, closes), same in groupby(sorted(left, key=_by_session), key=_session):
        byday = ",".join(_DAY[each.weekday] for each in same)
        yield {
            "id": derived(reference, "week", byday, f"{opens}", f"{closes}"),
            "freq": "WEEKLY",
            "interval": 1,
            "byday": byday,
            "opens_at": f"{opens:%H:%M:%S}",
            "closes_at": f"{closes:%H:%M:%S}",
        }
    for each in sorted(days, key=by_day):
        times = (
            {}
            if each.session is None
            else dict(zip(("opens_at", "closes_at"), (f"{at:%H:%M:%S}" for at in each.session), strict=True))
        )
        description = {"description": each.why} if each.why else {}
        bounds = {"id": each.reference, "valid_from": f"{each.first_on}", "valid_to": f"{each.last_on}"}
        yield bounds | times | description | {"notes": OTHER_HOURS if times else CLOSED}


def read_words(
    items: Iterable[Mapping[str, Any]], kinds: Mapping[str, type[Worded]]
) -> tuple[dict[str, Any], list[Json]]:
    """The attributes that Pathways wrote, by kind in the order of the vocabulary; and all others as they came."""
    words: dict[str, set[str]] = {}
    as_they_came = []
    for item in items:
        term = item.get("taxonomy_term") or {}
        kind, word = str(term.get("taxonomy", "")).removeprefix(f"{ABOUT}:"), term.get("term")
        if item.get("link_type") == ABOUT and kind in kinds and word in {each.value for each in kinds[kind]}:
            words.setdefault(kind, set()).add(str(word))
        else:
            as_they_came.append(dict(item))
    return {
        kind: tuple(each for each in kinds[kind] if each.value in words.get(kind, ())) for kind in kinds
    }, as_they_came


def attribute(reference: str, kind: str, word: Worded) -> Json:
    """A word of the directory's lists as an attribute with its term."""
    term = {
        "id": derived("00000000-0000-0000-0000-000000000000", ABOUT, kind, word.value),
        "name": word.label,
        "description": word.hint or word.label,
        "taxonomy": f"{ABOUT}:{kind}",
        "term": word.value,
    }
    return {"id": derived(reference, kind, word.value), "link_type": ABOUT, "taxonomy_term": term}


def area(reference: str, kind: str, extent: str, name: str) -> Json:
    """Something that a service covers: an area, the first half of a postcode, or a town."""
    fields = {"name": name, "extent": extent, "extent_type": f"{ABOUT}:{kind}"}
    return {"id": derived(reference, "covers", kind, extent), **fields}


def read_place(service: str, item: Mapping[str, Any]) -> PublishedPlace | None:
    """The place of a service_at_location; None where the file only refers to one in another file."""
    location = item.get("location")
    if location is None:
        return None
    addresses = location.get("addresses") or []
    first = addresses[0] if addresses else {}
    reference = location["id"]
    rest = {
        "at": _rest(item, "location", id=derived(service, "at", reference)),
        "location": _rest(location, "id", "location_type", "name", "addresses"),
        "address": _rest(
            first,
            *("address_1", "city", "state_province", "postal_code", "country"),
            id=derived(reference, "address"),
            address_type=location["location_type"],
        ),
        "addresses": [dict(each) for each in addresses[1:]],
    }
    return PublishedPlace(
        reference=reference,
        kind=PlaceKind(location["location_type"]),
        name=location.get("name", ""),
        address=first.get("address_1", ""),
        town=first.get("city", ""),
        region=first.get("state_province", ""),
        postcode=first.get("postal_code", ""),
        country=first.get("country", "GB"),
        came_with={name: value for name, value in rest.items() if value},
    )


def place(service: str, place: PublishedPlace) -> Json:
    """A place as a service_at_location."""
    came = place.came_with
    location: Json = {"id": place.reference, "location_type": place.kind.value}
    if place.name:
        location["name"] = place.name
    location |= came.get("location", {})
    address = {"id": derived(place.reference, "address"), "address_1": place.address, "city": place.town}
    address |= {"state_province": place.region, "postal_code": place.postcode, "country": place.country}
    address |= {"address_type": place.kind.value} | came.get("address", {})
    if place.address or place.town or place.postcode or came.get("address") or came.get("addresses"):
        location["addresses"] = [address, *came.get("addresses", [])]
    return {"id": derived(service, "at", place.reference), **came.get("at", {}), "location": location}


def in_order(hours: Iterable[WeekSession]) -> tuple[WeekSession, ...]:
    """Monday first, then by the hour."""
    days = list(Weekday)
    return tuple(sorted(hours, key=lambda each: (days.index(each.weekday), each.opens, each.closes)))


def _rest(item: Mapping[str, Any], *read: str, **expected: str) -> Json:
    return {name: value for name, value in item.items() if name not in read and expected.get(name) != value}


def by_day(each: PublishedDays) -> tuple[date, date, time, str]:
    """The sort key of days that differ: soonest first."""
    return each.first_on, each.last_on, each.session[0] if each.session else time(), each.reference


def _session(each: WeekSession) -> tuple[time, time]:
    return each.opens, each.closes


def _by_session(each: WeekSession) -> tuple[time, time, int]:
    return each.opens, each.closes, list(Weekday).index(each.weekday)


# The yes-or-no answers of a service, and every kind of word that is written as an attribute.


class ForWhom(Worded):
    """The yes-or-no answers of a service, each written as an attribute if it is yes."""

    WOMEN_ONLY = "women_only", "For women only"
    YOUNG_PEOPLE = "young_people", "For people under 18 only"
    CO_OCCURRING = "co_occurring", "Mental health and substances together are welcome"
    OUTREACH = "outreach", "Comes to where the person is"
    REMOTE = "remote", "By telephone or on a screen"


KINDS: Final[Mapping[str, type[Worded]]] = {"need": Need, "for_whom": ForWhom, "access": Access}
