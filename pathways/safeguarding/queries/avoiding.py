"""Services that somebody must not be sent to. For routing all of them, and for a page those the viewer may read.

Who reads one (as with concerns): whoever recorded it, a deciding officer of their force, a manager of their
provider, and the keyworker. Nobody else learns that there is any.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select, true

from pathways import clock
from pathways.auth import Role, Viewer
from pathways.directory import queries as directory
from pathways.directory.models import Service
from pathways.people.queries import record_ids_of
from pathways.safeguarding.models import ServiceToAvoid
from pathways.store import db

READ_ALL = (Role.DM, Role.PM)


def avoided_by(person_id: int) -> frozenset[int]:
    """The ids of the services that take nothing of this person, whoever recorded it. For choosing among services alone:
    no page may name them."""
    live = (ServiceToAvoid.person_id.in_(record_ids_of(person_id)), ServiceToAvoid.ended_at.is_(None))
    return frozenset(db.session.scalars(select(ServiceToAvoid.service_id).where(*live)))


def may_be_sent_to(services: Iterable[Service], person_id: int) -> tuple[Service, ...]:
    """These services without those to avoid."""
    avoided = avoided_by(person_id)
    return tuple(one for one in services if one.id not in avoided)


def to_avoid(viewer: Viewer, person_id: int, *, is_keyworker: bool = False) -> tuple[ServiceToAvoid, ...]:
    """What stands of somebody whom the caller found in sight, as far as the viewer may read it; the latest first."""
    mine: ColumnElement[bool] = ServiceToAvoid.recorded_by_id == viewer.user_id
    if viewer.role in READ_ALL or is_keyworker:
        mine = true()
    rows = select(ServiceToAvoid).where(
        mine,
        ServiceToAvoid.person_id.in_(record_ids_of(person_id)),
        ServiceToAvoid.organisation_id == viewer.organisation_id,
        ServiceToAvoid.ended_at.is_(None),
    )
    return tuple(db.session.scalars(rows.order_by(ServiceToAvoid.id.desc())))


def services_offered(rows: Iterable[ServiceToAvoid] = ()) -> tuple[tuple[int, str], ...]:
    """The services open today and those on the list, as (id, name and town), by name."""
    open_now = {one.id: f"{one.name}, {one.town}" for one in directory.services_open_on(clock.today())}
    closed = directory.service_names({row.service_id for row in rows} - open_now.keys())
    return (*open_now.items(), *((number, f"{name} (closed)") for number, name in sorted(closed.items())))
