"""Nobody alone lets somebody in at another organisation: one person proposes, another decides."""

import re

import pytest
from sqlalchemy import func, select

from pathways import clock
from pathways.admin.models import AccessProposal
from pathways.admin.rules import TO_LET_IN
from pathways.audit.models import AuditEvent
from pathways.auth.models import OneTimeLink, Organisation, RoleHeld, User
from pathways.auth.roles import Role
from pathways.directory.models import Service
from pathways.links.rules import hash_of, token_of
from pathways.outbox.models import Message
from pathways.store.base import db as database
from tests import county
from tests.client import SignedInClient
from tests.integration.admin.conftest import HASH

NEW = "seven wooden ladders"
ALICE = {"name": "Alice Whitby", "sign_in_name": "a.whitby@coastline.example", "role": "TW"}
WHY = "We know nobody of that name"


def invited(browser, organisation, **typed):
    return browser.post(f"/admin/organisations/{organisation.id}/invite", {**ALICE, **typed})


def alice():
    return database.session.scalar(select(User).where(User.sign_in_name == ALICE["sign_in_name"]))


def link_in(page):
    return re.search(r"<code>(http[^<]+/link/[^<]+)</code>", page.text)


def last_events(number):
    rows = database.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id.desc()).limit(number))
    return list(rows)[::-1]


def test_an_administrator_alone_makes_no_reader_at_another_organisation(browser, coastline, manager):
    answer = invited(browser, coastline)
    assert answer.status_code == 302
    assert link_in(answer) is None
    assert alice() is None
    assert database.session.scalars(select(OneTimeLink)).all() == []
    page = browser.get(answer.location)
    assert "Waiting for a second person" in page.text
    assert "Proposed, in your name" in page.text
    assert "Any of these may: Lou Tennant" in page.text
    withdrawn = browser.post(answer.location, {"then": ""}, form_at=answer.location)
    assert "Taken back" in browser.get(withdrawn.location).text
    assert database.session.scalar(select(AccessProposal.state)).value == "withdrawn"


def test_what_an_administrator_proposed_they_cannot_approve(browser, coastline, administrator, manager):
    answer = invited(browser, coastline)
    page = browser.get(answer.location)
    assert "Approve" not in page.text
    key = {name: re.search(f'name="{name}" value="([^"]*)"', page.text)[1] for name in ("csrf_token", "post_key")}
    browser.send(answer.location, {**key, "then": "approve", "why": ""})
    assert alice() is None


def test_somebody_of_that_organisation_approves_and_hands_the_link_over(app, client_of, browser, coastline, manager):
    where = invited(browser, coastline).location
    theirs = client_of(manager, Role.PM)
    assert "Decide 1" in theirs.get("/access").text
    page = theirs.get(where)
    assert "a.whitby@coastline.example" in page.text
    assert "Treatment worker" in page.text
    assert "Referrals offered to their own organisation&#39;s services" in page.text
    answer = theirs.post(where)
    assert link_in(answer)
    assert alice().password_hash is None
    assert last_events(2) == ["access.approved", "user.invited"]
    assert link_in(browser.get(where)) is None, "whoever proposed it never sees the link"
    stranger, password = SignedInClient(app), {"new_password": NEW, "again": NEW}
    link = link_in(answer)[1].removeprefix("http://localhost")
    assert stranger.post(link, password).location == "/sign-in?ended=password_set"


@pytest.mark.database
def test_a_refusal_says_why_to_whoever_proposed_it(client_of, browser, coastline, manager):
    where = invited(browser, coastline).location
    theirs = client_of(manager, Role.PM)
    assert "Say why you refuse it" in theirs.post(where, {"then": "refuse"}).text
    refused = theirs.post(where, {"then": "refuse", "why": WHY})
    assert "Refused, in your name: nothing changes." in theirs.get(refused.location).text
    assert WHY in browser.get(where).text
    assert alice() is None


def test_of_two_decisions_the_first_counts(client_of, browser, coastline, manager):
    where = invited(browser, coastline).location
    first = client_of(manager, Role.PM)
    other = client_of(county.user(Role.PM, of=coastline, password_hash=HASH), Role.PM)
    late = other.get(where).text
    key = {name: re.search(f'name="{name}" value="([^"]*)"', late)[1] for name in ("csrf_token", "post_key")}
    first.post(where, {"then": "refuse", "why": WHY})
    assert other.send(where, {**key, "why": ""}).status_code in (200, 404, 409)
    assert alice() is None


def test_who_decides_on_a_page_opened_before_reads_that_it_was_decided_and_what_they_wrote(
    client_of, browser, coastline, manager
):
    where = invited(browser, coastline).location
    theirs = client_of(manager, Role.PM)
    late, own = (
        {name: re.search(f'name="{name}" value="([^"]*)"', page)[1] for name in ("csrf_token", "post_key")}
        for page in (theirs.get(where).text, browser.get(where).text)
    )
    theirs.post(where)
    answer = theirs.send(where, {**late, "then": "refuse", "why": WHY})
    assert TO_LET_IN.decided in answer.text
    assert f"<blockquote>{WHY}</blockquote>" in answer.text
    withdrawn = browser.send(where, own)
    assert TO_LET_IN.decided in withdrawn.text
    assert database.session.scalar(select(AccessProposal.state)).value == "approved"


