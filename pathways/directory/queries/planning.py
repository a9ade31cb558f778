"""What a file would change of the directory: asked before anything changes, and again when it does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from pathways.auth.models import Organisation
from pathways.directory.models import ProviderDetail, Service, ServiceDetail
from pathways.directory.queries import details
from pathways.directory.queries.exchange import published
from pathways.directory.rules import LABELS
from pathways.directory.rules.open_referral import NO_TOWN, PublishedService, changed_names, values_of
from pathways.store import db

OUTSIDE: Final = "What Pathways does not hold"


@dataclass(frozen=True, kw_only=True)
class Held:
    """The directory as it stands, by what a file names things: one read for a file of any length."""

    services: dict[str, Service]
    details: dict[int, ServiceDetail]
    published: dict[int, PublishedService]
    providers: dict[str, Organisation]
    by_name: dict[str, Organisation]
    entries: dict[tuple[int, str, str], Service]

    def provider_of(self, service: PublishedService) -> Organisation | None:
        """Who runs it here: by its id in the file, else by its name."""
        return self.providers.get(service.provider.reference) or self.by_name.get(service.provider.name.lower())

    def service_of(self, service: PublishedService) -> Service | None:
        """The entry here: by its id in the file, else the provider's of this name and town that no file named yet."""
        if found := self.services.get(service.reference):
            return found
        owner = self.provider_of(service)
        same = self.entries.get((owner.id, service.name, service.town or NO_TOWN)) if owner else None
        return None if same is not None and self._is_named(same) else same

    def clash_of(self, service: PublishedService) -> Service | None:
        """An entry of the same provider, name and town that another id in a file means."""
        found, provider = self.service_of(service), self.provider_of(service)
        owner = found.organisation_id if found else provider.id if provider else 0
        town = found.town if found and not service.is_ours else service.town or NO_TOWN
        same = self.entries.get((owner, service.name, town))
        return same if same is not None and same is not found else None

    def _is_named(self, service: Service) -> bool:
        detail = self.details.get(service.id)
        return detail is not None and detail.reference is not None


@dataclass(kw_only=True)
class Plan:
    """What a file would do: new services, those it changes with the labels of what, and how many stay as they are."""

    added: list[PublishedService] = field(default_factory=list)
    changed: list[tuple[PublishedService, Service, list[str]]] = field(default_factory=list)
    closes: list[Service] = field(default_factory=list)
    providers: list[str] = field(default_factory=list)
    clashes: list[tuple[int, PublishedService]] = field(default_factory=list)
    same: int = 0


def held_now() -> Held:
    """Everything that stands, read at once."""
    services = list(db.session.scalars(select(Service).order_by(Service.id)))
    known = details.details_of([each.id for each in services])
    organisations = list(db.session.scalars(select(Organisation).order_by(Organisation.id)))
    by_id = {each.id: each for each in organisations}
    references = {each.organisation_id: each for each in db.session.scalars(select(ProviderDetail))}
    return Held(
        services={str(known[each.id].reference): each for each in services if each.id in known},
        details=known,
        published={each.id: made for each, made in zip(services, published(services), strict=True)},
        providers={each.reference: by_id[number] for number, each in references.items()},
        by_name={each.name.lower(): each for each in organisations},
        entries={(each.organisation_id, each.name, each.town): each for each in services},
    )


def plan_of(services: Sequence[PublishedService], held: Held, on: date) -> Plan:
    """What these services would change, in the order of the file."""
    plan = Plan()
    for row, each in enumerate(services, start=1):
        found = held.service_of(each)
        if held.clash_of(each) is not None:
            plan.clashes.append((row, each))
        if held.provider_of(each) is None and each.provider.name not in plan.providers:
            plan.providers.append(each.provider.name)
        if found is None:
            plan.added.append(each)
        elif labels := labels_of(each, held.published[found.id], held, found, on):
            plan.changed.append((each, found, labels))
            if found.closed_on is None and values_of(each, on, held_values(held, found)).get("closed_on"):
                plan.closes.append(found)
        else:
            plan.same += 1
    return plan


def labels_of(each: PublishedService, now: PublishedService, held: Held, found: Service, on: date) -> list[str]:
    """The names of what one service of a file would change."""
    values = held_values(held, found)
    labels = [LABELS[name] for name in changed_names(values_of(each, on, values), values)]
    labels += ["Places"] if each.sites != now.sites and (each.sites or each.is_ours) else []
    labels += ["Days that differ"] if each.days != now.days and (each.days or each.is_ours) else []
    return labels + ([OUTSIDE] if dict(each.came_with) != dict(now.came_with) else [])


def held_values(held: Held, service: Service) -> dict[str, Any]:
    """The stored fields of an entry, as a file sets them."""
    detail = held.details.get(service.id) or details.nothing_said(service.id)
    return {
        name: getattr(service if hasattr(Service, name) else detail, name)
        for name in LABELS
        if hasattr(Service, name) or hasattr(ServiceDetail, name)
    }
