"""Taking back a death: said with how one knows, decided by somebody else."""

from pathways.approvals.rules import decision_bars
from pathways.people.deaths.rules import TO_TAKE_BACK, bars_to_saying_death_error


def messages(bars: object) -> str:
    return " ".join(bar.message for bar in bars)


def test_whoever_says_so_says_how_they_know_and_only_once() -> None:
    assert bars_to_saying_death_error("He rang from the hospital", waits=False) == ()
    assert "at least 10 letters" in messages(bars_to_saying_death_error("  lives   ", waits=False))
    assert "said so already" in messages(bars_to_saying_death_error("He rang from the hospital", waits=True))


def test_somebody_else_decides_and_only_what_was_said() -> None:
    assert decision_bars(by_id=2, proposed_by_id=1, words=TO_TAKE_BACK) == ()
    assert "Somebody else has to confirm" in messages(decision_bars(by_id=1, proposed_by_id=1, words=TO_TAKE_BACK))
    assert "Nobody says" in messages(decision_bars(by_id=2, proposed_by_id=1, is_decided=True, words=TO_TAKE_BACK))
