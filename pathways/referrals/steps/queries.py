"""Open referrals of a service, errors said of referrals, what runs on one, and how one came to where it is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, select, true
from sqlalchemy.orm import undefer

from pathways import clock, dates
from pathways.auth.queries import names_of
from pathways.auth.roles import Role, Viewer
from pathways.disposals.models import Disposal
from pathways.disposals.steps.rules.machine import State
from pathways.law.rules.disposal_terms import Kind
from pathways.people import queries as people_queries
from pathways.people.identity import queries as identity_queries
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.referrals.consents import queries as consents_queries
from pathways.referrals.consents.rules.consents import REFERRAL, Covers, in_episode
from pathways.referrals.joint_plans.queries import paused_days_of, transfer_of
from pathways.referrals.models.needs_and_consents import ErrorSaid, Transfer
from pathways.referrals.models.referral import Referral, ReferralEvent, ReferralOnList
from pathways.referrals.queries import chain_of
from pathways.referrals.sending.rules import due_after_question
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralStanding, ReferralState
from pathways.refusals import or_out_of_sight
from pathways.store.base import db, shared_alias
from pathways.store.paging import Page, page_of
from pathways.store.together import among

# How many people are open with a service, which is asked before it closes. A count, without names.


def open_at_service(service_id: int) -> int:
    """How many referrals are with a service, from sent to in treatment, paused ones included."""
    placed = select(func.count()).where(
        Referral.service_id == service_id, Referral.state.in_(REFERRAL_STEPS.groups["PLACED"])
    )
    return db.session.scalar(placed) or 0


# Referrals that somebody says are an error, and who may settle it.


DUPLICATE = "duplicate"


@dataclass(frozen=True, kw_only=True)
class WaitingStatement:
    """A statement that waits for a manager: of which referral, by whom, when."""

    row: ErrorSaid
    referral: Referral
    said_by: str
    said_at: datetime


def errors_waiting(viewer: Viewer, after: str | None = None) -> Page[WaitingStatement]:
    """A page of the statements that the viewer may settle, the longest wait first; never those they made themselves."""
    keys = (ErrorSaid.said_at, ErrorSaid.id)
    page = page_of(_waiting(viewer), keys, lambda row: (row[0].said_at, row[0].id), after=after)
    return Page(_as_statements(page.rows), page.after)


def error_waiting(viewer: Viewer, error_id: int) -> WaitingStatement:
    """One that waits for the viewer. Raises OutOfSight, always alike, for one settled, not theirs, or their own."""
    row = or_out_of_sight(db.session.execute(_waiting(viewer).where(ErrorSaid.id == error_id)).one_or_none())
    return _as_statements([row])[0]


def _waiting(viewer: Viewer) -> Select[ErrorSaid, Referral]:
    return select(ErrorSaid, Referral).join(Referral, Referral.id == ErrorSaid.referral_id).where(_settled_by(viewer))


def _as_statements(rows: Sequence[Any]) -> tuple[WaitingStatement, ...]:
    names = names_of(row.said_by_id for row, _ in rows)
    return tuple(
        WaitingStatement(row=row, referral=referral, said_by=names.get(row.said_by_id, ""), said_at=row.said_at)
        for row, referral in rows
    )


def is_said(referral: Referral) -> bool:
    """Whether somebody has said that this referral is an error, and it still waits."""
    waits = select(ErrorSaid.id).where(ErrorSaid.referral_id == referral.id, ErrorSaid.settled_at.is_(None))
    return db.session.scalar(waits.limit(1)) is not None


def is_same_twice(referral: Referral, reference: str | None) -> bool:
    """Whether `reference` names the same referral sent twice: same person, same provider, same arrest or visit."""
    other = db.session.scalar(select(Referral).where(Referral.reference == reference)) if reference else None
    if other is None or other.id == referral.id or other.organisation_id != referral.organisation_id:
        return False
    if (
        identity_queries.details_of(other.person_id).person_id
        != identity_queries.details_of(referral.person_id).person_id
    ):
        return False
    first, two = (db.session.get_one(Episode, each.episode_id) for each in (referral, other))
    return first.id == two.id or (first.came_on, first.organisation_id) == (two.came_on, two.organisation_id)


def _settled_by(viewer: Viewer) -> ColumnElement[bool]:
    """What the viewer may settle: a provider's manager what is with the provider, without duplicates; others all."""
    ours: ColumnElement[bool] = true()
    if viewer.role is Role.PM:
        ours = and_(Referral.organisation_id == viewer.organisation_id, ErrorSaid.why != DUPLICATE)
    return and_(
        ErrorSaid.settled_at.is_(None),
        ErrorSaid.said_by_id != viewer.user_id,
        people_queries.is_open_to(viewer, Referral.person_id),
        ours,
    )


