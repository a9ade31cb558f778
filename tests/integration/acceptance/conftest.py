"""Two workers of one provider, a pathway manager, and two services."""

import pytest

from pathways.auth.roles import Role
from tests import county


@pytest.fixture
def worker(app):
    return county.viewer_of(county.user(Role.TW, name="Priya Nandra"))


@pytest.fixture
def priya(app):
    return county.user(Role.TW, name="Priya Nandra")


@pytest.fixture
def colleague(app):
    return county.viewer_of(county.user(Role.TW, name="Sam Okafor"))


@pytest.fixture
def pathway_manager(app):
    return county.viewer_of(county.user(Role.PW, name="Dan Holroyd"))


@pytest.fixture
def hub(app):
    return county.service()


@pytest.fixture
def brayford(app):
    """Another provider's service: after the hub by name, open to the same people."""
    return county.service("Trent Bank Service", county.provider("Trent Bank"))
