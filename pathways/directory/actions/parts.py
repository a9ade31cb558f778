"""A service's places, and the days on which it differs from its week: entered and ended, never deleted."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import uuid4

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.directory.actions.entries import hold, record_change
from pathways.directory.models import Service, ServiceException, ServicePlace
from pathways.directory.rules import ChangeKind, PlaceKind, Session, days_said
from pathways.refusals import OutOfSight, Refused
from pathways.store import db

LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class PlaceEntry:
    """What is entered about a place. The postcode is of a form that exists, or blank."""

    kind: PlaceKind
    name: str = ""
    address: str = ""
    town: str = ""
    region: str = ""
    postcode: str = ""


def add_place(*, by: Viewer, service: Service, entry: PlaceEntry, seen: int | None = None) -> ServicePlace:
    """A place where the service is met. Raises Refused, Stale, OutOfSight."""
    hold(by, service, seen)
    if entry.kind is not PlaceKind.VIRTUAL and not (entry.address and entry.town):
        raise Refused("Enter the address", field="town" if entry.address else "address")
    added = ServicePlace(service_id=service.id, reference=str(uuid4()), country="GB", came_with={}, **vars(entry))
    added.added_at, added.added_by_id = clock.now(), by.user_id
    db.session.add(added)
    db.session.flush()
    _changed(by, service, "service.place.added", became={"place": place_said(added)})
    return added


def end_place(*, by: Viewer, service: Service, place: ServicePlace, seen: int | None = None) -> None:
    """The service is met there no more. Raises Refused when that was recorded already, Stale, OutOfSight."""
    hold(by, service, seen)
    _end(by, service, place)
    _changed(by, service, "service.place.ended", was={"place": place_said(place)})


def add_days(
    *,
    by: Viewer,
    service: Service,
    first_on: date,
    last_on: date,
    sessions: tuple[Session, ...],
    why: str,
    seen: int | None = None,
) -> None:
    """Days on which it is closed (without a session) or open at other hours. Raises Refused, Stale, OutOfSight."""
    hold(by, service, seen)
    if last_on < first_on:
        raise Refused("The last day must be on or after the first", field="last_on")
    if last_on < clock.today():
        raise Refused("These days have passed. Enter days that are still to come", field="first_on")
    if last_on - first_on > LONGEST:
        raise Refused("Enter at most a year at once. A service that closes for good is closed below", field="last_on")
    rows: tuple[Session | None, ...] = sessions or (None,)
    for session in rows:
        opens, closes = session or (None, None)
        row = ServiceException(service_id=service.id, first_on=first_on, last_on=last_on, opens=opens, closes=closes)
        row.why, row.reference = why, str(uuid4())
        row.added_at, row.added_by_id = clock.now(), by.user_id
        db.session.add(row)
    db.session.flush()
    words = "; ".join(days_said(first_on, last_on, each, why) for each in rows)
    _changed(by, service, "service.days.added", became={"days": words})


def end_days(*, by: Viewer, service: Service, days: ServiceException, seen: int | None = None) -> None:
    """The days are as in any other week again. Raises Refused when that was recorded already, Stale, OutOfSight."""
    hold(by, service, seen)
    _end(by, service, days)
    _changed(by, service, "service.days.ended", was={"days": of_days_said(days)})


def place_said(place: ServicePlace) -> str:
    """A place in one line."""
    words = [place.name, place.address, place.town, place.postcode]
    return ", ".join(each for each in words if each) or place.kind.label


def of_days_said(days: ServiceException) -> str:
    """Days that differ in one line."""
    session = None if days.opens is None or days.closes is None else (days.opens, days.closes)
    return days_said(days.first_on, days.last_on, session, days.why)


def _end(by: Viewer, service: Service, row: ServicePlace | ServiceException) -> None:
    if row.service_id != service.id:
        raise OutOfSight
    if row.ended_at is not None:
        raise Refused("This was taken out already")
    row.ended_at, row.ended_by_id = clock.now(), by.user_id


def _changed(
    by: Viewer, service: Service, action: str, was: dict[str, str] | None = None, became: dict[str, str] | None = None
) -> None:
    names = list(became or was or {})
    gone = dict.fromkeys(names, "Taken out")
    record_change(by=by, service=service, kind=ChangeKind.CHANGED, was=was or {}, became=became or gone)
    audit.administered(by, action, service.organisation_id, service_id=service.id)
    db.session.flush()
