"""Before a service answers: received, a question and its answer, another area, a recall while the page is open."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pathways.acceptance import actions
from pathways.acceptance.queries import inbox as queries
from pathways.acceptance.rules import DueGroup, decline_reasons
from pathways.auth.roles import Role
from pathways.referrals.models.referral import ReferralEvent
from pathways.referrals.steps import actions as referring
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused
from tests import county
from tests.referred import referred

ASKED = {"of_whom": "referrer", "about": "where_now", "question": "Is he still at the Lincoln address?"}


@pytest.fixture
def officer(app):
    return county.officer()


def test_a_question_stops_the_clock_for_a_day_at_most_and_its_answer_is_read(db, officer, worker, hub, the_clock):
    referral = referred(officer, hub)
    due = referral.due_on
    actions.step_at_inbox(by=worker, referral_id=referral.id, event="acknowledge", given={})
    actions.step_at_inbox(by=worker, referral_id=referral.id, event="ask", given=ASKED)
    assert [row.group for row in queries.inbox(worker).rows] == [DueGroup.ASKED]
    the_clock.advance(timedelta(days=1))
    referring.step_by_referrer(by=officer, referral_id=referral.id, event="answered", given={"answer": "Yes, he is"})
    assert (referral.state, referral.due_on > due) == (ReferralState.ACKNOWLEDGED, True)
    assert queries.offer(worker, referral.id).question.answer == "Yes, he is"
    events = [event.event for event in db.session.scalars(select(ReferralEvent).order_by(ReferralEvent.id))]
    assert events == ["submit", "acknowledge", "ask", "answered"]


def test_a_question_without_an_answer_comes_back_and_colleagues_may_accept_meanwhile(officer, worker, hub, the_clock):
    referral = referred(officer, hub)
    actions.step_at_inbox(by=worker, referral_id=referral.id, event="ask", given=ASKED)
    assert referring.take_by_system(steps=[referring.StepOfTime(referral_id=referral.id, event="answer_time_up")])
    actions.step_at_inbox(by=worker, referral_id=referral.id, event="ask", given=ASKED)
    slot = the_clock.now() + timedelta(days=1)
    actions.accept(by=worker, referral_id=referral.id, keyworker_id=worker.user_id, first_slot_at=slot, place="Room 2")
    assert referral.state is ReferralState.APPT_OFFERED


def test_who_lives_elsewhere_goes_to_the_pathway_manager_and_is_no_decline(officer, worker, hub, pathway_manager):
    referral = referred(officer, hub)
    with pytest.raises(Refused, match="while the answer is no"):
        actions.step_at_inbox(by=worker, referral_id=referral.id, event="moved_away", given={"outside": "no"})
    actions.step_at_inbox(by=worker, referral_id=referral.id, event="moved_away", given={"outside": "yes"})
    assert (referral.state, referral.bounces, referral.organisation_id) == (ReferralState.NEEDS_PLACE, 0, None)
    with pytest.raises(OutOfSight):
        queries.offer(worker, referral.id)
    given = {"said": "She goes to her own doctor", "on": referral.due_on}
    with pytest.raises(Refused, match="future"):
        actions.step_in_placing(by=pathway_manager, referral_id=referral.id, event="person_declines", given=given)


def test_no_service_exists_is_an_unmet_need_once_every_open_one_was_tried(
    officer, worker, hub, brayford, pathway_manager
):
    referral = referred(officer, hub)
    given = {"tried": "Rang every service in the county today", "told": "yes", "advice": "Naloxone, and whom to ring"}
    actions.step_at_inbox(by=worker, referral_id=referral.id, event="moved_away", given={"outside": "yes"})
    with pytest.raises(Refused, match="Not tried yet, and open: Trent Bank Service"):
        actions.step_in_placing(by=pathway_manager, referral_id=referral.id, event="no_service_exists", given=given)
    child = actions.place(by=pathway_manager, referral_id=referral.id, service_id=brayford.id, note="Nearest")
    there = county.viewer_of(county.user(Role.TW, of=county.provider("Trent Bank")))
    actions.decline(by=there, referral_id=child.id, reason=decline_reasons()["no_place"], note="Evenings suit her")
    actions.step_in_placing(by=pathway_manager, referral_id=child.id, event="no_service_exists", given=given)
    assert (child.state, child.closed_at is not None) == (ReferralState.UNMET_NEED, True)


def test_a_closed_service_hands_everybody_on_and_keeps_nobody_it_had_not_accepted(
    officer, worker, hub, pathway_manager, db
):
    referral = referred(officer, hub)
    given = {"closed_on": referral.due_on, "told": "yes", "records": "no"}
    with pytest.raises(Refused):
        actions.hand_on(by=pathway_manager, service_id=hub.id, given=given)
    hub.closed_on = referral.made_at.date()
    db.session.flush()
    with pytest.raises(OutOfSight):
        actions.hand_on(by=worker, service_id=hub.id, given=given | {"closed_on": hub.closed_on})
    assert actions.hand_on(by=pathway_manager, service_id=hub.id, given=given | {"closed_on": hub.closed_on}) == 1
    assert (referral.state, referral.service_id) == (ReferralState.NEEDS_PLACE, None)
