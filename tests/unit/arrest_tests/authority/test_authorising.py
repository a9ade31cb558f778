"""An inspector's decision as it is entered: who may take it, how, when, and what a refusal ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pathways.arrest_tests.authority.rules import AuthorityEntry, authorising_faults, closes_the_test, stands_from
from pathways.arrest_tests.rules import AuthorityDecision, AuthorityMode
from pathways.auth.roles import Rank
from tests.unit.arrest_tests.cases import NIGHT

MINUTE = timedelta(minutes=1)
GIVEN = AuthorityEntry(
    decision=AuthorityDecision.GIVEN,
    rank=Rank.INSPECTOR,
    mode=AuthorityMode.WRITTEN,
    is_by_whoever_decides=True,
    words="He said that he drove off to pay for crack cocaine",
    at=NIGHT,
    now=NIGHT + MINUTE,
    told_at=NIGHT + MINUTE,
    arrested_at=NIGHT - MINUTE,
)
REFUSED = replace(GIVEN, decision=AuthorityDecision.REFUSED, words="Nothing links it to a drug", told_at=None)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"rank": Rank.SERGEANT}, ["given_by_id"]),
        ({"rank": None}, ["given_by_id"]),
        ({"is_by_whoever_decides": False}, ["mode"]),
        ({"is_by_whoever_decides": False, "mode": AuthorityMode.ORAL}, []),
        ({"at": NIGHT + 2 * MINUTE, "told_at": NIGHT + 3 * MINUTE}, ["told_at", "given_at"]),
        ({"arrested_at": NIGHT + MINUTE}, ["given_at"]),
        ({"words": "a user"}, ["grounds"]),
        ({"told_at": NIGHT - MINUTE}, ["told_at"]),
        ({"sampled_at": NIGHT - MINUTE}, []),
        ({"detained_at": NIGHT}, []),
        ({"detained_at": NIGHT + MINUTE}, ["given_at"]),
        ({"asked_at": NIGHT + timedelta(seconds=40)}, []),
        ({"asked_at": NIGHT + MINUTE}, ["given_at"]),
        ({"asked_at": NIGHT + MINUTE, "mode": AuthorityMode.ORAL}, []),
    ],
)
def test_what_an_authority_must_be_when_it_is_recorded(changes, fields) -> None:
    assert [fault.field for fault in authorising_faults(replace(GIVEN, **changes))] == fields


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"rank": Rank.SERGEANT}, ["given_by_id"]),
        ({"is_by_whoever_decides": False}, ["mode"]),
        ({"words": " "}, ["refusal_reason"]),
        ({"words": "No"}, []),
        ({"given_before": "She gave this authority"}, ["decision"]),
        ({"refused_before": "She refused this authority"}, ["decision"]),
        ({"sampled_at": NIGHT}, ["decision"]),
        ({"at": NIGHT + 2 * MINUTE}, ["given_at"]),
        ({"detained_at": NIGHT + MINUTE}, ["given_at"]),
        ({"asked_at": NIGHT + MINUTE}, ["given_at"]),
    ],
)
def test_what_a_refusal_of_authority_must_be(changes, fields) -> None:
    assert [fault.field for fault in authorising_faults(replace(REFUSED, **changes))] == fields


def test_a_time_that_cannot_be_says_what_to_enter_instead() -> None:
    early = replace(GIVEN, asked_at=NIGHT + MINUTE, asked_by="A. Hollis", now=NIGHT + 2 * MINUTE)
    (reason,) = authorising_faults(early)
    assert "A. Hollis asked for it at 04:01" in reason.message
    assert "select ‘Orally’" in reason.message
    (reason,) = authorising_faults(replace(GIVEN, detained_at=NIGHT + MINUTE))
    assert "arrived at the police station at 04:01" in reason.message
    (reason,) = authorising_faults(replace(GIVEN, arrested_at=NIGHT + MINUTE))
    assert "arrested for it at 04:01" in reason.message


@pytest.mark.parametrize(
    ("mode", "recorded", "stands"),
    [
        (AuthorityMode.ORAL, NIGHT + 90 * MINUTE, NIGHT),
        (AuthorityMode.WRITTEN, NIGHT + 90 * MINUTE, NIGHT + 90 * MINUTE),
        (AuthorityMode.WRITTEN, NIGHT + timedelta(seconds=50), NIGHT),
    ],
)
def test_what_was_said_stands_from_when_it_was_said_and_what_is_written_from_when_it_was_written(
    mode, recorded, stands
) -> None:
    assert stands_from(mode, NIGHT, recorded_at=recorded) == stands


def test_a_refusal_ends_the_case_only_where_nothing_else_opens_a_test() -> None:
    assert closes_the_test(waiting={"1:A"}, refused={"1:A"}, may_open=False)
    assert not closes_the_test(waiting={"1:A", "2:B"}, refused={"1:A"}, may_open=False)
    assert not closes_the_test(waiting={"1:A"}, refused={"1:A"}, may_open=True)
