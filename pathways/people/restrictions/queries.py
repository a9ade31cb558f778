"""Requests for records that are not the asker's, and the lists of who may not see a record."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from pathways import clock, dates
from pathways.audit.models import AuditChain, AuditEvent
from pathways.audit.record import chain_of_session
from pathways.auth.models import RankHeld, RoleHeld, Suite, User
from pathways.auth.roles import Rank, Role, Viewer
from pathways.people.custody.queries import records_of_whom
from pathways.people.identity.queries import details_of_many, record_ids_of
from pathways.people.models.identity import MissesClosed, Person, PersonDetails, Restriction, RestrictionName, SearchKey
from pathways.people.queries import in_force, is_record_of, known_to_force, people_in_sight, surviving_id
from pathways.people.restrictions.rules import ListStanding, RestrictionList, RestrictionWhy, review_due_on
from pathways.people.search.rules import Closeness, Identity, PersonAsked, likeness
from pathways.refusals import OutOfSight, or_out_of_sight
from pathways.store.base import db, shared_alias
from pathways.store.paging import LARGEST_ID, Page, page_among, page_of
from pathways.store.together import Records

# Requests for records that are not the asker's or do not exist: those of a session, and reports to an auditor.


MISSES = ("object.not_in_scope", "restriction.denied_view", "authz.denied")
FLAGGED = "misuse.flagged"


@dataclass(frozen=True, kw_only=True)
class ManyMisses:
    """A report of many misses: who asked for how many records in vain, in which role, on which kinds of pages, when it
    was noticed, and what an auditor found out, once closed."""

    event_id: int
    at: datetime
    user_id: int | None
    role: Role
    session_id: int | None
    misses: int
    routes: tuple[str, ...]
    closed: MissesClosed | None = None


# Asked whenever a record is not there: built once.
_OF_SESSION = select(AuditChain.id).where(AuditChain.key == bindparam("of_session")).scalar_subquery()
_TOLD = shared_alias(AuditEvent)
_LAST_TOLD = (
    select(_TOLD.position)
    .where(_TOLD.chain_id == _OF_SESSION, _TOLD.action == FLAGGED)
    .order_by(_TOLD.position.desc())
    .limit(1)
    .scalar_subquery()
)
_NOT_TOLD = (
    select(AuditEvent.at, AuditEvent.payload)
    .where(
        AuditEvent.chain_id == _OF_SESSION,
        AuditEvent.action.in_(MISSES),
        AuditEvent.position > func.coalesce(_LAST_TOLD, -1),
    )
    .order_by(AuditEvent.position)
)


def misses_not_told(viewer: Viewer) -> tuple[tuple[datetime, str], ...]:
    """The misses of this session since the last report, oldest first, as (when, route)."""
    rows = db.session.execute(_NOT_TOLD, {"of_session": chain_of_session(viewer)})
    return tuple((at, _said(payload).get("route") or "") for at, payload in rows)


def open_misses(viewer: Viewer, after: str | None = None) -> Page[ManyMisses]:
    """A page of the reports about the auditor's own organisation that nobody has closed, the latest first."""
    waits, keys = _told(viewer).where(MissesClosed.id.is_(None)), (AuditEvent.at, AuditEvent.id)
    page = page_of(waits, keys, lambda row: (row[0].at, row[0].id), after=after, newest_first=True)
    return Page(tuple(_read(row[0], row[1]) for row in page.rows), page.after)


def closed_misses(viewer: Viewer, after: str | None = None) -> Page[ManyMisses]:
    """A page of the reports about the auditor's own organisation that were closed, the latest first."""
    closed, keys = _told(viewer).where(MissesClosed.id.is_not(None)), (MissesClosed.closed_at, MissesClosed.id)
    page = page_of(closed, keys, lambda row: (row[1].closed_at, row[1].id), after=after, newest_first=True)
    return Page(tuple(_read(row[0], row[1]) for row in page.rows), page.after)


def misses_told(viewer: Viewer, event_id: int) -> ManyMisses:
    """One report about the auditor's own organisation. Raises OutOfSight."""
    row = or_out_of_sight(db.session.execute(_told(viewer).where(AuditEvent.id == event_id)).one_or_none())
    return _read(row[0], row[1])


