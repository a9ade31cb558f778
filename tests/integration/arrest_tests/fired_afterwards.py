"""V-028 to V-055 on a page or in an answer: reading a result, requiring an assessment, failing it, telling it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from pathways import clock
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.failures_to_attend import actions as failures_to_attend_actions
from pathways.arrest_tests.failures_to_attend import queries as failures
from pathways.arrest_tests.failures_to_attend.rules import FailureStep
from pathways.arrest_tests.offences import actions as offences_actions
from pathways.arrest_tests.offences import queries
from pathways.arrest_tests.offences import rules as offences_rules
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing.rules.results import AnalyteResult, LabBasis, LabStep, ToldAnswer
from pathways.auth.roles import Role
from pathways.engagement.follow_up import actions as follow_up_actions
from pathways.engagement.follow_up.rules import FollowUpDecision
from pathways.engagement.required_assessments import actions as required_assessments_actions
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.law.rules.disposal_terms import Kind
from pathways.law.rules.findings import SampleCondition
from pathways.law.rules.tables import LawTable
from pathways.people.custody import actions as people_actions
from pathways.people.custody import queries as people
from pathways.people.custody.queries import EpisodeView
from pathways.people.leaving_custody.rules import NotDone, reasons_left_open
from pathways.people.rules import ReleaseType
from pathways.store.base import db
from tests import county
from tests.by_notice import ByNotice, by_notice
from tests.failures_told import failures_of
from tests.integration.arrest_tests.custody_scenes import a_test, again, boxes, negative, notified, require
from tests.integration.arrest_tests.fired_before_asking import young
from tests.integration.arrest_tests.firing import DAY, HOUR, MINUTE, Stage, fires
from tests.integration.arrest_tests.held_scenes import as_it_happened, required_otherwise
from tests.integration.arrest_tests.law_scenes import a_draft, approved
from tests.integration.arrest_tests.testing.test_drug_test_pages import positive
from tests.integration.disposals import plain_disposal
from tests.integration.hostile import decided_scene

LEFT = NotDone(
    why=dict.fromkeys(
        ("arrest", "assessment", "disposal", "needs", "referral", "leaving"), reasons_left_open()["later"]
    )
)


def tested(stage: Stage, **changes: Any) -> EpisodeView:
    """Somebody whose sample is positive."""
    view = stage.detained()
    testing_actions.record_test(by=stage.officer, view=view, record=a_test(**changes))
    return again(stage.officer, view)


def must_come(stage: Stage) -> tuple[ByNotice, Any]:
    """Somebody who must come by a notice, and the browser of the worker who expects them."""
    scene = by_notice(stage.clock)
    return scene, stage.client_of(scene.worker_user, Role.TW)


def failed(stage: Stage) -> ByNotice:
    scene, _ = must_come(stage)
    scene.passes()
    scene.tell(RequiredOutcome.FAILED_TO_ATTEND)
    return scene


@fires("V-028")
def a_line_that_the_device_does_not_have(stage: Stage) -> None:
    read = {"cocaine": AnalyteResult.NEGATIVE, "opiates": AnalyteResult.NEGATIVE, "spice": AnalyteResult.POSITIVE}
    stage.refused(testing_actions.record_test, by=stage.officer, view=stage.detained(), record=a_test(analytes=read))


@fires("V-029")
def a_line_that_shows_a_drug_not_specified(stage: Stage) -> None:
    ketamine = {"device": "New device", "analyte": "ketamine", "label": "Ketamine", "shows": "ketamine"}
    approved(a_draft(table=LawTable.PANEL, code="new-device", values=ketamine, starts_on=clock.today() + DAY))
    stage.clock.advance(DAY)
    stage.client = stage.client_of(stage.user, Role.CO)
    stage.test(stage.detained(), positive(clock.now()) | {"analyte_ketamine": "positive"})


@fires("V-030")
def a_sample_that_shows_opiates(stage: Stage) -> None:
    view = tested(stage, analytes={"cocaine": AnalyteResult.NEGATIVE, "opiates": AnalyteResult.POSITIVE})
    stage.test(view)


@fires("V-031")
def a_panel_with_an_invalid_line_told_as_negative(stage: Stage) -> None:
    read = {"analyte_cocaine": "negative", "analyte_opiates": "invalid", "told_as": "negative"}
    stage.test(stage.detained(), positive(clock.now()) | read)


@fires("V-032")
def an_assessment_after_a_negative_result(stage: Stage) -> None:
    view = stage.detained()
    testing_actions.record_test(by=stage.officer, view=view, record=negative())
    stage.assessment(view)


@fires("V-032a")
def an_assessment_where_none_is_notified(stage: Stage) -> None:
    notified(assessment=False)
    episode, _ = county.detained(by=stage.officer)
    view = people.episode(stage.officer, episode.id)
    entry = offences_rules.EnteredOffence(code="TA68-1", arrested_at=view.detention.arrested_at)
    offences_actions.record_offences(by=stage.officer, view=view, offences=(entry,))
    testing_actions.record_test(by=stage.officer, view=again(stage.officer, view), record=a_test())
    stage.assessment(view)


@fires("V-033")
def an_assessment_of_somebody_under_18(stage: Stage) -> None:
    view = young(stage, date(2009, 6, 9), is_charged=True)
    as_it_happened(stage.officer, view, a_test())
    stage.assessment(view)


@fires("V-034")
def an_assessment_after_the_release(stage: Stage) -> None:
    view = tested(stage)
    released = {"released_at": clock.now(), "release_type": ReleaseType.WITHOUT_BAIL, "not_done": LEFT}
    people_actions.release(by=stage.officer, episode=view.episode, **released)
    stage.assessment(view)


@fires("V-035")
def an_initial_without_its_follow_up(stage: Stage) -> None:
    view = tested(stage)
    required_otherwise(stage.officer, view, with_follow_up=False)
    stage.assessment(view)


@fires("V-036")
def a_notice_still_to_be_given(stage: Stage) -> None:
    view = tested(stage)
    require(stage.officer, view)
    stage.assessment(view)


@fires("V-037")
def not_all_five_things_said(stage: Stage) -> None:
    view = tested(stage)
    require(stage.officer, view)
    facts = {"by": stage.officer, "view": again(stage.officer, view)}
    stage.refused(assessment_actions.serve_notice, **facts, all_said=False, served_at=clock.now())


@fires("V-038")
def an_appointment_that_has_passed(stage: Stage) -> None:
    typed = {"decision": "imposed", "service_id": str(county.service().id)}
    stage.assessment(tested(stage), typed | boxes("initial_at", clock.now() - HOUR))


@fires("V-039")
def a_disputed_result_and_an_early_appointment(stage: Stage) -> None:
    view = tested(stage, told_answer=ToldAnswer.DISPUTES)
    require(stage.officer, view)
    stage.assessment(view)


@fires("V-040")
def an_appointment_after_the_local_target(stage: Stage) -> None:
    view = tested(stage)
    require(stage.officer, view, initial_at=clock.now() + timedelta(days=21))
    stage.assessment(view)


@fires("V-041")
def a_further_notice_given_too_late(stage: Stage) -> None:
    scene, _ = must_come(stage)
    old, slot = scene.required.initial_at, county.slot(in_hours=48)
    person = people.episode(scene.officer, scene.episode.id).person
    of = {"by": scene.officer, "person": person, "required": scene.required}
    assessment_actions.propose_change(**of, new_at=None, service_id=None, slot_id=slot.id, reason="Works that day")
    scene.clock.set(old + MINUTE)
    stage.refused(assessment_actions.serve_change, **of, served_at=clock.now())


@fires("V-042")
def a_no_show_on_a_time_that_was_changed(stage: Stage) -> None:
    scene, worker = must_come(stage)
    old, slot = scene.required.initial_at, county.slot(in_hours=48)
    person = people.episode(scene.officer, scene.episode.id).person
    of = {"by": scene.officer, "person": person, "required": scene.required}
    change = assessment_actions.propose_change(
        **of, new_at=None, service_id=None, slot_id=slot.id, reason="Works that day"
    )
    assessment_actions.serve_change(**of, served_at=clock.now())
    scene.clock.set(old + HOUR)
    worker = stage.client_of(scene.worker_user, Role.TW)
    typed = {"which": str(change.id), "outcome": "failed_to_attend"} | boxes("at", old)
    stage.sees(scene.page, typed, client=worker)


@fires("V-043")
def a_no_show_before_the_time_on_the_notice(stage: Stage) -> None:
    scene, _ = must_come(stage)
    scene.clock.set(scene.required.initial_at + MINUTE)
    early = scene.required.initial_at - HOUR
    facts = {"by": scene.worker, "required_id": scene.required.id, "at": early}
    stage.refused(
        required_assessments_actions.report_required_assessment, outcome=RequiredOutcome.FAILED_TO_ATTEND, **facts
    )


@fires("V-044")
def left_early_and_nobody_says_when(stage: Stage) -> None:
    scene, _ = must_come(stage)
    scene.passes()
    worker = stage.client_of(scene.worker_user, Role.TW)
    stage.sees(scene.page, {"outcome": "failed_to_remain"}, client=worker)


@fires("V-045")
def a_follow_up_after_a_missed_initial(stage: Stage) -> None:
    scene = failed(stage)
    facts = {"by": scene.worker, "required_id": scene.required.id, "decision": FollowUpDecision.REQUIRED}
    stage.refused(follow_up_actions.decide_follow_up, **facts, starts_at=clock.now() + 5 * DAY, place="Room 2")


@fires("V-046")
def a_follow_up_told_after_the_initial_ended(stage: Stage) -> None:
    scene, _ = must_come(stage)
    scene.clock.set(scene.required.initial_at)
    scene.tell(RequiredOutcome.ATTENDED_REMAINED)
    scene.clock.advance(30 * MINUTE)
    of = {"by": scene.worker, "required_id": scene.required.id}
    follow_up_actions.decide_follow_up(**of, decision=FollowUpDecision.NOT_REQUIRED, starts_at=None, place="")
    stage.refused(follow_up_actions.give_notice, **of, given_at=clock.now())


@fires("V-047")
def a_file_after_the_laboratory_found_nothing(stage: Stage) -> None:
    scene = failed(stage)
    view = people.episode(scene.officer, scene.episode.id)
    (waiting,) = failures_of(view)
    failure, view = failures.failure(scene.officer, waiting.failure.id)
    of = {"by": scene.officer, "view": view, "at": clock.now(), "words": "Not me", "reference": "L-17"}
    testing_actions.record_lab_step(step=LabStep.DISPUTE, basis=LabBasis.DENIES_USE, **of)
    testing_actions.record_lab_step(step=LabStep.SEND, **of)
    testing_actions.record_lab_step(step=LabStep.NOT_CONFIRMED, **of)
    facts = {
        "by": scene.officer,
        "failure_view": failure,
        "view": view,
        "on": clock.today(),
        "reason": "He was not ill",
    }
    stage.refused(failures_to_attend_actions.decide_failure, step=FailureStep.NO_GOOD_CAUSE, **facts)


@fires("V-048")
def a_failure_of_five_months_ago(stage: Stage) -> None:
    scene = failed(stage)
    (waiting,) = failures_of(people.episode(scene.officer, scene.episode.id))
    stage.clock.advance(155 * DAY)
    stage.sees(f"/failures/{waiting.failure.id}", client=stage.client_of(scene.officer_user, Role.CO))


def share(stage: Stage, view: EpisodeView, **typed: str) -> None:
    stage.sees(f"/episodes/{view.episode.id}/test/share", {"told_to": "Mr Hale"} | typed)


@fires("V-049")
def a_result_told_to_a_landlord(stage: Stage) -> None:
    share(stage, tested(stage), purpose="else", asked_for="A tenancy")


@fires("V-050")
def an_attendance_told_without_consent(stage: Stage) -> None:
    share(stage, tested(stage), purpose="assessment")


@fires("V-051")
def reasons_of_a_resolution_that_rest_on_the_result(stage: Stage) -> None:
    decided_scene.the_force_says()
    where = decided_scene.tested_case()
    db.session.commit()
    typed = {"rationale": plain_disposal.WHY, "reasons_cite_test": "yes"} | decided_scene.typed(Kind.CR)
    client = stage.client_of(where.officer_user, Role.CO)
    stage.sees(f"/episodes/{where.episode.id}/disposal/propose/CR", typed, client=client)


@fires("V-052")
def a_second_sample_before_the_rules_of_2026(stage: Stage) -> None:
    unread = {"result_at": None, "analytes": {}, "has_medicine": None, "told_answer": None}
    view = tested(stage, sample_condition=SampleCondition.INSUFFICIENT, **unread)
    as_it_happened(stage.officer, view, a_test(), is_another_sample=True)
    stage.test(view)


@fires("V-053")
def a_charge_after_the_sample(stage: Stage) -> None:
    view = tested(stage)
    (row,) = queries.offence_rows(view.episode.id)
    charged = replace(offences_actions.entered(row), charged_at=clock.now())
    offences_actions.record_offences(by=stage.officer, view=view, offences=(charged,))
    stage.test(view)


@fires("V-054")
def a_note_on_bail_of_an_area_that_is_not_notified(stage: Stage) -> None:
    bail = {"purpose": "s63B7_a", "to_s63B7_a": "court", "for_restriction": "yes", "area_notified": "no"}
    share(stage, tested(stage), **bail)


@fires("V-055")
def a_held_result_about_to_be_told(stage: Stage) -> None:
    view = stage.detained()
    as_it_happened(stage.officer, view, a_test())
    stage.sees(f"/episodes/{view.episode.id}/test/share")
