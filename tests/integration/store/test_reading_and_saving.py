"""A page that somebody reads keeps nobody from saving, however long it takes, and its look is recorded all the same."""

import sqlite3
from contextlib import closing

import pytest
from flask import Response
from sqlalchemy import func, select

from pathways import clock
from pathways.app import record_looks
from pathways.audit import record as audit
from pathways.audit import verify
from pathways.audit.models import AuditChain, AuditEvent
from pathways.auth.models import User
from pathways.auth.roles import Role
from pathways.drafts.models import PostKey
from pathways.store.base import db as database
from tests import county
from tests.on_both import SQLITE_ALONE

LOOKED = ("person.viewed", ("person", 1))


@pytest.fixture
def user(app):
    return county.user(Role.CO)


@pytest.fixture
def reading(app, user):
    """A page that is only read, in the middle of its work."""
    database.session.commit()
    with app.test_request_context("/custody"):
        yield county.viewer_of(user)
        database.session.rollback()


@pytest.fixture
def save(app, user):
    """`save(name)`: somebody else saves and waits for nobody."""
    file = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")

    def rename(name):
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
            other.execute("UPDATE user_account SET name = ? WHERE id = ?", (name, user.id))

    return rename


def looks():
    return database.session.scalar(select(func.count()).where(AuditEvent.action == LOOKED[0]))


def name_of(user):
    return database.session.scalar(select(User.name).where(User.id == user.id))


@SQLITE_ALONE
def test_whoever_saves_does_not_wait_for_a_page_that_is_read_nor_for_its_look(reading, save, user):
    name_of(user)
    audit.look(reading, 1, *LOOKED)
    save("Saved meanwhile")
    audit.listed(reading, "person.searched", [1])
    save("Saved twice")
    database.session.commit()
    assert (looks(), name_of(user)) == (1, "Saved twice")
    assert [*verify.verify(("person:1",))] == []


@SQLITE_ALONE
def test_a_page_reads_one_moment_until_it_records_its_look(reading, save, user):
    before = name_of(user)
    save("Saved meanwhile")
    assert name_of(user) == before


@SQLITE_ALONE
def test_what_a_page_writes_is_written_although_others_saved_since_it_began(reading, save, user):
    name_of(user)
    save("Saved meanwhile")
    database.session.add(PostKey(user_id=user.id, key="k" * 32, location="", done_at=clock.now()))
    database.session.flush()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        save("Not while something is being written")
    database.session.commit()
    save("Saved then")


@SQLITE_ALONE
def test_what_must_not_change_meanwhile_is_read_anew_and_locked(reading, save, user):
    name_of(user)
    save("Saved meanwhile")
    locked = select(User.name).where(User.id == user.id).with_for_update()
    assert database.session.scalar(locked) == "Saved meanwhile"
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        save("Not while it is held")


def test_a_page_that_fails_records_no_look_and_the_next_one_records_its_own(reading):
    audit.look(reading, 1, *LOOKED)
    database.session.rollback()
    assert looks() == 0
    audit.look(reading, 1, *LOOKED)
    database.session.commit()
    assert looks() == 1


def test_what_is_answered_past_the_pages_is_not_sent_before_its_look_is_recorded(app, reading):
    audit.look(reading, 1, *LOOKED)
    record_looks(Response("made by hand"))
    database.session.rollback()
    assert looks() == 1
    assert record_looks in app.after_request_funcs[None]


def test_a_change_of_a_page_that_is_read_stands_on_the_chain_after_the_look_before_it(reading):
    audit.look(reading, 1, *LOOKED)
    audit.change(reading, 1, "paper.printed", ("paper", 7))
    audit.look(reading, 1, "paper.viewed", ("paper", 7))
    database.session.commit()
    events = select(AuditEvent.action).join(AuditChain).where(AuditChain.key == "person:1")
    in_order = database.session.scalars(events.order_by(AuditEvent.position)).all()
    assert in_order == [LOOKED[0], "paper.printed", "paper.viewed"]
    assert [*verify.verify(("person:1",))] == []


def test_a_look_inside_a_savepoint_that_is_undone_is_undone_with_it(reading):
    audit.look(reading, 1, *LOOKED)
    savepoint = database.session.begin_nested()
    audit.look(reading, 2, *LOOKED)
    savepoint.rollback()
    database.session.commit()
    assert looks() == 1