def _told(viewer: Viewer) -> Select[AuditEvent, MissesClosed]:
    statement = select(AuditEvent, MissesClosed).outerjoin(MissesClosed, MissesClosed.event_id == AuditEvent.id)
    return statement.where(AuditEvent.action == FLAGGED, AuditEvent.organisation_id == viewer.organisation_id)


def _read(event: AuditEvent, closed: MissesClosed | None) -> ManyMisses:
    facts = _said(event.payload)
    return ManyMisses(
        event_id=event.id,
        at=event.at,
        user_id=event.actor_id,
        role=Role(event.role),
        session_id=event.session_id,
        misses=int(facts.get("misses", 0)),
        routes=tuple(facts.get("routes", ())),
        closed=closed,
    )


def _said(payload: str | None) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(payload or "{}")
    return facts


# The lists of who may not see a record, for those who keep them; and what looks like a second record of somebody shut.
#
# A list that keeps people out is kept by those it lets in: for everybody else the record, its lists and their proposals
# do not exist. The auditor reads and reviews every list of their own organisation by the number of the record, without
# a name.


@dataclass(frozen=True, kw_only=True)
class RestrictionLine:
    """One restriction. `details` is None for a reader of the list who may not read the person's name."""

    row: Restriction
    named: frozenset[int]
    details: PersonDetails | None = None

    @property
    def is_in_force(self) -> bool:
        lasts = self.row.until_on is None or self.row.until_on >= clock.today()
        return self.row.in_force_at is not None and self.row.ended_at is None and lasts

    @property
    def waits(self) -> bool:
        return self.row.decided_at is None and self.row.ended_at is None

    @property
    def review_due_on(self) -> date | None:
        last = self.row.reviewed_at or self.row.in_force_at
        return review_due_on(dates.london_date(last)) if last and self.is_in_force else None

    @property
    def had_a_part(self) -> frozenset[int]:
        return self.named | {self.row.proposed_by_id, self.row.decided_by_id or 0}


def may_keep_lists(viewer: Viewer) -> bool:
    """Whether the viewer decides who goes on a list: an inspector who decides, or the manager of a provider."""
    is_inspector = viewer.role is Role.DM and viewer.rank is not None and viewer.rank.at_least(Rank.INSPECTOR)
    return is_inspector or viewer.role is Role.PM


def restrictions_of(viewer: Viewer, person_id: int) -> tuple[RestrictionLine, ...]:
    """The restrictions of somebody in sight by the viewer's organisation, latest first, those that ended included."""
    theirs = (
        Restriction.person_id.in_(record_ids_of(person_id)),
        Restriction.organisation_id == viewer.organisation_id,
    )
    return _lines(db.session.scalars(select(Restriction).where(*theirs).order_by(Restriction.id.desc())))


def restriction(viewer: Viewer, restriction_id: int) -> RestrictionLine:
    """One restriction, for a keeper of the lists who has the person in sight. Raises OutOfSight."""
    if viewer.role is Role.AU:
        raise OutOfSight
    return or_out_of_sight(next(iter(_named(_kept(viewer, Restriction.id == restriction_id))), None))


def restriction_to_review(viewer: Viewer, restriction_id: int) -> RestrictionLine:
    """One restriction by the auditor's own organisation. Raises OutOfSight."""
    row = db.session.get(Restriction, restriction_id)
    if row is None or viewer.role is not Role.AU or row.organisation_id != viewer.organisation_id:
        raise OutOfSight
    return _lines([row])[0]


def restrictions_kept(viewer: Viewer, after: str | None = None) -> Page[RestrictionLine]:
    """A page of what waits and what is in force, latest first: of people in sight; for the auditor all in force,
    without a name.

    Raises OutOfSight for a viewer who keeps no lists.
    """
    if viewer.role is Role.AU:
        lives = (Restriction.ended_at.is_(None), Restriction.in_force_at.is_not(None))
        rows = list(db.session.scalars(_of_own(viewer).where(*lives)))
    else:
        rows = _kept(viewer, true())
    # Who keeps the lists of whom is decided from row to row, and they are few: so they are read whole.
    page = page_among(rows, _turn, (bool, int), after=after)
    return Page(_lines(page.rows) if viewer.role is Role.AU else _named(page.rows), page.after)


