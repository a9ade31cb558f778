"""The open cases of a provider, one line each, who their keyworkers are today, and the appointments of the day."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, func, literal, or_, select
from sqlalchemy.orm import join, outerjoin

from pathways import clock, dates
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.auth.models import RoleHeld, User
from pathways.auth.roles import Role, Viewer
from pathways.disposals.conditions.queries import awaits_a_service
from pathways.disposals.models import Condition, Disposal
from pathways.engagement.case.queries.attendance import attendance_of
from pathways.engagement.case.queries.case import appointments_of, with_us
from pathways.engagement.case.queries.seen import last_seen, missed_of
from pathways.engagement.caseload.rules import DUE_SOON, MISSED_TWICE, UNSEEN_FOR, CaseFilter, CaseOrder, Listing, Whose
from pathways.engagement.required_assessments.queries import required_of_cases
from pathways.engagement.rules import answers_for
from pathways.people.identity.queries import heads_beside
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import surviving_id
from pathways.people.rules import fold_name
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.steps import queries as steps_queries
from pathways.referrals.steps.queries import Running
from pathways.referrals.steps.rules import ReferralState
from pathways.safeguarding.models import RiskScreen
from pathways.store.base import Instant, db, shared_alias
from pathways.store.paging import Page, page_among, page_of
from pathways.vocabulary import Answer

# Who is keyworker of a case today. Staff who moved to another provider, were disabled or lost the role do not count.


def our_keyworkers(viewer: Viewer) -> Select[int]:
    """The ids of staff who may be keyworkers of the viewer's provider today."""
    return _keyworkers(viewer.organisation_id, clock.today())


def _keyworkers(organisation_id: Any, on: Any) -> Select[int]:
    staff = select(User.id).join(RoleHeld, RoleHeld.user_id == User.id).where(User.disabled_at.is_(None))
    holds = (RoleHeld.role.in_((Role.TW, Role.PM)), RoleHeld.is_held_on(on))
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
# only, which are never more than a provider can have.


NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
PAUSED = (ReferralState.SUSPENDED, ReferralState.TRANSFER_PENDING)
_ASKED, _KEYWORKER = shared_alias(Person), shared_alias(User)
_HEADS = heads_beside(_ASKED)
# In one piece: a page that begins after somebody asks for their key among the same rows.
_OF_WHOM = join(
    join(join(Referral, _ASKED, _ASKED.id == Referral.person_id), Person, Person.id == surviving_id(_ASKED)),
    PersonDetails,
    and_(PersonDetails.person_id == Person.id, PersonDetails.superseded_at.is_(None)),
)


CaseListed = tuple[Referral, PersonDetails, datetime | None, str | None, str | None]
"""A case, what is known of its person and when they died (of the record that stays), its keyworker of today, and how
far the logs of the person have come."""


def open_cases(viewer: Viewer, asked: Listing, after: str | None = None) -> Page[CaseListed]:
    """A page of 50 open cases of the viewer's provider."""
    statement = _cases(viewer, _is_open(viewer), *_narrowed(viewer, asked)).add_columns(_HEADS)
    key, downward = _order(asked.order)
    if key is None:
        keys: tuple[Any, ...] = (Referral.accepted_at, Referral.id)
        return page_of(statement, keys, lambda row: (row[0].accepted_at, row[0].id), after=after, newest_first=downward)
    page = page_of(statement.add_columns(key), (key, Referral.id), lambda row: (row[5], row[0].id), after=after)
    return Page(tuple(row[:5] for row in page.rows), page.after)


def every_open_case(viewer: Viewer, asked: Listing) -> Sequence[CaseListed]:
    """All that `open_cases` would page through, for a filter that no statement can make because clocks decide it."""
    statement = _cases(viewer, _is_open(viewer), *_narrowed(viewer, asked)).add_columns(_HEADS)
    return db.session.execute(statement.order_by(Referral.id)).all()


