"""What stands after a step: whose rank counted, until which day, who is told, and that no matter has two outcomes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from pathways import clock
from pathways.arrest_tests.models.offences import Offence
from pathways.auth.roles import Rank
from pathways.disposals.conditions import queries as conditions_queries
from pathways.disposals.documents import papers as documents
from pathways.disposals.facts import actions as facts_actions
from pathways.disposals.facts import queries as facts_queries
from pathways.disposals.outcome_codes import actions as outcome_codes_actions
from pathways.disposals.outcome_codes import queries as outcome_codes_queries
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.steps import actions as steps_actions
from pathways.disposals.steps.rules.machine import State
from pathways.disposals.victims import actions as victims_actions
from pathways.disposals.victims import queries as victims_queries
from pathways.disposals.victims.rules import VictimAnswer, ways_of_telling
from pathways.refusals import Refused
from pathways.store.base import db
from tests.integration.disposals.machine.placed import placed
from tests.integration.disposals.machine.pressing import SENTENCE, press
from tests.integration.disposals.machine.the_desks import every_desk
from tests.integration.disposals.plain_disposal import ANSWERS
from tests.referred import died


@pytest.fixture
def desks(app):
    return every_desk()


def answer_facts(desks, offence_on=None, **answers):
    of = {"by": desks.who["constable"], "episode_id": desks.episode_id, "offence_on": offence_on}
    facts_actions.record_facts(**of, answers=ANSWERS | {"activity": "yes", "cw_aggravating": "no"} | answers)


def test_what_an_inspector_authorised_a_constable_may_give_and_the_authority_s_rank_counts(desks):
    answer_facts(desks, abuse_or_hate="domestic_abuse", intimate_partner="no")
    resolution = placed(desks, "CR", "AUTHORISED")
    with pytest.raises(Refused, match="CR-11"):  # a sergeant was not enough for this authority
        press(desks, desks.who["constable"], "CR", resolution, "agree")
    resolution.authorised_rank = Rank.INSPECTOR
    press(desks, desks.who["constable"], "CR", resolution, "agree")
    assert (resolution.state.value, resolution.outcome_requested) == ("AGREED", "8")


def test_the_21_days_of_a_notice_begin_with_the_day_it_is_given(desks):
    notice = placed(desks, "PND", "AUTHORISED")
    press(desks, desks.who["constable"], "PND", notice, "give")
    assert notice.ends_on == clock.today() + timedelta(days=20)


@pytest.mark.parametrize(
    ("kind", "ended"), [("CC", "COMPLETED"), ("PND", "PAID"), ("O22", "CLOSED_22"), ("SC", "GIVEN")]
)
def test_no_matter_is_dealt_with_twice_and_one_that_was_dropped_may_be_decided_after_all(desks, kind, ended):
    stands = placed(desks, kind, ended)
    with pytest.raises(Refused, match="This case was dealt with"):
        press(desks, desks.who["constable"], "CR", stands, "propose")
    stands.state = State.CLOSED_NFA
    db.session.flush()
    press(desks, desks.who["constable"], "CR", stands, "propose")


@pytest.mark.database
def test_the_last_day_to_charge_follows_the_day_of_the_offence_when_that_is_put_right(desks):
    db.session.execute(update(Offence).values(code="VA1824-3", drug=None))
    answer_facts(desks, offence_on=date(2026, 11, 20))
    pending, ended = placed(desks, "CC", "PROSECUTION_PENDING"), placed(desks, "CR", "CLOSED_NFA")
    answer_facts(desks, offence_on=date(2026, 5, 31))
    assert (pending.limitation_on, ended.limitation_on) == (date(2026, 11, 30), None)


def test_the_paper_names_the_prosecutor_and_not_the_officer_who_entered_the_decision(desks):
    caution = placed(desks, "CC", "PROPOSED")
    press(desks, desks.who["sergeant"], "CC", caution, "refer_cps")
    press(desks, desks.who["inspector"], "CC", caution, "cps_authorises")
    disposal_view = proposal_queries.disposal(desks.who["sergeant"], caution.id)
    paper = documents.paper_of(disposal_view, facts_queries.case_of(disposal_view.view), by=desks.who["sergeant"])
    assert paper.authorised == "Crown Prosecution Service, A name, 25 November 2026"


def test_a_service_that_failed_opens_no_prosecution_and_no_arrest(desks):
    caution = placed(desks, "CC", "ACTIVE")
    press(desks, desks.who["constable"], "CC", caution, "provider_unavailable")
    for event, who in (("decide_prosecute", "inspector"), ("arrest_24A", "constable")):
        with pytest.raises(Refused, match="never held against the person"):
            press(desks, desks.who[who], "CC", caution, event)
    press(desks, desks.who["sergeant"], "CC", caution, "excuse_accepted")
    assert caution.state.value == "ACTIVE"


def test_a_victim_who_came_to_light_after_the_proposal_is_told_before_it_is_closed(desks):
    agreed = placed(desks, "CR", "AGREED")
    answer_facts(desks, victim="not_known")
    step = {"by": desks.who["constable"], "disposal_id": agreed.id, "event": "action_done"}
    with pytest.raises(Refused, match="Tell the victim first"):
        steps_actions.take_step(**step, given={"evidence": SENTENCE, "victim_told": "none"})
    assert not victims_queries.victim_told(agreed)
    steps_actions.take_step(**step, given={"evidence": SENTENCE, "victim_told": "yes"})
    assert victims_queries.victim_told(agreed), "told first, then closed: the page says so"


def test_after_a_death_no_clock_runs_on_the_list_and_the_case_stands_there_to_be_ended(desks):
    caution = placed(desks, "CC", "ACTIVE")
    caution.limitation_on = clock.today()
    assert [line.why.value for line in conditions_queries.due(desks.who["sergeant"])] == ["charge_soon"]
    died(caution.person_id, desks.who["constable"])
    assert [(line.why.value, line.on) for line in conditions_queries.due(desks.who["sergeant"])] == [("died", None)]


def test_a_registrar_who_does_not_agree_to_a_removal_lets_the_code_stay_and_says_why(desks):
    voided = placed(desks, "CC", "VOID")
    asked, of = outcome_codes_queries.latest_code(voided.id), {"by": desks.who["registrar"], "accept": False}
    record = outcome_codes_actions.answer_code(
        **of, record_id=asked.id, code="3", reason="The error is of another crime"
    )
    assert (record.step.value, outcome_codes_queries.code_that_stands(voided.id)) == ("corrected", "3")
    waiting = placed(desks, "SC", "GIVEN")
    asked = outcome_codes_queries.latest_code(waiting.id)
    with pytest.raises(Refused, match="Select the code that is right instead"):
        outcome_codes_actions.answer_code(**of, record_id=asked.id, code="3", reason="It is the same code")


@pytest.mark.database
def test_a_simple_caution_stays_on_the_list_until_the_victim_was_told_of_it(desks):
    placed(desks, "SC", "GIVEN")
    assert conditions_queries.due(desks.who["sergeant"]) == ()
    answer_facts(desks, victim="supports")
    assert [line.why.value for line in conditions_queries.due(desks.who["sergeant"])] == ["tell"]
    of = {"by": desks.who["constable"], "episode_id": desks.episode_id, "at": clock.now()}
    victims_actions.record_victim_contact(**of, by_what=ways_of_telling()["letter"], answer=VictimAnswer.TOLD)
    assert conditions_queries.due(desks.who["sergeant"]) == ()
