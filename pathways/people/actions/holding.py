"""What every action does first: hold the person, and refuse with all reasons at once."""

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from pathways import audit
from pathways.auth import Viewer
from pathways.people.models import Person
from pathways.people.queries import bars_of_death
from pathways.refusals import Reason, Refused
from pathways.store import db

# Every change begins with it: built once, and what the session knows of the person is read over.
_PERSON = (
    select(Person)
    .where(Person.id == bindparam("of_person"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def hold(by: Viewer, person: Person, seen_version: int | None) -> None:
    """Hold a person's head and row until the transaction ends, and read it afresh. Raises Stale.

    `seen_version` is the version that the form was filled from; None where there was no form to fill (a command, the
    demonstration).
    """
    audit.hold(person.id)  # before the row: a clock that holds the head names the row in what it writes
    db.session.scalars(_PERSON, {"of_person": person.id}).one()
    if seen_version is not None:
        audit.expect(person.id, seen_version, in_confidence=by.is_treatment)


def hold_the_living(by: Viewer, person: Person, seen_version: int | None) -> None:
    """The same, and raise Refused when they have died: open steps have ended."""
    hold(by, person, seen_version)
    refuse_if(bars_of_death(by, person))


def refuse_if(reasons: Iterable[Reason]) -> None:
    """Raises Refused with every reason, if there is one."""
    if found := tuple(reasons):
        raise Refused(reasons=found)
