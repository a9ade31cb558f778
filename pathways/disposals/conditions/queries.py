"""The running conditions, for services and police, and what falls due in a force."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, and_, bindparam, case, func, or_, select, union_all
from sqlalchemy.orm import load_only

from pathways import clock, dates
from pathways.auth.roles import Viewer
from pathways.directory.models import Service
from pathways.disposals.conditions.rules import BINDS_NO_MORE, ConditionKind, ConditionStatus
from pathways.disposals.models import Condition, ConditionVariation, Disposal, DisposalEvent
from pathways.disposals.proposal.queries import (
    FOLLOWED,
    PENALTY_RUNS,
    RUNNING,
    DisposalView,
    awaits_police,
    days_past,
    is_in_sight,
    late_among,
)
from pathways.disposals.steps.queries import victims_may_exist
from pathways.disposals.steps.rules.machine import State
from pathways.disposals.victims.queries import victims_told
from pathways.law.rules.disposal_terms import Kind
from pathways.people.deaths.queries import deaths_of
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person
from pathways.store.base import db, shared, shared_alias
from pathways.store.paging import Page, page_among
from pathways.store.together import Records, SideBySide, among
from pathways.vocabulary import Worded

# Every decision on an episode with its conditions, and how far its disposal is.


DECIDED = Records(
    (Disposal, Condition),
    Disposal.episode_id == Episode.id,
    (Disposal.id, Condition.position, Condition.id),
    beside=((Condition, Condition.disposal_id == Disposal.id),),
)
"""What `decided_from` is made of: a later room reads it with what it asks of the same episodes."""
_DECIDED = SideBySide((Episode, among(Episode.id, "of_episodes")), decided=DECIDED)


@dataclass(frozen=True, kw_only=True)
class DecisionOnEpisode:
    """A decision on an episode, with its conditions in their order."""

    disposal: Disposal
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class DisposalProgress:
    """How far the disposal of an episode is, in the words of the task list."""

    words: str = ""
    started: bool = False
    done: bool = False
    disposal: Disposal | None = None
    days_late: int = 0


def progress(episode_id: int) -> DisposalProgress:
    """How far the disposal of one episode in sight is."""
    return progress_with(decided_in([episode_id]).get(episode_id, ()))


def decided_in(episode_ids: Collection[int]) -> dict[int, tuple[DecisionOnEpisode, ...]]:
    """Every decision on these episodes with its conditions, by episode, the latest last; one statement for all. An
    episode without one is left out."""
    return decided_from(_DECIDED.read({"of_episodes": episode_ids})["decided"])


def decided_from(rows: Iterable[Any]) -> dict[int, tuple[DecisionOnEpisode, ...]]:
    """Every decision with its conditions (`decided_in`), from what was read (`DECIDED`)."""
    conditions: dict[Disposal, list[Condition]] = {}
    for row, condition in rows:
        conditions.setdefault(row, []).extend([condition] if condition is not None else [])
    decided: dict[int, list[DecisionOnEpisode]] = {}
    for row, planned_for in conditions.items():
        decided.setdefault(row.episode_id, []).append(DecisionOnEpisode(disposal=row, conditions=tuple(planned_for)))
    return {episode_id: tuple(rows) for episode_id, rows in decided.items()}


def progress_with(decided: Sequence[DecisionOnEpisode]) -> DisposalProgress:
    """How far the disposal of an episode with these decisions is: the latest counts."""
    return _progress(decided[-1].disposal, decided[-1].conditions) if decided else DisposalProgress()


def _progress(row: Disposal, every_condition: Collection[Condition]) -> DisposalProgress:
    words = f"{row.kind.label}: {row.state_words.lower()}."
    conditions = every_condition if row.state in RUNNING else ()
    if row.state is State.ACTIVE and any(awaits_police(condition) for condition in conditions):
        words = f"{row.kind.label}: a report waits for an officer."
    return DisposalProgress(
        words=words,
        started=True,
        # Signed is done for the officer on the desk; a decision to be taken again is open work.
        done=row.state
        not in (State.DRAFT, State.PROPOSED, State.WITH_CPS, State.AUTHORISED, State.REDECIDE, State.VOID),
        disposal=row,
        days_late=days_past(row, conditions),
    )


# The running conditions, for the service, the caseload, the clocks and police.


def running_conditions(episode_id: int) -> tuple[Condition, ...]:
    """The conditions of an episode's signed caution that has not ended, in their order."""
    return running_among(decided_in([episode_id]).get(episode_id, ()))


def running_among(decided: Iterable[DecisionOnEpisode]) -> tuple[Condition, ...]:
    """Those conditions of these decisions that run, in their order (`running_conditions`)."""
    running = (row for each in decided if each.disposal.state in RUNNING for row in each.conditions)
    return tuple(
        sorted((row for row in running if row.status not in BINDS_NO_MORE), key=lambda row: (row.position, row.id))
    )


@dataclass(frozen=True)
class ChangedFrom:
    """The condition that another replaced: its date, and when it was replaced."""

    due_on: date
    at: datetime


