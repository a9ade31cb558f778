"""Facts are recorded, a caution is proposed, authority is given by another officer, and it is signed."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select, update

from pathways import audit, clock
from pathways.audit.models import AuditEvent
from pathways.auth import Rank, Role
from pathways.auth.models import RankHeld
from pathways.disposals import actions, queries
from pathways.disposals.models import Disposal, DisposalEvent, FactSheet, SignedDocument
from pathways.disposals.rules import ConditionKind, Kind, State
from pathways.people.rules import DeathSource
from pathways.refusals import OutOfSight, Refused, Stale
from tests import county
from tests.integration.disposals.plain_disposal import (
    ANSWERS,
    BECAUSE,
    WHY,
    assessment,
    authorised,
    offence,
    proposed,
    scene,
    signed,
    with_facts,
)


def said(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return " ".join(reason.message for reason in refusal.value.reasons)


def test_every_question_must_be_answered_and_not_known_is_an_answer(app):
    where = scene()
    with pytest.raises(Refused) as refused:
        actions.record_facts(by=where.officer, episode_id=where.episode.id, answers={**ANSWERS, "victim": ""})
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
    assert [one["rule_id"] for one in disposal.results if one["counts"]] == ["CC-05"]
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
        actions.propose(
            by=where.officer, episode_id=where.episode.id, kind=Kind.CC, rationale=WHY, reasons_cite_test=False, plan=()
        )
    empty = with_facts(scene())
    row = queries.offences_of(empty.episode.id)[0]
    row.superseded_at, row.correction_reason = clock.now(), "Entered on the wrong person"
    with pytest.raises(Refused, match="Record the offence first"):
        proposed(empty)


def test_a_disposal_that_is_not_available_is_refused_with_every_reason(app):
    where = with_facts(scene(), admission="accepts", supply="open", exploitation="unreviewed")
    with pytest.raises(Refused) as refused:
        proposed(where)
    assert "CC-02" in said(refused)
    assert "ANY-06" in said(refused)


def test_only_a_conditional_caution_can_be_carried_through_here(app):
    with pytest.raises(Refused, match="cannot be carried through here yet"):
        proposed(with_facts(scene()), kind=Kind.CR)


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
    with pytest.raises(Refused, match="already stands"):
        proposed(where)
    actions.withdraw_proposal(by=where.officer, disposal_id=first.id, reason="The wrong service was named in it")
    assert proposed(where).state is State.PROPOSED


def test_reasons_that_name_the_test_are_kept_with_the_sample_and_never_with_its_result(app):
    disposal = proposed(with_facts(scene()), reasons_cite_test=True)
    assert "drug_test_id" in disposal.facts
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


def test_whoever_proposed_never_authorises(app, db):
    officer = county.user(Role.DM)
    where = scene()
    where.officer_user = officer
    disposal = proposed(with_facts(where))
    with pytest.raises(Refused, match="You proposed this"):
        actions.authorise(by=county.viewer_of(officer), disposal_id=disposal.id, reason=BECAUSE)
    assert disposal.state is State.PROPOSED


def test_a_constable_cannot_authorise_and_a_sergeant_of_another_force_does_not_see_it(app):
    where = scene()
    disposal = proposed(with_facts(where))
    constable = county.viewer_of(county.user(Role.DM, rank=Rank.CONSTABLE))
    with pytest.raises(Refused, match="CC-05: An authorised person"):
        actions.authorise(by=constable, disposal_id=disposal.id, reason=BECAUSE)
    elsewhere = county.viewer_of(county.user(Role.DM, of=county.force("Humberside Police")))
    with pytest.raises(OutOfSight):
        actions.authorise(by=elsewhere, disposal_id=disposal.id, reason=BECAUSE)


def test_a_rank_that_begins_tomorrow_authorises_nothing_today(app, db):
    where = scene()
    disposal = proposed(with_facts(where))
    promoted = county.user(Role.DM, rank=Rank.CONSTABLE)
    tomorrow = clock.today() + timedelta(days=1)
    db.session.add(RankHeld(user_id=promoted.id, rank=Rank.SERGEANT, from_on=tomorrow, recorded_at=clock.now()))
    with pytest.raises(Refused, match="CC-05"):
        actions.authorise(by=county.viewer_of(promoted), disposal_id=disposal.id, reason=BECAUSE)


def test_authority_names_the_officer_the_rank_and_the_reason(app, db):
    where = scene()
    disposal = authorised(where)
    assert disposal.state is State.AUTHORISED
    assert (disposal.authorised_by_id, disposal.authorised_rank) == (where.sergeant_user.id, Rank.SERGEANT)
    events = db.session.scalars(select(DisposalEvent).order_by(DisposalEvent.id)).all()
    assert [(one.event, one.rank, one.reason) for one in events] == [
        ("propose", Rank.CONSTABLE, None),
        ("authorise", Rank.SERGEANT, BECAUSE),
    ]


def test_domestic_abuse_waits_for_the_crown_prosecution_service_whatever_the_rank(app):
    where = scene()
    disposal = proposed(with_facts(where, abuse_or_hate="domestic_abuse"))
    chief = county.viewer_of(county.user(Role.DM, rank=Rank.SUPERINTENDENT))
    with pytest.raises(Refused, match="CC-08"):
        actions.authorise(by=chief, disposal_id=disposal.id, reason=BECAUSE)


def test_a_short_margin_to_charge_is_accepted_only_with_a_reason(app):
    where = scene(code="TA68-12")
    actions.record_facts(
        by=where.officer, episode_id=where.episode.id, answers=ANSWERS, offence_on=clock.today() - timedelta(days=150)
    )
    disposal = proposed(where)
    with pytest.raises(Refused, match="CC-17"):
        actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=BECAUSE)
    margin = "The person has started and will finish next week"
    actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=BECAUSE, margin_reason=margin)
    assert disposal.state is State.AUTHORISED


def test_sent_back_is_decided_again_and_the_new_authority_replaces_it(app):
    where = with_facts(scene())
    first = proposed(where)
    actions.send_back(by=where.sergeant, disposal_id=first.id, reason="The condition names the wrong town")
    assert first.state is State.REDECIDE
    second = proposed(where)
    actions.authorise(by=where.sergeant, disposal_id=second.id, reason=BECAUSE)
    assert (first.state, second.state) == (State.CLOSED_REPLACED, State.AUTHORISED)


def test_two_officers_deciding_at_once_have_one_winner(app, db):
    where = scene()
    disposal = proposed(with_facts(where))
    found = queries.disposal(where.sergeant, disposal.id)
    db.session.execute(
        update(Disposal)
        .where(Disposal.id == disposal.id)
        .values(state=State.REDECIDE)
        .execution_options(synchronize_session=False)
    )
    assert found.disposal.state is State.PROPOSED
    with pytest.raises(Stale):
        actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=BECAUSE)


def test_a_no_before_signing_ends_it_and_concludes_nothing(app, db):
    where = scene()
    disposal = authorised(where)
    actions.decline(by=where.officer, disposal_id=disposal.id, legal_advice_offered=True)
    last = db.session.scalars(select(DisposalEvent).order_by(DisposalEvent.id.desc())).first()
    assert (disposal.state, last.recorded) == (State.REDECIDE, {"legal_advice_offered": True})


def test_signing_keeps_the_document_its_hash_and_asks_for_outcome_3(app, db):
    disposal = signed(scene())
    kept = db.session.scalar(select(SignedDocument))
    assert disposal.state is State.ACTIVE
    assert (disposal.outcome_requested, disposal.signed_at) == ("3", clock.now())
    assert kept.sha256 == sha256(kept.content).hexdigest()
    assert kept.content.startswith(b"%PDF-")


@pytest.mark.parametrize(("changes", "rule"), [({"consents": False}, "CC-04"), ({"was_signed": False}, "CC-19")])
def test_nothing_is_signed_without_consent_and_a_signature(app, db, changes, rule):
    where = scene()
    disposal = authorised(where)
    values = {"explained_at": clock.now(), "consents": True, "was_signed": True} | changes
    with pytest.raises(Refused, match=rule):
        actions.sign(by=where.sergeant, disposal_id=disposal.id, **values)
    assert db.session.scalar(select(SignedDocument)) is None


def test_an_explanation_before_the_authority_or_in_the_future_is_a_slip(app):
    where = scene()
    disposal = authorised(where)
    for wrong in (clock.now() - timedelta(hours=2), clock.now() + timedelta(minutes=5)):
        with pytest.raises(Refused, match="explanation"):
            actions.sign(by=where.sergeant, disposal_id=disposal.id, explained_at=wrong, consents=True, was_signed=True)


def test_signing_needs_a_sergeant(app):
    where = scene()
    disposal = authorised(where)
    constable = county.viewer_of(county.user(Role.DM, rank=Rank.CONSTABLE))
    with pytest.raises(Refused):
        actions.sign(by=constable, disposal_id=disposal.id, explained_at=clock.now(), consents=True, was_signed=True)


def test_after_a_death_no_step_is_taken(app):
    where = scene()
    disposal = authorised(where)
    someone = queries.disposal(where.sergeant, disposal.id).view.person
    someone.died_at = someone.death_recorded_at = clock.now()
    someone.death_recorded_by_id = where.officer_user.id
    someone.death_source = next(iter(DeathSource))
    with pytest.raises(Refused, match="This person has died"):
        actions.sign(
            by=where.sergeant, disposal_id=disposal.id, explained_at=clock.now(), consents=True, was_signed=True
        )


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
        actions.authorise(by=where.sergeant, disposal_id=disposal.id, reason=BECAUSE)
