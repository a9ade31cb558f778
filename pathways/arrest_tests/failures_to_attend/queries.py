"""Failures that police decide about: one of them, its decisions, and what waits in the force."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from pathways import clock, dates
from pathways.arrest_tests.failures_to_attend.rules import (
    FailureKind,
    FailureState,
    first_day_in_time,
    left_to_do,
    standing_state,
    time_limit,
    time_limit_notes,
)
from pathways.arrest_tests.models.assessment import Failure, FailureDecision, RequiredAssessment
from pathways.auth.roles import Role, Viewer
from pathways.law.rules.findings import Finding
from pathways.people.custody.queries import EpisodeView, view_of
from pathways.people.identity.queries import details_of_many
from pathways.people.models.custody import Episode
from pathways.people.models.identity import Person, PersonDetails
from pathways.people.queries import is_episode_in_sight, of_own_force
from pathways.refusals import or_out_of_sight
from pathways.store.base import db
from pathways.store.paging import Page, page_of

STILL_OPEN = (FailureState.REVIEW, FailureState.FILE, FailureState.CHARGED)


@dataclass(frozen=True, kw_only=True)
class FailureView:
    """One failure as it is today, with the time limit and a death taken into account.

    `opens` is whether the viewer may open its page.
    """

    failure: Failure
    details: PersonDetails
    has_died: bool
    opens: bool = True

    @property
    def failed_on(self) -> date:
        return dates.london_date(self.failure.failed_at)

    @property
    def state(self) -> FailureState:
        return standing_state(self.failure.state, failed_on=self.failed_on, today=clock.today(), has_died=self.has_died)

    @property
    def to_do(self) -> str:
        """What police have left to do about it; "" once nothing is left."""
        return left_to_do(self.state, self.failure.kind)

    @property
    def limit_on(self) -> date:
        return time_limit(self.failed_on)

    @property
    def notes(self) -> tuple[Finding, ...]:
        """V-048, from a month before the time limit until it is decided."""
        is_decided = self.state not in (FailureState.REVIEW, FailureState.FILE)
        return time_limit_notes(failed_on=self.failed_on, today=clock.today(), is_decided=is_decided)


def failure(viewer: Viewer, failure_id: int) -> tuple[FailureView, EpisodeView]:
    """One failure of the viewer's force: while it is open, and after that as long as its episode is in sight.

    Raises OutOfSight, also for a report that was taken back.
    """
    statement = select(Failure, Episode).join(Episode, Episode.id == Failure.episode_id)
    theirs = (Failure.id == failure_id, Failure.taken_back_at.is_(None), *_may_open(viewer))
    row = or_out_of_sight(db.session.execute(statement.where(*theirs)).one_or_none())
    failure, view = row[0], view_of(row[1])
    return FailureView(failure=failure, details=view.details, has_died=view.person.died_at is not None), view


def failures_of(viewer: Viewer, views: Collection[EpisodeView]) -> dict[int, tuple[FailureView, ...]]:
    """The failures of episodes that the caller has found in sight, by episode, oldest first; one statement for all.

    Without reports that were taken back.
    """
    of_episode = {view.episode.id: view for view in views}
    failures: dict[int, list[FailureView]] = {each: [] for each in of_episode}
    statement = (
        select(Failure, and_(*_may_open(viewer)))
        .join(Episode, Episode.id == Failure.episode_id)
        .where(Failure.episode_id.in_(of_episode), Failure.taken_back_at.is_(None))
        .order_by(Failure.failed_at, Failure.id)
    )
    for failure, opens in db.session.execute(statement) if of_episode else ():
        view = of_episode[failure.episode_id]
        has_died = view.person.died_at is not None
        failures[failure.episode_id].append(
            FailureView(failure=failure, details=view.details, has_died=has_died, opens=opens)
        )
    return {each: tuple(rows) for each, rows in failures.items()}


def good_cause_accepted(required_id: int, booking: int, kinds: Collection[FailureKind]) -> FailureKind | None:
    """The kind of failure at one appointment of a requirement for which good cause was accepted, else None."""
    statement = select(Failure.kind).where(
        Failure.required_assessment_id == required_id,
        Failure.booking == booking,
        Failure.kind.in_(kinds),
        Failure.state == FailureState.GOOD_CAUSE,
        Failure.taken_back_at.is_(None),
    )
    return db.session.scalar(statement)


def is_follow_up_ended(required_id: int, at: datetime) -> bool:
    """Whether an initial of the requirement was missed before a moment: the follow-up ended with it (s.12(5))."""
    missed = select(Failure.id).where(
        Failure.required_assessment_id == required_id,
        Failure.kind == FailureKind.INITIAL_ATTEND,
        Failure.told_at <= at,
        Failure.taken_back_at.is_(None),
    )
    return db.session.scalar(missed.limit(1)) is not None


def may_officer_rebook(failed: Failure) -> bool:
    """Whether an officer may book another initial after this failure: a live requirement, missed with good cause."""
    if failed.kind is not FailureKind.INITIAL_ATTEND or failed.state is not FailureState.GOOD_CAUSE:
        return False
    live = select(RequiredAssessment.id).where(
        RequiredAssessment.id == failed.required_assessment_id,
        RequiredAssessment.booking == failed.booking,
        RequiredAssessment.superseded_at.is_(None),
    )
    return db.session.scalar(live) is not None


def decisions_of(failure_id: int) -> tuple[FailureDecision, ...]:
    """The decisions about a failure, oldest first."""
    statement = select(FailureDecision).where(FailureDecision.failure_id == failure_id)
    return tuple(db.session.scalars(statement.order_by(FailureDecision.recorded_at, FailureDecision.id)))


def failures_waiting(viewer: Viewer, after: str | None = None) -> Page[FailureView]:
    """A page of the failures of living people that wait in the viewer's force for a decision, the soonest time limit
    first."""
    statement = _waiting(select(Failure, Episode.person_id), viewer)
    keys = (Failure.failed_at, Failure.id)
    page = page_of(statement, keys, lambda row: (row[0].failed_at, row[0].id), after=after)
    people = details_of_many([person_id for _, person_id in page.rows])
    failures = (FailureView(failure=row, details=people[person_id], has_died=False) for row, person_id in page.rows)
    return Page(tuple(failures), page.after)


def failures_to_count(viewer: Viewer) -> Select[int]:
    """How many failures are on that list."""
    return _waiting(select(func.count(Failure.id)), viewer)


def _waiting(statement: Select[*tuple[Any, ...]], viewer: Viewer) -> Select[*tuple[Any, ...]]:
    in_time = Failure.failed_at >= dates.from_london(first_day_in_time(clock.today()), time.min)
    return (
        statement.join(Episode, Episode.id == Failure.episode_id)
        .join(Person, Person.id == Episode.person_id)
        .where(Failure.state.in_(STILL_OPEN), Failure.taken_back_at.is_(None), Person.died_at.is_(None))
        .where(or_(Failure.state == FailureState.CHARGED, in_time), *_within_reach(viewer))
    )


def _may_open(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    return or_(Failure.state.in_(STILL_OPEN), is_episode_in_sight(viewer)), *_within_reach(viewer)


def _within_reach(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """Failures of the viewer's force, for a custody officer of their suite, however long ago the case was closed."""
    of_suite = (Episode.suite_id == viewer.suite_id,) if viewer.role is Role.CO else ()
    return *of_own_force(viewer), *of_suite
