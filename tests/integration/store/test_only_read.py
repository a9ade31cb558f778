"""What only read is committed where it would be rolled back, so that a connection keeps its prepared statements; what
wrote is rolled back as ever."""

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import ProgrammingError

from pathways.auth.models import User
from pathways.auth.roles import Role
from pathways.store.base import db
from tests import county
from tests.on_both import POSTGRES_ALONE

TIMES = 7
"""A statement that was asked five times is prepared at the next."""
pytestmark = POSTGRES_ALONE


@pytest.fixture
def user(app):
    user = county.user(Role.CO)
    db.session.commit()
    return user


@pytest.fixture
def connection(user):
    """One connection, by which everything below is asked."""
    with db.engine.connect() as connection:
        yield connection


COUNTING, HOLDING = "SELECT count(%) AS count_% FROM user_account", "SELECT user_account.name%FOR UPDATE"


def prepared(connection, statement=COUNTING):
    asked = text(
        "SELECT count(*) FROM pg_prepared_statements WHERE regexp_replace(statement, '\\s+', ' ', 'g') LIKE :it"
    )
    number = connection.scalar(asked, {"it": statement})
    connection.commit()
    return number


def read(connection):
    connection.scalar(select(func.count()).select_from(User))


def rename(connection, user):
    connection.execute(update(User).where(User.id == user.id).values(name="somebody else"))


def name_of(user):
    with db.engine.connect() as another:
        return another.scalar(select(User.name).where(User.id == user.id))


def test_whoever_read_and_rolls_back_keeps_what_was_prepared(connection):
    for _ in range(TIMES):
        read(connection)
        connection.rollback()
    assert prepared(connection) == 1
    with pytest.raises(ProgrammingError):
        connection.execute(text("SELECT nothing FROM nowhere"))
    connection.rollback()
    read(connection)
    connection.rollback()
    assert prepared(connection) == 1


def test_a_page_that_ends_without_a_word_keeps_what_was_prepared(user):
    db.engine.dispose()  # so that there is one connection, and each page is given it
    for _ in range(TIMES):
        db.session.scalar(select(User.name).where(User.id == user.id).with_for_update())
        db.session.remove()
    with db.engine.connect() as connection:
        assert prepared(connection, HOLDING) == 1


def test_what_was_written_and_is_rolled_back_is_not_there(connection, user):
    read(connection)
    rename(connection, user)
    read(connection)
    connection.rollback()
    assert name_of(user) == user.name != "somebody else"


def test_what_was_written_after_something_only_read_is_not_there_either(connection, user):
    read(connection)
    connection.rollback()
    rename(connection, user)
    connection.rollback()
    assert name_of(user) == user.name


def test_what_was_written_by_words_of_its_own_is_not_there(connection, user):
    connection.execute(text("  UPDATE user_account SET name = 'somebody else'"))
    connection.rollback()
    assert name_of(user) == user.name


def test_a_connection_that_is_let_go_of_with_something_written_leaves_nothing(user):
    with db.engine.connect() as connection:
        read(connection)
        connection.rollback()
        rename(connection, user)
    assert name_of(user) == user.name


def test_what_was_written_without_sqlalchemy_and_let_go_of_is_not_there(user):
    with db.engine.connect() as connection:
        read(connection)
        connection.commit()
        connection.connection.cursor().execute("UPDATE user_account SET name = 'somebody else'")
    assert name_of(user) == user.name


def test_who_fails_after_writing_leaves_nothing(connection, user):
    rename(connection, user)
    with pytest.raises(ProgrammingError):
        connection.execute(text("SELECT nothing FROM nowhere"))
    connection.rollback()
    assert name_of(user) == user.name


def test_a_row_that_was_read_to_be_changed_is_free_afterwards(connection, user):
    connection.execute(select(User.id).where(User.id == user.id).with_for_update())
    connection.rollback()
    with db.engine.connect() as another:
        assert another.scalar(select(User.id).where(User.id == user.id).with_for_update(nowait=True)) == user.id
