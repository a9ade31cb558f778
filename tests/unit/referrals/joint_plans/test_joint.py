"""What stands in the way of a joint plan, each reason at its field."""

from dataclasses import replace

import pytest

from pathways.referrals.consents.rules.consents import ConsentVerdict
from pathways.referrals.joint_plans.rules import JointFacts, bars_to_joint

PLAIN = JointFacts(
    death=(),
    is_open=True,
    consent=ConsentVerdict(live=True, why="Agrees"),
    partners={7, 8},
    joined={8},
    leads_here={3},
    partner_id=7,
    lead_there="Tom Ashdown",
    lead_here_id=3,
)


def test_with_consent_a_partner_and_two_named_leads_nothing_stands_in_the_way():
    assert bars_to_joint(PLAIN) == ()


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"is_open": False}, None, "This case is closed"),
        ({"consent": ConsentVerdict(live=False, why="Does not agree")}, "partner", "Ask first. Nothing may be shared"),
        ({"partner_id": 9}, "partner", "Select a mental health service"),
        ({"partner_id": 8}, "partner", "This service has joined already"),
        ({"partner_id": None}, "partner", "Select a mental health service"),
        ({"lead_there": "  "}, "lead_there", "Enter who leads there"),
        ({"lead_here_id": 4}, "lead_here", "Choose who leads here"),
    ],
)
def test_each_thing_that_is_missing_is_said_at_its_field(changed, field, words):
    (bar,) = bars_to_joint(replace(PLAIN, **changed))
    assert bar.field == field
    assert bar.message.startswith(words)
