"""Keeping the keys of the search true: made anew from the live names whenever one is added or corrected."""

from sqlalchemy import delete, insert, select

from pathways.people.models import PersonAlias, PersonDetails, SearchKey
from pathways.people.queries.names import aliases_of
from pathways.people.rules import keys_of
from pathways.store import db


def keep_search_keys(person_id: int) -> None:
    """Make the keys of one record anew: of its own details and its own aliases, so that a merge moves none."""
    of_record = (PersonDetails.person_id == person_id, PersonDetails.superseded_at.is_(None))
    details = db.session.scalars(select(PersonDetails).where(*of_record)).one()
    db.session.execute(delete(SearchKey).where(SearchKey.person_id == person_id))
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
    db.session.execute(insert(SearchKey), rows)
