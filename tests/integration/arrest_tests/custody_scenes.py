"""What the integration tests of this room stand on: a suite that is notified, and the answers of a plain form."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock, dates
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.assessment.rules import AssessmentDecision
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.models.assessment import RequiredAssessment
from pathways.arrest_tests.models.offences import AuthorityRequest, Offence
from pathways.arrest_tests.offences import actions as offences_actions
from pathways.arrest_tests.offences import rules as offences_rules
from pathways.arrest_tests.testing.rules.record import RecordedTest
from pathways.arrest_tests.testing.rules.results import AnalyteResult, SampleOutcome, ToldAnswer
from pathways.auth.models import Suite
from pathways.auth.roles import Viewer
from pathways.law.models import SiteNotification
from pathways.law.rules.findings import SampleCondition, SampleRoute
from pathways.people.custody import queries as people
from pathways.people.custody.queries import EpisodeView
from pathways.refusals import Refused
from pathways.store.base import Record, db
from tests import county
from tests.scenes import restorable, step

GROUNDS = "He said that he drove off to pay for crack cocaine"


@step
def notified(suite: Suite | None = None, **changes: Any) -> SiteNotification:
    """Everything is notified at Lincoln since 2024 unless said otherwise."""
    place = suite or county.suite()
    facts: dict[str, Any] = {
        "suite_id": place.id,
        "routes": [route.value for route in SampleRoute],
        "under18": True,
        "assessment": True,
        "valid_from": date(2024, 5, 1),
        "source": "Notice of May 2024",
        "recorded_at": clock.now(),
        "recorded_by_id": county.user().id,
    }
    row = SiteNotification(**(facts | changes))
    db.session.add(row)
    db.session.flush()
    return row


@restorable
def in_custody(by: Viewer, **changes: Any) -> EpisodeView:
    """Somebody detained at Lincoln and seen by the custody officer, with the station notified."""
    notified()
    episode, _ = county.detained(by=by, **changes)
    return people.episode(by, episode.id)


def again(by: Viewer, view: EpisodeView) -> EpisodeView:
    return people.episode(by, view.episode.id)


@restorable
def arrested_for(by: Viewer, view: EpisodeView, code: str = "TA68-1", **changes: Any) -> tuple[Offence, ...]:
    assert view.detention is not None
    entry = offences_rules.EnteredOffence(code=code, **({"arrested_at": view.detention.arrested_at} | changes))
    return offences_actions.record_offences(by=by, view=view, offences=(entry,))


def asking_an_inspector(by: Viewer) -> tuple[int, int, AuthorityRequest]:
    """Two people held for an offence that is no trigger: an episode and its offence to ask about, and a request."""
    to_ask, waits = in_custody(by), in_custody(by)
    asked_about, waiting_for = (arrested_for(by, view, "TA78-3")[0] for view in (to_ask, waits))
    request = authority_actions.ask_for_authority(
        by=by, view=again(by, waits), offence_id=waiting_for.id, grounds=GROUNDS
    )
    return to_ask.episode.id, asked_about.id, request


def a_test(**changes: Any) -> RecordedTest:
    """A sample given a quarter of an hour ago, positive for cocaine."""
    now = clock.now()
    facts: dict[str, Any] = {
        "outcome": SampleOutcome.SAMPLE_GIVEN,
        "warned_at": now - timedelta(minutes=20),
        "requested_at": now - timedelta(minutes=15),
        "taken_at": now - timedelta(minutes=13),
        "sample_condition": SampleCondition.SUFFICIENT,
        "result_at": now - timedelta(minutes=8),
        "analytes": {"cocaine": AnalyteResult.POSITIVE, "opiates": AnalyteResult.NEGATIVE},
        "has_medicine": False,
        "told_answer": ToldAnswer.ACCEPTS,
    }
    return RecordedTest(**(facts | changes))


def negative(**changes: Any) -> RecordedTest:
    clean = dict.fromkeys(("cocaine", "opiates"), AnalyteResult.NEGATIVE)
    return a_test(analytes=clean, **changes)


def refused(**changes: Any) -> RecordedTest:
    return a_test(outcome=SampleOutcome.REFUSED, refusal_words="No chance", **(NO_SAMPLE | changes))


NO_SAMPLE: dict[str, Any] = {
    "taken_at": None,
    "sample_condition": None,
    "result_at": None,
    "analytes": {},
    "has_medicine": None,
    "told_answer": None,
}


def boxes(name: str, at: datetime) -> dict[str, str]:
    """A moment as a browser posts it."""
    wall = dates.london(at)
    return {
        f"{name}-time": f"{wall:%H:%M}",
        f"{name}-day": str(wall.day),
        f"{name}-month": str(wall.month),
        f"{name}-year": str(wall.year),
    }


@restorable
def require(by: Viewer, view: EpisodeView, **changes: Any) -> RequiredAssessment:
    """Both assessments, tomorrow, at the Lincoln hub."""
    facts: dict[str, Any] = {
        "by": by,
        "view": view,
        "decision": AssessmentDecision.IMPOSED,
        "initial_at": clock.now() + timedelta(days=1),
        "service_id": county.service().id,
    }
    return assessment_actions.decide_assessment(**facts | changes)


def refusal(act: Callable[..., object], **facts: Any) -> list[str]:
    """What an action says when it refuses."""
    with pytest.raises(Refused) as raised:
        act(**facts)
    return [reason.message for reason in raised.value.reasons]


def is_kept(row: Record) -> bool:
    """Whether the database takes the row; what it held before stays."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return False
    db.session.delete(row)
    db.session.flush()
    return True
