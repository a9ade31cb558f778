"""A concern is seen where the case is: that it stands and by whom, before any form; what was said, by its readers."""

import io
from datetime import timedelta

import pypdf
import pytest

from pathways import clock
from pathways.arrest_tests.testing.actions import ask_later
from pathways.arrest_tests.testing.rules.record import LaterFacts, reasons_to_ask_later
from pathways.auth.queries import name_of
from pathways.auth.roles import Role
from pathways.people.custody.queries import view_of
from pathways.safeguarding import queries
from pathways.safeguarding.rules.concerns import Passed, ReviewStage
from pathways.safeguarding.rules.risks import RiskAnswers
from pathways.vocabulary import Answer
from tests import county, county_safeguarding
from tests.accepted import accepted
from tests.integration.arrest_tests import custody_scenes as scenes

MOMENT = timedelta(minutes=5)
FIRST, HELD = "Safeguarding review first", "Safeguarding review held"
SAID = ("Home taken over (cuckooing)", "New associates or unknown visitors")
ASLEEP = "Ask where they will sleep tonight before they leave"


@pytest.fixture
def case(app, the_clock):
    """Somebody in the cells whose test is done: they said no to every risk, and the same officer raised a concern."""
    raiser = county.user(Role.CO)
    by = county.viewer_of(raiser)
    view = scenes.in_custody(by)
    scenes.arrested_for(by, view, "TA78-3")
    county_safeguarding.risks(by, view.episode)
    the_clock.advance(MOMENT)
    row = county_safeguarding.concern(by, view.episode)
    return raiser, view.episode, row


def pages_of(episode):
    here = f"/episodes/{episode.id}"
    return (here, f"{here}/before-release", f"{here}/disposal", f"{here}/release", f"{here}/risks")


def text_before_forms(page):
    """The page without its own head and its fields: what stands before any form."""
    return page[page.index("</h1>") :].split("<form")[0]


@pytest.mark.parametrize("role", [Role.CO, Role.DM])
def test_the_head_and_every_page_of_the_case_say_that_a_review_comes_first_before_any_form(client_of, case, role):
    _, episode, row = case
    client = client_of(county.user(role), role)
    for address in pages_of(episode)[: 5 if role is Role.CO else 3]:
        page = client.get(address).text
        assert ReviewStage.WAITS.label in page.split("<h1")[0], address
        assert FIRST in text_before_forms(page), address
    assert (f"/safeguarding/{row.id}" in client.get(pages_of(episode)[0]).text) is (role is Role.DM)


def test_the_strip_over_a_case_calls_a_part_that_a_review_holds_up_what_the_task_list_calls_it(client_of, case):
    raiser, episode, _ = case
    strip = client_of(raiser, Role.CO).get(f"/episodes/{episode.id}").text.split("<h1")[0]
    assert 'Disposal<span class="govuk-visually-hidden">, review first</span>' in strip
    assert "past its date" not in strip


def test_the_board_says_what_comes_first_and_who_does_it_and_leads_there(client_of, case):
    raiser, episode, row = case
    board = client_of(raiser, Role.CO).get("/custody").text
    assert f"{FIRST}: ask a deciding officer to hold it" in board
    assert f"{FIRST}, by a deciding officer: raised" in board
    assert "Decide disposal" not in board
    assert f"/episodes/{episode.id}/safeguarding" in board
    decider = client_of(county.user(Role.DM), Role.DM).get("/custody").text
    assert f"/safeguarding/{row.id}" in decider
    assert not any(words in board + decider for words in SAID)


def test_an_older_no_never_stands_against_the_concern_and_every_answer_says_when_and_to_whom(client_of, case):
    raiser, episode, _ = case
    page = client_of(raiser, Role.CO).get(f"/episodes/{episode.id}/before-release").text
    exploited = page[page.index("Exploited, or home taken over") :].split("</div>")[0]
    assert exploited.index("A concern was raised") < exploited.index("They answered: No, today")
    assert f"to {name_of(raiser.id)}" in exploited
    assert ASLEEP in page


def test_an_answer_is_as_old_as_when_it_was_first_said_and_not_as_the_row_that_repeats_it(case, the_clock):
    raiser, episode, _ = case
    the_clock.advance(MOMENT)
    county_safeguarding.risks(county.viewer_of(raiser), episode, suicide_risk=Answer.YES)
    lines = {line.question.name: line for line in queries.risks_told(episode.id)}
    assert lines["suicide_risk"].at - lines["exploitation"].at == 2 * MOMENT


