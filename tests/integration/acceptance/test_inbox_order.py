"""The order of the inbox, its pages and its headings."""

from datetime import datetime, timedelta

from pathways.acceptance.queries import answering as answering_queries
from pathways.acceptance.queries import inbox as inbox_queries
from pathways.acceptance.rules import DueGroup
from pathways.auth.roles import Role
from tests import county
from tests.accepted import require
from tests.referred import referred, sent_by_the_minute


def test_the_inbox_is_ordered_by_due_day_then_received_and_pages_without_a_gap(built_once, the_clock, client_of):
    _, sent = built_once("sent_by_the_minute", lambda: sent_by_the_minute(the_clock))
    worker = county.viewer_of(county.user(Role.TW))
    first = inbox_queries.inbox(worker)
    assert len(first.rows) == 50
    second = inbox_queries.inbox(worker, first.after)
    assert [row.referral.id for row in (*first.rows, *second.rows)] == sent
    assert second.after is None
    browser = client_of(county.user(Role.TW), Role.TW)
    assert "Everybody who must, by time" in browser.get("/inbox").text
    assert "Everybody who must, by time" not in browser.get(f"/inbox?after={first.after}").text


def test_an_offer_is_overdue_the_day_after_its_answer_was_due(worker, hub, the_clock):
    referred(to=hub)
    assert inbox_queries.inbox(worker).rows[0].group is DueGroup.LATER
    the_clock.set(datetime.fromisoformat("2026-11-27T09:00+00:00"))
    assert inbox_queries.inbox(worker).rows[0].group is DueGroup.TODAY
    the_clock.set(datetime.fromisoformat("2026-11-28T09:00+00:00"))
    assert inbox_queries.inbox(worker).rows[0].group is DueGroup.OVERDUE


def test_whoever_must_come_by_notice_before_an_answer_is_due_stands_by_that_time(worker, hub, the_clock, client_of):
    officer = county.officer()
    first = referred(officer, hub, episode=county.detained(by=officer, custody_record_no="LN-26-00001")[0])
    comes = county.detained(by=officer, custody_record_no="LN-26-00002")[0]
    referral = referred(officer, hub, episode=comes)
    later = county.detained(by=officer, custody_record_no="LN-26-00003")[0]
    after_the_answer = referred(officer, hub, episode=later)
    require(comes, the_clock.now() + timedelta(days=1, hours=7))
    require(later, the_clock.now() + timedelta(days=9))
    rows = inbox_queries.inbox(worker).rows
    assert [row.referral.id for row in rows] == [referral.id, first.id, after_the_answer.id]
    assert [row.comes_before_answer for row in rows] == [True, False, False]
    page = client_of(county.user(Role.TW), Role.TW).get("/inbox").text
    assert "Tomorrow, 10:12</b><br>Required assessment" in page
    the_clock.advance(timedelta(days=1))
    assert inbox_queries.inbox(worker).rows[0].group is DueGroup.TODAY
    the_clock.advance(timedelta(hours=8))
    assert inbox_queries.inbox(worker).rows[0].referral.id == first.id


def test_only_those_who_work_with_people_may_be_keyworker_the_viewer_first(worker, colleague):
    county.user(Role.AD, of=county.provider())
    assert [keyworker.name for keyworker in answering_queries.keyworkers(colleague, county.person().id)] == [
        "Sam Okafor",
        "Priya Nandra",
    ]
