"""Somebody accepted an hour ago, with an overdose last week; and the worker who signs in when a test asks."""

import pytest

from pathways.auth.roles import Role
from pathways.vocabulary import Answer
from tests.accepted import accepted


@pytest.fixture
def scene(app, the_clock):
    return accepted(the_clock, overdose_last_7_days=Answer.YES)


@pytest.fixture
def signs_in(client_of, scene):
    """The worker signs in now: a session that stood through a day of the clock would have run out."""
    return lambda: client_of(scene.worker_user, Role.TW)
