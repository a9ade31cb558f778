"""A small application with the pages' equipment and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_wtf.csrf import CSRFProtect

from pathways.refusals import OutOfSight
from pathways.store.base import db
from pathways.ui import assets, errors, security, templates

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def desk() -> Flask:
    """Pages, assets, headers and error pages on a database in memory."""
    desk = Flask("pathways", root_path=str(ROOT / "pathways"), template_folder="../templates", static_folder=None)
    desk.config.update(
        SECRET_KEY="only for this test",
        SESSION_COOKIE_SECURE=True,
        NODE_MODULES=str(ROOT / "node_modules"),
        SQLALCHEMY_DATABASE_URI="sqlite://",
        MAX_CONTENT_LENGTH=1000,
    )
    db.init_app(desk)
    templates.install(desk)
    CSRFProtect(desk)
    assets.install(desk)
    security.install(desk)
    errors.install(desk)

    def fail() -> str:
        raise RuntimeError("a fault of ours, with a name in it: Holtby")

    def unseen(number: str) -> str:
        raise OutOfSight(f"not theirs: {number}")

    desk.add_url_rule("/form", "form", lambda: "", methods=["POST"])
    desk.add_url_rule("/fail", "fail", fail)
    desk.add_url_rule("/unseen/<number>", "unseen", unseen)
    return desk


@pytest.fixture
def web(desk: Flask) -> Iterator[Any]:
    """A browser without cookies."""
    with desk.app_context():
        yield desk.test_client()


@pytest.fixture
def rendered(desk: Flask) -> Iterator[Any]:
    """`rendered(text, **context)`: a template's text rendered in a request."""
    with desk.test_request_context("/here"):
        yield lambda text, **context: desk.jinja_env.from_string(text).render(**context)
