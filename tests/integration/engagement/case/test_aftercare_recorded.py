"""Check-ins after a case is closed, and feedback that leads to nobody."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import inspect, select

from pathways import clock
from pathways.auth.roles import Role
from pathways.engagement.case import actions
from pathways.engagement.models.case import CheckIn, Exit, Feedback
from pathways.engagement.outcomes import queries
from pathways.engagement.outcomes.rules import CHECK_INS, SHOWN_FOR, CheckInOutcome, due_on
from pathways.store.base import db
from pathways.store.paging import LARGEST_ID, page_among
from tests import county
from tests.bench.statements import plan_of, statements_in
from tests.integration.engagement.addresses import at
from tests.many_rows import many_like

DONE, DECLINED = CheckInOutcome.DONE, CheckInOutcome.DECLINED


def test_a_check_in_is_due_when_the_case_is_out_of_sight_and_shows_nothing_of_it(db, signs_in, client_of, scene):
    scene.start()
    actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today())
    scene.next_day(92)
    browser = signs_in()
    assert browser.ask("GET", at(scene)).status_code == 404
    assert "Dean Rawcliffe" in browser.get("/check-ins").text
    address = f"/check-ins/{scene.referral.id}/2"
    page = browser.get(address).text
    assert "07700 900318" in page
    assert "ZZ-CLINICAL" not in page
    assert browser.post(address, {"outcome": "declined"}).status_code == 302
    assert "No check-in is due" in browser.get("/check-ins").text
    stranger = client_of(county.user(Role.TW, of=county.provider("Coastline Recovery")), Role.TW)
    assert stranger.ask("GET", address).status_code == 404
    assert "Dean Rawcliffe" not in stranger.get("/check-ins").text
    assert db.session.query(Exit).count() == 1


def test_somebody_who_came_back_and_completed_again_is_due_one_check_in_after_the_second_end(signs_in, scene):
    scene.start()
    who = {"by": scene.worker, "referral_id": scene.referral.id}
    actions.leave(**who, reason="80", exited_on=clock.today())
    scene.next_day(10)
    actions.step_in_case(**who, event="reopen_in_treatment", given={"why": "came_back"})
    actions.leave(**who, reason="80", exited_on=clock.today())
    scene.next_day(14)
    assert [line.number for line in queries.check_ins_due(scene.worker).rows] == [1]
    assert signs_in().get(f"/check-ins/{scene.referral.id}/1").status_code == 200


DAYS_OF_LEAVING = (
    *(date(2026, 8, day) for day in (28, 27, 29, 30, 31, 26, 31, 30, 29, 11, 13)),
    *(date(2026, 11, day) for day in (28, 30, 29, 30, 1)),
    *(date(2027, 2, day) for day in (14, 24, 25)),
)
"""After the 27th of August, and of November, the check-ins of several days of leaving fall on the last of February."""
DAY = date(2027, 3, 10)
MADE = {0: (3, DONE), 1: (1, DONE), 3: (1, DECLINED), 6: (2, DONE), 11: (2, DONE), 12: (1, DONE), 16: (1, DONE)}
"""Which check-in was made, and how it went, by the place of who left in the list above."""


def copied(record, **changed):
    values = {each.key: getattr(record, each.key) for each in inspect(type(record)).columns}
    copy = type(record)(**values | {"id": None} | changed)
    db.session.add(copy)
    db.session.flush()
    return copy


@pytest.fixture
def who_left(scene):
    """Who completed treatment on each of these days, and the check-ins that were made with some of them."""
    scene.start()
    actions.leave(by=scene.worker, referral_id=scene.referral.id, reason="80", exited_on=clock.today())
    first = db.session.scalars(select(Exit)).one()
    first.undone_at = clock.now()
    referrals = [copied(scene.referral, reference=f"X-{number}") for number in range(len(DAYS_OF_LEAVING))]
    for referral, day in zip(referrals, DAYS_OF_LEAVING, strict=True):
        copied(first, referral_id=referral.id, exited_on=day, undone_at=None)
    for place, (number, outcome) in MADE.items():
        recorded = {"recorded_at": clock.now(), "recorded_by_id": scene.worker.user_id, "note": ""}
        db.session.add(CheckIn(referral_id=referrals[place].id, number=number, outcome=outcome, **recorded))
    scene.clock.set(datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC))
    return referrals


def is_due(place, exited_on):
    """The check-in that is due for one of them, and since when: by the words of the rule, one after the other."""
    come = [number for number in CHECK_INS if due_on(number, exited_on) <= DAY]
    number, outcome = MADE.get(place, (0, None))
    is_past = due_on(max(CHECK_INS), exited_on) + SHOWN_FOR < DAY
    return [] if is_past or outcome is DECLINED or not come or number >= come[-1] else [come[-1]]


def read_page_by_page(viewer):
    lines, after, page = [], None, None
    while page is None or after:
        page = queries.check_ins_due(viewer, after)
        lines, after = [*lines, *page.rows], page.after
    return [(line.due_on, line.number, line.referral.id) for line in lines]


@pytest.mark.database
def test_every_check_in_that_is_due_is_on_one_page_the_longest_due_first(scene, who_left, monkeypatch):
    due = [
        (due_on(number, exited_on), number, referral.id)
        for place, (referral, exited_on) in enumerate(zip(who_left, DAYS_OF_LEAVING, strict=True))
        for number in is_due(place, exited_on)
    ]
    on_one_page = read_page_by_page(scene.worker)
    assert sorted(on_one_page) == sorted(due)
    assert [day for day, *_ in on_one_page] == sorted(day for day, *_ in due)
    for size in range(1, 8):
        monkeypatch.setattr(queries, "PAGE_SIZE", size)
        assert read_page_by_page(scene.worker) == on_one_page


@pytest.mark.parametrize("due", [date.min, date(1, 2, 28), date(2026, 11, 1), date.max])
@pytest.mark.parametrize("days", [0, 4, 999_999_999, LARGEST_ID])
def test_an_address_that_names_a_turn_nobody_can_have_begins_at_the_first_page(signs_in, due, days):
    marker = page_among([(due, days, 1), (due, days, 2)], tuple, (date, int, int), after=None, size=1).after
    answer = signs_in().get(f"/check-ins?after={marker}")
    assert answer.status_code == 200


@pytest.mark.database
def test_the_check_ins_that_are_due_are_read_from_when_people_left_and_not_of_everybody_who_did(
    scene, who_left, owner_engine
):
    if db.engine.dialect.name == "postgresql":
        exit_there = db.session.scalars(select(Exit).where(Exit.referral_id == who_left[0].id)).one()
        referrals = {"id": "id + 100 + more", "reference": "'Y-' || more"}
        exits = {"id": "id + 100 + more", "referral_id": "referral_id + 100 + more", "exited_on": "exited_on - more"}
        many_like(owner_engine, {who_left[0]: referrals, exit_there: exits})
    with statements_in(db.engine) as statements:
        assert queries.check_ins_due(scene.worker).rows
    (asked,) = [each for each in statements if "treatment_exit" in each.sql]
    plan = plan_of(asked, db.session.connection())
    assert plan.count("ix_treatment_exit_exited_on") == len(CHECK_INS), plan
    assert "Seq Scan on referral" not in plan


def test_feedback_keeps_no_person_no_worker_and_no_day_and_a_manager_reads_it_from_five_on(
    db, signs_in, client_of, scene
):
    browser = signs_in()
    assert "Answer one of the questions" in browser.post(at(scene, "/feedback"), {}).text
    for _ in range(4):
        assert browser.post(at(scene, "/feedback"), {"helped": "yes", "words": "More evenings"}).status_code == 302
    columns = {column.key for column in inspect(Feedback).columns}
    assert columns == {"id", "organisation_id", "month_on", "respected", "in_time", "helped", "words"}
    manager = county.user(Role.PM)
    assert "Too few to show" in client_of(manager, Role.PM).get("/feedback").text
    browser.post(at(scene, "/feedback"), {"helped": "no"})
    page = client_of(manager, Role.PM).get("/feedback").text
    assert "5 people answered" in page
    assert "More evenings" in page
    browser.post(at(scene, "/feedback"), {"helped": "no", "words": "Nobody rang back"})
    sixth = client_of(manager, Role.PM).get("/feedback").text
    assert "5 people answered" in sixth
    assert "Nobody rang back" not in sixth
    assert browser.ask("GET", "/feedback").status_code == 403
    assert queries.feedback_of(scene.worker).count == 5
