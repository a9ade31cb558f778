"""Where nobody said what this is (PATHWAYS_ENV), it answers on a loopback address and nowhere else."""

import socket
import subprocess
import sys
from contextlib import closing
from ipaddress import IPv4Address

import pytest

from pathways.app import UnsafeSettings, create_app
from pathways.store.base import db
from pathways.ui import loopback

EVERYWHERE = str(IPv4Address(0))
WHY = "PATHWAYS_ENV is not set, so Pathways answers on this machine alone"


class Line:
    """What a server hands over of the connection that a request came by."""

    def __init__(self, here):
        self.here = here

    def getsockname(self):
        return self.here


@pytest.fixture
def unset(tmp_path, monkeypatch):
    """The environment of somebody who set nothing but where the data lies."""
    for name in ("PATHWAYS_ENV", "TRUSTED_HOSTS", "TRUSTED_PROXIES", "DATABASE_URL", "MIGRATION_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATHWAYS_DATA", str(tmp_path))
    return monkeypatch


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A browser of an application that nobody said anything about."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("PATHWAYS_ENV", raising=False)
        environment.setenv("PATHWAYS_DATA", str(tmp_path_factory.mktemp("alone")))
        app = create_app()
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "came_to",
    [
        {"gunicorn.socket": Line(("192.0.2.7", 8000)), "SERVER_NAME": "192.0.2.7"},
        {"gunicorn.socket": Line(("127.0.0.1", 8000)), "SERVER_NAME": EVERYWHERE},
        {"werkzeug.socket": Line(("2001:db8::7", 5000, 0, 0))},
        {"werkzeug.socket": Line(("::ffff:192.0.2.7", 5000, 0, 0))},
        {"SERVER_NAME": "::"},
        {"HTTP_HOST": "pathways.example"},
        {"HTTP_HOST": "localhost.pathways.example:8000"},
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/health", "/assets/x/own/css/pathways.css", "/nowhere"])
def test_a_request_from_elsewhere_is_answered_only_with_what_to_set(client, came_to, path):
    answer = client.get(path, environ_overrides=came_to)
    assert (answer.status_code, answer.mimetype) == (503, "text/plain")
    assert WHY in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "came_to",
    [
        {"gunicorn.socket": Line(("127.0.0.1", 8000)), "SERVER_NAME": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"},
        {"werkzeug.socket": Line(("::1", 5000, 0, 0)), "HTTP_HOST": "[::1]:5000"},
        {"gunicorn.socket": Line("/run/pathways.sock"), "HTTP_HOST": "localhost"},
        {"werkzeug.socket": Line(("::ffff:127.0.0.1", 5000, 0, 0)), "HTTP_HOST": "pathways.localhost"},
    ],
)
def test_a_request_on_this_machine_is_answered(client, came_to):
    assert client.get("/assets/x/nothing.css", environ_overrides=came_to).status_code == 404


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TRUSTED_HOSTS", "pathways.example", "TRUSTED_HOSTS names pathways.example"),
        ("TRUSTED_PROXIES", "1", "TRUSTED_PROXIES says that a proxy brings others here"),
    ],
)
def test_settings_for_others_stop_the_start(unset, name, value, says):
    unset.setenv(name, value)
    with pytest.raises(UnsafeSettings) as stopped:
        create_app()
    assert WHY in str(stopped.value)
    assert says in str(stopped.value)


@pytest.mark.parametrize(
    "command",
    [
        ["gunicorn", "wsgi:app", "--bind", f"{EVERYWHERE}:0", "--workers", "1"],
        ["flask", "--app", "wsgi", "run", "--host", EVERYWHERE, "--port", "0"],
    ],
    ids=["gunicorn", "flask run"],
)
def test_a_server_that_others_could_reach_does_not_start(unset, repository, command):
    ended = subprocess.run(
        [sys.executable, "-m", *command], cwd=repository, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 3
    assert f"- {WHY}" in ended.stderr
    assert "This server listens on 0.0.0.0" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_whoever_says_that_it_is_development_may_try_it_on_a_network(unset):
    unset.setenv("PATHWAYS_ENV", "development")
    unset.setenv("TRUSTED_HOSTS", "tablet.example")
    app = create_app()
    answer = app.test_client().get("/assets/x/nothing.css", base_url="http://tablet.example")
    assert answer.status_code == 404
    with app.app_context():
        db.engine.dispose()


def test_looking_for_open_sockets_leaves_none_behind(unset):
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        before = len(list(loopback.OPEN_FILES.iterdir()))
        app_settings = {"LOOPBACK_ONLY": True, "PATHWAYS_ENV": "development"}
        assert loopback.problems_of_server(app_settings) == []
        assert len(list(loopback.OPEN_FILES.iterdir())) == before
