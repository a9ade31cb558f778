"""A provider of its own manager, and the administrator of the force who lets people in there."""

import pytest

from pathways.auth.models import Organisation
from pathways.auth.roles import Role
from pathways.store.base import db as database
from tests import county

HASH = "a hash that nothing matches"


@pytest.fixture
def coastline(app):
    organisation = county.provider("Coastline Recovery")
    organisation.email_domains = ["coastline.example"]
    return organisation


@pytest.fixture
def administrator(app):
    return county.user(Role.AD, name="Jo Pemberton", password_hash=HASH)


@pytest.fixture
def force(administrator):
    """The force of the administrator, with a mail domain."""
    organisation = database.session.get(Organisation, administrator.organisation_id)
    organisation.email_domains = ["lincs.example"]
    return organisation


@pytest.fixture
def browser(client_of, administrator):
    return client_of(administrator, Role.AD)


@pytest.fixture
def manager(coastline):
    return county.user(Role.PM, of=coastline, name="Lou Tennant", password_hash=HASH)


@pytest.fixture
def by_mail(app):
    set_up = {
        "MAIL_HOST": "127.0.0.1",
        "MAIL_FROM": "pathways@lincs.example",
        "PUBLIC_URL": "https://pathways.example",
    }
    before = {name: app.config[name] for name in set_up}
    app.config.update(set_up)
    yield
    app.config.update(before)
