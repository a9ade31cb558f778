"""A scene of the tests that is put back is the scene as it was built: rows, hour and numbers; and it ends with a write."""

from datetime import timedelta
from uuid import uuid4

from pathways import clock
from pathways.auth.roles import Role
from pathways.store.base import db
from tests import county
from tests.accepted import accepted
from tests.integration.hostile import doors
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
