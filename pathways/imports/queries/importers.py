"""Who imports, and what their rows are checked against."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from pathways import clock
from pathways.auth.models import Organisation, Suite, User
from pathways.auth.queries import organisation, rank_on, roles_of, user_named
from pathways.auth.roles import OrganisationKind, Role, Viewer, may
from pathways.dates import london_date
from pathways.directory.areas.queries import areas_known
from pathways.directory.entries.queries import services_listed
from pathways.imports.models import ImportUndoing
from pathways.imports.rules.columns import Kind
from pathways.imports.rules.records import Basis
from pathways.law.queries import law_in_use
from pathways.refusals import Refused
from pathways.store.base import db

MAY_IMPORT = "person.record"
"""Whoever adds people at the desk may add those of before: records are made and searched as theirs."""


MAY_DECIDE = MAY_IMPORT
"""Whoever says at the desk that somebody is none of those found says it of somebody in a file: they are added alike."""


MAY_TAKE_BACK = "person.merge"
"""Whoever proposes and decides of two records that they are one may propose and decide that an import was a mistake."""


OF_A_SERVICE = "case.record"
"""How people got on with a service is imported for whoever records it there: police may not know of it."""
MAY_LOOK = (MAY_IMPORT, OF_A_SERVICE)
"""Whoever imported anything may say what was imported, and ask that it is taken back with somebody of theirs."""


def may_import(kind: Kind) -> str:
    """The permission that it takes to import or export a kind."""
    return OF_A_SERVICE if kind is Kind.ENGAGEMENT else MAY_IMPORT


def importer(sign_in_name: str, *permissions: str) -> Viewer:
    """The person in whose name records are imported, in a role that has one of these permissions. Raises Refused."""
    user = user_named(sign_in_name)
    if user is None or user.disabled_at is not None:
        raise Refused(f"Nobody signs in as {sign_in_name}")
    asked = permissions or (MAY_IMPORT,)
    role = _role_of(user, clock.today(), asked)
    owner = organisation(user.organisation_id)
    if role is None or owner is None:
        allowed = [each for each in Role if any(may(each, permission) for permission in asked)]
        others, whose = " or ".join(each.label.lower() for each in allowed), "of the force"
        if asked == (OF_A_SERVICE,):
            whose = "of the service that accepted"
        raise Refused(f"{user.name} may not do this. It is done by or for a {others} {whose}")
    return _as_viewer(user, role, owner)


def decider_of(undoing: ImportUndoing) -> Viewer:
    """Who confirmed that an import is taken back, in the role in which they could on that day: the worker does it in
    their name, whatever became of their account since. Raises LookupError where nobody decided."""
    user = db.session.get(User, undoing.decided_by_id) if undoing.decided_by_id else None
    owner = organisation(user.organisation_id) if user else None
    if user is None or owner is None or undoing.decided_at is None:
        raise LookupError(f"Nobody decided on undoing {undoing.id}")
    role = _role_of(user, london_date(undoing.decided_at), (MAY_TAKE_BACK, OF_A_SERVICE))
    return _as_viewer(user, role or (Role.DM if owner.kind is OrganisationKind.FORCE else Role.PM), owner)


def _role_of(user: User, on: date, permissions: Collection[str]) -> Role | None:
    """The first role that they hold on a day and that has one of these permissions."""
    theirs = roles_of(user.id, on)
    return next((each for each in theirs if any(may(each, permission) for permission in permissions)), None)


def _as_viewer(user: User, role: Role, owner: Organisation) -> Viewer:
    return Viewer(
        user_id=user.id,
        name=user.name,
        role=role,
        organisation_id=owner.id,
        organisation_kind=owner.kind,
        suite_id=user.suite_id,
        rank=rank_on(user.id, clock.today()),
        request_id="import",
    )


def basis_of(by: Viewer | None) -> Basis:
    """What the rows of a file are checked against now: the law, and every suite that the force has or had."""
    theirs = select(Suite.name, Suite.id).where(Suite.organisation_id == (by.organisation_id if by else None))
    suites = {row[0]: row[1] for row in db.session.execute(theirs.order_by(Suite.id))}
    return Basis(
        today=clock.today(), now=clock.now(), suites=suites, law=law_in_use(), services=_services(), areas=_areas()
    )


def _areas() -> dict[str, str]:
    """Every area that was ever set up, by its name and by its code."""
    codes = areas_known()
    return {area.label: code for code, area in codes.items()} | {code: code for code in codes}


def _services() -> dict[str, int]:
    """Every service by its name, and by its name and town; but by no name that two of them have."""
    named: dict[str, set[int]] = {}
    for each in services_listed():
        for name in (each.name, f"{each.name}, {each.town}"):
            named.setdefault(name, set()).add(each.id)
    return {name: next(iter(ids)) for name, ids in named.items() if len(ids) == 1}
