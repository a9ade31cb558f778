"""What a service says of itself beyond its entry, and the entry as the rules read it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import select

from pathways.directory.models import Service, ServiceDetail, ServiceException, ServicePlace
from pathways.directory.queries.areas import areas_known
from pathways.directory.queries.entries import services_listed
from pathways.directory.rules import DatedHours, ServiceFacts, week_held
from pathways.refusals import OutOfSight
from pathways.store import db
from pathways.vocabulary import Area, Need


def facts_of(service: Service) -> ServiceFacts:
    """An entry as the rules read it. A stored word that nothing names any more is left out, never an error."""
    return facts_of_all([service])[0]


def facts_listed() -> tuple[ServiceFacts, ...]:
    """Every service ever entered as the rules read it, by name: a few reads, however many services there are."""
    return facts_of_all(services_listed())


def facts_of_all(services: Collection[Service]) -> tuple[ServiceFacts, ...]:
    """These entries as the rules read them, in the same order."""
    ids = [service.id for service in services]
    details, exceptions, areas = details_of(ids), exceptions_of(ids), areas_known()
    return tuple(
        _facts(service, details.get(service.id), exceptions.get(service.id, ()), areas) for service in services
    )


def detail_of(service_id: int) -> ServiceDetail:
    """What a service says of itself; a fresh row that is not kept yet where it has said nothing."""
    found = db.session.scalar(select(ServiceDetail).where(ServiceDetail.service_id == service_id))
    return found or nothing_said(service_id)


def place(service_id: int, place_id: int) -> ServicePlace:
    """One place of a service. Raises OutOfSight."""
    found = db.session.get(ServicePlace, place_id)
    if found is None or found.service_id != service_id:
        raise OutOfSight
    return found


def days(service_id: int, days_id: int) -> ServiceException:
    """Days of a service that differ. Raises OutOfSight."""
    found = db.session.get(ServiceException, days_id)
    if found is None or found.service_id != service_id:
        raise OutOfSight
    return found


def nothing_said(service_id: int) -> ServiceDetail:
    """The row of a service that has said nothing of itself. Not in the session: whoever fills it adds it."""
    lists = {name: [] for name in ("outcodes", "towns", "access", "hours")}  # type: dict[str, list[str]]
    texts = dict.fromkeys(("description", "website", "email"), "")
    ticks = dict.fromkeys(("co_occurring", "outreach", "remote", "on_bank_holidays"), False)
    return ServiceDetail(service_id=service_id, came_with={}, **lists, **texts, **ticks)


def details_of(service_ids: Collection[int]) -> dict[int, ServiceDetail]:
    """What services say of themselves, by the id of the service."""
    rows = db.session.scalars(select(ServiceDetail).where(ServiceDetail.service_id.in_(set(service_ids))))
    return {each.service_id: each for each in rows}


def exceptions_of(service_ids: Collection[int], since: date | None = None) -> dict[int, list[ServiceException]]:
    """The days that differ and stand, soonest first, by the id of the service; those over before `since` left out."""
    statement = select(ServiceException).where(
        ServiceException.service_id.in_(set(service_ids)), ServiceException.ended_at.is_(None)
    )
    if since is not None:
        statement = statement.where(ServiceException.last_on >= since)
    found = defaultdict(list)
    for each in db.session.scalars(statement.order_by(ServiceException.first_on, ServiceException.id)):
        found[each.service_id].append(each)
    return found


def places_of(service_ids: Collection[int]) -> dict[int, list[ServicePlace]]:
    """The places that stand, in the order they were entered, by the id of the service."""
    standing = (ServicePlace.service_id.in_(set(service_ids)), ServicePlace.ended_at.is_(None))
    found = defaultdict(list)
    for each in db.session.scalars(select(ServicePlace).where(*standing).order_by(ServicePlace.id)):
        found[each.service_id].append(each)
    return found


def _facts(
    service: Service,
    recorded: ServiceDetail | None,
    exceptions: Iterable[ServiceException],
    areas: Mapping[str, Area],
) -> ServiceFacts:
    detail = recorded or nothing_said(service.id)
    return ServiceFacts(
        service_id=service.id,
        name=service.name,
        town=service.town,
        areas=frozenset(areas[code] for code in service.areas if code in areas),
        needs=frozenset(need for need in Need if need.value in service.needs),
        women_only=service.women_only,
        young_people=service.young_people,
        opened_on=service.opened_on,
        closed_on=service.closed_on,
        places=service.places,
        places_updated_on=service.places_updated_on,
        typical_wait_days=service.typical_wait_days,
        outcodes=frozenset(detail.outcodes),
        towns=frozenset(detail.towns),
        age_from=detail.age_from,
        age_to=detail.age_to,
        co_occurring=detail.co_occurring,
        outreach=detail.outreach,
        remote=detail.remote,
        hours=week_held(detail.hours),
        exceptions=tuple(_dated(day) for day in exceptions),
        on_bank_holidays=detail.on_bank_holidays,
        languages=tuple(language.strip() for language in service.languages.split(",") if language.strip()),
    )


def _dated(row: ServiceException) -> DatedHours:
    sessions = () if row.opens is None or row.closes is None else ((row.opens, row.closes),)
    return DatedHours(first_on=row.first_on, last_on=row.last_on, sessions=sessions, why=row.why)
