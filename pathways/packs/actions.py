"""Ordering a pack, once or each quarter, making it, cancelling it, and letting it go when it expires."""

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from typing import Any, TypeVar

from sqlalchemy import select

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.models import SYSTEM, Actor
from pathways.auth.models import User
from pathways.auth.queries import mail_of
from pathways.auth.roles import Viewer
from pathways.leases import actions as leases
from pathways.outbox import actions as outbox
from pathways.packs import queries
from pathways.packs.models import Pack, PackSchedule
from pathways.packs.queries import PackOrder
from pathways.packs.rules import (
    PackFailure,
    PackPart,
    PackReport,
    PackShape,
    ScheduleEnd,
    digest_of,
    kept_for,
    parts_of,
    why_no_more,
    why_no_more_schedules,
    why_not_made,
    why_not_of,
    why_not_so,
)
from pathways.refusals import OutOfSight, Refused, refuse_if
from pathways.reporting.rules.periods import Stretch
from pathways.store import long_reads
from pathways.store.base import db
from pathways.store.constraints import save_or_same

Tell = Callable[[int, int], None]
Write = Callable[[PackOrder, Tell], tuple[bytes, int]]
"""Makes the bytes of a pack, and says how many files it has; it tells how far it is."""
Order = TypeVar("Order", Pack, PackSchedule)

# A manager orders a pack.


def order_pack(*, by: Viewer, reports: Sequence[PackReport], shapes: Sequence[PackShape], days: Stretch) -> Pack:
    """Order a pack of these reports for a period. Where the same one of theirs waits or is being made, it is that one.

    Raises Refused for what no pack is made of, OutOfSight for a report that they may not open.
    """
    if not queries.may_have(by, reports):
        raise OutOfSight
    there = queries.editions_for(by)
    refuse_if([*why_not_so(reports, shapes), *why_not_made(days, there)])
    refuse_if([*why_not_of(reports, days, there), *why_no_more(queries.standing_packs(by))])
    return _ordered(by, _new(by, days, parts_of(reports, days, there), shapes))


def order_again(*, by: Viewer, pack_id: int) -> Pack:
    """Order what a pack of theirs held, of the same figures. Where that waits or is being made already, it is that one.

    Raises OutOfSight, Refused.
    """
    like = queries.pack_of(by, pack_id)
    if not queries.may_have(by, like.reports):
        raise OutOfSight
    refuse_if(why_no_more(queries.standing_packs(by)))
    return _ordered(by, _new(by, like.days, like.parts, like.shapes, without=like.without))


def _new(
    whom: Viewer,
    days: Stretch,
    parts: Sequence[PackPart],
    shapes: Sequence[PackShape],
    *,
    without: Sequence[PackReport] = (),
    schedule_id: int | None = None,
) -> Pack:
    rows = [part.as_row() for part in parts]
    return Pack(
        organisation_id=whom.organisation_id,
        schedule_id=schedule_id,
        from_on=days.from_on,
        to_on=days.to_on,
        parts=rows,
        without=[each.value for each in without],
        shapes=[each.value for each in shapes],
        digest=digest_of([days.words, *rows, *(each.value for each in without)], shapes),
        asked_at=clock.now(),
        asked_by_id=whom.user_id,
    )


def _ordered(by: Actor, pack: Pack) -> Pack:
    """The order, in the log: this one, or the same one of that person that is open."""
    pack = _open_one_like(pack) or _once(pack, "uq_pack_open")
    _record(by, "export.asked", pack, reports=pack.parts, shapes=pack.shapes)
    return pack


def _once(order: Order, constraint: str) -> Order:
    """This order, or the same one that was sent from another page at the same moment. Raises Stale if that is over."""
    return save_or_same(order, constraint, lambda: _open_one_like(order))


def _open_one_like(order: Order) -> Order | None:
    """The open order of the same, by the same person."""
    table = type(order)
    same = (table.asked_by_id == order.asked_by_id, table.digest == order.digest, table.ended_at.is_(None))
    return db.session.scalar(select(table).where(*same))


