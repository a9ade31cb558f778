"""Who reads the reports, and when their figures are made."""

import re

import pytest

from pathways.auth.roles import Role
from pathways.reporting.rules import editions
from tests import county
from tests.figures import make_figures_a_year_on, make_figures_after_the_quarter
from tests.integration.reporting.records import assessed


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


@pytest.fixture
def other(client_of):
    """Another manager of the same organisation, signed in."""
    return client_of(county.user(Role.MG), Role.MG)


@pytest.fixture
def shown_form(manager, made):
    """The address of the page on which the manager records that the quarter's figures were shown to the Board."""
    assessed()
    made()
    (address,) = re.findall(r'href="(/reports/board/[0-9a-f]{16}/shown)"', manager.get("/reports/board").text)
    return address
