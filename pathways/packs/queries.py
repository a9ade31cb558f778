"""The packs and schedules of a manager, what waits for the worker, and who may still have one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import Select, and_, func, or_, select

from pathways import clock
from pathways.auth.queries import viewer_on
from pathways.auth.roles import Role, Viewer
from pathways.outbox.queries import is_at_work, last_beat
from pathways.packs.models import Pack, PackSchedule
from pathways.packs.rules import (
    PackFailure,
    PackPart,
    PackReport,
    PackShape,
    PackStanding,
    ScheduleEnd,
    first_due,
    standing_of,
)
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.reporting.models import FiguresMaking
from pathways.reporting.queries.figures import editions_made
from pathways.reporting.rules.editions import Edition, Report
from pathways.reporting.rules.periods import Stretch, quarter_of
from pathways.store.base import db
from pathways.store.paging import Page, page_of

Own = TypeVar("Own")

# Of which figures a pack may be.


def reports_for(viewer: Viewer) -> tuple[PackReport, ...]:
    """The reports that the viewer may have: those whose pages they may open."""
    return tuple(each for each in PackReport if viewer.may(each.permission))


def editions_for(viewer: Viewer, reports: Iterable[PackReport] = tuple(PackReport)) -> list[Edition]:
    """The figures that there are of these reports. Raises OutOfSight for everybody but a manager."""
    return editions_made(viewer, *frozenset[Report]().union(*(each.figures for each in reports)))


# What a manager sees of their own packs.


@dataclass(frozen=True, kw_only=True)
class PackLine:
    """One pack, as its list and its page show it."""

    id: int
    schedule_id: int | None
    days: Stretch
    parts: tuple[PackPart, ...]
    without: tuple[PackReport, ...]
    shapes: tuple[PackShape, ...]
    asked_at: datetime
    standing: PackStanding
    failure: PackFailure | None
    done: int
    total: int
    sha256: str | None
    size: int | None
    made_at: datetime | None
    expires_at: datetime | None

    @property
    def reports(self) -> tuple[PackReport, ...]:
        """All that were ordered."""
        return tuple(part.report for part in self.parts) + self.without


@dataclass(frozen=True, kw_only=True)
class ScheduleLine:
    """One schedule, as its list and its page show it."""

    id: int
    reports: tuple[PackReport, ...]
    shapes: tuple[PackShape, ...]
    asked_at: datetime
    ended_at: datetime | None
    ended: ScheduleEnd | None


def packs_of(viewer: Viewer, after: str | None = None) -> Page[PackLine]:
    """The viewer's own packs, the newest first."""
    page = page_of(_packs(viewer), (Pack.id,), lambda pack: (pack.id,), after=after, newest_first=True)
    return Page(tuple(map(_line, page.rows)), page.after)


def pack_of(viewer: Viewer, pack_id: int) -> PackLine:
    """One of the viewer's own packs. Raises OutOfSight."""
    return _line(own_pack(viewer, pack_id))


def own_pack(viewer: Viewer, pack_id: int, *, locked: bool = False) -> Pack:
    """The row of one of the viewer's own packs, `locked` until the transaction ends: nobody else's, and not after they
    changed role or organisation.

    Raises OutOfSight.
    """
    own = _packs(viewer).where(Pack.id == pack_id)
    return or_out_of_sight(db.session.scalar(_as_it_is_now(own) if locked else own))


def pack_to_hand_over(viewer: Viewer, pack_id: int) -> tuple[Pack, bytes]:
    """A pack of the viewer's own and its bytes, while it has not expired and they may still have each report.

    Raises OutOfSight.
    """
    pack = own_pack(viewer, pack_id)
    is_over = pack.expires_at is None or pack.expires_at <= clock.now()
    if is_over or not may_have(viewer, _line(pack).reports):
        raise OutOfSight
    return pack, or_out_of_sight(pack.content)


def may_have(viewer: Viewer, reports: Iterable[PackReport]) -> bool:
    """Whether each of these reports is one whose page they may open."""
    return all(viewer.may(each.permission) for each in reports)


def standing_packs(viewer: Viewer) -> int:
    """How many packs of the viewer wait or can be downloaded."""
    is_there = and_(Pack.expires_at.is_not(None), Pack.expires_at > clock.now())
    theirs = select(func.count(Pack.id)).where(Pack.asked_by_id == viewer.user_id)
    return db.session.scalar(theirs.where(or_(Pack.ended_at.is_(None), is_there))) or 0


def nobody_makes(pack: PackLine) -> bool:
    """Whether a pack waits and no worker is known to be at work."""
    return pack.standing is PackStanding.WAITS and not is_at_work(last_beat())


def schedules_of(viewer: Viewer, after: str | None = None) -> Page[ScheduleLine]:
    """The viewer's own schedules, the newest first."""
    keys = (PackSchedule.id,)
    page = page_of(_schedules(viewer), keys, lambda schedule: (schedule.id,), after=after, newest_first=True)
    return Page(tuple(map(_schedule_line, page.rows)), page.after)


def schedule_of(viewer: Viewer, schedule_id: int) -> ScheduleLine:
    """One of the viewer's own schedules. Raises OutOfSight."""
    return _schedule_line(own_schedule(viewer, schedule_id))


