"""Care plan, structured start, engaged; and that a death stops every step."""

from dataclasses import replace
from datetime import date

from pathways.engagement.care_plan.rules import bars_to_assessment
from pathways.engagement.case.rules import (
    bars_to_care_plan,
    bars_to_engaged,
    bars_to_exit,
    bars_to_start,
    first_structured_contact,
)
from pathways.engagement.notes.rules import counts_as_engaged
from pathways.engagement.rules import DIED
from pathways.referrals.steps.rules import ReferralState
from tests.unit.engagement.course_facts import TODAY, YESTERDAY, a_step, an_assessment, an_exit, words


def test_structured_treatment_starts_after_a_care_plan_and_never_by_recovery_support_alone() -> None:
    start = a_step(ReferralState.CARE_PLAN)
    assert bars_to_start(start, "94") == ()
    assert bars_to_start(start, "95") == ()
    assert "does not start treatment" in words(bars_to_start(start, "96"))
    assert "care plan first" in words(bars_to_start(a_step(ReferralState.ATTENDED_ASSESSMENT), "95"))


def test_engaged_needs_an_attended_structured_contact_on_that_very_day() -> None:
    step = a_step(ReferralState.IN_TREATMENT)
    assert bars_to_engaged(step, [TODAY]) == ()
    (bar,) = bars_to_engaged(step, [YESTERDAY])
    assert "No structured contact is recorded as attended on 14 December 2026" in bar.message
    assert bar.source == counts_as_engaged(TODAY).source


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


def test_death_stops_every_step() -> None:
    dead = a_step(ReferralState.IN_TREATMENT, has_died=True)
    assert bars_to_assessment(an_assessment(has_died=True)) == (DIED,)
    assert bars_to_care_plan(dead) == (DIED,)
    assert DIED in bars_to_start(dead, "95")
    assert bars_to_engaged(dead, [TODAY]) == (DIED,)
    assert bars_to_exit(an_exit("85", has_died=True)) == (DIED,)
