"""Authority, signature, conditions and the waiting list: what the pages show, refuse and keep."""

import re
from datetime import timedelta
from hashlib import sha256

import pytest

from pathways import clock
from pathways.auth.roles import Rank, Role
from pathways.disposals.conditions import actions
from pathways.disposals.conditions import queries as conditions_queries
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.steps.rules.machine import State
from pathways.people.identity.queries import details_of
from tests import county, county_safeguarding
from tests.integration.arrest_tests import held_scenes
from tests.integration.arrest_tests.custody_scenes import arrested_for, in_custody
from tests.integration.disposals.plain_disposal import (
    BECAUSE,
    WHY,
    assessment,
    authorised,
    facts_page,
    proposal_page,
    proposed,
    signed,
    with_facts,
)
from tests.integration.hostile.typed import filled_in
from tests.pages import faulty, hidden_values
from tests.papers import opened

EXPLAINED = {
    "explained_at-time": "03:12",
    "explained_at-day": "25",
    "explained_at-month": "11",
    "explained_at-year": "2026",
}


def test_the_authoriser_reads_facts_reasons_and_conditions_and_decides(sergeant, where):
    disposal = proposed(with_facts(where))
    page = sergeant.get(f"/disposals/{disposal.id}/authorise").text
    for words in (
        WHY,
        "Full admission in interview, reliable",
        "Attend an assessment with Lincoln Recovery Hub",
        "No rule stops it at this step",
    ):
        assert words in page
    answer = sergeant.post(f"/disposals/{disposal.id}/authorise", {"decision": "authorise", "reason": BECAUSE})
    assert "Authorised: explain it, then sign" in sergeant.get(answer.location).text


def test_whoever_proposed_is_told_that_it_cannot_be_them(client_of, where):
    where.officer_user = county.user(Role.DM)
    disposal = proposed(with_facts(where))
    own = client_of(where.officer_user, Role.DM)
    page = own.get(f"/disposals/{disposal.id}/authorise").text
    assert "You proposed this" in page
    assert 'name="decision"' not in page


def test_a_custody_officer_has_no_page_to_authorise(officer, where):
    disposal = proposed(with_facts(where))
    assert officer.get(f"/disposals/{disposal.id}/authorise").status_code == 403


def test_sent_back_goes_to_be_decided_again(sergeant, where):
    disposal = proposed(with_facts(where))
    answer = sergeant.post(
        f"/disposals/{disposal.id}/authorise", {"decision": "send_back", "reason": "The town in the condition is wrong"}
    )
    assert "To be decided again" in sergeant.get(answer.location).text


@pytest.mark.database
def test_the_signed_document_is_served_byte_for_byte_as_it_was_row(sergeant, client_of, where, the_clock):
    disposal = authorised(where)
    address = f"/disposals/{disposal.id}/document.pdf"
    to_sign = sergeant.get(address)
    assert to_sign.mimetype == "application/pdf"
    answer = sergeant.post(f"/disposals/{disposal.id}/sign", EXPLAINED | {"consents": "yes", "was_signed": "paper"})
    assert answer.status_code == 302, answer.text
    the_clock.advance(timedelta(days=1))
    document = proposal_queries.document_of(disposal)
    later = client_of(where.sergeant_user, Role.DM)
    served = [later.get(address).data for _ in range(2)]
    assert served[0] == served[1] == document.content != to_sign.data
    assert "Copy 1" in opened(served[0], "disposals", "caution")
    assert "This copy is not signed" in opened(to_sign.data, "disposals", "caution")
    assert later.get(f"{address}?copy=2").status_code == 404
    assert sha256(served[0]).hexdigest() == document.sha256


def test_a_no_at_signing_is_recorded_with_whether_advice_was_offered(sergeant, where):
    disposal = authorised(where)
    page = sergeant.post(f"/disposals/{disposal.id}/sign", EXPLAINED | {"consents": "no"}).text
    assert "Select whether legal advice was offered" in page
    sergeant.post(f"/disposals/{disposal.id}/sign", EXPLAINED | {"consents": "no", "advice_offered": "yes"})
    assert proposal_queries.disposal(where.sergeant, disposal.id).disposal.state is State.REDECIDE


def test_a_proposal_is_taken_back_with_a_reason(officer, where):
    disposal = proposed(with_facts(where))
    address = f"/disposals/{disposal.id}/take-back"
    assert "Say why the proposal is taken back" in officer.post(address, {"why": "withdraw_proposal"}).text
    answer = officer.post(address, {"why": "withdraw_proposal", "reason": "The wrong service was named in it"})
    assert "To be decided again" in officer.get(answer.location).text


