"""What must never be of tests, assessments and notifications is refused by the database itself."""

from datetime import date, timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.testing import DrugTest
from pathways.arrest_tests.testing import actions
from pathways.arrest_tests.testing.rules.results import SampleOutcome
from pathways.law.models import SiteNotification
from pathways.law.rules.findings import SampleCondition, SampleRoute
from tests import county
from tests.integration.arrest_tests.custody_scenes import (
    a_test,
    is_kept,
    notified,
)


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
        ({"outcome": SampleOutcome.REFUSED, "taken_at": None, "sample_condition": None}, False),
        ({"outcome": SampleOutcome.REFUSED, "taken_at": None, "sample_condition": None, "refusal_words": "No"}, True),
        ({"outcome": SampleOutcome.COULD_NOT, "taken_at": None, "sample_condition": None}, False),
        ({"outcome": SampleOutcome.NOT_ASKED, "taken_at": None, "sample_condition": None}, False),
    ],
)
def test_a_test_holds_together(officer, view, db, changes, kept):
    moved = {name: clock.now() + value if isinstance(value, timedelta) else value for name, value in changes.items()}
    facts = {
        "episode_id": view.episode.id,
        "continuous_detention": view.detention.continuous_detention,
        "route": SampleRoute.ARREST,
        "relied_on": [],
        "law_version": "x",
        "outcome": SampleOutcome.SAMPLE_GIVEN,
        "warned_at": clock.now() - timedelta(hours=1),
        "requested_at": clock.now() - timedelta(hours=1),
        "taken_at": clock.now(),
        "sample_condition": SampleCondition.SUFFICIENT,
        "recorded_at": clock.now(),
        "recorded_by_id": officer.user_id,
    }
    assert is_kept(DrugTest(**facts | moved)) is kept


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
    moved = {name: clock.now() + value if isinstance(value, timedelta) else value for name, value in changes.items()}
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
    assert is_kept(RequiredAssessment(**facts | moved)) is kept


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
    assert not is_kept(SiteNotification(**facts))
    assert is_kept(SiteNotification(**facts | {"valid_to": date(2026, 1, 2)}))
