"""The open cases of a provider, one line each, who their keyworkers are today, and the appointments of the day."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, or_, select

from pathways import clock, dates
from pathways.arrest_tests.assessment import queries as arrest_tests
from pathways.auth.models import RoleHeld, User
from pathways.auth.roles import Role, Viewer
from pathways.disposals.conditions.queries import awaits_a_service
from pathways.disposals.models import Condition, Disposal
from pathways.engagement.case.queries.case import appointments_of, with_us
from pathways.engagement.case.queries.seen import last_seen, met_of, missed_of
from pathways.engagement.case.rules import SEEN
from pathways.engagement.caseload.rules import DUE_SOON, MISSED_TWICE, UNSEEN_FOR, CaseFilter, CaseOrder, Listing, Whose
from pathways.engagement.required_assessments.queries import due_of_cases
from pathways.engagement.rules import answers_for
from pathways.people.identity import queries as people
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import surviving_id
from pathways.people.rules import fold_name
from pathways.referrals.first_appointments.rules import AppointmentOutcome, AppointmentPurpose
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.needs import queries as needs_queries
from pathways.referrals.needs.queries import Screen
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
    staff = select(User.id).join(RoleHeld, RoleHeld.user_id == User.id).where(User.disabled_at.is_(None))
    holds = (RoleHeld.role.in_((Role.TW, Role.PM)), RoleHeld.is_held_on(clock.today()))
    return staff.where(User.organisation_id == viewer.organisation_id, *holds)


def keyworkers_named(viewer: Viewer, user_ids: Iterable[int | None]) -> dict[int | None, str]:
    """The names, by id, of those who may be keyworkers today. Others are left out: such a case has nobody."""
    asked = {user_id for user_id in user_ids if user_id is not None}
    rows = select(User.id, User.name).where(User.id.in_(asked), User.id.in_(our_keyworkers(viewer)))
    return {row.id: row.name for row in db.session.execute(rows)}


# The caseload as it was asked for: which cases, in which order, a page at a time.
#
# The order of a page is an index of the referral. Anything else that narrows the list is checked for the open cases
# only, which are never more than a provider can have.


NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
PAUSED = (ReferralState.SUSPENDED, ReferralState.TRANSFER_PENDING)
_ASKED = shared_alias(Person)


def open_cases(viewer: Viewer, asked: Listing, after: str | None = None) -> Page[Referral]:
    """A page of 50 open cases of the viewer's provider."""
    statement = select(Referral).where(_is_open(viewer), *_narrowed(viewer, asked))
    if asked.order is CaseOrder.NAME or asked.words:
        statement = _with_details(statement)
    key, downward = _order(asked.order)
    if key is None:
        keys: tuple[Any, ...] = (Referral.accepted_at, Referral.id)
        return page_of(statement, keys, lambda row: (row.accepted_at, row.id), after=after, newest_first=downward)
    page = page_of(statement.add_columns(key), (key, Referral.id), lambda row: (row[1], row[0].id), after=after)
    return Page(tuple(row[0] for row in page.rows), page.after)


def every_open_case(viewer: Viewer, asked: Listing) -> Sequence[Referral]:
    """All that `open_cases` would page through, for a filter that no statement can make because clocks decide it."""
    statement = select(Referral).where(_is_open(viewer), *_narrowed(viewer, asked))
    return db.session.scalars((_with_details(statement) if asked.words else statement).order_by(Referral.id)).all()


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
        conditions.append(~_has_died())
    return tuple(conditions)


def _with_details(statement: Select[Any]) -> Select[Any]:
    """Join to each case the details of the record that stays after merges."""
    live = and_(PersonDetails.person_id == Person.id, PersonDetails.superseded_at.is_(None))
    return (
        statement.join(_ASKED, _ASKED.id == Referral.person_id)
        .join(Person, Person.id == surviving_id(_ASKED))
        .join(PersonDetails, live)
    )


def _called(words: str) -> ColumnElement[bool]:
    """Whether a surname begins like this, or it is the reference itself, in capitals or not."""
    by_reference = func.upper(Referral.reference) == words.strip().upper()
    name = fold_name(words)
    return or_(by_reference, PersonDetails.surname_key.startswith(name, autoescape=True) if name else false())


def _has_died() -> ColumnElement[bool]:
    """Whether the person has died. For a merged record, the record that stays says so."""
    died = select(Person.id).where(Person.id == surviving_id(_ASKED), Person.died_at.is_not(None))
    of_the_referral = select(_ASKED.id).where(_ASKED.id == Referral.person_id, died.correlate(_ASKED).exists())
    return of_the_referral.correlate(Referral).exists()


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
    CaseFilter.DIED: _has_died,
}