def test_once_it_was_held_the_outcome_is_told_to_whoever_reads_the_concern_and_to_nobody_else(client_of, case):
    raiser, episode, row = case
    county_safeguarding.reviewed(county.viewer_of(county.user(Role.DM)), row, passed_to=(Passed.ADULT_SOCIAL_CARE,))
    page = client_of(raiser, Role.CO).get(f"/episodes/{episode.id}/before-release").text
    assert HELD in text_before_forms(page)
    assert ASLEEP in text_before_forms(page)
    assert f"Passed to: {Passed.ADULT_SOCIAL_CARE.label}" in page
    colleague = client_of(county.user(Role.CO), Role.CO).get(f"/episodes/{episode.id}/before-release").text
    assert HELD in text_before_forms(colleague)
    assert ASLEEP in text_before_forms(colleague)
    assert Passed.ADULT_SOCIAL_CARE.label not in colleague
    assert not any(words in page + colleague for words in SAID)


def test_the_slip_says_nothing_of_it_for_others_may_read_it(client_of, case):
    raiser, episode, _ = case
    paper = client_of(raiser, Role.CO).get(f"/episodes/{episode.id}/slip.pdf").data
    slip = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages).lower()
    assert "where to go next" in slip
    assert not any(word in slip for word in ("safeguarding", "concern", "exploit", "sleep"))


def safeguarding_of(viewer, episode):
    return queries.safeguarding_of_many(viewer, {episode.id: RiskAnswers()}, raised_in=[episode.id])[episode.id]


def test_liaison_and_diversion_know_of_what_they_raised_and_of_nothing_else(client_of, case):
    _, episode, _ = case
    user = county.user(Role.HP)
    looking = county.viewer_of(user)
    page = client_of(user, Role.HP).get(f"/episodes/{episode.id}/before-release").text
    assert FIRST not in page
    assert "A concern was raised" not in page
    assert safeguarding_of(looking, episode).stage is ReviewStage.NONE
    county_safeguarding.concern(looking, episode)
    assert FIRST in client_of(user, Role.HP).get(f"/episodes/{episode.id}/before-release").text


def test_whoever_raised_it_at_a_service_is_not_named_to_the_police(the_clock, app):
    case = accepted(the_clock)
    episode = view_of(case.episode).episode
    county_safeguarding.concern(case.worker, episode)
    seen = safeguarding_of(case.officer, episode)
    assert (seen.stage, seen.raised_by) == (ReviewStage.WAITS, "")
    assert safeguarding_of(case.worker, episode).stage is ReviewStage.NONE


def test_a_yes_without_a_concern_is_one_to_raise(client_of, app):
    officer = county.user(Role.CO)
    by = county.viewer_of(officer)
    view = scenes.in_custody(by)
    scenes.arrested_for(by, view, "TA78-3")
    county_safeguarding.risks(by, view.episode, exploitation=Answer.YES)
    client = client_of(officer, Role.CO)
    assert "Raise safeguarding concern" in client.get("/custody").text
    assert "Safeguarding first: raise the concern" in text_before_forms(client.get(f"/episodes/{view.episode.id}").text)


@pytest.mark.parametrize("why", reasons_to_ask_later().values(), ids=str)
def test_before_a_test_and_an_authority_stands_health_where_an_answer_says_so(client_of, case, why):
    raiser, episode, _ = case
    by, line = county.viewer_of(raiser), "call a healthcare professional first"
    client = client_of(raiser, Role.CO)
    pages = [f"/episodes/{episode.id}/{page}" for page in ("test", "authority")]
    assert [line in client.get(page).text for page in pages] == [False, False]
    ask_later(
        by=by, view=view_of(episode), facts=LaterFacts(why=why, ask_again_at=clock.now() + MOMENT, note="As told")
    )
    assert [line in client.get(page).text for page in pages] == [why.is_unwell] * 2
    county_safeguarding.risks(by, episode, suicide_risk=Answer.YES)
    assert [line in client.get(page).text for page in pages] == [True, True]


def test_of_two_concerns_the_one_that_waits_is_told_though_the_other_was_reviewed_since(case, the_clock):
    raiser, episode, row = case
    decider = county.viewer_of(county.user(Role.DM))
    second = county_safeguarding.concern(county.viewer_of(raiser), episode)
    the_clock.advance(MOMENT)
    county_safeguarding.reviewed(decider, row)
    seen = safeguarding_of(decider, episode)
    assert (seen.stage, seen.concern_id) == (ReviewStage.WAITS, second.id)
