"""What a page says of a step that is closed, to whom it says it, and what it drops that it did not ask."""

from datetime import timedelta

import pytest

from pathways import clock
from pathways.auth.models import User
from pathways.auth.roles import Role
from pathways.disposals.conditions import actions as conditions_actions
from pathways.disposals.facts import actions as facts_actions
from pathways.disposals.proposal import queries
from pathways.disposals.signing import actions as signing_actions
from pathways.disposals.steps import actions as steps_actions
from pathways.law.rules.disposal_terms import Kind
from pathways.refusals import Refused
from pathways.store.base import db
from tests import county
from tests.integration.disposals.machine.placed import placed
from tests.integration.disposals.machine.pressing import SENTENCE, press
from tests.integration.disposals.machine.the_desks import every_desk
from tests.integration.disposals.plain_disposal import (
    ANSWERS,
    BECAUSE,
    WHY,
    proposal_page,
    proposed,
    scene,
    signed,
)


@pytest.fixture
def desks(app):
    return every_desk()


def client_at(client_of, desks, name, role=Role.DM):
    return client_of(db.session.get_one(User, desks.who[name].user_id), role)


def test_a_step_before_its_time_says_why_and_from_when_on_its_page_on_the_list_and_to_whoever_sends_it(
    client_of, desks
):
    deferred = placed(desks, "O22", "DEFERRED")
    db.session.commit()
    page, close = f"/disposals/{deferred.id}", f"/disposals/{deferred.id}/step/close_22"
    client = client_at(client_of, desks, "sergeant")
    for words in ("not open yet: it is at ‘activity running’", "and runs until 16 December 2026", "First comes"):
        assert words in client.get(close).text
        assert words in client.get(page).text
    with pytest.raises(Refused, match="First comes ‘Report the activity done’, then ‘Accept the whole activity"):
        steps_actions.take_step(by=desks.who["sergeant"], disposal_id=deferred.id, event="close_22", given={})


def test_a_step_whose_day_has_not_come_names_the_day(client_of, desks):
    notice = placed(desks, "PND", "GIVEN")
    db.session.commit()
    client = client_at(client_of, desks, "sergeant")
    for page in (f"/disposals/{notice.id}", f"/disposals/{notice.id}/step/unpaid_at_end"):
        assert "The time to pay runs until 16 December 2026" in client.get(page).text


def test_the_margin_to_charge_names_the_last_day_that_keeps_it_wherever_it_is_met(client_of, app):
    where = scene(code="POA86-5")
    answered = {"answers": ANSWERS, "offence_on": clock.today() - timedelta(days=150)}
    facts_actions.record_facts(by=where.officer, episode_id=where.episode.id, **answered)
    day = "30 November 2026"
    officer, sergeant = client_of(where.officer_user, Role.CO), client_of(where.sergeant_user, Role.DM)
    db.session.commit()
    assert f"the last day is {day}" in officer.get(proposal_page(where)).text
    disposal = proposed(where)
    db.session.commit()
    assert f"The last day that keeps it is {day}" in sergeant.get(f"/disposals/{disposal.id}/authorise").text
    with pytest.raises(Refused, match=f"CC-17.*{day}"):
        signing_actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=BECAUSE)
    last_day = "The last day that keeps it"
    assert not [result for result in disposal.results if last_day in str(result)], (
        "what is kept says what the book says"
    )


def test_what_a_form_did_not_offer_is_dropped_and_never_answered_with_an_error_that_points_nowhere(client_of, desks):
    db.session.commit()
    extra = {
        "set_aside": "CC-10",
        "aside_because": "too short",
        "deadline_reason": "later",
        "conditions-0-kind": "drug_assessment",
    }
    sent = {"rationale": WHY, "reasons_cite_test": "no"} | extra
    officer = client_at(client_of, desks, "constable", Role.CO)
    assert officer.post(f"/episodes/{desks.episode_id}/disposal/propose/SC", sent).status_code == 302
    stands = queries.standing(desks.episode_id)
    assert (stands.kind, stands.deadline_reason) == (Kind.SC, None)
    assert queries.set_aside(queries.disposal(desks.who["constable"], stands.id).events) == {}
    assert queries.conditions_of(stands.id) == ()


def test_a_sergeant_is_never_told_to_ask_a_sergeant(client_of, desks):
    at_custody = county.viewer_of(county.user(Role.CO))
    review = placed(desks, "CC", "BREACH_REVIEW")
    with pytest.raises(Refused, match=r"another desk.*whatever your rank: a deciding officer takes it") as refusal:
        press(desks, at_custody, "CC", review, "no_failure_found")
    assert "sergeant" not in str(refusal.value)
    db.session.commit()
    page = client_at(client_of, desks, "sergeant").get(f"/disposals/{review.id}").text
    assert "Waits for you" in page
    assert "A sergeant decides" not in page
    assert "A sergeant decides" in client_at(client_of, desks, "constable", Role.CO).get(f"/disposals/{review.id}").text


def test_a_condition_that_was_reported_not_met_is_told_to_a_sergeant_as_theirs(client_of, app):
    where = scene()
    disposal = signed(where)
    row = queries.conditions_of(disposal.id)[0]
    conditions_actions.report_condition(by=where.officer, condition_id=row.id, met=False, on=clock.today())
    db.session.commit()
    page = f"/disposals/{disposal.id}"
    assert "A sergeant must look at this report" in client_of(where.officer_user, Role.CO).get(page).text
    assert "A sergeant must look at this report" not in client_of(where.sergeant_user, Role.DM).get(page).text
    accept = {"condition_id": row.id, "evidence": SENTENCE, "victim_told": None}
    with pytest.raises(Refused, match="then you decide"):
        conditions_actions.accept_condition(by=where.sergeant, **accept)
    with pytest.raises(Refused, match="A sergeant must look at it first"):
        conditions_actions.accept_condition(by=where.officer, **accept)
