"""What the page of a change says of it: a sentence, what holds now, what would hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from flask import url_for

from pathways.auth import Viewer
from pathways.disposals import queries as disposals
from pathways.disposals.rules import GravityTable, Kind, paragraphs_of, read_gravity
from pathways.policy import queries
from pathways.policy.models import PolicyChange
from pathways.policy.rules.changes import Subject
from pathways.policy.rules.signed_off import table_rows
from pathways.policy.rules.switches import TITLES, HeldUp, as_stored, words_of
from pathways.policy.views.words_in_use import offences_in, words_on


@dataclass(frozen=True, kw_only=True)
class Told:
    """`rows` are what, now and then; `table` is a gravity table whole; `before` and `text` are a leaflet's words."""

    title: str
    back: tuple[str, str]
    rows: tuple[tuple[str, str, str], ...] = ()
    holds_up: tuple[HeldUp, ...] = ()
    table: GravityTable | None = None
    offences: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    text: tuple[str, ...] = ()


def told(viewer: Viewer, found: PolicyChange) -> Told:
    """The change in the words of its kind."""
    return _TOLD[found.subject](viewer, found)


def _of_switch(viewer: Viewer, found: PolicyChange) -> Told:
    row, said = queries.switch_shown(viewer, found.name)
    before = next((one for one in reversed(said) if one.since < found.starts_on), None)
    # An earlier value that ends the day before is the one this change ends.
    held = before is not None and (before.until is None or before.until >= found.starts_on - timedelta(days=1))
    value = before.value if before is not None and held else row.switch.default
    then = words_of(found.name, as_stored(found.content["value"]))
    return Told(
        title=f"{TITLES[found.name]}: {then}",
        back=("Switches", url_for("policy.switches")),
        rows=(("Value", words_of(found.name, value), then),),
        holds_up=row.holds_up,
    )


def _of_table(viewer: Viewer, found: PolicyChange) -> Told:
    now = disposals.gravity_table_on(viewer.organisation_id, found.starts_on - timedelta(days=1))
    table = read_gravity(found.content["text"], found.name)
    return Told(
        title=f"Gravity table {found.name}",
        back=("Gravity table", url_for("policy.gravity")),
        rows=table_rows(now, table),
        table=table,
        offences=offences_in(table),
    )


def _of_leaflet(viewer: Viewer, found: PolicyChange) -> Told:
    kind = Kind(found.name)
    now = words_on(viewer.organisation_id, kind, found.starts_on - timedelta(days=1))
    return Told(
        title=f"Leaflet on the {kind.label.lower()}",
        back=("Leaflets", url_for("policy.leaflets")),
        before=now.paragraphs,
        text=paragraphs_of(found.content["text"]),
    )


_TOLD: dict[Subject, Callable[[Viewer, PolicyChange], Told]] = {
    Subject.SWITCH: _of_switch,
    Subject.GRAVITY: _of_table,
    Subject.LEAFLET: _of_leaflet,
}
