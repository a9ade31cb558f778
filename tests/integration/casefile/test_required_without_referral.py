"""What police learn of a required assessment where nobody was referred: a failure, and of anything else not a byte."""

import re

import pytest

from pathways import clock
from pathways.auth.roles import Role
from pathways.engagement.required_assessments.rules import RequiredOutcome
from tests.by_notice import by_notice
from tests.integration.casefile.police_pages import without_the_time

FAILED = "The assessor reported a failure at the required assessment. Decide whether there was good cause."
TO_DECIDE = "A decision to record"


@pytest.fixture
def scene(app, the_clock):
    return by_notice(the_clock)


def pages_of(client_of, scene):
    """Every page of the police about the person, forms with what is hidden in them, as it reads now."""
    browser, episode, person = client_of(scene.officer_user, Role.CO), scene.episode.id, scene.episode.person_id
    addresses = [
        "/custody", "/custody?view=released", "/referrals", f"/people/{person}", f"/people/{person}/timeline",
        f"/people/{person}/correct", f"/people/{person}/died",
        *(f"/episodes/{episode}{page}" for page in (
            "", "/detention", "/release", "/offences", "/test", "/required-assessment", "/required-assessment/notice",
            "/disposal", "/needs", "/consents", "/refer", "/not-sent",
        )),
    ]  # fmt: skip
    pages = {}
    for address in addresses:
        answer = browser.ask("GET", address)
        page = re.sub(r'name="post_key"[^>]*value="[^"]*"', "", without_the_time(answer.text))
        pages[address] = answer.status_code, re.sub(r'value="[^"]*"[^>]*name="post_key"', "", page)
    return pages


@pytest.mark.parametrize("corrected", [False, True])
def test_the_pages_of_the_police_read_the_same_before_and_after_somebody_came(client_of, scene, corrected):
    scene.passes()
    before = pages_of(client_of, scene)
    scene.tell(RequiredOutcome.ATTENDED_REMAINED)
    if corrected:
        scene.tell(RequiredOutcome.ATTENDED_REMAINED, at=clock.now(), correction_reason="Came late")
    assert sum(status == 200 for status, _ in before.values()) > 12
    after = pages_of(client_of, scene)
    assert [address for address in before if before[address] != after[address]] == []


def test_a_form_that_police_had_open_does_not_go_stale_when_somebody_came(client_of, scene):
    scene.passes()
    browser = client_of(scene.officer_user, Role.CO)
    address = f"/episodes/{scene.episode.id}/detention"
    version = re.search(r'name="version"[^>]*value="(\d+)"', browser.get(address).text)
    scene.tell(RequiredOutcome.ATTENDED_REMAINED)
    again = re.search(r'name="version"[^>]*value="(\d+)"', browser.get(address).text)
    assert version[1] == again[1]


def test_a_failure_is_reported_where_nobody_was_referred_and_its_correction_too(client_of, scene):
    scene.passes()
    task_list, timeline = f"/episodes/{scene.episode.id}", f"/people/{scene.episode.person_id}/timeline"

    def read(address):
        return client_of(scene.officer_user, Role.CO).get(address).text

    assert FAILED not in read(task_list)
    scene.tell(RequiredOutcome.FAILED_TO_ATTEND)
    assert FAILED in read(task_list)
    assert "Required assessment: failed to attend" in read(timeline)
    scene.tell(RequiredOutcome.FAILED_TO_REMAIN, correction_reason="Came, and left after ten minutes")
    assert FAILED in read(task_list)
    assert "Required assessment: left before the end" in read(timeline)
    scene.tell(RequiredOutcome.ATTENDED_REMAINED, at=clock.now(), correction_reason="It was somebody else")
    assert FAILED not in read(task_list)
    assert read(timeline).count("Required assessment: the report was wrong") == 2
    assert "Required assessment attended" not in read(timeline)


def test_the_board_says_that_a_decision_is_to_be_recorded_and_not_what_about(db, client_of, scene):
    scene.leaves()
    scene.passes()
    gone = "/custody?view=released"
    assert TO_DECIDE not in client_of(scene.officer_user, Role.CO).get(gone).text
    scene.tell(RequiredOutcome.FAILED_TO_ATTEND)
    page = client_of(scene.officer_user, Role.CO).get(gone).text
    assert TO_DECIDE in page
    assert "ssessment: " not in page
