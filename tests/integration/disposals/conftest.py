"""Who stands at the desk in the tests of this room's pages."""

import pytest

from pathways.auth.roles import Role
from tests.integration.disposals.plain_disposal import scene


@pytest.fixture
def where(app):
    return scene()


@pytest.fixture
def officer(client_of, where):
    return client_of(where.officer_user, Role.CO)


@pytest.fixture
def sergeant(client_of, where):
    return client_of(where.sergeant_user, Role.DM)
