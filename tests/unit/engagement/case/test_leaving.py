"""How a case is closed, and what is never a reason for leaving."""

from datetime import date

import pytest

from pathways.engagement.case.rules import bars_to_exit
from pathways.engagement.rules import endings, endings_from, modalities, structured_modalities
from pathways.referrals.steps.rules import ReferralState, next_state
from tests.unit.engagement.course_facts import an_exit, words


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
    assert next_state(ReferralState.IN_TREATMENT, endings()[code].event) is after
    assert endings()[code].is_planned == (after is ReferralState.COMPLETED)


def test_a_person_who_never_started_does_not_complete_and_does_not_drop_out() -> None:
    for state in (ReferralState.ACCEPTED, ReferralState.APPT_OFFERED, ReferralState.CARE_PLAN):
        assert [ending.code for ending in endings_from(state)] == ["88"]
        assert "is not open while" in words(bars_to_exit(an_exit("80", state)))


def test_nobody_leaves_before_their_last_contact_or_in_the_future() -> None:
    assert "before the last contact on 13 December 2026" in words(bars_to_exit(an_exit("80", on=date(2026, 12, 12))))
    assert "today or in the past" in words(bars_to_exit(an_exit("80", on=date(2026, 12, 15))))


def test_nobody_leaves_before_the_referral_was_accepted() -> None:
    never_came = {"on": date(2026, 11, 30), "not_before": None, "accepted_on": date(2026, 12, 1)}
    assert "before you accepted" in words(bars_to_exit(an_exit("88", ReferralState.APPT_OFFERED, **never_came)))
    first = {**never_came, "on": date(2026, 12, 1)}
    assert bars_to_exit(an_exit("88", ReferralState.APPT_OFFERED, **first)) == ()


def test_a_case_leaves_once() -> None:
    assert "nothing more can be recorded" in words(bars_to_exit(an_exit("85", ReferralState.COMPLETED)))


def test_death_is_not_among_the_reasons_for_leaving() -> None:
    assert "89" not in endings()


def test_every_code_says_its_source_and_how_far_it_was_checked() -> None:
    for row in (*endings().values(), *modalities().values()):
        assert row.source
        assert row.mark.label


def test_recovery_support_alone_is_not_structured_treatment() -> None:
    assert [modality.code for modality in structured_modalities()] == ["94", "95"]
