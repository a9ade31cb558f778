"""What an inspector's authority must be to open a route."""

from datetime import timedelta
from typing import Any

import pytest

from pathways.arrest_tests.lawful_basis.rules.basis import may_a_sample_be_requested
from tests.unit.arrest_tests.cases import NIGHT, a_case, an_authority, an_offence

AT = NIGHT + timedelta(hours=2)


@pytest.mark.parametrize(
    ("changes", "blocks"),
    [
        ({}, ()),
        ({"rank_label": "Constable", "is_inspector_or_above": False}, ("V-011",)),
        ({"grounds": "  looks like a user   "}, ("V-012",)),
        ({"given_at": AT + timedelta(minutes=1), "told_at": AT + timedelta(minutes=2)}, ("V-013",)),
        ({"told_at": None}, ("V-015",)),
        ({"told_at": AT + timedelta(minutes=1)}, ("V-015",)),
        ({"offence_key": "OAPA61-47"}, ("V-010",)),
    ],
)
def test_what_an_authority_must_be(changes: dict[str, Any], blocks: tuple[str, ...]) -> None:
    case = a_case(offences=(an_offence("TA78-3"),), authorities=(an_authority(**changes),))
    assert may_a_sample_be_requested(case).arrest.blocks == blocks


def test_a_constable_who_authorises_is_refused_by_the_name_of_the_rank() -> None:
    authority = an_authority(rank_label="Constable", is_inspector_or_above=False)
    answer = may_a_sample_be_requested(a_case(offences=(an_offence("TA78-3"),), authorities=(authority,)))
    assert [finding.message for finding in answer.arrest.blocking] == [
        "The authorising officer must be of at least the rank of inspector. Constable cannot authorise."
    ]


def test_a_sound_authority_counts_although_an_earlier_one_was_faulty() -> None:
    faulty = an_authority(rank_label="Sergeant", is_inspector_or_above=False)
    case = a_case(offences=(an_offence("TA78-3"),), authorities=(faulty, an_authority(at=NIGHT)))
    answer = may_a_sample_be_requested(case)
    assert answer.arrest.is_open
    assert answer.verdict == "Yes, on arrest. An inspector has authorised it"


def test_oral_authority_warns_until_it_is_confirmed_and_repeated_grounds_warn_too() -> None:
    unconfirmed = an_authority(at=NIGHT - timedelta(hours=1), is_oral=True, same_grounds_that_day=3)
    case = a_case(offences=(an_offence("TA78-3"),), authorities=(unconfirmed,))
    assert may_a_sample_be_requested(case).arrest.warnings == ("V-012", "V-013a")
