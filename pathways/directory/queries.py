"""Reads of the directory. Every signed-in role may read it (the table in `trust.md`), so no viewer is asked for."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, or_, select

from pathways.directory.models import Service
from pathways.directory.rules import ServiceFacts
from pathways.refusals import OutOfSight
from pathways.store import db
from pathways.vocabulary import Area, Need


def facts_of(service: Service) -> ServiceFacts:
    """An entry as the rules read it. A stored word that the vocabulary has dropped is left out, never an error."""
    return ServiceFacts(
        service_id=service.id,
        name=service.name,
        town=service.town,
        areas=frozenset(area for area in Area if area.value in service.areas),
        needs=frozenset(need for need in Need if need.value in service.needs),
        women_only=service.women_only,
        young_people=service.young_people,
        opened_on=service.opened_on,
        closed_on=service.closed_on,
        places=service.places,
        places_updated_on=service.places_updated_on,
        typical_wait_days=service.typical_wait_days,
    )


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


def young_peoples_services_on(day: date) -> tuple[Service, ...]:
    """The services for people under 18 that are open on `day`, by name."""
    return tuple(found for found in services_open_on(day) if found.young_people)


def service_names(service_ids: Collection[int]) -> dict[int, str]:
    """Names by id; an id that is not there is left out."""
    if not service_ids:
        return {}
    rows = db.session.execute(select(Service.id, Service.name).where(Service.id.in_(set(service_ids))))
    return {row.id: row.name for row in rows}


def _by_name() -> Select[Service]:
    return select(Service).order_by(Service.name, Service.town, Service.id)


def _read(statement: Select[Service]) -> tuple[Service, ...]:
    return tuple(db.session.scalars(statement))
