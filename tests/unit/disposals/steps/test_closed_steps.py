"""A step that is closed says why, since when, and what comes before it, in the words of its page."""

from datetime import date

import pytest

from pathways.disposals.steps.rules.guards import why_closed
from pathways.disposals.steps.rules.machine import DISPOSAL_STEPS, State, steps_asked
from pathways.law.rules.disposal_terms import Kind

SINCE, UNTIL = date(2026, 11, 25), date(2026, 12, 23)


def test_outcome_22_says_that_the_activity_still_runs_until_when_and_what_comes_first() -> None:
    assert why_closed(Kind.O22, State.DEFERRED, "close_22", since=SINCE, until=UNTIL) == (
        "‘Close with outcome 22’ is not open yet: it is at ‘activity running’ since 25 November 2026, and runs "
        "until 23 December 2026. First comes ‘Report the activity done’, then ‘Accept the whole activity as done’"
    )


def test_a_step_that_is_past_says_so_and_names_no_step_that_goes_wrong_on_the_way() -> None:
    words = why_closed(Kind.CC, State.ACTIVE, "withdraw_proposal", since=SINCE)
    assert words == (
        "‘Take the proposal back’ is no longer open: it is at ‘signed, conditions running’ since 25 November 2026"
    )


def test_a_step_of_another_disposal_says_that_it_is_none_of_this() -> None:
    assert why_closed(Kind.CR, State.AGREED, "close_22") == (
        "‘Close with outcome 22’ is not a step for this: Community resolution"
    )


@pytest.mark.parametrize("kind", [Kind.CC, Kind.CR, Kind.O22, Kind.SC, Kind.PND, Kind.CW])
def test_no_closed_step_speaks_of_an_event_by_its_name_in_the_table(kind: Kind) -> None:
    for event in steps_asked():
        for state in {state for state, _ in DISPOSAL_STEPS[kind].steps}:
            words = why_closed(kind, state, event)
            assert "_" not in words
            assert words[0] == "‘"
