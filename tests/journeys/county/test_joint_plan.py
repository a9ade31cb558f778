"""Mental health and substances meet: no partner before he agrees, a named lead on both sides, and it ends with consent."""

from collections.abc import Callable

from pathways.vocabulary import Answer
from tests.journeys import treatment
from tests.journeys.county.arranged import november
from tests.journeys.county.at_the_service import NAME, sent_to
from tests.journeys.desk import Desk, Site
from tests.rounds import without_script_in_full

PARTNER = "Coastline Skegness"


@without_script_in_full
def test_a_mental_health_partner_joins_with_a_named_lead_and_leaves_with_the_consent(
    site: Site, open_desk: Callable[..., Desk], scripts: bool
):
    sent = sent_to(site, mental_health=Answer.YES)
    desk = open_desk(pictures="joint", inspect=False, scripts=scripts)
    treatment.accept(desk.sign_in("worker"), NAME)
    desk.go(sent.case).follow("Joint plan")
    assert "Nothing may be shared with a mental health team" in desk.text
    desk.follow("Ask consent 4").choose("3. National drug", "Does not agree").choose("4. Mental health", "Agrees")
    desk.choose("Who may be asked to join?", "Mental health team").choose("Did he understand", "Yes")
    desk.choose("How were these answers", "Signed the sheet").press("Save answers")
    desk.go(f"{sent.case}/joint").choose("Which mental health service?", f"{PARTNER}, Skegness")
    desk.fill("Who leads there?", "Dr Okoro").pick("Who leads here?", "Priya Nandra").press("Record that they join")
    assert "Dr Okoro there, Priya Nandra here" in desk.go(sent.case).text

    partner = open_desk(pictures="joint-partner", inspect=False, scripts=scripts)
    partner.sign_in("coast").go("/inbox/joint")
    assert NAME in partner.text
    assert "Priya Nandra" in partner.text
    assert "Crack" not in partner.text
    officer = open_desk(inspect=False, scripts=scripts)
    assert "Okoro" not in officer.sign_in("officer").go(sent.became).text

    site.clock.set(november(25, 11))
    desk.sign_in("worker").go(f"{sent.case}/consents").follow("Withdraw : 4.").press("Withdraw this consent")
    assert NAME not in partner.sign_in("coast").go("/inbox/joint").text
    assert "Paused: no consent" in desk.go(f"{sent.case}/joint").text
