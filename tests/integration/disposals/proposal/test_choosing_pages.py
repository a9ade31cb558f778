"""Facts, verdicts and the proposal: what the pages show, what they refuse in words, what they keep."""

import re

import pytest

from pathways import clock
from pathways.auth.models import Suite
from pathways.auth.roles import Role
from pathways.disposals.conditions.rules import NO_SERVICE_YET, ConditionKind
from pathways.disposals.facts import queries as facts_queries
from pathways.disposals.models import GravityTableKept
from pathways.disposals.proposal import actions
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.proposal.rules.verdicts import reason_of
from pathways.disposals.views import as_shown
from pathways.law.rules.disposal_book import rules_for
from pathways.law.rules.disposal_terms import Kind
from pathways.people.custody import queries as people
from pathways.refusals import Refused
from pathways.store.base import db
from tests import county, county_safeguarding
from tests.integration.disposals.plain_disposal import (
    ANSWERS,
    WHY,
    assessment,
    facts_page,
    offence,
    proposal_page,
    proposed,
    scene,
    with_facts,
)
from tests.integration.hostile.typed import filled_in
from tests.pages import faulty

TABLE = """row,code,drug_class,score,words
offence,MDA71-5-2,,2,
band,,,1,The mildest answer
band,,,2,"Mild: a resolution, usually"
"""
PROPOSAL = {"rationale": WHY, "reasons_cite_test": "no"}
STANDARD = {
    "conditions-0-kind": "drug_assessment",
    "conditions-0-wording": "",
    "conditions-0-due_on-day": "23",
    "conditions-0-due_on-month": "12",
    "conditions-0-due_on-year": "2026",
    "conditions-0-proof": "attendance_log",
}


def test_the_facts_come_first_and_nothing_is_chosen(officer, where):
    page = officer.get(facts_page(where)).text
    assert "Disposal: the facts" in page
    assert '" checked' not in page
    assert "The test result is not shown on this page" in page


def test_answers_lead_to_every_disposal_with_verdict_reasons_and_sources(officer, where):
    answer = officer.post(facts_page(where), ANSWERS)
    assert answer.status_code == 302
    page = officer.get(facts_page(where)).text
    assert "Disposal: what is open" in page
    for words in (
        "Conditional caution (outcome 3)",
        "Community resolution (outcome 8)",
        "Outcome 22: diversionary activity",
    ):
        assert words in page
    assert "whether it uses Outcome 22" in page
    assert "DPP Guidance (8 Aug 2024) para 2.1" in page
    assert "Still needed to sign" in page
    assert "Propose conditional caution" in page


def test_a_question_left_is_named_at_its_place_and_the_other_answers_are_kept(officer, where):
    answers = {name: value for name, value in ANSWERS.items() if name != "supply"}
    page = officer.post(facts_page(where), answers).text
    assert "Error: Disposal: the facts" in page
    assert faulty(page) == ["supply"]
    assert 'value="reliable" checked' in page


def test_a_further_question_is_asked_only_where_an_answer_calls_for_it(officer, where):
    page = officer.post(facts_page(where), ANSWERS | {"likely_sentence": "high"}).text
    assert faulty(page) == ["exceptional"]


def test_changing_a_fact_shows_the_answers_given(officer, where):
    with_facts(where)
    page = officer.get(facts_page(where) + "?change=").text
    assert page.count('" checked') == len(ANSWERS)


def test_the_standard_condition_is_filled_in_and_the_proposal_goes_out(officer, where):
    with_facts(where)
    page = officer.get(proposal_page(where)).text
    standard = ConditionKind.DRUG_ASSESSMENT.wording
    assert f"“{standard('(the service above)')}”" in page
    assert standard(NO_SERVICE_YET) not in page
    filled = {
        "conditions-0-kind": "drug_assessment",
        "conditions-0-service": str(where.service.id),
        "conditions-0-wording": "",
        "conditions-0-due_on-day": "23",
        "conditions-0-due_on-month": "12",
        "conditions-0-due_on-year": "2026",
        "conditions-0-proof": "attendance_log",
    }
    answer = officer.post(proposal_page(where), PROPOSAL | filled)
    assert (answer.status_code, answer.location) == (302, f"/episodes/{where.episode.id}/needs")
    stands = proposal_queries.standing(where.episode.id)
    (row,) = proposal_queries.conditions_of(stands.id)
    assert row.wording == "Attend an assessment with Lincoln Recovery Hub and stay to the end"
    assert "Waits for authority" in officer.get(f"/disposals/{stands.id}").text


