"""Reads of the directory. Every signed-in role may read it (the table in `trust.md`), so no viewer is asked for."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from pathways import clock
from pathways.auth import Viewer
from pathways.directory.models import Service, Slot
from pathways.directory.rules import ServiceFacts
from pathways.refusals import OutOfSight
from pathways.store import db
from pathways.vocabulary import Area, Need

OFFERED_DAYS: Final = 14
OFFERED_TIMES: Final = 20
DIARY_TIMES: Final = 400


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


def service_of(viewer: Viewer, service_id: int) -> Service:
    """A service of the viewer's own provider. Raises OutOfSight."""
    found = service(service_id)
    if not viewer.is_treatment or found.organisation_id != viewer.organisation_id:
        raise OutOfSight
    return found


def diary_of(service_id: int) -> tuple[Slot, ...]:
    """The times of a service from now on, soonest first, those taken out left out."""
    statement = select(Slot).where(Slot.service_id == service_id, Slot.starts_at > clock.now())
    statement = statement.where(Slot.ended_at.is_(None)).order_by(Slot.starts_at, Slot.id).limit(DIARY_TIMES)
    return tuple(db.session.scalars(statement))


def free_slots(kept_for: str, service_ids: Collection[int]) -> tuple[Slot, ...]:
    """The soonest free times of these services within two weeks, and the one that is held for `kept_for` already."""
    now = clock.now()
    until = now + timedelta(days=OFFERED_DAYS)
    statement = (
        select(Slot)
        .where(Slot.service_id.in_(set(service_ids)), Slot.starts_at > now, Slot.starts_at < until)
        .where(is_free_for(kept_for, now))
        .order_by(Slot.starts_at, Slot.service_id, Slot.id)
        .limit(OFFERED_TIMES)
    )
    return tuple(db.session.scalars(statement))


def slot_at(service_id: int, starts_at: datetime) -> Slot | None:
    """The time of a service's diary that starts then, whoever has it."""
    same = (Slot.service_id == service_id, Slot.starts_at == starts_at, Slot.ended_at.is_(None))
    return db.session.scalar(select(Slot).where(*same).execution_options(populate_existing=True))


def keeps_diary_on(service_id: int, day: date) -> bool:
    """Whether a service has any time in its diary on a London day, free or not."""
    starts, ends = (clock.from_london(each, time(0)) for each in (day, day + timedelta(days=1)))
    that_day = and_(Slot.service_id == service_id, Slot.starts_at >= starts, Slot.starts_at < ends)
    return bool(db.session.scalar(select(exists().where(that_day, Slot.ended_at.is_(None)))))


def is_free_for(kept_for: str, now: datetime) -> ColumnElement[bool]:
    """In the diary, not taken, and held for nobody else at that moment."""
    not_held = or_(Slot.held_until.is_(None), Slot.held_until <= now, Slot.kept_for == kept_for)
    return and_(Slot.ended_at.is_(None), Slot.taken_at.is_(None), not_held)


def _by_name() -> Select[Service]:
    return select(Service).order_by(Service.name, Service.town, Service.id)


def _read(statement: Select[Service]) -> tuple[Service, ...]:
    return tuple(db.session.scalars(statement))
