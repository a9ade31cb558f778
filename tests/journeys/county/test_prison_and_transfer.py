"""Remand, release, and then another county: the clocks wait, the case goes on where it stood, and somebody takes over.

First a service that works here says on its own page that he did not come; then one outside writes that he did.
"""

from collections.abc import Callable

from pathways.cli import jobs as clockwork
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db
from tests.journeys import treatment
from tests.journeys.county.arranged import november
from tests.journeys.county.at_the_service import NAME, sent_to
from tests.journeys.desk import Desk, Site
from tests.rounds import without_script_in_full

THERE = "Coastline Skegness"


@without_script_in_full
def test_prison_release_and_a_transfer_to_another_county(site: Site, open_desk: Callable[..., Desk], scripts: bool):
    sent = sent_to(site)
    desk = open_desk(pictures="transfer", inspect=False, scripts=scripts)
    officer = open_desk(inspect=False, scripts=scripts)
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

    desk.follow("Transfer to another service").pick("To which service?", f"{THERE}, Skegness")
    desk.choose("Does the person agree", "Yes").fill_date("When was it sent?", november(30, 11))
    desk.press("Send the transfer")
    assert "They record it on their own page" in desk.go(sent.case).text
    there = open_desk(pictures="transfer-there", inspect=False)
    there.sign_in("coast").go("/inbox").follow("Transfers (1)").follow(NAME)
    assert "Agreed to" in there.text
    assert "signed agreement" in there.text
    site.clock.set(november(30, 16))
    there.sign_in("coast").go("/inbox/transfers").follow(NAME).follow("He did not come")
    there.pick("Why?", "The person did not come").press("Send it back")
    assert "Sent back to the sender" in there.text
    assert NAME not in there.text
    assert "Sent back: the person did not come" in desk.sign_in("worker").go(sent.case).text

    desk.follow("Transfer to another service").pick("To which service?", "A service outside this list")
    desk.fill("Name of the service outside this list", "Nottingham Recovery Network")
    desk.choose("Does the person agree", "Yes").fill_date("When was it sent?", november(30, 16))
    desk.press("Send the transfer")
    assert "They have no account here" in desk.go(sent.case).text
    site.clock.set(november(30, 17))
    desk.sign_in("worker").go(sent.case).follow("The other service has seen the person")
    desk.fill_date("When did the person first come?", november(30, 16)).fill("Who there told you?", "B. Frost, nurse")
    desk.fill_date("When did they write?", november(30, 17)).press("Record their word")
    assert "Told in writing by B. Frost, nurse" in desk.go(sent.case).text
    with site.behind():
        clockwork.act_on_due_clocks()
    with site.behind():
        assert db.session.get_one(Referral, sent.referral_id).state is ReferralState.TRANSFERRED
    text = officer.sign_in("officer").go(sent.became).text
    assert all(word not in text for word in ("Coastline", "Nottingham", "Frost", "ransfer"))
