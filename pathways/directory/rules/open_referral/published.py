"""A service as a directory publishes it: what a file says, whichever side wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from pathways.directory.rules.hours import Opening, Session
from pathways.directory.rules.words import Access, PlaceKind
from pathways.vocabulary import Area, Need

NO_TOWN: Final = "Town not given"


@dataclass(frozen=True, kw_only=True)
class PublishedProvider:
    """Who runs a service. `came_with` is what a file said of it that Pathways does not hold."""

    reference: str
    name: str
    description: str = ""
    came_with: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PublishedPlace:
    """Where a service is met."""

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
    """A service with everything that a file holds of it.

    `is_ours` says that Pathways wrote the file: then the fields of its own (`opened_on` to `typical_wait_days`) are
    said, blank or not. Of another file they are not known, and what stands here stays.
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
    hours: tuple[Opening, ...] = ()
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
    """The id of a part of a service, the same each time it is written: it hangs on the id of the whole alone."""
    return str(uuid5(UUID(reference), "/".join(words)))
