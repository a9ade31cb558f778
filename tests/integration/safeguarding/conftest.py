"""Who stands in most tests of this room: an officer, a deciding officer, and somebody with a case at a provider."""

import pytest

from pathways.auth.roles import Role
from tests import county


@pytest.fixture
def officer(app):
    """A custody officer at Lincoln."""
    return county.officer()


@pytest.fixture
def decider(app):
    """A deciding officer of the same force."""
    return county.viewer_of(county.user(Role.DM))


@pytest.fixture
def episode(officer):
    """Somebody interviewed by appointment today."""
    return county.episode(by=officer)
