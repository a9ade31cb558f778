"""Whoever signs in and posts a page: the form is sent as a browser would, without fetching the page each time."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from pathways import clock
from pathways.audit import record as audit
from pathways.auth.roles import Role
from tests.client import SignedInClient

RAW = "the same secret in every session of this test"
IDLE, LONGEST = timedelta(minutes=13), timedelta(hours=11)


@dataclass
class Actor:
    """One person at a desk. Their session begins anew when they were away for long, or on the next day."""

    app: Flask
    user_id: int
    role: Role
    client: SignedInClient | None = None
    since: datetime | None = None
    seen: datetime | None = None

    @property
    def is_of_a_service(self) -> bool:
        return self.role in (Role.TW, Role.PM)

    @property
    def browser(self) -> SignedInClient:
        now = clock.now()
        if self.client is None or self.seen is None or self.since is None or self._was_away(now):
            self.client, self.since = SignedInClient(self.app, self.user_id, self.role), now
            with self.client.browser.session_transaction() as session:
                session["csrf_token"] = RAW
        self.seen = now
        return self.client

    def _was_away(self, now: datetime) -> bool:
        assert self.seen is not None
        assert self.since is not None
        return now - self.seen > IDLE or now - self.since > LONGEST

    def fill(self, person_id: int) -> dict[str, str]:
        """What stands hidden in a form made now."""
        version = audit.version_of(person_id, in_confidence=self.is_of_a_service)
        token = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token").dumps(RAW)
        return {"csrf_token": str(token), "post_key": secrets.token_urlsafe(12), "version": str(version)}

    def send(self, address: str, form: dict[str, Any]) -> TestResponse:
        return self.browser.ask("POST", address, data=form)
