"""What an administrator may not do, who else may not administer, and how an empty database is set up."""

import pytest
from sqlalchemy import func, select

from pathways.admin import queries
from pathways.admin.actions import accounts as actions
from pathways.admin.actions.accounts import Invitation
from pathways.admin.rules import DisableReason
from pathways.audit.models import AuditEvent
from pathways.auth import passwords
from pathways.auth.guard import permission_of
from pathways.auth.models import OneTimeLink, Organisation, RankHeld, RoleHeld, Suite, User
from pathways.auth.roles import OrganisationKind, Rank, Role
from pathways.directory.models import Service
from pathways.refusals import Refused
from pathways.store.base import db as database
from tests import county
from tests.client import SignedInClient

# Written by hand, apart from the data file. An administrator may do these and nothing else.
ADMINISTRATOR = {
    *("admin.people", "admin.places", "admin.services", "account.own", "law.read", "public"),
    *(
        "service.read",
        "entry.keep",
        "closure.keep",
        "message.resend",
        "access.decide",
    ),  # services, days and messages: of nobody
}
ADMIN_PAGES = (
    "/admin/people",
    "/admin/people/invite",
    "/admin/organisations",
    "/admin/organisations/add",
    "/admin/services",
    "/admin/services/add",
)


@pytest.fixture
def administrator(app):
    return county.user(Role.AD)


def filled(rule):
    """The address of a route with something in each gap: the first of the words it takes, else a number."""
    words = {name: next(iter(getattr(gap, "items", ())), "1") for name, gap in rule._converters.items()}
    return rule.build(words, append_unknown=False)[1]


def test_no_page_about_a_person_or_a_case_opens_for_an_administrator(app, client_of, administrator):
    episode, _ = county.detained()
    browser = client_of(administrator, Role.AD)
    closed = [
        rule
        for rule in app.url_map.iter_rules()
        if permission_of(app, rule.endpoint) not in ADMINISTRATOR and rule.methods and "GET" in rule.methods
    ]
    assert episode.id
    assert len(closed) > 10
    for rule in closed:
        # A record out of reach answers like one that is not there; a step that is not theirs is refused.
        assert browser.browser.get(filled(rule)).status_code in (403, 404), rule.endpoint


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AD])
@pytest.mark.parametrize("address", ADMIN_PAGES)
def test_nobody_but_an_administrator_opens_these_pages(client_of, role, address):
    assert client_of(county.user(role), role).get(address).status_code == 403


@pytest.mark.parametrize("address", ADMIN_PAGES)
def test_signed_out_these_pages_lead_to_sign_in(app, address):
    answer = SignedInClient(app).get(address)
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in?next=")


def test_a_refused_page_is_recorded(client_of, app):
    client_of(county.user(Role.MG), Role.MG).get("/admin/people")
    assert database.session.scalar(select(AuditEvent.action)) == "authz.denied"


def test_the_administrators_reads_never_touch_a_persons_tables(app, administrator):
    county.detained()
    seen = []
    database.session.flush()
    viewer = county.viewer_of(administrator)
    from sqlalchemy import event

    def note(_connection, _cursor, statement, *_more):
        seen.append(statement)

    event.listen(database.engine, "after_cursor_execute", note)
    try:
        queries.users(viewer, queries.UserFilter(words="a", role=Role.CO))
        queries.user(viewer, administrator.id)
        queries.organisations(viewer)
        queries.suites(viewer)
    finally:
        event.remove(database.engine, "after_cursor_execute", note)
    assert seen
    assert not any(table in statement for statement in seen for table in ("person", "episode", "referral", "disposal"))


def test_every_change_of_access_leaves_its_event_in_the_same_transaction(app, administrator):
    by = county.viewer_of(administrator)
    worker = county.user(Role.TW)
    before = database.session.scalar(select(func.count()).select_from(AuditEvent))
    actions.disable(by=by, user=worker, reason=DisableReason.LEFT)
    assert database.session.scalar(select(func.count()).select_from(AuditEvent)) == before + 1
    database.session.rollback()
    assert database.session.scalar(select(func.count()).select_from(AuditEvent)) == 0


def test_a_closed_or_foreign_suite_is_refused(app, administrator):
    by, force, other = county.viewer_of(administrator), county.force(), county.force("Another Police")
    foreign = county.suite("Nottingham", other)
    wanted = Invitation(name="A", sign_in_name="a@force.example", organisation=force, suite=foreign, role=Role.CO)
    with pytest.raises(Refused, match="Select an open suite of Lincolnshire Police"):
        actions.invite(by=by, wanted=wanted)


def test_a_rank_may_be_recorded_for_the_past_without_changing_later_ones(app, administrator):
    officer = county.user(Role.DM, rank=Rank.INSPECTOR)
    day = county.date(2019, 5, 1)
    actions.add_rank(
        by=county.viewer_of(administrator), user=officer, rank=Rank.SERGEANT, from_on=day, source="Order 7"
    )
    ranks = database.session.scalars(select(RankHeld.rank).order_by(RankHeld.from_on)).all()
    assert ranks == [Rank.SERGEANT, Rank.INSPECTOR]


def set_up(**changed):
    facts = {
        "organisation_name": "Lincolnshire Police",
        "kind": OrganisationKind.FORCE,
        "administrator_name": "Jo Pemberton",
        "sign_in_name": "J.Pemberton@Force.example",
        "password_hash": passwords.hash_of("kettle anchor plum"),
    }
    return actions.set_up(**{**facts, **changed})


def test_set_up_in_an_empty_database_leads_to_a_working_organisation_with_no_demonstration(app):
    set_up()
    database.session.commit()
    browser = SignedInClient(app)
    name = {"name": "j.pemberton@force.example", "password": "kettle anchor plum"}
    assert browser.post("/sign-in", name).location == "/"
    assert browser.get("/").location == "/admin/people"
    assert "made up" not in browser.get("/admin/people").text
    force = database.session.scalars(select(Organisation)).one()
    assert (force.email_domains, force.is_demonstration) == (["force.example"], False)
    browser.post(f"/admin/organisations/{force.id}/suites/add", {"name": "Lincoln", "town": "Lincoln"})
    suite = database.session.scalars(select(Suite)).one()
    officer = {"name": "M Ellery", "sign_in_name": "m@force.example", "role": "CO", "suite": str(suite.id)}
    assert "shown once" in browser.post(f"/admin/organisations/{force.id}/invite", officer).text
    assert database.session.scalars(select(OneTimeLink)).one()
    assert database.session.scalars(select(Service)).all() == []


def test_set_up_works_once(app):
    set_up()
    with pytest.raises(Refused, match="set-up works once"):
        set_up(organisation_name="Another", sign_in_name="x@other.example")
    assert database.session.scalar(select(func.count()).select_from(User)) == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"kind": OrganisationKind.PROVIDER}, "may hold only: treatment worker, provider manager"),
        ({"sign_in_name": "jo"}, "Enter a work e-mail"),
        ({"sign_in_name": "jo@gmail.com"}, "A personal address is refused"),
        ({"organisation_name": "  "}, "Enter the organisation name"),
        ({"administrator_name": ""}, "Enter the administrator name"),
    ],
)
def test_set_up_is_refused_with_what_to_do(app, changed, says):
    with pytest.raises(Refused, match=says):
        set_up(**changed)
    assert database.session.scalars(select(RoleHeld)).all() == []
