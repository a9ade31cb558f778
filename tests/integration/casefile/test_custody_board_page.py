"""The custody board as an officer's browser gets it."""

import re
from datetime import date, timedelta

import pytest

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.acceptance.rules import decline_reasons
from pathways.arrest_tests.testing import actions as tests_done
from pathways.arrest_tests.testing.rules.record import RecordedTest
from pathways.arrest_tests.testing.rules.results import SampleOutcome, not_tested_reasons
from pathways.auth.roles import Role
from pathways.people import rules as people_rules
from pathways.people.custody.queries import view_of
from tests import county
from tests.integration.arrest_tests import custody_scenes as scenes
from tests.integration.disposals import plain_disposal
from tests.pages import as_drawn
from tests.referred import referred


@pytest.fixture
def officer(app):
    return county.user(Role.CO)


@pytest.fixture
def looking(officer):
    return county.viewer_of(officer)


@pytest.fixture
def browser(client_of, officer):
    return client_of(officer, Role.CO)


def test_nobody_here_is_said_and_says_what_to_do(browser):
    page = browser.get("/custody").text
    assert "Lincoln custody: 0 people detained" in page
    assert "Find or add a person" in page


def test_for_how_long_a_release_is_listed_is_said_by_the_table_that_decides_it(browser, monkeypatch):
    assert "Released, last 28 days" in browser.get("/custody").text
    a_fortnight = people_rules.DaysInSight(days=14, effective_from=date.min, source="Ours", mark="design")
    monkeypatch.setattr(people_rules, "_DAYS_IN_SIGHT", (a_fortnight,))
    assert "Released, last 14 days" in browser.get("/custody").text


def test_who_leaves_first_stands_first_and_under_an_hour_is_said_in_words(browser, looking):
    late = county.person("Brackley", "Sharon", by=looking)
    soon = county.person("Holtby", "Kieran", by=looking)
    county.detained(late, by=looking, planned_release_at=clock.now() + timedelta(hours=5))
    county.detained(soon, by=looking, planned_release_at=clock.now() + timedelta(minutes=53))
    page = browser.get("/custody").text
    assert "Lincoln custody: 2 people detained" in page
    assert page.index("Holtby") < page.index("Brackley")
    assert "Under 1 hour" in page
    assert "53 min" in page


def test_people_of_another_suite_and_of_other_origins_are_not_on_the_board(browser, looking):
    elsewhere = county.officer(at=county.suite("Boston"))
    county.detained(county.person("Elsewhere", by=elsewhere), by=elsewhere)
    county.episode(county.person("Voluntary", by=looking), by=looking)
    page = browser.get("/custody").text
    assert "Elsewhere" not in page
    assert "Voluntary" not in page


def test_a_positive_and_a_negative_test_give_the_very_same_row(browser, looking):
    for surname, given in (("Aaaa", scenes.a_test), ("Bbbb", scenes.negative)):
        view = scenes.in_custody(looking, of=county.person(surname, "Sam", by=looking))
        scenes.arrested_for(looking, view)
        tests_done.record_test(by=looking, view=scenes.again(looking, view), record=given())
    page = browser.get("/custody").text
    rows = [row.split("</tr>")[0] for row in page.split('<tr role="row"') if "Aaaa" in row or "Bbbb" in row]
    first, second = (_faceless(row) for row in rows)
    assert first == second
    assert "Go on after the test" in first
    onward = re.search(r'href="(/episodes/\d+\?after=test)"', rows[0])[1]
    assert browser.get(onward).location.endswith("/required-assessment")


def _faceless(row):

    row = re.sub(r"Aaaa|Bbbb", "", row)
    row = re.sub(r"LN-26-\d+", "", row)
    return re.sub(r"/episodes/\d+", "", row)


def test_a_young_person_has_no_test_and_one_way_on(browser, looking):
    county.detained(county.person("Fenwick", "Callum", born=date(2009, 2, 3), by=looking), by=looking)
    page = browser.get("/custody").text
    assert "Under 18, no test on arrest" in page
    assert "Refer to young people’s service" in page


