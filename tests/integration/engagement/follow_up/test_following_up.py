"""The follow-up is the service's own: decided, told, changed and recorded, and police notice nothing but a failure."""

from datetime import timedelta

import pytest

from pathways import clock, dates
from pathways.arrest_tests.failures_to_attend.queries import failures_of
from pathways.arrest_tests.failures_to_attend.rules import FailureKind
from pathways.audit import record as audit
from pathways.auth.roles import Role
from pathways.documents.copies import copy_numbered
from pathways.documents.kinds import PaperKind
from pathways.engagement.follow_up import actions, queries
from pathways.engagement.follow_up.rules import FollowUpDecision
from pathways.engagement.required_assessments.rules import RequiredOutcome
from pathways.people.custody.queries import view_of
from pathways.refusals import OutOfSight, Refused
from tests import county
from tests.by_notice import LIST, by_notice
from tests.integration.engagement.addresses import day
from tests.papers import opened

REQUIRED, NOT_REQUIRED = FollowUpDecision.REQUIRED, FollowUpDecision.NOT_REQUIRED


@pytest.fixture
def scene(app, the_clock):
    """The person has come: the time on the notice is now."""
    scene = by_notice(the_clock)
    the_clock.set(scene.required.initial_at)
    return scene


def decided(scene, decision=REQUIRED, in_days=5, **more):
    facts = {"starts_at": clock.now() + timedelta(days=in_days), "place": "Room 2"} if decision is REQUIRED else {}
    return actions.decide_follow_up(by=scene.worker, required_id=scene.required.id, decision=decision, **(facts | more))


def given(scene, ago=0):
    at = clock.now() - timedelta(minutes=ago)
    return actions.give_notice(by=scene.worker, required_id=scene.required.id, given_at=at)


def printed(scene, paper):
    """The words of the notice as it stands: whole, of copy 1, and the same bytes when it is printed again."""
    of = {"by": scene.worker, "required_id": scene.required.id}
    first = actions.print_follow_up(**of)
    assert actions.print_follow_up(**of) == first
    return opened(first, "engagement", paper)


def police_pages(browser, scene):
    """What an officer can open of the case, as it reads, without what one page carries and the next does not."""
    episode = f"/episodes/{scene.episode.id}"
    parts = ("", "/required-assessment", "/before-release", "/consents")
    pages = (*(f"{episode}{part}" for part in parts), "/custody", "/failures", f"/people/{scene.episode.person_id}")
    return [browser.get(page).text.split('name="csrf_token"')[0] for page in pages]


def test_from_the_decision_to_an_attended_follow_up_police_notice_nothing(scene, client_of):
    officer, worker = client_of(scene.officer_user, Role.CO), client_of(scene.worker_user, Role.TW)
    before, version = police_pages(officer, scene), audit.version_of(scene.episode.person_id)
    page = f"{scene.page}/follow-up"
    wall = dates.london(clock.now() + timedelta(days=5))
    typed = {"decision": "required", "place": "Room 2", "starts_at-time": "14:00", **day("starts_at", wall)}
    assert worker.post(page, typed).status_code == 302
    now = dates.london(clock.now())
    typed = {"given_at-time": f"{now:%H:%M}", **day("given_at", now)}
    assert worker.post(page, typed).status_code == 302
    scene.tell(RequiredOutcome.ATTENDED_REMAINED)
    assert worker.get(f"{page}.pdf").data.startswith(b"%PDF")
    record = worker.get(f"{scene.page}/attended.pdf").data
    text = opened(record, "engagement", "ra3")
    assert "Record of attendance (RA3)" in text
    assert "Copy 1 · Made 25 November 2026 09:12" in text
    assert scene.worker.name in text
    assert worker.get(f"{scene.page}/attended.pdf").data == record
    scene.clock.advance(timedelta(days=6))
    assert "What happened" in client_of(scene.worker_user, Role.TW).get(LIST).text
    actions.report_follow_up(
        by=scene.worker, required_id=scene.required.id, outcome=RequiredOutcome.ATTENDED_REMAINED, at=clock.now()
    )
    scene.clock.set(scene.required.initial_at)
    assert police_pages(officer, scene) == before
    assert audit.version_of(scene.episode.person_id) == version
    for address in (page, f"{page}/outcome", f"{page}.pdf", f"{scene.page}/attended.pdf"):
        assert officer.ask("GET", address).status_code == 404


