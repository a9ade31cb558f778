"""Since when somebody agrees, without a break, that police are told: asked of the one function that says what lives."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pathways.casefile.rules.who_may_see import PoliceAgreement, agreement
from pathways.referrals.consents.rules.consents import FEEDBACK, ConsentFacts, ConsentState, consent_live
from tests.unit.casefile.sight_cases import answer

FIRST = datetime(2026, 1, 10, 4, 0, tzinfo=UTC)


def on(day: int) -> datetime:
    return FIRST + timedelta(days=day)


def agreed(after_days: int, signed: bool = False) -> ConsentFacts:
    return answer(on(after_days), signed=signed)


def withdrawn(after_days: int) -> ConsentFacts:
    return answer(on(after_days), ConsentState.WITHDRAWN)


def test_no_answer_is_no_consent() -> None:
    assert agreement([], FIRST) is None


def test_a_refusal_or_a_question_not_asked_is_no_consent() -> None:
    for state in (ConsentState.REFUSED, ConsentState.NOT_ASKED):
        assert agreement([answer(FIRST, state)], on(1)) is None


def test_an_agreement_runs_until_it_lapses() -> None:
    assert agreement([agreed(0)], on(364)) == PoliceAgreement(given_at=FIRST)
    assert agreement([agreed(0)], on(365)) is None


def test_a_withdrawal_ends_it_at_its_own_moment() -> None:
    answers = [agreed(0), withdrawn(5)]
    assert agreement(answers, on(5) - timedelta(seconds=1)) == PoliceAgreement(given_at=FIRST)
    assert agreement(answers, on(5)) is None


def test_agreeing_again_while_it_runs_carries_it_on_from_the_first_moment() -> None:
    answers = [agreed(0), agreed(300)]
    assert agreement(answers, on(600)) == PoliceAgreement(given_at=FIRST)


def test_agreeing_again_after_a_withdrawal_begins_anew() -> None:
    answers = [agreed(0), withdrawn(5), agreed(9)]
    assert agreement(answers, on(10)) == PoliceAgreement(given_at=on(9))


def test_agreeing_again_after_it_lapsed_begins_anew() -> None:
    assert agreement([agreed(0), agreed(365)], on(366)) == PoliceAgreement(given_at=on(365))


def test_a_later_signature_counts_as_writing_from_the_signature() -> None:
    assert agreement([agreed(0), agreed(3, signed=True)], on(4)) == PoliceAgreement(
        given_at=FIRST, in_writing_from=on(3)
    )


def test_saying_yes_again_aloud_does_not_undo_a_signature() -> None:
    assert agreement([agreed(0, signed=True), agreed(3)], on(4)) == PoliceAgreement(
        given_at=FIRST, in_writing_from=FIRST
    )


def test_a_signature_of_before_a_withdrawal_is_none_of_what_was_agreed_since() -> None:
    assert agreement([agreed(0, signed=True), withdrawn(5), agreed(9)], on(10)) == PoliceAgreement(given_at=on(9))


@given(
    st.lists(st.tuples(st.sampled_from(ConsentState), st.integers(0, 800), st.booleans(), st.booleans()), max_size=6),
    st.integers(0, 1200),
)
def test_it_lives_exactly_where_the_one_function_says_so(
    given_answers: list[tuple[ConsentState, int, bool, bool]], day: int
) -> None:
    answers = [
        ConsentFacts(
            id=number,
            number=FEEDBACK,
            state=state,
            taken_at=on(after),
            episode_id=1,
            signed=signed,
            understood=understood,
        )
        for number, (state, after, signed, understood) in enumerate(sorted(given_answers, key=lambda answer: answer[1]))
    ]
    stretch = agreement(answers, on(day))
    assert (stretch is not None) == consent_live(answers, FEEDBACK, on(day)).live
    if stretch:
        moments = [
            stretch.given_at,
            *(answer.taken_at for answer in answers if stretch.given_at < answer.taken_at <= on(day)),
        ]
        assert all(agreement(answers, moment) is not None for moment in moments if moment <= on(day))
