"""Who is told of access: whoever may decide on it, where they start; and whoever gets it, by mail."""

import pytest
from sqlalchemy import select

from pathways.auth.roles import Role
from pathways.cli.jobs import letter_of
from pathways.outbox.models import Message
from pathways.outbox.settings import settings_of
from pathways.store.base import db as database
from tests import county
from tests.integration.admin.conftest import HASH

ALICE = {"name": "Alice Whitby", "sign_in_name": "a.whitby@coastline.example", "role": "TW"}


def invited(browser, organisation, **typed):
    return browser.post(f"/admin/organisations/{organisation.id}/invite", {**ALICE, **typed})


def test_whoever_may_decide_on_access_is_told_on_the_page_where_they_start_until_it_is_decided(
    client_of, browser, coastline, manager
):
    waits = "1 request for access waits for your decision"
    deciding = client_of(manager, Role.PM)
    where = invited(browser, coastline).location
    worker = client_of(county.user(Role.TW, of=coastline), Role.TW)
    clerk = client_of(county.user(Role.AD, password_hash=HASH), Role.AD)
    starts = [(deciding, "/inbox"), (worker, "/inbox"), (browser, "/admin/people"), (clerk, "/admin/people")]
    assert [waits in each.get(page).text for each, page in starts] == [True, False, False, False]
    assert 'href="/access"' in deciding.get("/inbox").text
    deciding.post(where)
    assert waits not in deciding.get("/inbox").text


def test_an_administrator_is_told_where_they_start_of_what_nobody_else_can_decide(client_of, browser, coastline):
    clerk = client_of(county.user(Role.AD, password_hash=HASH), Role.AD)
    invited(browser, coastline)
    invited(browser, coastline, sign_in_name="b.whitby@coastline.example")
    assert "2 requests for access wait for your decision" in clerk.get("/admin/people").text


@pytest.mark.database
def test_a_mailed_link_is_written_as_a_colleague_would_and_names_the_organisation_and_the_role(
    app, client_of, browser, coastline, manager, by_mail
):
    """The letter names no other fact: not who invites, nobody's name, and nobody's case."""
    where = invited(browser, coastline).location
    client_of(manager, Role.PM).post(where)
    browser.post(f"/admin/people/{manager.id}/reset-link", form_at=f"/admin/people/{manager.id}")
    settings = settings_of(app.config)
    kinds = database.session.scalars(select(Message).where(Message.kind != "access_waits").order_by(Message.id))
    invitation, reset = (letter_of(message, settings) for message in kinds.all())
    assert invitation.subject == "Your sign-in to Pathways at Coastline Recovery"
    opening = invitation.body.split("\n")[0]
    assert ("Coastline Recovery" in opening, "treatment worker" in opening) == (True, True)
    assert reset.subject == "A new password for Pathways at Coastline Recovery"
    assert "at Coastline Recovery" in reset.body
    for letter in (invitation, reset):
        assert "/link/" in letter.body
        assert [name for name in ("Whitby", "Pemberton", "{") if name in letter.subject + letter.body] == []
