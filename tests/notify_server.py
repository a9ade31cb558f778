"""A server that speaks the API of GOV.UK Notify (docs.notifications.service.gov.uk, read): its posts, its look-up, its
tokens, its errors."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt

SERVICE, SECRET = str(uuid4()), str(uuid4())
KEY = f"pathways-{SERVICE}-{SECRET}"


class NotifyServer:
    """What was posted, by reference. `answer` is the status of the next post; 0 takes it and answers nothing."""

    def __init__(self) -> None:
        self.posted: list[dict[str, Any]] = []
        self.answer = 201
        self.address = ""


@contextmanager
def notify_server() -> Iterator[NotifyServer]:
    """A server on a port of this machine, as long as the block lasts."""
    notify = NotifyServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not self._is_signed():
                return self._say(403, {"errors": [{"error": "AuthError", "message": "Invalid token"}]})
            if notify.answer in (0, 201):
                notify.posted.append({**body, "to": self.path.rsplit("/", 1)[-1]})
            if notify.answer == 0:
                self.close_connection = True
                return None
            return self._say(notify.answer, {"id": str(uuid4()), "reference": body["reference"]})

        def do_GET(self) -> None:
            wanted = parse_qs(urlsplit(self.path).query)["reference"][0]
            notifications = [{"reference": each["reference"]} for each in notify.posted if each["reference"] == wanted]
            self._say(200, {"notifications": notifications, "links": {}})

        def _is_signed(self) -> bool:
            token = self.headers["Authorization"].removeprefix("Bearer ")
            try:
                return jwt.decode(token, SECRET, algorithms=["HS256"], issuer=SERVICE)["iss"] == SERVICE
            except jwt.InvalidTokenError:
                return False

        def _say(self, status: int, words: dict[str, Any]) -> None:
            content = json.dumps(words).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Tests read no log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    notify.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield notify
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


BY_NOTIFY = {"NOTIFY_KEY": KEY, "NOTIFY_TEXT_TEMPLATE": "a text"}
"""Settings by which a text can leave, for a page that is read and sends nothing."""


def settings_for(server: NotifyServer, key: str = KEY) -> dict[str, Any]:
    """The settings of a service that sends by it."""
    return {
        "NOTIFY_KEY": key,
        "NOTIFY_URL": server.address,
        "NOTIFY_EMAIL_TEMPLATE": "an e-mail",
        "NOTIFY_TEXT_TEMPLATE": "a text",
        "PUBLIC_URL": "https://pathways.example",
        "MAIL_HOST": "",
    }
