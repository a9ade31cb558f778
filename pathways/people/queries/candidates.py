"""Whom a search may mean: by the keys of a name and a birth date, or by a number. Records, not yet anybody in sight."""

from dataclasses import replace

from sqlalchemy import ColumnElement, select

from pathways.auth import Viewer
from pathways.people.models import Detention, Episode, PersonDetails, SearchKey
from pathways.people.queries.sight import is_of_their_own
from pathways.people.rules import Asked, Identity, Likeness, fold_name, keys_asked, likeness, numbers_meant
from pathways.store import db

MOST_READ = 400
"""So many rows are read for one search at most: the hits of one birth date, and of a surname's sound, are far fewer."""

MOST_WEIGHED = 100
"""So many of the closest are looked at further. Twenty are shown; the others may be out of sight, or merged."""


def by_name(asked: Asked) -> dict[int, Likeness]:
    """The records whose names and birth date fit, the closest first. One statement; scoped by nobody: never shown."""
    if not (asked.date_of_birth and fold_name(asked.surname)):
        return {}
    by_these = replace(asked, number="")
    keys = keys_asked(asked.surname, asked.given_names, asked.date_of_birth)
    columns = (SearchKey.person_id, SearchKey.surname, SearchKey.given_names, SearchKey.date_of_birth)
    found_under = select(*columns).where(SearchKey.key.in_(keys)).order_by(SearchKey.key, SearchKey.id)
    rows = db.session.execute(found_under.limit(MOST_READ))
    closest: dict[int, Likeness] = {}
    # One name stands under several keys, and may be found by more than one.
    for row in {(row[0], row[1], row[2], row[3]): row for row in rows}.values():
        person_id = row[0]
        found = likeness(by_these, Identity(surname=row[1], given_names=row[2], date_of_birth=row[3]))
        if found and (person_id not in closest or found.place < closest[person_id].place):
            closest[person_id] = found
    ranked = sorted(closest.items(), key=lambda each: (each[1].place, each[0]))
    return dict(ranked[:MOST_WEIGHED])


def by_number(viewer: Viewer, asked: Asked) -> set[int]:
    """The records with that PNC id, or held under that custody record number by the viewer's force. One statement."""
    if not asked.number:
        return set()
    meant = tuple(numbers_meant(asked.number))
    held = select(Episode.person_id).join(Detention, Detention.episode_id == Episode.id)
    held = held.where(Detention.custody_record_key.in_(meant), is_of_their_own(viewer))
    known: ColumnElement[bool] = PersonDetails.pnc_key.in_(meant) & PersonDetails.superseded_at.is_(None)
    statement = select(PersonDetails.person_id).where(known).union(held).order_by("person_id").limit(MOST_WEIGHED)
    return set(db.session.scalars(statement))
