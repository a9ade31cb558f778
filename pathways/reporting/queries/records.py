"""What every count needs: who may count, whose records are read, who is one person after merging, and who died."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, func, or_, select

from pathways import dates
from pathways.audit import models as audit
from pathways.auth.roles import Role, Viewer
from pathways.people.models.identity import Person
from pathways.refusals import OutOfSight
from pathways.store.base import db

Counting = Viewer | audit.SystemActor
Found = TypeVar("Found")
_STAYS: ColumnElement[int] = func.coalesce(Person.merged_into_id, Person.id)


def may_count(viewer: Counting) -> None:
    """Raises OutOfSight for everybody but a manager, who reads aggregates only, and the product itself."""
    if isinstance(viewer, Viewer) and viewer.role is not Role.MG:
        raise OutOfSight


@dataclass(frozen=True)
class CountedRecords:
    """The records whose units are read: some, or all where `ids` is None. `stays` has those that were merged."""

    ids: frozenset[int] | None
    stays: Mapping[int, int]
    _read: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, what: str, read: Callable[[], Found]) -> Found:
        """What is read of these records, and kept with them: several kinds of units rest on the same rows."""
        if what not in self._read:
            self._read[what] = read()
        return cast(Found, self._read[what])

    def among(self, record_id: Any) -> tuple[ColumnElement[bool], ...]:
        """The condition that a column names one of these records."""
        return () if self.ids is None else (record_id.in_(self.ids),)

    def person(self, record_id: int) -> int:
        """The record that stays."""
        return self.stays.get(record_id, record_id)


def all_records() -> CountedRecords:
    """The records of everybody."""
    merged = select(Person.id, Person.merged_into_id).where(Person.merged_into_id.is_not(None))
    return CountedRecords(None, {row.id: row.merged_into_id for row in db.session.execute(merged)})


def records_of(record_ids: Collection[int]) -> CountedRecords:
    """These records, those they were merged into, and every other record merged into the same."""
    people = set(db.session.scalars(select(_STAYS).where(Person.id.in_(record_ids))))
    family = select(Person.id, _STAYS.label("stays")).where(
        or_(Person.id.in_(people), Person.merged_into_id.in_(people))
    )
    stays = {row.id: row.stays for row in db.session.execute(family)}
    return CountedRecords(frozenset(stays), stays)


def whose(records: CountedRecords, row: Any) -> dict[str, Any]:
    """Whose a unit is: the record that stays, the one it stands on, and its number among those of its kind."""
    return {"person_id": records.person(row.person_id), "record_id": row.person_id, "number": row.id}


def whose_and_died(records: CountedRecords, row: Any) -> dict[str, Any]:
    """Whose a unit is, and the day on which that person died."""
    of = whose(records, row)
    return {**of, "died_on": deaths(records).get(of["person_id"])}


def deaths(records: CountedRecords) -> dict[int, date]:
    """The London date of death of each person who died, under the id that stays."""
    return records.once("deaths", lambda: _deaths(records))


def _deaths(records: CountedRecords) -> dict[int, date]:
    died = select(Person.id, Person.died_at).where(Person.died_at.is_not(None), *records.among(Person.id))
    return {
        records.person(row.id): dates.london_date(row.died_at)
        for row in db.session.execute(died.order_by(Person.died_at.desc()))
        if row.died_at
    }
