"""What the made-up services say of themselves: hours, places, whom they are for, days that differ."""

from datetime import date, datetime, time
from typing import Final
from uuid import UUID, uuid5

from pathways.auth import Viewer
from pathways.directory.models import Service, ServiceChange, ServiceDetail, ServiceException, ServicePlace
from pathways.directory.rules import Access, ChangeKind, Opening, PlaceKind, Weekday, stored
from pathways.store import db

_MADE_UP: Final = UUID("5b1f0d0e-6f0c-4a6b-9a53-0f6f3d1c2a00")
_OFFICE: Final = "09:00 17:00"
_LATE: Final = {Weekday.THURSDAY: "09:00 19:30"}
_SHORT: Final = {Weekday.WEDNESDAY: "13:00 17:00"}
# service: street, postcode, outcodes, towns, hours that differ by weekday, languages, co-occurring, outreach, remote
SAID: Final[dict[str, tuple[str, str, str, str, dict[Weekday, str], str, bool, bool, bool]]] = {
    "Lincoln Recovery Hub": (
        "12 Orchard Yard", "LN1 1ZZ", "LN1 LN2 LN3 LN5 LN6", "Gainsborough", _LATE, "English, Polish, Lithuanian",
        True, True, True,
    ),
    "Trent Bank Service": (
        "3 Wharf Walk", "NG31 6ZZ", "NG31 NG32", "Sleaford", _SHORT, "English, Polish", True, False, True,
    ),
    "Lindum Women's Service": ("40 Castle Row", "LN1 3ZZ", "", "", _SHORT, "English, Polish", True, True, True),
    "Coastline Skegness": (
        "7 Drummond Parade", "PE25 3ZZ", "PE24 PE25", "Mablethorpe", {Weekday.SATURDAY: "10:00 13:00"}, "English",
        False, True, False,
    ),
    "Boston Open Door": (
        "21 Pump Square", "PE21 6ZZ", "PE20 PE21 PE22", "Spalding", _LATE, "English, Latvian, Lithuanian, Polish",
        True, False, True,
    ),
    "Next Step": ("5 Minster Close", "LN2 1ZZ", "", "", {Weekday.MONDAY: "11:00 18:00"}, "English", True, True, True),
}  # fmt: skip


def say_of_themselves(services: dict[str, Service], by: Viewer, since: datetime) -> None:
    """Every service of the county as its manager would have filled it in, on the day it was entered."""
    for name, service in services.items():
        street, postcode, outcodes, towns, differs, languages, co_occurring, outreach, remote = SAID[name]
        service.languages = languages
        week = {day: differs.get(day, _OFFICE if day not in list(Weekday)[5:] else "") for day in Weekday}
        service.access_notes = "Ring the bell at the front door"
        db.session.add(
            ServiceDetail(
                service_id=service.id,
                reference=_id(name),
                description="Made up for the demonstration: drug and alcohol help, with mental health and housing.",
                outcodes=outcodes.split(),
                towns=[towns] if towns else [],
                age_from=None if service.young_people else 18,
                age_to=17 if service.young_people else None,
                co_occurring=co_occurring,
                outreach=outreach,
                remote=remote,
                access=stored("access", (Access.STEP_FREE, Access.INTERPRETERS)),
                hours=stored("hours", _openings(week)),
                published_at=since,
                came_with={},
            )
        )
        _place(service, street, postcode, by, since)
        _christmas(service, by, since)
        entered = {"name": name, "town": service.town}
        line = ServiceChange(service_id=service.id, kind=ChangeKind.ADDED, was={}, became=entered)
        line.changed_at, line.changed_by_id = since, by.user_id
        db.session.add(line)
    db.session.flush()


def _openings(week: dict[Weekday, str]) -> tuple[Opening, ...]:
    return tuple(
        Opening(weekday=day, opens=time.fromisoformat(text.split()[0]), closes=time.fromisoformat(text.split()[1]))
        for day, text in week.items()
        if text
    )


def _place(service: Service, street: str, postcode: str, by: Viewer, since: datetime) -> None:
    place = ServicePlace(service_id=service.id, reference=_id(f"{service.name}, {street}"), kind=PlaceKind.PHYSICAL)
    place.address, place.town, place.region, place.postcode = street, service.town, "Lincolnshire", postcode
    place.added_at, place.added_by_id = since, by.user_id
    db.session.add(place)


def _christmas(service: Service, by: Viewer, since: datetime) -> None:
    """The next Christmas Eve after the service began is short, and the days to New Year are closed."""
    year = max(since.year, 2026)
    eve, last = date(year, 12, 24), date(year + 1, 1, 1)
    for first_on, last_on, closes, why in (
        (eve, eve, time(12), "Christmas Eve"),
        (date(year, 12, 25), last, None, "Christmas"),
    ):
        row = ServiceException(service_id=service.id, first_on=first_on, last_on=last_on, why=why)
        row.opens, row.closes = (time(9), closes) if closes else (None, None)
        row.reference = _id(f"{service.name}, {why}")
        row.added_at, row.added_by_id = since, by.user_id
        db.session.add(row)


def _id(words: str) -> str:
    return str(uuid5(_MADE_UP, words))
