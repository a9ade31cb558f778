"""Recording what happened when a sample was asked for, its result, and putting a wrong entry right."""

from datetime import datetime

from pathways import audit, clock
from pathways.arrest_tests.actions.assessments import end_assessment
from pathways.arrest_tests.actions.holding import hold_the_living, refuse_if
from pathways.arrest_tests.models import Analyte, DrugTest
from pathways.arrest_tests.queries import (
    analytes_of,
    authorities_of,
    case_facts,
    deciding_test,
    key_of,
    offence_rows,
)
from pathways.arrest_tests.rules import (
    BasisAnswer,
    Outcome,
    OverallResult,
    RecordedTest,
    RouteAnswer,
    faults,
    may_a_sample_be_requested,
    panel_on,
    regime_on,
    relied_route,
)
from pathways.arrest_tests.rules.law import LAW_VERSION
from pathways.arrest_tests.rules.words import WARNING_VERSION
from pathways.auth import Viewer
from pathways.people.queries import EpisodeView
from pathways.people.rules.corrections import recorded_and_changed
from pathways.refusals import Refused
from pathways.store import db
from pathways.store.superseding import supersede

AUDITED_AS = {
    Outcome.SAMPLE_GIVEN: "test.sampled",
    Outcome.REFUSED: "test.refused",
    Outcome.COULD_NOT: "test.requested",
    Outcome.NOT_ASKED: "test.not_asked",
}


def recorded(test: DrugTest) -> RecordedTest:
    """A test as it was entered."""
    return RecordedTest(
        outcome=test.outcome,
        warned_at=test.warned_at,
        requested_at=test.requested_at,
        taken_at=test.taken_at,
        sample_condition=test.sample_condition,
        refusal_words=test.refusal_words or "",
        good_cause=test.good_cause or "",
        not_tested_reason=test.not_tested_reason,
        not_tested_text=test.not_tested_text or "",
        result_at=test.result_at,
        analytes=analytes_of(test.id),
        has_medicine=test.has_medicine,
        medicine=test.medicine or "",
        told_answer=test.told_answer,
    )


def record_test(*, by: Viewer, view: EpisodeView, record: RecordedTest, seen_version: int | None = None) -> DrugTest:
    """Record a request and what came of it, or read the result of a sample that waits for it. Raises Refused, Stale.

    After a refusal or an answer without a sample the person may be asked again: that is a record of its own. A sample
    that has its result takes no second entry: correct it.
    """
    hold_the_living(view, seen_version)
    before = deciding_test(view.episode.id)
    waits = before if before and before.outcome is Outcome.SAMPLE_GIVEN else None
    if waits and waits.overall_result is not None:
        raise Refused("This test has its result. If it was entered wrongly, correct it")
    if waits and recorded_and_changed(recorded(waits), record, freely=("analytes",)):
        raise Refused("What is recorded of the sample differs from this. If it was entered wrongly, correct it")
    return _write(by, view, record, waits, None)


def correct_test(
    *, by: Viewer, view: EpisodeView, record: RecordedTest, reason: str, seen_version: int | None = None
) -> DrugTest:
    """Put right an entry that was wrong; the one before stays, with the reason. Raises Refused, Stale.

    A required assessment that rested on a positive result ends when the result is no longer positive.
    """
    hold_the_living(view, seen_version)
    before = deciding_test(view.episode.id)
    if before is None:
        raise Refused("There is no test to correct yet")
    if not reason.strip():
        raise Refused("Say why it was wrong. What was recorded before is kept beside it", field="correction_reason")
    if recorded(before) == record:
        raise Refused("Nothing here differs from what is recorded. Change what is wrong, or go back")
    after = _write(by, view, record, before, reason.strip())
    if after.overall_result is not OverallResult.POSITIVE:
        end_assessment(by=by, view=view, reason="The test result that it rested on was corrected")
    return after