def conditions_for_service(viewer: Viewer, episode_id: int) -> tuple[Condition, ...]:
    """The running conditions that a treatment viewer's organisation may report on; empty for other viewers.

    A condition that names a service belongs to that service's organisation. One that names none is reported by the
    service that accepted the episode's referral; the caller checks that this is the viewer's.
    """
    return tuple(conditions_changed(viewer, episode_id))


def conditions_changed(viewer: Viewer, episode_id: int) -> dict[Condition, ChangedFrom | None]:
    """The same conditions, in their order, each with what was before it where it replaced another."""
    if not viewer.is_treatment:
        return {}
    named = {"of_episode": episode_id, "of_organisation": viewer.organisation_id}
    rows = db.session.execute(_FOR_SERVICE, named)
    return {row: ChangedFrom(due_on, at) if at is not None else None for row, due_on, at in rows}


def awaits_a_service(organisation_id: Any) -> ColumnElement[bool]:
    """Whether an organisation still has to report on a condition. Every list uses this.

    `organisation_id` is a number, or the column that names the organisation of the referral.
    """
    at_a_service = [kind for kind in ConditionKind if kind.is_at_a_service]
    return and_(
        Disposal.signed_at.is_not(None),
        Disposal.state.in_(RUNNING),
        Condition.status == ConditionStatus.OPEN,
        Condition.reported_as.is_(None),
        Condition.kind.in_(at_a_service),
        _is_of_service(organisation_id),
    )


def _is_of_service(organisation_id: Any) -> ColumnElement[bool]:
    own = select(Service.id).where(Service.organisation_id == organisation_id).correlate_except(Service)
    return or_(Condition.service_id.is_(None), Condition.service_id.in_(own))


_BEFORE = shared_alias(Condition)
_FOR_SERVICE = (
    select(Condition, _BEFORE.due_on, DisposalEvent.at)
    .join(Disposal, Disposal.id == Condition.disposal_id)
    .outerjoin(ConditionVariation, ConditionVariation.replaced_by_id == Condition.id)
    .outerjoin(_BEFORE, _BEFORE.id == ConditionVariation.condition_id)
    .outerjoin(DisposalEvent, DisposalEvent.id == ConditionVariation.event_id)
    .where(Disposal.state.in_(RUNNING), Condition.status.not_in(BINDS_NO_MORE))
    .where(Disposal.episode_id == bindparam("of_episode"), _is_of_service(bindparam("of_organisation")))
    .order_by(Condition.position, Condition.id, ConditionVariation.id)
)


# The list of what falls due among the running disposals of a force.


AHEAD = timedelta(days=14)
_LISTED = (*FOLLOWED, *PENALTY_RUNS)
_OF_KIND = {
    "cautions": (Kind.CC, Kind.SC),
    "resolutions": (Kind.CR,),
    "activities": (Kind.O22,),
    "notices": (Kind.PND,),
}
_TO_COURT = (State.PROSECUTION_PENDING, State.COURT_REQUESTED)
_FOR_A_SERGEANT = (State.BREACH_REVIEW, State.REVIEW_DUE, State.NON_ENGAGED, State.DETAINED_24A)


class Due(Worded):
    """Why a disposal is on the list, the most pressing first."""

    DIED = "died", "Ended by the death: to be written down"
    OUT_OF_TIME = "out_of_time", "Time to charge has run out"
    REPORTED = "reported", "A report waits for an officer"
    SERGEANT = "sergeant", "Waits for a sergeant"
    LATE = "late", "Past its date"
    TELL = "tell", "The victim still has to be told"
    CHARGE_SOON = "charge_soon", "Time to charge ends soon"
    REVIEW = "review", "To be closed or decided"
    SOON = "soon", "Due soon"


class ConditionFilter(Worded):
    """The filters of the list."""

    EVERYTHING = "everything", "Everything"
    WEEK = "week", "This week"
    CAUTIONS = "cautions", "Cautions"
    RESOLUTIONS = "resolutions", "Community resolutions"
    ACTIVITIES = "activities", "Outcome 22"
    NOTICES = "notices", "Penalty notices"


@dataclass(frozen=True, kw_only=True)
class DueLine:
    """One disposal on the list (the columns of `_MAY_BE_DUE`): why, and from which day."""

    disposal: Row[*tuple[Any, ...]]
    why: Due
    on: date | None


