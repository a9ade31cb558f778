"""The tests on arrest of the return, with what their results, offences and required assessments say of them."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

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
from pathways.reporting.queries.records import CountedRecords, whose
from pathways.reporting.rules.testing_units import ArrestTest, Decided, OffenceKind, Required
from pathways.store.base import db

_VALID = (OverallResult.POSITIVE, OverallResult.NEGATIVE)


def return_units(records: CountedRecords) -> list[ArrestTest]:
    """Every test on arrest of these records with a result, and every sample that was refused."""
    return [test for of_arrest in tests_of_arrests(records).values() for test in of_arrest]


def tests_of_arrests(records: CountedRecords) -> Mapping[int, tuple[ArrestTest, ...]]:
    """The same by the number of the arrest, each arrest's in the order of their samples."""
    return records.once("tests of arrests", lambda: _read_tests(records))


def _read_tests(records: CountedRecords) -> Mapping[int, tuple[ArrestTest, ...]]:
    is_tested = DrugTest.overall_result.in_(_VALID) & DrugTest.taken_at.is_not(None) & DrugTest.result_at.is_not(None)
    is_refused = (DrugTest.outcome == SampleOutcome.REFUSED) & DrugTest.requested_at.is_not(None)
    which = (
        DrugTest.superseded_at.is_(None),
        DrugTest.route == SampleRoute.ARREST,
        or_(is_tested, is_refused),
        *records.among(Episode.person_id),
    )
    rows = db.session.execute(
        select(
            DrugTest.id, DrugTest.requested_at, DrugTest.taken_at, DrugTest.result_at, DrugTest.overall_result,
            DrugTest.relied_on, is_tested.label("is_tested"), Episode.person_id, DrugTest.episode_id,
            Episode.organisation_id, holds_queries.usable().label("is_usable"),
        )
        .join(Episode, Episode.id == DrugTest.episode_id)
        .where(*which)
        .order_by(DrugTest.sample_seq, DrugTest.id)
    ).all()  # fmt: skip
    shows, triggers, decided = _shown(which), _triggers(which), _decided(which)
    checks = laboratory_queries.steps_of_checks(*which)
    tests: dict[int, tuple[ArrestTest, ...]] = defaultdict(tuple)
    for row in rows:
        test = ArrestTest(
            **whose(records, row),
            force=row.organisation_id,
            taken_on=dates.london_date(row.taken_at if row.is_tested else row.requested_at),
            known_on=dates.london_date(row.result_at if row.is_tested else row.requested_at),
            is_positive=row.overall_result is OverallResult.POSITIVE,
            is_held=not row.is_usable,
            is_refused=not row.is_tested,
            tested_for=_tested_for(row.relied_on, triggers),
            shows=frozenset(shows.get(row.id, ())),
            checks=checks.get(row.id, ()),
            decided=decided.get(row.episode_id, ()),
        )
        tests[row.episode_id] += (test,)
    return tests


def _shown(which: tuple[ColumnElement[bool], ...]) -> Mapping[int, set[str]]:
    """By test, the drugs that the device found."""
    shows: dict[int, set[str]] = defaultdict(set)
    positive_analytes = (
        select(Analyte.drug_test_id, Analyte.analyte)
        .join(DrugTest, DrugTest.id == Analyte.drug_test_id)
        .join(Episode, Episode.id == DrugTest.episode_id)
        .where(*which, Analyte.result == AnalyteResult.POSITIVE)
    )
    for test_id, analyte in db.session.execute(positive_analytes):
        shows[test_id].add(analyte)
    return shows


def _triggers(which: tuple[ColumnElement[bool], ...]) -> set[int]:
    """The offences of these arrests that are trigger offences on arrest."""
    arrests = select(DrugTest.episode_id).join(Episode, Episode.id == DrugTest.episode_id).where(*which)
    offences = select(Offence.id).where(Offence.episode_id.in_(arrests), Offence.is_trigger_on_arrest.is_(True))
    return set(db.session.scalars(offences))


def _tested_for(relied_on: list[int], triggers: set[int]) -> OffenceKind:
    if not relied_on:
        return OffenceKind.NOT_STATED
    return OffenceKind.TRIGGER if triggers.intersection(relied_on) else OffenceKind.NOT_TRIGGER


def _decided(which: tuple[ColumnElement[bool], ...]) -> Mapping[int, tuple[Decided, ...]]:
    """By arrest, what was decided of required assessments, and the days on which more was known of each."""
    arrests = select(DrugTest.episode_id).join(Episode, Episode.id == DrugTest.episode_id).where(*which)
    rows = db.session.execute(
        select(
            RequiredAssessment.id, RequiredAssessment.episode_id, RequiredAssessment.decision,
            func.coalesce(RequiredAssessment.imposed_at, RequiredAssessment.recorded_at).label("decided_at"),
            RequiredAssessment.booking, RequiredAssessmentOutcome.outcome, RequiredAssessmentOutcome.at,
            RequiredAssessmentOutcome.booking.label("of_booking"),
        )
        .outerjoin(
            RequiredAssessmentOutcome,
            (RequiredAssessmentOutcome.required_assessment_id == RequiredAssessment.id)
            & RequiredAssessmentOutcome.superseded_at.is_(None),
        )
        .where(RequiredAssessment.episode_id.in_(arrests), RequiredAssessment.superseded_at.is_(None))
        .order_by(RequiredAssessment.id, RequiredAssessmentOutcome.id)
    )  # fmt: skip
    outcomes: dict[tuple[int, int, date, bool], list[tuple[date, Required]]] = {}
    for row in rows:
        is_imposed = row.decision is AssessmentDecision.IMPOSED
        of = outcomes.setdefault((row.episode_id, row.id, dates.london_date(row.decided_at), is_imposed), [])
        if row.outcome is not None and is_imposed:
            of.append((dates.london_date(row.at), _became(row.outcome, is_last=row.of_booking == row.booking)))
    decided: dict[int, tuple[Decided, ...]] = defaultdict(tuple)
    for (arrest, _, decided_on, is_imposed), known in outcomes.items():
        became = Required.AWAITED if is_imposed else Required.NOT_REQUIRED
        decided[arrest] += (Decided(on=decided_on, became=became, outcomes=tuple(known)),)
    return decided


def _became(outcome: RequiredOutcome, *, is_last: bool) -> Required:
    """A failure at an appointment after which another was booked is not what became of it."""
    if outcome is RequiredOutcome.ATTENDED_REMAINED:
        return Required.ATTENDED
    return Required.FAILED if is_last else Required.AWAITED


def forces_named() -> Mapping[int, str]:
    """What each organisation is called now: a state has its number, so that a new name is no change of anybody."""
    return {row.id: row.name for row in db.session.execute(select(Organisation.id, Organisation.name))}
