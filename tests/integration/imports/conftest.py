"""Files that are checked and imported as whoever runs Pathways would do it: by a command, for an officer of the force."""

import pytest

from pathways.auth import passwords
from pathways.auth.roles import Role
from pathways.imports.queries import importers
from tests import county

PASSWORD = "four words not together"
WHY = "The file was of another county"


@pytest.fixture
def run(app, db, tmp_path):
    """Run `flask import` with these words; FILE is a file with this text, the one before where none is given."""
    path = tmp_path / "records.csv"

    def command(*words, text=None, encoding="utf-8"):
        if text is not None:
            path.write_bytes(text.encode(encoding))
        db.session.commit()
        given = [str(path) if each == "FILE" else str(each) for each in words]
        result = app.test_cli_runner().invoke(args=["import", *given])
        db.session.rollback()
        db.session.expire_all()
        return result

    return command


@pytest.fixture
def officer(app):
    """A custody officer at Lincoln, as a viewer."""
    return county.officer()


@pytest.fixture
def sergeant(app):
    """A custody officer at Lincoln, by the name to sign in with."""
    return county.user().sign_in_name


@pytest.fixture
def bring_in(run, sergeant):
    """Import a file of this kind for the officer, from the system of the old team."""

    def command(kind, text=None, *words):
        return run("run", "FILE", "--kind", kind, "--by", sergeant, "--system", "ARC team", *words, text=text)

    return command


@pytest.fixture
def two(app, db, sergeant):
    """The officer in whose name it was imported, and an inspector, both with a password."""
    stored = passwords.hash_of(PASSWORD)
    inspector = county.user(Role.DM)
    for name in (sergeant, inspector.sign_in_name):
        importers.user_named(name).password_hash = stored
    db.session.flush()
    return sergeant, inspector.sign_in_name


@pytest.fixture
def undo(run, two):
    """Ask and confirm, as the two of them; what the second is told."""

    def both(number):
        asked = run("undo", number, "--by", two[0], "--why", WHY, "--password", PASSWORD)
        assert asked.exit_code == 0, asked.output
        return run("confirm-undo", number, "--by", two[1], "--password", PASSWORD)

    return both
