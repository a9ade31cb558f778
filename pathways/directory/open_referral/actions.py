"""Open Referral files: writing the directory as one, and taking the services of a file into it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.actions import make_organisation
from pathways.auth.models import Organisation
from pathways.auth.roles import OrganisationKind, Viewer
from pathways.directory.areas.queries import areas_known
from pathways.directory.entries.actions import end_free_times, of_days_said, place_said
from pathways.directory.entries.queries import details_of, exceptions_of, nothing_said, places_of, services_listed
from pathways.directory.entries.rules import ChangeKind, FileOutcome, value_in_words
from pathways.directory.models import (
    DirectoryFile,
    ProviderDetail,
    Service,
    ServiceChange,
    ServiceDetail,
    ServiceException,
    ServicePlace,
)
from pathways.directory.open_referral.queries import (
    OUTSIDE,
    DirectoryNow,
    ImportPlan,
    directory_now,
    newest_change_of_all,
    plan_of,
    published,
    stored_values,
)
from pathways.directory.open_referral.rules.fields import (
    PublishedDays,
    PublishedPlace,
    PublishedService,
    changed_names,
    values_of,
)
from pathways.directory.open_referral.rules.reading import read
from pathways.directory.open_referral.rules.shape import written
from pathways.refusals import Reason, Refused, Stale
from pathways.store.base import db, rows_changed, save

# Turning the services of a file into entries: the rows, with a line of history for each.


@dataclass(frozen=True, kw_only=True)
class Taking:
    """One file as it is taken in: by whom, on which London day, into which directory."""

    by: Viewer
    directory: DirectoryNow
    on: date

    def add(self, services: Sequence[PublishedService]) -> None:
        """Add new services, each with its places and days."""
        made, areas = [], areas_known()
        for of_file in services:
            owner = self.directory.provider_of(of_file)
            assert owner is not None  # noqa: S101 - providers are added before their services
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
            words = {name: value_in_words(name, value, areas) for name, value in answered}
            self._line(service, ChangeKind.FROM_A_FILE, {}, words)

    def change(self, services: Sequence[tuple[PublishedService, Service]]) -> None:
        """Change entries that exist to what the file says."""
        ids = [service.id for _, service in services]
        places, days, areas = places_of(ids), exceptions_of(ids), areas_known()
        for each, service in services:
            detail = self.directory.details.get(service.id) or nothing_said(service.id)
            before = stored_values(self.directory, service)
            values = values_of(each, self.on, before)
            changed = changed_names(values, before)
            was = {name: value_in_words(name, before[name], areas) for name in changed}
            became = {name: value_in_words(name, values[name], areas) for name in changed}
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
        """End what the file no longer says and add what is new, for places and days alike."""
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


# Writing the directory as a file, and a file that was sent in: kept, then taken whole or dropped.


def write_file(*, by: Viewer) -> bytes:
    """Every service, closed ones too, as Open Referral UK. Whatever has no id yet gets a lasting one."""
    services = services_listed()
    _give_references(services)
    made = sorted(published(services), key=_by_name)
    audit.administered(by, "directory.downloaded", by.organisation_id, services=len(made))
    db.session.flush()
    return written(made, clock.today())


def receive_file(*, by: Viewer, name: str, content: bytes) -> DirectoryFile:
    """Store a valid file until somebody decides about it. Raises Refused with each fault by row and field."""
    services, faults = read(content, tuple(areas_known().values()))
    if faults:
        more = f"Nothing was taken from “{name}”. Correct it where it came from, and choose it again"
        raise Refused(reasons=(*(Reason(each.words, "file") for each in faults), Reason(more)))
    row = DirectoryFile(name=name, digest=sha256(content).hexdigest(), services=len(services))
    row.content, row.read_at, row.read_by_id = content.decode("utf-8-sig"), clock.now(), by.user_id
    save(row)
    audit.administered(by, "directory.file.read", by.organisation_id, file=row.id, services=row.services)
    return row


def plan_for(row: DirectoryFile, on: date) -> ImportPlan:
    """What a waiting file would change now."""
    return plan_of(_services_in(row), directory_now(), on)


def take_file(*, by: Viewer, row: DirectoryFile, seen: int) -> None:
    """Take a file into the directory, whole.

    Raises Refused when it was decided already, Stale when any entry has changed since the plan was shown.
    """
    services = _services_in(row)
    _decide(by, row, FileOutcome.TAKEN)
    db.session.execute(select(Service.id).order_by(Service.id).with_for_update())
    if seen != newest_change_of_all():
        raise Stale("An entry of the directory was changed after you opened the page. Look again at what would change")
    directory, on = directory_now(), clock.today()
    plan = plan_of(services, directory, on)
    if plan.clashes:
        raise Refused(reasons=tuple(_clash(number, each) for number, each in plan.clashes[:20]))
    _providers(by, services, directory.provider_of)
    taking = Taking(by=by, directory=directory_now(), on=on)
    taking.add(list(plan.added))
    taking.change([(each, service) for each, service, _ in plan.changed])
    db.session.flush()
    for each in plan.closes:
        end_free_times(by, each, each.closed_on or on)
    counted = {"added": len(plan.added), "changed": len(plan.changed), "providers": len(plan.providers)}
    audit.administered(by, "directory.file.taken", by.organisation_id, file=row.id, **counted)


def drop_file(*, by: Viewer, row: DirectoryFile) -> None:
    """Take nothing from a file. Raises Refused when it was decided already."""
    _decide(by, row, FileOutcome.DROPPED)
    audit.administered(by, "directory.file.dropped", by.organisation_id, file=row.id)


def _services_in(row: DirectoryFile) -> tuple[PublishedService, ...]:
    return read((row.content or "").encode(), tuple(areas_known().values()))[0]


def _decide(by: Viewer, row: DirectoryFile, outcome: FileOutcome) -> None:
    ended = {"outcome": outcome, "ended_at": clock.now(), "ended_by_id": by.user_id, "content": None}
    waiting = (DirectoryFile.id == row.id, DirectoryFile.ended_at.is_(None))
    if rows_changed(update(DirectoryFile).where(*waiting).values(**ended)) != 1:
        raise Refused("Somebody decided about this file already. Look at the directory")


def _clash(row: int, each: PublishedService) -> Reason:
    town = f", {each.town}" if each.town else ""
    return Reason(
        f"Service {row:,} (“{each.name}”{town}) has another id than the service of this name in the directory. "
        "Give it the same id in the file, or change the name of one"
    )


def _providers(by: Viewer, services: tuple[PublishedService, ...], provider_of: Any) -> None:
    """Find the providers of these services by their id in the file or by name; add those that are not there."""
    done: dict[str, Organisation] = {}  # by name, and by the file's id
    details = {each.organisation_id: each for each in db.session.scalars(select(ProviderDetail))}
    for each in services:
        name = each.provider.name
        owner = provider_of(each) or done.get(each.provider.reference) or done.get(name.lower())
        if owner is None:
            owner = make_organisation(by=by, name=name, kind=OrganisationKind.PROVIDER)
        elif owner.kind is not OrganisationKind.PROVIDER:
            raise Refused(f"“{owner.name}” is not a treatment provider here, so it cannot run a service")
        done[name.lower()] = done[each.provider.reference] = owner
        detail = details.get(owner.id) or ProviderDetail(organisation_id=owner.id, reference=each.provider.reference)
        detail.description, detail.came_with = each.provider.description, dict(each.provider.came_with)
        details[owner.id] = detail
        db.session.add(detail)
    db.session.flush()


def _give_references(services: tuple[Service, ...]) -> None:
    """Give ids to whatever was in no file yet. Of two at once, the second waits and finds the ids of the first."""
    db.session.execute(select(Service.id).order_by(Service.id).with_for_update())
    known = details_of([each.id for each in services])
    for service in services:
        detail: ServiceDetail = known.get(service.id) or nothing_said(service.id)
        detail.reference = detail.reference or str(uuid4())
        db.session.add(detail)
    db.session.flush()
    named = set(db.session.scalars(select(ProviderDetail.organisation_id)))
    unnamed = sorted({each.organisation_id for each in services} - named)
    rows = [
        {"organisation_id": each, "reference": str(uuid4()), "description": "", "came_with": {}} for each in unnamed
    ]
    if rows:
        db.session.execute(insert(ProviderDetail), rows)


def _by_name(each: PublishedService) -> tuple[str, str, str]:
    return each.name, each.town, each.reference
