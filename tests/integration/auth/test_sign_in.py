"""Signing in: who gets in, what a stranger learns, what slows guessing, and where a person lands."""

import pytest
from sqlalchemy import select

from pathways.admin.actions import accounts as admin
from pathways.admin.rules import DisableReason
from pathways.audit.models import AuditEvent
from pathways.auth import passwords
from pathways.auth.models import RoleHeld, SignInSession, User
from pathways.auth.roles import Rank, Role
from pathways.auth.views import local_address
from pathways.drafts import actions as drafts
from pathways.store.base import db as database
from tests import county
from tests.client import SignedInClient
from tests.pages import faulty

PASSWORD = "kettle anchor plum"
WRONG = "Name or password is wrong. Check both and try again"


@pytest.fixture
def browser(app):
    return SignedInClient(app)


@pytest.fixture
def administrator(app):
    return county.user(Role.AD, password_hash=passwords.hash_of(PASSWORD))


def sign_in(browser, user_or_name, password=PASSWORD, **more):
    name = user_or_name.sign_in_name if isinstance(user_or_name, User) else user_or_name
    return browser.post("/sign-in", {"name": name, "password": password, **more})


def cookie_of(browser):
    cookie = browser.browser.get_cookie("pathways")
    return cookie.value if cookie else None


def test_the_right_name_and_password_open_a_session_and_lead_to_the_first_page(browser, administrator):
    answer = sign_in(browser, administrator)
    assert answer.status_code == 302
    assert answer.location == "/"
    assert browser.get("/account").status_code == 200
    row = database.session.scalar(select(SignInSession))
    assert row.role is Role.AD
    assert cookie_of(browser) not in row.token_hash
    assert database.session.scalar(select(AuditEvent.action).order_by(AuditEvent.id.desc())) == "login.ok"


def test_whoever_decides_is_named_by_rank_at_the_head_of_every_page(client_of):
    sergeant = client_of(county.user(Role.DM, rank=Rank.SERGEANT), Role.DM).get("/account").text
    assert "Sergeant, deciding officer" in sergeant
    officer = client_of(county.user(Role.CO, rank=Rank.CONSTABLE), Role.CO).get("/account").text.split("<main")[0]
    assert "Custody officer" in officer
    assert Rank.CONSTABLE.label not in officer


def test_capitals_and_spaces_around_the_name_do_not_matter(browser, administrator):
    assert sign_in(browser, f" {administrator.sign_in_name.upper()} ").status_code == 302


def test_unknown_wrong_disabled_invited_and_roleless_names_answer_with_the_same_page(browser, administrator):
    disabled = county.user(Role.TW, password_hash=passwords.hash_of(PASSWORD))
    admin.disable(by=county.viewer_of(administrator), user=disabled, reason=DisableReason.LEFT)
    invited = county.user(Role.TW)
    roleless = county.user(Role.TW, password_hash=passwords.hash_of(PASSWORD))
    for role_held in database.session.scalars(select(RoleHeld).where(RoleHeld.user_id == roleless.id)):
        admin.end_role(by=county.viewer_of(administrator), user=roleless, role_held=role_held)
    pages = []
    for name, password in (
        ("nobody@example.test", PASSWORD),
        (administrator.sign_in_name, "a wrong password"),
        (disabled.sign_in_name, PASSWORD),
        (invited.sign_in_name, PASSWORD),
        (roleless.sign_in_name, PASSWORD),
    ):
        answer = sign_in(browser, name, password)
        assert answer.status_code == 200
        assert WRONG in answer.text
        assert "Type your password again" in answer.text
        assert password not in answer.text
        pages.append(without_what_differs(answer.text, name))
    assert len(set(pages)) == 1


def without_what_differs(text, name):
    lines = [line for line in text.splitlines() if "csrf_token" not in line and "post_key" not in line]
    return "\n".join(lines).replace(name, "")


def test_the_name_typed_stays_and_the_password_does_not(browser, administrator):
    answer = sign_in(browser, administrator, "not the right one")
    assert f'value="{administrator.sign_in_name}"' in answer.text
    assert "not the right one" not in answer.text


def test_an_unknown_name_costs_a_hash_like_a_known_one(browser, administrator, monkeypatch):
    checked = []
    real = passwords.is_right
    monkeypatch.setattr(passwords, "is_right", lambda stored, typed: checked.append(stored) or real(stored, typed))
    sign_in(browser, "nobody@example.test")
    sign_in(browser, administrator)
    assert checked == [None, administrator.password_hash]


def test_the_hash_is_made_outside_any_transaction(browser, administrator, monkeypatch):
    open_transactions = []
    real = passwords.is_right

    def watched(stored, typed):
        open_transactions.append(database.session().in_transaction())
        return real(stored, typed)

    monkeypatch.setattr(passwords, "is_right", watched)
    assert sign_in(browser, administrator).status_code == 302
    assert open_transactions == [False]


