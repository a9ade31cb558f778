"""What a paper said when it was handed over: the details as they stood then, whatever was corrected since.

Whoever is told no more than what stands on a paper is not told of a correction either.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from pathways.people.models import Detention, PersonDetails
from pathways.store import db

Row = TypeVar("Row", PersonDetails, Detention)
Moment = tuple[int, datetime]
"""Whose record, by its number, and when."""


def details_at(moments: Collection[Moment]) -> dict[Moment, PersonDetails]:
    """The details of people as they stood at a moment, by (person, moment)."""
    rows = select(PersonDetails).where(PersonDetails.person_id.in_({each for each, _ in moments}))
    found = list(db.session.scalars(rows.order_by(PersonDetails.recorded_at, PersonDetails.id)))
    return {each: _stood((row for row in found if row.person_id == each[0]), each[1]) for each in moments}


def custody_numbers_at(moments: Collection[Moment]) -> dict[Moment, str]:
    """The custody record numbers as they stood at a moment, by (episode, moment); none outside detention."""
    rows = select(Detention).where(Detention.episode_id.in_({each for each, _ in moments}))
    found = list(db.session.scalars(rows.order_by(Detention.recorded_at, Detention.id)))
    held = {each: [row for row in found if row.episode_id == each[0]] for each in moments}
    return {each: _stood(rows, each[1]).custody_record_no for each, rows in held.items() if rows}


def _stood(rows: Iterable[Row], at: datetime) -> Row:
    """The last of a record's rows, oldest first, that was recorded by a moment; the first where none was yet."""
    held = list(rows)
    return next((row for row in reversed(held) if row.recorded_at <= at), held[0])
