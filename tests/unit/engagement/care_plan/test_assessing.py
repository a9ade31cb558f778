"""When an assessment may be recorded."""

from dataclasses import replace
from datetime import UTC, date, datetime

from pathways.engagement.care_plan.rules import bars_to_assessment
from pathways.engagement.case.rules import bars_to_care_plan, bars_to_engaged, bars_to_exit
from pathways.engagement.rules import endings
from pathways.referrals.steps.rules import ReferralState, next_state
from tests.unit.engagement.course_facts import TODAY, YESTERDAY, a_step, an_assessment, an_exit, words


def test_an_assessment_with_its_substances_can_be_recorded() -> None:
    assert bars_to_assessment(an_assessment()) == ()


def test_a_person_who_came_without_an_appointment_can_be_assessed() -> None:
    assert bars_to_assessment(an_assessment(state=ReferralState.ACCEPTED)) == ()


def test_none_and_substances_exclude_each_other() -> None:
    assert "answer that they use nothing" in words(bars_to_assessment(an_assessment(substances=0)))
    assert "Nothing can be ticked" in words(bars_to_assessment(an_assessment(uses_substances=False)))
    assert bars_to_assessment(an_assessment(uses_substances=False, substances=0)) == ()


def test_an_assessment_lies_between_acceptance_and_today() -> None:
    assert "today or in the past" in words(bars_to_assessment(an_assessment(attended_on=date(2026, 12, 15))))
    assert "before you accepted on 1 December 2026" in words(
        bars_to_assessment(an_assessment(attended_on=date(2026, 11, 30)))
    )


def test_an_appointment_of_that_day_is_recorded_before_the_assessment() -> None:
    waiting = an_assessment(unrecorded_at=datetime(2026, 12, 14, 10, 0, tzinfo=UTC))
    assert "appointment at 10:00 that day" in words(bars_to_assessment(waiting))


def test_an_assessment_is_corrected_only_with_a_reason() -> None:
    again = an_assessment(already_on=YESTERDAY)
    assert words(bars_to_assessment(again)) == "Say why the assessment is corrected"
    assert bars_to_assessment(replace(again, correction_reason="The date was wrong")) == ()


def test_no_assessment_is_recorded_before_acceptance_or_after_closing() -> None:
    for state in (ReferralState.SUBMITTED, ReferralState.NEEDS_PLACE, ReferralState.COMPLETED, ReferralState.REROUTED):
        assert bars_to_assessment(an_assessment(state=state))


def test_a_care_plan_rests_on_an_assessment() -> None:
    plan = a_step(ReferralState.ATTENDED_ASSESSMENT)
    assert bars_to_care_plan(plan) == ()
    assert words(bars_to_care_plan(replace(plan, not_before=None))) == "Record the assessment first"
    assert words(bars_to_care_plan(a_step(ReferralState.APPT_OFFERED))) == "Record the assessment first"
    assert "before 13 December 2026" in words(bars_to_care_plan(replace(plan, on=date(2026, 12, 12))))


def test_nobody_is_engaged_by_an_assessment_alone() -> None:
    assert "structured start first" in words(bars_to_engaged(a_step(ReferralState.ATTENDED_ASSESSMENT), [TODAY]))


def test_no_need_found_closes_the_case_after_the_assessment_only() -> None:
    assert bars_to_exit(an_exit("no_need", ReferralState.ATTENDED_ASSESSMENT)) == ()
    assert next_state(ReferralState.ATTENDED_ASSESSMENT, endings()["no_need"].event) is ReferralState.NO_NEED
    assert bars_to_exit(an_exit("no_need", ReferralState.IN_TREATMENT))
