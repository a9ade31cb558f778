"""The constraint that was broken has the same name on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from pathways import clock
from pathways.auth.models import OneTimeLink
from pathways.auth.roles import Role
from pathways.directory.models import Slot
from pathways.outbox.models import WorkerBeat
from pathways.store import constraints
from tests import county


def beats(**other):
    now = clock.now()
    return WorkerBeat, {"worker": "one:1", "started_at": now, "beat_at": now, **other}


def slots(**other):
    user = county.user(Role.PM, of=(provider := county.provider("Ruskin")))
    service = county.service("Ruskin", of=provider)
    facts = {"service_id": service.id, "starts_at": clock.now(), "minutes": 30, "added_at": clock.now()}
    return Slot, {**facts, "added_by_id": user.id, **other}


def links(**other):
    now = clock.now()
    facts = {"user_id": 99_999, "purpose": "reset", "token_hash": "0", "made_at": now, "expires_at": now}
    return OneTimeLink, {**facts, **other}


BROKEN = {
    "a unique column": ("uq_worker_beat_worker", beats, [{}, {}]),
    "a key": ("pk_worker_beat", beats, [{"id": 900}, {"id": 900, "worker": "two:2"}]),
    "a check": ("ck_worker_beat_beats_after_its_start", beats, [{"started_at": clock.now() + timedelta(days=999)}]),
    "a column that must be": ("not null worker_beat.worker", beats, [{"worker": None}]),
    "an index of a part": ("uq_slot_in_diary", slots, [{}, {}]),
}


def broken_by(db, table, rows):
    *first, last = rows
    for row in first:
        db.session.execute(table.__table__.insert(), row)
    with pytest.raises(IntegrityError) as stopped:
        db.session.execute(table.__table__.insert(), last)
    db.session.rollback()
    return stopped.value


@pytest.mark.parametrize("what", BROKEN)
def test_the_constraint_that_was_broken_is_named(app, db, what):
    name, make, rows = BROKEN[what]
    table, facts = make()
    db.session.commit()
    error = broken_by(db, table, [{**facts, **row} for row in rows])
    assert constraints.constraint_of(error) == name
    assert constraints.is_at_once(error) == (name == "uq_slot_in_diary")


def test_a_row_that_points_nowhere_is_named_as_far_as_the_database_names_it(app, db, built):
    table, facts = links()
    error = broken_by(db, table, [facts])
    assert constraints.constraint_of(error) == ("foreign key" if built.is_sqlite else "fk_one_time_link_user_id")
    assert not constraints.is_at_once(error)
