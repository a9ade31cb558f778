"""The facts behind the two funnels of the overview: tests on arrest, and referrals by any route."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from pathways import dates
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.held_records import queries as holds_queries
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.testing import queries as laboratory_queries
from pathways.arrest_tests.testing.rules.results import LabState, OverallResult
from pathways.law.rules.findings import SampleRoute
from pathways.people.models.custody import Episode
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.reporting.queries.arc import Counting, counted, deaths, may_count, who_stays, within
from pathways.reporting.rules.funnels import Journey
from pathways.reporting.rules.overview import FunnelView, views_of_both
from pathways.reporting.rules.proportions import Period
from pathways.store.base import db

# The journeys of both funnels: each test on arrest or first referral, and how far it went.


# Never counted. A referrer can only withdraw before anybody accepted.
_NOT_COUNTED = frozenset({ReferralState.WITHDRAWN, ReferralState.ERROR, ReferralState.DUPLICATE})
_UNCONFIRMED = (LabState.DISPUTED, LabState.SENT, LabState.NO_ANALYSIS)
_VALID = (OverallResult.POSITIVE, OverallResult.NEGATIVE)

_Test = Row[int, int, datetime | None, OverallResult | None, int]
_Required = Row[int, AssessmentDecision, datetime | None]
_Link = Any


@dataclass(frozen=True)
class _Chain:
    """A referral with those it was sent on as: the first day each milestone was reached with any of them."""

    person_id: int
    episode_id: int
    days: tuple[date | None, date | None, date | None, date | None]  # referred, accepted, attended, engaged
    left_out: bool


def referred_by_any_route(viewer: Counting, period: Period) -> tuple[Journey, ...]:
    """Referrals first sent in the period, and how far each came with any service. Raises OutOfSight."""
    may_count(viewer)
    stays = who_stays()
    died = deaths(stays)
    return tuple(
        Journey(
            person_id=(person := stays.get(chain.person_id, chain.person_id)),
            started_on=chain.days[0] or period.from_on,
            reached=chain.days[1:],
            is_settled=_is_dead(died.get(person), period),
            left_out=chain.left_out,
        )
        for chain in _chains(period, counted(viewer, Referral.person_id), *within(Referral.first_submitted_at, period))
    )


def tested_on_arrest(viewer: Counting, period: Period) -> tuple[Journey, ...]:
    """Tests on arrest with a valid result, taken in the period, and what followed in the same episode.

    The referral counted is the one that came furthest. Raises OutOfSight.
    """
    may_count(viewer)
    stays = who_stays()
    died = deaths(stays)
    on_arrest = (DrugTest.superseded_at.is_(None), DrugTest.route == SampleRoute.ARREST, holds_queries.usable())
    taken = (*on_arrest, *within(DrugTest.taken_at, period))
    required = {row.episode_id: row for row in _required(*taken)}
    referred: dict[int, _Chain] = {}
    for chain in _chains(period, Referral.episode_id.in_(select(DrugTest.episode_id).where(*taken))):
        before = referred.get(chain.episode_id)
        if not chain.left_out and (before is None or _reached(chain) > _reached(before)):
            referred[chain.episode_id] = chain
    tests = (
        select(DrugTest.id, DrugTest.episode_id, DrugTest.taken_at, DrugTest.overall_result, Episode.person_id)
        .join(Episode, Episode.id == DrugTest.episode_id)
        .where(*taken, DrugTest.overall_result.in_(_VALID), counted(viewer, Episode.person_id))
        .order_by(DrugTest.id)
    )
    answered = laboratory_queries.laboratory_states(*taken, as_at=period.as_at)
    return tuple(
        _journey(
            test,
            required.get(test.episode_id),
            referred.get(test.episode_id),
            answered.get(test.id),
            stays,
            died,
            period,
        )
        for test in db.session.execute(tests)
    )


def tests_without_result(viewer: Counting, period: Period) -> int:
    """Requests on arrest in the period that gave no valid result: refused, could not, not enough, inconclusive."""
    no_valid_result = DrugTest.overall_result.is_(None) | DrugTest.overall_result.not_in(_VALID)
    return _requests(viewer, period, holds_queries.usable(), no_valid_result)


def tests_on_hold(viewer: Counting, period: Period) -> int:
    """Requests on arrest in the period whose record waits for an inspector or was voided: they are in no stage."""
    return _requests(viewer, period, ~holds_queries.usable())


def _requests(viewer: Counting, period: Period, *which: ColumnElement[bool]) -> int:
    may_count(viewer)
    tests = select(func.count(DrugTest.id)).join(Episode, Episode.id == DrugTest.episode_id)
    statement = tests.where(
        counted(viewer, Episode.person_id),
        DrugTest.superseded_at.is_(None),
        DrugTest.route == SampleRoute.ARREST,
        *which,
        *within(DrugTest.requested_at, period),
    )
    return db.session.scalar(statement) or 0


def _journey(
    test: _Test,
    required: _Required | None,
    chain: _Chain | None,
    laboratory: LabState | None,
    stays: dict[int, int],
    died: dict[int, date],
    period: Period,
) -> Journey:
    person, taken_on = stays.get(test.person_id, test.person_id), dates.london_date(test.taken_at)
    is_positive = test.overall_result is OverallResult.POSITIVE
    is_imposed = required is not None and required.decision is AssessmentDecision.IMPOSED
    imposed_on = dates.london_date(required.imposed_at) if required is not None and is_imposed else None
    refused = required is not None and not is_imposed
    return Journey(
        person_id=person,
        started_on=taken_on,
        reached=(taken_on if is_positive else None, imposed_on, *(chain.days if chain else (None,) * 4)),
        is_settled=not is_positive or refused or _is_dead(died.get(person), period),
        is_overturned=is_positive and laboratory is LabState.NOT_CONFIRMED,
        is_unconfirmed=is_positive and laboratory in _UNCONFIRMED,
    )


def _required(*taken: ColumnElement[bool]) -> list[_Required]:
    """The decisions on a required assessment. A corrected test is another row than the one that was decided on."""
    statement = (
        select(RequiredAssessment.episode_id, RequiredAssessment.decision, RequiredAssessment.imposed_at)
        .where(RequiredAssessment.superseded_at.is_(None))
        .where(RequiredAssessment.episode_id.in_(select(DrugTest.episode_id).where(*taken)))
        .order_by(RequiredAssessment.id)
    )
    return list(db.session.execute(statement).all())


def _chains(period: Period, *which: ColumnElement[bool]) -> list[_Chain]:
    """Referrals that were sent, gathered with their children. A child carries the first one's clock and episode."""
    statement = (
        select(
            Referral.id, Referral.parent_id, Referral.person_id, Referral.episode_id, Referral.state,
            Referral.first_submitted_at, Referral.accepted_at, Referral.first_attended_on, Referral.engaged_on,
            Referral.closed_at,
        )
        .where(Referral.first_submitted_at.is_not(None), *which)
        .order_by(Referral.id)
    )  # fmt: skip
    root: dict[int, int] = {}
    links: dict[int, list[_Link]] = {}
    for row in db.session.execute(statement):
        root[row.id] = root.get(row.parent_id, row.id)
        links.setdefault(root[row.id], []).append(row)
    return [_chain(rows, period) for rows in links.values()]


