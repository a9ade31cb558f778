"""How answers about telling the police make stretches of consent."""

from datetime import UTC, datetime, timedelta

from pathways.casefile.rules import Answered, Consent, stretches

FIRST = datetime(2026, 1, 10, 4, 0, tzinfo=UTC)
YEAR = timedelta(days=365)


def agreed(after_days: int, in_writing: bool = False) -> Answered:
    at = FIRST + timedelta(days=after_days)
    return Answered(at=at, lapses_at=at + YEAR, in_writing=in_writing)


def not_agreed(after_days: int) -> Answered:
    return Answered(at=FIRST + timedelta(days=after_days), lapses_at=None)


def test_no_answer_is_no_consent() -> None:
    assert stretches([]) == ()


def test_a_refusal_or_a_question_not_asked_is_no_consent() -> None:
    assert stretches([not_agreed(0)]) == ()


def test_an_agreement_runs_until_it_lapses() -> None:
    assert stretches([agreed(0)]) == (Consent(given_at=FIRST, ended_at=FIRST + YEAR),)


def test_a_withdrawal_ends_the_stretch_at_its_own_moment() -> None:
    (only,) = stretches([agreed(0), not_agreed(5)])
    assert only.ended_at == FIRST + timedelta(days=5)


def test_agreeing_again_while_it_runs_carries_it_on_from_the_first_moment() -> None:
    (only,) = stretches([agreed(0), agreed(300)])
    assert (only.given_at, only.ended_at) == (FIRST, FIRST + timedelta(days=300) + YEAR)


def test_agreeing_again_after_a_withdrawal_is_a_stretch_of_its_own() -> None:
    first, second = stretches([agreed(0), not_agreed(5), agreed(9)])
    assert first.ended_at == FIRST + timedelta(days=5)
    assert second.given_at == FIRST + timedelta(days=9)


def test_agreeing_again_after_it_lapsed_is_a_stretch_of_its_own() -> None:
    first, second = stretches([agreed(0), agreed(365)])
    assert first.ended_at == second.given_at


def test_a_refusal_after_it_lapsed_changes_nothing() -> None:
    (only,) = stretches([agreed(0), not_agreed(400)])
    assert only.ended_at == FIRST + YEAR


def test_a_later_signature_counts_as_writing_from_the_signature() -> None:
    (only,) = stretches([agreed(0), agreed(3, in_writing=True)])
    assert (only.given_at, only.in_writing_from) == (FIRST, FIRST + timedelta(days=3))


def test_saying_yes_again_aloud_does_not_undo_a_signature() -> None:
    (only,) = stretches([agreed(0, in_writing=True), agreed(3)])
    assert only.in_writing_from == FIRST
