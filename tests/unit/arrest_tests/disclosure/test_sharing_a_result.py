"""A result is told for the seven purposes of the Act, each to those whom it concerns."""

import pytest

from pathways.arrest_tests.disclosure.rules import RECIPIENTS, ResultRecipient, SharingFacts, sharing_faults
from pathways.arrest_tests.testing.rules.results import ResultPurpose


def test_each_purpose_of_the_act_has_those_to_whom_it_may_be_told_and_only_those():
    assert set(RECIPIENTS) == set(ResultPurpose)
    for purpose, whom in RECIPIENTS.items():
        for recipient in ResultRecipient:
            faults = sharing_faults(SharingFacts(purpose=purpose, recipient=recipient))
            assert [fault.rule for fault in faults] == ([] if recipient in whom else ["V-049"])


@pytest.mark.parametrize("asked", ["an intelligence marker", "his landlord", "a community resolution"])
def test_anything_else_is_refused_with_the_words_of_the_rule(asked):
    (fault,) = sharing_faults(SharingFacts(purpose=None, asked_for=asked))
    assert fault.message == (f"Choose a purpose allowed by section 63B(7). This result cannot be shared for ‘{asked}’.")
