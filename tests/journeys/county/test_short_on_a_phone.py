"""Long pages of the way to treatment stay short on a phone: what is not needed now is one line, and opens."""

from collections.abc import Callable

from pathways.people.models import Episode
from pathways.referrals import actions
from pathways.store import db
from tests import county, county_safeguarding
from tests.journeys.county.arranged import november, user
from tests.journeys.desk import NARROW, Desk, Site
from tests.referred import HAS_IT, said

MOST = 2_500
HEIGHT = "document.documentElement.scrollHeight"


def asked_for_needs(site: Site) -> int:
    """Somebody in custody at Lincoln whose needs were asked, and who was asked for no consent yet."""
    site.clock.set(november(25, 9))
    with site.behind():
        officer = county.viewer_of(user("officer"))
        opened, _ = county.detained(by=officer, at=db.session.get(county.Suite, officer.suite_id))
        county_safeguarding.risks(officer, opened)
        actions.record_needs(by=officer, episode_id=opened.id, said=said(), naloxone=HAS_IT)
        return int(db.session.get_one(Episode, opened.id).id)


def test_the_consents_page_is_under_2500_pixels_at_375_and_consents_stand_before_what_does_not_fit(
    site: Site, open_desk: Callable[..., Desk]
):
    episode_id = asked_for_needs(site)
    desk = open_desk(width=NARROW, pictures="consents").sign_in("officer").go(f"/episodes/{episode_id}/consents")
    assert desk.page.evaluate(HEIGHT) < MOST
    text = desk.text
    assert text.index("2. May the service tell") < text.index("Other services: ")
