"""Whoever signs in and posts a page: the form is sent as a browser would, without fetching the page each time."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from pathways import audit, clock
from pathways.auth import Role
from tests.client import SignedInClient

RAW = "the same secret in every session of this test"
SESSION_LASTS = timedelta(minutes=10)


@dataclass
class Actor:
    """One person at a desk. Their session begins anew once the clock has moved on."""

    app: Flask
    user_id: int
    role: Role
    client: SignedInClient | None = None
    since: datetime | None = None

    @property
    def is_of_a_service(self) -> bool:
        return self.role in (Role.TW, Role.PM)

    @property
    def browser(self) -> SignedInClient:
        if self.client is None or self.since is None or clock.now() - self.since > SESSION_LASTS:
            self.client, self.since = SignedInClient(self.app, self.user_id, self.role), clock.now()
            with self.client.browser.session_transaction() as session:
                session["csrf_token"] = RAW
        return self.client

    def fill(self, person_id: int) -> dict[str, str]:
        """What stands hidden in a form made now."""
        version = audit.version_of(person_id, in_confidence=self.is_of_a_service)
        token = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token").dumps(RAW)
        return {"csrf_token": str(token), "post_key": secrets.token_urlsafe(12), "version": str(version)}

    def send(self, address: str, form: dict[str, Any]) -> TestResponse:
        return self.browser.ask("POST", address, data=form)
