"""The directory as a file has it, and what a file would change of it."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import func, select

from pathways import clock
from pathways.auth.models import Organisation
from pathways.directory.models import DirectoryFile, ProviderDetail, Service, ServiceChange, ServiceDetail
from pathways.directory.queries import details
from pathways.directory.queries.areas import areas_known
from pathways.directory.rules import Access, PlaceKind, week_held
from pathways.directory.rules.open_referral import (
    PublishedDays,
    PublishedPlace,
    PublishedProvider,
    PublishedService,
)
from pathways.directory.rules.open_referral.parts import by_day
from pathways.refusals import OutOfSight
from pathways.store import db
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
    """These services as a file has them, in the same order. One that no file named yet has no id."""
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
    """Providers as a file has them, by the id of the organisation. One that no file named yet has no id."""
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
    found = db.session.get(DirectoryFile, file_id)
    if found is None:
        raise OutOfSight
    return found


def files() -> tuple[DirectoryFile, ...]:
    """The newest twenty files, the newest first."""
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
        hours=week_held(detail.hours),
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