def _turn(row: Restriction) -> tuple[bool, int]:
    return row.decided_at is not None, LARGEST_ID - row.id


def _of_own(viewer: Viewer) -> Select[Restriction]:
    return select(Restriction).where(Restriction.organisation_id == viewer.organisation_id)


def _kept(viewer: Viewer, which: ColumnElement[bool]) -> list[Restriction]:
    """Those of the restrictions that wait or are in force, of people in sight."""
    if not may_keep_lists(viewer):
        raise OutOfSight
    waits = Restriction.decided_at.is_(None) & Restriction.ended_at.is_(None)
    of_whom = _of_own(viewer).add_columns(surviving_id()).join(Person, Person.id == Restriction.person_id)
    rows = db.session.execute(of_whom.where(which, or_(waits, in_force()))).all()
    seen = _within_reach(viewer, {stays for _, stays in rows})
    return [row for row, stays in rows if stays in seen]


def _named(rows: Sequence[Restriction]) -> tuple[RestrictionLine, ...]:
    return _lines(rows, details_of_many({row.person_id for row in rows}))


def _allows(person_id: Any) -> ColumnElement[bool]:
    """Whether a list is one of those allowed, in force, for the person with this id; `today` is a parameter."""
    return and_(
        Restriction.person_id.in_(records_of_whom(person_id)),
        Restriction.which == RestrictionList.RESTRICTED_TO,
        in_force(on=bindparam("today")),
    )


def has_allowed(person_id: Any) -> ColumnElement[bool]:
    """`is_restricted` of the person whose id a column holds: read with what a page reads of them."""
    return exists().where(_allows(person_id)).correlate_except(Restriction)


_ALLOWS = _allows(bindparam("of_person"))
_IS_RESTRICTED = select(exists().where(_ALLOWS))
ALLOWS = Records((Restriction,), _ALLOWS, (Restriction.id,))
"""The lists in force of those who alone may see a person's record."""


def is_restricted(person_id: int) -> bool:
    """Whether a list of those allowed is in force. The pages of those who are let in say so."""
    return bool(db.session.scalar(_IS_RESTRICTED, {"of_person": person_id, "today": clock.today()}))


@dataclass(frozen=True, kw_only=True)
class InConflict:
    """Organisations with staff who may not see a person's records; `in_danger`: where the list says that they could put
    the person in danger. For routing alone: no page may name them."""

    anywhere: frozenset[int]
    in_danger: frozenset[int]


def in_conflict_with(person_id: int) -> InConflict:
    """The organisations whose staff are on a list that keeps them from a person's records, merged ones included."""
    excludes = (
        Restriction.person_id.in_(records_of_whom(literal(person_id))),
        Restriction.which == RestrictionList.EXCLUDED_FROM,
        in_force(),
    )
    named = select(User.organisation_id, Restriction.why).join(RestrictionName, RestrictionName.user_id == User.id)
    lists = named.join(Restriction, Restriction.id == RestrictionName.restriction_id).where(
        *excludes, User.disabled_at.is_(None)
    )
    rows = db.session.execute(lists.order_by(Restriction.id, User.id)).all()
    dangers = frozenset(row[0] for row in rows if row[1] is RestrictionWhy.DANGER)
    return InConflict(anywhere=frozenset(row[0] for row in rows), in_danger=dangers)


def standing_lists(viewer: Viewer, person_id: int) -> ListStanding:
    """Who is on which list of a person now, and who keeps lists in the viewer's organisation."""
    statement = (
        select(Restriction.which, RestrictionName.user_id)
        .join(RestrictionName, RestrictionName.restriction_id == Restriction.id)
        .where(Restriction.person_id.in_(record_ids_of(person_id)), in_force())
        .order_by(RestrictionName.id)
    )
    rows = db.session.execute(statement).all()
    return ListStanding(
        allowed=frozenset(row[1] for row in rows if row[0] is RestrictionList.RESTRICTED_TO),
        excluded=frozenset(row[1] for row in rows if row[0] is RestrictionList.EXCLUDED_FROM),
        keepers=_keepers(viewer),
    )