def test_what_helps_to_choose_is_said_before_the_choice(officer, where):
    with_facts(where)
    bare = officer.get(facts_page(where)).text
    assert "Gravity score" not in bare
    assert "Another officer must decide what you propose" in bare
    assert "Another officer must decide what you propose" in officer.get(proposal_page(where)).text
    of = {"organisation_id": where.officer.organisation_id, "recorded_by_id": where.officer.user_id}
    db.session.add(
        GravityTableKept(
            version="7", text=TABLE, valid_from=clock.today(), source="A force", recorded_at=clock.now(), **of
        )
    )
    db.session.commit()
    page = officer.get(facts_page(where)).text
    assert re.search("Gravity score 2 .*“Mild: a resolution, usually”.* Table 7", page)


def test_what_may_be_proposed_is_proposed_under_its_verdict(officer, where):
    """The standard condition is in the form, folded, so that the usual case needs no further page."""
    with_facts(where)
    page = officer.get(facts_page(where)).text
    assert "Look at it or change it" in page
    assert f'action="{proposal_page(where)}"' in page
    filled = filled_in(officer, proposal_page(where), facts_page(where))
    answer = officer.send(proposal_page(where), filled | PROPOSAL)
    assert answer.status_code == 302
    (row,) = proposal_queries.conditions_of(proposal_queries.standing(where.episode.id).id)
    assert row.wording.startswith("Attend an assessment")


def test_of_a_theft_nothing_about_drugs_is_filled_in_and_what_is_agreed_is_asked(client_of):
    where = with_facts(scene(code="TA68-1"))
    officer, address = client_of(where.officer_user, Role.CO), f"{facts_page(where)}/propose/CR"
    page = officer.get(facts_page(where)).text
    assert "Conditions, reasons and proposal: community resolution" in page
    filled = filled_in(officer, address, address)
    assert filled.get("conditions-0-kind", [""]) == [""]
    assert filled["conditions-0-due_on-day"] == ["23"]
    assert faulty(officer.send(address, filled | PROPOSAL).text) == ["conditions-0-kind"]
    assert proposal_queries.standing(where.episode.id) is None


def test_a_proposal_refused_under_its_verdict_is_shown_on_its_own_page_with_what_was_typed(officer, where):
    with_facts(where)
    filled = filled_in(officer, proposal_page(where), facts_page(where)) | {"rationale": "Too short"}
    page = officer.send(proposal_page(where), filled).text
    assert "There is a problem" in page
    assert "Too short" in page
    assert "Too short" in officer.get(facts_page(where)).text


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
    page = officer.post(proposal_page(where), PROPOSAL | typed).text
    assert faulty(page) == ["conditions-0-wording"]
    assert page.count("Remove ‘and give a negative test’") == 2
    assert "Attend both sessions and give a negative test." in page
    assert proposal_queries.standing(where.episode.id) is None


def test_a_half_written_condition_says_what_is_missing(officer, where):
    with_facts(where)
    page = officer.post(proposal_page(where), PROPOSAL | {"conditions-1-wording": "Write a letter of apology"}).text
    assert {"conditions-0-kind", "conditions-0-due_on-day"} <= set(faulty(page))


def test_under_18_the_officer_is_sent_to_the_young_people_s_page(client_of, app):
    young = scene(born=clock.today().replace(year=clock.today().year - 17))
    answer = client_of(young.officer_user, Role.CO).get(facts_page(young))
    assert answer.status_code == 302
    assert "under" in answer.location


def test_a_disposal_that_cannot_be_carried_through_has_no_page(officer, where):
    with_facts(where)
    assert officer.get(f"{facts_page(where)}/propose/YC").status_code == 404
    assert officer.get(f"{facts_page(where)}/propose/nonsense").status_code == 404


def test_the_task_list_is_the_other_ending_of_both_forms(officer, where):
    task_list = f"/episodes/{where.episode.id}"
    assert officer.post(facts_page(where), ANSWERS | {"then": "task_list"}).location == task_list
    assert officer.post(proposal_page(where), PROPOSAL | STANDARD | {"then": "task_list"}).location == task_list


def test_an_offence_tried_only_by_magistrates_is_asked_its_day(client_of, app):
    taken = scene(code="TA68-12")
    page = client_of(taken.officer_user, Role.CO).get(facts_page(taken)).text
    assert "When was the offence?" in page
    assert 'name="trial_mode"' not in page


EVIDENCE = {
    f"prosecutor_evidence_on-{part}": value for part, value in (("day", "3"), ("month", "11"), ("year", "2026"))
}


