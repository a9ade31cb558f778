"""What somebody who decides reads before a disposal: the offence, the gravity, and what is not decided here."""

import re

import pytest

from pathways import clock
from pathways.auth.roles import Role
from pathways.disposals.models import GravityTableKept
from pathways.disposals.proposal import queries
from pathways.law.rules.disposal_terms import Kind
from pathways.people.rules import Presence
from pathways.store.base import db as database
from tests import county
from tests.integration.arrest_tests.custody_scenes import in_custody
from tests.integration.arrest_tests.testing.test_held_for_no_offence import because
from tests.integration.disposals.facts.test_force_switches import say
from tests.integration.disposals.plain_disposal import BECAUSE, proposed, with_facts
from tests.unit.disposals.facts.test_gravity import TABLE


@pytest.fixture
def table(where):
    """The gravity table of the force: 3 for this offence with a drug of class A."""
    gravity_table = GravityTableKept(
        organisation_id=where.episode.organisation_id, version="2026-12", text=TABLE, valid_from=clock.today(),
        source="Made up", recorded_at=clock.now(), recorded_by_id=where.sergeant_user.id,
    )  # fmt: skip
    database.session.add(gravity_table)
    database.session.commit()
    return gravity_table


def test_the_board_names_the_offence(officer, where):
    assert "Possession" in officer.get("/custody").text.partition("What the clocks mean")[0]


def test_somebody_held_for_no_offence_has_nothing_to_decide(client_of):
    user = county.user(Role.CO)
    view = because(county.viewer_of(user), in_custody(county.viewer_of(user)), Presence.BREACH_OF_PEACE)
    database.session.commit()
    browser = client_of(user, Role.CO)
    assert "Nothing to decide" in browser.get("/custody").text
    assert "Nothing to decide: held for a breach of the peace" in browser.get(f"/episodes/{view.episode.id}").text


def test_the_gravity_is_the_same_number_on_the_facts_and_at_the_decision(sergeant, where, table):
    disposal = proposed(with_facts(where))
    chosen = sergeant.get(f"/episodes/{where.episode.id}/disposal").text
    assert "Gravity score 3" in chosen
    assert "Score 3" in sergeant.get(f"/disposals/{disposal.id}/authorise").text


def test_ticking_a_factor_says_the_score_that_results_before_and_after(sergeant, where, table):
    disposal = proposed(with_facts(where))
    typed = {"decision": "authorise", "reason": BECAUSE, "gravity_factors": ["sought_help"]}
    checked = sergeant.post(f"/disposals/{disposal.id}/authorise", {**typed, "then": "check"}).text
    assert "With what is ticked: Score 2" in checked
    assert queries.disposal(where.sergeant, disposal.id).disposal.authorised_at is None
    answer = sergeant.post(f"/disposals/{disposal.id}/authorise", typed)
    assert "Score 2. The offence scores 3, and what was ticked changed it" in sergeant.get(answer.location).text


def test_after_a_decision_the_page_says_who_sees_it_and_a_resolution_is_to_be_agreed(client_of, sergeant, where, table):
    for name, most in (("cfg_cr_max_gravity", 5), ("cfg_cr_repeat_limit", 1)):
        say(most, name=name)
    disposal = proposed(with_facts(where), kind=Kind.CR)
    typed = {"decision": "authorise", "reason": BECAUSE}
    page = sergeant.get(sergeant.post(f"/disposals/{disposal.id}/authorise", typed).location).text
    assert f"Authorised, in your name. {where.officer.name}, who proposed it, sees it here" in page
    assert "No message is sent" in page
    assert "Authorised, to be agreed" in page
    assert "to be signed" not in page
    assert "in your name" not in sergeant.get(f"/disposals/{disposal.id}").text
    board = client_of(where.officer_user, Role.CO).get("/custody").text
    assert "to be agreed" in board
    assert "Get it agreed" in board
    assert "None: an offence here can be tried by the Crown Court" in page


def test_nothing_else_to_do_has_no_heading_of_its_own(sergeant, where):
    disposal = proposed(with_facts(where), kind=Kind.CR)
    page = sergeant.get(f"/disposals/{disposal.id}/authorise").text
    assert "Record the decision" in page
    assert "What else may be done" not in page


def test_where_charge_and_no_further_action_are_dealt_with_is_said(sergeant, where):
    with_facts(where)
    page = sergeant.get(f"/episodes/{where.episode.id}/disposal").text
    assert re.search("Charge and no further action .* custody system", page)


def test_a_course_at_whatever_service_accepts_is_warned_of_while_nothing_is_referred(sergeant, where):
    with_facts(where)
    page = sergeant.get(f"/episodes/{where.episode.id}/disposal/propose/CR").text
    assert "No referral is sent yet." in page
