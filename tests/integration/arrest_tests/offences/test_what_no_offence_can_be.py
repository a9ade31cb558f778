"""What must never be of offences and authorities is refused by the database itself."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.models.offences import Authority, Offence
from pathways.arrest_tests.offences import queries
from pathways.arrest_tests.rules import AuthorityMode
from pathways.auth.roles import Rank
from pathways.law.rules.findings import ClosedAs
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    GROUNDS,
    is_kept,
)


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, True),
        ({"closed_at": timedelta(0), "closed_as": ClosedAs.DE_ARRESTED}, True),
        ({"closed_at": timedelta(0)}, False),
        ({"closed_as": ClosedAs.DE_ARRESTED}, False),
        ({"charged_at": -timedelta(days=1)}, False),
        ({"code": "OTHER"}, False),
        ({"number": 1}, False),
        ({"number": 0}, False),
    ],
)
def test_an_offence_holds_together(officer, view, db, changes, kept):
    moved = {name: clock.now() + value if isinstance(value, timedelta) else value for name, value in changes.items()}
    facts = {
        "episode_id": view.episode.id,
        "number": 2,
        "code": "TA68-8",
        "arrested_at": view.detention.arrested_at,
        "law_version": "x",
        "recorded_at": clock.now(),
        "recorded_by_id": officer.user_id,
    }
    assert is_kept(Offence(**facts | moved)) is kept


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, True),
        ({"rank": Rank.SERGEANT}, False),
        ({"rank": Rank.ACPO}, True),
        ({"grounds": "too few"}, False),
        ({"told_at": -timedelta(hours=1)}, False),
        ({"mode": AuthorityMode.WRITTEN}, True),
        ({"mode": AuthorityMode.WRITTEN, "given_by_id": "another"}, False),
    ],
)
def test_an_authority_holds_together(officer, view, db, changes, kept):
    moved = {name: clock.now() + value if isinstance(value, timedelta) else value for name, value in changes.items()}
    if moved.get("given_by_id"):
        moved["given_by_id"] = county.user().id
    facts = {
        "episode_id": view.episode.id,
        "offence_id": queries.offences_of(view.episode.id)[0].id,
        "given_by_id": officer.user_id,
        "rank": Rank.INSPECTOR,
        "grounds": GROUNDS,
        "mode": AuthorityMode.ORAL,
        "given_at": clock.now(),
        "recorded_at": clock.now(),
        "recorded_by_id": officer.user_id,
    }
    assert is_kept(Authority(**facts | moved)) is kept