def test_the_evidence_is_accepted_on_its_page_and_the_caution_is_completed(officer, where):
    disposal = signed(where)
    (row,) = proposal_queries.conditions_of(disposal.id)
    page = officer.post(f"/conditions/{row.id}/accept", {}).text
    assert faulty(page) == ["evidence"]
    answer = officer.post(f"/conditions/{row.id}/accept", {"evidence": "A letter of the service, dated today"})
    assert "The outcome stays as it is" in officer.get(answer.location).text


def test_a_second_press_returns_the_first_result(officer, where):
    disposal = signed(where)
    (row,) = proposal_queries.conditions_of(disposal.id)
    address = f"/conditions/{row.id}/accept"

    sent = hidden_values(officer.get(address).text, address) | {"evidence": "A letter of the service, dated today"}
    first, second = officer.send(address, sent), officer.send(address, sent)
    assert first.location == second.location


def test_the_waiting_list_names_who_proposed_and_leads_to_the_decision(sergeant, officer, where):
    disposal = proposed(with_facts(where))
    page = sergeant.get("/disposals/waiting").text
    assert "Dean Rawcliffe" in page
    assert f"/disposals/{disposal.id}/authorise" in page
    assert f"/disposals/{disposal.id}/authorise" not in officer.get("/disposals/waiting").text


def test_an_empty_waiting_list_says_so(sergeant):
    assert "Nothing is waiting for authority." in sergeant.get("/disposals/waiting").text


def test_the_waiting_list_says_what_else_waits_for_whoever_looks_and_how_much(sergeant, client_of, where):
    inspector = client_of(county.user(Role.DM, rank=Rank.INSPECTOR), Role.DM)
    assert also(sergeant) == {"Safeguarding reviews": "none", "Failures to decide": "none"}
    assert also(inspector) == {"Safeguarding reviews": "none", "Held records": "none", "Failures to decide": "none"}
    raised = county_safeguarding.concern(where.officer, where.episode)
    view = in_custody(where.officer)
    arrested_for(where.officer, view)
    held_scenes.as_it_happened(where.officer, view)
    assert also(sergeant)["Safeguarding reviews"] == "1"
    assert also(inspector)["Held records"] == "1"
    saved = sergeant.post(
        f"/safeguarding/{raised.id}", {"passed_to": "police_team", "agreed": "not_asked", "reason": WHY}
    )
    assert "Your review is recorded, in your name." in sergeant.get(saved.location).text
    assert also(sergeant)["Safeguarding reviews"] == "none"


def also(desk):
    """What the page says waits elsewhere: each list with how much is on it."""
    waiting = desk.get("/disposals/waiting").text.partition("Also waits for you:")[2].partition("</p>")[0]
    return dict(re.findall(r">([A-Z][a-z ]+)</a> \((\w+)", waiting))


def test_another_force_and_a_number_that_is_not_there_answer_alike(client_of, where):
    disposal = proposed(with_facts(where))
    other = client_of(county.user(Role.DM, of=county.force("Humberside Police")), Role.DM)
    for address in (
        facts_page(where),
        proposal_page(where),
        f"/disposals/{disposal.id}",
        f"/disposals/{disposal.id}/document.pdf",
    ):
        hidden = other.get(address)
        missing = other.get(address.replace(str(disposal.id), "999999").replace(str(where.episode.id), "999999"))
        assert (hidden.status_code, hidden.data) == (404, missing.data)


def test_a_treatment_worker_is_told_of_no_disposal_and_has_no_list(client_of, where):
    disposal = signed(where)
    worker = client_of(where.worker_user, Role.TW)
    for address in (facts_page(where), f"/disposals/{disposal.id}", f"/disposals/{disposal.id}/document.pdf"):
        assert worker.get(address).status_code == 404
    assert worker.get("/disposals/waiting").status_code == 403


def test_a_report_waiting_for_an_officer_stands_out(officer, where):

    disposal = signed(where, assessment(where.service), assessment(where.service, weeks=6))
    first, second = proposal_queries.conditions_of(disposal.id)
    actions.report_condition(by=where.worker, condition_id=first.id, met=True, on=clock.today())
    actions.report_condition(by=where.worker, condition_id=second.id, met=False, on=clock.today())
    page = officer.get(f"/disposals/{disposal.id}").text
    assert page.count("Reported, waits for an officer") == 2
    assert "A sergeant must look at this report." in page


