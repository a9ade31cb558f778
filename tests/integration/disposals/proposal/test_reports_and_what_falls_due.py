"""Reports of the conditions and the list of what falls due: what is asked twice, who decides, and what is narrowed."""

import re
from datetime import date, timedelta

import pytest

from pathways import clock
from pathways.auth.roles import Role
from pathways.disposals.conditions import actions
from pathways.disposals.conditions import queries as conditions
from pathways.disposals.conditions.rules import EARLY, Reported
from pathways.disposals.proposal import queries
from pathways.people.identity.queries import details_of
from pathways.people.models.identity import Person
from pathways.store.base import db
from tests import county
from tests.bench.statements import plan_of, statements_in
from tests.integration.disposals.plain_disposal import assessment, signed
from tests.many_rows import many_like
from tests.pages import faulty


def day_of(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def test_a_report_of_not_done_before_its_day_asks_whether_it_is_meant_and_says_until_when_it_may_be_done(
    officer, where
):
    (row,) = queries.conditions_of(signed(where).id)
    day = f"{row.due_on.day} {row.due_on:%B %Y}"
    address, given = f"/conditions/{row.id}/report", {"met": "no", **day_of("on", clock.today())}
    assert EARLY in officer.get(address).text
    asked = officer.post(address, given).text
    assert faulty(asked) == ["early"]
    assert day in asked
    assert row.reported_as is None
    assert officer.post(address, given | {"early": "early"}).status_code == 302
    assert row.reported_as is Reported.NOT_MET


def test_what_is_reported_done_early_or_not_done_after_its_day_is_not_asked_twice(client_of, where, the_clock):
    first, second = queries.conditions_of(signed(where, assessment(where.service), assessment(weeks=5)).id)
    officer = client_of(where.officer_user, Role.CO)
    done = {"met": "yes", **day_of("on", clock.today())}
    assert officer.post(f"/conditions/{first.id}/report", done).status_code == 302
    the_clock.advance(timedelta(weeks=6))
    officer = client_of(where.officer_user, Role.CO)
    assert EARLY not in officer.get(f"/conditions/{second.id}/report").text
    given = {"met": "no", **day_of("on", clock.today())}
    assert officer.post(f"/conditions/{second.id}/report", given).status_code == 302


def test_after_a_report_the_page_says_who_decides_and_that_no_law_says_by_when(client_of, where, the_clock):
    disposal = signed(where)
    (row,) = queries.conditions_of(disposal.id)
    actions.report_condition(by=where.worker, condition_id=row.id, met=False, on=clock.today())
    monitor = client_of(county.user(Role.CM), Role.CM)
    decides = "Any deciding officer of your force, a sergeant or above, may. No rule here says by when"
    assert decides in monitor.get(f"/disposals/{disposal.id}").text
    the_clock.advance(timedelta(weeks=5))
    actions.report_condition(by=where.worker, condition_id=row.id, met=False, on=clock.today())
    monitor = client_of(county.user(Role.CM), Role.CM)
    assert decides in monitor.get(f"/disposals/{disposal.id}").text
    disposal.limitation_on = date(2027, 3, 1)
    assert "the last day to charge, 1 March 2027" in monitor.get(f"/disposals/{disposal.id}").text


def test_what_falls_due_says_what_soon_is_and_is_narrowed_to_a_kind_and_to_this_week(client_of, where, the_clock):
    signed(where)
    monitor = county.user(Role.CM)
    the_clock.advance(timedelta(weeks=2, days=1))
    browser = client_of(monitor, Role.CM)
    page = browser.get("/disposals/due").text
    assert "“Due soon” means within 14 days." in page
    assert (">Everything (1)<" in page, ">This week (0)<" in page, ">Cautions (1)<" in page) == (True, True, True)
    assert "Community resolutions" not in page
    name = details_of(where.episode.person_id).full_name
    assert name in browser.get("/disposals/due?only=cautions").text
    assert "Nothing of this kind falls due." in browser.get("/disposals/due?only=resolutions").text
    week = browser.get("/disposals/due?only=week").text
    assert (name in week, "this week, by 16 December 2026" in week) == (False, True)
    the_clock.advance(timedelta(weeks=1))
    assert name in client_of(monitor, Role.CM).get("/disposals/due?only=week").text


@pytest.mark.database
def test_who_died_among_those_with_a_disposal_that_falls_due_is_read_from_the_few_who_died(where, owner_engine):
    signed(where)
    monitor = county.viewer_of(county.user(Role.CM))
    if db.engine.dialect.name == "postgresql":
        who = db.session.get_one(Person, where.episode.person_id)
        many_like(owner_engine, {who: {"id": "id + 100 + more"}})
    with statements_in(db.engine) as statements:
        conditions.due(monitor)
    (asked,) = [each for each in statements if "disposal_condition" in each.sql]
    plan = plan_of(asked, db.session.connection())
    assert "ix_person_died" in plan, plan
    assert not re.search("Seq Scan on person|SCAN person_[0-9]+$", plan, re.MULTILINE), plan
