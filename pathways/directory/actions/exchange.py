"""The directory as a file: written for others, and a file of others taken in whole or not at all."""

from datetime import date
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from pathways import audit, clock
from pathways.auth import OrganisationKind, Viewer
from pathways.auth.models import Organisation
from pathways.directory.actions.entries import end_free_times
from pathways.directory.actions.taking import Taking
from pathways.directory.models import DirectoryFile, ProviderDetail, Service, ServiceDetail
from pathways.directory.queries import areas_known, details_of, nothing_said
from pathways.directory.queries.entries import services_listed
from pathways.directory.queries.exchange import newest_change_of_all, published
from pathways.directory.queries.planning import Plan, held_now, plan_of
from pathways.directory.rules import FileOutcome
from pathways.directory.rules.open_referral import PublishedService, read, written
from pathways.refusals import Reason, Refused, Stale
from pathways.store import db, rows_changed


def write_file(*, by: Viewer) -> bytes:
    """Every service, closed ones too, as Open Referral UK. Whatever has no id yet is given one that stays."""
    services = services_listed()
    _give_references(services)
    made = sorted(published(services), key=_by_name)
    audit.administered(by, "directory.downloaded", by.organisation_id, services=len(made))
    db.session.flush()
    return written(made, clock.today())


def receive_file(*, by: Viewer, name: str, content: bytes) -> DirectoryFile:
    """Keep a file that is valid, until somebody decides. Raises Refused with each fault by row and field."""
    services, faults = read(content, tuple(areas_known().values()))
    if faults:
        more = f"Nothing was taken from “{name}”. Correct it where it came from, and choose it again"
        raise Refused(reasons=(*(Reason(each.words, "file") for each in faults), Reason(more)))
    row = DirectoryFile(name=name, digest=sha256(content).hexdigest(), services=len(services))
    row.content, row.read_at, row.read_by_id = content.decode("utf-8-sig"), clock.now(), by.user_id
    db.session.add(row)
    db.session.flush()
    audit.administered(by, "directory.file.read", by.organisation_id, file=row.id, services=row.services)
    return row


def plan_for(row: DirectoryFile, on: date) -> Plan:
    """What a file that waits would change now."""
    return plan_of(_services_in(row), held_now(), on)


def take_file(*, by: Viewer, row: DirectoryFile, seen: int) -> None:
    """Take a file into the directory, whole. Raises Refused when somebody decided before, Stale when any entry was
    changed since the plan was shown."""
    services = _services_in(row)
    _decide(by, row, FileOutcome.TAKEN)
    db.session.execute(select(Service.id).order_by(Service.id).with_for_update())
    if seen != newest_change_of_all():
        raise Stale("An entry of the directory was changed after you opened the page. Look again at what would change")
    held, on = held_now(), clock.today()
    plan = plan_of(services, held, on)
    if plan.clashes:
        raise Refused(reasons=tuple(_clash(number, each) for number, each in plan.clashes[:20]))
    _providers(by, services, held.provider_of)
    taking = Taking(by=by, held=held_now(), on=on)
    taking.add(list(plan.added))
    taking.change([(each, found) for each, found, _ in plan.changed])
    db.session.flush()
    for each in plan.closes:
        end_free_times(by, each, each.closed_on or on)
    counted = {"added": len(plan.added), "changed": len(plan.changed), "providers": len(plan.providers)}
    audit.administered(by, "directory.file.taken", by.organisation_id, file=row.id, **counted)


def drop_file(*, by: Viewer, row: DirectoryFile) -> None:
    """Take nothing from a file. Raises Refused when somebody decided before."""
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
    """Whoever runs these services: entered where nobody here has that name, and told apart by the file's own id."""
    done: dict[str, Organisation] = {}  # by name, and by the file's id
    details = {each.organisation_id: each for each in db.session.scalars(select(ProviderDetail))}
    for each in services:
        name = each.provider.name
        owner = provider_of(each) or done.get(each.provider.reference) or done.get(name.lower())
        if owner is None:
            owner = Organisation(name=name, kind=OrganisationKind.PROVIDER, email_domains=[], created_at=clock.now())
            db.session.add(owner)
            db.session.flush()
            audit.administered(by, "organisation.added", owner.id, kind=owner.kind.value)
        elif owner.kind is not OrganisationKind.PROVIDER:
            raise Refused(f"“{owner.name}” is not a treatment provider here, so it cannot run a service")
        done[name.lower()] = done[each.provider.reference] = owner
        detail = details.get(owner.id) or ProviderDetail(organisation_id=owner.id, reference=each.provider.reference)
        detail.description, detail.came_with = each.provider.description, dict(each.provider.came_with)
        details[owner.id] = detail
        db.session.add(detail)
    db.session.flush()


def _give_references(services: tuple[Service, ...]) -> None:
    """Ids for whatever was never in a file. Of two at once the second waits, and finds what the first gave."""
    db.session.execute(select(Service.id).order_by(Service.id).with_for_update())
    known = details_of([each.id for each in services])
    for service in services:
        detail: ServiceDetail = known.get(service.id) or nothing_said(service.id)
        detail.reference = detail.reference or str(uuid4())
        db.session.add(detail)
    named = set(db.session.scalars(select(ProviderDetail.organisation_id)))
    for owner in sorted({each.organisation_id for each in services} - named):
        db.session.add(ProviderDetail(organisation_id=owner, reference=str(uuid4()), description="", came_with={}))
    db.session.flush()


def _by_name(each: PublishedService) -> tuple[str, str, str]:
    return each.name, each.town, each.reference
