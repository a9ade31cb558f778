"""Everybody who can sign in to the demonstration finds whole pages and no dead end.

In the suite each sign-in opens its first page, looks at the first of each kind of page and of link, and sends each kind of
form, that nobody of its role has looked at or sent, and asks for one of `ONE_OF` other addresses that these lead to. By
`make long` it follows every link and sends every form.
"""

from dataclasses import replace

import pytest
from flask import redirect
from sqlalchemy import select

from pathways.audit import record as audit
from pathways.auth.models import RoleHeld, User
from pathways.auth.roles import Role
from pathways.people.models.identity import Person
from pathways.store.base import db
from tests import county
from tests.bench.larger_county import enlarge
from tests.client import SignedInClient
from tests.integration.demo.crawling import Crawl, Figures
from tests.on_both import on_sqlite_in_full
from tests.rounds import IN_FULL, rounds

EACH = rounds(1, 100_000)
ONE_OF = 16
MOST = {"list": 15, "case": 20, "post": 25}
"""The most statements of a request, its BEGIN and COMMIT apart: for a list, for a page about somebody or something, for
a form sent (measures)."""
DEARER = """
GET  acceptance.place                    24
POST acceptance.place                    30
GET  acceptance.placing                  17
GET  deadlines.tactical                  30
GET  deadlines.tactical_csv              30
GET  deadlines.tactical_pdf              30
GET  deadlines.tactical_xlsx             30
GET  engagement.today                    23
GET  ndtms.pre_flight                    22
"""
"""What costs more than its kind may, and how much at most: each a page to mend."""
DEARER_IN_FULL = """
GET  casefile.board                      16
GET  engagement.caseload                 16
GET  engagement.today                    24
POST disposals.accept                    28
POST disposals.choose                    26
POST engagement.follow_up                30
POST engagement.record_outcome           29
POST referrals.withdraw                  29
"""
"""The same of what the whole crawl alone meets: a form that is refused at its end, whose records are read once more for
the page, and a county with more on its lists."""


LARGER = 400
"""Referrals once the county's people were copied: some three times as many as were crawled."""
GROWS: dict[str, str] = {}
"""The routes that may cost more statements where there are more rows, each with why."""


def dearer() -> dict[tuple[str, str], int]:
    listed = f"{DEARER}{DEARER_IN_FULL}" if IN_FULL else DEARER
    rows = (line.split() for line in listed.splitlines() if line)
    return {(method, route): int(most) for method, route, most in rows}


@pytest.fixture
def crawled(made_up_county, owner_engine) -> Figures:
    """The whole county as every sign-in of it reads it, and as somebody who did not sign in; then its people are copied,
    and what was looked at first is looked at again."""
    app = made_up_county
    figures = Figures()
    Crawl(app, "", None, EACH, figures, ONE_OF).walk("/sign-in")
    users = select(User, RoleHeld.role).join(RoleHeld, RoleHeld.user_id == User.id).order_by(User.id)
    for user, role in db.session.execute(users).all():
        client = SignedInClient(app, user.id, role).begun()
        signed_in = replace(county.viewer_of(user), role=role, session_id=client.session_id)
        audit.session_begun(signed_in)  # as signing in does: else the first list of each would begin the session's log
        db.session.commit()
        Crawl(app, user.sign_in_name, client, EACH, figures, ONE_OF).walk("/")
    db.session.remove()
    enlarge(owner_engine, LARGER)
    grown = figures.grown(every_role=IN_FULL)
    figures.problems += [words for route, words in grown.items() if route not in GROWS]
    figures.problems += [f"{route} does not grow: take it out of the list" for route in GROWS.keys() - grown.keys()]
    return figures


@on_sqlite_in_full
def test_every_page_of_every_sign_in_opens_leads_somewhere_and_costs_no_more_than_its_kind_may(crawled, capsys):
    with capsys.disabled():
        print(f"\n{db.engine.dialect.name}: {crawled.in_words()}")
    wrong = [*crawled.problems, *crawled.over(MOST, dearer())]
    assert wrong == [], "\n".join(wrong)
    assert crawled.pages > 500
    assert crawled.forms > 200


