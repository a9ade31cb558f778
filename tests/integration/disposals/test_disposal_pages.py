"""The pages: what each shows, what it refuses in words, what it keeps."""

from datetime import timedelta
from hashlib import sha256

import pytest

from pathways import clock
from pathways.auth import Role
from pathways.disposals import actions, queries
from pathways.disposals.rules import State
from tests import county
from tests.integration.disposals.plain_disposal import (
    ANSWERS,
    BECAUSE,
    WHY,
    assessment,
    authorised,
    proposed,
    scene,
    signed,
    with_facts,
)
from tests.pages import hidden_values

PROPOSAL = {"rationale": WHY, "reasons_cite_test": "no"}


@pytest.fixture
def where(app):
    return scene()


@pytest.fixture
def officer(client_of, where):
    return client_of(where.officer_user, Role.CO)


@pytest.fixture
def sergeant(client_of, where):
    return client_of(where.sergeant_user, Role.DM)


def facts_of(where):
    return f"/episodes/{where.episode.id}/disposal"


def proposal_of(where):
    return f"{facts_of(where)}/propose/CC"


def test_the_facts_come_first_and_nothing_is_chosen(officer, where):
    page = officer.get(facts_of(where)).text
    assert "Disposal: the facts" in page
    assert '" checked' not in page
    assert "The test result is not shown on this page" in page


def test_answers_lead_to_every_disposal_with_verdict_reasons_and_sources(officer, where):
    answer = officer.post(facts_of(where), ANSWERS)
    assert answer.status_code == 302
    page = officer.get(facts_of(where)).text
    assert "Disposal: what is open" in page
    for words in (
        "Conditional caution (outcome 3)",
        "Community resolution (outcome 8)",
        "Outcome 22: diversionary activity",
    ):
        assert words in page
    assert "The force has not said whether it uses Outcome 22." in page
    assert "DPP Guidance (8 Aug 2024) para 2.1" in page
    assert "Still needed to sign" in page
    assert "Propose conditional caution" in page
    assert "Propose community resolution" not in page


def test_a_question_left_is_named_at_its_place_and_the_other_answers_are_kept(officer, where):
    answers = {name: value for name, value in ANSWERS.items() if name != "supply"}
    page = officer.post(facts_of(where), answers).text
    assert "Error: Disposal: the facts" in page
    assert page.count("Answer “Is supply suspected?”, or choose ‘Not known’") == 2
    assert 'value="reliable" checked' in page


def test_a_further_question_is_asked_only_where_an_answer_calls_for_it(officer, where):
    page = officer.post(facts_of(where), ANSWERS | {"likely_sentence": "high"}).text
    assert "Answer “Are there exceptional circumstances?”, or choose ‘Not known’" in page


def test_changing_a_fact_shows_the_answers_given(officer, where):
    with_facts(where)
    page = officer.get(facts_of(where) + "?change=").text
    assert page.count('" checked') == len(ANSWERS)


def test_the_standard_condition_is_filled_in_and_the_proposal_goes_out(officer, where):
    with_facts(where)
    page = officer.get(proposal_of(where)).text
    assert "Attend an assessment with the service that accepts the referral and stay to the end" in page
    filled = {
        "conditions-0-kind": "drug_assessment",
        "conditions-0-service": str(where.service.id),
        "conditions-0-wording": "Attend an assessment with the service that accepts the referral and stay to the end",
        "conditions-0-due_on-day": "23",
        "conditions-0-due_on-month": "12",
        "conditions-0-due_on-year": "2026",
        "conditions-0-proof": "attendance_log",
    }
    answer = officer.post(proposal_of(where), PROPOSAL | filled)
    assert answer.status_code == 302
    stands = queries.standing(where.episode.id)
    (row,) = queries.conditions_of(stands.id)
    assert row.wording == "Attend an assessment with Lincoln Recovery Hub and stay to the end"
    assert "Waits for authority" in officer.get(answer.location).text


