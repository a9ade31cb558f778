"""A custody officer of Lincoln, a service, and an episode to refer from."""

import pytest

from pathways.auth import Role
from pathways.auth.models import User
from pathways.store import db as database
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
