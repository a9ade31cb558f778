"""A served application: the product as its users meet it, on a database file and a clock of its own."""

import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.serving import make_server

from pathways import clock
from pathways.app import create_app
from pathways.store.base import db
from tests.conftest import TONIGHT
from tests.databases import hasten
from tests.journeys.desk import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@contextmanager
def served(settings: dict[str, Any], folder: Path) -> Iterator[Site]:
    """The application on `folder`'s database, served on a free port, its clock standing at 03:12 until moved.

    Each test has a folder of its own, and a process one application: making it, and saying anew each statement and each
    page that it has said before, took half of what most journeys ask of a server.
    """
    standing = clock.SettableClock(TONIGHT)
    place = _place()
    place.symlink_to(folder, target_is_directory=True)
    app = _application(tuple(sorted(settings.items())))
    clock.install(standing)
    failed: list[str] = []
    server = make_server("127.0.0.1", 0, _noting_failures(app, failed), threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Site(app, f"http://127.0.0.1:{server.port}", standing, failed)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()
        place.unlink()


def _noting_failures(app: Flask, failed: list[str]) -> "WSGIApplication":
    """What it answers, whoever asks: a browser that told of each answer took a quarter longer for a page."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, *more: Any) -> Any:
            if status.startswith("5"):
                failed.append(f"{status} from {environ['PATH_INFO']}")
            return start_response(status, *more)

        try:
            return app(environ, start)
        except Exception as raised:
            failed.append(f"{raised!r} from {environ['PATH_INFO']}")
            raise

    return answer


@cache
def _place() -> Path:
    """Where the application of this process finds the folder that it is served on."""
    return Path(tempfile.mkdtemp(prefix="pathways-served-")) / "now"


@cache
def _application(settings: tuple[tuple[str, Any], ...]) -> Flask:
    address = f"sqlite:///{_place() / 'pathways.sqlite3'}"
    given = {**dict(settings), "SQLALCHEMY_DATABASE_URI": address, "DATA_FOLDER": str(_place())}
    app = create_app(given, clock.SettableClock(TONIGHT))
    with app.app_context():
        hasten(db.engine)
    return app