def test_a_caution_past_its_date_is_red_and_says_so_in_words(client_of, where, the_clock):
    disposal = signed(where)
    page = client_of(where.officer_user, Role.CO).get(f"/disposals/{disposal.id}").text
    assert ("panel--good" in page, "Past its date" in page) == (True, False)
    the_clock.advance(timedelta(weeks=4, days=3))
    officer = client_of(where.officer_user, Role.CO)
    page = officer.get(f"/disposals/{disposal.id}").text
    assert "Signed, conditions running. Past its date by " in page
    assert ("panel--bad" in page, "panel--good" in page) == (True, False)
    assert '<strong class="tag tag--red">Past its date</strong>' in page
    task_list = officer.get(f"/episodes/{where.episode.id}").text
    assert '<strong class="tag tag--red">Past its date</strong>' in task_list
    assert "Conditional caution: signed, conditions running, past its date by " in task_list
    due = officer.get("/disposals/due").text
    assert '<strong class="tag tag--red">Past its date</strong>' in due
    assert (
        f'<span class="late">{conditions_queries.days_late(proposal_queries.disposal(where.officer, disposal.id))} days ago</span>'
        in due
    )
    assert (
        due.count("<table"),
        f'href="/disposals/{disposal.id}">{details_of(where.episode.person_id).full_name}</a>' in due,
    ) == (1, True)


def test_a_changed_condition_and_the_one_before_it_are_not_both_number_1(client_of, where):
    (row,) = proposal_queries.conditions_of(signed(where).id)
    given = {"reason": "The course begins later than was thought", "agrees_in_writing": True}
    actions.vary_condition(by=where.sergeant, condition_id=row.id, new=assessment(weeks=8), **given)
    page = client_of(where.officer_user, Role.CO).get(f"/disposals/{row.disposal_id}").text
    assert (page.count(">1. "), page.count(">1 as it was before the change. ")) == (1, 1)


@pytest.mark.database
def test_what_breached_its_date_waits_for_a_sergeant_and_says_that_it_is_no_finding(client_of, where, the_clock):

    disposal = signed(where)
    (row,) = proposal_queries.conditions_of(disposal.id)
    the_clock.advance(timedelta(weeks=5))
    actions.report_condition(by=where.worker, condition_id=row.id, met=False, on=clock.today())
    page = client_of(where.officer_user, Role.CO).get(f"/disposals/{disposal.id}").text
    assert "Waits for a sergeant" in page
    assert "That is only a report." in page


def test_before_authority_there_is_no_document_and_its_address_leads_to_what_stands(officer, where):
    disposal = proposed(with_facts(where))
    answer = officer.get(f"/disposals/{disposal.id}/document.pdf")
    assert (answer.status_code, answer.location) == (302, f"/disposals/{disposal.id}")


def test_a_step_that_is_not_next_leads_to_what_stands(sergeant, where):
    disposal = signed(where)
    for step in ("authorise", "sign", "take-back"):
        assert sergeant.get(f"/disposals/{disposal.id}/{step}").location == f"/disposals/{disposal.id}"


def test_a_no_before_signing_is_recorded_by_any_officer(officer, where):
    disposal = proposed(with_facts(where))
    address = f"/disposals/{disposal.id}/take-back"
    assert "Select whether legal advice was offered" in officer.post(address, {"why": "decline"}).text
    answer = officer.post(address, {"why": "decline", "advice_offered": "no"})
    assert "To be decided again" in officer.get(answer.location).text


def test_a_signature_left_unanswered_is_asked_for(sergeant, where):
    disposal = authorised(where)
    page = sergeant.post(f"/disposals/{disposal.id}/sign", EXPLAINED | {"consents": "yes"}).text
    assert "Select how the person signed" in page


def test_when_it_was_explained_is_never_filled_in_and_without_it_nothing_is_signed(sergeant, where):
    disposal = authorised(where)
    page = f"/disposals/{disposal.id}/sign"
    form = filled_in(sergeant, page, page)
    assert (form["explained_at-time"], form["explained_at-day"]) == ([""], ["25"])
    sergeant.send(page, form | {"consents": "yes", "was_signed": "paper"})
    assert (disposal.state, disposal.explained_at) == (State.AUTHORISED, None)


def test_no_page_of_a_disposal_shows_a_sergeant_a_hash(client_of, where):
    disposal = signed(where)
    sergeant = client_of(where.sergeant_user, Role.DM)
    for address in (f"/disposals/{disposal.id}", f"/disposals/{disposal.id}/scans", f"/disposals/{disposal.id}/why"):
        assert re.findall(r"SHA|(?<![/\w])[0-9a-f]{16,}", sergeant.get(address).text.partition("<main")[2]) == []


def test_a_settled_condition_folds_to_its_name_and_what_waits_stands_open(client_of, where):
    (row,) = proposal_queries.conditions_of(signed(where).id)
    sergeant = client_of(where.sergeant_user, Role.DM)
    address, head = f"/disposals/{row.disposal_id}", '<summary class="card__head"><h3 class="card__title">1. '
    assert head not in sergeant.get(address).text
    actions.accept_condition(
        by=where.sergeant, condition_id=row.id, evidence="The register of the course", victim_told=True
    )
    assert head in sergeant.get(address).text
