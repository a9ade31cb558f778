"""Words that plainly name a test of custody are told from every other test; no answer lets them stand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.disposals.proposal.rules.words_of_a_test import custody_test_named, names_a_custody_test
from pathways.law.rules.disposal_terms import Kind
from tests.unit.disposals.plain_case import TODAY


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("He tested positive.", "tested positive"),
        ("He TESTED\nPositive on Tuesday", "TESTED Positive"),
        ("He te\u00adsted posi\u200btive.", "tested positive"),
        ("Positive for cocaine, so he needs help", "Positive for cocaine"),
        ("positive for both cocaine and opiates", "positive for both"),
        ("He was crack-positive", "crack-positive"),
        ("The drug test on arrival", "drug test"),
        ("The drugs\u2011test", "drugs-test"),
        ("a negative test", "negative test"),
        ("Under s.63B he gave a sample", "s.63B"),
        ("PACE s63b sample", "s63b"),
        ("The section 63B result", "section 63B"),
        ("DTOA showed it", "DTOA"),
        ("His saliva sample", "saliva sample"),
        ("cocaine in his system", "cocaine in his system"),
        ("He was tested on arrest", "tested on arrest"),
        ("Tested +ve for crack", "Tested +ve"),
        ("crack +ve on arrival", "crack +ve"),
        ("Result of his test: positive", "test: positive"),
        ("The result was negative", "result was negative"),
        ("The powder was heroin. He tested positive for heroin", "tested positive"),
        ("Hepatitis C, and tested positive for opiates", "tested positive"),
    ],
)
def test_words_that_plainly_name_a_test_of_custody_are_found_as_written(text: str, named: str) -> None:
    assert named in names_a_custody_test(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "She has an eye test on Monday.",
        "He passed his driving test and the theory test.",
        "He tested positive for Covid last week.",
        "He is HIV positive, and was tested for hepatitis.",
        "A positive pregnancy test, so no custody.",
        "The breath test was below the limit.",
        "The powder tested positive for cocaine.",
        "Nine wraps were positive for heroin by the field kit.",
        "A field drug test of the bag, with the drug test kit of the van.",
        "A roadside drug test by the traffic officer.",
        "He lives at 63B High Street.",
        "She tests positive for HIV. A positive test purchase of alcohol.",
        "He blew over the limit at the roadside: a positive result for the community is his course.",
        "He protested. Positive steps for his future, positive for everyone.",
        "He wants to put his drug use to the test. Positive about treatment.",
        "Full admission, simple possession for own use. He wants help with crack use.",
        "Test purchase of alcohol; DNA sample and fingerprints taken.",
        "",
    ],
)
def test_other_tests_and_positive_words_are_no_test_of_custody(text: str) -> None:
    assert names_a_custody_test(text, TODAY) == ()


def test_the_list_counts_from_the_day_on_which_testing_began() -> None:
    assert names_a_custody_test("He tested positive.", date(2024, 4, 30)) == ()
    assert names_a_custody_test("He tested positive.", date(2024, 5, 1)) == ("tested positive",)


@pytest.mark.parametrize("kind", list(Kind))
def test_only_the_two_conditional_cautions_may_rest_on_a_result(kind: Kind) -> None:
    texts = {"rationale": "He tested positive for crack.", "deadline_reason": "The course begins late"}
    reasons = custody_test_named(kind, texts, TODAY)
    if kind in (Kind.CC, Kind.YCC):
        assert reasons == ()
        return
    (reason,) = reasons
    assert (reason.field, reason.source, reason.mark) == ("rationale", "PACE 1984 s.63B(7)(aa)", "verified")
    assert reason.message.startswith("ANY-07: ")
    assert "‘tested positive’" in reason.message


@given(st.text(max_size=80))
def test_no_text_fails(text: str) -> None:
    assert isinstance(names_a_custody_test(text, TODAY), tuple)
