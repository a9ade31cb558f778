"""The law in use and its proposed changes, what each suite is notified for, and the books of rules."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, event, func, or_, select, true
from sqlalchemy.orm import Session

from pathways.approvals.queries import waiting_first
from pathways.approvals.rules import ChangeState
from pathways.auth.models import Suite
from pathways.auth.roles import OrganisationKind, Viewer
from pathways.law.models import NotificationChange, ProposedChange, RuleBookKept, SiteNotification
from pathways.law.rules.disposal_book import RULES_VERSION, RuleBook, read_book, shipped_book
from pathways.law.rules.findings import SampleRoute
from pathways.law.rules.proposed_changes import ChangeDraft, Intent, Notification
from pathways.law.rules.tables import Law, LawBook, LawChange, LawTable, rows_of
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import db
from pathways.store.paging import Page
from pathways.store.together import Records, SideBySide, among
from pathways.tables import Row

# The law in use: the packaged tables with the approved changes, read once in a transaction and kept until it ends.


KEPT: Final = "law_book"
_APPROVED = Records((ProposedChange,), ProposedChange.number.is_not(None), (ProposedChange.number,))
_LAW = SideBySide(changes=_APPROVED)


def law_book() -> LawBook:
    """Every change ever approved, read once a transaction."""
    book: LawBook | None = db.session.info.get(KEPT)
    return book or _keep(_LAW.read({})["changes"])


def _keep(approved: Iterable[ProposedChange]) -> LawBook:
    book = LawBook(changes=tuple(as_change(row) for row in approved))
    db.session.info[KEPT] = book
    return book


def law_in_use() -> Law:
    """What a decision taken now rests on."""
    return law_book().now


def law_of(version: str) -> Law:
    """What a decision recorded under this version rested on."""
    return law_book().as_of(version)


def forget_law() -> None:
    """Forget the law read in this transaction, because a change was approved or stopped."""
    db.session.info.pop(KEPT, None)


@event.listens_for(db.session, "after_commit")
def _at_commit(session: Session) -> None:
    session.info.pop(KEPT, None)


@event.listens_for(db.session, "after_soft_rollback")
def _at_rollback(session: Session, _previous: Any) -> None:
    session.info.pop(KEPT, None)


def as_change(row: ProposedChange) -> LawChange:
    """A stored change in the form that `laid_over` takes."""
    return LawChange(
        number=row.number or 0,
        table=row.law_table,
        code=row.code,
        starts_on=row.starts_on,
        until=row.until_on,
        values=tuple(row.content.items()),
        source=row.source,
        mark=row.mark,
        stopped=row.stopped_number,
    )


def as_draft(row: ProposedChange) -> ChangeDraft:
    """A stored change as it was typed."""
    return ChangeDraft(
        table=row.law_table,
        code=row.code,
        intent=Intent.CHANGE if row.content else Intent.END,
        starts_on=row.starts_on,
        until=row.until_on,
        values=row.content,
        source=row.source,
        source_url=row.source_url or "",
        mark=row.mark,
        why=row.why,
    )


def rows_in_use(which: LawTable) -> tuple[Row, ...]:
    """The rows of one table as text, with every approved change that was not stopped."""
    return rows_of(which, (change for change in law_book().changes if change.stopped is None))


def rows_before(row: ProposedChange) -> tuple[Row, ...]:
    """The rows of the table of a change without that change: before its approval, or now while it waits."""
    counted = [change for change in law_book().changes if row.number is None or change.number < row.number]
    return rows_of(row.law_table, (change for change in counted if change.stopped is None))


def law_change(change_id: int) -> ProposedChange:
    """One change. Raises OutOfSight."""
    return or_out_of_sight(db.session.get(ProposedChange, change_id))


def law_changes(after: str | None = None) -> Page[ProposedChange]:
    """A page of every change ever proposed: those that wait first, then the latest."""
    return waiting_first(select(ProposedChange), ProposedChange, after=after)


def law_changes_waiting() -> tuple[ProposedChange, ...]:
    """The changes of the law that wait for a second person, the latest first."""
    waits = select(ProposedChange).where(ProposedChange.state == ChangeState.WAITING)
    return tuple(db.session.scalars(waits.order_by(ProposedChange.id.desc())))


def waiting_beside(row: ProposedChange) -> tuple[ProposedChange, ...]:
    """Other changes of the row that a change is about, while they wait, the oldest first."""
    same = (ProposedChange.law_table == row.law_table, ProposedChange.code == row.code, ProposedChange.id != row.id)
    waits = select(ProposedChange).where(*same, ProposedChange.state == ChangeState.WAITING)
    return tuple(db.session.scalars(waits.order_by(ProposedChange.id)))


# What a suite is notified for, and the changes of it that were proposed.


_NOTIFIED = Records(
    (Suite, SiteNotification),
    among(Suite.id, "of_suites"),
    (Suite.id, SiteNotification.valid_from.desc(), SiteNotification.id.desc()),
    beside=((SiteNotification, SiteNotification.suite_id == Suite.id),),
)
_SITES = SideBySide(sites=_NOTIFIED)
_SITES_AND_LAW = SideBySide(sites=_NOTIFIED, changes=_APPROVED)


@dataclass(frozen=True, kw_only=True)
class TestSite:
    """A suite with every notification it ever had, latest first."""

    __test__ = False  # so that pytest does not collect it

    suite: Suite
    notifications: tuple[SiteNotification, ...]

    def notified_on(self, day: date) -> Notification | None:
        """What the suite is notified for on a day, all its live notifications together; None where there is none."""
        rows = [row for row in self.notifications if row.valid_from <= day <= (row.valid_to or date.max)]
        if not rows:
            return None
        return Notification(
            routes=frozenset(SampleRoute(word) for row in rows for word in row.routes),
            covers_under_18=any(row.under18 for row in rows),
            covers_assessment=any(row.assessment for row in rows),
        )


def sites_of(suite_ids: Collection[int]) -> dict[int, TestSite]:
    """These suites with their notifications, by id; one statement for all. Whoever asks what a suite is notified for
    asks for the law as well: it is read with them, where this transaction has not read it."""
    suites: dict[int, Suite] = {}
    notifications: dict[int, list[SiteNotification]] = {}
    is_law_known = KEPT in db.session.info
    read = (_SITES if is_law_known else _SITES_AND_LAW).read({"of_suites": suite_ids})
    if not is_law_known:
        _keep(read["changes"])
    for suite, notification in read["sites"]:
        suites[suite.id] = suite
        notifications.setdefault(suite.id, []).extend([notification] if notification is not None else [])
    return {each: TestSite(suite=suite, notifications=tuple(notifications[each])) for each, suite in suites.items()}


def notifications_of(suite_id: int) -> tuple[SiteNotification, ...]:
    """Every notification a suite ever had, latest first."""
    return sites_of([suite_id])[suite_id].notifications


def suite_to_change(viewer: Viewer, suite_id: int) -> Suite:
    """A suite whose notifications the viewer may propose and decide: of their own force, or of any if they belong
    to none. Raises OutOfSight."""
    suite = db.session.get(Suite, suite_id)
    belongs_to_none = viewer.organisation_kind is not OrganisationKind.FORCE
    if suite is None or not (belongs_to_none or suite.organisation_id == viewer.organisation_id):
        raise OutOfSight
    return suite


def notification_to_end(suite_id: int, notification_id: int) -> SiteNotification:
    """One notification of a suite. Raises OutOfSight."""
    notification = db.session.get(SiteNotification, notification_id)
    if notification is None or notification.suite_id != suite_id:
        raise OutOfSight
    return notification


def notification_change(viewer: Viewer, change_id: int) -> tuple[NotificationChange, Suite]:
    """One change of a notification with its suite. Raises OutOfSight."""
    change = or_out_of_sight(db.session.get(NotificationChange, change_id))
    return change, suite_to_change(viewer, change.suite_id)


def notification_changes(viewer: Viewer, after: str | None = None) -> Page[tuple[NotificationChange, Suite]]:
    """A page of every change ever proposed for the suites that the viewer's law page shows: those that wait, then the
    latest."""
    return waiting_first(_changes_with_suite(viewer), NotificationChange, after=after)


def notification_changes_waiting(viewer: Viewer) -> tuple[tuple[NotificationChange, Suite], ...]:
    """The changes of notifications that wait for a second person, the latest first."""
    waits = _changes_with_suite(viewer).where(NotificationChange.state == ChangeState.WAITING)
    return tuple((row[0], row[1]) for row in db.session.execute(waits.order_by(NotificationChange.id.desc())))


def _changes_with_suite(viewer: Viewer) -> Select[NotificationChange, Suite]:
    changes = select(NotificationChange, Suite).join(Suite, Suite.id == NotificationChange.suite_id)
    return changes.where(_of_suites_shown(viewer))


def notifications_waiting(viewer: Viewer) -> int:
    """How many changes of notifications wait for a second person, for the suites that the viewer's law page shows."""
    waiting = select(func.count(NotificationChange.id)).join(Suite, Suite.id == NotificationChange.suite_id)
    waiting = waiting.where(NotificationChange.state == ChangeState.WAITING, _of_suites_shown(viewer))
    return db.session.scalar(waiting) or 0


