"""The three risks: what was asked, what is urgent, and what later pages show."""

from datetime import UTC, datetime

import pytest

from pathways.safeguarding.rules.concerns import healthcare_first
from pathways.safeguarding.rules.risks import RISKS, RiskAnswers, merged, told_of_risks
from pathways.vocabulary import Answer

AT = datetime(2026, 11, 28, 17, 20, tzinfo=UTC)
ALL_NO = RiskAnswers(overdose_last_7_days=Answer.NO, suicide_risk=Answer.NO, exploitation=Answer.NO)


def test_blank_is_no_answer_and_would_not_say_is_one() -> None:
    assert [risk.name for risk in RiskAnswers().to_ask] == ["overdose_last_7_days", "suicide_risk", "exploitation"]
    silent = dict.fromkeys((risk.name for risk in RISKS), Answer.WOULD_NOT_SAY)
    assert RiskAnswers(**silent).all_asked
    assert RiskAnswers(**silent).flags == ()
    assert not RiskAnswers(**silent).is_urgent


@pytest.mark.parametrize("name", ["overdose_last_7_days", "suicide_risk"])
def test_an_overdose_or_a_suicide_risk_makes_the_referral_urgent(name: str) -> None:
    assert RiskAnswers(**{name: Answer.YES}).is_urgent
    assert len(RiskAnswers(**{name: Answer.YES}).flags) == 1
    assert not ALL_NO.is_urgent


def test_exploitation_is_no_word_for_a_list_and_makes_nothing_urgent_by_itself() -> None:
    answers = RiskAnswers(exploitation=Answer.YES)
    assert answers.flags == ()
    assert not answers.is_urgent


def test_what_is_left_blank_keeps_what_was_said_before() -> None:
    after = merged(ALL_NO, RiskAnswers(suicide_risk=Answer.YES))
    assert after == RiskAnswers(overdose_last_7_days=Answer.NO, suicide_risk=Answer.YES, exploitation=Answer.NO)


def test_later_pages_show_each_answer_and_what_is_not_asked_yet() -> None:
    given = {"suicide_risk": (AT, "M. Ellery")}
    risks = told_of_risks(RiskAnswers(suicide_risk=Answer.WOULD_NOT_SAY), given)
    assert [(risk.words, risk.at, risk.by) for risk in risks] == [
        ("Not asked yet", None, ""),
        ("Would not say", AT, "M. Ellery"),
        ("Not asked yet", None, ""),
    ]


def test_every_risk_says_what_follows_and_where_that_comes_from() -> None:
    assert all(risk.follows and risk.source and risk.mark for risk in RISKS)


@pytest.mark.parametrize("risks", [{"suicide_risk": Answer.YES}, {"overdose_last_7_days": Answer.YES}])
def test_a_recorded_risk_to_health_asks_for_a_healthcare_professional_first(risks) -> None:
    guidance = healthcare_first(RiskAnswers(**risks), is_unwell=False)
    assert guidance is not None
    assert "healthcare professional first" in guidance.message
    assert (guidance.source.startswith("PACE Code C 9.5"), guidance.mark.is_verified) == (True, False)


def test_so_does_whoever_was_not_fit_to_be_asked_and_nobody_else() -> None:
    assert healthcare_first(RiskAnswers(), is_unwell=True) is not None
    assert healthcare_first(RiskAnswers(exploitation=Answer.YES), is_unwell=False) is None
    assert healthcare_first(ALL_NO, is_unwell=False) is None
