"""Each request has a session of its own, and each read from a copy of the database another one."""

from pathways.store.base import reading_from


def test_a_session_that_nobody_closed_is_not_the_next_requests(app, db, monkeypatch):
    """What it read and locked, and the looks that wait in it, are somebody else's."""
    left_open = []
    with monkeypatch.context() as failing:
        failing.setattr(db.session, "remove", lambda: None)
        for _ in range(20):
            with app.app_context():
                session = db.session()
                assert session not in left_open
                left_open.append(session)
    for session in left_open:
        session.close()


def test_what_is_read_from_a_copy_has_a_session_that_ends_with_it(db):
    session = db.session()
    with db.engine.connect() as connection:
        with reading_from(connection):
            assert db.session() is not session
            assert db.session.connection() is connection
        assert db.session() is session
