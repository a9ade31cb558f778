"""The task list and the timelines as an officer's browser gets them."""

import pytest

from pathways import clock
from pathways.arrest_tests.testing import actions as tests_done
from pathways.auth.roles import Role
from pathways.drafts.actions import keep
from pathways.vocabulary import Origin
from tests import county
from tests.accepted import accepted
from tests.integration.arrest_tests import custody_scenes as scenes


@pytest.fixture
def officer(app):
    return county.user(Role.CO)


@pytest.fixture
def looking(officer):
    return county.viewer_of(officer)


@pytest.fixture
def browser(client_of, officer):
    return client_of(officer, Role.CO)


def test_the_task_list_says_the_state_of_seven_parts_and_goes_on_with_one(browser, looking):
    episode, _ = county.detained(by=looking)
    page = browser.get(f"/episodes/{episode.id}").text
    assert "0 of 7 parts done" in page
    for part in (
        "Arrest, offences and risks",
        "Drug test",
        "Required assessment",
        "Disposal",
        "Needs and consents",
        "Referral",
        "Before release",
    ):
        assert part in page
    assert "Start arrest, offences and risks" in page


def test_an_officer_carries_on_with_their_own_newest_draft_and_the_board_does_not_say_of_which_page(
    browser, client_of, looking
):
    view = scenes.in_custody(looking)
    home = f"/episodes/{view.episode.id}"
    for page, title in (("leaving", "Planned release"), ("required-assessment", "Required assessment")):
        keep(user_id=looking.user_id, address=f"{home}/{page}", title=title, typed={}, person_id=view.person.id)
    shown = browser.get(home).text
    assert "Left open by you today, 03:12" in shown
    assert "Required assessment: not finished" in shown
    assert browser.get(f"{home}?carry_on=1").location == f"{home}/required-assessment"
    board = browser.get("/custody").text
    assert f'{home}?carry_on=1">Carry on where I stopped, today, 03:12' in board
    assert "required-assessment" not in board
    assert "Left open by you" not in client_of(county.user(Role.CO), Role.CO).get(home).text


def test_who_saved_a_part_goes_on_with_the_next_that_is_open(browser, looking):
    view = scenes.in_custody(looking)
    home = f"/episodes/{view.episode.id}"
    assert browser.get(f"{home}?after=test").location == f"{home}/needs"
    assert browser.get(f"{home}?after=nonsense").status_code == 200


def test_a_voluntary_interview_has_no_test(browser, looking):
    episode = county.episode(by=looking, origin=Origin.VOLUNTARY_INTERVIEW)
    page = browser.get(f"/episodes/{episode.id}").text
    assert "Only a person in police detention" in page


def test_the_task_list_of_another_force_answers_like_one_that_does_not_exist(browser):
    stranger = county.viewer_of(county.user(Role.CO, of=county.force("Another Police")))
    episode, _ = county.detained(county.person(by=stranger), by=stranger)
    theirs, none = browser.get(f"/episodes/{episode.id}"), browser.get("/episodes/999999")
    assert (theirs.status_code, theirs.data) == (404, none.data)


@pytest.mark.database
def test_the_timeline_has_what_police_did_and_no_result(browser, looking):
    view = scenes.in_custody(looking)
    scenes.arrested_for(looking, view)
    tests_done.record_test(by=looking, view=scenes.again(looking, view), record=scenes.a_test())
    page = browser.get(f"/people/{view.person.id}/timeline").text
    assert "Arrested" in page
    assert "Result recorded" in page
    assert "ositive" not in page


def test_what_was_done_in_one_minute_stands_in_the_reverse_of_how_it_was_done(browser, looking):
    view = scenes.in_custody(looking)
    scenes.arrested_for(looking, view)
    at = clock.now().replace(second=0, microsecond=0)
    one_minute = scenes.a_test(warned_at=at, requested_at=at, taken_at=at, result_at=at)
    tests_done.record_test(by=looking, view=scenes.again(looking, view), record=one_minute)
    page = browser.get(f"/people/{view.person.id}/timeline").text
    newest_first = (
        "Result recorded",
        "Sample taken",
        "Sample asked for",
        "Purpose, warning and rights said",
        "Arrested",
    )
    places = [page.index(f">{title}<") for title in newest_first]
    assert places == sorted(places)


def test_the_service_has_its_own_timeline_with_its_own_steps(client_of, app, the_clock):
    scene = accepted(the_clock)
    scene.engage()
    page = client_of(scene.worker_user, Role.TW).get(f"/cases/{scene.referral.id}/timeline").text
    for words in ("Referred", "Accepted", "Assessment", "Care plan agreed", "Engaged"):
        assert words in page
    assert "Arrested" not in page
