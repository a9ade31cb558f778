"""A service's entry is changed, closed or opened again: the new values, its history and the log together."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from sqlalchemy import select, update

from pathways import audit, clock
from pathways.auth import Viewer
from pathways.directory import queries
from pathways.directory.models import Service, ServiceChange, ServiceDetail, Slot
from pathways.directory.queries import is_free_for
from pathways.directory.rules import ChangeKind, entry_faults, said, stored
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store import db


def keep_entry(
    *,
    by: Viewer,
    service: Service,
    values: Mapping[str, Any],
    seen: int | None = None,
    kind: ChangeKind = ChangeKind.CHANGED,
) -> list[str]:
    """Set fields of a service and of what it says of itself. Gives the names of those that changed.

    `seen` is the newest change its form was made with. Raises Refused, Stale when somebody changed the entry since,
    OutOfSight when it is not theirs to keep.
    """
    hold(by, service, seen)
    if faults := entry_faults(values):
        raise Refused(reasons=faults)
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
    """The first line of a new service's history."""
    values = {"name": service.name, "town": service.town, "opened_on": said("", service.opened_on)}
    record_change(by=by, service=service, kind=ChangeKind.ADDED, was={}, became=values)


def close_service(*, by: Viewer, service: Service, closed_on: date, why: str, seen: int | None = None) -> int:
    """From that day it takes no referral; it is never deleted. Free times of its diary from then on are taken out.

    Gives how many times that were. Raises Refused.
    """
    hold(by, service, seen)
    if service.closed_on is not None:
        raise Refused(f"This service is closed from {said('', service.closed_on)} already", field="closed_on")
    first = max(clock.today(), service.opened_on)
    if closed_on < first:
        raise Refused(f"The first day closed must be {said('', first)} or later", field="closed_on")
    service.closed_on = closed_on
    became = {"closed_on": said("", closed_on), "why": why}
    record_change(by=by, service=service, kind=ChangeKind.CLOSED, was={"closed_on": said("", None)}, became=became)
    audit.administered(by, "service.closed", service.organisation_id, service_id=service.id)
    db.session.flush()
    return end_free_times(by, service, closed_on)


def open_again(*, by: Viewer, service: Service, seen: int | None = None) -> None:
    """It takes referrals again from today. Raises Refused when it never closed."""
    hold(by, service, seen)
    if service.closed_on is None:
        raise Refused("This service is open: there is nothing to open again")
    was, service.closed_on = {"closed_on": said("", service.closed_on)}, None
    record_change(by=by, service=service, kind=ChangeKind.REOPENED, was=was, became={"closed_on": said("", None)})
    audit.administered(by, "service.opened_again", service.organisation_id, service_id=service.id)
    db.session.flush()


def end_free_times(by: Viewer, service: Service, closed_on: date) -> int:
    """Take out the free times of a service's diary from the day it closes; gives how many. A taken time stays."""
    now, first = clock.now(), clock.from_london(closed_on, time(0))
    free = select(Slot.id).where(Slot.service_id == service.id, Slot.starts_at >= first, is_free_for("", now))
    numbers = list(db.session.scalars(free))
    ended = {"ended_at": now, "ended_by_id": by.user_id, "kept_for": None, "held_until": None}
    db.session.execute(update(Slot).where(Slot.id.in_(numbers), is_free_for("", now)).values(**ended))
    return len(numbers)


def hold(by: Viewer, service: Service, seen: int | None) -> None:
    """Hold the entry until the transaction ends. Raises Stale when it changed since `seen`, OutOfSight."""
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
    """A line of the service's history, when anything changed; from now on its file says that it changed now."""
    if not became:
        return
    now = clock.now()
    line = ServiceChange(service_id=service.id, kind=kind, was=dict(was), became=dict(became))
    line.changed_at, line.changed_by_id = now, by.user_id
    db.session.add(line)
    detail = queries.detail_of(service.id)
    if kind is not ChangeKind.FROM_A_FILE:
        detail.published_at = now
    db.session.add(detail)
    db.session.flush()


def _set(service: Service, detail: ServiceDetail, values: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    was, became = {}, {}
    areas = queries.areas_known()
    for name, value in values.items():
        row = service if hasattr(Service, name) else detail
        before, after = getattr(row, name), stored(name, value)
        if before != after:
            was[name], became[name] = said(name, before, areas), said(name, after, areas)
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
