"""A service reports facts; a police officer accepts the evidence; the last one completes the caution."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from pathways import clock
from pathways.auth.roles import Rank, Role
from pathways.disposals.conditions import actions as conditions_actions
from pathways.disposals.conditions import queries as conditions_queries
from pathways.disposals.conditions.rules import ConditionKind, ConditionStatus, Reported
from pathways.disposals.facts import actions as facts_actions
from pathways.disposals.models import Condition, DisposalEvent
from pathways.disposals.proposal import queries as proposal_queries
from pathways.disposals.signing import actions as signing_actions
from pathways.disposals.steps import actions as steps_actions
from pathways.disposals.steps.rules.machine import State
from pathways.people import queries as people
from pathways.refusals import OutOfSight, Refused, Stale
from tests import county
from tests.integration.disposals.plain_disposal import (
    ANSWERS,
    Scene,
    assessment,
    authorised,
    proposed,
    scene,
    signed,
    with_facts,
)
from tests.referred import died


def running(where: Scene, *plan):
    """The conditions of a signed caution."""
    return proposal_queries.conditions_of(signed(where, *plan).id)


def report(where: Scene, row, *, met: bool = True, by=None, on=None):
    return conditions_actions.report_condition(
        by=by or where.worker, condition_id=row.id, met=met, on=on or clock.today()
    )


def accept(where: Scene, row, **values):
    given = {"evidence": None, "victim_told": None} | values
    return conditions_actions.accept_condition(by=where.officer, condition_id=row.id, **given)


def state(where: Scene, row) -> State:
    return proposal_queries.disposal(where.sergeant, row.disposal_id).disposal.state


def test_a_report_of_met_completes_nothing_until_an_officer_accepts_it(app):
    where = scene()
    (row,) = running(where)
    report(where, row)
    assert (row.reported_as, row.status, state(where, row)) == (Reported.MET, ConditionStatus.OPEN, State.ACTIVE)
    accept(where, row)
    assert (row.status, state(where, row)) == (ConditionStatus.MET, State.COMPLETED)


def test_the_caution_is_completed_only_with_its_last_condition(app):
    where = scene()
    first, second = running(
        where,
        assessment(where.service),
        assessment(kind=ConditionKind.APOLOGY, wording="Write a letter of apology and hand it in"),
    )
    report(where, first)
    accept(where, first)
    assert state(where, first) is State.ACTIVE
    accept(where, second, evidence="The letter was handed to me at the desk")
    assert state(where, first) is State.COMPLETED


def test_outcome_3_stays_after_completion(app):
    where = scene()
    (row,) = running(where)
    report(where, row)
    accept(where, row)
    disposal = proposal_queries.disposal(where.sergeant, row.disposal_id).disposal
    assert (disposal.outcome_requested, disposal.completed_at) == ("3", clock.now())


def test_without_a_report_the_officer_says_what_was_seen(app):
    where = scene()
    (row,) = running(where)
    with pytest.raises(Refused, match="No service has reported this"):
        accept(where, row)
    accept(where, row, evidence="A letter of the service, dated today")
    assert row.status is ConditionStatus.MET


def test_a_condition_reported_not_met_waits_for_a_sergeant_and_may_still_be_done_before_its_date(app):
    where = scene()
    (row,) = running(where)
    report(where, row, met=False)
    assert (row.status, state(where, row)) == (ConditionStatus.OPEN, State.ACTIVE)
    with pytest.raises(Refused, match="A sergeant must look at it first"):
        accept(where, row)
    report(where, row)
    accept(where, row)
    assert state(where, row) is State.COMPLETED


def test_not_met_after_its_date_goes_to_a_sergeant_as_a_report_and_not_as_a_finding(app, db, the_clock):
    where = scene()
    (row,) = running(where)
    the_clock.advance(timedelta(weeks=5))
    report(where, row, met=False)
    assert (row.status, state(where, row)) == (ConditionStatus.OPEN, State.BREACH_REVIEW)
    events = [event.event for event in db.session.scalars(select(DisposalEvent).order_by(DisposalEvent.id))]
    assert events[-2:] == ["report_condition", "suspected_breach"]
    with pytest.raises(Refused, match="a sergeant is looking at it"):
        report(where, row)
    with pytest.raises(Refused, match="A sergeant must look"):
        accept(where, row, evidence="A letter of the service, dated today")


def test_only_the_service_that_the_condition_names_reports_on_it(app):
    where = scene()
    (row,) = running(where)
    other = county.viewer_of(county.user(Role.TW, of=county.provider("Boston Recovery")))
    stranger = county.viewer_of(county.user(Role.CO, of=county.force("Another force"), rank=Rank.CONSTABLE))
    for by in (other, stranger):
        with pytest.raises(OutOfSight):
            report(where, row, by=by)
    assert conditions_queries.conditions_for_service(where.worker, where.episode.id) == (row,)
    assert conditions_queries.conditions_for_service(other, where.episode.id) == ()
    assert conditions_queries.conditions_for_service(where.officer, where.episode.id) == ()


def test_a_condition_that_names_no_service_is_for_the_service_that_accepted_the_referral(app):
    where = scene()
    (row,) = running(where, assessment())
    assert conditions_queries.conditions_for_service(where.worker, where.episode.id) == (row,)
    report(where, row)
    assert row.reported_as is Reported.MET


@pytest.mark.database
def test_conditions_run_only_while_the_caution_is_signed_and_open(app):
    where = scene()
    proposed(with_facts(where))
    assert conditions_queries.running_conditions(where.episode.id) == ()
    other = scene()
    (row,) = running(other)
    assert conditions_queries.running_conditions(other.episode.id) == (row,)
    accept(other, row, evidence="A letter of the service, dated today")
    assert conditions_queries.running_conditions(other.episode.id) == ()


def test_a_day_in_the_future_or_before_the_signature_is_a_slip(app):
    where = scene()
    (row,) = running(where)
    for day in (clock.today() + timedelta(days=1), clock.today() - timedelta(days=1)):
        with pytest.raises(Refused, match="The day"):
            report(where, row, on=day)


def test_a_settled_condition_is_not_reported_again_and_not_accepted_twice(app):
    where = scene()
    first, _ = running(where, assessment(where.service), assessment(where.service, weeks=6))
    report(where, first)
    accept(where, first)
    with pytest.raises(Refused, match="already settled: met"):
        report(where, first, met=False)
    with pytest.raises(Refused):
        accept(where, first, evidence="A letter of the service, dated today")


def test_where_there_is_a_victim_the_victim_is_told_before_it_is_completed(app):
    where = scene()
    facts_actions.record_facts(by=where.officer, episode_id=where.episode.id, answers=ANSWERS | {"victim": "supports"})
    disposal = proposed(where)
    signing_actions.authorise(
        by=where.sergeant, disposal_id=disposal.id, reason="The victim supports it; proportionate"
    )
    signing_actions.sign(
        by=where.sergeant, disposal_id=disposal.id, explained_at=clock.now(), consents=True, was_signed=True
    )
    (row,) = proposal_queries.conditions_of(disposal.id)
    report(where, row)
    with pytest.raises(Refused, match="Tell the victim"):
        accept(where, row)
    accept(where, row, victim_told=True)
    assert state(where, row) is State.COMPLETED


def test_after_a_death_nothing_is_reported_and_nothing_accepted(app):
    where = scene()
    (row,) = running(where)
    died(where.episode.person_id, where.officer)
    for step in (report, accept):
        with pytest.raises(Refused, match="This person has died"):
            step(where, row)


def test_the_task_list_is_told_in_words_how_far_the_disposal_is(app):
    where = scene()
    assert not conditions_queries.progress(where.episode.id).started
    disposal = authorised(where)
    progress = conditions_queries.progress(where.episode.id)
    assert (progress.words, progress.done) == ("Conditional caution: authorised, to be signed.", False)
    signing_actions.sign(
        by=where.sergeant, disposal_id=disposal.id, explained_at=clock.now(), consents=True, was_signed=True
    )
    assert conditions_queries.progress(where.episode.id).done
    report(where, proposal_queries.conditions_of(disposal.id)[0])
    assert "a report waits" in conditions_queries.progress(where.episode.id).words


def test_an_open_disposal_keeps_the_record_in_sight_after_28_days_and_an_ended_one_does_not(app, the_clock):
    where = scene()
    (row,) = running(where, assessment(where.service, weeks=10))
    where.episode.closed_at = clock.now()
    the_clock.advance(timedelta(days=60))
    assert proposal_queries.disposal(where.sergeant, row.disposal_id).conditions == (row,)
    accept(where, row, evidence="A letter of the service, dated today")
    with pytest.raises(OutOfSight):
        proposal_queries.disposal(where.sergeant, row.disposal_id)


def test_an_open_disposal_keeps_the_person_s_page_open_to_its_own_force_only(app, the_clock):
    where = scene()
    running(where, assessment(where.service, weeks=10))
    where.episode.closed_at = clock.now()
    the_clock.advance(timedelta(days=60))
    assert people.person(where.sergeant, where.episode.person_id).id == where.episode.person_id
    elsewhere = county.viewer_of(county.user(Role.DM, of=county.force("Humberside Police")))
    for stranger in (elsewhere, where.worker):
        with pytest.raises(OutOfSight):
            people.person(stranger, where.episode.person_id)


@pytest.mark.database
def test_a_condition_that_is_not_there_is_out_of_sight(app):
    where = scene()
    with pytest.raises(OutOfSight):
        proposal_queries.condition(where.officer, 999_999)
    with pytest.raises(OutOfSight):
        conditions_actions.report_condition(by=where.worker, condition_id=999_999, met=True, on=clock.today())


def test_two_officers_accepting_at_once_have_one_winner(app, db):
    where = scene()
    first, _ = running(where, assessment(where.service), assessment(where.service, weeks=6))
    accepted = {"status": ConditionStatus.MET, "accepted_at": clock.now(), "accepted_by_id": where.officer_user.id}
    behind = update(Condition).where(Condition.id == first.id).values(**accepted)
    db.session.execute(behind.execution_options(synchronize_session=False))
    with pytest.raises(Stale):
        accept(where, first, evidence="A letter of the service, dated today")


def test_what_waits_for_authority_is_the_own_force_s_and_the_oldest_first(app, the_clock):
    first = proposed(with_facts(scene()))
    the_clock.advance(timedelta(minutes=5))
    where = scene()
    second = proposed(with_facts(where))
    elsewhere = county.viewer_of(county.user(Role.DM, of=county.force("Humberside Police")))
    assert [row.disposal.id for row in proposal_queries.waiting(where.sergeant)] == [first.id, second.id]
    assert proposal_queries.waiting(elsewhere) == ()
    assert proposal_queries.waiting(where.worker) == ()


def test_whoever_was_in_hospital_is_reported_by_the_monitor_with_the_reason_and_an_accepted_excuse_sets_the_new_date(
    client_of, the_clock
):
    where = scene()
    (row,) = running(where)
    monitor = county.user(Role.CM)
    browser, here = client_of(monitor, Role.CM), f"/disposals/{row.disposal_id}"
    the_clock.set(clock.now() + (row.due_on - clock.today()) + timedelta(days=3))
    browser = client_of(monitor, Role.CM)
    page = browser.get(here).text
    assert "Past its date" in page
    assert "Could not, or a reason was given" in page
    answers = {"failed": "The assessment was not attended.", "evidence": "The letter of the ward."}
    step = f"{here}/step/suspected_breach"
    assert "<title>Error" in browser.post(step, answers).text
    browser.post(step, answers | {"reason": "hospital_or_detox", "reason_from": "His sister rang on Tuesday"})
    page = browser.get(here).text
    assert "In hospital or detox" in page
    assert "His sister rang on Tuesday" in page
    excuse = {"excuse": "hospital_or_detox", "evidence": "The letter of the ward shows five days."}
    step = {"by": where.sergeant, "disposal_id": row.disposal_id, "event": "excuse_accepted"}
    with pytest.raises(Refused, match="New date"):
        steps_actions.take_step(**step, given=excuse | {"agrees": "yes"})
    until = clock.today() + timedelta(days=14)
    steps_actions.take_step(**step, given=excuse | {"until": until, "agrees": "yes"})
    old, new = proposal_queries.conditions_of(row.disposal_id)
    assert (old.status, new.status, new.due_on) == (ConditionStatus.VARIED, ConditionStatus.OPEN, until)
    assert (new.wording, new.service_id) == (old.wording, old.service_id)
    (seen_by_service,) = conditions_queries.running_conditions(where.episode.id)
    assert seen_by_service.due_on == until
    assert state(where, row) is State.ACTIVE
    assert "Past its date" not in browser.get(here).text
    assert "Past its date" not in browser.get("/disposals/due").text
