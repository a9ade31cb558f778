"""What the page of a change says of it: a sentence, what holds now, what would hold."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for

from pathways.auth import Viewer
from pathways.policy import queries
from pathways.policy.models import PolicyChange
from pathways.policy.rules.changes import Subject
from pathways.policy.rules.switches import TITLES, HeldUp, as_stored, words_of


@dataclass(frozen=True, kw_only=True)
class Told:
    """`rows` are what, now and then; `text` is what is too long for a table."""

    title: str
    back: tuple[str, str]
    rows: tuple[tuple[str, str, str], ...] = ()
    holds_up: tuple[HeldUp, ...] = ()
    text: str = ""


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


_TOLD: dict[Subject, Callable[[Viewer, PolicyChange], Told]] = {Subject.SWITCH: _of_switch}