def last_pack_of(schedule: ScheduleLine) -> int | None:
    """The newest pack of a schedule, by its number; None where it has made none yet."""
    return db.session.scalar(select(func.max(Pack.id)).where(Pack.schedule_id == schedule.id))


def own_schedule(viewer: Viewer, schedule_id: int, *, locked: bool = False) -> PackSchedule:
    """The row of one of the viewer's own schedules, `locked` until the transaction ends. Raises OutOfSight."""
    own = _schedules(viewer).where(PackSchedule.id == schedule_id)
    return or_out_of_sight(db.session.scalar(_as_it_is_now(own) if locked else own))


def schedules_that_go_on(viewer: Viewer) -> int:
    """How many of the viewer's schedules go on."""
    go_on = select(func.count(PackSchedule.id)).where(PackSchedule.asked_by_id == viewer.user_id)
    return db.session.scalar(go_on.where(PackSchedule.ended_at.is_(None))) or 0


def _packs(viewer: Viewer) -> Select[Pack]:
    _may_look(viewer)
    return select(Pack).where(Pack.asked_by_id == viewer.user_id, Pack.organisation_id == viewer.organisation_id)


def _schedules(viewer: Viewer) -> Select[PackSchedule]:
    _may_look(viewer)
    theirs = (PackSchedule.asked_by_id == viewer.user_id, PackSchedule.organisation_id == viewer.organisation_id)
    return select(PackSchedule).where(*theirs)


def _as_it_is_now(own: Select[Own]) -> Select[Own]:
    """The row, locked; what was read of it before may have changed while the lock was waited for."""
    return own.with_for_update().execution_options(populate_existing=True)


def _may_look(viewer: Viewer) -> None:
    if viewer.role is not Role.MG:
        raise OutOfSight


def _line(pack: Pack) -> PackLine:
    return PackLine(
        id=pack.id,
        schedule_id=pack.schedule_id,
        days=Stretch(pack.from_on, pack.to_on),
        parts=tuple(map(PackPart.read, pack.parts)),
        without=tuple(map(PackReport, pack.without)),
        shapes=tuple(map(PackShape, pack.shapes)),
        asked_at=pack.asked_at,
        standing=standing_of(
            expires_at=pack.expires_at, failure=pack.failure, leased_until=pack.leased_until, now=clock.now()
        ),
        failure=pack.failure,
        done=pack.done,
        total=pack.total,
        sha256=pack.sha256,
        size=pack.size,
        made_at=pack.ended_at if pack.sha256 else None,
        expires_at=pack.expires_at,
    )


def _schedule_line(row: PackSchedule) -> ScheduleLine:
    return ScheduleLine(
        id=row.id,
        reports=tuple(map(PackReport, row.reports)),
        shapes=tuple(map(PackShape, row.shapes)),
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        ended=row.ended,
    )


# What waits for the worker.


@dataclass(frozen=True, kw_only=True)
class PackOrder:
    """A pack to be made, for whom, as they look today."""

    viewer: Viewer
    days: Stretch
    parts: tuple[PackPart, ...]
    without: tuple[PackReport, ...]
    shapes: tuple[PackShape, ...]


def order_of(pack_id: int) -> PackOrder | None:
    """What is to be made; None where whoever ordered it may not have it any more."""
    line = _line(pack := db.session.get_one(Pack, pack_id))
    viewer = manager_of(pack.organisation_id, pack.asked_by_id)
    if viewer is None or not may_have(viewer, line.reports):
        return None
    return PackOrder(viewer=viewer, days=line.days, parts=line.parts, without=line.without, shapes=line.shapes)


def manager_of(organisation_id: int, user_id: int) -> Viewer | None:
    """Somebody as they look today; None once they can sign in as a manager of this organisation no more."""
    return viewer_on(clock.today(), Role.MG, user_id=user_id, organisation_id=organisation_id)


def schedules_to_act_on() -> list[int]:
    """The schedules that are to order a pack, and those of people who may not have it any more."""
    rows = select(PackSchedule).where(PackSchedule.ended_at.is_(None)).order_by(PackSchedule.id)
    made = quarters_made()
    return [row.id for row in db.session.scalars(rows) if not may_still_have(row) or quarter_due(row, made)]


def may_still_have(schedule: PackSchedule) -> Viewer | None:
    """Whoever set a schedule up, as they look today; None once they may not have each of its reports any more."""
    whom = manager_of(schedule.organisation_id, schedule.asked_by_id)
    return whom if whom and may_have(whom, map(PackReport, schedule.reports)) else None


def quarters_made() -> list[tuple[date, datetime]]:
    """The last day of each quarter whose figures are all made, with when they were."""
    making = FiguresMaking
    rows = select(making.as_at, making.ended_at).where(making.ended_at.is_not(None)).order_by(making.as_at)
    return [(row.as_at, row.ended_at) for row in db.session.execute(rows)]


def quarter_due(schedule: PackSchedule, made: Iterable[tuple[date, datetime]]) -> Stretch | None:
    """The first quarter of which a schedule is to order a pack, of those that are made; None where there is none."""
    ordered = select(Pack.to_on).where(Pack.schedule_id == schedule.id).order_by(Pack.to_on)
    end = first_due(schedule.asked_at, made, db.session.scalars(ordered).all())
    return quarter_of(end) if end else None