def test_the_crawl_tells_of_a_page_that_is_not_whole_a_dead_link_an_error_a_circle_and_a_form_that_goes_nowhere(
    app, client_of, monkeypatch
):
    first = (
        '<html lang="en"><title>Home - Pathways</title><h1>Home</h1><h1>Again</h1>'
        '<a href="/nowhere">1</a><a href="/law">2</a><a href="account#form">3</a><a href="mailto:a@example.test">4</a>'
        '<form method="post" action="/nobody"></form><form method="get" action="/services"></form>'
        '<form method="post" action="/restrictions/8/review"></form>'
        '<form method="post" action="/restrictions/9/review"></form>'
    )
    monkeypatch.setitem(app.view_functions, "home", lambda: first)
    monkeypatch.setitem(app.view_functions, "law.law", lambda: str(1 // 0))
    monkeypatch.setitem(app.view_functions, "auth.account", lambda: redirect("/account"))
    monkeypatch.setitem(app.view_functions, "directory.services", lambda: ("A file", {"Content-Type": "text/plain"}))
    figures, browser = Figures(), client_of(county.user(Role.AU), Role.AU).begun()
    Crawl(app, "auditor", browser, 1, figures).walk("/")
    assert figures.problems == [
        "auditor: / (on nothing) ['2 level-one headings']",
        "auditor: POST /nobody (on /) answers 404",
        "auditor: POST /restrictions/8/review (on /) answers 404",
        "auditor: /nowhere (on /) answers 404",
        "auditor: GET /law (on /) answers 500",
        "auditor: /account (on /) answers 302",
        "auditor: /restrictions/9/review (on /) answers 404",
    ]
    assert (figures.pages, figures.links, figures.forms) == (1, 5, 2)


def test_of_two_links_to_records_the_crawl_tells_of_the_one_that_is_not_there_for_its_viewer(
    app, client_of, monkeypatch
):
    officer, elsewhere = county.user(), county.force("Wessex Police")
    ours = county.person(by=county.viewer_of(officer))
    county.episode(ours, by=county.viewer_of(officer))
    theirs = county.episode(by=county.viewer_of(county.user(of=elsewhere))).person_id
    links = "".join(f'<a href="/people/{each}">A person</a>' for each in (ours.id, theirs))
    first = f'<html lang="en"><title>Home - Pathways</title><h1>Home</h1>{links}'
    monkeypatch.setitem(app.view_functions, "home", lambda: first)
    figures, browser = Figures(), client_of(officer, Role.CO).begun()
    Crawl(app, "officer", browser, 1, figures).walk("/")
    assert figures.problems == [f"officer: /people/{theirs} (on /) answers 404"]


def test_a_page_that_asks_more_of_the_database_where_there_are_more_people_is_told(app, client_of, monkeypatch):
    officer = county.user()
    by = county.viewer_of(officer)

    def asks_of_each() -> str:
        for person_id in db.session.scalars(select(Person.id)).all():
            db.session.scalar(select(Person.created_at).where(Person.id == person_id))
        return '<html lang="en"><title>Home - Pathways</title><h1>Home</h1><a href="/account">Account</a>'

    county.person(by=by)
    monkeypatch.setitem(app.view_functions, "home", asks_of_each)
    figures, browser = Figures(), client_of(officer, Role.CO).begun()
    Crawl(app, "officer", browser, 1, figures).walk("/")
    assert figures.grown(every_role=True) == {}
    for _ in range(3):
        county.person(by=by)
    db.session.commit()
    assert figures.grown(every_role=True).keys() == {"home"}
    assert figures.problems == []


def test_what_costs_more_than_is_written_down_for_it_is_told():
    figures = Figures()
    figures.dearest.update({("GET", "lists"): 16, ("GET", "known"): 99, ("POST", "sent"): 25})
    figures.kinds = {("GET", "lists"): "list", ("GET", "known"): "list", ("POST", "sent"): "post"}
    assert figures.over(MOST, {("GET", "known"): 99}) == ["GET lists: 16 statements, at most 15"]
