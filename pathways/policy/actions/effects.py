"""What an approved change writes, in the room whose rules read it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pathways.auth import Viewer
from pathways.disposals import actions as disposals
from pathways.disposals.rules import Kind
from pathways.policy.models import PolicyChange
from pathways.policy.queries import gravity_tables, leaflets, said_of
from pathways.policy.rules.changes import Subject
from pathways.policy.rules.switches import as_stored
from pathways.refusals import Reason


def refuse_effect(found: PolicyChange) -> tuple[Reason, ...]:
    """Why a change cannot take effect as things stand, asked when it is proposed and again when it is approved."""
    return _REFUSES[found.subject](found)


def take_effect(by: Viewer, found: PolicyChange) -> None:
    """Write what was approved. Raises Refused if it was overtaken."""
    _WRITES[found.subject](by, found)


def _switch_bars(found: PolicyChange) -> tuple[Reason, ...]:
    said = said_of(found.organisation_id).get(found.name, [])
    if any(one.since == found.starts_on for one in said):
        return (Reason("This switch already changes on that day. Choose another first day", "starts_on"),)
    now = next((one for one in reversed(said) if one.since <= found.starts_on), None)
    holds = now is not None and (now.until is None or found.starts_on <= now.until)
    # An example may be confirmed as the force's own; what two people have set is not proposed again as it stands.
    same = now is not None and holds and now.value == as_stored(found.content["value"]) and not now.is_example
    if same and now is not None and now.until == found.until_on:
        return (Reason("Nothing here differs from the law as it is now", "value"),)
    return ()


def _set_switch(by: Viewer, found: PolicyChange) -> None:
    disposals.set_switch(
        by=by,
        organisation_id=found.organisation_id,
        name=found.name,
        value=as_stored(found.content["value"]),
        valid_from=found.starts_on,
        valid_to=found.until_on + timedelta(days=1) if found.until_on else None,
        source=found.source,
        is_demonstration=found.is_demonstration,
    )


def _table_bars(found: PolicyChange) -> tuple[Reason, ...]:
    kept = gravity_tables(found.organisation_id)
    bars = []
    if any(row.version == found.name for row in kept):
        bars.append(Reason("A table of this version is kept already. Give this one another version", "version_named"))
    if any(row.valid_from == found.starts_on for row in kept):
        bars.append(Reason("Another table begins on that day. Choose another first day", "starts_on"))
    return tuple(bars)


def _set_table(by: Viewer, found: PolicyChange) -> None:
    disposals.set_gravity_table(by=by, version=found.name, text=found.content["text"], **_from(found))


def _leaflet_bars(found: PolicyChange) -> tuple[Reason, ...]:
    kept = [row for row in leaflets(found.organisation_id) if row.kind == found.name]
    if any(row.valid_from == found.starts_on for row in kept):
        return (Reason("Another version begins on that day. Choose another first day", "starts_on"),)
    return ()


def _set_leaflet(by: Viewer, found: PolicyChange) -> None:
    disposals.set_leaflet(by=by, kind=Kind(found.name), text=found.content["text"], **_from(found))


def _from(found: PolicyChange) -> dict[str, Any]:
    return {"valid_from": found.starts_on, "source": found.source, "is_demonstration": found.is_demonstration}


_REFUSES: dict[Subject, Callable[[PolicyChange], tuple[Reason, ...]]] = {
    Subject.SWITCH: _switch_bars,
    Subject.GRAVITY: _table_bars,
    Subject.LEAFLET: _leaflet_bars,
}
_WRITES: dict[Subject, Callable[[Viewer, PolicyChange], None]] = {
    Subject.SWITCH: _set_switch,
    Subject.GRAVITY: _set_table,
    Subject.LEAFLET: _set_leaflet,
}