def _of_suites_shown(viewer: Viewer) -> ColumnElement[bool]:
    """The suites of the viewer's own force, or all where they belong to none."""
    is_of_a_force = viewer.organisation_kind is OrganisationKind.FORCE
    return Suite.organisation_id == viewer.organisation_id if is_of_a_force else true()


# What each suite is notified for on a date, for the page and paper of the law.


@dataclass(frozen=True, kw_only=True)
class NotifiedSuite:
    """A suite with everything it is notified for on a date. `since` is None where there is no notification."""

    id: int
    name: str
    routes: frozenset[SampleRoute]
    covers_under_18: bool
    covers_assessment: bool
    since: date | None
    sources: tuple[str, ...]
    is_example: bool

    @property
    def on_arrest(self) -> bool:
        return SampleRoute.ARREST in self.routes

    @property
    def after_charge(self) -> bool:
        return SampleRoute.CHARGE in self.routes


def suites_notified_on(viewer: Viewer, day: date) -> tuple[NotifiedSuite, ...]:
    """The open suites of the viewer's force, or of every force if the viewer belongs to none, by name."""
    places = select(Suite).where(Suite.closed_at.is_(None)).order_by(Suite.name, Suite.id)
    if viewer.organisation_kind is OrganisationKind.FORCE:
        places = places.where(Suite.organisation_id == viewer.organisation_id)
    live = select(SiteNotification).where(
        SiteNotification.valid_from <= day,
        SiteNotification.valid_to.is_(None) | (SiteNotification.valid_to >= day),
    )
    rows = list(db.session.scalars(live.order_by(SiteNotification.valid_from, SiteNotification.id)))
    return tuple(
        _notified(place, [row for row in rows if row.suite_id == place.id]) for place in db.session.scalars(places)
    )


