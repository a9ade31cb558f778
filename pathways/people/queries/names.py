"""The other names that somebody goes by."""

from collections.abc import Collection

from sqlalchemy import bindparam, select

from pathways.people.models import PersonAlias
from pathways.store import db

_LIVE = (
    select(PersonAlias)
    .where(PersonAlias.person_id.in_(bindparam("of_records", expanding=True)), PersonAlias.superseded_at.is_(None))
    .order_by(PersonAlias.id)
)


def aliases_of(record_ids: Collection[int]) -> tuple[PersonAlias, ...]:
    """The live aliases of these records, in the order they were recorded."""
    return tuple(db.session.scalars(_LIVE, {"of_records": list(set(record_ids))}))


def earlier_aliases_of(record_ids: Collection[int]) -> tuple[PersonAlias, ...]:
    """Those that were corrected or taken back, latest first."""
    gone = (PersonAlias.person_id.in_(set(record_ids)), PersonAlias.superseded_at.is_not(None))
    order = (PersonAlias.superseded_at.desc(), PersonAlias.id.desc())
    return tuple(db.session.scalars(select(PersonAlias).where(*gone).order_by(*order)))
