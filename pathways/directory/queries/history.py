"""The history of a service: what was changed, by whom, when."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from pathways.auth.models import User
from pathways.directory.models import ServiceChange
from pathways.directory.rules import LABELS
from pathways.store import db

MOST_LINES: Final = 50


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """One change with who made it, and each field as (label, as it was, as it became)."""

    change: ServiceChange
    who: str
    fields: tuple[tuple[str, str, str], ...]


def history_of(service_id: int) -> tuple[ChangeLine, ...]:
    """The newest fifty changes of a service, the newest first."""
    statement = (
        select(ServiceChange, User.name)
        .join(User, User.id == ServiceChange.changed_by_id)
        .where(ServiceChange.service_id == service_id)
        .order_by(ServiceChange.changed_at.desc(), ServiceChange.id.desc())
        .limit(MOST_LINES)
    )
    return tuple(
        ChangeLine(change=change, who=who, fields=_fields(change)) for change, who in db.session.execute(statement)
    )


def newest_change(service_id: int) -> int:
    """The number of a service's newest change; 0 before its first."""
    newest = select(func.max(ServiceChange.id)).where(ServiceChange.service_id == service_id)
    return db.session.scalar(newest) or 0


def _fields(change: ServiceChange) -> tuple[tuple[str, str, str], ...]:
    order = list(LABELS)
    names = sorted(change.became, key=lambda name: order.index(name) if name in order else len(order))
    return tuple((LABELS.get(name, name), change.was.get(name, ""), change.became[name]) for name in names)
