"""An officer at Lincoln with a browser, and what they type."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from pathways.audit.models import AuditEvent
from pathways.auth.roles import Role
from pathways.store.base import db
from tests import county


@pytest.fixture
def user(app):
    return county.user(Role.CO)


@pytest.fixture
def officer(user):
    return county.viewer_of(user)


@pytest.fixture
def browser(client_of, user):
    return client_of(user, Role.CO)


@pytest.fixture
def typed_person() -> dict[str, str]:
    """Enough to search for Rawcliffe, born 9 June 1991."""
    return {
        "surname": "Rawcliffe",
        "date_of_birth-day": "9",
        "date_of_birth-month": "6",
        "date_of_birth-year": "1991",
    }


@pytest.fixture
def typed_custody(officer) -> dict[str, str]:
    """A plain detention tonight: arrested 00:50, arrived 01:22."""
    tonight = {"day": "25", "month": "11", "year": "2026"}
    return {
        "custody_record_no": "LN-26-04471",
        "suite_id": str(officer.suite_id),
        "needs": "neither",
        "presence": "arrested",
        "arrested_at-time": "00:50",
        "arrived_at-time": "01:22",
        **{f"arrested_at-{box}": value for box, value in tonight.items()},
        **{f"arrived_at-{box}": value for box, value in tonight.items()},
    }


@pytest.fixture
def last_event(app) -> Callable[[], AuditEvent]:
    """The event written last."""
    return lambda: db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
