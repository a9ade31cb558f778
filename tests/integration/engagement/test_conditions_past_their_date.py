"""What police set and nobody reported: red once its day has passed, for the service too."""

from datetime import timedelta

from pathways.auth import Role
from tests.accepted import accepted
from tests.databases import ONE_DATABASE
from tests.integration.disposals import plain_disposal as caution


@ONE_DATABASE
def test_a_condition_that_nobody_reported_by_its_day_is_past_its_date_on_the_case(app, client_of, the_clock):
    where = caution.scene()
    caution.signed(where)
    scene = accepted(the_clock, episode=where.episode)
    address = f"/cases/{scene.referral.id}"
    assert 'tag--blue">Not yet reported<' in client_of(scene.worker_user, Role.TW).get(address).text
    the_clock.advance(timedelta(weeks=5))
    page = client_of(scene.worker_user, Role.TW).get(address).text
    assert ('tag--red">Past its date<' in page, "Not yet reported" in page) == (True, False)