# What runs on a referral, in the words of the room of clocks. That room comes later and registers its answer here.


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """One clock that runs, in words; `is_late` once its time is up, `why` are the reasons where it is urgent.

    `due_at` is None while it is paused; `is_by_day` where it is the end of a day. `is_owed_to_police`: a notice or a
    signed condition asks for it. `is_urgent`: to speak to the person. `is_first_offer`: the day until which a first
    appointment is in time.
    """

    label: str
    why: tuple[str, ...]
    words: str
    is_late: bool
    due_at: datetime | None
    is_by_day: bool
    is_owed_to_police: bool
    is_urgent: bool
    is_first_offer: bool


class WhatRuns(Protocol):
    """What a later room says of what runs on referrals: of a list of them, or of one whose page is opened (without
    `heads`)."""

    def __call__(
        self,
        viewer: Viewer,
        asked: Collection[ReferralOnList],
        /,
        *,
        heads: Mapping[int, str | None] | None,
        only_urgent: bool,
        desks: Mapping[int, Any] | None,
    ) -> dict[int, tuple[Running, ...]]: ...


_says: list[WhatRuns] = []


def runs_by(says: WhatRuns) -> WhatRuns:
    """Decorator for a later room: its function says what runs on referrals."""
    _says.append(says)
    return says


def what_runs(
    viewer: Viewer,
    referrals: Collection[ReferralOnList],
    *,
    heads: Mapping[int, str | None],
    only_urgent: bool = False,
    desks: Mapping[int, Any] | None = None,
) -> dict[int, tuple[Running, ...]]:
    """By id of each referral of a list, in sight, the clocks that run: those with a deadline first, the next one first.
    Where only what is urgent is asked for, no other clock is judged. The caller has read `heads` of their people first,
    and then, if it wants them, `desks`: what the desk knows of an episode, of those of which it has read that."""
    asked = _says if referrals else ()
    answers_of_rooms = [says(viewer, referrals, heads=heads, only_urgent=only_urgent, desks=desks) for says in asked]
    return {
        each.id: tuple(running_clock for answers in answers_of_rooms for running_clock in answers.get(each.id, ()))
        for each in referrals
    }


def what_runs_on(viewer: Viewer, referral: Referral, desks: Mapping[int, Any] | None = None) -> tuple[Running, ...]:
    """The same of one referral in sight, whose page is opened."""
    answers_of_rooms = [says(viewer, [referral], heads=None, only_urgent=False, desks=desks) for says in _says]
    return tuple(running_clock for answers in answers_of_rooms for running_clock in answers.get(referral.id, ()))


def next_deadline(running: Iterable[Running]) -> Running | None:
    """The clock that is due first; None where nothing is due because all are paused, or none runs."""
    return next((running_clock for running_clock in running if running_clock.due_at is not None), None)


# How a referral came to stand where it stands, read from its events.


DROPPED = (State.VOID, State.REDECIDE, State.NOT_PROCEEDED, State.CLOSED_REPLACED, State.CLOSED_CHARGED)
"""Disposals that came to nothing: a referral no longer counts under them."""

PAUSED = (ReferralState.SUSPENDED, ReferralState.TRANSFER_PENDING)


def previous_of(referral: Referral) -> ReferralState | None:
    """The state left on entering the pause or the transfer that stands; None where neither does.

    Pausing a transfer does not make it a new one: it leads back to where it did at first. If it ended during the pause
    (consent was withdrawn), the pause leads back to the state that the transfer left.
    """
    if referral.state not in PAUSED:
        return None
    left = _left_for(referral, referral.state)
    if left is ReferralState.TRANSFER_PENDING and transfer_of(referral) is None:
        return _left_for(referral, left)
    return left