def _notified(place: Suite, rows: list[SiteNotification]) -> NotifiedSuite:
    return NotifiedSuite(
        id=place.id,
        name=place.name,
        routes=frozenset(SampleRoute(word) for row in rows for word in row.routes),
        covers_under_18=any(row.under18 for row in rows),
        covers_assessment=any(row.assessment for row in rows),
        since=rows[0].valid_from if rows else None,
        sources=tuple(dict.fromkeys(row.source for row in rows)),
        is_example=any(row.is_demonstration for row in rows),
    )


# The books of rules: which one decides today, and the one an earlier decision was taken under.


_IN_USE = (
    select(RuleBookKept.version, RuleBookKept.sha256, RuleBookKept.is_shipped)
    .where(or_(RuleBookKept.is_shipped.is_(False), RuleBookKept.version == RULES_VERSION))
    .order_by(RuleBookKept.is_shipped, RuleBookKept.id.desc())
    .limit(1)
)
_OF_VERSIONS = select(RuleBookKept.version, RuleBookKept.sha256).where(
    RuleBookKept.version.in_(bindparam("of_versions", expanding=True))
)
_TEXT = select(RuleBookKept.text).where(RuleBookKept.version == bindparam("of_version"))


def book_in_use() -> RuleBook:
    """The book that decides now: the one loaded last, or the shipped one until somebody has loaded one."""
    return book_and_whether_kept()[0]


def book_and_whether_kept() -> tuple[RuleBook, bool]:
    """The book that decides now, and whether it is stored: a shipped one is once something was decided by it."""
    newest = db.session.execute(_IN_USE).one_or_none()
    is_loaded = newest is not None and not newest.is_shipped
    return _read(newest.version, newest.sha256) if newest and is_loaded else shipped_book(), newest is not None


def hash_in_use() -> str | None:
    """The hash of the loaded book in use; None while the shipped one is in use."""
    newest = db.session.execute(_IN_USE).one_or_none()
    return newest.sha256 if newest and not newest.is_shipped else None


def book_of(version: str) -> RuleBook:
    """The book of a version, stored or shipped, as decisions read it. Raises LookupError if there never was one."""
    return read_by(hashes_of([version]), version)


def hashes_of(versions: Collection[str]) -> dict[str, str]:
    """The hash of each stored book of these versions, in one statement."""
    rows = db.session.execute(_OF_VERSIONS, {"of_versions": list(set(versions))})
    return {row.version: row.sha256 for row in rows}


def read_by(hashes: Mapping[str, str], version: str) -> RuleBook:
    """`book_of` a version whose hash was read, if it is stored. Raises LookupError if there never was such a book."""
    return _read(version, hashes[version]) if version in hashes else shipped_book(version)


def is_kept(version: str) -> bool:
    """Whether a book of this version is stored."""
    return version in hashes_of([version])


def kept_books() -> tuple[RuleBookKept, ...]:
    """Every stored book, the latest first."""
    return tuple(db.session.scalars(select(RuleBookKept).order_by(RuleBookKept.id.desc())))


@lru_cache(maxsize=32)
def _read(version: str, sha256: str) -> RuleBook:
    """A stored book, read once by each process: its hash stands for its text, which never changes."""
    return read_book(db.session.scalars(_TEXT, {"of_version": version}).one(), version)
