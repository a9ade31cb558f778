"""Reasons said not to rest on the test do not tell what it found, unless the officer says why the words may stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.disposals.proposal.rules.words_of_a_test import FIELD, LEAST, speaks_of_the_test, words_of_a_test

BECAUSE = "The sample is of the powder he was found with."


@pytest.mark.parametrize(
    "text",
    [
        "He tested positive.",
        "The drug-test came back.",
        "Given the TEST\nin custody he needs help.",
        "A swab was taken on arrival.",
        "Her sample leaves no doubt.",
        "A negative, so no need is seen.",
        "His cocaine result points to a habit.",
        "Opiate results support it.",
        "Heroin was found in his system.",
        "The result was clear.",
        "He re-tested at noon.",
        "Under 63B he needs this.",
        "Crack and heroin readings.",
        "He te\u00adsted posi\u200btive.",
    ],
)
def test_words_of_a_test_or_of_what_it_found_are_noticed(text):
    assert words_of_a_test(text)
    (reason,) = speaks_of_the_test([text], cites_test=False)
    assert (reason.field, reason.source) == (FIELD, "PACE 1984 s.63B(7)(aa)")


@pytest.mark.parametrize(
    "text",
    [
        "Full admission, simple possession for own use, no victim. He wants help with crack use.",
        "Found with two wraps of crack cocaine and heroin. As a result he lost his job.",
        "He contests nothing and attested to his own use of opiates.",
        "He protested at first, then gave a full admission.",
        "Resulting harm is low; nobody else was present.",
        "",
    ],
)
def test_the_offence_the_drug_and_the_need_may_be_written_about(text):
    assert words_of_a_test(text) == ()
    assert speaks_of_the_test([text], cites_test=False) == ()


def test_the_words_are_quoted_as_written_each_once():
    assert words_of_a_test("Tested positive. He was TESTED. Positive again.") == ("Tested", "positive")
    (reason,) = speaks_of_the_test(["Tested positive.", "A positive."], cites_test=False)
    assert "you wrote ‘Tested’, ‘positive’. Answer Yes, or take the words out, or say here" in reason.message


def test_reasons_that_are_said_to_rest_on_it_may_speak_of_it():
    assert speaks_of_the_test(["He tested positive."], cites_test=True) == ()


def test_a_reason_lets_the_words_stand_and_a_short_one_says_how_short():
    assert speaks_of_the_test(["A sample."], cites_test=False, words_stand_because=BECAUSE) == ()
    (reason,) = speaks_of_the_test(["A sample."], cites_test=False, words_stand_because="  powder  ")
    assert reason.message.endswith("You typed 6")


@given(st.text(max_size=80), st.booleans(), st.text(max_size=30))
def test_no_text_fails_and_what_stops_always_says_what_to_do(text, cites_test, because):
    reasons = speaks_of_the_test([text], cites_test=cites_test, words_stand_because=because)
    assert bool(reasons) == (bool(words_of_a_test(text)) and not cites_test and len(because.strip()) < LEAST)
    assert all("Answer Yes, or take the words out" in reason.message for reason in reasons)
