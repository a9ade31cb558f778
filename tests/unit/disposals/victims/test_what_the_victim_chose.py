"""What the victim chose of the community remedies is attached, unless it is said why it is not."""

import pytest

from pathways.disposals.victims.rules import remedy_faults
from pathways.law.rules.disposal_terms import Kind

APOLOGY = "A written apology."
BECAUSE = "Contact would distress the victim's son"


@pytest.mark.parametrize("kind", [Kind.CC, Kind.CR])
def test_the_choice_is_attached_or_a_reason_of_20_characters_says_why_not(kind):
    def at(is_attached, why_not=""):
        return [fault.field for fault in remedy_faults(kind, APOLOGY, is_attached=is_attached, why_not=why_not)]

    assert at(None) == at(None, BECAUSE) == ["remedy_attached"]
    assert at(False) == at(False, "x" * 19) == ["remedy_not_used"]
    assert at(True) == at(False, BECAUSE) == []


def test_nothing_is_asked_where_nothing_was_chosen_or_the_law_does_not_ask():
    assert remedy_faults(Kind.CC, None, is_attached=None, why_not="") == ()
    assert remedy_faults(Kind.SC, APOLOGY, is_attached=None, why_not="") == ()
