"""Entries of the log that somebody must be able to show, found by what they record, with whether they hold.

Only what is named is read: an entry is found by who, when, and what it says, never by its number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from pathways.audit.models import GENESIS, AuditChain, AuditEvent
from pathways.audit.record import chain_of_organisation
from pathways.audit.verify import COLUMNS, as_it_lies, instant_of, is_as_sealed, payload_of
from pathways.store.base import db

AT_MOST_LATER: Final = timedelta(minutes=1)
"""What is recorded and its entry are written in one transaction, one after the other."""


class Sought(Protocol):
    """What an entry must record: `until` when at the latest, None for what is written with what is recorded `at`."""

    @property
    def by_id(self) -> int | None: ...
    @property
    def at(self) -> datetime: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def action(self) -> str: ...
    @property
    def says(self) -> Mapping[str, Any]: ...
    @property
    def says_nothing_of(self) -> frozenset[str]: ...


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """An entry: where it stands, when it was written, its digest, and whether it holds.

    It holds if its digest is that of what it says, and the entries before and after it name the digests that there are.
    """

    chain: str
    position: int
    at: datetime | None
    digest: str
    holds: bool


def entries_of(sought: Sequence[Sought]) -> list[LogEntry | None]:
    """The entry of each, in their order; None where the log has none that says so. One statement."""
    before, after = aliased(AuditEvent), aliased(AuditEvent)
    about = [
        and_(
            AuditEvent.actor_id.is_(None) if each.by_id is None else AuditEvent.actor_id == each.by_id,
            AuditEvent.at.between(each.at, _last(each)),
            AuditEvent.action == each.action,
        )
        for each in sought
    ]
    beside = before.hash.label("before"), after.previous_hash.label("after")
    statement = (
        select(*COLUMNS, AuditChain.key, AuditChain.head, *beside)
        .join(AuditChain, AuditChain.id == AuditEvent.chain_id)
        .outerjoin(before, and_(before.chain_id == AuditEvent.chain_id, before.position == AuditEvent.position - 1))
        .outerjoin(after, and_(after.chain_id == AuditEvent.chain_id, after.position == AuditEvent.position + 1))
        .where(or_(*about))
        .order_by(AuditEvent.id)
    )
    with as_it_lies():
        rows = db.session.execute(statement).all() if about else []
    return [next(_among(rows, each), None) for each in sought]


def last_digest(organisation_id: int | None) -> str:
    """The digest of the last entry of an organisation's chain. Read after writing one, in the same transaction, it is
    of that one. Raises LookupError where there is none."""
    of_chain = select(AuditChain.head).where(AuditChain.key == chain_of_organisation(organisation_id))
    digest = db.session.scalar(of_chain)
    if digest is None:
        raise LookupError(f"Organisation {organisation_id} has no log yet")
    return digest


def _among(rows: Sequence[Any], sought: Sought) -> Iterator[LogEntry]:
    for row in rows:
        at = instant_of(row.at)
        is_of_them = (row.action, row.actor_id) == (sought.action, sought.by_id)
        if not is_of_them or at is None or not sought.at <= at <= _last(sought):
            continue
        says = payload_of(row)
        is_it = all(name in says and says[name] == value for name, value in sought.says.items())
        if is_it and sought.says_nothing_of.isdisjoint(says):
            yield LogEntry(chain=row.key, position=row.position, at=at, digest=row.hash, holds=_holds(row))


def _last(sought: Sought) -> datetime:
    return sought.until or sought.at + AT_MOST_LATER


def _holds(row: Any) -> bool:
    follows = row.previous_hash == (GENESIS if row.position == 1 else row.before)
    is_followed = row.hash == (row.head if row.after is None else row.after)
    return bool(follows and is_followed and is_as_sealed(row.key, row))
