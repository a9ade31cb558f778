"""How a file stands that a manager asked for, and when another worker may take it up."""

from datetime import UTC, datetime, timedelta

import pytest

from pathways.leases.rules import LEASE, TRIES, is_given_up
from pathways.ndtms.rules.requests import FileFailure, FileRequestFacts, FileStanding, standing_of

NOW = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


def standing(**changed):
    facts = {"has_file": False, "failure": None, "leased_until": None}
    return standing_of(FileRequestFacts(**(facts | changed)), NOW)


def test_a_file_waits_until_a_worker_takes_it_up_and_is_being_made_while_that_worker_says_how_far_it_is():
    assert standing() is FileStanding.WAITS
    assert standing(leased_until=NOW + LEASE) is FileStanding.MAKING


def test_a_file_whose_worker_has_fallen_silent_waits_again():
    assert standing(leased_until=NOW) is FileStanding.WAITS
    assert standing(leased_until=NOW + timedelta(seconds=1)) is FileStanding.MAKING


def test_it_is_ready_once_there_is_a_file_and_not_made_once_there_is_a_reason():
    assert standing(has_file=True) is FileStanding.READY
    for failure in FileFailure:
        assert standing(failure=failure) is FileStanding.FAILED


@pytest.mark.parametrize(("tries", "is_over"), [(0, False), (TRIES - 1, False), (TRIES, True), (TRIES + 1, True)])
def test_what_was_begun_three_times_is_begun_no_more(tries, is_over):
    assert is_given_up(tries) is is_over


def test_every_failure_says_what_to_do():
    assert all(failure.hint.endswith(".") for failure in FileFailure)