def _cases(viewer: Viewer, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    is_ours = and_(_KEYWORKER.id == Referral.keyworker_id, _KEYWORKER.id.in_(our_keyworkers(viewer)))
    rows = select(Referral, PersonDetails, Person.died_at, _KEYWORKER.name)
    return rows.select_from(outerjoin(_OF_WHOM, _KEYWORKER, is_ours)).where(*conditions)


def _is_open(viewer: Viewer) -> ColumnElement[bool]:
    # In the very words of the index, which only contains what is accepted and not closed.
    return and_(with_us(viewer), Referral.closed_at.is_(None), Referral.organisation_id == viewer.organisation_id)


def _order(order: CaseOrder) -> tuple[Any, bool]:
    """The key to order by, beside the referral's id, and whether downward; None where the acceptance orders."""
    if order is CaseOrder.NEXT:
        return _instant(_next_at(), NEVER), False
    if order is CaseOrder.UNSEEN:
        return last_seen(), False
    if order is CaseOrder.NAME:
        return PersonDetails.surname_key, False
    return None, order is CaseOrder.NEWEST


def _narrowed(viewer: Viewer, asked: Listing) -> tuple[ColumnElement[bool], ...]:
    conditions: list[ColumnElement[bool]] = []
    if asked.whose is Whose.MINE:
        conditions.append(Referral.keyworker_id == viewer.user_id)
    elif asked.whose is Whose.NOBODY:
        conditions.append(or_(Referral.keyworker_id.is_(None), Referral.keyworker_id.not_in(our_keyworkers(viewer))))
    if asked.words:
        conditions.append(_called(asked.words))
    if narrows := _ONLY.get(asked.only):
        conditions.append(narrows())
    if asked.only is not CaseFilter.DIED and not asked.words:
        # Nothing is left to do for them. A search by name finds them all the same.
        conditions.append(Referral.person_died.is_(False))
    return tuple(conditions)


def _called(words: str) -> ColumnElement[bool]:
    """Whether a surname begins like this, or it is the reference itself, in capitals or not."""
    by_reference = func.upper(Referral.reference) == words.strip().upper()
    name = fold_name(words)
    return or_(by_reference, PersonDetails.surname_key.startswith(name, autoescape=True) if name else false())


def _stands() -> ColumnElement[bool]:
    return and_(Appointment.referral_id == Referral.id, Appointment.superseded_at.is_(None))


def _next_at() -> Any:
    waits = (_stands(), Appointment.outcome.is_(None), Appointment.starts_at > clock.now())
    return select(func.min(Appointment.starts_at)).where(*waits).correlate(Referral).scalar_subquery()


def _instant(value: Any, otherwise: datetime) -> Any:
    return func.coalesce(value, literal(otherwise, Instant), type_=Instant)


def _is_at_risk() -> ColumnElement[bool]:
    answers = (RiskScreen.overdose_last_7_days == Answer.YES, RiskScreen.suicide_risk == Answer.YES)
    risk = exists().where(
        RiskScreen.episode_id == Referral.episode_id, RiskScreen.superseded_at.is_(None), or_(*answers)
    )
    since, day = last_seen(), clock.today() - UNSEEN_FOR
    missed = (
        select(func.count(Appointment.id))
        .where(_stands(), Appointment.outcome == AppointmentOutcome.DID_NOT_ATTEND)
        .where(Appointment.starts_at > since)
        .correlate(Referral)
        .scalar_subquery()
    )
    not_assessed = or_(Referral.assessed_on.is_(None), Referral.assessed_on < day)
    unseen = and_(since < dates.from_london(day, time(0)), not_assessed)
    return or_(risk, missed >= MISSED_TWICE, unseen)


def _condition_is_due() -> ColumnElement[bool]:
    """Whether there is a condition on which the service has still to report."""
    waits = (awaits_a_service(Referral.organisation_id), Condition.due_on < clock.today() + DUE_SOON)
    of_episode = select(Condition.id).join(Disposal, Disposal.id == Condition.disposal_id)
    return of_episode.where(Disposal.episode_id == Referral.episode_id, *waits).exists()


def _has_nothing_booked() -> ColumnElement[bool]:
    waits = (_stands(), Appointment.outcome.is_(None), Appointment.starts_at > clock.now())
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

    referral: Referral
    details: PersonDetails
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


# The appointments of the day, and earlier ones that were never recorded.


MOST_TODAY = 200
OURS = tuple(state for state in ReferralState if answers_for(state))


@dataclass(frozen=True, kw_only=True)
class TodayRow:
    """One appointment of the day (or of an earlier day, never recorded).

    `notice_id` is the required assessment whose notice names our service and this very time, while its outcome is not
    recorded: then that is recorded, and the appointment with it. `next_at` is a later appointment that stands.
    """

    appointment: Appointment
    referral: Referral
    details: PersonDetails
    keyworker: str
    missed: int
    is_required: bool
    notice_id: int | None
    risks: tuple[str, ...]
    next_at: datetime | None


def today(viewer: Viewer, *, only_mine: bool = False) -> tuple[TodayRow, ...]:
    """Today's appointments and earlier ones never recorded, by time; of nobody who has died.

    Today's that were recorded are included, also where the case is no longer with the service.
    """
    day = clock.today()
    begins, ends = (dates.from_london(each, time(0)) for each in (day, day + timedelta(days=1)))
    whose = with_us(viewer), *([Referral.keyworker_id == viewer.user_id] if only_mine else [])
    waits = Appointment.outcome.is_(None), of_each(*whose, Referral.state.in_(OURS))
    was_today = Appointment.outcome.is_not(None), Appointment.starts_at >= begins, *whose
    rows = (*_first_until(ends, viewer, *waits), *_first_until(ends, viewer, *was_today))
    return _today_rows(viewer, sorted(rows, key=lambda row: (row[4].starts_at, row[4].id))[:MOST_TODAY])


def of_each(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """These conditions, asked of one case after the other.

    A database that may begin with them reads every case of the provider: to PostgreSQL what is not recorded looks far
    rarer than it is. Asked like this it reads what the list is ordered by in the order of its index, and stops when
    the page is full.
    """
    return exists(select(literal(1)).where(*conditions).correlate(Referral)).is_(True)


def _first_until(ends: datetime, viewer: Viewer, *conditions: ColumnElement[bool]) -> Sequence[Any]:
    stands = Appointment.superseded_at.is_(None), Appointment.starts_at < ends, Person.died_at.is_(None)
    statement = _cases(viewer, *stands, *conditions).add_columns(Appointment)
    statement = statement.join(Appointment, Appointment.referral_id == Referral.id)
    return db.session.execute(statement.order_by(Appointment.starts_at, Appointment.id).limit(MOST_TODAY)).all()


def _today_rows(viewer: Viewer, cases: Sequence[Any]) -> tuple[TodayRow, ...]:
    everything = appointments_of([referral.id for referral, *_ in cases])
    missed = missed_of(everything)
    episodes = [referral.episode_id for referral, *_ in cases]
    required, flags = required_of_cases(viewer, episodes), needs_queries.flags_of(episodes)
    now = clock.now()
    return tuple(
        TodayRow(
            appointment=appointment,
            referral=referral,
            details=details,
            keyworker=keyworker or "",
            missed=missed.get(referral.id, 0),
            is_required=appointment.purpose is AppointmentPurpose.ASSESSMENT and referral.episode_id in required,
            notice_id=_notice_at(appointment, *required.get(referral.episode_id, (None, False))),
            risks=flags.get(referral.episode_id, ()),
            next_at=_after(appointment, everything.get(referral.id, ()), now),
        )
        for referral, details, _, keyworker, appointment in cases
    )


def _notice_at(appointment: Appointment, required: RequiredAssessment | None, is_to_record: bool) -> int | None:
    return required.id if required and is_to_record and required.initial_at == appointment.starts_at else None


def _after(appointment: Appointment, theirs: Iterable[Appointment], now: datetime) -> datetime | None:
    ahead = (each.starts_at for each in theirs if each.outcome is None and each.id != appointment.id)
    return next((at for at in ahead if at > now), None)
