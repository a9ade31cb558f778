"""The scene of the tests of packs: a county with figures of every report, and a manager."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from pathways.auth.roles import Role
from pathways.reporting.rules.periods import of_months
from pathways.store.base import db
from tests import county
from tests.figures import make_figures_a_year_on
from tests.integration.reporting.records import a_test_on_arrest, assessed, referred

QUARTER = of_months(date(2027, 7, 1), 3)
"""The newest quarter of which there are figures."""


def county_of_figures(the_clock):
    """Some who were tested, assessed and referred, and a year later the figures of every report."""
    for number in range(24):
        a_test_on_arrest(positive=number < 12)
    assessed()
    referred(20, accepted=True)
    make_figures_a_year_on(the_clock)
    return county.user(Role.MG)


@pytest.fixture
def scene(built_once, the_clock):
    """The manager, also as they look, and the newest quarter."""
    user = built_once("packs", lambda: county_of_figures(the_clock))
    db.session.commit()
    the_clock.advance(timedelta(minutes=1))
    return SimpleNamespace(user=user, manager=county.viewer_of(user), quarter=QUARTER)