def police_decide(scene):
    """The failures in the person's episode about which an officer still has something to decide."""
    failures = failures_of(scene.officer, [view_of(scene.episode)])[scene.episode.id]
    return [each.failure.kind for each in failures if each.to_do]


@pytest.mark.database
def test_a_failure_at_the_follow_up_is_told_and_its_correction_too(scene):
    decided(scene, in_days=1)
    given(scene)
    scene.clock.advance(timedelta(days=2))
    report = {"by": scene.worker, "required_id": scene.required.id, "at": clock.now()}
    assert police_decide(scene) == []
    actions.report_follow_up(outcome=RequiredOutcome.FAILED_TO_ATTEND, **report)
    assert police_decide(scene) == [FailureKind.FOLLOW_UP_ATTEND]
    with pytest.raises(Refused, match="already recorded"):
        actions.report_follow_up(outcome=RequiredOutcome.ATTENDED_REMAINED, **report)
    actions.report_follow_up(outcome=RequiredOutcome.ATTENDED_REMAINED, correction_reason="Other door", **report)
    assert police_decide(scene) == []


@pytest.mark.database
def test_a_changed_time_is_a_further_notice_and_the_one_before_binds_until_it_is_given(scene):
    first = decided(scene, in_days=3)
    given(scene)
    assert "(RA4)" in printed(scene, "ra4")
    with pytest.raises(Refused, match="why the appointment is changed"):
        decided(scene, in_days=4)
    second = decided(scene, in_days=4, reason="Works that day")
    third = decided(scene, in_days=6, reason="Works that day too")
    assert queries.given_before(third) is first
    assert "(RA2)" in printed(scene, "ra2")
    with pytest.raises(OutOfSight):  # what an officer asks for: the first copy about a changed initial of that number
        copy_numbered(PaperKind.RA2, third.id, 1)
    given(scene)
    assert queries.given_before(queries.follow_up_of(scene.required.id)) is third
    assert second.superseded_by_id == third.id


def test_where_it_is_not_required_that_is_given_in_writing_before_the_end(scene):
    scene.tell(RequiredOutcome.ATTENDED_REMAINED)
    scene.clock.advance(timedelta(minutes=30))
    decided(scene, NOT_REQUIRED)
    assert "(RA5)" in printed(scene, "ra5")
    with pytest.raises(Refused, match="before the initial assessment ends"):
        given(scene)
    with pytest.raises(Refused, match="nothing to report"):
        actions.report_follow_up(
            by=scene.worker, required_id=scene.required.id, outcome=RequiredOutcome.FAILED_TO_ATTEND, at=clock.now()
        )


def test_after_a_missed_initial_there_is_no_follow_up_and_strangers_find_nothing(scene):
    scene.passes()
    scene.tell(RequiredOutcome.FAILED_TO_ATTEND)
    with pytest.raises(Refused, match="follow-up requirement ended"):
        decided(scene)
    stranger = county.viewer_of(county.user(Role.TW, of=county.provider("Trent Bank")))
    with pytest.raises(OutOfSight):
        actions.print_follow_up(by=stranger, required_id=scene.required.id)
    with pytest.raises(OutOfSight):
        actions.print_attended(by=scene.worker, required_id=scene.required.id)


def test_what_was_recorded_of_somebody_else_hides_no_follow_up_that_is_to_come(scene, client_of):
    decided(scene, in_days=1)
    given(scene)
    scene.tell(RequiredOutcome.ATTENDED_REMAINED)
    scene.clock.advance(timedelta(days=1))
    report = {"outcome": RequiredOutcome.ATTENDED_REMAINED, "at": clock.now()}
    actions.report_follow_up(by=scene.worker, required_id=scene.required.id, **report)
    other = by_notice(scene.clock)
    scene.clock.set(other.required.initial_at)
    decided(other, in_days=60)
    given(other)
    other.tell(RequiredOutcome.ATTENDED_REMAINED)
    scene.clock.advance(timedelta(days=40))
    worker = client_of(other.worker_user, Role.TW)
    assert worker.ask("GET", scene.page).status_code == 404
    assert worker.ask("GET", other.page).status_code == 200