def _left_for(referral: Referral, state: ReferralState) -> ReferralState | None:
    """The state left when a pause or a transfer was last entered; for a transfer, without a pause within it."""
    entered = select(ReferralEvent.from_state).where(
        ReferralEvent.referral_id == referral.id,
        ReferralEvent.to_state == state,
        ReferralEvent.from_state != state,
    )
    if state is ReferralState.TRANSFER_PENDING:
        entered = entered.where(ReferralEvent.from_state != ReferralState.SUSPENDED)
    return db.session.scalar(entered.order_by(ReferralEvent.id.desc()).limit(1))


# Asked at every look at a case and with every step, so built once.
_ASKED = shared_alias(Person)
_OF_REFERRAL: BindParameter[int] = bindparam("of_referral")
_ENTERED = (
    select(func.max(ReferralEvent.id))
    .where(ReferralEvent.referral_id == _OF_REFERRAL, ReferralEvent.to_state == bindparam("in_state"))
    .where(ReferralEvent.from_state != ReferralEvent.to_state)
    .scalar_subquery()
)
_REACHED = shared_alias(ReferralEvent)
_WAS_REACHED = (
    select(_REACHED.id)
    .where(_REACHED.referral_id == _OF_REFERRAL)
    .where(_REACHED.event.in_(("contact_made", "contact_made_in_treatment")))
    .exists()
)
_STANDING = (
    select(Person.died_at, Transfer, ReferralEvent.at, ReferralEvent.recorded, _WAS_REACHED)
    .select_from(_ASKED)
    .join(Person, Person.id == people_queries.surviving_id(_ASKED))
    .outerjoin(Transfer, (Transfer.referral_id == _OF_REFERRAL) & Transfer.ended_at.is_(None))
    .outerjoin(ReferralEvent, ReferralEvent.id == _ENTERED)
    .where(_ASKED.id == bindparam("of_person"))
)


def _since(referral: Referral, at: datetime | None, recorded: dict[str, Any] | None) -> date:
    """The London date on which the referral came to its state; for a pause, the day that was stated."""
    stated_on = (recorded or {}).get("on") if referral.state is ReferralState.SUSPENDED else None
    return date.fromisoformat(stated_on) if stated_on else dates.london_date(at or referral.made_at)


def standing_of(
    referral: Referral,
    *,
    for_service: int | None = None,
    has_start: bool = False,
    attempts: int = 0,
    closed_on: date | None = None,
    untried: Collection[str] = (),
    never_came: bool = False,
    is_same_source: bool = True,
) -> ReferralStanding:
    """What the guards of any step read. Facts that belong to a later room are passed in.

    With `for_service` consent 1 is checked for that service; otherwise it is taken as given. `never_came`: nobody has
    met or spoken with the person as far as the case says; a step may still say that they were reached.
    """
    named = {"of_referral": referral.id, "of_person": referral.person_id, "in_state": referral.state}
    died_at, transfer, entered_at, recorded, was_reached = db.session.execute(_STANDING, named).one()
    verdict = None
    if for_service is not None:
        verdict = consents_queries.may_be_told(referral, for_service)
    return ReferralStanding(
        state=referral.state,
        has_died=died_at is not None,
        today=clock.today(),
        since=_since(referral, entered_at, recorded),
        ever_accepted=any(link.accepted_at is not None for link in chain_of(referral)),
        is_accepted=referral.accepted_at is not None,
        has_start=has_start,
        attempts=attempts,
        consent=verdict is None or verdict.live,
        consent_why=verdict.why if verdict is not None else "",
        closed_on=closed_on or (dates.london_date(referral.closed_at) if referral.closed_at else None),
        sent_on=transfer.sent_on if transfer else None,
        paused_days=paused_days_of(transfer) if transfer else 0,
        untried=tuple(untried),
        was_never_reached=never_came and not was_reached,
        is_same_source=is_same_source,
    )


