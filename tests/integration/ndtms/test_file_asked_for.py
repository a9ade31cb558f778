"""A manager asks for the file of a month and the worker makes it: once, whole, of one moment, and nobody waits for it."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import create_engine, func, select, text, update
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.auth.models import RoleHeld
from pathways.auth.roles import Role
from pathways.cli import jobs
from pathways.cli.jobs import make_file
from pathways.leases import actions as leases
from pathways.leases.rules import LEASE
from pathways.ndtms import actions
from pathways.ndtms.models import NdtmsFile, NdtmsFileRequest
from pathways.ndtms.queries import episodes as episodes_queries
from pathways.ndtms.queries import files as files_queries
from pathways.ndtms.queries import pre_flight, requests
from pathways.ndtms.rules.lists import Month
from pathways.ndtms.rules.requests import FileFailure, FileStanding
from pathways.outbox import actions as outbox
from pathways.referrals.consents.rules.consents import ConsentState
from pathways.refusals import OutOfSight
from pathways.store.base import db, save
from tests import county
from tests.integration.ndtms.test_monthly_file import answered, lines
from tests.national_file import ANOTHER, NOVEMBER, WORKER, asked, file_made, files, recorded, request
from tests.pages import is_told_it_was_saved
from tests.together import at_once


def at_the_last_lot(monkeypatch, act):
    """Do something once everything is read and before the file is stored."""
    say = leases.say_how_far

    def then_act(*, done, total, **more):
        say(done=done, total=total, **more)
        if done == total:
            act()

    monkeypatch.setattr(leases, "say_how_far", then_act)


def while_it_is_read(monkeypatch, act, module=episodes_queries, name="_of_lot"):
    """Do something once a lot of episodes is read, or what this function of a module reads."""
    read = getattr(module, name)

    def then_act(*lot):
        rows = read(*lot)
        act()
        return rows

    monkeypatch.setattr(module, name, then_act)


def taken_back_elsewhere(app, consent_id):
    """Another process saves, which does not wait for a lock at all; how many rows it changed."""
    at_once_or_not = {"timeout": 0} if db.engine.dialect.name == "sqlite" else {"options": "-c lock_timeout=1"}
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], connect_args=at_once_or_not)
    with engine.begin() as connection:
        row = text("UPDATE consent SET state = 'refused' WHERE id = :id")
        changed = connection.execute(row, {"id": consent_id}).rowcount
    engine.dispose()
    return changed


# What the manager sees.


@pytest.mark.database
def test_a_manager_asks_and_sees_it_wait_being_made_and_ready(scene, client_of, monkeypatch):
    client = client_of(scene.user, Role.PM)
    outbox.beat(worker=WORKER)
    page = client.get(client.post("/ndtms/files", {"made_of": "2026-11"}, form_at="/ndtms?month=2026-11").location)
    address = page.request.path
    assert "about to be made" in page.text
    assert ">Look again</a>" in page.text
    assert not files()
    seen = []
    at_the_last_lot(monkeypatch, lambda: seen.append(requests.request_of(scene.manager, request_ids()[0])))
    assert make_file(WORKER) == 1
    assert (seen[0].standing, seen[0].done, seen[0].total) == (FileStanding.MAKING, 1, 1)
    page = client.get(address).text
    assert is_told_it_was_saved(page)
    assert ">Look again</a>" not in page
    (file,) = files()
    assert client.get(f"/ndtms/files/{file.id}.csv").data == file.content
    assert [actor for actor, _ in recorded("export.asked")] == [scene.user.id]
    ((actor, made),) = recorded("export.made")
    assert (actor, made["asked_by"], made["sha256"]) == (None, scene.user.id, file.sha256)


def request_ids():
    return list(db.session.scalars(select(NdtmsFileRequest.id).order_by(NdtmsFileRequest.id)))


def test_the_page_says_how_many_episodes_of_how_many_are_read(scene, client_of):
    request_id = asked(scene)
    actions.take_request(worker=WORKER)
    leases.say_how_far(table=NdtmsFileRequest, number=request_id, worker=WORKER, done=4_000, total=21_708)
    page = client_of(scene.user, Role.PM).get(f"/ndtms/files/asked/{request_id}").text
    assert "4,000 of 21,708 episodes" in page
    month_page = client_of(scene.user, Role.PM).get("/ndtms?month=2026-11").text
    assert f'href="/ndtms/files/asked/{request_id}"' in month_page
    assert 'id="make"' not in month_page


def test_where_no_worker_runs_the_page_says_since_when_the_file_waits_and_whom_to_tell(scene, client_of, the_clock):
    request_id = asked(scene)
    the_clock.advance(timedelta(minutes=5))
    page = client_of(scene.user, Role.PM).get(f"/ndtms/files/asked/{request_id}").text
    assert "Nothing is making it at the moment" in page
    assert "worker is not running" in page


def test_a_month_that_is_not_over_is_refused_on_the_page_and_nothing_is_asked_for(scene, client_of):
    client = client_of(scene.user, Role.PM)
    page = client.post("/ndtms/files", {"made_of": "2027-05"}, form_at="/ndtms?month=2026-11")
    assert "months that are over" in page.text
    assert not request_ids()


def test_a_provider_that_accepted_nobody_gets_a_file_of_the_names_of_its_columns(app, the_clock):
    manager = county.viewer_of(county.user(Role.PM))
    file = file_made(by=manager, month=Month.of(clock.today()).before)
    assert (lines(file), file.rows_written, file.held_back) == ([], 0, 0)


# Once, whoever asks and whoever makes it.


def test_two_managers_who_ask_for_a_month_wait_for_one_file_and_both_are_in_the_log(app, scene):
    colleague = county.viewer_of(county.user(Role.PM))
    ask = [lambda by=by: actions.ask_for_file(by=by, month=NOVEMBER) for by in (scene.manager, colleague)]
    assert at_once(app, *ask) == ["", ""]
    (request_id,) = request_ids()
    assert sorted(actor for actor, _ in recorded("export.asked")) == sorted((scene.user.id, colleague.user_id))
    assert requests.request_of(colleague, request_id).id == requests.request_of(scene.manager, request_id).id
    assert make_file(WORKER) == 1
    assert make_file(WORKER) == 0
    assert len(files()) == 1


@pytest.mark.database
def test_another_month_and_another_provider_wait_for_nobody(scene):
    asked(scene)
    asked(scene, NOVEMBER.before)
    other = county.viewer_of(county.user(Role.PM, of=county.provider("Coastline Recovery")))
    theirs = actions.ask_for_file(by=other, month=NOVEMBER).id
    assert len(request_ids()) == 3
    with pytest.raises(OutOfSight):
        requests.request_of(scene.manager, theirs)
    with pytest.raises(OutOfSight):
        requests.request_of(scene.worker, request_ids()[0])


def test_two_workers_at_one_moment_make_one_file(app, scene):
    asked(scene)
    assert at_once(app, *(lambda name=name: make_file(name) for name in (WORKER, ANOTHER))) == ["", ""]
    assert len(files()) == 1
    assert len(recorded("export.made")) == 1


@pytest.mark.database
def test_a_worker_that_was_too_slow_stores_nothing_beside_the_one_that_took_over(scene, the_clock, monkeypatch):
    request_id = asked(scene)

    def another_takes_over():
        monkeypatch.undo()
        the_clock.advance(LEASE)
        assert make_file(ANOTHER) == 1

    at_the_last_lot(monkeypatch, another_takes_over)
    assert make_file(WORKER) == 0
    assert len(files()) == 1
    assert len(recorded("export.made")) == 1
    assert request(request_id).failure is None


# Who is in it: judged at one moment, when the making begins.


@pytest.mark.database
def test_an_agreement_taken_back_after_the_asking_and_before_the_making_is_not_in_the_file(scene, the_clock):
    asked(scene)
    the_clock.advance(timedelta(minutes=1))
    answered(scene, ConsentState.WITHDRAWN, withdraws=scene.agreed.id)
    db.session.commit()
    make_file(WORKER)
    (file,) = files()
    ((line,), reduced) = lines(file), file.reduced
    assert (line["CONSENT"], line["DOB"], reduced) == ("N", "", [scene.referral.id])


@pytest.mark.database
def test_others_save_while_the_file_is_made_and_what_they_save_stops_its_handing_over(
    app, scene, monkeypatch, client_of
):
    asked(scene)
    saved = []
    while_it_is_read(monkeypatch, lambda: saved.append(taken_back_elsewhere(app, scene.agreed.id)))
    assert make_file(WORKER) == 1
    assert saved == [1]
    (file,) = files()
    assert file.in_full == [scene.referral.id]
    monkeypatch.undo()
    with pytest.raises(OutOfSight):
        files_queries.file_to_hand_over(scene.manager, file.id)
    page = client_of(scene.user, Role.PM).get(f"/ndtms/files/asked/{request_ids()[0]}").text
    assert "may no longer be sent" in page
    assert "Download" not in page


@pytest.mark.database
def test_others_save_while_a_refused_asking_shows_the_month_again(app, scene, monkeypatch, client_of):
    client, consent_id, saved = client_of(scene.user, Role.PM), scene.agreed.id, []
    taken_back = partial(taken_back_elsewhere, app, consent_id)
    while_it_is_read(monkeypatch, lambda: saved.append(taken_back()), pre_flight, "begun_by")
    page = client.post("/ndtms/files", {"made_of": "2027-05"}, form_at="/ndtms?month=2026-11")
    assert "months that are over" in page.text
    assert saved == [1, 1]


def test_whoever_is_no_manager_here_any_more_when_the_making_begins_gets_no_file(scene, client_of):
    request_id = asked(scene)
    colleague = county.user(Role.PM)
    db.session.execute(
        update(RoleHeld)
        .where(RoleHeld.user_id == scene.user.id)
        .values(removed_at=clock.now(), removed_by_id=colleague.id)
    )
    db.session.commit()
    make_file(WORKER)
    assert not files()
    assert (request(request_id).failure, request(request_id).tries) == (FileFailure.ASKER_LEFT, 1)
    assert [each["failure"] for _, each in recorded("export.failed")] == ["asker_left"]
    page = client_of(colleague, Role.PM).get(f"/ndtms/files/asked/{request_id}").text
    assert "no longer a manager here" in page
    assert file_made(by=county.viewer_of(colleague), month=NOVEMBER).rows_written == 1


def test_of_somebody_who_does_not_agree_nothing_is_read_but_how_the_episode_stands(scene, the_clock, monkeypatch):
    asked_of = []
    details = episodes_queries._details_of
    monkeypatch.setattr(episodes_queries, "_details_of", lambda ids, month: asked_of.append(ids) or details(ids, month))
    the_clock.advance(timedelta(minutes=1))
    answered(scene, ConsentState.WITHDRAWN, withdraws=scene.agreed.id)
    assert lines(file_made(by=scene.manager, month=NOVEMBER))[0]["CONSENT"] == "N"
    assert asked_of == [[]]


def test_at_the_handing_over_agreements_are_asked_alone(scene, monkeypatch):
    file = file_made(by=scene.manager, month=NOVEMBER)
    monkeypatch.delattr(episodes_queries, "_details_of")
    assert files_queries.file_to_hand_over(scene.manager, file.id) == (file, (scene.referral.person_id,))


def test_what_the_file_was_made_of_is_dated_by_the_moment_it_was_so(scene, the_clock, monkeypatch):
    asked(scene)
    began = the_clock.now()
    at_the_last_lot(monkeypatch, lambda: the_clock.advance(timedelta(seconds=40)))
    make_file(WORKER)
    (file,) = files()
    assert (file.made_at, request(request_ids()[0]).ended_at) == (began, began + timedelta(seconds=40))


def test_the_log_and_the_file_are_stored_together_or_neither(scene, monkeypatch):
    request_id = asked(scene)
    record = actions.audit.administered

    def cannot(by, action, *more, **payload):
        if action == "export.made":
            raise RuntimeError
        record(by, action, *more, **payload)

    monkeypatch.setattr(jobs.ndtms.audit, "administered", cannot)
    assert make_file(WORKER) == 0
    assert db.session.scalar(select(func.count(NdtmsFile.id))) == 0
    assert request(request_id).ended_at is None


# What the database refuses.


def test_two_open_askings_of_a_provider_s_month_are_refused_and_one_after_another_is_not(scene):
    first = request(asked(scene))
    again = {name: getattr(first, name) for name in ("organisation_id", "month_on", "asked_at", "asked_by_id")}
    with pytest.raises(IntegrityError), db.session.begin_nested():
        save(NdtmsFileRequest(**again))
    first.ended_at, first.failure = clock.now(), FileFailure.GAVE_UP
    db.session.flush()
    assert save(NdtmsFileRequest(**again)).id != first.id


@pytest.mark.parametrize(
    "wrong",
    [
        {"ended": True},
        {"failure": FileFailure.GAVE_UP},
        {"ended": True, "failure": FileFailure.GAVE_UP, "file": True},
        {"leased_by": WORKER},
        {"done": 2, "total": 1},
        {"tries": -1},
    ],
)
def test_an_asking_ends_with_a_file_or_a_reason_and_never_with_both_or_neither(scene, wrong):
    values = {name: value for name, value in wrong.items() if name not in ("ended", "file")}
    if wrong.get("ended"):
        values["ended_at"] = clock.now()
    if wrong.get("file"):
        values["file_id"] = file_made(by=scene.manager, month=NOVEMBER).id
    waits = request(asked(scene))
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(update(NdtmsFileRequest).where(NdtmsFileRequest.id == waits.id).values(**values))
