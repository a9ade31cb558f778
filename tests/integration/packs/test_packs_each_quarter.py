"""A manager has a pack each quarter: the worker orders it once the figures are made, once, and for nobody who left."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.auth.roles import Role
from pathways.cli.jobs import act_on_schedules, make_pack
from pathways.outbox.models import Message
from pathways.packs import actions, documents, queries
from pathways.packs.models import PackSchedule
from pathways.packs.rules import PackReport, PackShape, ScheduleEnd
from pathways.refusals import OutOfSight, Refused
from pathways.reporting.models import FiguresMaking
from pathways.reporting.rules.editions import Report
from pathways.store.base import db, save
from tests import county
from tests.integration.packs.test_pack_ordered import FORM, PAGE, without_role
from tests.national_file import recorded
from tests.packs import BOTH, WORKER, opened, ordered, packs
from tests.pages import faulty
from tests.together import at_once

LATER = datetime(2028, 1, 8, 3, 12, tzinfo=UTC)
"""When the figures of the next quarter are made."""


def set_up(scene, reports=BOTH):
    schedule_id = actions.order_each_quarter(by=scene.manager, reports=reports, shapes=[PackShape.CSV]).id
    db.session.commit()
    return schedule_id


def the_next_quarter_is_made(the_clock):
    """The figures of the next quarter are all made: none of a report is new, and that is enough for a pack."""
    the_clock.set(LATER)
    made_all_of(date(2027, 12, 31))


def made_all_of(as_at):
    last = db.session.scalars(select(FiguresMaking).order_by(FiguresMaking.as_at.desc())).first()
    more = {"since": last.since, "is_first": False, "begun_at": clock.now(), "ended_at": clock.now()}
    save(FiguresMaking(as_at=as_at, **more))
    db.session.commit()


@pytest.mark.database
def test_a_pack_is_made_each_quarter_once_its_figures_are_and_its_owner_is_told(scene, client_of, the_clock):
    client = client_of(scene.user, Role.MG)
    address = client.post(PAGE, FORM | {"when": "each_quarter", "days": ""}).location
    assert "They will be made from 8 January 2028 on." in client.get(address).text
    assert act_on_schedules() == 0, "not of the quarter that was made before it was set up"
    the_next_quarter_is_made(the_clock)
    assert [act_on_schedules(), act_on_schedules()] == [1, 0]
    assert make_pack(WORKER) == 1
    (pack,) = packs()
    assert (pack.schedule_id, str(pack.to_on)) == (int(address.rsplit("/", 1)[1]), "2027-12-31")
    (message,) = db.session.scalars(select(Message).where(Message.kind == "pack_ready"))
    assert (message.reference, message.link) == (f"pack {pack.id}", f"{PAGE}/{pack.id}")
    later = client_of(scene.user, Role.MG)
    assert "ordered by your schedule" in later.get(message.link).text
    assert "Until you stop it" in later.get(PAGE).text
    assert len(opened(later.get(f"{message.link}.zip").data)) == 1 + 2
    ((_, event),) = recorded("export.asked")
    assert (event["schedule"], event["asked_by"]) == (pack.schedule_id, scene.user.id)
    assert [actor for actor, _ in recorded("export.scheduled")] == [scene.user.id]


def test_of_two_quarters_that_were_made_meanwhile_each_has_its_pack_the_earlier_first(scene, the_clock):
    set_up(scene)
    the_next_quarter_is_made(the_clock)
    made_all_of(date(2028, 3, 31))
    assert [act_on_schedules() for _ in range(3)] == [1, 1, 0]
    assert [pack.to_on for pack in packs()] == [date(2027, 12, 31), date(2028, 3, 31)]


@pytest.mark.database
def test_the_same_schedule_from_two_pages_and_two_workers_at_once_make_one_pack(app, scene, the_clock):
    set_up_both = [lambda: actions.order_each_quarter(by=scene.manager, reports=BOTH, shapes=[PackShape.CSV])] * 2
    assert at_once(app, *set_up_both) == ["", ""]
    assert len(list(db.session.scalars(select(PackSchedule)))) == 1
    the_next_quarter_is_made(the_clock)
    assert at_once(app, act_on_schedules, act_on_schedules) == ["", ""]
    assert len(packs()) == 1


def test_what_is_ordered_by_hand_and_waits_is_the_pack_of_the_schedule(scene, the_clock):
    schedule_id = set_up(scene, [PackReport.TREATMENT])
    the_next_quarter_is_made(the_clock)
    act_on_schedules()
    (pack,) = packs()
    pack.schedule_id = None
    db.session.commit()
    assert act_on_schedules() == 1
    assert [each.schedule_id for each in packs()] == [schedule_id]
    assert ordered(scene, [PackReport.TREATMENT]) != pack.id, "of another quarter"


def test_a_report_without_figures_is_left_out_and_its_list_says_so(scene, the_clock, monkeypatch):
    set_up(scene)
    the_next_quarter_is_made(the_clock)
    there = [each for each in queries.editions_for(scene.manager) if each.report is not Report.RECOVERY]
    monkeypatch.setattr(queries, "editions_for", lambda *_: there)
    assert act_on_schedules() == 1
    make_pack(WORKER)
    (pack,) = packs()
    assert [each["report"] for each in pack.parts] == ["board"]
    contents = opened(pack.content)["contents.txt"].decode()
    assert "because there were no figures yet:\r\n   Recovery\r\n" in contents


@pytest.mark.database
def test_the_schedule_of_somebody_who_is_no_manager_any_more_ends_with_a_reason(scene, the_clock):
    schedule_id = set_up(scene)
    assert act_on_schedules() == 0
    without_role(scene.user)
    assert act_on_schedules() == 1
    line = queries.schedule_of(scene.manager, schedule_id)
    assert line.ended is ScheduleEnd.ASKER_LEFT
    assert [each["why"] for _, each in recorded("export.unscheduled")] == ["asker_left"]
    the_next_quarter_is_made(the_clock)
    assert act_on_schedules() == 0
    assert not packs()


@pytest.mark.database
def test_a_schedule_is_stopped_by_its_owner_alone_and_then_makes_nothing(scene, client_of, the_clock):
    schedule_id = set_up(scene)
    address = f"{PAGE}/schedules/{schedule_id}"
    assert client_of(county.user(Role.MG), Role.MG).ask("GET", address).status_code == 404
    client = client_of(scene.user, Role.MG)
    client.post(address, {})
    assert "You stopped it" in client.get(address).text
    with pytest.raises(Refused):
        actions.stop_schedule(by=scene.manager, schedule_id=schedule_id)
    the_next_quarter_is_made(the_clock)
    assert act_on_schedules() == 0
    assert set_up(scene) != schedule_id, "another can be set up"


def test_so_many_schedules_are_all_that_one_person_has(scene, client_of, monkeypatch):
    monkeypatch.setattr("pathways.packs.rules.MOST_SCHEDULES", 1)
    set_up(scene)
    page = client_of(scene.user, Role.MG).post(PAGE, FORM | {"when": "each_quarter", "reports": ["board"]}).text
    assert "You have 1 schedule, and you can have no more" in page
    assert not faulty(page)


@pytest.mark.database
def test_whoever_has_a_pack_each_quarter_is_told_that_it_could_not_be_made(scene, the_clock, monkeypatch):
    set_up(scene)
    the_next_quarter_is_made(the_clock)
    act_on_schedules()
    monkeypatch.setattr(documents, "REPORTS", {})
    for _ in range(3):
        make_pack(WORKER)
    assert [each.kind for each in db.session.scalars(select(Message))] == ["pack_not_made"]


def test_nobody_but_a_manager_orders_a_pack(scene):
    worker = county.viewer_of(county.user(Role.TW))
    with pytest.raises(OutOfSight):
        actions.order_pack(by=worker, reports=BOTH, shapes=[PackShape.CSV], days=scene.quarter)
    with pytest.raises(OutOfSight):
        actions.order_each_quarter(by=worker, reports=BOTH, shapes=[PackShape.CSV])
    with pytest.raises(OutOfSight):
        queries.packs_of(worker)


def test_a_schedule_ends_with_a_reason(scene, the_clock):
    row = update(PackSchedule).where(PackSchedule.id == set_up(scene))
    for wrong in ({"ended_at": the_clock.now()}, {"ended": ScheduleEnd.STOPPED}):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(row.values(**wrong))
