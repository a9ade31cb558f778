"""What the desk reads of somebody urgent is true on the day it is read: by when to speak to them, and who can see them."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from pathways.auth import Role
from pathways.referrals.rules import ContactWay
from pathways.vocabulary import Answer, Sex
from tests import county
from tests.databases import ONE_DATABASE
from tests.referred import referred

SATURDAY = datetime(2026, 11, 28, 11, 0, tzinfo=UTC)


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace(" .", ".")


@ONE_DATABASE
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
    the_clock.advance(timedelta(days=2))
    page = client_of(worker, Role.TW).get("/inbox").text
    row = page[page.index('class="worklist"') :]
    assert 'tag--red">Overdue' in row
    assert "tag--amber" not in row
    assert "Sun 29 Nov speak to her Answer by" in words_of(row)


@ONE_DATABASE
@pytest.mark.parametrize(
    ("way", "says"),
    [
        (
            {},
            "The service is closed until Monday 30 November. Ring him today or tomorrow; "
            "this is the first time somebody can see him.",
        ),
        (
            {"contact_way": ContactWay.NO_PHONE, "contact_number": None},
            "The service is closed until Monday 30 November, and no number to ring him is known. "
            "Look for him today or tomorrow; this is the first time somebody can see him.",
        ),
    ],
)
def test_on_a_saturday_accepting_says_that_the_service_is_closed_and_whether_anybody_can_be_rung(
    app, hub, the_clock, client_of, way, says
):
    the_clock.set(SATURDAY)
    urgent = referred(county.officer(), hub, suicide_risk=Answer.YES, **way)
    page = words_of(client_of(county.user(Role.TW), Role.TW).get(f"/inbox/{urgent.id}/accept").text)
    assert says in page
    assert "The first time that this allows" not in page
