"""Facts are recorded, and a caution is proposed with its conditions and reasons."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.audit import record as audit
from pathways.audit.models import AuditEvent
from pathways.disposals.conditions.rules import ConditionKind
from pathways.disposals.facts import actions as facts_actions
from pathways.disposals.facts import queries
from pathways.disposals.facts.queries import case_of, offences_of
from pathways.disposals.models import FactSheet
from pathways.disposals.proposal import actions as proposal_actions
from pathways.disposals.signing import actions as signing_actions
from pathways.disposals.steps.rules.machine import State
from pathways.law.rules.disposal_terms import Kind
from pathways.people.custody import queries as people
from pathways.refusals import Refused, Stale
from tests import county_safeguarding
from tests.integration.arrest_tests.custody_scenes import a_test
from tests.integration.disposals.plain_disposal import (
    ANSWERS,
    BECAUSE,
    WHY,
    assessment,
    offence,
    proposed,
    scene,
    signed,
    with_facts,
)
from tests.integration.disposals.signing.test_result_relied_on import record


def reasons_of(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return " ".join(reason.message for reason in refusal.value.reasons)


def test_the_class_of_a_drug_is_that_of_the_day_of_the_offence(app):
    """Nitazenes became Class A on 20 March 2024 (SI 2024/190)."""
    where = scene()
    offences_of(where.episode.id)[0].drug = "nitazene_2024"
    view = people.episode(where.officer, where.episode.id)
    for offence_on, drug_class in ((None, "A"), (date(2024, 3, 20), "A"), (date(2024, 3, 19), None)):
        facts = {"by": where.officer, "episode_id": where.episode.id, "answers": ANSWERS, "offence_on": offence_on}
        facts_actions.record_facts(**facts)
        assert [offence.drug_class for offence in case_of(view).case.offences] == [drug_class]


def test_every_question_must_be_answered_and_not_known_is_an_answer(app):
    where = scene()
    with pytest.raises(Refused) as refused:
        facts_actions.record_facts(by=where.officer, episode_id=where.episode.id, answers={**ANSWERS, "victim": ""})
    assert [reason.field for reason in refused.value.reasons] == ["victim"]
    with_facts(where, victim="not_known")
    assert queries.sheet_of(where.episode.id).answers["victim"] == "not_known"


def test_facts_answered_again_supersede_and_the_old_answers_stay(app, db):
    where = with_facts(scene(), admission="denies")
    with_facts(where)
    rows = db.session.scalars(select(FactSheet).order_by(FactSheet.id)).all()
    assert [row.answers["admission"] for row in rows] == ["denies", "reliable"]
    assert (rows[0].superseded_by_id, rows[1].superseded_at) == (rows[1].id, None)


def test_a_caution_is_proposed_with_its_facts_reasons_and_the_version_of_the_rules(app):
    disposal = proposed(with_facts(scene()))
    assert disposal.state is State.PROPOSED
    assert disposal.facts["admission"] == "full_admission"
    assert [result["rule_id"] for result in disposal.results if result["counts"]] == ["CC-05"]
    assert disposal.rules_version
    assert not [name for name in disposal.facts if name.startswith("drug_test")]


def test_a_caution_needs_facts_an_offence_a_condition_and_forty_characters_of_reasons(app):
    where = scene()
    with pytest.raises(Refused, match="Answer the facts first"):
        proposed(where)
    with_facts(where)
    with pytest.raises(Refused, match="40 characters or more"):
        proposed(where, rationale="Too short")
    with pytest.raises(Refused, match="CC-12: Add at least one condition"):
        proposal_actions.propose(
            by=where.officer, episode_id=where.episode.id, kind=Kind.CC, rationale=WHY, reasons_cite_test=False, plan=()
        )
    empty = with_facts(scene())
    row = queries.offences_of(empty.episode.id)[0]
    row.superseded_at, row.correction_reason = clock.now(), "Entered on the wrong person"
    with pytest.raises(Refused, match="Record the offence first"):
        proposed(empty)


def test_a_disposal_that_is_not_available_is_refused_with_every_reason(app):
    where = with_facts(scene(), admission="accepts", supply="open")
    county_safeguarding.concern(where.officer, where.episode)
    with pytest.raises(Refused) as refused:
        proposed(where)
    assert "CC-02" in reasons_of(refused)
    assert "ANY-06" in reasons_of(refused)


def test_a_disposal_that_no_adult_is_given_is_never_carried_through_here(app):
    with pytest.raises(Refused, match="cannot be carried through here"):
        proposed(with_facts(scene()), kind=Kind.YC)


@pytest.mark.parametrize(
    "wording",
    ["Attend an assessment and give a negative test", "Stay drug-free for 16 weeks", "Take the medication prescribed"],
)
def test_a_condition_that_demands_more_than_attendance_is_refused_at_its_field_with_a_suggestion(app, wording):
    where = with_facts(scene())
    with pytest.raises(Refused) as refused:
        proposed(where, assessment(where.service, wording=wording))
    (reason,) = refused.value.reasons
    assert reason.field == "conditions-0-wording"
    assert "Attend an assessment with Lincoln Recovery Hub and stay to the end" in reason.message


def test_a_second_disposal_waits_until_the_first_is_taken_back(app):
    where = with_facts(scene())
    first = proposed(where)
    with pytest.raises(Refused, match="a disposal on this case already"):
        proposed(where)
    proposal_actions.withdraw_proposal(
        by=where.officer, disposal_id=first.id, reason="The wrong service was named in it"
    )
    assert proposed(where).state is State.PROPOSED


def test_reasons_that_name_the_test_are_kept_with_the_sample_and_never_with_its_result(app):
    where = scene()
    test_id = record(where, a_test())
    disposal = proposed(with_facts(where), reasons_cite_test=True)
    assert disposal.facts["drug_test_id"] == test_id
    assert not [name for name in disposal.facts if "result" in name and name != "test_result_relied_on"]


def test_a_form_made_before_somebody_else_changed_the_record_is_stale(app):
    where = with_facts(scene())
    before = audit.version_of(where.episode.person_id)
    with_facts(where, would_agree="not_known")
    with pytest.raises(Stale):
        proposed(where, version=before)


def test_under_18_no_adult_disposal_is_opened(app):
    where = scene(born=clock.today().replace(year=clock.today().year - 17))
    with pytest.raises(Refused, match="Under 18 until"):
        with_facts(where)


def test_every_step_is_in_the_log_of_the_person(app, db):
    signed(scene())
    actions_logged = [
        row for row in db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)) if "disposal" in row
    ]
    assert actions_logged == ["disposal.facts.recorded", "disposal.proposed", "disposal.authorised", "disposal.signed"]


def test_conditions_that_run_too_long_are_never_proposed(app):
    where = with_facts(scene())
    with pytest.raises(Refused, match="CC-15"):
        proposed(where, assessment(where.service, weeks=21), deadline_reason="The course starts only in the new year")


def test_a_penalty_above_the_cap_of_the_offence_is_refused(app):
    where = with_facts(scene())
    with pytest.raises(Refused, match="CC-13"):
        proposed(
            where,
            assessment(),
            assessment(kind=ConditionKind.FINANCIAL_PENALTY, wording="Pay the penalty at the court office", amount=101),
        )


def test_an_offence_outside_the_table_leaves_the_court_to_be_answered(app):
    where = with_facts(scene(code="OTHER"))
    with pytest.raises(Refused, match="Not known: the highest penalty"):
        proposed(where)
    with_facts(where, trial_mode="summary")
    assert proposed(where).state is State.PROPOSED


def test_two_offences_are_both_named_and_the_gravest_decides(app):
    where = scene()
    offence(where.episode, "TA68-8", number=2, drug=None)
    disposal = proposed(with_facts(where))
    assert disposal.facts["trial_mode"] == "indictable_only"
    with pytest.raises(Refused, match="CC-06"):
        signing_actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=BECAUSE)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"wording": "Attend"}, "wording", "Say what must be done"),
        ({"weeks": -1}, "due_on", "The date must be today or later"),
        ({"service_id": 987_654}, "service", "That service takes no one today"),
        ({"kind": ConditionKind.COMMUNITY_WORK}, "hours", "Enter the hours"),
        ({"kind": ConditionKind.REPAIR, "wording": "Repair the fence, 40 h"}, "hours", "Enter the hours"),
        ({"kind": ConditionKind.FINANCIAL_PENALTY}, "amount", "Enter the amount in pounds"),
    ],
)
def test_a_condition_that_cannot_be_kept_is_refused_at_its_field(app, changes, field, words):
    where = with_facts(scene())
    with pytest.raises(Refused, match=words) as refused:
        proposed(where, assessment(), assessment(**changes))
    assert f"conditions-1-{field}" in [reason.field for reason in refused.value.reasons]


def test_more_than_six_conditions_cannot_be_achieved_together(app):
    where = with_facts(scene())
    with pytest.raises(Refused, match="Keep to 6 conditions"):
        proposed(where, *[assessment() for _ in range(7)])


def test_an_offence_in_the_future_is_a_slip(app):
    where, tomorrow = scene(), clock.today() + timedelta(days=1)
    with pytest.raises(Refused, match="cannot be in the future"):
        facts_actions.record_facts(by=where.officer, episode_id=where.episode.id, answers=ANSWERS, offence_on=tomorrow)


def test_facts_of_a_form_made_before_the_record_changed_are_stale(app):
    where = with_facts(scene())
    with pytest.raises(Stale):
        facts_actions.record_facts(by=where.officer, episode_id=where.episode.id, answers=ANSWERS, version=0)
