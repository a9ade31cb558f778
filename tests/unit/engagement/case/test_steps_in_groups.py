"""The steps of a case by what they do: somebody looks for how to pause a case, not through all of it."""

from pathways.engagement.case.rules import by_what_they_do
from pathways.engagement.rules import IN_CASE


def test_each_step_of_a_case_stands_in_one_group_and_in_the_order_of_the_page():
    groups = by_what_they_do([(event, event) for event in IN_CASE])
    assert [event for event, _ in groups["find"]] == ["contact_made", "contact_made_in_treatment", "return_not_known"]
    assert "taken_into_custody" in [event for event, _ in groups["move"]]
    assert "not_returning" in [event for event, _ in groups["end"]]
    assert sorted(event for group in groups.values() for event, _ in group) == sorted(IN_CASE)
