"""What is overdue is read by whom it concerns and by nobody else; what was told is told once whatever stops a worker."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from pathways.acceptance import actions as accepting
from pathways.acceptance.rules import decline_reasons
from pathways.auth.roles import Role
from pathways.cli.jobs import act_on_due_clocks
from pathways.deadlines.actions import telling as actions
from pathways.deadlines.models import Telling
from pathways.deadlines.queries import overdue as queries
from pathways.deadlines.rules.deadlines import Answered
from pathways.outbox import actions as outbox
from pathways.outbox.models import Message
from pathways.referrals.models.referral import Referral
from pathways.referrals.routing.rules import choice_reasons
from pathways.refusals import OutOfSight, Refused
from pathways.vocabulary import Answer
from tests import county
from tests.accepted import accepted, require
from tests.bench.statements import plan_of, statements_in
from tests.many_rows import many_like
from tests.referred import referred


def test_a_worker_that_ends_in_the_middle_tells_nobody_and_the_next_tells_each_once(app, db, the_clock, monkeypatch):
    county.user(Role.PM)
    referred(county.viewer_of(county.user(Role.CO)))
    db.session.commit()
    the_clock.set(datetime(2026, 11, 26, 9, 1, tzinfo=UTC))

    def killed(**_):
        raise RuntimeError("ended here")

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "queue_together", killed)
        assert act_on_due_clocks() == 0
    assert db.session.scalars(select(Telling)).all() == []
    for _ in range(3):
        act_on_due_clocks()
    assert len(db.session.scalars(select(Telling)).all()) == 1
    assert len(db.session.scalars(select(Message)).all()) == 1


def test_at_night_a_message_waits_until_eight(app, db, the_clock):
    county.user(Role.PM)
    referred(county.viewer_of(county.user(Role.CO)))
    db.session.commit()
    the_clock.set(datetime(2026, 11, 26, 21, 30, tzinfo=UTC))
    act_on_due_clocks()
    assert db.session.scalars(select(Message)).one().due_at == datetime(2026, 11, 27, 8, 0, tzinfo=UTC)


@pytest.mark.database
def test_a_page_of_what_is_overdue_is_read_in_its_order_and_not_all_there_is(app, db, the_clock, owner_engine):
    manager, scene = county.user(Role.PM), accepted(the_clock, overdose_last_7_days=Answer.YES)
    db.session.commit()
    the_clock.advance(timedelta(days=15))
    act_on_due_clocks()
    if db.engine.dialect.name == "postgresql":
        told = db.session.scalars(
            select(Telling).where(Telling.organisation_id == scene.worker.organisation_id)
        ).first()
        many_like(owner_engine, {told: {"id": "id + 100 + more", "key": "key || more"}})
    with statements_in(db.engine) as statements:
        assert queries.overdue(county.viewer_of(manager)).rows
    (asked,) = [each for each in statements if "FROM clock_told" in each.sql]
    plan = plan_of(asked, db.session.connection())
    assert "ix_clock_told_organisation_id" in plan, plan
    assert not re.search("Sort|TEMP B-TREE", plan), plan


def test_a_manager_reads_what_is_overdue_in_the_organisation_and_a_worker_their_own_cases(
    app, db, the_clock, client_of
):
    manager, colleague = county.user(Role.PM), county.user(Role.TW)
    elsewhere = county.user(Role.PM, of=county.provider("Trent Bank"))
    scene = accepted(the_clock, overdose_last_7_days=Answer.YES)
    name = scene.case.details.surname
    db.session.commit()
    the_clock.advance(timedelta(days=15))
    act_on_due_clocks()
    page = client_of(manager, Role.PM).get("/overdue").text
    assert (name in page, "Overdose in the last 7 days" in page, "07700 900318" in page, "01632 960 471" in page) == (
        (True, True, True, False)
    )
    assert "First contact" in client_of(scene.worker_user, Role.TW).get("/overdue").text
    for user, role in ((colleague, Role.TW), (elsewhere, Role.PM), (county.user(Role.PW), Role.PW)):
        assert name not in client_of(user, role).get("/overdue").text
    address = f"/referrals/{scene.referral.id}/clocks"
    assert client_of(elsewhere, Role.PM).get(address).status_code == 404
    for _ in range(2):
        actions.answer(by=scene.worker, referral_id=scene.referral.id, answered=Answered.ATTEMPTED)
        the_clock.advance(timedelta(minutes=1))
    db.session.commit()
    # The row is gone at once, before any worker has read the clocks again.
    assert "Overdose in the last 7 days" not in client_of(manager, Role.PM).get("/overdue").text
    assert "two attempts were recorded" in client_of(scene.worker_user, Role.TW).get(address).text
    assert "First contact" in client_of(scene.worker_user, Role.TW).get(f"/cases/{scene.referral.id}").text


def test_somebody_urgent_in_a_cell_is_reached_by_the_suite_and_a_service_is_not_told_to_ring_itself(
    app, db, the_clock, client_of
):
    officer, worker = county.officer(), county.user(Role.TW)
    brought, _ = county.detained(by=officer, planned_release_at=the_clock.now() + timedelta(hours=3))
    referred(officer, episode=brought, suicide_risk=Answer.YES)
    db.session.commit()
    act_on_due_clocks()
    page = client_of(worker, Role.TW).get("/overdue").text
    assert "In a cell, to leave Wed 25 Nov 06:12: ring Lincoln custody, 01632 960 100, before that. Text" in page
    assert "01632 960 471" not in page
    assert "no keyworker yet" in page
    assert "Whoever is urgent is on this list early" in page
    the_clock.advance(timedelta(days=3))
    assert 'tag--red">Overdue: 2 days' in client_of(worker, Role.TW).get("/overdue").text


@pytest.mark.parametrize("address", ["/overdue", "/tactical", "/tactical.csv"])
def test_the_provider_on_a_notice_reads_nothing_of_the_referral_that_another_provider_has(
    app, db, the_clock, client_of, address
):
    manager, officer = county.user(Role.PM), county.officer()
    trent = county.service("Trent Bank Service", of=county.provider("Trent Bank"))
    brought, _ = county.detained(county.person("Summoned", "Ann", by=officer), by=officer)
    require(brought, the_clock.now() + timedelta(hours=6), service=county.service())
    theirs = referred(officer, trent, episode=brought, choice_reason=choice_reasons()["asked_for"])
    db.session.commit()
    the_clock.advance(timedelta(days=2))
    act_on_due_clocks()
    page = client_of(manager, Role.PM).get(address).text
    assert "Ann Summoned" in page
    assert "Required assessment" in page
    assert "Trent Bank" not in page
    assert theirs.reference not in page
    assert "no keyworker yet" not in page


def test_what_is_overdue_of_one_person_stands_together_under_their_name(app, db, the_clock, client_of):
    manager = county.user(Role.PM)
    scene = accepted(the_clock, overdose_last_7_days=Answer.YES)
    name = scene.case.details.full_name
    db.session.commit()
    for days in (15, 15, 20):
        the_clock.advance(timedelta(days=days))
        act_on_due_clocks()
    page = client_of(manager, Role.PM).get("/overdue").text
    late = page[page.index('id="late"') :]
    assert late.count(f">{name}</a>") == 1
    assert late.count('tag--red">Overdue') > 1
    assert late.count("<h3>") == 1


def test_whoever_found_a_place_reads_no_risk_and_no_number_of_somebody_whom_a_service_has_now(
    app, db, the_clock, client_of
):
    finder, worker = county.user(Role.PW), county.viewer_of(county.user(Role.TW))
    referral = referred(county.viewer_of(county.user(Role.CO)), overdose_last_7_days=Answer.YES)
    accepting.decline(by=worker, referral_id=referral.id, reason=decline_reasons()["no_place"])
    db.session.commit()
    act_on_due_clocks()
    private = ("07700 900318", "Overdose in the last 7 days")
    browser = client_of(finder, Role.PW)
    page = browser.get("/overdue").text
    assert all(word in page for word in private)
    # They record no contact and no service has the person: they ring, and find a place.
    assert "Reach them first, then find a place" in page
    # It may run until tomorrow, and is done at once: the line names one day alone, that by which it is due.
    assert "Reach the person now, in the safe way." in page
    assert not any(words in page for words in ("service's manager", "Record the contact", "Say what you did"))
    there = county.service("Trent Bank Service", county.provider("Trent Bank"))
    db.session.execute(update(Referral).values(organisation_id=there.organisation_id, service_id=there.id))
    db.session.commit()
    page = browser.get("/overdue").text
    assert referral.reference in page
    assert not any(word in page for word in private)
    assert "Ring the service’s manager now." in page


def test_a_day_that_is_closed_moves_what_is_due_and_takes_back_nothing_that_was_told(app, db, the_clock):
    manager = county.viewer_of(county.user(Role.PM))
    administrator = county.viewer_of(county.user(Role.AD))
    referral = referred(county.viewer_of(county.user(Role.CO)))
    db.session.commit()
    the_clock.set(datetime(2026, 11, 26, 9, 1, tzinfo=UTC))
    act_on_due_clocks()
    before = [row.key for row in db.session.scalars(select(Telling))]
    day = date(2026, 11, 27)
    closed = actions.close_days(by=manager, from_on=day, to_on=day, why="Staff training")
    with pytest.raises(OutOfSight):
        actions.open_days(by=administrator, closure_ids=[closed.id])
    with pytest.raises(Refused):
        actions.answer(by=manager, referral_id=referral.id, answered=Answered.CHECKED)
    db.session.commit()
    the_clock.set(datetime(2026, 11, 27, 9, 1, tzinfo=UTC))
    act_on_due_clocks()
    assert [row.key for row in db.session.scalars(select(Telling))] == before
    actions.open_days(by=manager, closure_ids=[closed.id])
    actions.close_days(by=administrator, from_on=day, to_on=day, why="National day of mourning")
    db.session.commit()
    the_clock.set(datetime(2026, 11, 30, 9, 1, tzinfo=UTC))
    act_on_due_clocks()
    assert sorted(row.timer for row in db.session.scalars(select(Telling))) == ["acknowledge", "decide"]
