"""Services whose entries are kept, one to close and one that closed, a file that waits; and what is typed there."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.auth.roles import Role, Viewer
from pathways.directory.entries import actions
from pathways.directory.entries.actions import PlaceEntry
from pathways.directory.entries.queries import exceptions_of
from pathways.directory.entries.rules import PlaceKind
from pathways.directory.models import AreaName, Town
from pathways.directory.open_referral import actions as exchange
from pathways.store.base import db
from tests import county

Ids = dict[str, int | str]
ONE_SERVICE = (
    b'[{"id": "00000000-0000-0000-0000-000000000001", "name": "From elsewhere", "status": "active", "organization": '
    b'{"id": "00000000-0000-0000-0000-000000000002", "name": "Elsewhere", "description": "Helps"}}]'
)


def endpoints(by: Viewer) -> dict[str, Ids]:
    """The ids of each route's address; `by` is an administrator."""
    service = county.service("Kept Hall")
    place = actions.add_place(by=by, service=service, entry=PlaceEntry(kind=PlaceKind.VIRTUAL, name="By telephone"))
    tomorrow = clock.today() + timedelta(days=1)
    actions.add_days(by=by, service=service, first_on=tomorrow, last_on=tomorrow, sessions=(), why="Training")
    row = exchange.receive_file(by=by, name="services.json", content=ONE_SERVICE)
    pages = ("about", "reach", "hours", "count", "add_place", "add_days")
    return {
        **{f"directory.{page}": {"service_id": service.id} for page in pages},
        "directory.end_place": {"service_id": service.id, "place_id": place.id},
        "directory.end_days": {"service_id": service.id, "days_id": exceptions_of([service.id])[service.id][0].id},
        "directory.close": {"service_id": county.service("Closing Hall").id},
        "directory.open_again": {"service_id": county.service("Closed Hall", closed_on=clock.today()).id},
        "directory.file": {"file_id": row.id},
        "admin.add_area": {"organisation_id": by.organisation_id},
        "admin.add_town": {"organisation_id": by.organisation_id},
        "admin.rename_area": {"area_id": _first(AreaName)},
        "admin.end_area": {"area_id": _last(AreaName)},  # the first is renamed on the same day
        "admin.end_town": {"town_id": _first(Town)},
    }


def _first(kind: type[AreaName] | type[Town]) -> int:
    return db.session.scalars(select(kind.id).order_by(kind.id)).first()


def _last(kind: type[AreaName]) -> int:
    return db.session.scalars(select(kind.id).order_by(kind.id.desc())).first()


def _day(name: str) -> dict[str, str]:
    return {f"{name}-{box}": str(getattr(clock.today(), box)) for box in ("day", "month", "year")}


WRITES: dict[str, Any] = {
    "admin.add_area": (Role.AD, lambda _: {"name": "Wolds"} | _day("from_on")),
    "admin.rename_area": (Role.AD, lambda _: {"name": "City of Lincoln"} | _day("from_on")),
    "admin.end_area": (Role.AD, lambda _: _day("last_on")),
    "admin.add_town": (Role.AD, lambda _: {"name": "Alford", "north": "53.26", "east": "0.18"} | _day("from_on")),
    "admin.end_town": (Role.AD, lambda _: _day("last_on")),
    "directory.about": (Role.PM, lambda _: {"phone": "01632 960 444"}),
    "directory.reach": (Role.PM, lambda _: {"outcodes": "LN1, PE25", "towns": "Louth"}),
    "directory.hours": (Role.PM, lambda _: {"monday": "9am to 5pm"}),
    "directory.count": (Role.PM, lambda _: {"places": "3"} | _day("places_updated_on")),
    "directory.add_place": (Role.PM, lambda _: {"kind": "physical", "address": "1 High Street", "town": "Lincoln"}),
    "directory.add_days": (Role.PM, lambda _: _day("first_on") | {"why": "Training"}),
    "directory.end_place": (Role.PM, lambda _: {}),
    "directory.end_days": (Role.PM, lambda _: {}),
    "directory.close": (Role.PM, lambda _: {"why": "The lease ends"}),
    "directory.open_again": (Role.PM, lambda _: {}),
    "directory.file": (Role.AD, lambda _: {"what": "take"}),
}
