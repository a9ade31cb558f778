"""Organisations, suites and services: added, changed and closed, never deleted; and how a service answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from pathways import clock
from pathways.admin.rules import domains_bars
from pathways.audit import record as audit
from pathways.audit.models import Actor
from pathways.auth.actions import make_organisation
from pathways.auth.models import Organisation, RoleHeld, Suite, User
from pathways.auth.roles import OrganisationKind, Role, Viewer
from pathways.directory.entries import actions as directory
from pathways.directory.entries.rules import entry_faults, stored
from pathways.directory.models import Service
from pathways.outbox.rules import Medium, can_be_written_to
from pathways.refusals import Reason, Refused, refuse_if
from pathways.store.base import db, save
from pathways.vocabulary import Area, Need

# How a service answers: its people sign in, or it gets a link for each referral.


def stop_links(*, by: Viewer, service: Service) -> None:
    """Send no more links to referrals of this service: its people sign in."""
    _answer_at(by, service, None)


def answering_bars(address: str) -> tuple[Reason, ...]:
    """Why links cannot go to an address."""
    if can_be_written_to(Medium.EMAIL, address):
        return ()
    return (Reason("Enter the e-mail address that links go to, like referrals@secondspring.example", "email"),)


def send_links_approved(*, by: Actor, service: Service, address: str) -> None:
    """Send links to referrals to an address, where no approval is outstanding. Raises Refused.

    With its first such service a provider gets a stand-in: an account without a password, as which nobody can sign in,
    and which acts for the person who answers.
    """
    refuse_if(answering_bars(address))
    _stand_in(by, service)
    _answer_at(by, service, address)


def _answer_at(by: Actor, service: Service, address: str | None) -> None:
    if service.answer_email != address:
        service.answer_email = address
        changed = ["answer_email"]
        audit.administered(by, "service.changed", service.organisation_id, service_id=service.id, fields=changed)
    db.session.flush()


def _stand_in(by: Actor, service: Service) -> None:
    organisation_id = service.organisation_id
    theirs = (User.organisation_id == organisation_id, User.stand_in_at.is_not(None))
    if db.session.scalar(select(User.id).where(*theirs)) is not None:
        return
    provider = db.session.get_one(Organisation, organisation_id)
    user = User(
        name=f"{provider.name}, by link"[:120],
        sign_in_name=f"by-link-{organisation_id}",
        organisation_id=organisation_id,
        created_at=clock.now(),
        stand_in_at=clock.now(),
    )
    save(user)
    db.session.add(RoleHeld(user_id=user.id, role=Role.TW, from_on=clock.today(), given_by_id=by.user_id))
    audit.administered(by, "user.created", organisation_id, user_id=user.id, role=Role.TW.value, stand_in=True)


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
    """Add a force, provider or commissioner. Raises Refused for a taken name or a domain that is not its own."""
    check_organisation(name, email_domains, other_than=None)
    return make_organisation(by=by, name=name, kind=kind, email_domains=email_domains)


def change_organisation(*, by: Viewer, organisation: Organisation, name: str) -> None:
    """Rename an organisation. Raises Refused.

    Its kind never changes, because roles depend on it. Its mail domains take a second person.
    """
    _refuse_taken(name, other_than=organisation.id)
    if organisation.name == name:
        return
    organisation.name = name
    audit.administered(by, "organisation.changed", organisation.id, fields=["name"])
    db.session.flush()


def change_domains_approved(*, by: Actor, organisation: Organisation, email_domains: Sequence[str]) -> None:
    """Set which addresses belong to it, where no approval is outstanding. Raises Refused."""
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
    added = save(Suite(organisation_id=organisation.id, name=name, town=town, phone=phone))
    audit.administered(by, "suite.added", organisation.id, suite_id=added.id)
    return added


def close_suite(*, by: Viewer, suite: Suite) -> None:
    """Close a suite: nobody new is placed there, and its record stays. Raises Refused when it is closed already."""
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
    save(added)
    directory.record_added(by=by, service=added)
    audit.administered(by, "service.added", organisation.id, service_id=added.id)
    return added


def change_service(*, by: Viewer, service: Service, entry: ServiceEntry, seen: int | None = None) -> None:
    """Change an entry from now on; a referral keeps the explanation it was sent with.

    Raises Refused, and Stale when somebody changed the entry after the change that was `seen`.
    """
    directory.keep_entry(by=by, service=service, values=vars(entry), seen=seen)


def _enter(service: Service, entry: ServiceEntry) -> None:
    refuse_if(entry_faults(vars(entry)))
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
    """Raises Refused for a name that is taken, and for each domain with which anybody can get an address."""
    _refuse_taken(name, other_than=other_than)
    refuse_if(domains_bars(email_domains))
