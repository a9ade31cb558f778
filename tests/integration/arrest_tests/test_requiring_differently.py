"""An assessment that was required otherwise than the rules say: saved, held, and released or voided by an inspector."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.arrest_tests.assessment import queries
from pathways.arrest_tests.failures_to_attend import actions as failures_to_attend_actions
from pathways.arrest_tests.failures_to_attend import queries as failures
from pathways.arrest_tests.failures_to_attend.rules import FailureState, FailureStep
from pathways.arrest_tests.held_records import actions as held_records_actions
from pathways.arrest_tests.held_records.queries import otherwise_of, rules_of_requirement
from pathways.arrest_tests.held_records.rules import HoldDecision
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.auth.roles import Rank, Role
from pathways.engagement.follow_up import queries as engagement
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.people.custody import actions as people_actions
from pathways.people.custody.queries import episode
from pathways.people.rules import ReleaseType
from pathways.referrals.routing import queries as referrals
from pathways.referrals.sending.rules import ReferralRoute
from pathways.refusals import Refused
from pathways.store.base import db
from tests import county
from tests.by_notice import by_notice
from tests.failures_told import failures_of
from tests.integration.arrest_tests.custody_scenes import a_test, again, arrested_for, boxes, in_custody, require
from tests.integration.arrest_tests.held_scenes import (
    BECAUSE,
    WORDS,
    as_it_happened,
    inspector,
    required_otherwise,
)
from tests.leaving import no_time
from tests.pages import faulty


def leave(officer, view):
    facts = {"released_at": clock.now(), "release_type": next(iter(ReleaseType))}
    people_actions.release(by=officer, episode=view.episode, not_done=no_time(officer, view.episode), **facts)


def decided(row, decision=HoldDecision.RELEASE, by=None, **more):
    reasons = {rule.id: BECAUSE for rule in rules_of_requirement(row.id)}
    void_facts = {"is_person_told": True} if decision is HoldDecision.VOID else {}
    facts = {"by": by or inspector(), "decision": decision, "reasons": reasons, **void_facts}
    return held_records_actions.decide_requirement(otherwise_id=row.id, **facts | more)


def expected_at_the_hub():
    worker = county.viewer_of(county.user(Role.TW))
    return [row.required.id for row in engagement.expected_lists(worker).page.rows]


@pytest.mark.database
def test_what_was_done_differently_is_held_and_a_release_makes_it_a_requirement_like_any_other(desk, client_of):
    client, officer = desk
    view = in_custody(officer)
    arrested_for(officer, view)
    testing_actions.record_test(by=officer, view=view, record=a_test())
    county.service()
    page = f"/episodes/{view.episode.id}/required-assessment"
    assert "It was done differently" in client.get(page).text
    typed = {"both": "yes", "spoken": ["time_and_place"], "handed_over": "yes", "what_happened": WORDS}
    typed |= boxes("imposed_at", clock.now()) | boxes("notice_served_at", clock.now())
    missing = client.post(f"{page}/happened", typed).text
    assert "initial_at-time" in faulty(missing)
    assert WORDS in missing
    typed |= {"service_id": str(county.service().id)} | boxes("initial_at", clock.now() + timedelta(days=1))
    assert client.post(f"{page}/happened", typed).location == page
    (row,) = otherwise_of(view.episode.id)
    text = client.get(page).text
    assert "Held for an inspector" in text
    assert "the follow-up assessment" in text
    assert queries.required_assessment_of(view.episode.id) is None
    assert expected_at_the_hub() == []
    assert client.ask("GET", f"{page}/notice.pdf").status_code == 404
    assert "waits for an inspector" in client.post(f"{page}/happened", typed).text
    decider = client_of(county.user(Role.DM, rank=Rank.INSPECTOR), Role.DM)
    address = f"/held/required/{row.id}"
    assert address in decider.get("/held").text
    shown = decider.get(address).text
    assert WORDS in shown
    assert "ositive" not in shown
    assert client_of(county.user(Role.DM, rank=Rank.SERGEANT), Role.DM).ask("GET", address).status_code == 404
    reasons = {f"reason_{rule.id}": BECAUSE for rule in rules_of_requirement(row.id)}
    assert faulty(decider.post(address, {"decision": "release"}).text) == list(reasons)
    decided = decider.post(address, {"decision": "release", **reasons}).location
    assert "Your decision is recorded, in your name." in decider.get(decided).text
    assert decider.get(address).status_code == 404
    required = queries.required_assessment_of(view.episode.id)
    assert (required.imposed_at, required.notice_sha256 is not None) == (row.imposed_at, True)
    assert expected_at_the_hub() == [required.id]
    assert referrals.route_for(again(officer, view).episode) is ReferralRoute.REQUIRED_ASSESSMENT
    assert "Required assessment released by an inspector" in client.get(f"/people/{view.person.id}/timeline").text


@pytest.mark.database
def test_without_the_notice_before_release_it_binds_nobody_even_released(officer, view, client_of):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    require(officer, view)
    leave(officer, again(officer, view))
    row = required_otherwise(officer, view, notice_served_at=None)
    assert queries.decision_of(view.episode.id) is None
    assert {rule.rule for rule in rules_of_requirement(row.id)} == {"V-036", "V-037"}
    decided(row)
    assert "Drugs Act 2005 s.11(6), s.12(6)" in row.unenforceable
    assert queries.required_assessment_of(view.episode.id) is None
    assert expected_at_the_hub() == []
    client = client_of(county.user(Role.CO), Role.CO)
    assert "cannot be enforced" in client.get(f"/episodes/{view.episode.id}/required-assessment").text


def test_a_file_waits_while_the_requirement_is_held_and_ends_when_that_is_voided(app, the_clock):
    scene = by_notice(the_clock)
    db.session.refresh(scene.required)
    scene.passes()
    scene.tell(RequiredOutcome.FAILED_TO_ATTEND)
    view = episode(scene.officer, scene.episode.id)
    row = required_otherwise(scene.officer, view)
    (waiting,) = failures_of(view)
    failure_view, of = failures.failure(scene.officer, waiting.failure.id)
    facts = {"by": scene.officer, "failure_view": failure_view, "view": of, "on": clock.today(), "reason": "As he said"}
    with pytest.raises(Refused, match="held for an inspector"):
        failures_to_attend_actions.decide_failure(step=FailureStep.NO_GOOD_CAUSE, **facts)
    decided(row, HoldDecision.VOID)
    assert waiting.failure.state is FailureState.DISCONTINUED
    assert (row.before_id, row.is_person_told) == (scene.required.id, True)
    assert queries.required_assessment_of(view.episode.id) is None


def test_it_is_not_released_while_its_test_is_held_or_another_stands(officer, view):
    testing_actions.record_test(by=officer, view=view, record=a_test())
    row = required_otherwise(officer, view)
    require(officer, again(officer, view))
    with pytest.raises(Refused, match="there cannot be two"):
        decided(row)
    as_it_happened(officer, view)
    with pytest.raises(Refused, match="Decide about the test first"):
        decided(row)
    decided(row, HoldDecision.VOID)
    assert queries.required_assessment_of(view.episode.id) is not None
