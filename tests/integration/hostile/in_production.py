"""What tests of production share: a good key, and the one line for which it stops."""

import pytest

from pathways.app import UnsafeSettings, app_to_serve
from pathways.store.base import db
from tests.on_both import KINDS
from tests.rounds import IN_FULL

KEY = "q7Xv-2mLr9TzKp4WdYb8NcHs5JfGa3Ue"


def on_one_database(test):
    """A test of production that no database decides: on SQLite in the suite, by `make long` on PostgreSQL as well."""
    kinds = [pytest.param(each, marks=getattr(pytest.mark, each)) for each in (KINDS if IN_FULL else KINDS[:1])]
    return pytest.mark.rounds(pytest.mark.parametrize("migrated", kinds, indirect=True)(test))


def end(app) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def refusal(capsys) -> str:
    """The one line for which `app_to_serve` stops; it is also printed, for a server shows no more than that."""
    with pytest.raises(UnsafeSettings) as stopped:
        app_to_serve()
    first, line = str(stopped.value).splitlines()
    assert first == "Pathways does not start:"
    assert line in capsys.readouterr().err
    return line
