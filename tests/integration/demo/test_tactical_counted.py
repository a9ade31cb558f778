"""The figures of the Tactical pack equal a count apart: plain Python over the rows of the made-up county."""

import pytest
from sqlalchemy import select

from pathways import clock
from pathways.auth.models import Organisation
from pathways.auth.roles import OrganisationKind, Role
from pathways.store.base import db
from tests import county
from tests.integration.deadlines.by_hand_tactical import Tactical
from tests.integration.deadlines.tactical_printed import differences


@pytest.mark.database
def test_every_figure_of_every_provider_and_of_whoever_finds_places_equals_a_count_apart(made_up_county):
    providers = db.session.scalars(select(Organisation).where(Organisation.kind == OrganisationKind.PROVIDER)).all()
    readers = [county.user(Role.PM, of=each) for each in providers] + [county.user(Role.PW)]
    apart = Tactical(clock.now())
    assert {name: differ for user in readers if (differ := differences(apart, user)) for name in [user.name]} == {}
    waiting = [len(apart.of_manager(user)["Who is waiting now"][1]) for user in readers[:-1]]
    assert len([each for each in waiting if each]) > 1, "more than one provider has somebody waiting"
