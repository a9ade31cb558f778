"""Somebody at the other end of a connection: a browser that signs in as people do, and raw bytes for whoever does not."""

import secrets
import socket
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from http.cookies import SimpleCookie
from time import perf_counter
from urllib.parse import urlencode

from pathways.demo.places import PASSWORD
from tests.pages import hidden_values

PATIENCE = 60.0
File = tuple[bytes, str]
"""The bytes of a file and what its sender calls it."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    headers: HTTPMessage
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Client:
    """One browser: its cookies, and a new connection for each request, from `address`, one of this machine's own."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = "127.0.0.1"

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch a page. Redirects are not followed."""
        return self.ask("GET", path, headers=headers)

    def post(
        self, path: str, typed: Mapping[str, str] | None = None, files: Mapping[str, File] | None = None
    ) -> Answer:
        """Fetch the page, and send its form with what is typed and chosen, as a browser does."""
        page = self.get(path)
        assert page.status == 200, f"GET {path} answered {page.status} {page.location}"
        return self.send(path, {**hidden_values(page.text, path), **(typed or {})}, files)

    def send(self, path: str, typed: Mapping[str, str], files: Mapping[str, File] | None = None) -> Answer:
        """Send exactly this, with no page fetched first; as multipart where there are files."""
        if files:
            body, kind = multipart(typed, files)
        else:
            body, kind = urlencode(typed).encode(), "application/x-www-form-urlencoded"
        return self.ask("POST", path, body=body, headers={"Content-Type": kind})

    def sign_in(self, name: str, password: str = PASSWORD) -> Answer:
        """Type a name and a password into the sign-in page: 302 when they were right."""
        return self.post("/sign-in", {"name": name, "password": password})

    def ask(
        self, method: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Any request. What it sets as cookies is kept."""
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        began = perf_counter()
        with closing(
            HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE, source_address=(self.address, 0))
        ) as line:
            line.request(method, path, body, {**sent, **(headers or {})})
            response = line.getresponse()
            content = response.read()
        for each in response.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(each).items()})
        seconds = perf_counter() - began
        return Answer(status=response.status, headers=response.headers, body=content, seconds=seconds)

    def connection(self) -> socket.socket:
        """A bare connection, for whoever sends no whole request."""
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE, source_address=(self.address, 0))


def multipart(typed: Mapping[str, str], files: Mapping[str, File]) -> tuple[bytes, str]:
    """A form with files as a browser sends it, and its content type."""
    border = secrets.token_hex(16)
    parts = [f'; name="{name}"\r\n\r\n'.encode() + value.encode() for name, value in typed.items()]
    parts += [
        f'; name="{name}"; filename="{called}"\r\n\r\n'.encode() + content for name, (content, called) in files.items()
    ]
    body = b"".join(f"--{border}\r\nContent-Disposition: form-data".encode() + part + b"\r\n" for part in parts)
    return body + f"--{border}--\r\n".encode(), f"multipart/form-data; boundary={border}"
