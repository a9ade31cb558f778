"""A provider's changes to its diary, and keeping one of its times for somebody. Nothing here commits."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import update

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.roles import Viewer
from pathways.directory.diary.queries import diary_of, is_free_for
from pathways.directory.diary.rules import RESERVED_FOR, RepeatedTimes, times_of
from pathways.directory.models import Service, Slot
from pathways.refusals import Refused, refuse_if
from pathways.store.base import db, rows_changed

TAKEN_MEANWHILE = "Somebody else took that time meanwhile. What you typed is still here: choose another time"


class TakenMeanwhile(Refused):
    """A time that was free when the page was made is no longer free."""


def add_slots(*, by: Viewer, service: Service, entry: RepeatedTimes) -> int:
    """Add times to a service's diary; one that is already there is left as it is. Raises Refused."""
    times, faults = times_of(entry, now=clock.now())
    refuse_if(faults)
    there = {slot.starts_at for slot in diary_of(service.id)}
    new = [at for at in times if at not in there]
    if not new:
        raise Refused("All these times are in the diary already", field="first_on")
    now = clock.now()
    db.session.add_all(
        Slot(service_id=service.id, starts_at=at, minutes=entry.minutes, added_at=now, added_by_id=by.user_id)
        for at in new
    )
    db.session.flush()
    audit.administered(by, "diary.slots.added", service.organisation_id, service=service.id, count=len(new))
    return len(new)


def end_slots(*, by: Viewer, service: Service, slot_ids: Collection[int]) -> None:
    """Take times out of the diary. Raises Refused when one is reserved or taken: somebody was told to come then."""
    now = clock.now()
    free = (Slot.id.in_(set(slot_ids)), Slot.service_id == service.id, is_free_for("", now))
    ended = {"ended_at": now, "ended_by_id": by.user_id, "kept_for": None, "held_until": None}
    done = _run(update(Slot).where(*free).values(**ended))
    if done != len(set(slot_ids)):
        raise Refused(
            "One of these times was held or taken meanwhile, so nothing was taken out. Look again", field="slots"
        )
    audit.administered(by, "diary.slots.ended", service.organisation_id, service=service.id, count=done)


def reserve_slot(*, slot_id: int, kept_for: str) -> None:
    """Reserve a free time for a while, and free any other that is reserved for the same key. Raises TakenMeanwhile.

    One statement checks and writes, so that of two officers at once only one gets it, on both databases.
    """
    now = clock.now()
    columns = {"kept_for": kept_for, "held_until": now + RESERVED_FOR}
    if not _run(
        update(Slot).where(Slot.id == slot_id, Slot.starts_at > now, is_free_for(kept_for, now)).values(**columns)
    ):
        raise TakenMeanwhile(TAKEN_MEANWHILE, field="slot")
    let_go(kept_for=kept_for, but=slot_id)


def take_slot(*, slot_id: int, kept_for: str, reserved_as: str = "", field: str | None = None) -> None:
    """Take a time for good if it is reserved for this key or free by now. Raises TakenMeanwhile.

    `reserved_as` is the key it was reserved by, where that differs from the one it is taken by.
    """
    now = clock.now()
    taken = {"kept_for": kept_for, "held_until": None, "taken_at": now}
    mine = (Slot.id == slot_id, is_free_for(reserved_as or kept_for, now))
    if not _run(update(Slot).where(*mine).values(**taken)):
        raise TakenMeanwhile(TAKEN_MEANWHILE, field=field)
    let_go(kept_for=kept_for, but=slot_id)


def let_go(*, kept_for: str, but: int | None = None) -> None:
    """Free whatever is reserved or taken for this key, except one."""
    free = {"kept_for": None, "held_until": None, "taken_at": None}
    _run(update(Slot).where(Slot.kept_for == kept_for, Slot.id != (but or 0)).values(**free))


def _run(statement: Any) -> int:
    """Run a change and return how many rows it changed."""
    return rows_changed(statement.execution_options(synchronize_session="fetch"))
