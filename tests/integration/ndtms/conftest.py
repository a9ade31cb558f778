"""The scene of the tests of a file that a manager asks for."""

import pytest

from pathways.store.base import db
from tests.integration.ndtms.test_monthly_file import answered, coded, in_treatment


@pytest.fixture
def scene(app, the_clock):
    """Somebody in treatment who agreed, the month over, and the service with its code."""
    treated, user, manager = in_treatment(the_clock)
    coded(manager, treated)
    treated.agreed = answered(treated)
    treated.manager, treated.user = manager, user
    db.session.commit()
    return treated
