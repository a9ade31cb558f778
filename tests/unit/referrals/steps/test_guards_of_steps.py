"""What must hold before a step of a referral is taken: the plainest case, then the one thing changed."""

from datetime import date, timedelta
from typing import Any

import pytest

from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralStanding, ReferralState, guard_reasons, steps_asked

TODAY = date(2026, 11, 25)


def standing(**changed: Any) -> ReferralStanding:
    plain: dict[str, Any] = {"state": ReferralState.OUTREACH, "has_died": False, "today": TODAY, "since": TODAY}
    return ReferralStanding(**{**plain, "is_accepted": True, **changed})


def words(event: str, given: dict[str, Any] | None = None, **changed: Any) -> str:
    return "; ".join(reason.message for reason in guard_reasons(event, standing(**changed), given or {}))


def test_nobody_is_not_found_without_an_attempt() -> None:
    assert "Record an attempt" in words("not_found")
    assert words("not_found", attempts=1) == ""
    assert "Record an attempt" in words("lost_in_treatment", has_start=True)
    assert words("lost_in_treatment", has_start=True, attempts=1) == ""


@pytest.mark.parametrize("event", ["not_found", "contact_made", "person_declines", "reopen_before_start"])
def test_what_ends_or_carries_on_before_the_start_is_shut_after_it(event: str) -> None:
    assert "Structured treatment has started" in words(event, attempts=1, has_start=True, closed_on=TODAY)


@pytest.mark.parametrize("event", ["lost_in_treatment", "contact_made_in_treatment", "person_leaves"])
def test_what_is_of_treatment_needs_its_start(event: str) -> None:
    assert "No structured treatment has started" in words(event, attempts=1)


def test_leaving_in_treatment_asks_nothing_that_the_state_says_already() -> None:
    assert words("person_leaves", state=ReferralState.IN_TREATMENT) == ""
    assert words("person_declines", state=ReferralState.ACCEPTED) == ""


def test_a_referral_is_recalled_until_a_service_has_accepted() -> None:
    assert words("withdraw") == ""
    assert "can no longer be recalled" in words("withdraw", ever_accepted=True)


def test_no_service_exists_only_once_every_open_one_was_tried() -> None:
    assert words("no_service_exists") == ""
    assert "Trent Bank Service" in words("no_service_exists", untried=("Trent Bank Service",))


def test_a_case_is_reopened_within_21_days_both_counted() -> None:
    assert words("reopen_before_start", closed_on=TODAY - timedelta(days=20)) == ""
    assert "within 21 days" in words("reopen_before_start", closed_on=TODAY - timedelta(days=21))
    assert "Refer again" in words("reopen_before_start", closed_on=TODAY, is_accepted=False)
    assert "Ask the person first" in words("reopen_before_start", closed_on=TODAY, consent=False)


def test_a_transfer_is_picked_up_by_a_contact_within_21_days_of_its_sending() -> None:
    sent = TODAY - timedelta(days=30)
    on_the_last = {"on": sent + timedelta(days=21)}
    assert words("picked_up", on_the_last, sent_on=sent) == ""
    assert "More than 21 days" in words("picked_up", {"on": sent + timedelta(days=22)}, sent_on=sent)
    assert "cannot be before" in words("picked_up", {"on": sent - timedelta(days=1)}, sent_on=sent)
    # Seven days in custody are not the receiver's: day 28 still counts, and no day more.
    assert words("picked_up", {"on": sent + timedelta(days=28)}, sent_on=sent, paused_days=7) == ""
    assert "More than 21 days" in words("picked_up", {"on": sent + timedelta(days=29)}, sent_on=sent, paused_days=7)


def test_a_written_word_is_of_no_day_before_the_transfer_or_the_contact_that_it_tells_of() -> None:
    sent = TODAY - timedelta(days=5)
    came = {"on": sent + timedelta(days=2)}
    assert words("picked_up", came | {"told_on": sent + timedelta(days=2)}, sent_on=sent) == ""
    assert "before the person came" in words("picked_up", came | {"told_on": sent + timedelta(days=1)}, sent_on=sent)
    early = {"told_on": sent - timedelta(days=1)}
    assert "before the transfer was sent" in words("receiver_declines", early, sent_on=sent)


def test_hospital_pauses_a_case_once_the_stay_has_gone_past_one_night() -> None:
    assert "past one night" in words("admitted_to_hospital", {"on": TODAY})
    assert words("admitted_to_hospital", {"on": TODAY - timedelta(days=1)}) == ""


@pytest.mark.parametrize(("event", "days"), [("return_not_known", 28), ("not_returning", 84)])
def test_a_pause_is_looked_at_after_28_days_and_may_end_after_84(event: str, days: int) -> None:
    assert f"after {days} days" in words(event, since=TODAY - timedelta(days=days - 1))
    assert words(event, since=TODAY - timedelta(days=days)) == ""
    assert "No service had accepted" in words(event, since=TODAY - timedelta(days=days), is_accepted=False)


def test_nobody_is_released_before_the_pause_began() -> None:
    assert "cannot be before" in words("released", {"on": TODAY - timedelta(days=1)})


def test_a_duplicate_comes_from_the_same_event_and_went_to_the_same_provider() -> None:
    assert words("merged_duplicate") == ""
    assert "both are real" in words("merged_duplicate", is_same_source=False)


@pytest.mark.parametrize("event", sorted({event for _, event in REFERRAL_STEPS.steps}))
def test_nothing_is_taken_of_somebody_who_died(event: str) -> None:
    assert "This person has died" in words(event, has_died=True)


def test_every_word_for_who_takes_a_step_is_a_role() -> None:
    assert all(step.takers for step in REFERRAL_STEPS.steps.values())
    assert REFERRAL_STEPS.may_take(ReferralState.SUSPENDED, "not_returning", "PM")
    assert not REFERRAL_STEPS.may_take(ReferralState.SUSPENDED, "not_returning", "TW")
    assert not REFERRAL_STEPS.may_take(ReferralState.DRAFT, "accept", "TW")


def test_what_a_step_asks_belongs_to_an_event_of_the_table_and_names_no_field_twice() -> None:
    assert set(steps_asked()) <= {event for _, event in REFERRAL_STEPS.steps}
    for asked in steps_asked().values():
        names = [each.name for each in asked.records]
        assert len(names) == len(set(names))
        assert all((asked.title, asked.button, asked.happened))
