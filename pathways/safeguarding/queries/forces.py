"""Which police force is told of a concern about an episode that the caller found in sight."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import or_, select

from pathways.auth import OrganisationKind
from pathways.auth.models import Organisation, Suite
from pathways.people.models import Episode
from pathways.safeguarding.rules import ForceFacts, forces_to_tell
from pathways.store import db


def forces_for(episode: Episode, near: Iterable[str] = ()) -> tuple[ForceFacts, ...]:
    """The force that is told, or those among which is asked, by name. `near` are towns, the closest first."""
    of_suite = db.session.scalar(select(Suite.organisation_id).where(Suite.id == episode.suite_id))
    own = of_suite or episode.organisation_id
    is_there = or_(Organisation.closed_at.is_(None), Organisation.id == own)
    rows = select(Organisation.id, Organisation.name).where(Organisation.kind == OrganisationKind.FORCE, is_there)
    held = db.session.execute(rows.order_by(Organisation.name, Organisation.id)).all()
    towns: dict[int, set[str]] = defaultdict(set)
    if len(held) > 1:
        for force_id, town in db.session.execute(
            select(Suite.organisation_id, Suite.town).where(Suite.closed_at.is_(None)).order_by(Suite.id)
        ):
            towns[force_id].add(town)
    forces = [ForceFacts(force_id=row[0], name=row[1], towns=frozenset(towns[row[0]])) for row in held]
    return forces_to_tell(forces, answers_for_it=own, near=near)
