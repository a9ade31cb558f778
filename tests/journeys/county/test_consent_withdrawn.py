"""He takes back his agreement while the worker has the accept page open: nobody accepts, nothing typed is lost."""

from collections.abc import Callable

from tests.journeys.county.at_the_service import NAME, sent_to
from tests.journeys.desk import Desk, Site
from tests.rounds import without_script_in_full


@without_script_in_full
def test_consent_withdrawn_while_the_accept_page_is_open_recalls_the_referral(
    site: Site, open_desk: Callable[..., Desk], scripts: bool
):
    sent = sent_to(site)
    worker = open_desk(pictures="withdrawn-worker", inspect=False, scripts=scripts)
    worker.sign_in("worker").press(f"Accept {NAME}").fill("Note for your team (optional)", "Knows the building")
    officer = open_desk(pictures="withdrawn-officer", inspect=False, scripts=scripts)
    officer.sign_in("officer").go(f"/episodes/{sent.episode_id}/consents")
    officer.follow("Withdraw “").press("Withdraw this consent")

    worker.press("Accept referral")
    assert worker.heading == "This referral was withdrawn"
    assert "before anybody accepted it" in worker.text
    assert "Knows the building" in worker.text
    assert NAME not in worker.text
    assert NAME not in worker.go("/inbox").text
    became = officer.go(sent.became).text
    assert "Recalled: the person no longer agrees" in became
    assert "Accepted by" not in became
