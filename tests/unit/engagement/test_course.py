"""Assessment, care plan, structured start, engaged, and the way out."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pathways.engagement.rules import (
    DIED,
    ENGAGED,
    AssessmentFacts,
    ExitFacts,
    StepFacts,
    bars_to_assessment,
    bars_to_care_plan,
    bars_to_engaged,
    bars_to_exit,
    bars_to_start,
    endings,
    endings_from,
    first_structured_contact,
    modalities,
    state_after,
    structured_modalities,
)
from pathways.referrals.rules import ReferralState

TODAY = date(2026, 12, 14)
YESTERDAY = date(2026, 12, 13)


def an_assessment(**values: object) -> AssessmentFacts:
    plain = AssessmentFacts(
        state=ReferralState.ATTENDED_ASSESSMENT,
        has_died=False,
        today=TODAY,
        accepted_on=date(2026, 12, 1),
        attended_on=TODAY,
        uses_substances=True,
        substances=2,
    )
    return replace(plain, **values)  # type: ignore[arg-type]  # one change for every test


def a_step(state: ReferralState, **values: object) -> StepFacts:
    plain = StepFacts(state=state, has_died=False, today=TODAY, on=TODAY, not_before=YESTERDAY)
    return replace(plain, **values)  # type: ignore[arg-type]  # one change for every test


def an_exit(code: str, state: ReferralState = ReferralState.IN_TREATMENT, **values: object) -> ExitFacts:
    plain = ExitFacts(state=state, has_died=False, today=TODAY, on=TODAY, ending=endings()[code], not_before=YESTERDAY)
    return replace(plain, **values)  # type: ignore[arg-type]  # one change for every test


def words(bars: tuple) -> str:  # type: ignore[type-arg]  # only the messages matter here
    return " ".join(bar.message for bar in bars)


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


def test_structured_treatment_starts_after_a_care_plan_and_never_by_recovery_support_alone() -> None:
    start = a_step(ReferralState.CARE_PLAN)
    assert bars_to_start(start, "94") == ()
    assert bars_to_start(start, "95") == ()
    assert "starts no treatment" in words(bars_to_start(start, "96"))
    assert "care plan first" in words(bars_to_start(a_step(ReferralState.ATTENDED_ASSESSMENT), "95"))


def test_engaged_needs_an_attended_structured_contact_on_that_very_day() -> None:
    step = a_step(ReferralState.IN_TREATMENT)
    assert bars_to_engaged(step, [TODAY]) == ()
    (bar,) = bars_to_engaged(step, [YESTERDAY])
    assert "No structured contact is recorded as attended on 14 December 2026" in bar.message
    assert bar.source == ENGAGED.source


def test_nobody_is_engaged_by_an_assessment_alone() -> None:
    assert "structured start first" in words(bars_to_engaged(a_step(ReferralState.ATTENDED_ASSESSMENT), [TODAY]))


def test_the_first_structured_contact_is_the_first_on_or_after_the_start() -> None:
    days = [date(2026, 12, 20), date(2026, 12, 8), date(2026, 12, 10)]
    assert first_structured_contact(days, date(2026, 12, 9)) == date(2026, 12, 10)
    assert first_structured_contact(days, date(2026, 12, 8)) == date(2026, 12, 8)
    assert first_structured_contact(days, None) is None
    assert first_structured_contact([], date(2026, 12, 8)) is None


def test_a_date_already_recorded_is_corrected_only_with_a_reason() -> None:
    again = a_step(ReferralState.IN_TREATMENT, already_on=YESTERDAY)
    assert "Say why the date of 13 December 2026 is corrected" in words(bars_to_care_plan(again))
    assert bars_to_care_plan(replace(again, correction_reason="Typing slip")) == ()


def test_a_corrected_date_is_refused_once_the_case_is_closed() -> None:
    closed = a_step(ReferralState.COMPLETED, already_on=YESTERDAY, correction_reason="Typing slip")
    assert "nothing more can be recorded" in words(bars_to_care_plan(closed))


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("80", ReferralState.COMPLETED),
        ("81", ReferralState.COMPLETED),
        ("82", ReferralState.COMPLETED),
        ("85", ReferralState.LEFT_TREATMENT),
    ],
)
def test_a_person_in_treatment_leaves_planned_or_unplanned(code: str, after: ReferralState) -> None:
    assert bars_to_exit(an_exit(code)) == ()
    assert state_after(ReferralState.IN_TREATMENT, endings()[code]) is after
    assert endings()[code].is_planned == (after is ReferralState.COMPLETED)


def test_a_person_who_never_started_does_not_complete_and_does_not_drop_out() -> None:
    for state in (ReferralState.ACCEPTED, ReferralState.APPT_OFFERED, ReferralState.CARE_PLAN):
        assert [ending.code for ending in endings_from(state)] == ["88"]
        assert "is not open while" in words(bars_to_exit(an_exit("80", state)))


def test_no_need_found_closes_the_case_after_the_assessment_only() -> None:
    assert bars_to_exit(an_exit("no_need", ReferralState.ATTENDED_ASSESSMENT)) == ()
    assert state_after(ReferralState.ATTENDED_ASSESSMENT, endings()["no_need"]) is ReferralState.NO_NEED
    assert bars_to_exit(an_exit("no_need", ReferralState.IN_TREATMENT))


def test_nobody_leaves_before_their_last_contact_or_in_the_future() -> None:
    assert "before the last contact on 13 December 2026" in words(bars_to_exit(an_exit("80", on=date(2026, 12, 12))))
    assert "today or in the past" in words(bars_to_exit(an_exit("80", on=date(2026, 12, 15))))


def test_a_case_leaves_once() -> None:
    assert "nothing more can be recorded" in words(bars_to_exit(an_exit("85", ReferralState.COMPLETED)))


def test_death_stops_every_step() -> None:
    dead = a_step(ReferralState.IN_TREATMENT, has_died=True)
    assert bars_to_assessment(an_assessment(has_died=True)) == (DIED,)
    assert bars_to_care_plan(dead) == (DIED,)
    assert DIED in bars_to_start(dead, "95")
    assert bars_to_engaged(dead, [TODAY]) == (DIED,)
    assert bars_to_exit(an_exit("85", has_died=True)) == (DIED,)


def test_death_is_not_among_the_reasons_for_leaving() -> None:
    assert "89" not in endings()


def test_every_code_says_its_source_and_how_far_it_was_checked() -> None:
    for row in (*endings().values(), *modalities().values()):
        assert row.source
        assert row.mark.label


def test_recovery_support_alone_is_not_structured_treatment() -> None:
    assert [one.code for one in structured_modalities()] == ["94", "95"]