def _write(
    by: Viewer, view: EpisodeView, record: RecordedTest, before: DrugTest | None, reason: str | None
) -> DrugTest:
    at = record.requested_at or clock.now()
    panel = {one.code: one.label for one in panel_on(clock.london_date(at))}
    refuse_if(faults(record, now=clock.now(), panel=panel))
    detention = view.detention
    if detention is None:
        raise Refused("Only a person in police detention can be tested (PACE 1984 s.63B). Offer a voluntary referral")
    route = None if record.outcome is Outcome.NOT_ASKED else _lawful_route(view, record, at, before)
    test = _test(by, view, record, at, route, detention.continuous_detention)
    if before is not None:
        supersede(before, test, at=clock.now(), reason=reason)
    else:
        db.session.add(test)
        db.session.flush()
    for analyte, result in record.analytes.items():
        db.session.add(Analyte(drug_test_id=test.id, analyte=analyte, result=result))
    if route and route.by_authority and record.warned_at:
        _told_of_authority(view, route, record.warned_at)
    db.session.flush()
    _audit(by, view, test, before, reason)
    return test


def _lawful_route(view: EpisodeView, record: RecordedTest, at: datetime, before: DrugTest | None) -> RouteAnswer:
    """The route the request rests on. Raises Refused with every reason of the nearer route where none is open."""
    answer = basis_at(view, record, at, before)
    route, standing = relied_route(record, answer)
    if route is None:
        to_say = ("V-014", "V-015")
        raise Refused(reasons=tuple(one.as_reason("warned_at" if one.rule in to_say else None) for one in standing))
    return route


def basis_at(view: EpisodeView, record: RecordedTest, at: datetime, before: DrugTest | None) -> BasisAnswer:
    """Both routes at the moment of asking. The words said before tell the person of an authority and its grounds."""
    return may_a_sample_be_requested(
        case_facts(
            view,
            at,
            warned_at=record.warned_at,
            told_at=record.warned_at,
            without_test=before.id if before else None,
        )
    )


def _told_of_authority(view: EpisodeView, route: RouteAnswer, warned_at: datetime) -> None:
    keys = {offence.key for offence in route.relied_on}
    ids = {row.id for row in offence_rows(view.episode.id) if key_of(row.number, row.code) in keys}
    for authority in authorities_of(view.episode.id):
        if authority.offence_id in ids and authority.told_at is None and authority.given_at <= warned_at:
            authority.told_at = warned_at


def _test(
    by: Viewer, view: EpisodeView, record: RecordedTest, at: datetime, route: RouteAnswer | None, detention: str
) -> DrugTest:
    regime = regime_on(clock.london_date(at))
    numbers = {row.id: key_of(row.number, row.code) for row in offence_rows(view.episode.id)}
    relied = {offence.key for offence in route.relied_on} if route else set()
    return DrugTest(
        episode_id=view.episode.id,
        continuous_detention=detention,
        route=route.route if route else None,
        relied_on=[row_id for row_id, key in numbers.items() if key in relied],
        regime=regime.name if regime else None,
        law_version=LAW_VERSION,
        outcome=record.outcome,
        not_tested_reason=record.not_tested_reason if route is None else None,
        not_tested_text=(record.not_tested_text or None) if route is None else None,
        words_version=WARNING_VERSION if record.warned_at else None,
        warned_at=record.warned_at,
        requested_at=record.requested_at if route else None,
        taken_at=record.taken_at if record.outcome is Outcome.SAMPLE_GIVEN else None,
        sample_condition=record.sample_condition if record.outcome is Outcome.SAMPLE_GIVEN else None,
        refusal_words=record.refusal_words or None,
        good_cause=record.good_cause or None,
        result_at=record.result_at,
        overall_result=record.overall_result,
        has_medicine=record.has_medicine,
        medicine=record.medicine or None,
        told_answer=record.told_answer,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )


def _audit(by: Viewer, view: EpisodeView, test: DrugTest, before: DrugTest | None, reason: str | None) -> None:
    """What happened, never what the device showed: a result is used for the purposes of s.63B(7) and no other."""
    subject, person_id = ("drug_test", test.id), view.person.id
    if reason is not None and before is not None:
        audit.change(by, person_id, "test.result.corrected", subject, before=before.id, outcome=test.outcome)
        return
    if before is None:
        audit.change(by, person_id, AUDITED_AS[test.outcome], subject, route=test.route, why=test.not_tested_reason)
    if test.result_at is not None:
        audit.change(by, person_id, "test.result.recorded", subject)
