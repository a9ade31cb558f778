"""The open cases of a provider, one line each, and who their keyworkers are today."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    True_,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import join, outerjoin

from pathways import clock, dates
from pathways.auth.models import RoleHeld, User
from pathways.auth.roles import Role, Viewer
from pathways.disposals.conditions.queries import awaits_a_service
from pathways.disposals.models import Condition, Disposal
from pathways.engagement.case.queries.attendance import attendance_of
from pathways.engagement.case.queries.seen import last_seen
from pathways.engagement.caseload.rules import DUE_SOON, MISSED_TWICE, UNSEEN_FOR, CaseFilter, CaseOrder, Listing, Whose
from pathways.people.identity.queries import heads_beside
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import is_open_to, surviving_id
from pathways.people.rules import fold_name, name_in_full
from pathways.referrals import queries as referrals_queries
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.steps import queries as steps_queries
from pathways.referrals.steps.queries import Running
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight
from pathways.safeguarding.models import RiskScreen
from pathways.store.base import Instant, db, shared_alias
from pathways.store.paging import Page, page_among, page_of
from pathways.store.together import one_of
from pathways.vocabulary import Answer

# Who is keyworker of a case today. Staff who moved to another provider, were disabled or lost the role do not count.


def our_keyworkers(viewer: Viewer) -> Select[int]:
    """The ids of staff who may be keyworkers of the viewer's provider today."""
    return _keyworkers(viewer.organisation_id, clock.today())


def _keyworkers(organisation_id: Any, on: Any) -> Select[int]:
    staff = select(User.id).join(RoleHeld, RoleHeld.user_id == User.id).where(User.disabled_at.is_(None))
    holds = (one_of(RoleHeld.role, (Role.TW, Role.PM)), RoleHeld.is_held_on(on))
    return staff.where(User.organisation_id == organisation_id, *holds)


_NAMED = select(User.id, User.name).where(
    User.id.in_(bindparam("of_users", expanding=True)),
    User.id.in_(_keyworkers(bindparam("of_organisation"), bindparam("today"))),
)