def test_the_first_of_an_organisation_takes_two_administrators(client_of, browser, coastline):
    where = invited(browser, coastline, role="PM").location
    assert "Nobody can decide this yet" in browser.get(where).text
    second = client_of(county.user(Role.AD, password_hash=HASH), Role.AD)
    assert link_in(second.post(where))
    assert alice().organisation_id == coastline.id


def test_once_an_organisation_has_somebody_no_other_administrator_decides_there(client_of, browser, coastline, manager):
    where = invited(browser, coastline).location
    second = client_of(county.user(Role.AD, password_hash=HASH), Role.AD)
    assert second.get(where).status_code == 404
    elsewhere = client_of(county.user(Role.PM, password_hash=HASH), Role.PM)
    assert elsewhere.get(where).status_code == 404
    assert "Nothing is waiting for your decision" in elsewhere.get("/access").text


def test_a_role_at_another_organisation_takes_a_second_person(client_of, browser, coastline, manager):
    auditor = county.user(Role.AU, of=coastline)
    answer = browser.post(f"/admin/people/{auditor.id}/roles/add", {"role": "TW"})
    role = select(RoleHeld.role).where(RoleHeld.user_id == auditor.id, RoleHeld.role == Role.TW)
    assert database.session.scalar(role) is None
    assert client_of(manager, Role.PM).post(answer.location).status_code == 302
    assert database.session.scalar(role) is Role.TW


def test_nobody_decides_about_their_own_access(client_of, browser, coastline, manager):
    answer = browser.post(f"/admin/people/{manager.id}/roles/add", {"role": "TW"})
    assert client_of(manager, Role.PM).get(answer.location).status_code == 404


def test_a_reset_where_no_mail_works_takes_a_second_person_who_hands_it_over(client_of, browser, coastline, manager):
    worker = county.user(Role.TW, of=coastline, password_hash=HASH)
    answer = browser.post(f"/admin/people/{worker.id}/reset-link", form_at=f"/admin/people/{worker.id}")
    assert answer.status_code == 302
    assert database.session.scalars(select(OneTimeLink)).all() == []
    assert link_in(client_of(manager, Role.PM).post(answer.location))


def test_a_closed_sign_in_elsewhere_opens_by_a_second_person(client_of, browser, coastline, manager):
    worker = county.user(Role.TW, of=coastline, password_hash=HASH)
    browser.post(f"/admin/people/{worker.id}/disable", {"reason": "absence"})
    answer = browser.post(f"/admin/people/{worker.id}/enable", form_at=f"/admin/people/{worker.id}")
    assert worker.disabled_at is not None
    client_of(manager, Role.PM).post(answer.location)
    database.session.refresh(worker)
    assert worker.disabled_at is None


@pytest.mark.database
def test_who_is_bound_by_a_mail_domain_does_not_change_it_alone(client_of, browser, administrator):
    force = database.session.get(Organisation, administrator.organisation_id)
    force.email_domains = ["lincs.example"]
    where = browser.post(
        f"/admin/organisations/{force.id}/change", {"name": force.name, "email_domains": "@Elsewhere.example, nhs.net"}
    ).location
    assert force.email_domains == ["lincs.example"]
    page = browser.get(where).text
    assert "lincs.example" in page
    assert "elsewhere.example" in page
    client_of(county.user(Role.AD, password_hash=HASH), Role.AD).post(where)
    database.session.refresh(force)
    assert force.email_domains == ["elsewhere.example", "nhs.net"]


@pytest.mark.database
def test_links_to_referrals_go_to_no_address_that_one_administrator_chose(client_of, browser, coastline, manager):
    service = county.service("Coastline Skegness", coastline)
    email = "jo.pemberton@elsewhere.example"
    where = browser.post(f"/admin/services/{service.id}/answering", {"by_link": "yes", "email": email}).location
    assert database.session.scalar(select(Service.answer_email).where(Service.id == service.id)) is None
    assert email in client_of(manager, Role.PM).get(where).text
    client_of(manager, Role.PM).post(where)
    assert database.session.scalar(select(Service.answer_email).where(Service.id == service.id)) == email
    stopped = browser.post(f"/admin/services/{service.id}/answering", {"by_link": "no"})
    assert stopped.location == f"/admin/services/{service.id}"
    assert database.session.scalar(select(Service.answer_email).where(Service.id == service.id)) is None


def test_where_mail_works_an_invitation_goes_to_the_person_and_is_shown_to_nobody(app, browser, administrator, by_mail):
    force = database.session.get(Organisation, administrator.organisation_id)
    force.email_domains = ["lincs.example"]
    someone = {"name": "R. Hallam", "sign_in_name": "r.hallam@lincs.example", "role": "AD"}
    answer = browser.post(f"/admin/organisations/{force.id}/invite", someone)
    assert answer.status_code == 302
    page = browser.get(answer.location)
    assert "The link is on its way by mail" in page.text
    assert "/link/" not in page.text
    message = database.session.scalars(select(Message)).one()
    assert (message.kind, message.address, message.link) == ("invitation", "r.hallam@lincs.example", "/link/{secret}")
    token = token_of(message.secret_of, app.config["SECRET_KEY"])
    assert database.session.scalars(select(OneTimeLink.token_hash)).one() == hash_of(token)
    assert SignedInClient(app).get(f"/link/{token}").status_code == 200


