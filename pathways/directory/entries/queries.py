"""Services, what each says of itself, the list narrowed and paged, and the history of an entry."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from sqlalchemy import Select, bindparam, func, or_, select

from pathways import clock, dates
from pathways.auth.models import Organisation, User
from pathways.auth.roles import Role, Viewer
from pathways.directory.areas.queries import areas_known
from pathways.directory.entries.rules import LABELS, DatedHours, week_stored
from pathways.directory.matching.rules.fit import ServiceFacts, is_open_on
from pathways.directory.matching.rules.ranking import open_words
from pathways.directory.models import Service, ServiceChange, ServiceDetail, ServiceException, ServicePlace
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import db
from pathways.vocabulary import Area, Need

# The services themselves.


def service(service_id: int) -> Service:
    """One entry. Raises OutOfSight when there is none."""
    return or_out_of_sight(db.session.get(Service, service_id))


def services_open_on(day: date) -> tuple[Service, ...]:
    """The services that take referrals on `day`, by name."""
    not_yet_closed = or_(Service.closed_on.is_(None), Service.closed_on > day)
    return _read(services_by_name().where(Service.opened_on <= day, not_yet_closed))


def services_listed() -> tuple[Service, ...]:
    """Every service ever entered, closed ones too, by name: routing shows all of them, each with its reasons."""
    return _read(services_by_name())


def services_of(organisation_id: int) -> tuple[Service, ...]:
    """The services of one provider, closed ones too, by name."""
    return _read(services_by_name().where(Service.organisation_id == organisation_id))


def services_run_by(organisation_id: int) -> frozenset[int]:
    """The services of a provider."""
    return frozenset(db.session.scalars(select(Service.id).where(Service.organisation_id == organisation_id)))


def young_peoples_services_on(day: date) -> tuple[Service, ...]:
    """The services for people under 18 that are open on `day`, by name."""
    return tuple(service for service in services_open_on(day) if service.young_people)


def service_names(service_ids: Collection[int]) -> dict[int, str]:
    """Names by id; an id that is not there is left out."""
    if not service_ids:
        return {}
    rows = db.session.execute(select(Service.id, Service.name).where(Service.id.in_(set(service_ids))))
    return {row.id: row.name for row in rows}


def service_of(viewer: Viewer, service_id: int) -> Service:
    """A service of the viewer's own provider. Raises OutOfSight."""
    entry = service(service_id)
    if not viewer.is_treatment or entry.organisation_id != viewer.organisation_id:
        raise OutOfSight
    return entry


def keeps(viewer: Viewer, service: Service) -> bool:
    """Whether the viewer keeps this entry: an administrator every one, a provider's manager those of their provider."""
    return viewer.role is Role.AD or (viewer.role is Role.PM and service.organisation_id == viewer.organisation_id)


def service_kept_by(viewer: Viewer, service_id: int) -> Service:
    """A service whose entry the viewer keeps. Raises OutOfSight."""
    entry = service(service_id)
    if not keeps(viewer, entry):
        raise OutOfSight
    return entry


def services_by_name() -> Select[Service]:
    """Every service ever entered, by name, as a statement to narrow and to add columns to."""
    return select(Service).order_by(Service.name, Service.town, Service.id)


def _read(statement: Select[Service]) -> tuple[Service, ...]:
    return tuple(db.session.scalars(statement))


# What a service says of itself beyond its entry, and entries as the rules read them.


# Read for every choice among services, so built once: an entry with what its service says, and each day that differs.
_ENTRIES = (
    select(Service, ServiceDetail, ServiceException)
    .outerjoin(ServiceDetail, ServiceDetail.service_id == Service.id)
    .outerjoin(ServiceException, (ServiceException.service_id == Service.id) & ServiceException.ended_at.is_(None))
    .order_by(Service.name, Service.town, Service.id, ServiceException.first_on, ServiceException.id)
)
_LISTED = _ENTRIES.add_columns(Organisation.closed_at.is_not(None)).join(
    Organisation, Organisation.id == Service.organisation_id
)
_SOME_ENTRIES = _ENTRIES.where(Service.id.in_(bindparam("of_services", expanding=True)))


