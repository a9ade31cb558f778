"""What a force has said on its switches, all of it, and what each holds up under the book of rules in use."""

from collections import defaultdict
from datetime import timedelta

from sqlalchemy import select

from pathways import clock
from pathways.arrest_tests.rules.law_changes import ChangeState
from pathways.auth import Viewer
from pathways.disposals.models import Switch
from pathways.disposals.queries import book_in_use
from pathways.disposals.rules import SWITCHES, rules
from pathways.policy.models import PolicyChange
from pathways.policy.rules.changes import Subject
from pathways.policy.rules.switches import Said, Shown, as_stored, shown, unset_first
from pathways.refusals import OutOfSight
from pathways.store import db


def said_of(organisation_id: int) -> dict[str, list[Said]]:
    """Everything a force ever said, by switch, earliest first."""
    rows = select(Switch).where(Switch.organisation_id == organisation_id).order_by(Switch.valid_from, Switch.id)
    approved = select(PolicyChange.name, PolicyChange.starts_on).where(
        PolicyChange.organisation_id == organisation_id,
        PolicyChange.subject == Subject.SWITCH,
        PolicyChange.state == ChangeState.APPROVED,
    )
    by_two = {(name, starts_on) for name, starts_on in db.session.execute(approved)}
    found: dict[str, list[Said]] = defaultdict(list)
    for row in db.session.scalars(rows):
        said = Said(
            value=as_stored(row.value),
            since=row.valid_from,
            until=row.valid_to - timedelta(days=1) if row.valid_to else None,
            source=row.source,
            is_example=row.is_demonstration,
            by_two=(row.name, row.valid_from) in by_two,
        )
        found[row.name].append(said)
    return found


def switches_shown(viewer: Viewer) -> tuple[Shown, ...]:
    """Every switch of the viewer's force as it stands today, those that nobody has set first."""
    said, today = said_of(viewer.organisation_id), clock.today()
    asked = rules(book_in_use(), today)
    return unset_first(shown(name, said.get(name, ()), asked, today) for name in SWITCHES)


def switch_shown(viewer: Viewer, name: str) -> tuple[Shown, tuple[Said, ...]]:
    """One switch as it stands today, and all that was ever said of it. Raises OutOfSight for a name no rule reads."""
    if name not in SWITCHES:
        raise OutOfSight
    said, today = said_of(viewer.organisation_id).get(name, []), clock.today()
    return shown(name, said, rules(book_in_use(), today), today), tuple(said)
