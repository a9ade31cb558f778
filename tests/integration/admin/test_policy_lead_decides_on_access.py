"""Who is the second person where an administrator is the only one: a policy lead of their organisation."""

import pytest
from sqlalchemy import select

from pathways.auth.models import Organisation
from pathways.auth.roles import Role
from pathways.outbox.models import Message
from pathways.store.base import db as database
from tests import county
from tests.integration.admin.conftest import HASH
from tests.integration.admin.test_second_person import alice, invited, link_in
from tests.pages import as_drawn


@pytest.fixture
def lead(administrator):
    of = database.session.get(Organisation, administrator.organisation_id)
    return county.user(Role.PL, of=of, name="Helen Astley", password_hash=HASH)


def test_where_one_administrator_is_all_there_is_a_policy_lead_of_their_organisation_decides(
    client_of, browser, coastline, lead, by_mail
):
    where = invited(browser, coastline, role="PM").location
    page = browser.get(where).text
    assert "Any of these may: Helen Astley." in page
    assert "They are told by mail" in page
    letters = database.session.scalars(select(Message.address).where(Message.kind == "access_waits")).all()
    assert letters == [lead.sign_in_name]
    deciding = client_of(lead, Role.PL)
    assert "1 request for access waits for your decision" in deciding.get("/policy/waiting").text
    assert "Decide 1" in deciding.get("/access").text
    deciding.post(where)
    assert alice() is not None


def test_a_policy_lead_decides_on_no_access_where_an_administrator_can(client_of, browser, coastline, lead):
    county.user(Role.AD, name="A. Clerk", password_hash=HASH)
    where = invited(browser, coastline).location
    assert "Any of these may: A. Clerk." in browser.get(where).text
    assert "They decide on ‘Access to decide’" in browser.get(where).text
    deciding = client_of(lead, Role.PL)
    assert "Nothing is waiting for your decision" in deciding.get("/access").text
    assert deciding.get(where).status_code == 404


def test_a_policy_lead_of_another_organisation_decides_on_nothing(client_of, browser, coastline):
    elsewhere = county.user(Role.PL, of=county.commissioner("Lincolnshire County Council"), password_hash=HASH)
    where = invited(browser, coastline).location
    assert client_of(elsewhere, Role.PL).get(where).status_code == 404
    assert "Nobody can decide this yet" in browser.get(where).text


@pytest.mark.parametrize("mail", [False, True])
def test_where_nobody_can_decide_the_page_says_whom_to_let_in_and_names_no_command(
    app, request, browser, force, coastline, mail
):
    if mail:
        request.getfixturevalue("by_mail")
    page = browser.get(invited(browser, coastline).location).text
    assert "Nobody can decide this yet" in page
    assert "a second administrator or a policy lead" in page
    assert (f'href="/admin/organisations/{force.id}/invite"' in page) is mail
    assert "flask" not in as_drawn(page)


def test_where_no_mail_works_nobody_alone_makes_the_policy_lead_who_agrees_with_them(browser, force):
    answer = invited(browser, force, sign_in_name=f"h.astley@{force.email_domains[0]}", role="PL")
    assert link_in(answer) is None
    assert answer.location.startswith("/access/")
