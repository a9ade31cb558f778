"""Three appointments missed: time alone asks for outreach, somebody goes to look, and he engages after all."""

from collections.abc import Callable

from pathways.cli import jobs as clockwork
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db
from tests.journeys import treatment
from tests.journeys.county.arranged import november
from tests.journeys.county.at_the_service import NAME, Sent, sent_to
from tests.journeys.desk import Desk, Site
from tests.rounds import without_script_in_full


def time_is_read(site: Site, sent: Sent) -> ReferralState:
    """What the worker does by itself, and where the referral stands then."""
    with site.behind():
        clockwork.act_on_due_clocks()
    with site.behind():
        return db.session.get_one(Referral, sent.referral_id).state


@without_script_in_full
def test_three_missed_appointments_lead_to_outreach_and_he_engages_after_all(
    site: Site, open_desk: Callable[..., Desk], scripts: bool
):
    sent = sent_to(site)
    desk = open_desk(pictures="missed", inspect=False, scripts=scripts)
    treatment.accept(desk.sign_in("worker"), NAME)
    for day in (26, 27, 30):
        site.clock.set(november(day, 16))
        assert time_is_read(site, sent) is ReferralState.APPT_OFFERED
        treatment.record(desk.sign_in("worker"), NAME, "Did not attend")
    assert time_is_read(site, sent) is ReferralState.OUTREACH

    desk.go(sent.case).follow("Record an attempt").choose(
        "How did you try?", "Went to where they usually are"
    ).fill_moment("When?", november(30, 15, 30)).press("Record the attempt")
    desk.go(sent.case).follow("We found the person").fill_date("When did you reach", november(30, 16)).choose(
        "How?", "In person"
    )
    desk.fill_moment("Next appointment", november(30, 17)).fill("Where?", "Room 2")
    desk.press("Record the contact and the next offer")
    site.clock.set(november(30, 17, 30))
    treatment.record(desk.sign_in("worker"), NAME, "Attended")
    treatment.assess(desk.go(sent.case), "Crack")
    desk.follow("Record care plan").press("Save care plan")
    treatment.offer(desk, november(30, 18), "Structured treatment")
    site.clock.set(november(30, 18, 10))
    treatment.record(desk.sign_in("worker"), NAME, "Attended")
    treatment.start_and_engage(desk.go(sent.case))
    assert time_is_read(site, sent) is ReferralState.IN_TREATMENT
    assert "30 November 2026" in desk.text
