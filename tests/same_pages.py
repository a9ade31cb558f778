"""Proves that a change of structure changed nothing that anybody sees: `python -m tests.same_pages COMMIT`.

The demonstration is made once, by COMMIT. Then that commit and this checkout each serve a copy of it, with the same
clock and the same chance, to every sign-in: each reads its pages link by link, its tables and the words of its papers,
and sends each form empty, which is taken back. Whatever the two answer otherwise is shown, line by line.

It leans on nothing of the house but what lasts: addresses, sign-in names, the clock that can be set.
"""

import argparse
import difflib
import gzip
import io
import json
import os
import random
import re
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from collections import Counter, deque
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "made-up-county"
EACH = 12
"""How many addresses of one route, asked with the same words, a sign-in looks at."""
TOKEN = re.compile(r'(name="csrf_token"[^>]*? value=")[^"]*')
SENT_ON = (301, 302, 303, 307, 308)
SHOWN = 40


class Ways(HTMLParser):
    """Where a page leads, and what its forms send when nobody fills them in."""

    def __init__(self, text: str, address: str) -> None:
        super().__init__()
        self.address, self.links = address, dict[str, None]()
        self.forms: list[tuple[str, str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        link = values.get("href", "") if tag == "a" else values.get("src", "") if tag in ("img", "object") else ""
        if link and not urlsplit(link).scheme and not link.startswith("#"):
            self.links[urljoin(self.address, link).split("#")[0]] = None
        if tag == "form":
            self.forms.append(
                (values.get("method", "get").lower(), urljoin(self.address, values.get("action", "")), {})
            )
        elif tag in ("input", "button", "select", "textarea") and values.get("name") and self.forms:
            sent, kind = self.forms[-1][2], values.get("type", "")
            if kind == "hidden" or (kind in ("radio", "checkbox") and "checked" in values):
                sent[values["name"]] = values.get("value", "on")
            elif kind not in ("radio", "checkbox", "file"):
                sent.setdefault(values["name"], values.get("value", "") if kind in ("submit", "button") else "")


class Reader:
    """One sign-in, and all that it was answered: by the method and the address that asked."""

    def __init__(self, app: Any, name: str, answers: dict[str, str]) -> None:
        self.app, self.name, self.answers, self.browser = app, name, answers, app.test_client()
        self.routes = app.url_map.bind("localhost")
        self.seen: set[str] = set()
        self.looked_at: Counter[tuple[str, ...]] = Counter()
        self.sent: Counter[tuple[str, ...]] = Counter()
        if name:
            random.seed(name)
            token = Ways(self.browser.get("/sign-in").text, "/sign-in").forms[0][2]
            self.browser.post("/sign-in", data={**token, "name": name, "password": PASSWORD})

    def walk(self, first: str) -> None:
        waiting = deque([(first, "")])
        while waiting:
            address, source = waiting.popleft()
            if address not in self.seen and self._is_wanted(address, source):
                self.seen.add(address)
                waiting += [(link, address) for link in self._look(address)]

    def _route(self, address: str, method: str = "GET") -> str:
        from werkzeug.exceptions import HTTPException

        try:
            rule, _ = self.routes.match(urlsplit(address).path, method=method, return_rule=True)
        except HTTPException:
            return urlsplit(address).path
        return str(rule.rule)

    def _is_wanted(self, address: str, source: str) -> bool:
        asked = [name for name, _ in parse_qsl(urlsplit(address).query, keep_blank_values=True)]
        kinds = ((self._route(address), *asked), ("from", self._route(source), self._route(address)))
        counted = [self.looked_at[kind] for kind in kinds]
        self.looked_at.update(kinds)
        return counted[0] < EACH or counted[1] == 0

    def _look(self, address: str) -> list[str]:
        text = self._answered("GET", address)
        if not text.startswith("200 text/html"):
            return [text.split()[-1]] if text[:3].isdigit() and int(text[:3]) in SENT_ON else []
        ways, links = Ways(text, address), []
        for method, to, sent in ways.forms:
            kind = (self._route(address), self._route(to, "POST"), *sorted(sent))
            self.sent[kind] += 1
            if method == "get":
                links.append(to)
            elif self.sent[kind] <= 2 and urlsplit(to).path != "/sign-out":
                self._answered("POST", to, sent, f" from {address} with {' '.join(sorted(sent))}")
        return [*ways.links, *links]

    def _answered(self, method: str, address: str, data: dict[str, str] | None = None, how: str = "") -> str:
        random.seed(f"{self.name} {method} {address}")
        with self.app.app_context():
            answer = self.browser.open(address, method=method, data=data)
            text = f"{answer.status_code} {answer.mimetype}\n{words_in(answer)}"
        self.answers[f"{self.name or 'signed out'}: {method} {address}{how}"] = text
        return text


def words_in(answer: Any) -> str:
    """What a person can read of an answer: a page or a table as it is, a paper's words, of a picture its bytes."""
    if answer.status_code in SENT_ON:
        return str(answer.headers["Location"])
    if answer.mimetype == "application/pdf":
        import pypdf

        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    if answer.mimetype.startswith(("text/", "application/json", "image/svg")):
        return TOKEN.sub(r"\1", answer.text)
    return str(answer.data.hex())


def keep(out: Path, at: datetime) -> None:
    """Write what the checkout on the path answers over the database of the environment."""
    for name, make in (("token_urlsafe", "url"), ("token_hex", "hex"), ("token_bytes", "bytes")):
        setattr(secrets, name, _chance(make))
    secrets.randbelow = random.randrange
    uuid.uuid4 = lambda: uuid.UUID(int=random.getrandbits(128), version=4)
    from sqlalchemy.orm import Session

    from pathways.app import create_app
    from pathways.clock import SettableClock

    app, answers = create_app(clock=SettableClock(at)), dict[str, str]()
    path = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    with sqlite3.connect(path) as database:
        names = [name for (name,) in database.execute("SELECT sign_in_name FROM user_account ORDER BY id")]
    for name in ["", *names]:
        reader = Reader(app, name, answers)
        commit, Session.commit = Session.commit, Session.flush
        reader.walk("/" if name else "/sign-in")
        Session.commit = commit
    with gzip.open(out, "wt") as file:
        json.dump(answers, file)


def _chance(kind: str) -> Any:
    def made(size: int = 32) -> Any:
        made_up = random.randbytes(size)
        return made_up if kind == "bytes" else made_up.hex()[: size * 2 if kind == "hex" else size]

    return made


def print_differences(before: Path, after: Path) -> int:
    """Print what differs; the number of answers that do."""
    with gzip.open(before, "rt") as first, gzip.open(after, "rt") as second:
        old, new = json.load(first), json.load(second)
    different = [asked for asked in {**old, **new} if old.get(asked) != new.get(asked)]
    for asked in different[:SHOWN]:
        print(f"\n{asked}")
        lines = [answers.get(asked, "not asked").splitlines() for answers in (old, new)]
        print("\n".join(list(difflib.unified_diff(*lines, "before", "after", lineterm="", n=0))[2:30]))
    print(f"\n{len(old)} answers before, {len(new)} after; {len(different)} differ")
    return len(different)


def compare(commit: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        here, tree = Path(folder), Path(folder) / "tree"
        subprocess.run(["git", "worktree", "add", "-q", "--detach", tree, commit], cwd=ROOT, check=True)
        (tree / "node_modules").symlink_to(ROOT / "node_modules")  # the typeface of papers stands there
        try:
            settings = {**os.environ, "SECRET_KEY": secrets.token_hex(32), "PATHWAYS_DATA": str(here / "data")}
            settings |= {"NODE_MODULES": str(ROOT / "node_modules"), "PYTHONHASHSEED": "1", "ARGON2_TIME_COST": "1"}
            county = here / "county.db"
            for command in (["db", "upgrade"], ["demo", "county"]):
                flask = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
                _run(flask, tree, {**settings, "DATABASE_URL": f"sqlite:///{county}"})
            at = datetime.now(UTC).isoformat()
            for name, where in (("before", tree), ("after", ROOT)):
                (here / f"{name}.db").write_bytes(county.read_bytes())
                theirs = {**settings, "DATABASE_URL": f"sqlite:///{here / name}.db", "PYTHONPATH": str(where)}
                _run([sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"], where, theirs)
                _run([sys.executable, __file__, "--keep", str(here / name), "--at", at], where, theirs)
            return print_differences(here / "before", here / "after")
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", tree], cwd=ROOT, check=True)


def _run(command: list[str], where: Path, settings: dict[str, str]) -> None:
    subprocess.run(command, cwd=where, env=settings, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("commit", nargs="?", default="HEAD")
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--at", type=datetime.fromisoformat)
    given = asked.parse_args()
    if given.keep:
        keep(given.keep, given.at)
    else:
        sys.exit(compare(given.commit) > 0)
