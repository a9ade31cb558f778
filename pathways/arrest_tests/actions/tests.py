"""Recording what happened when a sample was asked for, its result, and putting a wrong entry right."""

from pathways import audit, clock
from pathways.arrest_tests.actions.assessments import end_assessment
from pathways.arrest_tests.actions.failures import discontinue, move_refusal, open_refusal
from pathways.arrest_tests.actions.holds import hold_record
from pathways.arrest_tests.actions.requests import (
    keep_on_charge,
    lawful_route,
    note_on_charge,
    recorded,
    row_of,
    told_of_authority,
)
from pathways.arrest_tests.actions.shifts import set_up_for
from pathways.arrest_tests.models import Analyte, DrugTest
from pathways.arrest_tests.queries import (
    deciding_test,
    is_held,
    law_in_use,
    may_take_second,
)
from pathways.arrest_tests.queries.laboratory import lab_check_of
from pathways.arrest_tests.rules import (
    Finding,
    Outcome,
    OverallResult,
    RecordedTest,
    faults,
    unwarned_refusal,
)
from pathways.arrest_tests.rules.findings import stops
from pathways.arrest_tests.rules.holds import IS_HELD_APART
from pathways.arrest_tests.rules.law import panel_on
from pathways.arrest_tests.rules.severities import holding, once_it_has_happened
from pathways.auth import Viewer
from pathways.people.actions.holding import hold_the_living, refuse_if
from pathways.people.queries import EpisodeView
from pathways.people.rules.corrections import recorded_and_changed
from pathways.refusals import Refused
from pathways.store import db
from pathways.store.superseding import supersede

CORRECTED = "The test result that it rested on was corrected"
AUDITED_AS = {
    Outcome.SAMPLE_GIVEN: "test.sampled",
    Outcome.REFUSED: "test.refused",
    Outcome.COULD_NOT: "test.requested",
    Outcome.NOT_ASKED: "test.not_asked",
}


def record_test(*, by: Viewer, view: EpisodeView, record: RecordedTest, seen_version: int | None = None) -> DrugTest:
    """Record a request and what came of it, or read the result of a sample that waits for it. Raises Refused, Stale.

    After a refusal or an answer without a sample the person may be asked again: that is a record of its own. So is a
    second sample, where the regime of the day allows one. Any other sample that has its result takes no second entry. A
    refusal without the warning before it is held for an inspector (V-025).
    """
    hold_the_living(by, view.person, seen_version)
    before = deciding_test(view.episode.id)
    is_second = may_take_second(view, before, record.requested_at or clock.now())
    waits = before if before and before.outcome is Outcome.SAMPLE_GIVEN and not is_second else None
    if waits and waits.overall_result is not None:
        raise Refused("This test has its result. If it was entered wrongly, correct it")
    if waits and _is_the_inspectors(waits):
        raise Refused(IS_HELD_APART)
    if waits and recorded_and_changed(recorded(waits), record, freely=("analytes",)):
        raise Refused("What is recorded of the sample differs from this. If it was entered wrongly, correct it")
    return _write(by, view, record, waits, None)


def correct_test(
    *, by: Viewer, view: EpisodeView, record: RecordedTest, reason: str, seen_version: int | None = None
) -> DrugTest:
    """Put right an entry that was wrong; the one before stays, with the reason. Raises Refused, Stale.

    What was recorded as it really happened is the inspector's, and so is what waits for one or was voided: it is said
    otherwise on its own page (V-055).
    A required assessment that rested on a positive result ends when the result is no longer positive.
    """
    hold_the_living(by, view.person, seen_version)
    before = deciding_test(view.episode.id)
    if before is None:
        raise Refused("There is no test to correct yet")
    if _is_the_inspectors(before):
        raise Refused(IS_HELD_APART)
    if not reason.strip():
        raise Refused("Say why it was wrong. What was recorded before is kept beside it", field="correction_reason")
    if recorded(before) == record:
        raise Refused("Nothing here differs from what is recorded. Change what is wrong, or go back")
    after = _write(by, view, record, before, reason.strip())
    if after.overall_result is not OverallResult.POSITIVE:
        end_assessment(by=by, view=view, reason=CORRECTED)
        discontinue(by=by, view=view, reason=CORRECTED)
    return after


def _is_the_inspectors(test: DrugTest) -> bool:
    """Whether another entry in its place would come without the hold: one recorded in order may be held since."""
    return test.is_irregular or is_held(test)


def _write(
    by: Viewer, view: EpisodeView, record: RecordedTest, before: DrugTest | None, reason: str | None
) -> DrugTest:
    at = record.requested_at or clock.now()
    law = law_in_use()
    panel = {one.code: one.label for one in panel_on(clock.london_date(at), law)}
    refuse_if(faults(record, now=clock.now(), panel=panel, law=law))
    detention = view.detention
    if detention is None:
        raise Refused("Only a person in police detention can be tested (PACE 1984 s.63B). Offer a voluntary referral")
    route = None if record.outcome is Outcome.NOT_ASKED else lawful_route(view, record, at, before)
    test = row_of(by, view, record, at, route, detention.continuous_detention, before)
    test.is_irregular = bool(unwarned := _unwarned(record))
    if record.taken_at is not None and route is not None:
        set_up = set_up_for(by, before, clock.london_date(record.taken_at))
        test.shift_set_up_id = set_up.id if set_up else None
    if before is not None:
        keep_on_charge(before, test)
        supersede(before, test, at=clock.now(), reason=reason)
    else:
        db.session.add(test)
        db.session.flush()
    for analyte, result in record.analytes.items():
        db.session.add(Analyte(drug_test_id=test.id, analyte=analyte, result=result))
    if route and route.by_authority and record.warned_at:
        told_of_authority(view, route, record.warned_at)
    db.session.flush()
    if before is not None and (check := lab_check_of(before.id)) is not None:
        check.drug_test_id = test.id  # what the laboratory was sent is the same sample
    if before is None or before.outcome is not Outcome.REFUSED:
        open_refusal(test)
    else:
        move_refusal(before.id, test.id if test.outcome is Outcome.REFUSED and not unwarned else None)
    _audit(by, view, test, before, reason)
    if unwarned:
        hold_record(by=by, view=view, test=test, found=unwarned, what_happened=reason or record.refusal_words)
    note_on_charge(by, view)
    return test


def _unwarned(record: RecordedTest) -> tuple[Finding, ...]:
    """What a refusal without the warning before it is held for: it is kept, and never goes forward as an offence."""
    refusal = unwarned_refusal(record)
    return holding(once_it_has_happened((stops("V-014"), refusal))) if refusal else ()


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
