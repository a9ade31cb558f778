"""A browser for integration tests: signed in, and strict about what it is served."""

import hashlib
import re
import secrets
from typing import Any

from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.guard import reference_to
from pathways.auth.models import SignInSession
from pathways.auth.roles import Role
from pathways.store.base import db
from tests.pages import hidden_values, inspect_page


class SignedInClient:
    """GET and POST as one user in one role. `post` fetches the page first for its key and token, as a browser would."""

    def __init__(self, app: Flask, user_id: int | None = None, role: Role | None = None) -> None:
        self._browser = app.test_client()
        self.user_id, self.role = user_id, role
        self._session_id: int | None = None
        self._token = ""

    @property
    def browser(self) -> FlaskClient:
        """The browser itself, for what is neither a page nor a form."""
        self._sign_in()
        return self._browser

    @property
    def token(self) -> str:
        """The token of the session, which begins when it is first needed: a scene built before it stays a scene."""
        self._sign_in()
        return self._token

    @property
    def session_id(self) -> int | None:
        self._sign_in()
        return self._session_id

    def _sign_in(self) -> None:
        if self._token or self.user_id is None or self.role is None:
            return
        self._token = secrets.token_urlsafe(16)
        row = SignInSession(
            user_id=self.user_id,
            role=self.role,
            token_hash=hashlib.sha256(self._token.encode()).hexdigest(),
            started_at=clock.now(),
            last_seen_at=clock.now(),
        )
        db.session.add(row)
        db.session.commit()
        self._session_id = row.id
        self._browser.set_cookie("pathways", self._token)

    def begun(self) -> "SignedInClient":
        """This client, its session begun now and not only with its first page."""
        self._sign_in()
        return self

    def get(self, address: str, **options: Any) -> TestResponse:
        """Fetch a page; HTML is inspected."""
        return self._checked(self._call("GET", address, **options))

    def post(self, address: str, data: dict[str, Any] | None = None, *, form_at: str | None = None) -> TestResponse:
        """Fill in the form of `form_at` (else of `address`) and send it to `address`."""
        page = self._call("GET", form_at or address)
        return self.send(address, {**hidden_values(page.text, address), **(data or {})})

    def send(self, address: str, data: dict[str, Any]) -> TestResponse:
        """Send exactly this, with no page fetched first."""
        return self._checked(self._call("POST", address, data=data))

    def ask(self, method: str, address: str, **options: Any) -> TestResponse:
        """Any request; the answer is not inspected, whatever it is."""
        return self._call(method, address, **options)

    def search_reference(self, person_id: int) -> str:
        """The reference that this user's own search gives to somebody, from now on."""
        return reference_to(person_id, user_id=self.user_id, session_id=self.session_id)

    def as_found(self, address: str) -> str:
        """An address that brings somebody in, with the reference it takes: as if this user had just searched."""
        if (brings_in := re.fullmatch(r"/people/([1-9][0-9]{0,8})/(arrest|episodes/new)", address)) and self.user_id:
            return f"{address}?found={self.search_reference(int(brings_in[1]))}"
        return address

    def _call(self, method: str, address: str, **options: Any) -> TestResponse:
        browser, address = self.browser, self.as_found(address)
        # What the test arranged must be there for the request, and SQLite has one writer at a time.
        db.session.commit()
        # A request of its own context: what the last one found out about its viewer must not serve this one.
        with browser.application.app_context():
            response = browser.open(address, method=method, **options)
        db.session.expire_all()
        return response

    @staticmethod
    def _checked(response: TestResponse) -> TestResponse:
        assert response.status_code < 500, response.text
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303):
            inspect_page(response.text)
        return response


class UncommittedChange(AssertionError):
    """A request wrote and did not commit: what its page says happened would be gone."""


def watch_for_uncommitted_changes(app: Flask) -> None:
    """Fail any request that leaves a write uncommitted when its response is made."""
    with app.app_context():
        engine = db.engine

    def wrote(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            connection.info["wrote"] = True

    def ended(connection: Any) -> None:
        connection.info.pop("wrote", None)

    event.listen(engine, "after_cursor_execute", wrote)
    event.listen(engine, "commit", ended)
    event.listen(engine, "rollback", ended)

    @app.after_request
    def nothing_uncommitted(response: Response) -> Response:
        open_now = db.session.registry.has() and db.session().in_transaction()
        waits = open_now and audit.entries_waiting(db.session())
        if waits or (open_now and (db.session.connection().info.get("wrote") or db.session.dirty or db.session.new)):
            raise UncommittedChange(f"{response.status} left changes uncommitted")
        return response