# The open cases of a provider, one line each.


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One line of the caseload."""

    referral: Referral
    details: PersonDetails
    has_died: bool
    screen: Screen | None
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

    @property
    def risks(self) -> tuple[str, ...]:
        return self.screen.flags if self.screen else ()


def caseload(viewer: Viewer, asked: Listing, after: str | None = None) -> Page[CaseRow]:
    """A page of the open cases of the viewer's provider, as they were asked for."""
    if asked.only is CaseFilter.OVERDUE:
        late = (row for row in _rows(viewer, every_open_case(viewer, asked)) if row.late_since)
        return page_among(late, lambda row: (row.late_since, row.referral.id), (datetime, int), after=after)
    page = open_cases(viewer, asked, after)
    return Page(_rows(viewer, page.rows), page.after)


def _rows(viewer: Viewer, referrals: Collection[Referral]) -> tuple[CaseRow, ...]:
    details = people.details_of_many([referral.person_id for referral in referrals])
    died = died_among(each.person_id for each in details.values())
    appointments = appointments_of([referral.id for referral in referrals])
    missed = missed_of(appointments)
    met = met_of([referral.id for referral in referrals])
    screens = needs_queries.screens_of([referral.episode_id for referral in referrals])
    names = keyworkers_named(viewer, (referral.keyworker_id for referral in referrals))
    running = steps_queries.what_runs(viewer, referrals)
    rows = []
    for referral in referrals:
        theirs, met_at = appointments.get(referral.id, ()), met.get(referral.id, ())
        came = [dates.london_date(each.starts_at) for each in theirs if each.outcome in SEEN]
        came += [dates.london_date(at) for at in met_at]
        rows.append(
            CaseRow(
                referral=referral,
                details=details[referral.person_id],
                has_died=details[referral.person_id].person_id in died,
                screen=screens.get(referral.episode_id),
                keyworker=names.get(referral.keyworker_id, ""),
                next_at=next((each.starts_at for each in theirs if each.outcome is None), None),
                last_seen_on=max([*came, *([referral.assessed_on] if referral.assessed_on else [])], default=None),
                missed=missed.get(referral.id, 0),
                running=running[referral.id],
            )
        )
    return tuple(rows)


def died_among(person_ids: Iterable[int]) -> set[int]:
    """The ids of those of these people who have died."""
    rows = select(Person.id).where(Person.id.in_(set(person_ids)), Person.died_at.is_not(None))
    return set(db.session.scalars(rows.order_by(Person.id)))


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
    begins = dates.from_london(clock.today(), time(0))
    ends = dates.from_london(clock.today() + timedelta(days=1), time(0))
    waits = and_(Appointment.outcome.is_(None), Referral.state.in_(OURS))
    rows = (
        select(Appointment, Referral)
        .join(Referral, Referral.id == Appointment.referral_id)
        .where(
            with_us(viewer),
            Appointment.superseded_at.is_(None),
            Appointment.starts_at < ends,
            or_(waits, and_(Appointment.outcome.is_not(None), Appointment.starts_at >= begins)),
        )
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(MOST_TODAY)
    )
    if only_mine:
        rows = rows.where(Referral.keyworker_id == viewer.user_id)
    pairs = [(row[0], row[1]) for row in db.session.execute(rows)]
    return _today_rows(viewer, pairs)


def _today_rows(viewer: Viewer, pairs: list[tuple[Appointment, Referral]]) -> tuple[TodayRow, ...]:
    details = people.details_of_many([referral.person_id for _, referral in pairs])
    died = died_among(each.person_id for each in details.values())
    names = keyworkers_named(viewer, (referral.keyworker_id for _, referral in pairs))
    everything = appointments_of([referral.id for _, referral in pairs])
    missed = missed_of(everything)
    episodes = [referral.episode_id for _, referral in pairs]
    required, screens = arrest_tests.required_assessments_of(episodes), needs_queries.screens_of(episodes)
    due, now = due_of_cases(viewer, episodes), clock.now()
    return tuple(
        TodayRow(
            appointment=appointment,
            referral=referral,
            details=details[referral.person_id],
            keyworker=names.get(referral.keyworker_id, ""),
            missed=missed.get(referral.id, 0),
            is_required=appointment.purpose is AppointmentPurpose.ASSESSMENT and referral.episode_id in required,
            notice_id=required[referral.episode_id].id
            if due.get(referral.episode_id) == appointment.starts_at
            else None,
            risks=screens[referral.episode_id].flags if referral.episode_id in screens else (),
            next_at=_after(appointment, everything.get(referral.id, ()), now),
        )
        for appointment, referral in pairs
        if details[referral.person_id].person_id not in died
    )


def _after(appointment: Appointment, theirs: Iterable[Appointment], now: datetime) -> datetime | None:
    ahead = (each.starts_at for each in theirs if each.outcome is None and each.id != appointment.id)
    return next((at for at in ahead if at > now), None)
