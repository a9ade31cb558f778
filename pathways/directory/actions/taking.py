"""The services of a file become entries: the rows, and a line of history each, however many there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pathways import clock
from pathways.auth import Viewer
from pathways.directory.actions.parts import of_days_said, place_said
from pathways.directory.models import Service, ServiceChange, ServiceDetail, ServiceException, ServicePlace
from pathways.directory.queries import areas_known, exceptions_of, nothing_said, places_of
from pathways.directory.queries.planning import OUTSIDE, Held, held_values
from pathways.directory.rules import ChangeKind, said
from pathways.directory.rules.open_referral import (
    PublishedDays,
    PublishedPlace,
    PublishedService,
    changed_names,
    values_of,
)
from pathways.store import db


@dataclass(frozen=True, kw_only=True)
class Taking:
    """One file being taken in, by whom and as of which London day."""

    by: Viewer
    held: Held
    on: date

    def add(self, services: Sequence[PublishedService]) -> None:
        """New services, each with its places and days."""
        made, areas = [], areas_known()
        for of_file in services:
            owner = self.held.provider_of(of_file)
            assert owner is not None  # noqa: S101 - entered before its services are
            service, values = Service(organisation_id=owner.id), values_of(of_file, self.on, None)
            detail = nothing_said(0)
            self._set(service, detail, values)
            made.append((of_file, service, detail, values))
        db.session.add_all(service for _, service, _, _ in made)
        db.session.flush()
        for of_file, service, detail, values in made:
            detail.service_id, detail.reference = service.id, of_file.reference
            self._rest(of_file, detail)
            self._parts(of_file, service, [], [])
            answered = ((name, value) for name, value in values.items() if value not in (None, "", [], False))
            words = {name: said(name, value, areas) for name, value in answered}
            self._line(service, ChangeKind.FROM_A_FILE, {}, words)

    def change(self, services: Sequence[tuple[PublishedService, Service]]) -> None:
        """Entries that stand already: what the file says otherwise."""
        ids = [service.id for _, service in services]
        places, days, areas = places_of(ids), exceptions_of(ids), areas_known()
        for each, service in services:
            detail = self.held.details.get(service.id) or nothing_said(service.id)
            held = held_values(self.held, service)
            values = values_of(each, self.on, held)
            changed = changed_names(values, held)
            was = {name: said(name, held[name], areas) for name in changed}
            became = {name: said(name, values[name], areas) for name in changed}
            if dict(each.came_with) != dict(detail.came_with):
                became[OUTSIDE] = "As the file says"
            detail.reference = each.reference
            self._set(service, detail, values)
            self._rest(each, detail)
            self._parts(each, service, places.get(service.id, []), days.get(service.id, []), was, became)
            self._line(service, ChangeKind.FROM_A_FILE, was, became)

    def _set(self, service: Service, detail: ServiceDetail, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(service if hasattr(Service, name) else detail, name, value)

    def _rest(self, each: PublishedService, detail: ServiceDetail) -> None:
        detail.published_at, detail.came_with = each.published_at, dict(each.came_with)
        db.session.add(detail)

    def _parts(
        self,
        each: PublishedService,
        service: Service,
        places: Sequence[ServicePlace],
        days: Sequence[ServiceException],
        was: dict[str, str] | None = None,
        became: dict[str, str] | None = None,
    ) -> None:
        """End what the file no longer says and enter what is new, places and days alike."""
        before, after = {} if was is None else was, {} if became is None else became
        if each.sites or each.is_ours:
            gone, new = self._differ(places, each.sites, _place_key, _place_key)
            rows = [self._entered(_place_row(service.id, site)) for site in new]
            if gone or new:
                before["place"], after["place"] = _listed(map(place_said, gone)), _listed(map(place_said, rows))
        if each.days or each.is_ours:
            ended, fresh = self._differ(days, each.days, _days_key, _published_days_key)
            entered = [self._entered(_days_row(service.id, day)) for day in fresh]
            if ended or fresh:
                before["days"], after["days"] = _listed(map(of_days_said, ended)), _listed(map(of_days_said, entered))

    def _differ(
        self, rows: Sequence[Any], said_now: Iterable[Any], of_row: Any, of_said: Any
    ) -> tuple[list[Any], list[Any]]:
        stays = {of_said(each): each for each in said_now}
        gone = [row for row in rows if of_row(row) not in stays]
        for row in gone:
            row.ended_at, row.ended_by_id = clock.now(), self.by.user_id
        if gone:
            db.session.flush()  # an id that is entered anew must have ended first
        there = {of_row(row) for row in rows}
        return gone, [each for key, each in stays.items() if key not in there]

    def _entered(self, row: Any) -> Any:
        row.added_at, row.added_by_id = clock.now(), self.by.user_id
        db.session.add(row)
        return row

    def _line(self, service: Service, kind: ChangeKind, was: dict[str, str], became: dict[str, str]) -> None:
        if became:
            line = ServiceChange(service_id=service.id, kind=kind, was=was, became=became)
            line.changed_at, line.changed_by_id = clock.now(), self.by.user_id
            db.session.add(line)


def _place_key(each: Any) -> Any:
    names = ("reference", "kind", "name", "address", "town", "region", "postcode", "country")
    return (*(getattr(each, name) for name in names), repr(sorted(each.came_with.items())))


def _days_key(each: ServiceException) -> Any:
    session = None if each.opens is None else (each.opens, each.closes)
    return each.reference, each.first_on, each.last_on, session, each.why


def _published_days_key(each: PublishedDays) -> Any:
    return each.reference, each.first_on, each.last_on, each.session, each.why


def _place_row(service_id: int, each: PublishedPlace) -> ServicePlace:
    values = {**vars(each), "came_with": dict(each.came_with)}
    return ServicePlace(service_id=service_id, **values)


def _days_row(service_id: int, each: PublishedDays) -> ServiceException:
    opens, closes = each.session or (None, None)
    row = ServiceException(service_id=service_id, reference=each.reference, opens=opens, closes=closes, why=each.why)
    row.first_on, row.last_on = each.first_on, each.last_on
    return row


def _listed(words: Iterable[str]) -> str:
    return "; ".join(words) or "Not said"
