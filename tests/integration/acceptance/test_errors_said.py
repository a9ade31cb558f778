"""A referral that was never made, or sent twice: one says so, a manager who is not they agrees or does not."""

import pytest

from pathways.acceptance import actions
from pathways.auth.roles import Role
from pathways.referrals.steps.rules import ReferralState
from pathways.refusals import OutOfSight, Refused
from tests import county
from tests.referred import asked, referred


def test_an_error_is_closed_by_two_people_and_stands_where_the_second_does_not_agree(worker, hub):
    referral, manager = referred(to=hub), county.viewer_of(county.user(Role.PM))
    error = actions.say_error(by=worker, referral_id=referral.id, given={"why": "never_made"})
    with pytest.raises(Refused, match="not settled it yet"):
        actions.say_error(by=worker, referral_id=referral.id, given={"why": "never_made"})
    with pytest.raises(OutOfSight):
        actions.settle_error(by=worker, error_id=error.id, agrees=True)
    actions.settle_error(by=manager, error_id=error.id, agrees=False)
    assert referral.state is ReferralState.SUBMITTED
    again = actions.say_error(by=manager, referral_id=referral.id, given={"why": "wrong_person"})
    with pytest.raises(OutOfSight):
        actions.settle_error(by=manager, error_id=again.id, agrees=True)
    other = county.viewer_of(county.user(Role.PM))
    actions.settle_error(by=other, error_id=again.id, agrees=True)
    assert (referral.state, referral.closed_at is not None) == (ReferralState.ERROR, True)


def test_a_draft_is_an_error_once_a_pathway_manager_agrees(hub, pathway_manager):
    officer = county.officer()
    draft = asked(officer, county.episode(by=officer), hub)
    error = actions.say_error(by=officer, referral_id=draft.id, given={"why": "wrong_person"})
    actions.settle_error(by=pathway_manager, error_id=error.id, agrees=True)
    assert draft.state is ReferralState.ERROR


@pytest.mark.database
def test_only_the_same_visit_sent_twice_to_the_same_provider_is_a_duplicate(hub, pathway_manager):
    officer = county.officer()
    someone = county.person(by=officer)
    original, twice = (referred(officer, hub, episode=county.episode(someone, by=officer)) for _ in range(2))
    unlike = referred(officer, hub)
    with pytest.raises(Refused, match="reference of the referral that stays"):
        actions.say_error(by=officer, referral_id=unlike.id, given={"why": "duplicate"})
    given = {"why": "duplicate", "correct": original.reference}
    wrong, right = (actions.say_error(by=officer, referral_id=referral.id, given=given) for referral in (unlike, twice))
    actions.settle_error(by=pathway_manager, error_id=right.id, agrees=True)
    assert (twice.state, original.state) == (ReferralState.DUPLICATE, ReferralState.SUBMITTED)
    with pytest.raises(Refused, match="both are real"):
        actions.settle_error(by=pathway_manager, error_id=wrong.id, agrees=True)
