"""Keeping the keys of the search true: made anew from the live names whenever one is added or corrected."""

from typing import cast

from sqlalchemy import Table, bindparam, delete, insert, select

from pathways.people.models import PersonAlias, PersonDetails, SearchKey
from pathways.people.queries.names import aliases_of
from pathways.people.rules import keys_of
from pathways.store import db

# On the table itself: nobody holds a key as an object, and looking for one takes longer than the deletion.
_KEYS = cast(Table, SearchKey.__table__)
_DROP = delete(_KEYS).where(_KEYS.c.person_id == bindparam("of_record"))
_ADD = insert(_KEYS)
_DETAILS = select(PersonDetails).where(
    PersonDetails.person_id == bindparam("of_record"), PersonDetails.superseded_at.is_(None)
)


def keep_search_keys(person_id: int) -> None:
    """Make the keys of one record anew: of its own details and its own aliases, so that a merge moves none."""
    of_record = {"of_record": person_id}
    details = db.session.scalars(_DETAILS, of_record).one()
    db.session.execute(_DROP, of_record)
    names: list[PersonDetails | PersonAlias] = [details, *aliases_of([person_id])]
    rows = [
        {
            "key": key,
            "person_id": person_id,
            "surname": each.surname,
            "given_names": each.given_names,
            "date_of_birth": details.date_of_birth,
        }
        for each in names
        for key in keys_of(each.surname, details.date_of_birth)
    ]
    db.session.execute(_ADD, rows)
