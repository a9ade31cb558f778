"""Urgent stands first in the inbox whatever the day its answer is due, and is offered the first day that it allows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pathways import clock, dates
from pathways.acceptance import actions
from pathways.acceptance.queries import answering as answering_queries
from pathways.acceptance.queries import inbox as inbox_queries
from pathways.acceptance.rules import DueGroup, decline_reasons
from pathways.auth.roles import Role
from pathways.deadlines.actions import reading as clocks
from pathways.directory.entries import actions as directory
from pathways.people.models.custody import Episode
from pathways.store.base import db as database
from pathways.vocabulary import Answer, Sex
from tests import county, county_safeguarding
from tests.pages import hidden_values
from tests.referred import referred


def order(worker):
    """Ids in the order of the inbox, as a new request reads them."""
    database.session.expire_all()
    return [row.referral.id for row in inbox_queries.inbox(worker).rows]


@pytest.fixture
def officer(app):
    return county.officer()


def sent(officer, hub, sex=Sex.MALE, **answers):
    brought = county.episode(county.person(sex=sex, by=officer), by=officer)
    return referred(officer, hub, episode=brought, **answers)


@pytest.mark.database
def test_whoever_is_pregnant_or_at_risk_of_suicide_stands_before_an_answer_that_is_due_earlier(
    officer, worker, hub, the_clock
):
    early = sent(officer, hub)
    the_clock.advance(timedelta(days=2))
    late = sent(officer, hub)
    suicide = sent(officer, hub, suicide_risk=Answer.YES)
    the_clock.advance(timedelta(minutes=5))
    pregnant = sent(officer, hub, sex=Sex.FEMALE, pregnant=Answer.YES)
    assert order(worker) == [suicide.id, pregnant.id, early.id, late.id]
    assert [row.group for row in inbox_queries.inbox(worker).rows][:2] == [DueGroup.URGENT, DueGroup.URGENT]


@pytest.mark.database
def test_an_answer_that_comes_later_puts_a_referral_first_and_a_correction_puts_it_back(
    officer, worker, hub, the_clock
):
    early, late = sent(officer, hub), sent(officer, hub)
    assert order(worker) == [early.id, late.id]
    episode = database.session.get(Episode, late.episode_id)
    county_safeguarding.risks(officer, episode, suicide_risk=Answer.YES)
    assert order(worker) == [late.id, early.id]
    county_safeguarding.risks(officer, episode, suicide_risk=Answer.NO)
    assert order(worker) == [early.id, late.id]


@pytest.mark.database
def test_urgent_stays_first_for_the_next_service_and_where_the_clocks_are_read(
    officer, worker, hub, brayford, the_clock
):
    referral = sent(officer, hub, suicide_risk=Answer.YES)
    referral.inbox_turn = 1
    clocks.act_on_clocks(referral_id=referral.id, now=clock.now())
    database.session.refresh(referral)
    assert referral.inbox_turn == 0
    actions.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    there = county.viewer_of(county.user(Role.TW, of=county.provider("Trent Bank")))
    (row,) = inbox_queries.inbox(there).rows
    assert row.group is DueGroup.URGENT


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-11-25T03:12", "2026-11-25T10:00"),
        ("2026-11-25T10:40", "2026-11-25T12:00"),
        ("2026-11-25T15:20", "2026-11-26T10:00"),
        ("2026-11-28T11:00", "2026-11-30T10:00"),
    ],
)
def test_accepting_suggests_the_first_day_that_the_urgency_allows(officer, worker, hub, the_clock, now, first):
    the_clock.set(datetime.fromisoformat(now).replace(tzinfo=UTC))
    urgent, plain = sent(officer, hub, suicide_risk=Answer.YES), sent(officer, hub)
    assert answering_queries.first_meeting(urgent).suggested == datetime.fromisoformat(first).replace(tzinfo=UTC)
    assert answering_queries.first_meeting(plain).suggested is None


def test_accepting_suggests_no_day_on_which_the_service_says_that_it_is_closed(
    client_of, officer, worker, hub, the_clock
):
    keeper = county.viewer_of(county.user(Role.PM))
    days = {"first_on": date(2026, 11, 25), "last_on": date(2026, 11, 26), "sessions": (), "why": "Training"}
    directory.add_days(by=keeper, service=hub, **days)
    urgent = sent(officer, hub, suicide_risk=Answer.YES)
    assert answering_queries.first_meeting(urgent).suggested == datetime(2026, 11, 27, 10, tzinfo=UTC)
    database.session.commit()
    page = client_of(county.user(Role.TW), Role.TW).get(f"/inbox/{urgent.id}/accept").text
    assert "The service is closed until Friday 27 November" in page


def test_a_free_time_of_the_diary_today_is_suggested_to_whoever_is_urgent(officer, worker, hub, the_clock):
    soon = county.slot(of=hub, in_hours=8)
    urgent, plain = sent(officer, hub, suicide_risk=Answer.YES), sent(officer, hub)
    tomorrow = county.slot(of=hub, in_hours=31)
    assert answering_queries.first_meeting(urgent).suggested == soon.starts_at
    assert answering_queries.first_meeting(plain).suggested == tomorrow.starts_at


def test_the_pages_say_urgent_first_and_the_flag_stays_in_the_head_of_the_case(client_of, officer, hub, the_clock):
    sent(officer, hub)
    urgent = sent(officer, hub, sex=Sex.FEMALE, pregnant=Answer.YES)
    keyworker = county.user(Role.TW)
    browser = client_of(keyworker, Role.TW)
    page = browser.get("/inbox").text
    assert page.index("Urgent: speak to them today or tomorrow") < page.index("Due later")
    address = f"/inbox/{urgent.id}/accept"
    page = browser.get(address).text
    assert "Somebody speaks to her today or tomorrow" in page
    browser.post(address, hidden_values(page, address) | filled(keyworker.id, urgent))
    case = browser.get(f"/cases/{urgent.id}").text
    head = case[case.index('class="flags"') : case.index("Parts of the case")]
    assert "Pregnant" in head
    assert "Urgent" in head


def filled(keyworker_id, referral):
    """What the accept page filled in."""
    at = dates.london(referral.first_submitted_at)
    return {
        "keyworker": f"{keyworker_id}",
        "first_slot-day": f"{at.day}",
        "first_slot-month": f"{at.month}",
        "first_slot-year": f"{at.year}",
        "first_slot-time": "10:00",
        "place": "Evening clinic",
        "channel": "in_person",
    }