_STAYS, _MERGED = shared_alias(Person), shared_alias(Person)
_HAS_DIED = _STAYS.died_at.is_not(None)
_DEAD = shared(
    union_all(
        select(_STAYS.id.label("record_id"), _STAYS.id.label("dead_id")).where(
            _HAS_DIED, _STAYS.merged_into_id.is_(None)
        ),
        select(_MERGED.id, _STAYS.id).join(_STAYS, _MERGED.merged_into_id == _STAYS.id).where(_HAS_DIED),
    ).subquery("dead")
)
"""The records of people who have died, each with the one that stays: few, so they are read whole beside a long list."""
_MAY_BE_DUE = (
    select(
        Disposal.id,
        Disposal.person_id,
        Disposal.episode_id,
        Disposal.kind,
        Disposal.state,
        case((Disposal.state == State.GIVEN, Disposal.signed_at)).label("given_at"),
        Disposal.limitation_on,
        func.coalesce(func.min(Condition.due_on), Disposal.ends_on, type_=Date()).label("first_on"),
        func.count(Condition.reported_as).label("reports"),
        _DEAD.c.dead_id,
    )
    .outerjoin(_DEAD, _DEAD.c.record_id == Disposal.person_id)
    .outerjoin(Condition, and_(Condition.disposal_id == Disposal.id, Condition.status == ConditionStatus.OPEN))
    .where(Disposal.state.in_(_LISTED), Disposal.is_of_before.is_(False))
    .group_by(Disposal.id, _DEAD.c.dead_id)
    .order_by(Disposal.id)
)


def due(viewer: Viewer) -> tuple[DueLine, ...]:
    """What falls due in the viewer's force, the most pressing first, then the oldest.

    A death has ended the case by itself (decision 0053). It is listed so that somebody records the end, but not for a
    viewer who is not told of the death.
    """
    rows = db.session.execute(_MAY_BE_DUE.where(is_in_sight(viewer))).all()
    dead = {row.dead_id for row in rows if row.dead_id is not None}
    deaths = deaths_of(viewer, db.session.scalars(select(Person).where(Person.id.in_(dead))).all()) if dead else {}
    to_tell = _victims_to_tell([row.id for row in rows if row.state is State.GIVEN and row.kind is Kind.SC])
    today, lines = clock.today(), []
    for row in rows:
        if row.dead_id is None:
            why, on = _pressing(row, today, to_tell)
        else:
            why, on = Due.DIED if row.dead_id in deaths else None, None
        if why:
            lines.append(DueLine(disposal=row, why=why, on=on))
    return tuple(sorted(lines, key=_turn))


def due_page(lines: Iterable[DueLine], after: str | None) -> Page[DueLine]:
    """A page of these lines: no column says what is due, so they were read whole."""
    return page_among(lines, _turn, (int, date, int), after=after)


_TURNS = {why: turn for turn, why in enumerate(Due)}


def _turn(line: DueLine) -> tuple[int, date, int]:
    return _TURNS[line.why], line.on or date.max, line.disposal.id


def week_ends() -> date:
    """The last of the seven days that the list calls this week, today being the first."""
    return clock.today() + timedelta(days=6)


def narrowed(lines: Iterable[DueLine], only: ConditionFilter) -> tuple[DueLine, ...]:
    """The lines that a filter leaves. “This week” includes what is late or already waits."""
    if only is ConditionFilter.WEEK:
        last = week_ends()
        return tuple(line for line in lines if line.on is None or line.on <= last)
    return tuple(line for line in lines if only is ConditionFilter.EVERYTHING or line.disposal.kind in _OF_KIND[only])


def late_conditions(disposal_view: DisposalView) -> tuple[Condition, ...]:
    """The conditions of a running disposal whose date has passed and that nobody reported."""
    return late_among(disposal_view.disposal, disposal_view.conditions)


def days_late(disposal_view: DisposalView) -> int:
    """By how many days a disposal is past its date; 0 if it is not."""
    return days_past(disposal_view.disposal, disposal_view.conditions)


def _victims_to_tell(given: Collection[int]) -> frozenset[int]:
    """The simple cautions among these, by id, whose victim has still to be told of the outcome.

    A simple caution ends as it is given: no later step asks whether the victim was told (section 3).
    """
    if not given:
        return frozenset()
    asked = load_only(Disposal.facts, Disposal.signed_at, raiseload=True)
    cautions = db.session.scalars(select(Disposal).where(among(Disposal.id, "given")).options(asked), {"given": given})
    listed = cautions.all()
    return victims_may_exist(listed) - victims_told(listed)


def _pressing(row: Row[*tuple[Any, ...]], today: date, to_tell: Collection[int]) -> tuple[Due | None, date | None]:
    """The most pressing reason why a disposal is on the list, with its day; (None, None) if nothing is due.

    `to_tell` are the disposals whose victim has still to be told.
    """
    first, charge_by, state = row.first_on, row.limitation_on, row.state
    if state in (State.BREACH_REVIEW, *_TO_COURT) and charge_by and charge_by < today:
        return Due.OUT_OF_TIME, charge_by
    if state in _FOR_A_SERGEANT:
        return Due.SERGEANT, first
    if state in (State.COMPLETED_AWAITING_REVIEW, *_TO_COURT):
        return Due.REVIEW, charge_by
    if row.reports:
        return Due.REPORTED, first
    if state is State.GIVEN and row.kind is not Kind.PND:
        return (Due.TELL, dates.london_date(row.given_at)) if row.id in to_tell and row.given_at else (None, None)
    if first and first < today:
        return Due.LATE, first
    if charge_by and charge_by <= today + AHEAD:
        return Due.CHARGE_SOON, charge_by
    return (Due.SOON, first) if first and first <= today + AHEAD else (None, None)
