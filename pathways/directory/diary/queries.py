"""A service's diary: its times, which are free, and the first free one."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, func, or_, select

from pathways import clock, dates
from pathways.directory.models import Slot
from pathways.store.base import Instant, db

OFFERED: Final = timedelta(days=14)
OFFERED_TIMES: Final = 20
DIARY_TIMES: Final = 400


def diary_of(service_id: int) -> tuple[Slot, ...]:
    """The times of a service from now on, soonest first, without those taken out."""
    statement = select(Slot).where(Slot.service_id == service_id, Slot.starts_at > clock.now())
    statement = statement.where(Slot.ended_at.is_(None)).order_by(Slot.starts_at, Slot.id).limit(DIARY_TIMES)
    return tuple(db.session.scalars(statement))


def free_slots(kept_for: str, service_ids: Collection[int]) -> tuple[Slot, ...]:
    """The soonest free times of these services within two weeks, with the one already reserved for `kept_for`."""
    now = clock.now()
    named = {"of_services": list(set(service_ids)), "kept_for": kept_for, "now": now, "until": now + OFFERED}
    return tuple(db.session.scalars(_FREE, named))


def first_free(service_ids: Collection[int]) -> dict[int, datetime]:
    """The soonest free time of each service within two weeks; a service without one is left out."""
    now = clock.now()
    rows = (
        select(Slot.service_id, func.min(Slot.starts_at))
        .where(Slot.service_id.in_(set(service_ids)), Slot.starts_at > now, Slot.starts_at < now + OFFERED)
        .where(is_free_for("", now))
        .group_by(Slot.service_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def slot_at(service_id: int, starts_at: datetime) -> Slot | None:
    """The time in a service's diary that starts then, whether free or not."""
    same = (Slot.service_id == service_id, Slot.starts_at == starts_at, Slot.ended_at.is_(None))
    return db.session.scalar(select(Slot).where(*same).execution_options(populate_existing=True))


def keeps_diary_on(service_id: int, day: date) -> bool:
    """Whether a service has any time in its diary on a London day, free or not."""
    starts, ends = (dates.from_london(each, time(0)) for each in (day, day + timedelta(days=1)))
    that_day = and_(Slot.service_id == service_id, Slot.starts_at >= starts, Slot.starts_at < ends)
    return bool(db.session.scalar(select(exists().where(that_day, Slot.ended_at.is_(None)))))


def is_free_for(kept_for: str | BindParameter[str], now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """The condition that a time is in the diary, not taken, and reserved for nobody else at that moment."""
    not_reserved = or_(Slot.held_until.is_(None), Slot.held_until <= now, Slot.kept_for == kept_for)
    return and_(Slot.ended_at.is_(None), Slot.taken_at.is_(None), not_reserved)


_NOW: BindParameter[datetime] = bindparam("now", type_=Instant())
_FREE = (
    select(Slot)
    .where(Slot.service_id.in_(bindparam("of_services", expanding=True)))
    .where(Slot.starts_at > _NOW, Slot.starts_at < bindparam("until", type_=Instant()))
    .where(is_free_for(bindparam("kept_for"), _NOW))
    .order_by(Slot.starts_at, Slot.service_id, Slot.id)
    .limit(OFFERED_TIMES)
)