def _chain(rows: list[_Link], period: Period) -> _Chain:
    def first(*days: date | None) -> date | None:
        return min((day for day in days if day is not None), default=None)

    def is_left_out(row: _Link) -> bool:
        known = row.closed_at is None or dates.london_date(row.closed_at) <= period.as_at
        return row.state in _NOT_COUNTED and known

    ends = [row for row in rows if row.state is not ReferralState.REROUTED]
    return _Chain(
        person_id=rows[0].person_id,
        episode_id=rows[0].episode_id,
        days=(
            dates.london_date(rows[0].first_submitted_at),
            first(*(dates.london_date(row.accepted_at) for row in rows if row.accepted_at)),
            first(*(row.first_attended_on for row in rows)),
            first(*(row.engaged_on for row in rows)),
        ),
        left_out=bool(ends) and all(is_left_out(row) for row in ends),
    )


def _reached(chain: _Chain) -> int:
    return sum(day is not None for day in chain.days)


def _is_dead(died_on: date | None, period: Period) -> bool:
    return died_on is not None and died_on <= period.as_at


# Both funnels as the first page of a manager shows them.


def overview(viewer: Counting, period: Period) -> tuple[FunnelView, FunnelView]:
    """Tested on arrest, and referred by any route: two funnels that are never added up. Raises OutOfSight."""
    return views_of_both(
        tested_on_arrest(viewer, period),
        referred_by_any_route(viewer, period),
        without_result=tests_without_result(viewer, period),
        on_hold=tests_on_hold(viewer, period),
        period=period,
    )
