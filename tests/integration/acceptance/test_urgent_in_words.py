"""What the desk reads of somebody urgent is true on the day it is read: by when to speak to them, and who can see them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from pathways.auth.models import User
from pathways.auth.roles import Role
from pathways.directory.diary.rules import Weekday
from pathways.directory.entries import queries as directory
from pathways.referrals.models.referral import Referral
from pathways.referrals.needs.rules import ContactWay
from pathways.store.base import db as database
from pathways.vocabulary import Answer, Sex
from tests import county
from tests.referred import referred

SATURDAY = datetime(2026, 11, 28, 11, 0, tzinfo=UTC)


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace(" .", ".")


def test_an_urgent_row_of_the_inbox_says_by_when_to_speak_to_them_before_the_day_of_the_answer(
    app, hub, the_clock, client_of
):
    the_clock.set(SATURDAY)
    officer = county.officer()
    brought = county.episode(county.person(sex=Sex.FEMALE, by=officer), by=officer)
    referred(officer, hub, episode=brought, pregnant=Answer.YES)
    worker = county.user(Role.TW)
    page = client_of(worker, Role.TW).get("/inbox").text
    row = page[page.index('class="worklist"') :]
    assert 'tag--amber">Urgent' in row
    assert "Sun 29 Nov speak to her Answer by Wed 2 Dec, 17:00, in 4 days" in words_of(row)
    offered = database.session.scalars(select(Referral)).one()
    opened = words_of(client_of(worker, Role.TW).get(f"/inbox/{offered.id}").text)
    assert re.search(rf"Urgent [^.]* by Sun 29 Nov\. {ContactWay.TEXT.to_speak('her')}", opened)
    the_clock.advance(timedelta(days=2))
    page = client_of(worker, Role.TW).get("/inbox").text
    row = page[page.index('class="worklist"') :]
    assert 'tag--red">Overdue' in row
    assert "tag--amber" not in row
    assert "Sun 29 Nov speak to her Answer by" in words_of(row)


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ({}, r"closed until Monday 30 November\. [^.]*text him"),
        (
            {"contact_way": ContactWay.NO_PHONE, "contact_number": None},
            r"closed until Monday 30 November, and no number [^.]*\. [^.]*look for him",
        ),
    ],
)
def test_on_a_saturday_accepting_says_that_the_service_is_closed_and_whether_anybody_can_be_rung(
    app, hub, the_clock, client_of, way, says
):
    the_clock.set(SATURDAY)
    urgent = referred(county.officer(), hub, suicide_risk=Answer.YES, **way)
    page = words_of(client_of(county.user(Role.TW), Role.TW).get(f"/inbox/{urgent.id}/accept").text)
    assert re.search(says, page)


def test_whoever_sent_somebody_urgent_reads_by_when_to_speak_to_her_and_that_the_service_is_closed(
    db, app, hub, the_clock, client_of
):
    the_clock.set(SATURDAY)
    officer = county.officer()
    brought, _ = county.detained(
        county.person(sex=Sex.FEMALE, by=officer), by=officer, planned_release_at=SATURDAY + timedelta(hours=15)
    )
    detail = directory.detail_of(hub.id)
    detail.hours = [{"weekday": day.value, "opens": "09:00", "closes": "17:00"} for day in list(Weekday)[:5]]
    db.session.add(detail)
    urgent = referred(officer, hub, episode=brought, pregnant=Answer.YES)
    desk = client_of(db.session.get_one(User, officer.user_id), Role.CO)
    page = words_of(desk.get(f"/referrals/{urgent.id}/sent").text)
    assert page.count("2 December") == 1
    in_order = (
        "Urgent: [^:]* by Sunday 29 November 2026",
        "Now: speak to her yourself [^:]*: [^:]*: closed now, opens Monday 30 November 2026 at 09:00",
        "Now: tell the nurse",
        "As soon as it opens: ring Lincoln Recovery Hub on 01632 960 471",
        "By itself: [^:]* answers by Wednesday 2 December 2026",
    )
    assert re.search("[^:]*".join(in_order), page)
    assert "Yes It is urgent" in words_of(desk.get(f"/referrals/{urgent.id}").text)
    offer = words_of(client_of(county.user(Role.TW), Role.TW).get(f"/inbox/{urgent.id}").text)
    assert "Where now In a cell at Lincoln, 01632 960 100: to leave" in offer
    assert re.search(
        r"by Sun 29 Nov\. In a cell at Lincoln, 01632 960 100: to leave [^.]+: ring there before that\. Text", offer
    )
    accept = words_of(client_of(county.user(Role.TW), Role.TW).get(f"/inbox/{urgent.id}/accept").text)
    assert re.search(r"Urgent In a cell at Lincoln, [^.]+: ring there before that\. The service is closed", accept)
    inbox = words_of(client_of(county.user(Role.TW), Role.TW).get("/inbox").text)
    assert "In a cell at Lincoln, 01632 960 100: to leave" in inbox
    at_ease = referred(officer, hub)
    assert "Do I need to do anything? No" in words_of(desk.get(f"/referrals/{at_ease.id}").text)
    assert "Urgent:" not in desk.get(f"/referrals/{at_ease.id}/sent").text
    assert "In a cell" not in client_of(county.user(Role.TW), Role.TW).get(f"/inbox/{at_ease.id}").text
