"""A custody officer of Lincoln, a service, and an episode to refer from."""

import pytest

from pathways.auth.models import User
from pathways.auth.roles import Role
from pathways.store.base import db as database
from tests import county


@pytest.fixture
def officer(app):
    return county.officer()


@pytest.fixture
def hub(app):
    return county.service()


@pytest.fixture
def episode(officer):
    return county.episode(by=officer)


@pytest.fixture
def custody(officer):
    """The officer as a user, to sign in with."""
    return database.session.get(User, officer.user_id)


@pytest.fixture
def browser(client_of, custody):
    return client_of(custody, Role.CO)
