"""What a step recorded is read back as sentences: the question, and the answer as somebody would write it."""

import pytest

from pathways.disposals.steps.rules.machine import told_of


@pytest.mark.parametrize(
    ("event", "recorded", "told"),
    [
        (
            "refer_cps",
            {"sent_on": "2026-11-26", "reference": "CPS/26/1187"},
            "When was it sent? 26 November 2026. Reference: CPS/26/1187.",
        ),
        (
            "release_bail_for_decision",
            {"at": "2026-07-01T09:05:00+00:00", "conditions_met": "yes"},
            "When was the release? 1 July 2026, 10:05. Are the pre-conditions for bail met? Yes.",
        ),
        ("part_compliance_accepted", {"victim_told": "none"}, "Was the victim told? There is no victim."),
        ("suspected_breach", {"failed": "He did not come.", "condition_id": 7}, "What was not done? He did not come."),
        ("propose", {}, ""),
    ],
)
def test_a_step_is_read_back_in_sentences(event: str, recorded: dict[str, object], told: str) -> None:
    assert told_of(event, recorded) == told