def must_be_asked_again(sent: Iterable[Referral]) -> frozenset[int]:
    """Ids of those of these referrals that wait for a place and whose consent 1 does not cover any listed service."""
    without = [row for row in sent if row.state is ReferralState.NEEDS_PLACE and row.accepted_at is None]
    answers = consents_queries.consents_of_many({row.person_id for row in without}) if without else {}
    to_ask = set()
    for unplaced in without:
        consents = in_episode(consents_queries.consent_facts(answers[unplaced.person_id]), unplaced.episode_id)
        verdict = consents_queries.answers_among(consents)[REFERRAL]
        if not (verdict.live and verdict.row and verdict.row.covers is Covers.ANY_LISTED):
            to_ask.add(unplaced.id)
    return frozenset(to_ask)


def let_go_by(referral: Referral) -> set[int]:
    """Ids of the services along the chain that had the referral and let it go: they did not answer, or could not."""
    rows = (
        select(ReferralEvent.recorded)
        .where(ReferralEvent.referral_id.in_([link.id for link in chain_of(referral)]))
        .where(ReferralEvent.event.in_(("no_decision", "moved_away", "provider_closed")))
    )
    return {recorded["service"] for recorded in db.session.scalars(rows.order_by(ReferralEvent.id)) if recorded}


@dataclass(frozen=True, kw_only=True)
class ServiceQuestion:
    """What a service asked before it answered, by whom and when; `answer` once there is one."""

    asked_at: datetime
    asked_by: str
    of_whom: str
    about: str
    words: str
    answer: str | None


def question_of(referral: Referral) -> ServiceQuestion | None:
    """The last question asked about this referral; None where nobody asked."""
    return questions_of([referral.id]).get(referral.id)


def questions_of(referral_ids: Collection[int]) -> dict[int, ServiceQuestion]:
    """By referral id, the last question; two statements for all."""
    if not referral_ids:
        return {}
    rows = (
        select(ReferralEvent)
        .options(undefer(ReferralEvent.recorded))
        .where(ReferralEvent.referral_id.in_(set(referral_ids)), ReferralEvent.event.in_(("ask", "answered")))
        .order_by(ReferralEvent.id)
    )
    steps = db.session.scalars(rows).all()
    names = names_of(step.by_id for step in steps)
    questions: dict[int, ServiceQuestion] = {}
    for step in steps:
        recorded = step.recorded or {}
        if step.event == "ask":
            questions[step.referral_id] = ServiceQuestion(
                asked_at=step.at,
                asked_by=names.get(step.by_id, ""),
                of_whom=recorded.get("of_whom", ""),
                about=recorded.get("about", ""),
                words=recorded.get("question", ""),
                answer=None,
            )
        elif step.referral_id in questions:
            questions[step.referral_id] = replace(questions[step.referral_id], answer=recorded.get("answer"))
    return questions


def due_once_answered(referrals: Iterable[Referral]) -> dict[int, dict[str, Any]]:
    """By referral id, the day to answer by if the open question ends today, as values for the row; of those alone where
    one is open. One statement for all.

    None for a second question: the clock stops for one working day in all (2.3).
    """
    due_on = {each.id: each.due_on for each in referrals if each.state is ReferralState.RETURNED and each.due_on}
    asked_once = (
        select(ReferralEvent.referral_id, func.max(ReferralEvent.at))
        .where(among(ReferralEvent.referral_id, due_on), ReferralEvent.event == "ask")
        .group_by(ReferralEvent.referral_id)
        .having(func.count() == 1)
    )
    return {
        number: {
            "due_on": due_after_question(
                due_on[number], dates.london_date(asked_at), clock.today(), dates.add_working_days
            )
        }
        for number, asked_at in (db.session.execute(asked_once) if due_on else ())
    }


def disposal_kind_of(episode_id: int) -> Kind | None:
    """The kind of the disposal that is proposed or stands in an episode."""
    kinds = select(Disposal.kind).where(Disposal.episode_id == episode_id, Disposal.state.not_in(DROPPED))
    return db.session.scalar(kinds.order_by(Disposal.id.desc()).limit(1))
