"""The other names that somebody goes by."""

from collections.abc import Collection

from sqlalchemy import select

from pathways.people.models import PersonAlias
from pathways.store import db


def aliases_of(record_ids: Collection[int]) -> tuple[PersonAlias, ...]:
    """The live aliases of these records, in the order they were recorded."""
    live = (PersonAlias.person_id.in_(set(record_ids)), PersonAlias.superseded_at.is_(None))
    return tuple(db.session.scalars(select(PersonAlias).where(*live).order_by(PersonAlias.id)))


def earlier_aliases_of(record_ids: Collection[int]) -> tuple[PersonAlias, ...]:
    """Those that were corrected or taken back, latest first."""
    gone = (PersonAlias.person_id.in_(set(record_ids)), PersonAlias.superseded_at.is_not(None))
    order = (PersonAlias.superseded_at.desc(), PersonAlias.id.desc())
    return tuple(db.session.scalars(select(PersonAlias).where(*gone).order_by(*order)))
