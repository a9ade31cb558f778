"""The chains of many new people, begun together: two statements, where each by itself would take two."""

from collections.abc import Sequence
from typing import Final, cast

from sqlalchemy import Table, insert

from pathways.audit.models import GENESIS, AuditChain
from pathways.audit.record import lock_free
from pathways.store.base import db

_BEGIN: Final = insert(cast(Table, AuditChain.__table__))


def begin_chains(person_ids: Sequence[int]) -> None:
    """Begin the chains of people who were added in this transaction, and lock their heads until it ends."""
    new = {"position": 0, "version": 0, "head": GENESIS}
    if person_ids:
        db.session.execute(_BEGIN, [{"key": f"person:{each}", "person_id": each, **new} for each in person_ids])
        lock_free(person_ids)
