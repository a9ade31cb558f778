"""The list of services, narrowed, a page at a time; and one service with everything that is said of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlalchemy import select

from pathways import clock
from pathways.auth.models import Organisation
from pathways.directory.models import Service, ServiceDetail, ServiceException, ServicePlace
from pathways.directory.queries import details, entries
from pathways.directory.rules import ServiceFacts, is_open_on, open_words
from pathways.store import db
from pathways.vocabulary import Area, Need

LINES: Final = 50
AT_ONCE: Final = 200


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What the list is narrowed to. `whose` names a yes-or-no fact; `is_open` None is both."""

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
    """Everything that is said of one service."""

    line: ServiceLine
    detail: ServiceDetail
    places: tuple[ServicePlace, ...]
    days: tuple[ServiceException, ...]


def services_found(sought: Sought, after: int | None = None) -> tuple[tuple[ServiceLine, ...], int | None]:
    """The next fifty services by name, and the id to go on after; None on the last page."""
    listed = entries.services_listed()
    start = next((number for number, each in enumerate(listed, start=1) if each.id == after), 0)
    found = list(islice((each for each in _with_facts(listed[start:]) if _matches(sought, *each)), LINES + 1))
    lines = _lines(found[:LINES])
    return lines, lines[-1].service.id if len(found) > LINES else None


def service_page(service: Service) -> ServicePage:
    """One service; the days that differ only while they are still to come."""
    (line,) = _lines([(service, details.facts_of(service))])
    days = details.exceptions_of([service.id], since=clock.today())
    return ServicePage(
        line=line,
        detail=details.detail_of(service.id),
        places=tuple(details.places_of([service.id]).get(service.id, ())),
        days=tuple(days.get(service.id, ())),
    )


def _with_facts(listed: Sequence[Service]) -> Iterator[tuple[Service, ServiceFacts]]:
    """Services with what they say of themselves, read a few at a time: a page needs no more than it shows."""
    for first in range(0, len(listed), AT_ONCE):
        some = listed[first : first + AT_ONCE]
        yield from zip(some, details.facts_of_all(some), strict=True)


def _lines(found: Iterable[tuple[Service, ServiceFacts]]) -> tuple[ServiceLine, ...]:
    rows = list(found)
    owners = {service.organisation_id for service, _ in rows}
    named = db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(owners)))
    names = {row.id: row.name for row in named}
    now, holidays = clock.now(), clock.bank_holidays()
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


def _matches(sought: Sought, service: Service, facts: ServiceFacts) -> bool:
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