def cancel_pack(*, by: Viewer, pack_id: int) -> None:
    """Cancel a pack that waits or is being made: the worker that is at it stores nothing.

    Raises OutOfSight, Refused where it is over.
    """
    pack = queries.own_pack(by, pack_id, locked=True)
    if pack.ended_at is not None:
        raise Refused("It was already finished when you cancelled it. This page says how it stands now")
    _end(by, "export.cancelled", pack, failure=PackFailure.CANCELLED)


# The worker makes it. It reads by a connection that cannot write; what it made is stored at once, or not at all.


def take_pack(*, worker: str) -> int | None:
    """The number of the pack that waits longest, leased to this worker; None where none waits."""
    return leases.take(table=Pack, worker=worker, give_up=_give_up)


def make_taken(*, pack_id: int, worker: str, write: Write, tell: Tell = lambda _done, _total: None) -> int:
    """Make a pack that this worker took. `tell` is called after each file. Raises Stale, as `store_pack`."""
    made = long_reads.apart(partial(_written, pack_id, write, tell))
    if made is None:
        _end_without(leases.still_leased_to(worker, Pack, pack_id), PackFailure.ASKER_LEFT)
        return 1
    content, files = made
    return store_pack(pack_id=pack_id, worker=worker, content=content, files=files)


def _written(pack_id: int, write: Write, tell: Tell) -> tuple[bytes, int] | None:
    order = queries.order_of(pack_id)
    return write(order, tell) if order else None


def store_pack(*, pack_id: int, worker: str, content: bytes, files: int) -> int:
    """Store what was made, until it expires, and end the order; whoever has it by schedule is told.

    Raises Stale for a worker that has it no more: it was cancelled, or another one makes it.
    """
    pack = leases.still_leased_to(worker, Pack, pack_id)
    if queries.order_of(pack_id) is None:
        _end_without(pack, PackFailure.ASKER_LEFT)
        return 1
    now = clock.now()
    pack.sha256, pack.size, pack.content = sha256(content).hexdigest(), len(content), content
    pack.expires_at = now + kept_for(clock.today())
    _end(SYSTEM, "export.made", pack, sha256=pack.sha256, size=pack.size, files=files)
    _tell(pack, kind="pack_ready")
    return 1


def give_back_pack(*, pack_id: int, worker: str) -> int:
    """A worker could not make the pack: it waits for the next try, or is given up. 0 where they have it no more."""
    return leases.give_back(table=Pack, number=pack_id, worker=worker, give_up=_give_up)


def _give_up(pack: Pack) -> None:
    _end_without(pack, PackFailure.GAVE_UP)


def _end_without(pack: Pack, failure: PackFailure) -> None:
    """There is no pack. Whoever has it by schedule is told, if they may still have it."""
    _end(SYSTEM, "export.failed", pack, failure=failure)
    if failure is PackFailure.GAVE_UP:
        _tell(pack, kind="pack_not_made")


def _end(by: Actor, action: str, pack: Pack, *, failure: PackFailure | None = None, **became: Any) -> None:
    """Nobody works at it any more; the log says what became of it, and for whom it was."""
    pack.failure = failure
    leases.end(pack)
    _record(by, action, pack, **({"failure": failure.value} if failure else {}), **became)


def _record(by: Actor, action: str, pack: Pack, **more: Any) -> None:
    """In the log: which pack, for whom, and what of it."""
    days = {"from": pack.from_on.isoformat(), "to": pack.to_on.isoformat()}
    facts = {"report": "pack", "pack": pack.id, "asked_by": pack.asked_by_id, **days}
    audit.administered(by, action, pack.organisation_id, **facts, **more)


# Each quarter: the worker orders it for whoever set it up, once the figures of the quarter are made.


def order_each_quarter(*, by: Viewer, reports: Sequence[PackReport], shapes: Sequence[PackShape]) -> PackSchedule:
    """Have a pack of these reports each quarter. Where the same schedule of theirs goes on, it is that one.

    Raises Refused for what no pack is made of, OutOfSight for a report that they may not open.
    """
    if not queries.may_have(by, reports):
        raise OutOfSight
    refuse_if(why_not_so(reports, shapes))
    names = [each.value for each in PackReport if each in reports]
    schedule = PackSchedule(
        organisation_id=by.organisation_id,
        reports=names,
        shapes=[each.value for each in shapes],
        digest=digest_of(names, shapes),
        asked_at=clock.now(),
        asked_by_id=by.user_id,
    )
    if same := _open_one_like(schedule):
        return same
    refuse_if(why_no_more_schedules(queries.schedules_that_go_on(by)))
    schedule = _once(schedule, "uq_pack_schedule_open")
    _record_schedule(by, "export.scheduled", schedule, reports=names, shapes=schedule.shapes)
    return schedule