def test_where_mail_works_a_reset_goes_to_the_person_at_whatever_organisation(browser, coastline, by_mail):
    worker = county.user(Role.TW, of=coastline, password_hash=HASH)
    answer = browser.post(f"/admin/people/{worker.id}/reset-link", form_at=f"/admin/people/{worker.id}")
    assert answer.location == f"/admin/people/{worker.id}?mailed=reset"
    message = database.session.scalars(select(Message)).one()
    assert (message.kind, message.address) == ("reset", worker.sign_in_name)
    worker.sign_in_name = "dee"
    database.session.commit()
    page = browser.get(f"/admin/people/{worker.id}").text
    assert f"dee@{coastline.email_domain}" in page


def test_where_mail_works_an_approved_invitation_is_mailed_and_those_who_may_decide_are_told(
    client_of, browser, coastline, manager, by_mail
):
    where = invited(browser, coastline).location
    message = database.session.scalars(select(Message)).one()
    assert (message.kind, message.address, message.link) == ("access_waits", manager.sign_in_name, "/access/1")
    answer = client_of(manager, Role.PM).post(where)
    assert answer.location == where.replace("done=proposed", "done=decided")
    assert database.session.scalars(select(Message.kind).order_by(Message.id)).all() == ["access_waits", "invitation"]


@pytest.mark.database
def test_whoever_runs_pathways_is_the_second_person_where_there_is_no_other(app, browser, coastline):
    invited(browser, coastline, role="PM")
    runner = app.test_cli_runner()
    listed = runner.invoke(args=["access", "list"]).output
    assert "1  Invite a person, a.whitby@coastline.example, PM, Coastline Recovery, proposed by Jo Pemberton" in listed
    approved = runner.invoke(args=["access", "approve", "1"])
    assert approved.exit_code == 0
    assert "/link/" in approved.output
    assert alice() is not None
    assert runner.invoke(args=["access", "approve", "1"]).exit_code == 1
    assert runner.invoke(args=["access", "list"]).output == "Nothing waits.\n"


def test_whoever_runs_pathways_makes_a_link_for_the_only_administrator_without_a_password(app, browser, coastline):
    jo = database.session.scalars(select(User).where(User.name == "Jo Pemberton")).one()
    runner = app.test_cli_runner()
    printed = runner.invoke(args=["access", "link", jo.sign_in_name.upper()])
    assert printed.exit_code == 0
    assert printed.output.startswith("Hand this to Jo Pemberton; it works once: ")
    token = printed.output.split("/link/")[1].strip()
    assert "Choose your password" in app.test_client().get(f"/link/{token}", follow_redirects=True).text
    made = database.session.scalars(select(AuditEvent).where(AuditEvent.action == "user.link.made")).one()
    assert made.actor_id is None
    nobody = runner.invoke(args=["access", "link", "nobody@nowhere.example"])
    assert (nobody.exit_code, nobody.output.strip()) == (1, "Nobody signs in as nobody@nowhere.example.")


HALLAM = {"name": "R. Hallam", "sign_in_name": "r.hallam@lincs.example", "role": "AD"}


def test_where_no_mail_works_nobody_alone_makes_the_second_administrator_who_agrees_with_them(
    browser, force, client_of
):
    other = county.user(Role.AD, name="Sam Ode", password_hash=HASH)
    left = county.user(Role.AD, password_hash=HASH)
    left.disabled_at, left.disabled_reason = clock.now(), "left"
    colleague = county.user(Role.CO, of=force, password_hash=HASH)
    assert link_in(browser.post(f"/admin/people/{colleague.id}/reset-link", form_at=f"/admin/people/{colleague.id}"))
    asked = [
        invited(browser, force, **HALLAM),
        browser.post(f"/admin/people/{colleague.id}/roles/add", {"role": "AD"}),
        browser.post(f"/admin/people/{other.id}/reset-link", form_at=f"/admin/people/{other.id}"),
        browser.post(f"/admin/people/{left.id}/enable", form_at=f"/admin/people/{left.id}"),
    ]
    assert [answer.location for answer in asked] == [f"/access/{number}?done=proposed" for number in range(1, 5)]
    assert database.session.scalar(select(func.count()).select_from(OneTimeLink)) == 1
    assert link_in(client_of(other, Role.AD).post("/access/1")), "another administrator decides, and hands it over"
    assert "Propose a reset link" in browser.get(f"/admin/people/{other.id}").text


def test_where_mail_works_an_administrator_is_invited_by_one(browser, force, by_mail):
    assert invited(browser, force, **HALLAM).location.startswith("/admin/people/")


def test_the_same_is_not_asked_twice(browser, coastline, manager):
    invited(browser, coastline)
    assert "already waiting for a second person, as number 1" in invited(browser, coastline).text
