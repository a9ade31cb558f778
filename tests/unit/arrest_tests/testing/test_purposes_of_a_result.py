"""The closed list of s.63B(7), as every page names it."""

import pytest

from pathways.arrest_tests.testing.rules.results import OverallResult, ResultPurpose
from pathways.vocabulary import Mark


def test_each_purpose_names_its_paragraph_and_that_it_was_read_in_the_act():
    assert [each.source.removeprefix("PACE 1984 s.63B(7)") for each in ResultPurpose] == [
        "(a)",
        "(aa)",
        "(b)",
        "(c)",
        "(ca)",
        "(cb)",
        "(d)",
    ]
    assert {each.mark for each in ResultPurpose} == {Mark.VERIFIED}


@pytest.mark.parametrize(
    ("result", "valid"),
    [
        (OverallResult.POSITIVE, True),
        (OverallResult.NEGATIVE, True),
        (OverallResult.INCONCLUSIVE, False),
        (OverallResult.NO_VALID_SAMPLE, False),
    ],
)
def test_a_result_is_valid_when_the_device_showed_something_either_way(result, valid):
    assert result.is_valid is valid
