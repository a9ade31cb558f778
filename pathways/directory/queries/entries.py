"""Reads of the services themselves."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, or_, select

from pathways.auth import Role, Viewer
from pathways.auth.models import Organisation
from pathways.directory.models import Service
from pathways.refusals import OutOfSight
from pathways.store import db


def service(service_id: int) -> Service:
    """One entry. Raises OutOfSight when there is none."""
    found = db.session.get(Service, service_id)
    if found is None:
        raise OutOfSight
    return found


def services_open_on(day: date) -> tuple[Service, ...]:
    """The services that take referrals on `day`, by name."""
    not_yet_closed = or_(Service.closed_on.is_(None), Service.closed_on > day)
    return _read(_by_name().where(Service.opened_on <= day, not_yet_closed))


def services_listed() -> tuple[Service, ...]:
    """Every service ever entered, closed ones too, by name: a routing page shows all, each with its reasons."""
    return _read(_by_name())


def services_of(organisation_id: int) -> tuple[Service, ...]:
    """The services of one provider, closed ones too, by name."""
    return _read(_by_name().where(Service.organisation_id == organisation_id))


def services_run_by(organisation_ids: Collection[int], *, or_closed: bool = False) -> frozenset[int]:
    """The services of these providers; with `or_closed` also of those that have closed."""
    if not organisation_ids and not or_closed:
        return frozenset()
    theirs = Service.organisation_id.in_(organisation_ids)
    closed = Service.organisation_id.in_(select(Organisation.id).where(Organisation.closed_at.is_not(None)))
    wanted = or_(theirs, closed) if or_closed else theirs
    return frozenset(db.session.scalars(select(Service.id).where(wanted)))


def young_peoples_services_on(day: date) -> tuple[Service, ...]:
    """The services for people under 18 that are open on `day`, by name."""
    return tuple(found for found in services_open_on(day) if found.young_people)


def service_names(service_ids: Collection[int]) -> dict[int, str]:
    """Names by id; an id that is not there is left out."""
    if not service_ids:
        return {}
    rows = db.session.execute(select(Service.id, Service.name).where(Service.id.in_(set(service_ids))))
    return {row.id: row.name for row in rows}


def service_phones(service_ids: Collection[int]) -> dict[int, str]:
    """Telephone numbers by id; a service without one is left out."""
    rows = db.session.execute(select(Service.id, Service.phone).where(Service.id.in_(set(service_ids))))
    return {row.id: row.phone for row in rows if row.phone}


def service_of(viewer: Viewer, service_id: int) -> Service:
    """A service of the viewer's own provider. Raises OutOfSight."""
    found = service(service_id)
    if not viewer.is_treatment or found.organisation_id != viewer.organisation_id:
        raise OutOfSight
    return found


def keeps(viewer: Viewer, found: Service) -> bool:
    """Whether the viewer keeps this entry: an administrator any, a provider's manager their own organisation's."""
    return viewer.role is Role.AD or (viewer.role is Role.PM and found.organisation_id == viewer.organisation_id)


def service_kept_by(viewer: Viewer, service_id: int) -> Service:
    """A service whose entry the viewer keeps. Raises OutOfSight."""
    found = service(service_id)
    if not keeps(viewer, found):
        raise OutOfSight
    return found


def _by_name() -> Select[Service]:
    return select(Service).order_by(Service.name, Service.town, Service.id)


def _read(statement: Select[Service]) -> tuple[Service, ...]:
    return tuple(db.session.scalars(statement))
