"""Organisations, suites and services: added, changed and closed, never deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from pathways import audit, clock
from pathways.admin.rules import domains_bars
from pathways.audit import Actor
from pathways.auth import Viewer
from pathways.auth.models import Organisation, Suite
from pathways.auth.roles import OrganisationKind
from pathways.directory import actions as directory
from pathways.directory.models import Service
from pathways.directory.rules import entry_faults, stored
from pathways.refusals import Refused
from pathways.store import db
from pathways.vocabulary import Area, Need


@dataclass(frozen=True, kw_only=True)
class ServiceEntry:
    """What is entered about a service. Free places carry the day on which they were counted."""

    name: str
    town: str
    areas: Sequence[Area]
    needs: Sequence[Need]
    women_only: bool
    young_people: bool
    phone: str
    opening_hours: str
    access_notes: str
    languages: str
    opened_on: date
    closed_on: date | None
    places: int | None
    places_updated_on: date | None
    typical_wait_days: int | None


def add_organisation(*, by: Viewer, name: str, kind: OrganisationKind, email_domains: Sequence[str]) -> Organisation:
    """A force, provider or commissioner. Raises Refused: a name that is taken, no domain of its own."""
    check_organisation(name, email_domains, other_than=None)
    added = Organisation(name=name, kind=kind, email_domains=list(email_domains), created_at=clock.now())
    db.session.add(added)
    db.session.flush()
    audit.administered(by, "organisation.added", added.id, kind=kind.value)
    return added


def change_organisation(*, by: Viewer, organisation: Organisation, name: str) -> None:
    """Give an organisation another name. Its kind never changes, since roles hang on it; its mail domains take a second
    person. Raises Refused."""
    _refuse_taken(name, other_than=organisation.id)
    if organisation.name == name:
        return
    organisation.name = name
    audit.administered(by, "organisation.changed", organisation.id, fields=["name"])
    db.session.flush()


def change_domains_approved(*, by: Actor, organisation: Organisation, email_domains: Sequence[str]) -> None:
    """Which addresses belong to it, when nobody need approve it any more. Raises Refused."""
    check_organisation(organisation.name, email_domains, other_than=organisation.id)
    organisation.email_domains = list(email_domains)
    audit.administered(by, "organisation.changed", organisation.id, fields=["email_domains"])
    db.session.flush()


def add_suite(*, by: Viewer, organisation: Organisation, name: str, town: str, phone: str) -> Suite:
    """A custody suite of a force. Raises Refused."""
    if organisation.kind is not OrganisationKind.FORCE:
        raise Refused("Only a police force has custody suites")
    same = select(Suite.id).where(Suite.organisation_id == organisation.id, func.lower(Suite.name) == name.lower())
    if db.session.scalar(same) is not None:
        raise Refused(f"{organisation.name} has a suite of this name", field="name")
    added = Suite(organisation_id=organisation.id, name=name, town=town, phone=phone)
    db.session.add(added)
    db.session.flush()
    audit.administered(by, "suite.added", organisation.id, suite_id=added.id)
    return added


def close_suite(*, by: Viewer, suite: Suite) -> None:
    """Nobody new is placed there; its record stays. Raises Refused when it is closed already."""
    if suite.closed_at is not None:
        raise Refused("This suite is closed already")
    suite.closed_at = clock.now()
    audit.administered(by, "suite.closed", suite.organisation_id, suite_id=suite.id)
    db.session.flush()


def add_service(*, by: Viewer, organisation: Organisation, entry: ServiceEntry) -> Service:
    """A service of a provider. Raises Refused."""
    if organisation.kind is not OrganisationKind.PROVIDER:
        raise Refused("Services belong to treatment providers", field="organisation")
    added = Service(organisation_id=organisation.id)
    _enter(added, entry)
    db.session.add(added)
    db.session.flush()
    directory.record_added(by=by, service=added)
    audit.administered(by, "service.added", organisation.id, service_id=added.id)
    return added


def change_service(*, by: Viewer, service: Service, entry: ServiceEntry, seen: int | None = None) -> None:
    """The entry as it stands from now on; a referral keeps the explanation it was sent with.

    Raises Refused, and Stale when somebody changed the entry after the change that was `seen`.
    """
    directory.keep_entry(by=by, service=service, values=vars(entry), seen=seen)


def _enter(service: Service, entry: ServiceEntry) -> None:
    if faults := entry_faults(vars(entry)):
        raise Refused(reasons=faults)
    with db.session.no_autoflush:
        same = select(Service.id).where(
            Service.organisation_id == service.organisation_id, Service.name == entry.name, Service.town == entry.town
        )
        if db.session.scalar(same) is not None:
            raise Refused("This provider has a service of this name in this town", field="name")
    for field, value in vars(entry).items():
        setattr(service, field, stored(field, value))


def _refuse_taken(name: str, *, other_than: int | None) -> None:
    same = select(Organisation.id).where(func.lower(Organisation.name) == name.lower())
    if db.session.scalar(same.where(Organisation.id != (other_than or 0))) is not None:
        raise Refused("There is an organisation of this name", field="name")


def check_organisation(name: str, email_domains: Sequence[str], *, other_than: int | None) -> None:
    """Raises Refused for a name that is taken, or for each domain that anybody can join."""
    _refuse_taken(name, other_than=other_than)
    if bars := domains_bars(email_domains):
        raise Refused(reasons=bars)