def test_wording_that_demands_a_negative_test_is_refused_at_its_field_and_kept(officer, where):
    with_facts(where)
    typed = {
        "conditions-0-kind": "drug_awareness_course",
        "conditions-0-wording": "Attend both sessions and give a negative test.",
        "conditions-0-due_on-day": "20",
        "conditions-0-due_on-month": "1",
        "conditions-0-due_on-year": "2027",
        "conditions-0-proof": "attendance_log",
    }
    page = officer.post(proposal_of(where), PROPOSAL | typed).text
    assert page.count("Remove ‘and give a negative test’. A condition may require attendance") == 2
    assert 'href="#conditions-0-wording"' in page
    assert "Attend both sessions and give a negative test." in page
    assert queries.standing(where.episode.id) is None


def test_a_half_written_condition_says_what_is_missing(officer, where):
    with_facts(where)
    page = officer.post(proposal_of(where), PROPOSAL | {"conditions-1-wording": "Write a letter of apology"}).text
    assert "Select the kind of condition" in page
    assert "Enter the date by which it must be done" in page


def test_the_authoriser_reads_facts_reasons_and_conditions_and_decides(sergeant, where):
    disposal = proposed(with_facts(where))
    page = sergeant.get(f"/disposals/{disposal.id}/authorise").text
    for words in (
        WHY,
        "Full admission in interview, reliable",
        "Attend an assessment with Lincoln Recovery Hub",
        "No rule of this step stops it",
    ):
        assert words in page
    answer = sergeant.post(f"/disposals/{disposal.id}/authorise", {"decision": "authorise", "reason": BECAUSE})
    assert "Authorised: explain it, then sign" in sergeant.get(answer.location).text


def test_whoever_proposed_is_told_that_it_cannot_be_them(client_of, where):
    where.officer_user = county.user(Role.DM)
    disposal = proposed(with_facts(where))
    own = client_of(where.officer_user, Role.DM)
    page = own.get(f"/disposals/{disposal.id}/authorise").text
    assert "You proposed this, so another officer must authorise it." in page
    assert "Record the decision" not in page


def test_a_custody_officer_has_no_page_to_authorise_or_sign(officer, where):
    disposal = proposed(with_facts(where))
    assert officer.get(f"/disposals/{disposal.id}/authorise").status_code == 403
    assert officer.get(f"/disposals/{disposal.id}/sign").status_code == 403


def test_sent_back_goes_to_be_decided_again(sergeant, where):
    disposal = proposed(with_facts(where))
    answer = sergeant.post(
        f"/disposals/{disposal.id}/authorise", {"decision": "send_back", "reason": "The town in the condition is wrong"}
    )
    assert "To be decided again" in sergeant.get(answer.location).text


def test_the_signed_document_is_served_byte_for_byte_as_it_was_kept(sergeant, client_of, where, the_clock):
    disposal = authorised(where)
    address = f"/disposals/{disposal.id}/document.pdf"
    to_sign = sergeant.get(address)
    assert to_sign.mimetype == "application/pdf"
    time = {
        "explained_at-time": "03:12",
        "explained_at-day": "25",
        "explained_at-month": "11",
        "explained_at-year": "2026",
    }
    answer = sergeant.post(f"/disposals/{disposal.id}/sign", time | {"consents": "yes", "was_signed": "yes"})
    assert answer.status_code == 302, answer.text
    the_clock.advance(timedelta(days=1))
    kept = queries.disposal(where.sergeant, disposal.id).document
    later = client_of(where.sergeant_user, Role.DM)
    served = [later.get(address).data for _ in range(2)]
    assert served[0] == served[1] == kept.content != to_sign.data
    assert sha256(served[0]).hexdigest() == kept.sha256


def test_a_no_at_signing_is_recorded_with_whether_advice_was_offered(sergeant, where):
    disposal = authorised(where)
    time = {
        "explained_at-time": "03:12",
        "explained_at-day": "25",
        "explained_at-month": "11",
        "explained_at-year": "2026",
    }
    page = sergeant.post(f"/disposals/{disposal.id}/sign", time | {"consents": "no"}).text
    assert "Select whether legal advice was offered" in page
    sergeant.post(f"/disposals/{disposal.id}/sign", time | {"consents": "no", "advice_offered": "yes"})
    assert queries.disposal(where.sergeant, disposal.id).disposal.state is State.REDECIDE


