"""A concern, its review, and whether a disposal waits."""

from dataclasses import replace

import pytest

from pathways.safeguarding.rules.concerns import (
    Agreed,
    ConcernFacts,
    ConcernKind,
    Passed,
    ReviewFacts,
    concern_reasons,
    exploitation,
    exploitation_signs,
    review_reasons,
    what_to_do,
)
from pathways.vocabulary import Answer, Mark, YesNo

CONCERN = ConcernFacts(
    kinds=(ConcernKind.CUCKOOING,),
    signs=(exploitation_signs()["lost_keys"],),
    immediate_danger=YesNo.NO,
    danger_done="",
    note="",
)
REVIEW = ReviewFacts(
    passed_to=(Passed.NRM,), agreed=Agreed.YES, reference="", reason="The signs are strong and he agrees."
)


def fields(reasons) -> list[str]:
    return [reason.field for reason in reasons]


def test_a_concern_names_a_kind_and_a_sign() -> None:
    assert concern_reasons(CONCERN) == ()
    assert fields(concern_reasons(replace(CONCERN, kinds=(), signs=()))) == ["kinds", "signs"]


def test_immediate_danger_asks_what_was_done_about_it_now() -> None:
    danger = replace(CONCERN, immediate_danger=YesNo.YES)
    assert fields(concern_reasons(danger)) == ["danger_done"]
    assert concern_reasons(replace(danger, danger_done="Told the sergeant 03:10")) == ()


@pytest.mark.parametrize("agreed", [Agreed.NO, Agreed.NOT_ASKED])
def test_an_adult_is_referred_to_the_mechanism_only_with_consent(agreed: Agreed) -> None:
    assert review_reasons(REVIEW, is_child=False) == ()
    (reason,) = review_reasons(replace(REVIEW, agreed=agreed), is_child=False)
    assert reason.mark is Mark.RECALLED
    assert review_reasons(replace(REVIEW, agreed=agreed, passed_to=(Passed.DUTY_TO_NOTIFY,)), is_child=False) == ()


def test_a_child_needs_no_consent_and_is_never_notified_without_the_name() -> None:
    assert review_reasons(replace(REVIEW, agreed=Agreed.NOT_ASKED), is_child=True) == ()
    assert fields(review_reasons(replace(REVIEW, passed_to=(Passed.DUTY_TO_NOTIFY,)), is_child=True)) == ["passed_to"]


@pytest.mark.parametrize(
    "passed", [(), (Passed.NOBODY, Passed.MARAC), (Passed.NRM, Passed.DUTY_TO_NOTIFY)], ids=["none", "both", "twice"]
)
def test_a_review_says_where_it_was_passed_on_or_that_it_was_not(passed: tuple[Passed, ...]) -> None:
    assert fields(review_reasons(replace(REVIEW, passed_to=passed), is_child=False)) == ["passed_to"]
    assert review_reasons(replace(REVIEW, passed_to=(Passed.NOBODY,)), is_child=False) == ()


def test_a_review_gives_its_reason() -> None:
    assert fields(review_reasons(replace(REVIEW, reason="Seen"), is_child=False)) == ["reason"]


def test_a_disposal_waits_from_a_yes_until_every_concern_is_reviewed() -> None:
    assert exploitation(Answer.YES, []).waits
    assert exploitation(Answer.YES, [True, False]).waits
    assert not exploitation(Answer.YES, [True]).waits


def test_signs_count_whatever_the_person_answers() -> None:
    for answer in (None, *Answer):
        assert exploitation(answer, [False]).waits


def test_would_not_say_was_asked_and_is_no_sign_by_itself() -> None:
    assert exploitation(Answer.WOULD_NOT_SAY, []).indicator is False
    assert exploitation(Answer.NO, []).indicator is False
    assert exploitation(None, []).indicator is None


def test_police_are_told_of_their_duty_and_a_provider_that_it_submits_nothing() -> None:
    police, provider = (" ".join(line.message for line in what_to_do(by_provider=by, is_child=False)) for by in (0, 1))
    assert "have a duty to notify" in police
    assert "cannot make a referral" in provider
    assert "goes to police" in provider
    assert "before any disposal" in police


def test_danger_comes_first_and_every_line_names_its_source() -> None:
    for is_child in (True, False):
        lines = what_to_do(by_provider=False, is_child=is_child, kinds=[ConcernKind.DEBT_BONDAGE])
        assert lines[0].state == "warn"
        assert all(line.source and line.mark for line in lines)


def test_where_the_home_may_be_taken_over_somebody_asks_where_they_will_sleep() -> None:
    def asks(kinds: list[ConcernKind]) -> bool:
        return any(
            "sleep tonight" in line.message for line in what_to_do(by_provider=False, is_child=False, kinds=kinds)
        )

    assert asks([ConcernKind.CUCKOOING])
    assert not asks([ConcernKind.COUNTY_LINES])
