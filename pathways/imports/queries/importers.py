"""Who imports, and what their rows are checked against."""

from collections.abc import Collection

from sqlalchemy import select

from pathways import clock
from pathways.auth.models import Suite
from pathways.auth.queries import organisation, rank_on, roles_of, user_named
from pathways.auth.roles import Role, Viewer, may
from pathways.imports.rules.records import Basis
from pathways.law.queries import law_in_use
from pathways.people.identity.queries import details_of_many
from pathways.people.models.identity import PersonDetails
from pathways.people.queries import known_to_force
from pathways.refusals import Refused
from pathways.store.base import db

MAY_IMPORT = "person.record"
"""Whoever adds people at the desk may add those of before: records are made and searched as theirs."""


MAY_TAKE_BACK = "person.merge"
"""Whoever proposes and decides of two records that they are one may propose and decide that an import was a mistake."""


def importer(sign_in_name: str, permission: str = MAY_IMPORT) -> Viewer:
    """The person in whose name records are imported, in the role in which they may. Raises Refused."""
    user = user_named(sign_in_name)
    if user is None or user.disabled_at is not None:
        raise Refused(f"Nobody signs in as {sign_in_name}")
    role = next((each for each in roles_of(user.id, clock.today()) if may(each, permission)), None)
    owner = organisation(user.organisation_id)
    if role is None or owner is None:
        others = " or ".join(each.label.lower() for each in Role if may(each, permission))
        raise Refused(f"{user.name} may not do this. It is done by or for a {others} of the force")
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
    return Basis(today=clock.today(), now=clock.now(), suites=suites, law=law_in_use())


def details_of_those_known(by: Viewer, person_ids: Collection[int]) -> dict[int, PersonDetails]:
    """What is known of those of these people whom the force knows now, by the id of the record that stays."""
    known = db.session.scalars(known_to_force(by, among=list(person_ids))) if person_ids else ()
    return details_of_many(tuple(known))
