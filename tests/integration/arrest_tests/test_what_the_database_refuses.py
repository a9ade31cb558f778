"""What must never be is refused by the database itself, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.arrest_tests import actions, queries
from pathways.arrest_tests.models import Authority, DrugTest, Offence, RequiredAssessment, SiteNotification
from pathways.arrest_tests.rules import AssessmentDecision, ClosedAs, Outcome, Route, SampleCondition
from pathways.arrest_tests.rules.words import AuthorityMode
from pathways.auth import Rank
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    GROUNDS,
    a_test,
    arrested_for,
    in_custody,
    notified,
)


@pytest.fixture
def officer(app):
    return county.officer()


@pytest.fixture
def view(officer):
    found = in_custody(officer)
    arrested_for(officer, found)
    return found


def is_kept(db, row) -> bool:
    """Whether the database takes the row; what it held before stays."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return False
    db.session.delete(row)
    db.session.flush()
    return True


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
    moved = {name: clock.now() + one if isinstance(one, timedelta) else one for name, one in changes.items()}
    facts = {
        "episode_id": view.episode.id,
        "number": 2,
        "code": "TA68-8",
        "arrested_at": view.detention.arrested_at,
        "law_version": "x",
        "recorded_at": clock.now(),
        "recorded_by_id": officer.user_id,
    }
    assert is_kept(db, Offence(**facts | moved)) is kept


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
    moved = {name: clock.now() + one if isinstance(one, timedelta) else one for name, one in changes.items()}
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
    assert is_kept(db, Authority(**facts | moved)) is kept


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, True),
        ({"taken_at": None}, False),
        ({"sample_condition": None}, False),
        ({"warned_at": None}, False),
        ({"route": None}, False),
        ({"requested_at": None}, False),
        ({"result_at": -timedelta(hours=3)}, False),
        ({"taken_at": -timedelta(hours=3)}, False),
        ({"outcome": Outcome.REFUSED, "taken_at": None, "sample_condition": None}, False),
        ({"outcome": Outcome.REFUSED, "taken_at": None, "sample_condition": None, "refusal_words": "No"}, True),
        ({"outcome": Outcome.COULD_NOT, "taken_at": None, "sample_condition": None}, False),
        ({"outcome": Outcome.NOT_ASKED, "taken_at": None, "sample_condition": None}, False),
    ],
)
def test_a_test_holds_together(officer, view, db, changes, kept):
    moved = {name: clock.now() + one if isinstance(one, timedelta) else one for name, one in changes.items()}
    facts = {
        "episode_id": view.episode.id,
        "continuous_detention": view.detention.continuous_detention,
        "route": Route.ARREST,
        "relied_on": [],
        "law_version": "x",
        "outcome": Outcome.SAMPLE_GIVEN,
        "warned_at": clock.now() - timedelta(hours=1),
        "requested_at": clock.now() - timedelta(hours=1),
        "taken_at": clock.now(),
        "sample_condition": SampleCondition.SUFFICIENT,
        "recorded_at": clock.now(),
        "recorded_by_id": officer.user_id,
    }
    assert is_kept(db, DrugTest(**facts | moved)) is kept


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, True),
        ({"imposed_at": None}, False),
        ({"initial_at": None}, False),
        ({"service_id": None}, False),
        ({"initial_at": -timedelta(days=1)}, False),
        ({"not_imposed_reason": "Both at once"}, False),
        ({"notice_served_at": timedelta(hours=1)}, False),
        ({"notice_sha256": "0" * 64}, False),
    ],
)
def test_a_required_assessment_holds_together(officer, view, db, changes, kept):
    test = actions.record_test(by=officer, view=view, record=a_test())
    moved = {name: clock.now() + one if isinstance(one, timedelta) else one for name, one in changes.items()}
    facts = {
        "episode_id": view.episode.id,
        "drug_test_id": test.id,
        "decision": AssessmentDecision.IMPOSED,
        "imposed_at": clock.now(),
        "initial_at": clock.now() + timedelta(days=1),
        "initial_place": "Lincoln Recovery Hub, Lincoln",
        "service_id": county.service().id,
        "recorded_at": clock.now(),
        "recorded_by_id": officer.user_id,
    }
    assert is_kept(db, RequiredAssessment(**facts | moved)) is kept


def test_a_notification_cannot_end_before_it_starts(officer, db):
    row = notified()
    facts = {
        "suite_id": row.suite_id,
        "routes": [],
        "valid_from": date(2026, 1, 2),
        "valid_to": date(2026, 1, 1),
        "source": "x",
        "recorded_at": clock.now(),
        "recorded_by_id": officer.user_id,
    }
    assert not is_kept(db, SiteNotification(**facts))
    assert is_kept(db, SiteNotification(**facts | {"valid_to": date(2026, 1, 2)}))
