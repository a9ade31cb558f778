"""Who reads the reports, and when their figures are made."""

import pytest

from pathways.auth.roles import Role
from pathways.reporting.rules import editions
from tests import county
from tests.figures import make_figures_a_year_on, make_figures_after_the_quarter


@pytest.fixture(autouse=True)
def _reads(request, monkeypatch):
    """Of ten reports a page shows one: making the others takes longer than all that is asked of it."""
    if reads := request.node.get_closest_marker("reads"):
        made = {report: lengths if report in reads.args else () for report, lengths in editions.LENGTHS.items()}
        monkeypatch.setattr(editions, "LENGTHS", made)


@pytest.fixture
def manager(client_of):
    """Somebody who reads every report of the county, signed in."""
    return client_of(county.user(Role.MG), Role.MG)


@pytest.fixture
def made(the_clock):
    """`made()`: the quarter passes, and its figures are made."""
    return lambda: make_figures_after_the_quarter(the_clock)


@pytest.fixture
def made_a_year_on(the_clock):
    """`made_a_year_on()`: a year passes, and the figures of the year from April 2026 to March 2027 are made."""
    return lambda: make_figures_a_year_on(the_clock)
