"""What every action of this room does first: hold the person, refuse for the dead, refuse with all reasons at once."""

from collections.abc import Iterable

from pathways import audit
from pathways.auth import Viewer
from pathways.people.models import Person
from pathways.people.queries import EpisodeView, bars_of_death
from pathways.refusals import Reason, Refused
from pathways.store import db


def hold_the_living(by: Viewer, view: EpisodeView, seen_version: int | None) -> None:
    """Hold the person until the transaction ends, read afresh. Raises Stale, and Refused when they have died.

    `seen_version` is the version that the form was filled from; None where there was no form to fill.
    """
    hold_the_person(by, view.person, seen_version)


def hold_the_person(by: Viewer, person: Person, seen_version: int | None) -> None:
    """The same for whoever has no episode in sight: the service that a notice names."""
    db.session.refresh(person, with_for_update=True)
    if seen_version is not None:
        audit.expect(person.id, seen_version, in_confidence=by.is_treatment)
    refuse_if(bars_of_death(by, person))


def refuse_if(reasons: Iterable[Reason]) -> None:
    """Raises Refused with every reason, if there is one."""
    if found := tuple(reasons):
        raise Refused(reasons=found)