def stop_schedule(*, by: Viewer, schedule_id: int) -> None:
    """Have no more packs by this schedule; what was made stays until it expires. Raises OutOfSight, Refused."""
    schedule = queries.own_schedule(by, schedule_id, locked=True)
    if schedule.ended_at is not None:
        raise Refused("It had already ended when you stopped it. This page says why")
    _end_schedule(by, schedule, ScheduleEnd.STOPPED)


def act_on_schedule(*, schedule_id: int) -> int:
    """Order the pack of the first quarter that is due, or end the schedule of somebody who may not have it any more.

    Returns how much was done. A second worker finds the row locked, or that it is done.
    """
    goes_on = select(PackSchedule).where(PackSchedule.id == schedule_id, PackSchedule.ended_at.is_(None))
    schedule = db.session.scalar(goes_on.with_for_update(skip_locked=True))
    if schedule is None:
        return 0
    if (whom := queries.may_still_have(schedule)) is None:
        _end_schedule(SYSTEM, schedule, ScheduleEnd.ASKER_LEFT)
        return 1
    if (days := queries.quarter_due(schedule, queries.quarters_made())) is None:
        return 0
    reports = [PackReport(each) for each in schedule.reports]
    parts = parts_of(reports, days, queries.editions_for(whom, reports))
    without = [each for each in reports if each not in {part.report for part in parts}]
    shapes = [PackShape(each) for each in schedule.shapes]
    pack = _new(whom, days, parts, shapes, without=without, schedule_id=schedule.id)
    waits = _open_one_like(pack)
    if waits is None:
        waits = _once(pack, "uq_pack_open")
    elif waits.schedule_id is None:  # they ordered the same by hand, and it is not made yet: that is the one
        waits.schedule_id = schedule.id
        db.session.flush()
    _record(SYSTEM, "export.asked", waits, reports=waits.parts, shapes=waits.shapes, schedule=schedule.id)
    return 1


def _end_schedule(by: Actor, schedule: PackSchedule, why: ScheduleEnd) -> None:
    schedule.ended_at, schedule.ended = clock.now(), why
    db.session.flush()
    _record_schedule(by, "export.unscheduled", schedule, why=why.value)


def _record_schedule(by: Actor, action: str, schedule: PackSchedule, **more: Any) -> None:
    facts = {"report": "pack", "schedule": schedule.id, "asked_by": schedule.asked_by_id}
    audit.administered(by, action, schedule.organisation_id, **facts, **more)


def _tell(pack: Pack, *, kind: str) -> None:
    """Write to whoever has a pack by schedule what became of it: a number and a link, nothing of what it holds."""
    if pack.schedule_id is None:
        return
    outbox.queue(
        by=SYSTEM,
        kind=kind,
        to=mail_of(db.session.get_one(User, pack.asked_by_id)),
        reference=f"pack {pack.id}",
        link=f"/reports/packs/{pack.id}",
        key=f"{kind} {pack.id}",
    )


# It is handed over, and goes when it expires.


def record_download(*, by: Viewer, pack: Pack) -> None:
    """Record that a pack was downloaded."""
    _record(by, "export.downloaded", pack, sha256=pack.sha256, size=pack.size)


AT_ONCE = 100
"""So many packs go in one transaction."""


def let_expired_go() -> int:
    """Remove the bytes of packs that have expired; that they were there, and their hash, stays. How many."""
    over = select(Pack).where(Pack.gone_at.is_(None), Pack.expires_at <= clock.now()).order_by(Pack.id)
    packs = db.session.scalars(over.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for pack in packs:
        pack.content, pack.gone_at = None, clock.now()
        db.session.flush()
        _record(SYSTEM, "export.expired", pack, sha256=pack.sha256)
    return len(packs)
