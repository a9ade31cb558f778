"""What the overview counts, and who engages by group: requests and tests on arrest, and referrals by any route."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, or_, select

from pathways import dates
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.held_records import queries as holds_queries
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.testing import queries as laboratory_queries
from pathways.arrest_tests.testing.rules.results import LabStep, OverallResult
from pathways.engagement.models.case import Exit, StructuredStart
from pathways.law.rules.findings import SampleRoute
from pathways.people.models.custody import Episode
from pathways.referrals.models.needs_and_consents import NeedScreen
from pathways.referrals.models.referral import Referral
from pathways.referrals.of_before.queries import lived_in
from pathways.reporting.queries.fairness import groups_of
from pathways.reporting.queries.records import CountedRecords, whose, whose_and_died
from pathways.reporting.queries.testing import tests_of_arrests
from pathways.reporting.rules.fairness import NOT_RECORDED, Breakdown
from pathways.reporting.rules.groups import GroupedUnit, GroupKind
from pathways.reporting.rules.journeys import (
    ArrestTestUnit,
    Chain,
    ChainLink,
    FirstReferralUnit,
    PositiveTestUnit,
    ReferredUnit,
    RequestUnit,
)
from pathways.store.base import db

_ON_ARREST = (DrugTest.superseded_at.is_(None), DrugTest.route == SampleRoute.ARREST)
_VALID = (OverallResult.POSITIVE, OverallResult.NEGATIVE)
_OF_PERSON = {
    GroupKind.SEX: Breakdown.SEX,
    GroupKind.AGE: Breakdown.AGE,
    GroupKind.ETHNICITY: Breakdown.ETHNICITY,
}


def referred_units(records: CountedRecords) -> list[ReferredUnit]:
    """Every referral of these records that was sent, with those it was sent on as."""
    return [ReferredUnit(**whose_and_died(records, first), chain=chain) for first, chain in chains(records)]


def arrest_test_units(records: CountedRecords) -> list[ArrestTestUnit]:
    """Every test on arrest of these records with a valid result, and what followed in the same episode."""
    # A corrected test is another row than the one that a required assessment was decided on: the episode leads there.
    required = {
        row.episode_id: row
        for row in db.session.execute(
            select(RequiredAssessment.episode_id, RequiredAssessment.decision, RequiredAssessment.imposed_at)
            .join(Episode, Episode.id == RequiredAssessment.episode_id)
            .where(RequiredAssessment.superseded_at.is_(None), *records.among(Episode.person_id))
            .order_by(RequiredAssessment.id)
        )
    }
    of_episode: dict[int, list[Chain]] = defaultdict(list)
    for first, chain in chains(records):
        of_episode[first.episode_id].append(chain)
    tests, checks = _valid_tests(records)
    units = []
    for test in tests:
        decided = required.get(test.episode_id)
        is_required = decided and decided.decision is AssessmentDecision.IMPOSED
        units.append(
            ArrestTestUnit(
                **whose_and_died(records, test),
                taken_on=dates.london_date(test.taken_at),
                is_positive=test.overall_result is OverallResult.POSITIVE,
                is_required=is_required,
                imposed_on=dates.london_date(decided.imposed_at) if is_required and decided else None,
                chains=tuple(of_episode.get(test.episode_id, ())),
                checks=checks.get(test.id, ()),
            )
        )
    return units


def positive_test_units(records: CountedRecords) -> list[PositiveTestUnit]:
    """Every positive test on arrest of these records, and when structured treatment began under a referral after it."""
    starts: dict[int, list[date]] = defaultdict(list)
    for first, chain in chains(records):
        starts[first.episode_id] += [link.started_on for link in chain.links if link.started_on is not None]
    tests, checks = _valid_tests(records)
    return [
        PositiveTestUnit(
            **whose_and_died(records, test),
            taken_on=dates.london_date(test.taken_at),
            started_on=min(starts.get(test.episode_id, ()), default=None),
            checks=checks.get(test.id, ()),
        )
        for test in tests
        if test.overall_result is OverallResult.POSITIVE
    ]


def _valid_tests(records: CountedRecords) -> tuple[Sequence[Any], Mapping[int, tuple[tuple[date, LabStep], ...]]]:
    """The tests on arrest with a valid result, and the steps of the laboratory's check of each."""
    return records.once("tests", lambda: _read_valid_tests(records))


def _read_valid_tests(
    records: CountedRecords,
) -> tuple[Sequence[Any], Mapping[int, tuple[tuple[date, LabStep], ...]]]:
    on_arrest = (
        *_ON_ARREST, DrugTest.overall_result.in_(_VALID), DrugTest.taken_at.is_not(None), holds_queries.usable(),
        *records.among(Episode.person_id),
    )  # fmt: skip
    tests = (
        select(DrugTest.id, DrugTest.episode_id, DrugTest.taken_at, DrugTest.overall_result, Episode.person_id)
        .join(Episode, Episode.id == DrugTest.episode_id)
        .where(*on_arrest)
        .order_by(DrugTest.id)
    )
    return db.session.execute(tests).all(), laboratory_queries.steps_of_checks(*on_arrest)