def test_of_a_vehicle_taken_the_sheet_asks_what_it_was_and_since_when_a_prosecutor_has_evidence(client_of, app):
    taken = scene(code="TA68-12")
    officer = client_of(taken.officer_user, Role.CO)
    page = officer.get(facts_page(taken)).text
    assert "What was taken?" in page
    assert 'name="prosecutor_evidence"' in page
    answers = ANSWERS | {"vehicle": "motor", "prosecutor_evidence": "yes", "evidence": "charge"}
    refused = officer.post(facts_page(taken), answers).text
    assert "prosecutor_evidence_on-day" in faulty(refused)
    assert 'value="motor" checked' in refused
    day = {f"offence_on-{part}": value for part, value in (("day", "4"), ("month", "11"), ("year", "2026"))}
    assert faulty(officer.post(facts_page(taken), answers | day | EVIDENCE).text) == ["prosecutor_evidence_on-day"]
    earlier = day | {"offence_on-month": "1"}
    assert officer.post(facts_page(taken), answers | earlier | EVIDENCE).status_code == 302
    sheet = facts_queries.sheet_of(taken.episode.id)
    assert sheet.prosecutor_evidence_on.isoformat() == "2026-11-03"
    assert "What was taken?" not in officer.get(facts_page(scene())).text


def test_of_a_domestic_assault_the_sheet_asks_when_the_victim_first_gave_a_statement(client_of, app):
    assault = scene(code="CJA88-39")
    officer = client_of(assault.officer_user, Role.CO)
    page = officer.get(facts_page(assault)).text
    assert 'name="victim_statement"' in page
    assert 'name="prosecutor_evidence"' not in page
    days = {f"offence_on-{part}": value for part, value in (("day", "4"), ("month", "1"), ("year", "2026"))}
    domestic = {"abuse_or_hate": "domestic_abuse", "intimate_partner": "yes", "victim_statement": "yes"}
    answers = ANSWERS | days | domestic | {"evidence": "charge"}
    assert faulty(officer.post(facts_page(assault), answers).text) == ["victim_statement_on-day"]
    day = {f"victim_statement_on-{part}": value for part, value in (("day", "3"), ("month", "11"), ("year", "2026"))}
    assert officer.post(facts_page(assault), answers | day).status_code == 302
    view = people.episode(assault.officer, assault.episode.id)
    assert facts_queries.case_of(view).charge_by.isoformat() == "2027-05-03"
    assert 'name="victim_statement"' not in officer.get(facts_page(scene())).text


def test_of_driving_while_disqualified_the_sheet_asks_since_when_a_prosecutor_has_evidence(client_of, app):
    driving = scene(code="RTA88-103")
    page = client_of(driving.officer_user, Role.CO).get(facts_page(driving)).text
    assert 'name="prosecutor_evidence"' in page
    assert "What was taken?" not in page


def test_of_nitrous_oxide_the_sheet_asks_what_it_was_for_and_without_the_intent_nothing_is_open(client_of, app):
    gas = scene()
    gas_offence = facts_queries.offences_of(gas.episode.id)[0]
    gas_offence.drug = "nitrous_oxide"
    db.session.commit()
    officer = client_of(gas.officer_user, Role.CO)
    assert "inhale the nitrous oxide wrongfully" in officer.get(facts_page(gas)).text
    assert officer.post(facts_page(gas), ANSWERS | {"nitrous_oxide": "no"}).status_code == 302
    page = officer.get(facts_page(gas)).text
    assert "nitrous oxide is an offence only where" in page
    assert "Propose conditional caution" not in page


def test_outside_custody_and_the_offence_table_the_sheet_asks_what_nobody_else_says(client_of, app):
    by = county.user(Role.CO)
    here = county.viewer_of(by)
    street = county.episode(by=here)
    offence(street, "OTHER", drug=None)
    page = client_of(by, Role.CO).get(f"/episodes/{street.id}/disposal").text
    assert 'name="appropriate_adult"' in page
    assert 'name="trial_mode"' in page


def test_while_a_disposal_stands_no_second_one_is_proposed(officer, where):
    disposal = proposed(with_facts(where))
    assert officer.get(proposal_page(where)).location == facts_page(where)
    assert f"/disposals/{disposal.id}" in officer.get(facts_page(where)).text


def test_guidance_is_set_aside_by_a_deciding_sergeant_with_a_reason_and_never_at_the_custody_officers_desk(
    officer, sergeant, where, client_of
):
    with_facts(where, public_interest="yes")
    link = "Set the guidance aside with a reason"
    assert link not in officer.get(facts_page(where)).text
    custody_sergeant = county.user(Role.CO, at=db.session.get(Suite, where.officer_user.suite_id))
    assert link not in client_of(custody_sergeant, Role.CO).get(facts_page(where)).text
    tried = {"CC-10": "The victim of nothing, and a first offence: help is proportionate."}
    with pytest.raises(Refused, match="a sergeant or above sets it aside"):
        actions.propose(
            by=county.viewer_of(custody_sergeant), episode_id=where.episode.id, kind=Kind.CC, rationale=WHY,
            reasons_cite_test=False, plan=(assessment(where.service),), overrides=tried,
        )  # fmt: skip
    assert link in sergeant.get(facts_page(where)).text
    filled = filled_in(sergeant, proposal_page(where), proposal_page(where)) | PROPOSAL
    assert "CC-10" in sergeant.send(proposal_page(where), filled).text
    aside = {
        "set_aside": "CC-10",
        "aside_because": "The victim of nothing, and a first offence: help is proportionate.",
    }
    assert sergeant.send(proposal_page(where), filled | aside).status_code == 302
    stands = proposal_queries.standing(where.episode.id)
    assert proposal_queries.set_aside(proposal_queries.disposal(where.sergeant, stands.id).events) == {
        "CC-10": aside["aside_because"]
    }