def facts_of(service: Service) -> ServiceFacts:
    """An entry as the rules read it. A stored word that has no meaning any more is left out, never an error."""
    return facts_of_all([service])[0]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Every service ever entered, by name; `of_closed_providers` are those whose provider has closed."""

    entries: Mapping[int, Service]
    facts: tuple[ServiceFacts, ...]
    of_closed_providers: frozenset[int]

    def run_by(self, organisation_ids: Collection[int]) -> frozenset[int]:
        """The services of these providers."""
        return frozenset(number for number, each in self.entries.items() if each.organisation_id in organisation_ids)


def listed() -> Listed:
    """What routing weighs: one statement, however many services."""
    rows = db.session.execute(_LISTED).all()
    return Listed(
        entries={row[0].id: row[0] for row in rows},
        facts=tuple(_facts_in(row[:3] for row in rows).values()),
        of_closed_providers=frozenset(row[0].id for row in rows if row[3]),
    )


def facts_of_all(services: Collection[Service]) -> tuple[ServiceFacts, ...]:
    """These entries as the rules read them, in the same order."""
    facts = facts_by_id([service.id for service in services])
    return tuple(facts[service.id] for service in services)


def facts_by_id(service_ids: Collection[int]) -> dict[int, ServiceFacts]:
    """Entries as the rules read them, by the id of the service."""
    return _facts_in(db.session.execute(_SOME_ENTRIES, {"of_services": list(set(service_ids))})) if service_ids else {}


def _facts_in(rows: Iterable[Any]) -> dict[int, ServiceFacts]:
    details: dict[int, ServiceDetail | None] = {}
    entries: dict[int, Service] = {}
    exceptions: dict[int, list[ServiceException]] = defaultdict(list)
    for entry, detail, day in rows:
        entries[entry.id], details[entry.id] = entry, detail
        exceptions[entry.id] += [day] if day is not None else []
    areas = areas_known() if entries else {}
    return {number: _facts(each, details[number], exceptions[number], areas) for number, each in entries.items()}


def detail_of(service_id: int) -> ServiceDetail:
    """What a service says of itself; an unsaved row where it has said nothing."""
    detail = db.session.scalar(select(ServiceDetail).where(ServiceDetail.service_id == service_id))
    return detail or nothing_said(service_id)


def place(service_id: int, place_id: int) -> ServicePlace:
    """One place of a service. Raises OutOfSight."""
    place = db.session.get(ServicePlace, place_id)
    if place is None or place.service_id != service_id:
        raise OutOfSight
    return place


def days(service_id: int, days_id: int) -> ServiceException:
    """Days on which a service differs. Raises OutOfSight."""
    days = db.session.get(ServiceException, days_id)
    if days is None or days.service_id != service_id:
        raise OutOfSight
    return days


def nothing_said(service_id: int) -> ServiceDetail:
    """A blank row for a service. It is not in the session: the caller adds it."""
    lists = {name: [] for name in ("outcodes", "towns", "access", "hours")}  # type: dict[str, list[str]]
    texts = dict.fromkeys(("description", "website", "email"), "")
    ticks = dict.fromkeys(("co_occurring", "outreach", "remote", "on_bank_holidays"), False)
    return ServiceDetail(service_id=service_id, came_with={}, **lists, **texts, **ticks)


def details_of(service_ids: Collection[int]) -> dict[int, ServiceDetail]:
    """What services say of themselves, by the id of the service."""
    rows = db.session.scalars(select(ServiceDetail).where(ServiceDetail.service_id.in_(set(service_ids))))
    return {each.service_id: each for each in rows}


def exceptions_of(service_ids: Collection[int], since: date | None = None) -> dict[int, list[ServiceException]]:
    """The days that differ and stand, by service, soonest first; without those that were over before `since`."""
    statement = select(ServiceException).where(
        ServiceException.service_id.in_(set(service_ids)), ServiceException.ended_at.is_(None)
    )
    if since is not None:
        statement = statement.where(ServiceException.last_on >= since)
    exceptions = defaultdict(list)
    for each in db.session.scalars(statement.order_by(ServiceException.first_on, ServiceException.id)):
        exceptions[each.service_id].append(each)
    return exceptions


def places_of(service_ids: Collection[int]) -> dict[int, list[ServicePlace]]:
    """The places that have not been taken out, by service, in the order they were entered."""
    standing = (ServicePlace.service_id.in_(set(service_ids)), ServicePlace.ended_at.is_(None))
    places = defaultdict(list)
    for each in db.session.scalars(select(ServicePlace).where(*standing).order_by(ServicePlace.id)):
        places[each.service_id].append(each)
    return places


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
        hours=week_stored(detail.hours),
        exceptions=tuple(_dated(day) for day in exceptions),
        on_bank_holidays=detail.on_bank_holidays,
        languages=tuple(language.strip() for language in service.languages.split(",") if language.strip()),
    )


def _dated(row: ServiceException) -> DatedHours:
    sessions = () if row.opens is None or row.closes is None else ((row.opens, row.closes),)
    return DatedHours(first_on=row.first_on, last_on=row.last_on, sessions=sessions, why=row.why)


# The list of services, narrowed and paged, and the page of one service.


LINES: Final = 50
AT_ONCE: Final = 200


@dataclass(frozen=True, kw_only=True)
class ServiceFilter:
    """What the list is narrowed to. `whose` names a yes-or-no fact; `is_open` None means both."""

    words: str = ""
    area: Area | None = None
    need: Need | None = None
    whose: str = ""
    is_open: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceLine:
    """A line of the list."""

    service: Service
    facts: ServiceFacts
    provider: str
    hours: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class ServicePage:
    """Everything said of one service."""

    line: ServiceLine
    detail: ServiceDetail
    places: tuple[ServicePlace, ...]
    days: tuple[ServiceException, ...]


def services_found(sought: ServiceFilter, after: int | None = None) -> tuple[tuple[ServiceLine, ...], int | None]:
    """The next fifty services by name, and the id after which the next page starts; None on the last page."""
    listed = services_listed()
    start = next((number for number, each in enumerate(listed, start=1) if each.id == after), 0)
    pairs = list(islice((each for each in _with_facts(listed[start:]) if _matches(sought, *each)), LINES + 1))
    lines = _lines(pairs[:LINES])
    return lines, lines[-1].service.id if len(pairs) > LINES else None


def service_page(service: Service) -> ServicePage:
    """One service; days that differ only while they are still to come."""
    (line,) = _lines([(service, facts_of(service))])
    days = exceptions_of([service.id], since=clock.today())
    return ServicePage(
        line=line,
        detail=detail_of(service.id),
        places=tuple(places_of([service.id]).get(service.id, ())),
        days=tuple(days.get(service.id, ())),
    )


def _with_facts(listed: Sequence[Service]) -> Iterator[tuple[Service, ServiceFacts]]:
    """Services with their facts, read a few at a time, because a page needs no more than it shows."""
    for first in range(0, len(listed), AT_ONCE):
        some = listed[first : first + AT_ONCE]
        yield from zip(some, facts_of_all(some), strict=True)


def _lines(pairs: Iterable[tuple[Service, ServiceFacts]]) -> tuple[ServiceLine, ...]:
    rows = list(pairs)
    owners = {service.organisation_id for service, _ in rows}
    named = db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(owners)))
    names = {row.id: row.name for row in named}
    now, holidays = clock.now(), dates.bank_holidays()
    return tuple(
        ServiceLine(
            service=service,
            facts=facts,
            provider=names[service.organisation_id],
            hours=open_words(facts, now, holidays),
            is_open=is_open_on(facts, clock.today()),
        )
        for service, facts in rows
    )


def _matches(sought: ServiceFilter, service: Service, facts: ServiceFacts) -> bool:
    if sought.area is not None and sought.area not in facts.areas:
        return False
    if sought.need is not None and sought.need not in facts.needs:
        return False
    if sought.whose and not getattr(facts, sought.whose):
        return False
    if sought.is_open is not None and sought.is_open is not is_open_on(facts, clock.today()):
        return False
    text = " ".join((service.name, service.town, service.languages, *facts.towns, *facts.outcodes)).lower()
    return all(word in text for word in sought.words.lower().split())


# The history of a service: what was changed, by whom and when.


MOST_LINES: Final = 50


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """One change, who made it, and its fields as (label, before, after)."""

    change: ServiceChange
    who: str
    fields: tuple[tuple[str, str, str], ...]


def history_of(service_id: int) -> tuple[ChangeLine, ...]:
    """The newest fifty changes of a service, the newest first."""
    statement = (
        select(ServiceChange, User.name)
        .join(User, User.id == ServiceChange.changed_by_id)
        .where(ServiceChange.service_id == service_id)
        .order_by(ServiceChange.changed_at.desc(), ServiceChange.id.desc())
        .limit(MOST_LINES)
    )
    return tuple(
        ChangeLine(change=change, who=who, fields=_fields(change)) for change, who in db.session.execute(statement)
    )


def newest_change(service_id: int) -> int:
    """The number of a service's newest change; 0 before its first."""
    newest = select(func.max(ServiceChange.id)).where(ServiceChange.service_id == service_id)
    return db.session.scalar(newest) or 0


def _fields(change: ServiceChange) -> tuple[tuple[str, str, str], ...]:
    order = list(LABELS)
    names = sorted(change.became, key=lambda name: order.index(name) if name in order else len(order))
    return tuple((LABELS.get(name, name), change.was.get(name, ""), change.became[name]) for name in names)
