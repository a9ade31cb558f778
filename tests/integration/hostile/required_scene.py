"""Required assessments at every step of their life, and what somebody types at each."""

from datetime import timedelta
from typing import Any

from pathways import clock
from pathways.arrest_tests.assessment import actions as assessment_actions
from pathways.arrest_tests.failures_to_attend import actions as failures_to_attend_actions
from pathways.arrest_tests.failures_to_attend.rules import FailureKind
from pathways.arrest_tests.held_records.queries import rules_of_requirement
from pathways.auth.roles import Role, Viewer
from pathways.engagement.follow_up.rules import FollowUpDecision
from pathways.engagement.models.treatment import FollowUp, RequiredAssessmentOutcome
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.people.models.identity import Person
from pathways.store.base import db
from tests import county
from tests.accepted import require
from tests.integration.arrest_tests.custody_scenes import boxes

SENTENCE = "Recorded as the person said it, at the desk"
Ids = dict[str, int | str]


def endpoints(officer: Viewer) -> dict[str, Ids]:
    """The ids of each route's address."""
    return _changed(officer) | _followed_up(officer) | _afterwards(officer)


def _changed(officer: Viewer) -> dict[str, Ids]:
    """A notice whose time may be changed, and one with a change whose own notice is still to be given."""
    (first, _), (second, _), (third, _) = (county.detained(by=officer) for _ in range(3))
    _, changing, to_change = (require(each, clock.now() + timedelta(days=3)) for each in (first, second, third))
    change = assessment_actions.propose_change(
        by=officer,
        person=db.session.get_one(Person, second.person_id),
        required=changing,
        new_at=clock.now() + timedelta(days=4),
        service_id=county.service().id,
        slot_id=None,
        reason="Works that day",
    )
    return {
        "arrest_tests.change_appointment": {"episode_id": first.id},
        "engagement.change_appointment": {"required_id": to_change.id},
        "arrest_tests.changed_notice": {"episode_id": second.id, "change_id": change.id},
        "engagement.changed_notice": {"required_id": changing.id, "change_id": change.id},
    }


def _followed_up(officer: Viewer) -> dict[str, Ids]:
    """Somebody at the initial assessment, and somebody who attended it and has a follow-up to come to by now."""
    (first, _), (second, _) = (county.detained(by=officer) for _ in range(2))
    here, came = (require(each, clock.now() + timedelta(minutes=10)) for each in (first, second))
    outcome = {"required_assessment_id": came.id, "at": clock.now(), "recorded_at": clock.now()}
    by = {"recorded_by_id": officer.user_id}
    notice = {"given_at": clock.now(), "given_by_id": officer.user_id, "notice_sha256": "0" * 64}
    when = {"starts_at": clock.now() + timedelta(minutes=10), "place": "Room 2", "recorded_at": clock.now()}
    db.session.add_all(
        [
            RequiredAssessmentOutcome(outcome=RequiredOutcome.ATTENDED_REMAINED, **outcome, **by),
            FollowUp(required_assessment_id=came.id, decision=FollowUpDecision.REQUIRED, **when, **notice, **by),
        ]
    )
    db.session.flush()
    done = {"required_id": came.id}
    names = ("follow_up_outcome", "follow_up_notice", "attended_record")
    return {"engagement.follow_up": {"required_id": here.id}, **{f"engagement.{name}": done for name in names}}


def _afterwards(officer: Viewer) -> dict[str, Ids]:
    """A positive test to dispute, a requirement to end, and a failure to decide."""
    (first, _), (second, _), (third, _) = (county.detained(by=officer) for _ in range(3))
    _, _, missed = (require(each, clock.now() + timedelta(days=3)) for each in (first, second, third))
    failed = failures_to_attend_actions.open_failure(
        episode_id=third.id, kind=FailureKind.INITIAL_ATTEND, failed_at=clock.now(), required_id=missed.id
    )
    return {
        "arrest_tests.laboratory": {"episode_id": first.id},
        "arrest_tests.end_requirement": {"episode_id": second.id},
        "arrest_tests.failure": {"failure_id": failed.id},
    }


def _change_at(_: Any) -> dict[str, Any]:
    where = {"slot": "by_hand", "reason": SENTENCE, "service_id": str(county.service().id)}
    return where | boxes("initial_at", clock.now() + timedelta(days=4))


WRITES: dict[str, Any] = {
    "arrest_tests.requirement_happened": (
        Role.CO,
        lambda _: {"both": "no", "handed_over": "no", "what_happened": SENTENCE} | boxes("imposed_at", clock.now()),
    ),
    "arrest_tests.decide_requirement": (
        Role.DM,
        lambda full_county: (
            {"decision": "release"}
            | {f"reason_{rule.id}": SENTENCE for rule in rules_of_requirement(int(full_county.plain["otherwise_id"]))}
        ),
    ),
    "arrest_tests.change_appointment": (Role.CO, _change_at),
    "engagement.change_appointment": (Role.TW, _change_at),
    "arrest_tests.laboratory": (
        Role.CO,
        lambda _: {"step": "dispute", "basis": "procedure", "words": SENTENCE} | boxes("at", clock.now()),
    ),
    "arrest_tests.end_requirement": (Role.CO, lambda _: {"why": "court_bail_condition", "reason": SENTENCE}),
    "arrest_tests.failure": (Role.CO, lambda _: {"step": "good_cause", "reason": SENTENCE}),
    "engagement.follow_up": (
        Role.TW,
        lambda _: {"decision": "required", "place": "Room 2"} | boxes("starts_at", clock.now() + timedelta(days=4)),
    ),
    "engagement.follow_up_outcome": (Role.TW, lambda _: {"outcome": "failed_to_attend"} | boxes("at", clock.now())),
}
