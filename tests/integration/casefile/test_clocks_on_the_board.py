"""The board's clocks, views and reminders, as an officer's browser gets them."""

from datetime import date, timedelta

import pytest

from pathways import clock, dates
from pathways.arrest_tests.authority import actions as authority_actions
from pathways.arrest_tests.offences.queries import offences_of
from pathways.arrest_tests.testing import actions as testing_actions
from pathways.arrest_tests.testing.rules.record import LaterFacts, reasons_to_ask_later
from pathways.auth.roles import Role
from pathways.people.custody.rules import TransferFacts
from pathways.people.leaving_custody import actions as people
from pathways.people.leaving_custody.rules import LeavingFacts
from pathways.people.rules import AgeEvidence, ReleaseType
from tests import county
from tests.integration.arrest_tests import custody_scenes as scenes

HOUR = timedelta(hours=1)


@pytest.fixture
def officer(app):
    return county.user(Role.CO)


@pytest.fixture
def looking(officer):
    return county.viewer_of(officer)


@pytest.fixture
def browser(client_of, officer):
    return client_of(officer, Role.CO)


def arrested(looking, surname, **changes):
    view = scenes.in_custody(looking, of=county.person(surname, "Sam", by=looking))
    scenes.arrested_for(looking, view, **changes)
    return scenes.again(looking, view)


def decide(looking, view, how, *, only=False):
    facts = LeavingFacts(decision=how, decided_at=clock.now(), held_only_for_sample=only)
    people.plan_release(by=looking, episode=view.episode, facts=facts)


def test_a_clock_of_24_hours_stands_there_only_once_bail_is_decided_and_only_the_sample_keeps_them(browser, looking):
    view = arrested(looking, "Holtby")
    assert "Sample by" not in browser.get("/custody").text.split("What the clocks mean")[0]
    decide(looking, view, ReleaseType.ON_BAIL, only=True)
    ends = dates.london(view.detention.arrived_at + 24 * HOUR)
    assert f"Sample by tomorrow, {ends:%H:%M}" in browser.get("/custody").text


def test_who_leaves_without_bail_may_not_be_kept_for_a_sample(browser, looking):
    view = arrested(looking, "Holtby")
    decide(looking, view, ReleaseType.WITHOUT_BAIL)
    page = browser.get("/custody").text
    assert "No hold" in page
    assert "may not be kept for a sample" in page


def test_six_hours_run_from_the_charge_and_pass(client_of, officer, looking, the_clock):
    def board():
        return client_of(officer, Role.CO).get("/custody").text

    arrested(looking, "Holtby", charged_at=clock.now() - HOUR)
    page = board()
    assert "No time limit ends before" in page
    assert "If he is held only for a sample, it must be taken by" in page
    the_clock.advance(4.5 * HOUR)
    assert "Under 1 hour" in board()
    the_clock.advance(HOUR)
    page = board()
    assert "A sample may no longer be taken" in page
    assert "No release time is set" in page


@pytest.mark.parametrize("has_refused", [False, True])
def test_a_reminder_counts_down_on_the_board_and_says_ask_again_once_it_is_due(
    client_of, officer, looking, the_clock, has_refused
):
    view = arrested(looking, "Wieleba")
    if has_refused:
        testing_actions.record_test(by=looking, view=view, record=scenes.refused())
        the_clock.advance(timedelta(minutes=1))
    facts = LaterFacts(why=reasons_to_ask_later()["too_intoxicated"], ask_again_at=clock.now() + HOUR)
    testing_actions.ask_later(by=looking, view=view, facts=facts)
    page = client_of(officer, Role.CO).get("/custody").text
    assert "Too intoxicated to understand, ask again" in page
    assert "Ask again now" not in page
    the_clock.advance(HOUR)
    assert "Ask again now" in client_of(officer, Role.CO).get("/custody").text


def test_a_positive_and_a_negative_test_give_the_same_clock_with_and_without_a_planned_release(browser, looking):
    for surname, given in (("Aaaa", scenes.a_test), ("Bbbb", scenes.negative)):
        testing_actions.record_test(by=looking, view=arrested(looking, surname), record=given())
    page = browser.get("/custody").text
    assert page.count("Time to test: stopped") == 2
    arrested(looking, "Cccc")
    board = browser.get("/custody").text
    assert "No time limit" not in board
    assert "Detention and review clocks run on the custody system, not here" in board
    assert page.count("Sample taken") == 2


def test_each_view_holds_its_own(browser, looking, client_of):
    other = county.viewer_of(county.user(Role.CO))
    county.detained(county.person("Theirs", by=other), by=other)
    early = clock.now() + timedelta(minutes=30)
    county.detained(county.person("Early", by=looking), by=looking, planned_release_at=early)
    waiting = arrested(looking, "Waiting", code="TA78-3")
    (offence,) = offences_of(waiting.episode.id)
    authority_actions.ask_for_authority(by=looking, view=waiting, offence_id=offence.id, grounds=scenes.GROUNDS)
    shown = {
        name: browser.get(f"/custody?view={name}").text.split("</nav>")[-1]
        for name in ("detained", "mine", "authority", "leaving", "unheard-of")
    }
    names = ("Theirs", "Early", "Waiting")
    names_shown = {name: [each for each in names if each in page] for name, page in shown.items()}
    assert names_shown == {
        "detained": list(names),
        "mine": ["Early", "Waiting"],
        "authority": ["Waiting"],
        "leaving": ["Early"],
        "unheard-of": list(names),
    }
    assert "Nobody left" in browser.get("/custody?view=released").text


def test_an_age_in_doubt_is_treated_as_a_childs_on_the_board_and_the_task_list(browser, looking):
    born = date(clock.today().year - 18, 1, 5)
    someone = county.person("Fenwick", "Callum", born=born, age_evidence=AgeEvidence.ESTIMATED, by=looking)
    episode, _ = county.detained(someone, by=looking)
    page = browser.get("/custody").text
    assert "Refer to young people’s service" in page
    assert "Appropriate adult" in page
    assert "the adult form stops here" in browser.get(f"/episodes/{episode.id}").text


def test_after_a_charge_from_14_the_test_opens_for_a_young_person_with_an_appropriate_adult(browser, looking):
    scenes.notified()
    someone = county.person("Fenwick", "Callum", born=date(2010, 2, 3), by=looking)
    episode, _ = county.detained(someone, by=looking, needs_appropriate_adult=True, appropriate_adult_present=True)
    view = scenes.people.episode(looking, episode.id)
    scenes.arrested_for(looking, view, charged_at=clock.now())
    page = browser.get("/custody").text
    assert "Under 18, after charge only" in page
    assert "Yes, after charge" in browser.get(f"/episodes/{episode.id}").text


def test_the_timeline_tells_of_the_transfer_the_reminder_and_the_decision(browser, looking):
    view = arrested(looking, "Holtby")
    now = clock.now()
    facts = LaterFacts(why=reasons_to_ask_later()["asleep"], ask_again_at=now + HOUR)
    testing_actions.ask_later(by=looking, view=view, facts=facts)
    boston = county.suite("Boston")
    moved = TransferFacts(to_suite_id=boston.id, custody_record_no="BN-26-00007", left_at=now - HOUR, arrived_at=now)
    people.transfer(by=looking, episode=view.episode, facts=moved)
    decide(looking, view, ReleaseType.ON_BAIL, only=True)
    page = browser.get(f"/people/{view.person.id}/timeline").text
    for words in ("Arrived at Lincoln", "Transferred to Boston", "BN-26-00007", "Not asked yet", "Release decided"):
        assert words in page
