"""A served application: the product as its users meet it, on a database file and a clock of its own."""

import fcntl
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.serving import make_server

from pathways import clock
from pathways.app import create_app
from pathways.auth import passwords
from pathways.demo import county
from pathways.demo.places import PASSWORD
from pathways.store import db, schema
from tests.conftest import TONIGHT
from tests.journeys.desk import Site


class _Compiled(BytecodeCache):
    """Templates compiled once a test process: every served application would compile all of them anew."""

    def __init__(self) -> None:
        self.made: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.made:
            bucket.bytecode_from_string(self.made[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.made[bucket.key] = bucket.bytecode_to_string()


_compiled = _Compiled()


@contextmanager
def served(settings: dict[str, Any], folder: Path, **more: Any) -> Iterator[Site]:
    """The application on `folder`'s database, served on a free port, its clock standing at 03:12 until moved."""
    standing = clock.SettableClock(TONIGHT)
    app = create_app({**settings, **more, **_database_in(folder)}, standing)
    app.jinja_env.bytecode_cache = _compiled
    schema.upgrade(app)
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


def build_county(settings: dict[str, Any], folder: Path) -> None:
    """The demonstration county up to tonight, in a new database in `folder`."""
    app = create_app({**settings, **_database_in(folder)}, clock.SettableClock(TONIGHT))
    schema.upgrade(app)
    with app.app_context():
        county.build(passwords.hash_of(PASSWORD), TONIGHT, lambda: None)
        db.session.remove()
        db.engine.dispose()


def once_for_all_workers(shared: Path, build: Callable[[Path], None]) -> Path:
    """The folder `build` filled, by whichever test process came first; the others wait for it, then read it."""
    made, lock = shared / "county", shared / "county.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not made.exists():
            making = shared / "county.making"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            build(making)
            making.rename(made)
    return made


def _database_in(folder: Path) -> dict[str, str]:
    return {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'pathways.sqlite3'}", "DATA_FOLDER": str(folder)}