def test_where_somebody_may_set_guidance_aside_it_is_never_said_that_nothing_opens_it():
    (rule,) = (candidate for candidate in rules_for(Kind.CW) if candidate.id == "CW-04")
    reason = reason_of(rule, {"prior_same_drug_steps": 1})
    (elsewhere,), (theirs,) = as_shown([reason]), as_shown([reason], aside={"CW-04"})
    assert (elsewhere.stays_shut, elsewhere.opens_if) == (" on these facts", "")
    assert (theirs.stays_shut, theirs.opens_if) == ("", "you set it aside with a reason, below")


def test_what_is_not_for_this_offence_stands_among_what_is_not_open_and_is_never_proposed(client_of):
    where = with_facts(scene(code="MDA71-5-3"))
    sergeant = client_of(where.sergeant_user, Role.DM)
    page = sergeant.get(facts_page(where)).text
    assert page.index("not open on these facts".capitalize()) < page.index('id="disposal-CR"')
    resolution = page[page.index('id="disposal-CR"') :].split("</details>")[0]
    assert "It is not available for supply" in resolution
    assert "Nothing opens it" in resolution
    assert f"{facts_page(where)}/propose/CR" not in resolution
    aside = {"set_aside": "CR-08", "aside_because": "He says that it was for friends, and help is proportionate."}
    answer = sergeant.send(f"{facts_page(where)}/propose/CR", PROPOSAL | aside)
    assert answer.status_code == 200
    assert "The drug diversion resolution is for simple possession" in answer.text
    assert proposal_queries.standing(where.episode.id) is None


def test_a_safeguarding_review_that_waits_stops_every_disposal_and_no_sergeant_sets_it_aside(sergeant, where):
    county_safeguarding.concern(where.officer, with_facts(where).episode)
    page = sergeant.get(facts_page(where)).text
    assert "Stops every disposal" in page
    assert "nobody can set it aside" in page
    assert f"{facts_page(where)}/propose/" not in page
    filled = filled_in(sergeant, proposal_page(where), proposal_page(where)) | PROPOSAL
    aside = {"set_aside": "ANY-06", "aside_because": "He says that the two men have gone, and he wants it over."}
    answer = sergeant.send(proposal_page(where), filled | aside)
    assert answer.status_code == 200
    assert "ANY-06: Signs of exploitation are recorded. The safeguarding review comes before any outcome" in answer.text
    assert proposal_queries.standing(where.episode.id) is None


def test_once_it_is_decided_again_the_admission_is_asked_anew_and_never_filled_in(officer, where):
    disposal = proposed(with_facts(where))
    actions.withdraw_proposal(by=where.officer, disposal_id=disposal.id, reason="The evidence is looked at again")
    page = officer.get(facts_page(where) + "?change=").text
    assert page.count('" checked') == len(ANSWERS) - 1
    assert 'value="reliable" checked' not in page


def test_what_would_open_a_proposal_leads_to_its_question_on_its_own_page_too(sergeant, where):
    with_facts(where, public_interest="yes")
    page = sergeant.get(proposal_page(where)).text
    assert f'href="{facts_page(where)}?change=#public_interest"' in page


def test_each_disposal_that_is_open_says_what_it_does_and_asks_and_a_notice_for_theft_what_to_check(client_of):
    where = with_facts(scene(code="TA68-1"))
    page = client_of(where.sergeant_user, Role.DM).get(facts_page(where)).text
    caution = page[page.index('id="disposal-CC"') : page.index('id="disposal-PND"')]
    assert "A caution with conditions. Broken without reasonable excuse" in caution
    assert "A custody test result may inform it." in caution
    assert "CJA 2003" in caution
    notice = page[page.index('id="disposal-PND"') :]
    assert "Value and place are not asked here" in notice
    assert "PND operational guidance, not read" in notice
    possession = client_of(where.sergeant_user, Role.DM).get(facts_page(with_facts(scene()))).text
    assert "Value and place are not asked here" not in possession