def staff_named(viewer: Viewer, sign_in_names: Iterable[str]) -> dict[str, int | None]:
    """The user id of each sign-in name, among staff who may sign in for the viewer's organisation or who work at its
    suites (liaison and diversion); None for a name that is nobody's."""
    wanted = list(dict.fromkeys(each.strip().lower() for each in sign_in_names if each.strip()))
    suites = select(Suite.id).where(Suite.organisation_id == viewer.organisation_id)
    work_here = or_(User.organisation_id == viewer.organisation_id, User.suite_id.in_(suites))
    ours = (work_here, User.disabled_at.is_(None), User.sign_in_name.in_(wanted))
    rows = {row[0]: row[1] for row in db.session.execute(select(User.sign_in_name, User.id).where(*ours))}
    return {name: rows.get(name) for name in wanted}


def likely_duplicates(viewer: Viewer, person_ids: Collection[int]) -> dict[int, tuple[PersonDetails, ...]]:
    """By person id, the other records known to the viewer's force that are very close by name and birth date.

    An officer who may not see somebody is told nothing, and may make a second record of them in good faith. The keepers
    of the lists are told here.
    """
    if not person_ids or not viewer.is_police:
        return {}
    own, other, record = aliased(SearchKey), aliased(SearchKey), aliased(Person)
    names = (other.surname, other.given_names, other.date_of_birth)
    statement = (
        select(own.person_id, own.surname, own.given_names, own.date_of_birth, surviving_id(record), *names)
        .join(other, other.key == own.key)
        .join(record, record.id == other.person_id)
        .where(own.person_id.in_(person_ids), surviving_id(record) != own.person_id)
        .order_by(own.id, other.id)
    )
    close: dict[int, set[int]] = {}
    for row in db.session.execute(statement):
        asked = PersonAsked(surname=row[1], given_names=row[2] or "", date_of_birth=row[3])
        fit = likeness(asked, Identity(surname=row[5], given_names=row[6], date_of_birth=row[7]))
        if fit and fit.closeness is Closeness.VERY_CLOSE:
            close.setdefault(row[0], set()).add(row[4])
    theirs = {each for records in close.values() for each in records}
    details = details_of_many(_within_reach(viewer, theirs))
    return {
        person_id: tuple(details[each] for each in sorted(records & set(details)))
        for person_id, records in close.items()
    }


def _within_reach(viewer: Viewer, person_ids: Collection[int]) -> set[int]:
    records = list(db.session.scalars(select(Person.id).where(is_record_of(person_ids)).order_by(Person.id)))
    reach = known_to_force if viewer.is_police else people_in_sight
    return set(db.session.scalars(reach(viewer, records)))


def _lines(rows: Iterable[Restriction], details: dict[int, PersonDetails] | None = None) -> tuple[RestrictionLine, ...]:
    shown = list(rows)
    wanted = select(RestrictionName).where(RestrictionName.restriction_id.in_([row.id for row in shown]))
    named: dict[int, set[int]] = {}
    for each in db.session.scalars(wanted.order_by(RestrictionName.id)):
        named.setdefault(each.restriction_id, set()).add(each.user_id)
    known = details or {}
    return tuple(
        RestrictionLine(row=row, named=frozenset(named.get(row.id, ())), details=known.get(row.person_id))
        for row in shown
    )


def _keepers(viewer: Viewer) -> frozenset[int]:
    """Who decides about lists in the viewer's organisation today."""
    today, police = clock.today(), viewer.is_police
    holders = (
        select(User.id)
        .join(RoleHeld, RoleHeld.user_id == User.id)
        .where(User.organisation_id == viewer.organisation_id, User.disabled_at.is_(None))
        .where(RoleHeld.role == (Role.DM if police else Role.PM), RoleHeld.is_held_on(today))
    )
    if not police:
        return frozenset(db.session.scalars(holders))
    ranks = select(RankHeld).where(RankHeld.user_id.in_(holders), RankHeld.from_on <= today).order_by(RankHeld.from_on)
    last = {row.user_id: row.rank for row in db.session.scalars(ranks)}
    return frozenset(user_id for user_id, rank in last.items() if rank.at_least(Rank.INSPECTOR))
