"""A served application: the product as its users meet it, on a database file and a clock of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from pathways import clock
from pathways.app import create_app
from pathways.store import schema
from pathways.store.base import db
from tests.conftest import TONIGHT
from tests.databases import hasten
from tests.journeys.desk import Site
from tests.once import compiled_once


@contextmanager
def served(settings: dict[str, Any], folder: Path, **more: Any) -> Iterator[Site]:
    """The application on `folder`'s database, served on a free port, its clock standing at 03:12 until moved."""
    standing = clock.SettableClock(TONIGHT)
    app = create_app({**settings, **more, **_database_in(folder)}, standing)
    compiled_once(app)
    schema.upgrade(app)
    with app.app_context():
        hasten(db.engine)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Site(app, f"http://127.0.0.1:{server.port}", standing)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


def _database_in(folder: Path) -> dict[str, str]:
    return {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'pathways.sqlite3'}", "DATA_FOLDER": str(folder)}
