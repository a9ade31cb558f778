"""A pack is cancelled, fails, is begun anew after its worker was killed, and expires: nothing half made, nothing for ever."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.auth.roles import Role
from pathways.cli.jobs import make_pack
from pathways.leases import actions as leases
from pathways.leases.rules import LEASE
from pathways.packs import actions, documents, queries
from pathways.packs.models import Pack
from pathways.packs.rules import PackFailure, PackStanding, kept_for
from pathways.refusals import OutOfSight, Refused
from pathways.store.base import db, save
from tests.killing import killed_in_a_fork
from tests.national_file import recorded
from tests.on_both import POSTGRES_ALONE
from tests.packs import ANOTHER, WORKER, opened, ordered, pack_of, packs

PAGE = "/reports/packs"


@pytest.mark.database
def test_a_pack_is_cancelled_while_it_waits_and_while_it_is_made_and_can_be_made_again(scene, client_of, monkeypatch):
    client, pack_id = client_of(scene.user, Role.MG), ordered(scene)
    client.post(f"{PAGE}/{pack_id}", {"then": "cancel"})
    assert make_pack(WORKER) == 0
    assert "You cancelled it" in client.get(f"{PAGE}/{pack_id}").text
    again = client.post(f"{PAGE}/{pack_id}", {"then": "again"}).location
    assert again == f"{PAGE}/{packs()[-1].id}"
    say = leases.say_how_far

    def cancelled_meanwhile(*, done, **far):
        if done == 1:
            actions.cancel_pack(by=scene.manager, pack_id=packs()[-1].id)
            db.session.commit()
        say(done=done, **far)

    monkeypatch.setattr(leases, "say_how_far", cancelled_meanwhile)
    assert make_pack(WORKER) == 0
    pack = packs()[-1]
    assert (pack.failure, pack.content, pack.leased_by) == (PackFailure.CANCELLED, None, None)
    assert len(recorded("export.cancelled")) == 2
    assert not recorded("export.made")


@POSTGRES_ALONE
def test_what_is_made_between_the_look_and_the_press_is_not_cancelled_any_more(app, scene):
    pack_id = ordered(scene)
    shown = queries.own_pack(scene.manager, pack_id)
    somebody_else_does(app, lambda: make_pack(WORKER))
    with pytest.raises(Refused):
        actions.cancel_pack(by=scene.manager, pack_id=pack_id)
    assert (shown.failure, len(shown.sha256)) == (None, 64)


def somebody_else_does(app, act):
    """Beside this session, in which what was read stays as it was read."""

    def do():
        with app.app_context():
            act()

    with ThreadPoolExecutor(1) as others:
        others.submit(do).result()


def test_what_is_made_already_is_not_cancelled_any_more(scene):
    pack_id = ordered(scene)
    make_pack(WORKER)
    with pytest.raises(Refused):
        actions.cancel_pack(by=scene.manager, pack_id=pack_id)


def test_what_cannot_be_made_is_tried_three_times_and_no_more(scene, monkeypatch, caplog, client_of):
    pack_id = ordered(scene)
    monkeypatch.setattr(documents, "REPORTS", {})
    assert [make_pack(WORKER) for _ in range(4)] == [0, 0, 0, 0]
    assert (pack_of(pack_id).tries, pack_of(pack_id).failure) == (3, PackFailure.GAVE_UP)
    assert caplog.text.count(f"Pack {pack_id} could not be made") == 3
    page = client_of(scene.user, Role.MG).get(f"{PAGE}/{pack_id}").text
    assert "The pack could not be made" in page
    assert "Make it again" in page


@pytest.mark.database
def test_a_worker_that_was_too_slow_stores_nothing_beside_the_one_that_took_over(scene, the_clock, monkeypatch):
    ordered(scene)
    say = leases.say_how_far

    def another_takes_over(*, done, total, **far):
        say(done=done, total=total, **far)
        db.session.commit()
        if done == total:
            monkeypatch.undo()
            the_clock.advance(LEASE)
            assert make_pack(ANOTHER) == 1

    monkeypatch.setattr(leases, "say_how_far", another_takes_over)
    assert make_pack(WORKER) == 0
    assert len(recorded("export.made")) == 1


def test_a_worker_killed_in_the_middle_leaves_no_half_pack_and_the_next_one_begins_anew(scene, the_clock):
    pack_id = ordered(scene)
    killed_in_a_fork(makes_it_and_dies)
    pack = pack_of(pack_id)
    assert (pack.content, pack.ended_at, pack.tries, pack.done) == (None, None, 1, 1)
    assert make_pack(WORKER) == 0, "it may still be at work"
    the_clock.advance(LEASE)
    assert queries.pack_of(scene.manager, pack_id).standing is PackStanding.WAITS
    assert make_pack(WORKER) == 1
    assert len(recorded("export.made")) == 1
    assert len(opened(pack_of(pack_id).content)) == 1 + 2


def makes_it_and_dies():
    say = leases.say_how_far

    def then_die(*, done, **more):
        say(done=done, **more)
        db.session.commit()
        if done == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    leases.say_how_far = then_die
    make_pack(ANOTHER)


@pytest.mark.database
def test_a_pack_is_kept_for_seven_days_and_then_its_bytes_are_gone(scene, the_clock, client_of):
    pack_id = ordered(scene)
    make_pack(WORKER)
    assert actions.let_expired_go() == 0
    the_clock.advance(kept_for(clock.today()) - timedelta(seconds=1))
    assert queries.pack_to_hand_over(scene.manager, pack_id)[1]
    the_clock.advance(timedelta(seconds=1))
    with pytest.raises(OutOfSight):
        queries.pack_to_hand_over(scene.manager, pack_id)
    assert actions.let_expired_go() == 1
    db.session.commit()
    assert pack_of(pack_id).content is None
    assert [event["sha256"] for _, event in recorded("export.expired")] == [pack_of(pack_id).sha256]
    assert actions.let_expired_go() == 0
    client = client_of(scene.user, Role.MG)
    page = client.get(f"{PAGE}/{pack_id}").text
    assert "The pack has expired" in page
    assert "Download" not in page
    again = client.post(f"{PAGE}/{pack_id}", {"then": "again"}).location
    assert make_pack(WORKER) == 1
    assert client.get(f"{again}.zip").data


# What the database refuses.


WRONG = (
    {"ended_at": True},
    {"failure": PackFailure.GAVE_UP},
    {"leased_by": WORKER},
    {"done": 2, "total": 1},
    {"tries": -1},
    {"sha256": "f" * 64},
    {"size": 3},
    {"gone_at": True},
    {"content": b"PK"},
    {"from_on": date(2030, 1, 1)},
)


def test_a_pack_has_a_file_or_a_reason_and_its_bytes_until_they_are_gone(scene):
    waits = ordered(scene)
    for wrong in WRONG:
        values = {name: clock.now() if value is True else value for name, value in wrong.items()}
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(update(Pack).where(Pack.id == waits).values(**values))


def test_two_open_packs_of_the_same_are_refused(scene):
    first = pack_of(ordered(scene))
    names = ("organisation_id", "from_on", "to_on", "parts", "without", "shapes", "digest", "asked_at", "asked_by_id")
    with pytest.raises(IntegrityError), db.session.begin_nested():
        save(Pack(**{name: getattr(first, name) for name in names}))
