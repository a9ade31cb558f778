"""Files that are checked and imported as whoever runs Pathways would do it: by a command, for an officer of the force."""

import pytest

from tests import county


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
