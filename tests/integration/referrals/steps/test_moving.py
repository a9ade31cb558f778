"""A referral that two people move at once: the row count decides, and the second is told."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from pathways.referrals.actions import ANSWERED, move
from pathways.referrals.models.referral import Referral, ReferralEvent
from pathways.referrals.steps.actions import StepOfTime, take_by_system, take_step
from pathways.referrals.steps.queries import standing_of
from pathways.referrals.steps.rules import NoSuchReferralStep, ReferralState
from pathways.refusals import Stale
from tests.referred import referred


def moved_behind(db, referral, state):
    """As another transaction would leave it: the row changes, what was read does not."""
    row = update(Referral).where(Referral.id == referral.id).values(state=state)
    db.session.execute(row.execution_options(synchronize_session=False))


def test_whoever_comes_second_is_told_and_changes_nothing(db, officer, episode, hub):
    referral = referred(officer, hub, episode=episode)
    moved_behind(db, referral, ReferralState.CONSENT_WITHDRAWN)
    with pytest.raises(Stale, match=ANSWERED):
        move(referral, "decline_no_next", by=officer, bounces=9)
    assert (referral.state, referral.bounces) == (ReferralState.CONSENT_WITHDRAWN, 0)


def test_a_step_whose_guards_were_asked_of_one_state_is_not_taken_from_another(db, officer, episode, hub):
    referral = referred(officer, hub, episode=episode)
    now, given = standing_of(referral), {"why": "mistake"}
    moved_behind(db, referral, ReferralState.ACKNOWLEDGED)
    with pytest.raises(Stale, match=ANSWERED):
        take_step(referral, "withdraw", by=officer, given=given, now=now)
    assert referral.state is ReferralState.ACKNOWLEDGED
    take_step(referral, "withdraw", by=officer, given=given, now=standing_of(referral))
    assert referral.state is ReferralState.WITHDRAWN


def test_a_referral_that_a_colleague_only_received_meanwhile_is_declined_all_the_same(db, officer, episode, hub):
    referral = referred(officer, hub, episode=episode)
    moved_behind(db, referral, ReferralState.ACKNOWLEDGED)
    taken = move(referral, "decline_no_next", by=officer)
    assert (taken.from_state, referral.state) == (ReferralState.ACKNOWLEDGED, ReferralState.NEEDS_PLACE)


def test_a_step_that_the_table_does_not_have_is_refused_before_anything_is_written(officer, episode, hub):
    referral = referred(officer, hub, episode=episode)
    with pytest.raises(NoSuchReferralStep):
        move(referral, "structured_start", by=officer)
    assert referral.state is ReferralState.SUBMITTED


@pytest.mark.parametrize("milestone", ["first_attended_on", "engaged_on", "exited_on"])
def test_nothing_is_attended_engaged_or_ended_before_acceptance(db, officer, episode, hub, the_clock, milestone):
    referral = referred(officer, hub, episode=episode)
    setattr(referral, milestone, the_clock.now().date())
    with pytest.raises(IntegrityError, match="after_acceptance"):
        db.session.flush()


def test_a_clock_takes_its_step_once_names_nobody_and_leaves_the_service_nothing(db, officer, episode, hub):
    referral = referred(officer, hub, episode=episode)
    recorded = {"told": "provider manager"}
    due = StepOfTime(referral_id=referral.id, event="no_decision", recorded=recorded)
    assert take_by_system(steps=[due]) == {referral.id}
    assert take_by_system(steps=[due]) == frozenset()
    step = db.session.scalars(select(ReferralEvent).where(ReferralEvent.event == "no_decision")).one()
    assert (step.by_id, step.role, step.recorded) == (None, "system", {"service": hub.id, **recorded})
    assert (referral.state, referral.service_id) == (ReferralState.NEEDS_PLACE, None)
    with pytest.raises(ValueError, match="not a step that the system takes"):
        take_by_system(steps=[StepOfTime(referral_id=referral.id, event="accept")])


def test_only_the_system_takes_a_step_that_names_nobody(db, officer, episode, hub):
    referral = referred(officer, hub, episode=episode)
    ReferralEvent.of(referral.id, "ask", referral.state, referral.state, at=referral.made_at, by_id=None, role="TW")
    with pytest.raises(IntegrityError, match="nobody_but_the_system"):
        db.session.flush()
