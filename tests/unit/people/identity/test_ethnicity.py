"""What somebody says their ethnicity is: the groups that reports use."""

import pytest

from pathways.people.identity.rules import EthnicGroup, Ethnicity


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("W3", EthnicGroup.WHITE),
        ("M9", EthnicGroup.MIXED),
        ("A4", EthnicGroup.ASIAN),
        ("B1", EthnicGroup.BLACK),
        ("O2", EthnicGroup.OTHER),
        ("NS-declined", EthnicGroup.NOT_STATED),
        ("NS-not-understood", EthnicGroup.NOT_STATED),
    ],
)
def test_each_code_counts_in_one_group_and_chinese_is_asian(code, group):
    assert Ethnicity(code).group is group


def test_every_group_of_the_reports_has_a_code_that_somebody_can_choose():
    assert {each.group for each in Ethnicity} == set(EthnicGroup)
