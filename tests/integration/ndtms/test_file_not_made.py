"""A file whose making stops in the middle is made anew: no half file, no second one, and not for ever."""

import os
import signal

from pathways.auth.roles import Role
from pathways.cli.jobs import make_file
from pathways.leases import actions as leases
from pathways.leases.rules import LEASE
from pathways.ndtms.queries import requests
from pathways.ndtms.rules.requests import FileFailure, FileStanding
from pathways.store.base import db
from tests.killing import killed_in_a_fork
from tests.national_file import ANOTHER, NOVEMBER, WORKER, asked, file_made, files, recorded, request


def killed_at_the_last_lot():
    """Make the file in a fork of this process, which is killed once everything is read."""
    killed_in_a_fork(makes_it_and_dies)


def makes_it_and_dies():
    say = leases.say_how_far

    def then_die(*, done, total, **more):
        say(done=done, total=total, **more)
        db.session.commit()
        if done == total:
            os.kill(os.getpid(), signal.SIGKILL)

    leases.say_how_far = then_die
    make_file(ANOTHER)


def test_a_worker_killed_in_the_middle_leaves_no_half_file_and_the_next_one_begins_anew(scene, the_clock):
    request_id = asked(scene)
    killed_at_the_last_lot()
    assert not files()
    assert requests.request_of(scene.manager, request_id).standing is FileStanding.MAKING
    assert make_file(WORKER) == 0  # it may still be at work
    the_clock.advance(LEASE)
    assert requests.request_of(scene.manager, request_id).standing is FileStanding.WAITS
    assert make_file(WORKER) == 1
    (file,) = files()
    assert (request(request_id).file_id, request(request_id).tries) == (file.id, 2)
    assert file_made(by=scene.manager, month=NOVEMBER).id == file.id


def test_a_file_whose_making_kills_three_workers_is_given_up_and_may_be_asked_for_again(scene, the_clock, client_of):
    request_id = asked(scene)
    for _ in range(3):
        killed_at_the_last_lot()
        the_clock.advance(LEASE)
    assert make_file(WORKER) == 0
    assert request(request_id).failure is FileFailure.GAVE_UP
    assert [each["failure"] for _, each in recorded("export.failed")] == ["gave_up"]
    page = client_of(scene.user, Role.PM).get(f"/ndtms/files/asked/{request_id}").text
    assert "The file could not be made" in page
    assert "See why" in client_of(scene.user, Role.PM).get("/ndtms?month=2026-11").text
    assert file_made(by=scene.manager, month=NOVEMBER).rows_written == 1


def test_what_fails_is_in_the_log_without_a_name_and_is_tried_three_times_and_no_more(scene, caplog, monkeypatch):
    def breaks(*_asked, **_more):
        raise ValueError("Dean Rawcliffe")

    request_id = asked(scene)
    monkeypatch.setattr(requests, "flight_of_file", breaks)
    assert [make_file(WORKER) for _ in range(4)] == [0, 0, 0, 0]
    assert (request(request_id).tries, request(request_id).failure) == (3, FileFailure.GAVE_UP)
    assert len(recorded("export.failed")) == 1
    assert caplog.text.count("could not be made") == 3
    assert "Rawcliffe" not in caplog.text
    monkeypatch.undo()
    assert file_made(by=scene.manager, month=NOVEMBER).rows_written == 1