def first_referral_units(records: CountedRecords) -> list[FirstReferralUnit]:
    """Every referral of these records that was sent, with the area that was recorded for its episode."""
    return [
        FirstReferralUnit(**whose_and_died(records, first), chain=chain, area=first.area or NOT_RECORDED)
        for first, chain in chains(records)
    ]


def grouped_units(records: CountedRecords) -> list[GroupedUnit]:
    """Every referral of these records that was sent, with the groups that the person was in on its day."""
    groups_on, tests = groups_of(records), tests_of_arrests(records)
    origins = {
        row.id: row.origin.value
        for row in db.session.execute(select(Episode.id, Episode.origin).where(*records.among(Episode.person_id)))
    }
    units = []
    for (first, chain), referral in zip(chains(records), first_referral_units(records), strict=True):
        of_person = groups_on(referral.person_id, chain.referred_on)
        groups = {kind: of_person[breakdown] for kind, breakdown in _OF_PERSON.items()}
        units.append(
            GroupedUnit(
                referral=referral,
                groups={GroupKind.ROUTE: origins[first.episode_id], **groups},
                tests=tests.get(first.episode_id, ()),
            )
        )
    return units


def request_units(records: CountedRecords) -> list[RequestUnit]:
    """Every request on arrest of these records that is in no stage."""
    usable = holds_queries.usable()
    no_valid_result = DrugTest.overall_result.is_(None) | DrugTest.overall_result.not_in(_VALID)
    requests = (
        select(DrugTest.id, DrugTest.requested_at, Episode.person_id, usable.label("is_usable"))
        .join(Episode, Episode.id == DrugTest.episode_id)
        .where(*_ON_ARREST, DrugTest.requested_at.is_not(None), or_(~usable, no_valid_result))
        .where(*records.among(Episode.person_id))
        .order_by(DrugTest.id)
    )
    return [
        RequestUnit(
            **whose(records, row),
            requested_on=dates.london_date(row.requested_at),
            is_held=not row.is_usable,
        )
        for row in db.session.execute(requests)
    ]


def chains(records: CountedRecords) -> list[tuple[Row[Any], Chain]]:
    """Referrals that were sent, each the first of its chain, with those it was sent on as."""
    return records.once("chains", lambda: list(_read_chains(records)))


def _read_chains(records: CountedRecords) -> Iterator[tuple[Row[Any], Chain]]:
    """Referrals that were sent, gathered with their children. A child carries the first one's clock and episode."""
    statement = (
        select(
            Referral.id, Referral.parent_id, Referral.person_id, Referral.episode_id, Referral.state,
            Referral.first_submitted_at, Referral.accepted_at, Referral.first_attended_on, Referral.engaged_on,
            Referral.closed_at, Referral.first_offered_on, StructuredStart.started_on, lived_in().label("area"),
            Exit.exited_on, Exit.reason,
        )
        .outerjoin(Exit, and_(Exit.referral_id == Referral.id, Exit.undone_at.is_(None)))
        .outerjoin(
            StructuredStart,
            and_(StructuredStart.referral_id == Referral.id, StructuredStart.superseded_at.is_(None)),
        )
        .outerjoin(
            NeedScreen, and_(NeedScreen.episode_id == Referral.episode_id, NeedScreen.superseded_at.is_(None))
        )
        .where(Referral.first_submitted_at.is_not(None), *records.among(Referral.person_id))
        .order_by(Referral.id)
    )  # fmt: skip
    root: dict[int, int] = {}
    links: dict[int, list[Any]] = {}
    for row in db.session.execute(statement):
        root[row.id] = root.get(row.parent_id, row.id)
        links.setdefault(root[row.id], []).append(row)
    for rows in links.values():
        yield (
            rows[0],
            Chain(
                referred_on=dates.london_date(rows[0].first_submitted_at),
                links=tuple(
                    ChainLink(
                        state=row.state,
                        accepted_on=_day(row.accepted_at),
                        attended_on=row.first_attended_on,
                        engaged_on=row.engaged_on,
                        closed_on=_day(row.closed_at),
                        started_on=row.started_on,
                        offered_on=row.first_offered_on,
                        ended_on=row.exited_on or _day(row.closed_at),
                        ended_why=row.reason or "",
                        number=row.id,
                    )
                    for row in rows
                ),
            ),
        )


def _day(at: datetime | None) -> date | None:
    return None if at is None else dates.london_date(at)
