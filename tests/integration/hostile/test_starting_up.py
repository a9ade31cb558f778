"""What keeps the service from starting is said in a line that tells what to do; nothing half is left behind."""

import os
import re
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

import config
from pathways import clock
from pathways.app import UnsafeSettings, create_app
from pathways.auth import readiness
from pathways.store import schema
from pathways.store.base import db
from tests.attacks.client import Client
from tests.bench.processes import megabytes_of
from tests.bench.serving import PATIENCE, served
from tests.conftest import QUICK_HASH, TONIGHT
from tests.ports import free_port

TOGETHER = 8
IDLE = 160
"""The memory in MB that a server of two processes may have before anybody came."""
UNREADABLE = {
    "mysql://somewhere/pathways": "DATABASE_URL must begin with sqlite:/// or postgresql://",
    "pathways": "DATABASE_URL must begin with sqlite:/// or postgresql://",
    "sqlite://": "DATABASE_URL must begin with sqlite:/// or postgresql://",
    "sqlite:///": "DATABASE_URL names a folder, not a file",
    "sqlite:////": "DATABASE_URL names a folder, not a file",
    "sqlite:////nowhere/at/all/pathways.sqlite3": "cannot be made: its folder does not exist",
    "postgresql://127.0.0.1:port/pathways": "DATABASE_URL cannot be read",
    "postgresql://127.0.0.1:99999/pathways": "DATABASE_URL cannot be read",
    "postgresql://name:password@[::1/pathways": "DATABASE_URL cannot be read",
}

# In one piece: several processes end at the same moment and write to the same log.
SAYS_WHAT_IT_READ = """
import atexit, os, sys
def said():
    of_commands = {{"alembic", "mako", "flask_migrate", "pathways.cli", "pathways.demo"}} & {{*sys.modules}}
    return "It read " + (", ".join(sorted(of_commands)) or "nothing of it") + "\\n"
atexit.register(lambda: os.write(2, said().encode()))
from pathways.store import server
server.run({port})
"""
FIRST_MAKE_RUN = """
from flask.cli import cli
from pathways.demo import brought_over, commands, places
brought_over.PEOPLE = 5
commands.build = lambda password_hash, until, tick: places.build(password_hash, until)  # its staff, and nobody else
cli(["--app", "wsgi", "serve", "--port", "{port}"])
"""


def made(settings, address):
    return create_app(
        {**settings, "SQLALCHEMY_DATABASE_URI": config.database_url(address)}, clock.SettableClock(TONIGHT)
    )


def test_processes_that_start_together_in_a_new_folder_share_one_key(tmp_path):
    together = threading.Barrier(TOGETHER)

    def key_in(folder):
        together.wait()
        return config.load({"PATHWAYS_DATA": str(folder)})["SECRET_KEY"]

    for number in range(25):
        with ThreadPoolExecutor(TOGETHER) as processes:
            keys = set(processes.map(key_in, [tmp_path / str(number)] * TOGETHER))
        assert [len(key) for key in keys] == [64]
        assert [file.name for file in (tmp_path / str(number)).iterdir()] == ["secret_key"]


@pytest.mark.parametrize("address", UNREADABLE)
def test_a_wrong_database_address_stops_the_start_in_one_line(settings, address):
    with pytest.raises(UnsafeSettings) as stopped:
        made(settings, address)
    first, line = str(stopped.value).splitlines()
    assert first == "Pathways does not start:"
    assert UNREADABLE[address] in line


def test_a_database_file_that_cannot_be_written_stops_the_start(settings, tmp_path, monkeypatch):
    file = tmp_path / "pathways.sqlite3"
    file.touch(mode=0o444)
    # The owner of this process may be allowed everything, whatever the file says.
    monkeypatch.setattr(config.os, "access", lambda _path, _mode: False)
    with pytest.raises(UnsafeSettings, match=r"cannot be written.* DATABASE_URL"):
        made(settings, f"sqlite:///{file}")
    assert file.stat().st_size == 0


def test_a_file_that_is_no_database_is_said_and_left_as_it_was(settings, tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear sir or madam, " * 100, encoding="ascii")
    before = file.read_bytes()
    app = made(settings, f"sqlite:///{file}")
    (problem,) = readiness.problems(app)
    assert re.search("file is not a database.* DATABASE_URL", problem)
    result = app.test_cli_runner().invoke(args=["serve", "--port", str(free_port())])
    assert result.exit_code == 1
    assert re.fullmatch(".*file is not a database.* DATABASE_URL", result.output.strip())
    assert file.read_bytes() == before
    end(app)


def test_a_database_server_that_is_not_there_is_said(settings):
    app = made(settings, f"postgresql://pathways@127.0.0.1:{free_port()}/pathways")
    (line,) = readiness.problems(app)
    assert line.startswith("The database does not answer: ")
    assert line.endswith("Connection refused. Check DATABASE_URL")
    with pytest.raises(schema.CannotMigrate, match=r"The database cannot be used: .* Check DATABASE_URL"):
        schema.upgrade(app)
    answer = app.test_client().get("/health")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")
    end(app)


def test_a_port_in_use_is_said_before_anything_is_done(settings, tmp_path):
    app = made(settings, f"sqlite:///{tmp_path / 'pathways.sqlite3'}")
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = app.test_cli_runner().invoke(args=["serve", "--port", str(port)])
    assert result.exit_code == 1
    assert result.output.startswith(f"Port {port} is in use")
    assert not (tmp_path / "pathways.sqlite3").exists()
    end(app)


def test_whoever_signs_in_after_the_first_start_on_an_empty_folder_is_answered(tmp_path):
    quick_hash = {name: str(cost) for name, cost in QUICK_HASH.items()}
    with served(f"sqlite:///{tmp_path / 'pathways.sqlite3'}", program=FIRST_MAKE_RUN, **quick_hash) as server:
        assert Client(server.port).sign_in("officer").status == 302
        assert Client(server.port).sign_in("officer", "a wrong guess").status == 200


def test_the_processes_of_an_idle_server_share_what_the_first_one_read_and_none_read_what_only_commands_need(
    tmp_path,
):
    log = tmp_path / "log"
    with served(f"sqlite:///{tmp_path / 'pathways.sqlite3'}", log=log, program=SAYS_WHAT_IT_READ) as server:
        processes = two_serving(server)  # one of them answers while the other is still being forked
        shares = [megabytes_of(pid) for pid in (server.pid, *processes)]
        assert min(shares) > 0
        assert sum(shares) < IDLE, f"{shares} MB"
        os.kill(processes[0], signal.SIGTERM)  # the first process forks another in its place, of what it has read
        two_serving(server, without=processes[0])
        assert Client(server.port).get("/health").status == 200
    assert {line for line in log.read_text().splitlines() if line.startswith("It read ")} == {"It read nothing of it"}


def two_serving(server, without=None) -> list[int]:
    """The two processes that answer, as soon as both are there and the one in question is gone."""
    until = time.monotonic() + PATIENCE
    while without in (processes := server.children()) or len(processes) < 2:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert len(processes) == 2
    return processes


def end(app) -> None:
    with app.app_context():
        db.engine.dispose()
