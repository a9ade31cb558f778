"""Alcohol: who is asked, what is a risk, and what is done now."""

from pathways.referrals.needs.rules import screen_reasons, what_to_do_about_drinking
from pathways.vocabulary import Answer, Substance
from tests.unit.referrals.needs.test_screening import a_screen

DRINKS = (Substance.ALCOHOL,)


def test_whoever_names_alcohol_is_asked_whether_they_drink_every_day_and_nobody_else_is() -> None:
    assert [reason.field for reason in screen_reasons(a_screen(substances=DRINKS))] == ["drinks_daily"]
    assert not screen_reasons(a_screen(substances=DRINKS, drinks_daily=Answer.WOULD_NOT_SAY))
    assert not screen_reasons(a_screen())


def test_only_a_yes_is_a_risk_to_print_first() -> None:
    assert a_screen(substances=DRINKS, drinks_daily=Answer.YES).flags == ("Alcohol withdrawal risk",)
    assert a_screen(substances=DRINKS, drinks_daily=Answer.NO).flags == ()
    assert a_screen(substances=DRINKS, drinks_daily=Answer.WOULD_NOT_SAY).flags == ()


def test_the_amount_goes_on_in_the_persons_own_words_with_the_answer() -> None:
    facts = a_screen(substances=DRINKS, drinks_daily=Answer.YES, how_much="A bottle of vodka every day")
    assert [words for _, words in facts.amounts] == ["A bottle of vodka every day", "Yes"]
    assert a_screen().amounts == ()


def test_in_custody_the_nurse_is_told_first_and_each_line_names_its_source() -> None:
    lines = what_to_do_about_drinking(Answer.YES, in_custody=True)
    assert lines[0].message.startswith("Tell the custody nurse now")
    assert all(line.source for line in lines)
    assert "nurse" not in " ".join(line.message for line in what_to_do_about_drinking(Answer.YES, in_custody=False))
    assert what_to_do_about_drinking(Answer.NO, in_custody=True) == ()
