"""A scene of the tests that is put back is the scene as it was built: rows, hour and numbers; and it ends with a write."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.models import User
from pathways.auth.roles import Role
from pathways.store.base import db
from tests import county
from tests.accepted import accepted
from tests.integration.hostile import doors
from tests.on_both import POSTGRES_ALONE, SQLITE_ALONE
from tests.scenes import stage


def test_what_is_put_back_reads_like_what_was_built(built, app, the_clock):
    seen = []
    for _ in range(3):  # built, built and kept, put back
        db.session.remove()
        built.empty()
        stage.cleared(built)
        the_clock.set(clock.now().replace(hour=3))
        scene = accepted(the_clock)
        seen.append((doors.rows_kept(), scene.officer, scene.referral.id, scene.clock.now(), county.user().name))
        assert scene.clock is the_clock
        assert scene.case.referral is scene.referral
    assert seen[0] == seen[1] == seen[2]
    assert len(stage.scenes) > 0


def test_what_takes_very_long_is_built_once_and_stands_in_either_database_as_it_was(built, app, the_clock, built_once):
    name, built_anew = uuid4().hex, []

    def takes_long():
        built_anew.append(accepted(the_clock))
        the_clock.advance(timedelta(hours=1))
        return built_anew[0]

    seen = []
    for _ in range(2):
        scene = built_once(name, takes_long)
        seen.append((doors.rows_kept(), scene.officer, scene.referral.id, clock.now(), county.user().name))
        db.session.remove()
        built.empty()
        the_clock.advance(timedelta(days=1))
    assert len(built_anew) == 1
    assert seen[0] == seen[1]


def test_after_something_else_wrote_nothing_is_put_back(app, the_clock):
    county.officer()
    assert stage.path
    db.session.add(county.person().__class__(created_at=clock.now(), created_by_id=1))
    the_clock.advance(timedelta(hours=1))
    county.user(Role.TW)
    assert stage.path is None


@SQLITE_ALONE
@pytest.mark.parametrize("length", [10, 200_000], ids=["in as many pages", "in more pages"])
def test_who_stays_connected_to_a_file_that_is_emptied_reads_nothing_of_what_stood_in_it(built, app, length):
    def connected():
        return db.session.connection().connection.dbapi_connection

    db.session.remove()
    db.engine.dispose()  # one that a test before this one used as well would be taken in turn
    before = connected()
    county.user(name="N" * length)
    db.session.commit()
    db.session.remove()
    rows = built.keep()
    built.empty()
    assert connected() is before
    assert db.session.scalars(select(User)).all() == []
    db.session.remove()
    emptied = built.keep()
    assert emptied.stat().st_size == built.template.stat().st_size
    built.put_back(rows)
    assert connected() is before
    assert db.session.scalars(select(User.name)).all() == ["N" * length]
    assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"


@SQLITE_ALONE
def test_the_rows_of_a_larger_file_stand_in_a_smaller_one_to_which_somebody_is_connected(built, app):
    county.user(name="N" * 200_000)
    db.session.commit()
    db.session.remove()
    rows = built.keep()
    db.engine.dispose()
    built.empty()
    county.user()
    db.session.commit()
    db.session.remove()
    built.put_back(rows)
    assert db.session.scalars(select(User.name)).all() == ["N" * 200_000]


@SQLITE_ALONE
def test_what_a_test_changes_of_the_schema_ends_with_it_for_who_stays_connected_too(built, app, owner_engine):
    db.session.execute(text("DROP TRIGGER audit_chain_is_kept"))
    db.session.commit()
    built.empty()
    with owner_engine.begin() as another:  # the number of the schema is again what it was after the first change
        another.execute(text("DROP TRIGGER audit_shown_is_kept"))
    audit.change(county.officer(), county.person().id, "person.updated", ("person", 1))
    with pytest.raises(IntegrityError, match="add-only"):
        db.session.execute(text("DELETE FROM audit_chain"))


@POSTGRES_ALONE
def test_what_a_test_had_the_server_count_is_unknown_again_to_the_next(built, app, owner_engine):
    """Else whatever the next one has in its tables is read as if it were as few."""
    known = text("SELECT reltuples FROM pg_class WHERE oid = 'person'::regclass")
    county.person(by=county.officer())
    db.session.commit()
    with owner_engine.begin() as owner:
        owner.execute(text("ANALYZE person"))
        assert owner.scalar(known) == 1
    built.empty()
    with owner_engine.begin() as owner:
        assert owner.scalar(known) == -1
