"""What every action of this room does first: hold the person, refuse for the dead, refuse with all reasons at once."""

from collections.abc import Iterable

from pathways import audit
from pathways.people.queries import EpisodeView
from pathways.people.rules import death_bars
from pathways.refusals import Reason, Refused
from pathways.store import db


def hold_the_living(view: EpisodeView, seen_version: int | None) -> None:
    """Hold the person until the transaction ends, read afresh. Raises Stale, and Refused when they have died.

    `seen_version` is the version that the form was filled from; None where there was no form to fill.
    """
    db.session.refresh(view.person, with_for_update=True)
    if seen_version is not None:
        audit.expect(view.person.id, seen_version)
    refuse_if(death_bars(view.person.died_at))


def refuse_if(reasons: Iterable[Reason]) -> None:
    """Raises Refused with every reason, if there is one."""
    if found := tuple(reasons):
        raise Refused(reasons=found)
