"""Who stands in most tests of this room: a custody officer, somebody arrested for theft, and the desk's browser."""

import pytest

from pathways.auth.roles import Role
from tests import county
from tests.integration.arrest_tests.custody_scenes import arrested_for, in_custody


@pytest.fixture
def officer(app):
    """A custody officer, a sergeant at Lincoln."""
    return county.officer()


@pytest.fixture
def view(officer):
    """Somebody detained for theft at a notified suite."""
    view = in_custody(officer)
    arrested_for(officer, view)
    return view


@pytest.fixture
def desk(app, client_of):
    """A custody officer at the desk, in a browser, and the same officer as a viewer."""
    someone = county.user(Role.CO)
    return client_of(someone, Role.CO), county.viewer_of(someone)


@pytest.fixture
def scene(desk):
    """The desk, and somebody detained with no offence recorded yet."""
    client, officer = desk
    return client, officer, in_custody(officer)
