"""A test in which something was done differently, and the inspector who had no part in it."""

from datetime import timedelta
from typing import Any

from pathways import clock
from pathways.arrest_tests.disclosure import actions as disclosure_actions
from pathways.arrest_tests.disclosure.rules import SharingFacts
from pathways.arrest_tests.held_records import actions as held_records_actions
from pathways.arrest_tests.held_records import queries as held_records_queries
from pathways.arrest_tests.held_records.actions import WhatHappened
from pathways.arrest_tests.held_records.rules import Difference, HoldDecision, RequiredAsItHappened, SampleIs, Spoken
from pathways.arrest_tests.models.assessment import RequiredOtherwise
from pathways.arrest_tests.models.testing import DrugTest, Hold, ToldOutside
from pathways.arrest_tests.testing import queries as testing_queries
from pathways.arrest_tests.testing.rules.record import RecordedTest
from pathways.auth.roles import Rank, Role, Viewer
from pathways.people.custody.queries import EpisodeView
from tests import county
from tests.integration.arrest_tests.custody_scenes import a_test, again
from tests.scenes import restorable, step

WORDS = "PC Ward held his arm still while the swab was in his mouth"
BECAUSE = "It was seen on the camera, and he says the same"


@step
def inspector(rank: Rank = Rank.INSPECTOR) -> Viewer:
    """A decision maker of rank who had no part in anything."""
    return county.viewer_of(county.user(Role.DM, rank=rank))


@restorable
def as_it_happened(
    by: Viewer, view: EpisodeView, record: RecordedTest | None = None, *differences: Difference, **changes: Any
) -> DrugTest:
    """A sample taken by force, unless said otherwise."""
    facts = {"words": WORDS, "differences": frozenset(differences or {Difference.FORCE})} | changes
    return held_records_actions.record_as_it_happened(
        by=by, view=again(by, view), record=record or a_test(), what_happened=WhatHappened(**facts)
    )


@restorable
def required_otherwise(by: Viewer, view: EpisodeView, **changes: Any) -> RequiredOtherwise:
    """Both required just now, for tomorrow at the hub; the follow-up and its warning were not said."""
    facts: dict[str, Any] = {
        "imposed_at": clock.now() - timedelta(minutes=5),
        "with_follow_up": True,
        "initial_at": clock.now() + timedelta(days=1),
        "service_id": county.service().id,
        "spoken": frozenset({Spoken.TIME_AND_PLACE, Spoken.WARNED_INITIAL}),
        "notice_served_at": clock.now() - timedelta(minutes=4),
    }
    entry = RequiredAsItHappened(**facts | changes)
    return held_records_actions.record_requirement_as_it_happened(by=by, view=again(by, view), entry=entry, words=WORDS)


@step
def told_outside(by: Viewer, view: EpisodeView) -> ToldOutside:
    """A landlord was told a result, just now."""
    facts = SharingFacts(purpose=None, asked_for="A tenancy")
    recipient = {"told_to": "Mr Hale, his landlord", "told_at": clock.now()}
    return disclosure_actions.record_told_outside(by=by, view=again(by, view), facts=facts, **recipient)


def hold_on(test: DrugTest) -> Hold:
    hold = testing_queries.hold_of(test.id)
    assert hold is not None
    return hold


def rules_met(test: DrugTest) -> list[str]:
    return [rule.rule for rule in held_records_queries.rules_of(hold_on(test).id)]


@restorable
def decide(by: Viewer, test: DrugTest, decision: HoldDecision = HoldDecision.RELEASE, **changes: Any) -> Hold:
    """An inspector's decision with a reason for each rule that waits."""
    hold = hold_on(test)
    waiting = [rule for rule in held_records_queries.rules_of(hold.id) if rule.decided_at is None]
    facts: dict[str, Any] = {"reasons": {rule.id: BECAUSE for rule in waiting}}
    if decision is HoldDecision.VOID:
        facts |= {"sample_is": SampleIs.DESTROYED, "is_person_told": True}
    return held_records_actions.decide_hold(by=by, hold_id=hold.id, decision=decision, **(facts | changes))
