"""Crawls every page of a sign-in by the links that pages show, sends each form empty, and counts what each request costs.

A link that is not followed, because others of its kind were, is asked all the same, or one of so many: whoever shows a
link to a record asked for one record, and the next may be shut to its viewer. So is a form that is not sent, where the
address it goes to has a page as well: who gets a 404 there would get it on pressing its button.

What a form does when it is sent so does not stay: its commits are not carried out, and its transaction is taken back.
"""

from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from pathways.store.base import db
from tests.client import SignedInClient
from tests.county import LIKE
from tests.pages import Page, inspected
from tests.rounds import IN_FULL

HOPS = 5
"""A page that sends its reader on so many times goes round in a circle."""
NO_PAGE = ELSEWHERE, NOWHERE = ("elsewhere", "nowhere")
"""What an address without a route of its own is called: one that leads to another, and one that nothing answers."""
NO_STATEMENT = ("BEGIN", "COMMIT", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK")
"""How a transaction begins and ends: SQLite is told so in statements, PostgreSQL's driver says it by itself."""


class Doors(Page):
    """A page, what it leads to, and what its forms send when nobody fills them in."""

    def __init__(self, text: str, address: str) -> None:
        self.address = address
        self.links: dict[str, None] = {}
        self.sent: list[dict[str, str]] = []
        super().__init__(text)

    def begins(self, tag: str, values: dict[str, str]) -> None:
        leads_to = values.get("href" if tag == "a" else "src" if tag in ("img", "object", "iframe") else "", "")
        if leads_to and not urlsplit(leads_to).scheme and not leads_to.startswith("#"):
            self.links[urljoin(self.address, leads_to).split("#")[0]] = None
        if tag == "form":
            self.sent.append({})
        elif tag in ("input", "select", "textarea", "button") and values.get("name") and self.sent:
            self._send(values["name"], values.get("type", ""), values)

    def _send(self, name: str, kind: str, values: dict[str, str]) -> None:
        if kind == "hidden":
            self.sent[-1][name] = values.get("value", "")
        elif kind in ("radio", "checkbox"):
            if "checked" in values:
                self.sent[-1][name] = values.get("value", "on")
        elif kind != "file":
            is_button = kind in ("submit", "button")
            self.sent[-1].setdefault(name, values.get("value", "") if is_button else "")


@dataclass
class Figures:
    """What the crawl of all sign-ins came to.

    `dearest` is the most statements of one request, by method and route. `looked_at` is at how many pages of a kind a
    role has looked, `sent` which forms it has sent how often. `first` is the first address of each route that was shown
    to a role, by whose browser, and what it cost.
    """

    pages: int = 0
    links: int = 0
    forms: int = 0
    passed_by: int = 0
    asked: int = 0
    dearest: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: dict[tuple[str, str], str] = field(default_factory=dict)
    looked_at: Counter[tuple[str, ...]] = field(default_factory=Counter)
    sent: Counter[tuple[str, ...]] = field(default_factory=Counter)
    first: dict[tuple[str, str], tuple["Crawl", str, int]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def grown(self, *, every_role: bool) -> dict[str, str]:
        """The routes whose first page costs more statements now than when it was crawled, in words, by route.

        Asked when the rows have become more, of one role each or of every role that saw the page.
        """
        asked: set[str] = set()
        grown: dict[str, str] = {}
        for (_role, route), (crawl, address, before) in self.first.items():
            if every_role or route not in asked:
                asked.add(route)
                now = crawl.cost_of(address)
                if now > before:
                    grown[route] = f"{route}: {before} statements, and {now} when there are more rows ({address})"
        return grown

    def over(self, most: dict[str, int], dearer: dict[tuple[str, str], int]) -> list[str]:
        """The requests that cost more than their kind may, or more than is written down for them."""
        allowed = {request: max(most[kind], dearer.get(request, 0)) for request, kind in self.kinds.items()}
        return [
            f"{' '.join(request)}: {cost} statements, at most {allowed[request]}"
            for request, cost in self.dearest.most_common()
            if cost > allowed[request]
        ]

    def in_words(self) -> str:
        """The figures in a few lines, the ten dearest requests of each kind with them."""
        lines = [
            f"{self.pages} pages, {self.links} links, {self.forms} forms, {len(self.problems)} wrong; "
            f"{self.asked} of {self.passed_by} more addresses asked"
        ]
        for kind in sorted(set(self.kinds.values())):
            of_kind = Counter({each: cost for each, cost in self.dearest.items() if self.kinds[each] == kind})
            top = ", ".join(f"{route} {cost}" for (_, route), cost in of_kind.most_common(10))
            lines.append(f"  {kind}, {len(of_kind)} routes, statements at most: {top}")
        return "\n".join(lines)


class Crawl:
    """One browser, signed in or not. `each`: at how many pages of a route a role looks, and how often it sends a form;
    of so many other addresses that pages lead to one is asked, `one_of`. But by `make long`, a role that has the pages of
    another and some beyond (`LIKE`) looks at those beyond."""

    def __init__(
        self, app: Flask, name: str, client: SignedInClient | None, each: int, figures: Figures, one_of: int = 1
    ) -> None:
        self.app, self.name, self.each, self.figures, self.one_of = app, name, each, figures, one_of
        self.client, self.browser = client, client.browser if client else app.test_client()
        self.routes = app.url_map.bind("localhost")
        self.of_one = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments}
        self.seen: set[str] = set()
        self.passed_by: dict[str, str] = {}
        self.role = client.role if client and client.role else ""
        self.looks_as = self.role if IN_FULL else LIKE.get(self.role, self.role)
        self.statements = 0

    def walk(self, first: str) -> None:
        """Look at the page of that address, and at every page its links lead to, and theirs."""
        waiting = deque([(first, "")])
        with self._counted():
            while waiting:
                address, source = waiting.popleft()
                self.figures.links += 1
                if address in self.seen:
                    continue
                if address == first or self._is_wanted(address, source):
                    self.seen.add(address)
                    waiting += [(link, address) for link in self._look(address, source)]
                else:
                    self.passed_by.setdefault(address, source)
            self._ask_passed_by()

    def cost_of(self, address: str) -> int:
        """How many statements a page costs that was looked at before."""
        with self._counted():
            answer = self._asked(address, "")
        if answer is not None and answer.status_code != 200:
            self._wrong(address, "", f"answers {answer.status_code} when it is asked again")
        return self.statements

    def _ask_passed_by(self) -> None:
        """What pages lead to and nobody looked at is there for its viewer: a link never leads to a 404."""
        others = [(address, source) for address, source in self.passed_by.items() if address not in self.seen]
        self.figures.passed_by += len(others)
        for address, source in others[:: self.one_of]:
            self.figures.asked += 1
            answer = self._asked(address, source)
            if answer is not None and answer.status_code >= 400:
                self._wrong(address, source, f"answers {answer.status_code}")

    def route_of(self, address: str, method: str = "GET") -> str:
        """The name of the route, one of `NO_PAGE` where there is none."""
        try:
            endpoint, _ = self.routes.match(urlsplit(address).path, method=method)
        except RequestRedirect:
            return ELSEWHERE
        except HTTPException:
            return NOWHERE
        return str(endpoint)

    def _is_wanted(self, address: str, source: str) -> bool:
        """The first few of each kind of page that a role finds; and the first that each kind of page leads to."""
        route = self.route_of(address)
        asked = [name for name, _ in parse_qsl(urlsplit(address).query, keep_blank_values=True)]
        kinds = ((self.looks_as, route, *asked), (self.looks_as, "from", self.route_of(source), route))
        counted = [self.figures.looked_at[kind] for kind in kinds]
        self.figures.looked_at.update(kinds)
        return counted[0] < self.each or counted[1] == 0

    def _look(self, address: str, source: str) -> Iterator[str]:
        answer = self._asked(address, source)
        for _ in range(HOPS):
            if answer is None or answer.status_code not in (301, 302, 303, 307, 308):
                break
            onward = urljoin(address, answer.headers["Location"])
            if self.route_of(onward) == "auth.sign_in" and self.name:
                return self._wrong(address, source, "leads to sign-in")
            answer = self._asked(onward, source)
        if answer is None:
            return
        if answer.status_code != 200:
            self._wrong(address, source, f"answers {answer.status_code}")
        elif answer.mimetype == "text/html":
            self.figures.pages += 1
            page = Doors(answer.text, address)
            self._inspect(address, source, page)
            yield from page.links
            for form, sent in zip(page.forms, page.sent, strict=True):
                yield from self._send_empty(address, form, sent)

    def _send_empty(self, address: str, form: dict[str, str], sent: dict[str, str]) -> Iterator[str]:
        """A form that asks for a page is one more link; one that changes something is sent, and taken back."""
        to = urljoin(address, form.get("action", ""))
        if form.get("method", "get").lower() == "get":
            yield to
            return
        kind = (self.looks_as, self.route_of(to, "POST"), *sorted(sent))
        self.figures.sent[kind] += 1
        if self.figures.sent[kind] > self.each:
            if self.route_of(to) not in NO_PAGE:
                self.passed_by.setdefault(to, address)
            return
        self.figures.forms += 1
        with nothing_stays():
            answer = self._asked(to, address, data=sent)
        if self.client:
            self.browser.set_cookie("pathways", self.client.token)  # signing out is a form too
        if answer is not None and answer.status_code not in (200, 302, 303, 409):
            self._wrong(f"POST {to}", address, f"answers {answer.status_code}")
        elif answer is not None and answer.status_code == 200 and answer.mimetype == "text/html":
            self._inspect(f"POST {to}", address, Page(answer.text))

    def _asked(self, address: str, source: str, data: dict[str, str] | None = None) -> TestResponse | None:
        """None where the application raised: said among the problems."""
        method = "GET" if data is None else "POST"
        self.statements = 0
        try:
            with self.app.app_context():
                answer = self.browser.open(address, method=method, data=data)
        except Exception as raised:
            self._wrong(f"{method} {address}", source, f"{type(raised).__name__}: {raised}"[:600])
            return None
        if answer.status_code >= 500:
            self._wrong(f"{method} {address}", source, f"answers {answer.status_code}")
            return None
        asked = method, self.route_of(address, method)
        self.figures.kinds[asked] = "post" if data is not None else "case" if asked[1] in self.of_one else "list"
        self.figures.dearest[asked] = max(self.figures.dearest[asked], self.statements)
        if data is None and answer.status_code == 200:
            self.figures.first.setdefault((self.role, asked[1]), (self, address, self.statements))
        return answer

    def _inspect(self, address: str, source: str, page: Page) -> None:
        try:
            inspected(page)
        except AssertionError as wrong:
            self._wrong(address, source, str(wrong))

    def _wrong(self, address: str, source: str, what: str) -> None:
        self.figures.problems.append(f"{self.name or 'signed out'}: {address} (on {source or 'nothing'}) {what}")

    @contextmanager
    def _counted(self) -> Iterator[None]:
        def count(_connection: Any, _cursor: Any, sql: str, *_more: Any) -> None:
            self.statements += not sql.lstrip().startswith(NO_STATEMENT)

        engines = tuple(db.engines.values())
        for engine in engines:
            event.listen(engine, "before_cursor_execute", count)
        try:
            yield
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", count)


@contextmanager
def nothing_stays() -> Iterator[None]:
    """What is committed inside is written, and gone when its session ends."""

    def written(session: Session) -> None:
        session.flush()
        session.connection().info.pop("wrote", None)  # see `watch_for_uncommitted_changes`

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "commit", written)
        yield
