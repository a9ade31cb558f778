"""What the national file says of somebody whom their provider handed back."""

from datetime import date

from pathways import clock
from pathways.acceptance import actions as accepting
from pathways.auth.roles import Role
from pathways.engagement.case import actions as treating
from pathways.ndtms.rules.lists import Month
from pathways.referrals.steps.rules import ReferralState
from tests import county
from tests.integration.ndtms.test_monthly_file import in_treatment
from tests.national_file import episodes_of


def test_whoever_was_handed_back_and_found_no_service_was_given_up_by_the_provider(app, the_clock):
    scene, _, manager = in_treatment(the_clock)
    handing = {"why": "no_place", "agrees": "yes"}
    treating.step_in_case(by=manager, referral_id=scene.referral.id, event="hand_back", given=handing)
    ended = {"tried": "Every service of the county was asked", "told": "yes", "advice": "Naloxone, whom to ring"}
    finder = county.viewer_of(county.user(Role.PW))
    accepting.step_in_placing(by=finder, referral_id=scene.referral.id, event="no_service_exists", given=ended)
    assert scene.referral.state is ReferralState.UNMET_NEED
    (row,) = episodes_of(manager, Month(date(2026, 12, 1)))
    assert ("86", clock.today()) == (row.DISRSN, row.DISD)
