"""Remand, release, and then another county: the clocks wait, the case goes on where it stood, and somebody takes over."""

from collections.abc import Callable

from pathways.cli import clockwork
from pathways.referrals.models import Referral
from pathways.referrals.rules import ReferralState
from pathways.store import db
from tests.journeys import treatment
from tests.journeys.county.arranged import november
from tests.journeys.county.at_the_service import NAME, sent_to
from tests.journeys.desk import Desk, Site


def test_prison_release_and_a_transfer_to_another_county(site: Site, open_desk: Callable[..., Desk]):
    sent = sent_to(site)
    desk = open_desk(pictures="transfer", inspect=False)
    officer = open_desk(inspect=False)
    treatment.accept(desk.sign_in("worker"), NAME)
    seen = officer.sign_in("officer").go(sent.became).text
    desk.go(sent.case).follow("In custody").choose("Remand or sentence?", "On remand")
    desk.fill_date("Since when?", november(25, 10)).fill("Where?", "HMP Lincoln").press("Record it and pause")
    assert "Paused" in desk.go(sent.case).text
    site.clock.set(november(30, 11))
    desk.sign_in("worker").go(sent.case).follow("Released or discharged").fill_date("When?", november(29, 9))
    desk.press("Record it and carry on")
    treatment.offer(desk.go(sent.case), november(30, 15), "Assessment")
    # Whoever sent him is told of the new appointment, to which he agreed, and not why there was none for days.
    after = officer.sign_in("officer").go(sent.became).text
    assert "Lincoln Recovery Hub" in seen
    assert all(word not in after for word in ("HMP", "Paused", "prison", "Remand"))

    desk.follow("Transfer to another service").pick("To which service?", "A service outside this list")
    desk.fill("Name of the service outside this list", "Nottingham Recovery Network")
    desk.choose("Does the person agree", "Yes").fill_date("When was it sent?", november(30, 11))
    desk.press("Send the transfer")
    assert "Transfer pending" in desk.go(sent.case).text
    site.clock.set(november(30, 17))
    desk.sign_in("worker").go(sent.case).follow("The person has come")
    desk.fill_date("When did the person first come?", november(30, 16)).choose(
        "Who says so?", "The service, in writing to us"
    )
    desk.press("Confirm the first contact")
    with site.behind():
        clockwork.run_due()
    with site.behind():
        assert db.session.get_one(Referral, sent.referral_id).state is ReferralState.TRANSFERRED