def keyworkers_named(viewer: Viewer, user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """The names, by id, of those who may be keyworkers today. Others are left out: such a case has nobody."""
    asked = {user_id for user_id in user_ids if user_id is not None}
    named = {"of_users": list(asked), "of_organisation": viewer.organisation_id, "today": clock.today()}
    return {row.id: row.name for row in db.session.execute(_NAMED, named)}


# The caseload as it was asked for: which cases, in which order, a page at a time.
#
# The order of a page is an index of the referral. Anything else that narrows the list is checked for the open cases
# only, which are never more than a provider can have. Each way to ask is a statement that is built once: to build it
# took as long as to read its rows, and to make records of them twice as long.


NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
PAUSED = (ReferralState.SUSPENDED, ReferralState.TRANSFER_PENDING)
_ASKED, KEYWORKER = shared_alias(Person), shared_alias(User)
HEADS = heads_beside(_ASKED)
# In one piece: a page that begins after somebody asks for their key among the same rows.
OF_WHOM = join(
    join(join(Referral, _ASKED, _ASKED.id == Referral.person_id), Person, Person.id == surviving_id(_ASKED)),
    PersonDetails,
    and_(PersonDetails.person_id == Person.id, PersonDetails.superseded_at.is_(None)),
)
_TODAY: BindParameter[date] = bindparam("today")
_NOW, _UNSEEN_SINCE = bindparam("now", type_=Instant()), bindparam("unseen_since", type_=Instant())


class ReferralListed(NamedTuple):
    """Of a referral, what a line of the caseload is made from."""

    id: int
    person_id: int
    episode_id: int
    organisation_id: int | None
    keyworker_id: int | None
    state: ReferralState
    accepted_at: datetime | None
    assessed_on: date | None


class PersonListed(NamedTuple):
    """Who it is, as a line of the caseload says it; `person_id` is the record that stays."""

    person_id: int
    given_names: str | None
    surname: str
    date_of_birth: date

    @property
    def full_name(self) -> str:
        """As on every page."""
        return name_in_full(self.given_names, self.surname)


CaseListed = tuple[ReferralListed, PersonListed, datetime | None, str | None, str | None]
"""A case, who it is and when they died (of the record that stays), its keyworker of today, and how far the logs of the
person have come."""
_REFERRAL = [getattr(Referral, name) for name in ReferralListed._fields]
_PERSON = [getattr(PersonDetails, name) for name in PersonListed._fields]
_WHO, _BESIDE = len(_REFERRAL), len(_REFERRAL) + len(_PERSON)
_KEY = _BESIDE + 3
"""Where in a row the person begins, what stands beside both, and the key that it is ordered by."""


def open_cases(viewer: Viewer, asked: Listing, after: str | None = None) -> Page[CaseListed]:
    """A page of 50 open cases of the viewer's provider."""
    statement, is_kept = _asked_for(viewer, asked)
    key, downward = _order(asked.order)
    page = page_of(
        statement,
        (key, Referral.id),
        lambda row: (row[_KEY], row[0]),
        after=after,
        newest_first=downward,
        named=_values(viewer),
        is_kept=is_kept,
    )
    return Page(tuple(map(_listed, page.rows)), page.after)


def every_open_case(viewer: Viewer, asked: Listing) -> Sequence[CaseListed]:
    """All that `open_cases` would page through, for a filter that no statement can make because clocks decide it."""
    statement, _ = _asked_for(viewer, asked)
    return [_listed(row) for row in db.session.execute(statement.order_by(Referral.id), _values(viewer))]


def _listed(row: Any) -> CaseListed:
    return (ReferralListed(*row[:_WHO]), PersonListed(*row[_WHO:_BESIDE]), *row[_BESIDE:_KEY])


def _asked_for(viewer: Viewer, asked: Listing) -> tuple[Select[*tuple[Any, ...]], bool]:
    """The statement of these cases, and whether it is one that is kept: not of a search, and not for somebody who may
    not know of everybody. Raises OutOfSight for whoever has no cases."""
    if not viewer.is_treatment:
        raise OutOfSight
    statement = _built(asked.whose, asked.only, asked.order, is_searched=bool(asked.words))
    is_open = is_open_to(viewer, Referral.person_id)
    narrower = [condition for condition in (is_open,) if not isinstance(condition, True_)]
    narrower += [_called(asked.words)] if asked.words else []
    return (statement.where(*narrower), False) if narrower else (statement, True)


@cache
def _built(whose: Whose, only: CaseFilter, order: CaseOrder, *, is_searched: bool) -> Select[*tuple[Any, ...]]:
    ours = _keyworkers(_OUR_ORGANISATION, _TODAY)
    is_ours = and_(KEYWORKER.id == Referral.keyworker_id, KEYWORKER.id.in_(ours))
    conditions = [*_OPEN, *_OF_WHOSE[whose](ours)]
    if narrows := _ONLY.get(only):
        conditions.append(narrows())
    if only is not CaseFilter.DIED and not is_searched:
        # Nothing is left to do for them. A search by name finds them all the same.
        conditions.append(Referral.person_died.is_(False))
    rows = select(*_REFERRAL, *_PERSON, Person.died_at, KEYWORKER.name, HEADS, _order(order)[0])
    return rows.select_from(outerjoin(OF_WHOM, KEYWORKER, is_ours)).where(*conditions)


_OUR_ORGANISATION: BindParameter[int] = bindparam("of_organisation")
# In the very words of the index, which only contains what is accepted and not closed.
_OPEN = (
    referrals_queries.OF_A_SERVICE,
    Referral.accepted_at.is_not(None),
    Referral.closed_at.is_(None),
    Referral.organisation_id == _OUR_ORGANISATION,
)
_OF_WHOSE: dict[Whose, Callable[[Select[int]], list[ColumnElement[bool]]]] = {
    Whose.EVERYONE: lambda _: [],
    Whose.MINE: lambda _: [Referral.keyworker_id == bindparam("of_user")],
    Whose.NOBODY: lambda ours: [or_(Referral.keyworker_id.is_(None), Referral.keyworker_id.not_in(ours))],
}


def _values(viewer: Viewer) -> dict[str, Any]:
    """The values of what these statements leave open."""
    today, of_user = clock.today(), viewer.user_id
    unseen_on = today - UNSEEN_FOR
    return {
        **referrals_queries.sight_of(viewer),
        "of_user": of_user,
        "today": today,
        "now": clock.now(),
        "unseen_on": unseen_on,
        "unseen_since": dates.from_london(unseen_on, time(0)),
        "due_before": today + DUE_SOON,
    }


@cache
def _order(order: CaseOrder) -> tuple[Any, bool]:
    """The key to order by, beside the referral's id, and whether downward."""
    if order is CaseOrder.NEXT:
        return func.coalesce(_next_at(), literal(NEVER, Instant), type_=Instant), False
    if order is CaseOrder.UNSEEN:
        return last_seen(), False
    if order is CaseOrder.NAME:
        return PersonDetails.surname_key, False
    return Referral.accepted_at, order is CaseOrder.NEWEST


def _called(words: str) -> ColumnElement[bool]:
    """Whether a surname begins like this, or it is the reference itself, in capitals or not."""
    by_reference = func.upper(Referral.reference) == words.strip().upper()
    name = fold_name(words)
    return or_(by_reference, PersonDetails.surname_key.startswith(name, autoescape=True) if name else false())


def _stands() -> ColumnElement[bool]:
    return and_(Appointment.referral_id == Referral.id, Appointment.superseded_at.is_(None))


def _next_at() -> Any:
    """When the first appointment is of which nothing is recorded, as the row says it: one of the past comes first."""
    waits = (_stands(), Appointment.outcome.is_(None))
    return select(func.min(Appointment.starts_at)).where(*waits).correlate(Referral).scalar_subquery()


def _is_at_risk() -> ColumnElement[bool]:
    answers = (RiskScreen.overdose_last_7_days == Answer.YES, RiskScreen.suicide_risk == Answer.YES)
    risk = exists().where(
        RiskScreen.episode_id == Referral.episode_id, RiskScreen.superseded_at.is_(None), or_(*answers)
    )
    since = last_seen()
    missed = (
        select(func.count(Appointment.id))
        .where(_stands(), Appointment.outcome == AppointmentOutcome.DID_NOT_ATTEND)
        .where(Appointment.starts_at > since)
        .correlate(Referral)
        .scalar_subquery()
    )
    not_assessed = or_(Referral.assessed_on.is_(None), Referral.assessed_on < bindparam("unseen_on"))
    unseen = and_(since < _UNSEEN_SINCE, not_assessed)
    return or_(risk, missed >= MISSED_TWICE, unseen)


def _condition_is_due() -> ColumnElement[bool]:
    """Whether there is a condition on which the service has still to report."""
    waits = (awaits_a_service(Referral.organisation_id), Condition.due_on < bindparam("due_before"))
    of_episode = select(Condition.id).join(Disposal, Disposal.id == Condition.disposal_id)
    return of_episode.where(Disposal.episode_id == Referral.episode_id, *waits).exists()


def _has_nothing_booked() -> ColumnElement[bool]:
    waits = (_stands(), Appointment.outcome.is_(None), Appointment.starts_at > _NOW)
    return ~exists().where(*waits)


_ONLY: dict[CaseFilter, Callable[[], ColumnElement[bool]]] = {
    CaseFilter.AT_RISK: _is_at_risk,
    CaseFilter.CONDITIONS: _condition_is_due,
    CaseFilter.NOTHING_BOOKED: _has_nothing_booked,
    CaseFilter.PAUSED: lambda: Referral.state.in_(PAUSED),
    CaseFilter.DIED: lambda: Referral.person_died.is_(True),
}


# The open cases of a provider, one line each.


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One line of the caseload."""

    referral: ReferralListed
    details: PersonListed
    has_died: bool
    risks: tuple[str, ...]
    keyworker: str
    next_at: datetime | None
    last_seen_on: date | None
    missed: int
    running: tuple[Running, ...]

    @property
    def unseen_for(self) -> timedelta:
        """How long ago they were last seen, or accepted if nobody has seen them."""
        since = self.last_seen_on or dates.london_date(self.referral.accepted_at or clock.now())
        return clock.today() - since

    @property
    def is_unseen(self) -> bool:
        return self.unseen_for > UNSEEN_FOR

    @property
    def is_unrecorded(self) -> bool:
        """Whether the outcome of a past appointment is still to be recorded."""
        return self.next_at is not None and self.next_at < clock.now() and not self.has_died

    @property
    def late_since(self) -> datetime | None:
        """Since when something on this row is overdue; None where nothing is."""
        if self.has_died:
            return None
        passed = [each.due_at for each in (self.deadline, *self.owed) if each and each.is_late and each.due_at]
        if self.is_unrecorded and self.next_at:
            passed.append(self.next_at)
        return min(passed, default=None)

    @property
    def deadline(self) -> Running | None:
        """The clock that is due first, as the page of the case and the list of its clocks show it."""
        return steps_queries.next_deadline(self.running)

    @property
    def owed(self) -> tuple[Running, ...]:
        """The other clocks that a notice or a signed condition asks for."""
        return tuple(
            running_clock
            for running_clock in self.running
            if running_clock.is_owed_to_police and running_clock.due_at and running_clock is not self.deadline
        )


def caseload(viewer: Viewer, asked: Listing, after: str | None = None) -> Page[CaseRow]:
    """A page of the open cases of the viewer's provider, as they were asked for."""
    if asked.only is CaseFilter.OVERDUE:
        late = (row for row in _rows(viewer, every_open_case(viewer, asked)) if row.late_since)
        return page_among(late, lambda row: (row.late_since, row.referral.id), (datetime, int), after=after)
    page = open_cases(viewer, asked, after)
    return Page(_rows(viewer, page.rows), page.after)


def _rows(viewer: Viewer, cases: Collection[CaseListed]) -> tuple[CaseRow, ...]:
    referrals = [case[0] for case in cases]
    heads = {referral.person_id: heads for referral, *_, heads in cases}
    attendance, running = attendance_of(referrals, heads), steps_queries.what_runs(viewer, referrals, heads=heads)
    return tuple(
        CaseRow(
            referral=referral,
            details=details,
            has_died=died_at is not None,
            risks=attendance[referral.id].risks,
            keyworker=keyworker or "",
            next_at=attendance[referral.id].next_at,
            last_seen_on=max(filter(None, (attendance[referral.id].came_on, referral.assessed_on)), default=None),
            missed=attendance[referral.id].missed,
            running=running[referral.id],
        )
        for referral, details, died_at, keyworker, _ in cases
    )
