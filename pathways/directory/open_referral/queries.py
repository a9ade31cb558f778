"""The directory in the form of a file, the files sent in, and what one of them would change."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select

from pathways import clock
from pathways.auth.models import Organisation
from pathways.directory.areas.queries import areas_known
from pathways.directory.entries import queries as details
from pathways.directory.entries.rules import LABELS, Access, PlaceKind, week_stored
from pathways.directory.models import DirectoryFile, ProviderDetail, Service, ServiceChange, ServiceDetail
from pathways.directory.open_referral.rules.fields import (
    NO_TOWN,
    PublishedDays,
    PublishedPlace,
    PublishedProvider,
    PublishedService,
    by_day,
    changed_names,
    values_of,
)
from pathways.refusals import or_out_of_sight
from pathways.store.base import db
from pathways.vocabulary import Area, Need

FILES_SHOWN: Final = 20
_PLAIN: Final = (
    "name", "town", "women_only", "young_people", "phone", "opening_hours", "access_notes", "languages", "opened_on",
    "closed_on", "places", "places_updated_on", "typical_wait_days",
)  # fmt: skip
_DETAIL: Final = (
    "description", "website", "email", "age_from", "age_to", "co_occurring", "outreach", "remote", "on_bank_holidays",
    "published_at", "came_with",
)  # fmt: skip


def published(services: Collection[Service]) -> tuple[PublishedService, ...]:
    """These services as a file has them, in the same order. One that was in no file yet has no id."""
    ids = [service.id for service in services]
    known, places, days = details.details_of(ids), details.places_of(ids), details.exceptions_of(ids)
    owners, areas = providers_of({service.organisation_id for service in services}), areas_known()
    return tuple(
        _published(
            service,
            known.get(service.id) or details.nothing_said(service.id),
            owners[service.organisation_id],
            tuple(area for code, area in areas.items() if code in service.areas),
            tuple(_place(place) for place in places.get(service.id, ())),
            tuple(sorted((_days(day) for day in days.get(service.id, ())), key=by_day)),
        )
        for service in services
    )


def providers_of(organisation_ids: Collection[int]) -> dict[int, PublishedProvider]:
    """Providers as a file has them, by organisation. One that was in no file yet has no id."""
    named = select(Organisation, ProviderDetail).outerjoin(
        ProviderDetail, ProviderDetail.organisation_id == Organisation.id
    )
    return {
        organisation.id: PublishedProvider(
            reference=detail.reference if detail else "",
            name=organisation.name,
            description=detail.description if detail else "",
            came_with=detail.came_with if detail else {},
        )
        for organisation, detail in db.session.execute(named.where(Organisation.id.in_(set(organisation_ids))))
    }


def file(file_id: int) -> DirectoryFile:
    """A file that was sent in. Raises OutOfSight."""
    return or_out_of_sight(db.session.get(DirectoryFile, file_id))


def files() -> tuple[DirectoryFile, ...]:
    """The twenty newest files, newest first."""
    return tuple(db.session.scalars(select(DirectoryFile).order_by(DirectoryFile.id.desc()).limit(FILES_SHOWN)))


def newest_change_of_all() -> int:
    """The number of the newest change of any service; 0 before the first."""
    return db.session.scalar(select(func.max(ServiceChange.id))) or 0


def _published(
    service: Service,
    detail: ServiceDetail,
    provider: PublishedProvider,
    areas: tuple[Area, ...],
    sites: tuple[PublishedPlace, ...],
    days: tuple[PublishedDays, ...],
) -> PublishedService:
    on = clock.today()
    return PublishedService(
        reference=detail.reference or "",
        provider=provider,
        is_open=service.opened_on <= on and (service.closed_on is None or on < service.closed_on),
        is_ours=True,
        areas=areas,
        needs=tuple(each for each in Need if each.value in service.needs),
        access=tuple(each for each in Access if each.value in detail.access),
        outcodes=tuple(sorted(detail.outcodes)),
        towns=tuple(sorted(detail.towns)),
        hours=week_stored(detail.hours),
        sites=sites,
        days=days,
        **{name: getattr(service, name) for name in _PLAIN},
        **{name: getattr(detail, name) for name in _DETAIL},
    )


def _place(row: Any) -> PublishedPlace:
    names = ("reference", "name", "address", "town", "region", "postcode", "country", "came_with")
    return PublishedPlace(kind=PlaceKind(row.kind), **{name: getattr(row, name) for name in names})


def _days(row: Any) -> PublishedDays:
    session = None if row.opens is None else (row.opens, row.closes)
    return PublishedDays(
        reference=row.reference, first_on=row.first_on, last_on=row.last_on, session=session, why=row.why
    )


# What a file would change: worked out before anything changes, and again when it is taken.


OUTSIDE: Final = "What Pathways does not hold"


@dataclass(frozen=True, kw_only=True)
class DirectoryNow:
    """The directory as it is, keyed by what a file names: read once, for a file of any length."""

    services: dict[str, Service]
    details: dict[int, ServiceDetail]
    published: dict[int, PublishedService]
    providers: dict[str, Organisation]
    by_name: dict[str, Organisation]
    entries: dict[tuple[int, str, str], Service]

    def provider_of(self, service: PublishedService) -> Organisation | None:
        """The provider here: by its id in the file, else by its name."""
        return self.providers.get(service.provider.reference) or self.by_name.get(service.provider.name.lower())

    def service_of(self, service: PublishedService) -> Service | None:
        """The entry here: by its id in the file, else of this provider, name and town, if no file named it yet."""
        if entry := self.services.get(service.reference):
            return entry
        owner = self.provider_of(service)
        same = self.entries.get((owner.id, service.name, service.town or NO_TOWN)) if owner else None
        return None if same is not None and self._is_named(same) else same

    def clash_of(self, service: PublishedService) -> Service | None:
        """An entry of the same provider, name and town that has another id in files."""
        entry, provider = self.service_of(service), self.provider_of(service)
        owner = entry.organisation_id if entry else provider.id if provider else 0
        town = entry.town if entry and not service.is_ours else service.town or NO_TOWN
        same = self.entries.get((owner, service.name, town))
        return same if same is not None and same is not entry else None

    def _is_named(self, service: Service) -> bool:
        detail = self.details.get(service.id)
        return detail is not None and detail.reference is not None


@dataclass(kw_only=True)
class ImportPlan:
    """What a file would do: services to add, to change (with the labels of what) or to close, and how many stay."""

    added: list[PublishedService] = field(default_factory=list)
    changed: list[tuple[PublishedService, Service, list[str]]] = field(default_factory=list)
    closes: list[Service] = field(default_factory=list)
    providers: list[str] = field(default_factory=list)
    clashes: list[tuple[int, PublishedService]] = field(default_factory=list)
    same: int = 0


def directory_now() -> DirectoryNow:
    """The whole directory, read at once."""
    services = list(db.session.scalars(select(Service).order_by(Service.id)))
    known = details.details_of([each.id for each in services])
    organisations = list(db.session.scalars(select(Organisation).order_by(Organisation.id)))
    by_id = {each.id: each for each in organisations}
    references = {each.organisation_id: each for each in db.session.scalars(select(ProviderDetail))}
    return DirectoryNow(
        services={str(known[each.id].reference): each for each in services if each.id in known},
        details=known,
        published={each.id: made for each, made in zip(services, published(services), strict=True)},
        providers={each.reference: by_id[number] for number, each in references.items()},
        by_name={each.name.lower(): each for each in organisations},
        entries={(each.organisation_id, each.name, each.town): each for each in services},
    )


def plan_of(services: Sequence[PublishedService], directory: DirectoryNow, on: date) -> ImportPlan:
    """What these services would change, in the order of the file."""
    plan = ImportPlan()
    for row, each in enumerate(services, start=1):
        entry = directory.service_of(each)
        if directory.clash_of(each) is not None:
            plan.clashes.append((row, each))
        if directory.provider_of(each) is None and each.provider.name not in plan.providers:
            plan.providers.append(each.provider.name)
        if entry is None:
            plan.added.append(each)
        elif labels := labels_of(each, directory.published[entry.id], directory, entry, on):
            plan.changed.append((each, entry, labels))
            if entry.closed_on is None and values_of(each, on, stored_values(directory, entry)).get("closed_on"):
                plan.closes.append(entry)
        else:
            plan.same += 1
    return plan


def labels_of(
    each: PublishedService, now: PublishedService, directory: DirectoryNow, entry: Service, on: date
) -> list[str]:
    """The labels of the fields that one service of a file would change."""
    values = stored_values(directory, entry)
    labels = [LABELS[name] for name in changed_names(values_of(each, on, values), values)]
    labels += ["Places"] if each.sites != now.sites and (each.sites or each.is_ours) else []
    labels += ["Days that differ"] if each.days != now.days and (each.days or each.is_ours) else []
    return labels + ([OUTSIDE] if dict(each.came_with) != dict(now.came_with) else [])


def stored_values(directory: DirectoryNow, service: Service) -> dict[str, Any]:
    """The stored fields of an entry, in the form in which a file sets them."""
    detail = directory.details.get(service.id) or details.nothing_said(service.id)
    return {
        name: getattr(service if hasattr(Service, name) else detail, name)
        for name in LABELS
        if hasattr(Service, name) or hasattr(ServiceDetail, name)
    }