def test_a_proposal_is_taken_back_with_a_reason(officer, where):
    disposal = proposed(with_facts(where))
    address = f"/disposals/{disposal.id}/take-back"
    assert "Say why the proposal is taken back" in officer.post(address, {"why": "withdraw_proposal"}).text
    answer = officer.post(address, {"why": "withdraw_proposal", "reason": "The wrong service was named in it"})
    assert "To be decided again" in officer.get(answer.location).text


def test_the_evidence_is_accepted_on_its_page_and_the_caution_is_completed(officer, where):
    disposal = signed(where)
    (row,) = queries.conditions_of(disposal.id)
    page = officer.post(f"/conditions/{row.id}/accept", {}).text
    assert "No service has reported this. Say what you saw that shows it is met" in page
    answer = officer.post(f"/conditions/{row.id}/accept", {"evidence": "A letter of the service, dated today"})
    assert "Every condition was met" in officer.get(answer.location).text


def test_a_second_press_returns_the_first_result(officer, where):
    disposal = signed(where)
    (row,) = queries.conditions_of(disposal.id)
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
    assert "Nothing waits for authority." in sergeant.get("/disposals/waiting").text


def test_another_force_and_a_number_that_is_not_there_answer_alike(client_of, where):
    disposal = proposed(with_facts(where))
    other = client_of(county.user(Role.DM, of=county.force("Humberside Police")), Role.DM)
    for address in (
        facts_of(where),
        proposal_of(where),
        f"/disposals/{disposal.id}",
        f"/disposals/{disposal.id}/document.pdf",
    ):
        hidden = other.get(address)
        missing = other.get(address.replace(str(disposal.id), "999999").replace(str(where.episode.id), "999999"))
        assert (hidden.status_code, hidden.data) == (404, missing.data)


def test_a_treatment_worker_has_none_of_these_pages(client_of, where):
    disposal = signed(where)
    worker = client_of(where.worker_user, Role.TW)
    for address in (
        facts_of(where),
        f"/disposals/{disposal.id}",
        f"/disposals/{disposal.id}/document.pdf",
        "/disposals/waiting",
    ):
        assert worker.get(address).status_code == 403


def test_under_18_the_officer_is_sent_to_the_young_people_s_page(client_of, app):
    young = scene(born=clock.today().replace(year=clock.today().year - 17))
    answer = client_of(young.officer_user, Role.CO).get(facts_of(young))
    assert answer.status_code == 302
    assert "under" in answer.location


def test_a_disposal_that_cannot_be_carried_through_has_no_page(officer, where):
    with_facts(where)
    assert officer.get(f"{facts_of(where)}/propose/CR").status_code == 404
    assert officer.get(f"{facts_of(where)}/propose/nonsense").status_code == 404


def test_a_report_waiting_for_an_officer_stands_out(officer, where):

    disposal = signed(where, assessment(where.service), assessment(where.service, weeks=6))
    first, second = queries.conditions_of(disposal.id)
    actions.report_condition(by=where.worker, condition_id=first.id, met=True, on=clock.today())
    actions.report_condition(by=where.worker, condition_id=second.id, met=False, on=clock.today())
    page = officer.get(f"/disposals/{disposal.id}").text
    assert page.count("Reported, waits for an officer") == 2
    assert "A sergeant must look at this report." in page


def test_what_breached_its_date_waits_for_a_sergeant_and_says_that_it_is_no_finding(client_of, where, the_clock):

    disposal = signed(where)
    (row,) = queries.conditions_of(disposal.id)
    the_clock.advance(timedelta(weeks=5))
    actions.report_condition(by=where.worker, condition_id=row.id, met=False, on=clock.today())
    page = client_of(where.officer_user, Role.CO).get(f"/disposals/{disposal.id}").text
    assert "Waits for a sergeant" in page
    assert "That is a report, not a finding." in page


def test_before_authority_there_is_no_document_and_its_address_leads_to_what_stands(officer, where):
    disposal = proposed(with_facts(where))
    answer = officer.get(f"/disposals/{disposal.id}/document.pdf")
    assert (answer.status_code, answer.location) == (302, f"/disposals/{disposal.id}")
