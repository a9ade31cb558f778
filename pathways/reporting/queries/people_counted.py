"""What every count needs: who may count, who is one person after merging, who died, which instants are in a period."""

from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from pathways import audit, clock
from pathways.auth import Role, Viewer
from pathways.people.models import Person
from pathways.people.queries import is_open_to
from pathways.refusals import OutOfSight
from pathways.reporting.rules import Period
from pathways.store import db

Counting = Viewer | audit.SystemActor


def may_count(viewer: Counting) -> None:
    """Raises OutOfSight for everybody but a manager, who reads aggregates only, and the product itself."""
    if isinstance(viewer, Viewer) and viewer.role is not Role.MG:
        raise OutOfSight


def counted(viewer: Counting, person_id: Any) -> ColumnElement[bool]:
    """Nobody whose record is shut to whoever counts: they take part in no number (trust.md, the twelve decisions, 1).

    Nobody who reads reports stands on a list, and the product itself on none: every reader gets the same figures.
    """
    return is_open_to(viewer, person_id)


def within(column: InstrumentedAttribute[Any] | ColumnElement[Any], period: Period) -> tuple[ColumnElement[bool], ...]:
    """The instants of the period's London days, both ends included, as far as known on the as-at date."""
    start = clock.from_london(period.from_on, time.min)
    end = clock.from_london(min(period.to_on, period.as_at) + timedelta(days=1), time.min)
    return column >= start, column < end


def who_stays() -> dict[int, int]:
    """Each person merged away, and the one who stays. Nobody else is in it."""
    merged = select(Person.id, Person.merged_into_id).where(Person.merged_into_id.is_not(None))
    into: dict[int, int] = {row.id: row.merged_into_id for row in db.session.execute(merged)}

    def last(person: int) -> int:
        seen = {person}
        while into.get(person, person) not in seen:
            person = into[person]
            seen.add(person)
        return person

    return {person: last(person) for person in into}


def deaths(stays: dict[int, int]) -> dict[int, date]:
    """The London date of death of each person who died, under the id that stays."""
    died = select(Person.id, Person.died_at).where(Person.died_at.is_not(None)).order_by(Person.died_at.desc())
    return {
        stays.get(row.id, row.id): clock.london_date(row.died_at) for row in db.session.execute(died) if row.died_at
    }