@pytest.mark.database
def test_a_hash_of_an_older_cost_is_renewed_at_sign_in(app, browser, administrator):
    before = administrator.password_hash
    app.config["ARGON2_TIME_COST"] = 2
    try:
        assert sign_in(browser, administrator).status_code == 302
    finally:
        app.config["ARGON2_TIME_COST"] = 1
    assert database.session.scalar(select(User.password_hash)) != before


def test_a_session_fixed_before_sign_in_is_not_the_one_after(app, browser, administrator):
    browser.browser.set_cookie("pathways", "a token the attacker knows")
    sign_in(browser, administrator)
    assert cookie_of(browser) != "a token the attacker knows"
    attacker = SignedInClient(app)
    attacker.browser.set_cookie("pathways", "a token the attacker knows")
    assert attacker.get("/account").status_code == 302


def test_the_form_token_from_before_sign_in_does_not_work_after_it(browser, administrator):
    page = browser.get("/sign-in")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    sign_in(browser, administrator)
    assert browser.send("/sign-out", {"csrf_token": token}).status_code != 302
    assert browser.get("/account").status_code == 200


def test_signing_in_over_an_open_session_ends_the_earlier_one(app, browser, administrator):
    sign_in(browser, administrator)
    stolen = cookie_of(browser)
    page = SignedInClient(app).get("/sign-in")
    assert page.status_code == 200
    token = browser.get("/sign-out").text.split('name="csrf_token" value="')[1].split('"')[0]
    browser.send("/sign-in", {"csrf_token": token, "name": administrator.sign_in_name, "password": PASSWORD})
    thief = SignedInClient(app)
    thief.browser.set_cookie("pathways", stolen)
    assert thief.get("/account").status_code == 302


@pytest.mark.parametrize("where", ["/account", "/people/7?tab=2"])
def test_after_sign_in_the_page_that_was_asked_for_opens(browser, administrator, where):
    answer = sign_in(browser, administrator, next=where)
    assert answer.location == where


@pytest.mark.parametrize(
    "where",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "//user@evil.example/",
        "http:/evil.example",
        "evil.example",
        "//[",
        "http://[evil.example",
        "//evil\u2100.example",
        "/sign-out",
        "",
        None,
    ],
)
def test_no_spelling_of_another_host_is_followed_after_sign_in(where):
    assert local_address(where) == ""


def test_somebody_with_two_roles_picks_one_and_works_in_it_alone(browser, administrator):
    county._added(RoleHeld(user_id=administrator.id, role=Role.MG, from_on=county.LONG_AGO.date()))
    answer = sign_in(browser, administrator)
    assert answer.location == "/account/role"
    before = cookie_of(browser)
    page = browser.get("/account/role")
    assert "Administrator" in page.text
    assert "Manager" in page.text
    assert "Treatment worker" not in page.text
    browser.post("/account/role", {"role": "MG"})
    assert cookie_of(browser) != before
    assert browser.get("/admin/people").status_code == 403
    browser.browser.set_cookie("pathways", before)
    assert browser.get("/account").status_code == 302


def test_a_role_that_one_does_not_hold_cannot_be_picked(browser, administrator):
    sign_in(browser, administrator)
    answer = browser.post("/account/role", {"role": "CO"})
    assert answer.status_code == 200
    assert faulty(answer.text) == ["role"]


def test_what_was_left_open_is_offered_after_sign_in_to_its_own_user_only(app, browser, administrator):
    drafts.keep(user_id=administrator.id, address="/admin/people/invite", title="Arrest, offences and risks", typed={})
    answer = sign_in(browser, administrator)
    assert answer.location == "/carry-on"
    page = browser.get("/carry-on")
    for words in ("Arrest, offences and risks", "Left open today, 03:12", "Yes, throw it away"):
        assert words in page.text
    other = SignedInClient(app)
    somebody = county.user(Role.AD, password_hash=passwords.hash_of(PASSWORD))
    assert sign_in(other, somebody).location == "/"
    assert "Arrest" not in other.get("/carry-on").text


def test_the_sign_in_page_shows_no_demonstration_without_one(browser, administrator):
    assert "Everyone here is made up" not in browser.get("/sign-in").text


def test_the_demonstration_strip_lists_its_sign_ins_with_role_and_place(browser, administrator):
    administrator.is_demonstration = True
    page = browser.get("/sign-in").text
    assert "Everyone here is made up" in page
    assert f"<b>{administrator.sign_in_name}</b> Administrator · Lincolnshire Police" in page


def test_somebody_signed_in_already_is_led_to_the_first_page(browser, administrator):
    sign_in(browser, administrator)
    assert browser.get("/sign-in").location == "/"


@pytest.mark.parametrize(
    "name", ["\x00", "\ud800".encode("utf-8", "surrogatepass"), "x" * 10_000, "<script>", "' OR 1=1 --"]
)
def test_hostile_names_are_only_wrong_names(browser, administrator, name):
    answer = browser.post("/sign-in", {"name": name, "password": PASSWORD})
    assert answer.status_code == 200
    assert cookie_of(browser) is None