def test_released_people_have_a_list_of_their_own(browser, looking):
    gone = county.person("Gone", by=looking)
    county.detained(gone, by=looking, arrived_at=clock.now() - timedelta(hours=9), released_at=clock.now())
    assert "Gone" not in as_drawn(browser.get("/custody").text)
    assert "Gone" in browser.get("/custody?view=released").text


def test_a_decision_maker_reads_the_board_and_is_sent_to_pages_they_may_open(client_of, app, looking):
    county.detained(by=looking)
    page = client_of(county.user(Role.DM), Role.DM).get("/custody").text
    assert "Continue arrest record" in page
    assert '/arrest"' not in page


def test_a_tag_says_who_asked_and_when_and_a_referral_when_it_went(client_of, the_clock):
    where = plain_disposal.scene()
    at_the_desk = client_of(where.officer_user, Role.CO)
    plain_disposal.proposed(plain_disposal.with_facts(where))
    assert f"Asked 03:12 by {where.officer.name}" in at_the_desk.get("/custody").text
    the_clock.advance(timedelta(minutes=5))
    referred(where.officer, episode=where.episode)
    assert re.search(r"Sent</strong>\s*<span class=\"second\">03:17<", at_the_desk.get("/custody").text)
    the_clock.advance(timedelta(days=1))
    assert f"Asked 25 Nov, 03:12 by {where.officer.name}" in client_of(where.officer_user, Role.CO).get("/custody").text


def test_a_proposal_is_decided_from_the_board_by_whoever_may_and_everybody_else_reads_for_whom_it_waits(client_of):
    where = plain_disposal.scene()
    no_test = RecordedTest(outcome=SampleOutcome.NOT_ASKED, not_tested_reason=not_tested_reasons()["hospital"])
    tests_done.record_test(by=where.officer, view=view_of(where.episode), record=no_test)
    plain_disposal.proposed(plain_disposal.with_facts(where))
    referred(where.officer, episode=where.episode)
    pages = {
        name: client_of(user, role).get("/custody").text
        for name, user, role in (
            ("proposer", where.officer_user, Role.CO),
            ("colleague", county.user(Role.CO), Role.CO),
            ("sergeant", where.sergeant_user, Role.DM),
        )
    }
    assert "Decide proposal" in pages["sergeant"]
    for name in ("proposer", "colleague"):
        assert "Proposal waits for a deciding officer" in pages[name]
        assert "Decide proposal" not in pages[name]
        assert f"by {where.officer.name}, waits for a deciding officer" in pages[name]


def test_a_place_is_needed_since_the_service_declined_and_not_since_it_was_sent(client_of, the_clock):
    where = plain_disposal.scene()
    referral = referred(where.officer, episode=where.episode)
    the_clock.advance(timedelta(minutes=40))
    accepting.decline(by=where.worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    page = client_of(where.officer_user, Role.CO).get("/custody").text
    assert re.search(r"Needs a place</strong>\s*<span class=\"second\">03:52<", page)


def test_after_six_the_board_says_that_six_oclock_is_tomorrows(client_of, officer, the_clock):
    assert "Leaving before 06:00 (0)" in client_of(officer, Role.CO).get("/custody").text
    the_clock.advance(timedelta(hours=3, minutes=1))
    assert "Leaving before 06:00 tomorrow (0)" in client_of(officer, Role.CO).get("/custody").text


def test_whoever_may_set_the_planned_release_is_led_there_from_the_head_of_the_case(client_of, officer, looking):
    episode, _ = county.detained(by=looking)
    head = client_of(officer, Role.CO).get(f"/episodes/{episode.id}").text.split("</section>")[0]
    assert re.search(rf'href="/episodes/{episode.id}/leaving">Set it<', head)
    assert "Custody officer sets this" not in head
    head = client_of(county.user(Role.DM), Role.DM).get(f"/episodes/{episode.id}").text.split("</section>")[0]
    assert "Custody officer sets this" in head
    assert "/leaving" not in head
