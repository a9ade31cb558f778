"""The tests on arrest of a period, with what their results, offences and required assessments say of them."""

from collections import defaultdict
from datetime import date, time

from sqlalchemy import ColumnElement, func, select

from pathways import dates
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.held_records import queries as holds_queries
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.offences import Offence
from pathways.arrest_tests.models.testing import Analyte, DrugTest
from pathways.arrest_tests.testing import queries as laboratory_queries
from pathways.arrest_tests.testing.rules.results import AnalyteResult, OverallResult, SampleOutcome
from pathways.auth.models import Organisation
from pathways.engagement.models.treatment import RequiredAssessmentOutcome
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.law.rules.findings import SampleRoute
from pathways.people.models.custody import Episode
from pathways.people.queries import shut_to
from pathways.reporting.queries.records import Counting, all_records, may_count
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.testing import ArrestTest, OffenceKind, Required, ReturnCounts, return_counts
from pathways.store.base import db

_VALID = (OverallResult.POSITIVE, OverallResult.NEGATIVE)


def testing(viewer: Counting, period: Period) -> ReturnCounts:
    """The counts of the return of a period. Records that are shut to the viewer are left out. Raises OutOfSight."""
    may_count(viewer)
    counted = _counted(viewer, period)
    return return_counts(_tests(period, counted), _decided(period, counted), _refused_on(counted), period)


def _counted(viewer: Counting, period: Period) -> tuple[ColumnElement[bool], ...]:
    """The conditions on a test on arrest whose result was known on the as-at date."""
    first, last = dates.at_wall(period.from_on, time(0)), dates.end_of(period.last_on)
    return (
        DrugTest.superseded_at.is_(None),
        DrugTest.route == SampleRoute.ARREST,
        func.coalesce(DrugTest.taken_at, DrugTest.requested_at).between(first, last),
        Episode.person_id.not_in(shut_to(viewer)),
    )


def _tests(period: Period, counted: tuple[ColumnElement[bool], ...]) -> list[ArrestTest]:
    known = dates.end_of(period.as_at)
    which = (*counted, DrugTest.overall_result.in_(_VALID), DrugTest.result_at <= known)
    rows = db.session.execute(
        select(
            DrugTest.id, DrugTest.taken_at, DrugTest.overall_result, DrugTest.relied_on, Episode.person_id,
            DrugTest.episode_id, Organisation.name, holds_queries.usable().label("is_usable"),
        )
        .join(Episode, Episode.id == DrugTest.episode_id)
        .join(Organisation, Organisation.id == Episode.organisation_id)
        .where(*which, DrugTest.taken_at.is_not(None))
        .order_by(DrugTest.id)
    ).all()  # fmt: skip
    shows: dict[int, set[str]] = defaultdict(set)
    positive_analytes = (
        select(Analyte.drug_test_id, Analyte.analyte)
        .join(DrugTest, DrugTest.id == Analyte.drug_test_id)
        .join(Episode, Episode.id == DrugTest.episode_id)
        .where(*which, Analyte.result == AnalyteResult.POSITIVE)
    )
    for test_id, analyte in db.session.execute(positive_analytes):
        shows[test_id].add(analyte)
    of_these = select(DrugTest.episode_id).join(Episode, Episode.id == DrugTest.episode_id).where(*which)
    triggers = set(
        db.session.scalars(
            select(Offence.id).where(Offence.episode_id.in_(of_these), Offence.is_trigger_on_arrest.is_(True))
        )
    )
    records, checks = all_records(), laboratory_queries.steps_of_checks(*which)
    return [
        ArrestTest(
            person_id=records.person(row.person_id),
            arrest=row.episode_id,
            force=row.name,
            taken_on=dates.london_date(row.taken_at),
            is_positive=row.overall_result is OverallResult.POSITIVE,
            is_held=not row.is_usable,
            tested_for=_tested_for(row.relied_on, triggers),
            shows=frozenset(shows[row.id]),
            checks=checks.get(row.id, ()),
        )
        for row in rows
    ]


def _tested_for(relied_on: list[int], triggers: set[int]) -> OffenceKind:
    if not relied_on:
        return OffenceKind.NOT_STATED
    return OffenceKind.TRIGGER if triggers.intersection(relied_on) else OffenceKind.NOT_TRIGGER


def _refused_on(counted: tuple[ColumnElement[bool], ...]) -> list[date]:
    refusals = select(DrugTest.requested_at).join(Episode, Episode.id == DrugTest.episode_id)
    asked = db.session.scalars(refusals.where(*counted, DrugTest.outcome == SampleOutcome.REFUSED))
    return [dates.london_date(at) for at in asked if at is not None]


def _decided(period: Period, counted: tuple[ColumnElement[bool], ...]) -> dict[int, Required]:
    """By arrest, what was decided of a required assessment by the as-at date and what became of it."""
    known = dates.end_of(period.as_at)
    arrests = select(DrugTest.episode_id).join(Episode, Episode.id == DrugTest.episode_id).where(*counted)
    rows = db.session.execute(
        select(
            RequiredAssessment.episode_id, RequiredAssessment.decision, RequiredAssessment.booking,
            RequiredAssessmentOutcome.outcome, RequiredAssessmentOutcome.booking.label("of_booking"),
        )
        .outerjoin(
            RequiredAssessmentOutcome,
            (RequiredAssessmentOutcome.required_assessment_id == RequiredAssessment.id)
            & RequiredAssessmentOutcome.superseded_at.is_(None)
            & (RequiredAssessmentOutcome.at <= known),
        )
        .where(
            RequiredAssessment.episode_id.in_(arrests),
            RequiredAssessment.superseded_at.is_(None),
            func.coalesce(RequiredAssessment.imposed_at, RequiredAssessment.recorded_at) <= known,
        )
        .order_by(RequiredAssessment.id, RequiredAssessmentOutcome.id)
    )  # fmt: skip
    decided: dict[int, Required] = {}
    for row in rows:
        became = _became(row.decision, row.outcome, is_last=row.of_booking == row.booking)
        if decided.get(row.episode_id) is not Required.ATTENDED:
            decided[row.episode_id] = became
    return decided


def _became(decision: AssessmentDecision, outcome: RequiredOutcome | None, *, is_last: bool) -> Required:
    """A failure at an appointment after which another was booked is not what became of it."""
    if decision is not AssessmentDecision.IMPOSED:
        return Required.NOT_REQUIRED
    if outcome is RequiredOutcome.ATTENDED_REMAINED:
        return Required.ATTENDED
    return Required.FAILED if outcome is not None and is_last else Required.AWAITED
