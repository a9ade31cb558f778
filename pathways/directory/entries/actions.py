"""A service's entry, places and days that differ: entered, changed, closed or ended, never deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import select, update

from pathways import clock, dates
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.directory.areas import queries as areas_queries
from pathways.directory.diary.queries import is_free_for
from pathways.directory.entries import queries
from pathways.directory.entries.rules import (
    ChangeKind,
    PlaceKind,
    Session,
    days_said,
    entry_faults,
    stored,
    value_in_words,
)
from pathways.directory.models import Service, ServiceChange, ServiceDetail, ServiceException, ServicePlace, Slot
from pathways.refusals import OutOfSight, Refused, Stale, refuse_if
from pathways.store.base import db, rows_changed, save

# Changing an entry, closing a service and opening it again: each with a line of history and an entry in the log.


def keep_entry(
    *,
    by: Viewer,
    service: Service,
    values: Mapping[str, Any],
    seen: int | None = None,
    kind: ChangeKind = ChangeKind.CHANGED,
) -> list[str]:
    """Set fields of a service and of its details. Returns the names of those that changed.

    `seen` is the newest change when the form was made. Raises Refused, Stale when somebody has changed the entry since,
    OutOfSight when the viewer does not keep it.
    """
    lock(by, service, seen)
    refuse_if(entry_faults(values))
    _check_name(service, values)
    detail = queries.detail_of(service.id)
    was, became = _set(service, detail, values)
    record_change(by=by, service=service, kind=kind, was=was, became=became)
    audit.administered(by, "service.changed", service.organisation_id, service_id=service.id, fields=list(became))
    db.session.flush()
    if "closed_on" in became and service.closed_on is not None:
        end_free_times(by, service, service.closed_on)
    return list(became)


def record_added(*, by: Viewer, service: Service) -> None:
    """Write the first line of a new service's history."""
    values = {"name": service.name, "town": service.town, "opened_on": value_in_words("", service.opened_on)}
    record_change(by=by, service=service, kind=ChangeKind.ADDED, was={}, became=values)


def close_service(*, by: Viewer, service: Service, closed_on: date, why: str, seen: int | None = None) -> int:
    """Close a service from a day on, and take free times from then on out of its diary. It is never deleted.

    Returns how many times that were. Raises Refused.
    """
    lock(by, service, seen)
    if service.closed_on is not None:
        raise Refused(f"This service is closed from {value_in_words('', service.closed_on)} already", field="closed_on")
    first = max(clock.today(), service.opened_on)
    if closed_on < first:
        raise Refused(f"The first day closed must be {value_in_words('', first)} or later", field="closed_on")
    service.closed_on = closed_on
    became = {"closed_on": value_in_words("", closed_on), "why": why}
    record_change(
        by=by, service=service, kind=ChangeKind.CLOSED, was={"closed_on": value_in_words("", None)}, became=became
    )
    audit.administered(by, "service.closed", service.organisation_id, service_id=service.id)
    db.session.flush()
    return end_free_times(by, service, closed_on)


def open_again(*, by: Viewer, service: Service, seen: int | None = None) -> None:
    """Open a closed service again from today. Raises Refused if it is open."""
    lock(by, service, seen)
    if service.closed_on is None:
        raise Refused("This service is open: there is nothing to open again")
    was, service.closed_on = {"closed_on": value_in_words("", service.closed_on)}, None
    record_change(
        by=by, service=service, kind=ChangeKind.REOPENED, was=was, became={"closed_on": value_in_words("", None)}
    )
    audit.administered(by, "service.opened_again", service.organisation_id, service_id=service.id)
    db.session.flush()


def end_free_times(by: Viewer, service: Service, closed_on: date) -> int:
    """Take out a service's free times from the day it closes. Returns how many. Times already taken stay."""
    now, first = clock.now(), dates.from_london(closed_on, time(0))
    free = (Slot.service_id == service.id, Slot.starts_at >= first, is_free_for("", now))
    ended = {"ended_at": now, "ended_by_id": by.user_id, "kept_for": None, "held_until": None}
    return rows_changed(update(Slot).where(*free).values(**ended).execution_options(synchronize_session="fetch"))


def lock(by: Viewer, service: Service, seen: int | None) -> None:
    """Lock the entry until the transaction ends. Raises Stale when it changed since `seen`, OutOfSight."""
    if not queries.keeps(by, service):
        raise OutOfSight
    db.session.execute(select(Service.id).where(Service.id == service.id).with_for_update())
    if seen is not None and seen != queries.newest_change(service.id):
        raise Stale(
            "Somebody else changed this entry after you opened the page. "
            "What you typed is still here: check it against the service's page and save again"
        )


def record_change(
    *, by: Viewer, service: Service, kind: ChangeKind, was: Mapping[str, str], became: Mapping[str, str]
) -> None:
    """Write a line of the service's history, if anything changed; its file then says that it changed now."""
    if not became:
        return
    now = clock.now()
    line = ServiceChange(service_id=service.id, kind=kind, was=dict(was), became=dict(became))
    line.changed_at, line.changed_by_id = now, by.user_id
    db.session.add(line)
    detail = queries.detail_of(service.id)
    if kind is not ChangeKind.FROM_A_FILE:
        detail.published_at = now
    save(detail)


def _set(service: Service, detail: ServiceDetail, values: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    was, became = {}, {}
    areas = areas_queries.areas_known()
    for name, value in values.items():
        row = service if hasattr(Service, name) else detail
        before, after = getattr(row, name), stored(name, value)
        if before != after:
            was[name], became[name] = value_in_words(name, before, areas), value_in_words(name, after, areas)
            setattr(row, name, after)
    db.session.add(detail)
    return was, became


def _check_name(service: Service, values: Mapping[str, Any]) -> None:
    name, town = values.get("name", service.name), values.get("town", service.town)
    with db.session.no_autoflush:
        same = select(Service.id).where(
            Service.organisation_id == service.organisation_id,
            Service.name == name,
            Service.town == town,
            Service.id != service.id,
        )
        if db.session.scalar(same) is not None:
            raise Refused("This provider has a service of this name in this town", field="name")


# Places of a service, and days on which it differs from its week.


LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class PlaceEntry:
    """What is entered about a place. The postcode has a valid form or is blank."""

    kind: PlaceKind
    name: str = ""
    address: str = ""
    town: str = ""
    region: str = ""
    postcode: str = ""


def add_place(*, by: Viewer, service: Service, entry: PlaceEntry, seen: int | None = None) -> ServicePlace:
    """Add a place where people meet the service. Raises Refused, Stale, OutOfSight."""
    lock(by, service, seen)
    if entry.kind is not PlaceKind.VIRTUAL and not (entry.address and entry.town):
        raise Refused("Enter the address", field="town" if entry.address else "address")
    added = ServicePlace(service_id=service.id, reference=str(uuid4()), country="GB", came_with={}, **vars(entry))
    added.added_at, added.added_by_id = clock.now(), by.user_id
    save(added)
    _changed(by, service, "service.place.added", became={"place": place_said(added)})
    return added


def end_place(*, by: Viewer, service: Service, place: ServicePlace, seen: int | None = None) -> None:
    """Take out a place of a service. Raises Refused when it was taken out already, Stale, OutOfSight."""
    lock(by, service, seen)
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
    """Add days on which it is closed (no session) or has other hours. Raises Refused, Stale, OutOfSight."""
    lock(by, service, seen)
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
    """Take out days that differ. Raises Refused when they were taken out already, Stale, OutOfSight."""
    lock(by, service, seen)
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
