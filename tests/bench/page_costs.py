"""What one request costs: its CPU and its statements, of the pages that desks use most and of the reports.

`python -m tests.bench.page_costs DATABASE_URL [TIMES]` measures the county in that database and prints a line a page. Each
page is asked in this process, signed in, with everything that a request does. What PostgreSQL spends on it is told apart.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from statistics import median

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

import config
from pathways.app import create_app
from pathways.auth.models import RoleHeld, User
from pathways.auth.roles import Viewer
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db
from tests import county
from tests.bench import processes, what_if
from tests.bench.serving import AS_SERVED, DidNotServe, token_of_session
from tests.bench.statements import statements_in
from tests.bench.submits import accepting_one
from tests.pages import hidden_values

TIMES, LONGEST, WARMING = 30, 12.0, 7  # a statement that was asked five times is planned no more
OVERVIEW = "/overview"
Job = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class PageCost:
    """Milliseconds of CPU of one request, here and in the server of the database; and how many statements it made."""

    name: str
    here: float
    in_database: float
    statements: int

    @property
    def whole(self) -> float:
        return self.here + self.in_database

    def __str__(self) -> str:
        return f"{self.name}\t{self.whole:.1f}\t{self.in_database:.1f}\t{self.statements}"


def measured(app: Flask, times: int = TIMES) -> Iterator[PageCost]:
    """Each page many times, or for some seconds where it is slow. Left out is what there is too little of to do, and a
    page that is refused because it takes too long."""
    with app.app_context():
        listing, (engines, server) = pages(app), _asked()
    for name, prepare in listing.items():
        with suppress(DidNotServe):
            if cost := _cost(name, iter(prepare, None), engines, server, times):
                yield cost


def cost_of_page(app: Flask, sign_in_name: str, address: str, times: int = TIMES) -> PageCost | None:
    """One page, asked by whoever signs in by this name."""
    with app.app_context():
        browser = _browser(app, sign_in_name)
        _end_reading()
        engines, server = _asked()
    return _cost(address, iter(_page(browser, address), None), engines, server, times)


def _asked() -> tuple[tuple[Engine, ...], list[int]]:
    """The engines, and the processes of PostgreSQL that answer them: reports are answered by others than the desks."""
    engines = tuple(db.engines.values())
    with ExitStack() as connected:
        return engines, processes.backends([connected.enter_context(engine.connect()) for engine in engines][-1])


def _cost(name: str, jobs: Iterator[Job], engines: Iterable[Engine], server: list[int], times: int) -> PageCost | None:
    with statements_in(*engines) as statements:
        for job in islice(jobs, WARMING):
            statements.clear()
            job()
    here, in_database, began = [], 0.0, time.perf_counter()
    for job in islice(jobs, times):
        before, there = time.process_time(), processes.seconds_of(server)
        job()
        here.append(1000 * (time.process_time() - before))
        in_database += 1000 * (processes.seconds_of(server) - there)
        if time.perf_counter() - began > LONGEST:
            break
    if not here:
        return None
    asked = [each for each in statements if not each.sql.startswith(("BEGIN", "COMMIT", "SET"))]
    return PageCost(name=name, here=median(here), in_database=in_database / len(here), statements=len(asked))


def pages(app: Flask) -> dict[str, Callable[[], Job | None]]:
    """What is measured, by name: each makes ready a request that is then timed, or None when nothing is left to do."""
    user = db.session.scalars(select(User).where(User.sign_in_name == "worker")).one()
    ours = select(Referral.id).where(Referral.organisation_id == user.organisation_id).order_by(Referral.id)
    case = db.session.scalars(ours.where(Referral.state == ReferralState.IN_TREATMENT)).first()
    waiting = db.session.scalars(ours.where(Referral.state == ReferralState.SUBMITTED)).all()
    worker, officer, provider, manager = (_browser(app, each) for each in ("worker", "officer", "provider", "manager"))
    typed = accepting_one(county.viewer_of(user)).typed
    lead = county.viewer_of(db.session.scalars(select(User).where(User.sign_in_name == "policy")).one())
    _end_reading()
    to_accept = enumerate(waiting[1:])

    def accept() -> Job | None:
        number, referral_id = next(to_accept, (0, None))
        if referral_id is None:
            return None
        address, slot = f"/inbox/{referral_id}/accept", {"first_slot-time": f"{9 + number // 59}:{number % 59 + 1:02d}"}
        whole = hidden_values(worker.get(address).text, address) | typed | slot
        return lambda: _answered(worker.post(address, data=whole), 302)

    def pre_flight() -> Job:
        while "data-goes-on" in provider.get("/ndtms").text:  # a lot of episodes each time, until all are read
            continue
        return lambda: _answered(provider.get("/ndtms"), 200)

    return {
        "inbox": _page(worker, "/inbox"),
        "caseload": _page(worker, "/cases"),
        "case": _page(worker, f"/cases/{case}"),
        "offer": _page(worker, f"/inbox/{waiting[0]}"),
        "accept (the post)": accept,
        "custody board": _page(officer, "/custody"),
        "failures": _page(officer, "/failures"),
        "overview": _page(manager, OVERVIEW),
        "ARC": _page(manager, "/reports/arc"),
        "fairness": _page(manager, "/reports/fairness"),
        "NDTMS pre-flight": pre_flight,
        "what if": lambda: partial(_what_if, app, lead),
    }


def _page(browser: FlaskClient, address: str) -> Callable[[], Job]:
    return lambda: lambda: _answered(browser.get(address), 200)


def _what_if(app: Flask, lead: Viewer) -> None:
    """One question over every decision of a year, as its page answers it part by part."""
    with app.app_context():
        what_if.ask(lead)
        db.session.rollback()


def _browser(app: Flask, name: str) -> FlaskClient:
    with_role = select(User.id, RoleHeld.role).join(RoleHeld, RoleHeld.user_id == User.id)
    user_id, role = db.session.execute(with_role.where(User.sign_in_name == name)).one()
    browser = app.test_client()
    browser.set_cookie("pathways", token_of_session(user_id, role))
    return browser


def _answered(response: TestResponse, expected: int) -> None:
    if response.status_code != expected:
        raise DidNotServe(f"{response.request.path} answered {response.status_code}")


def _end_reading() -> None:
    db.session.rollback()
    db.session.remove()


def main(address: str, times: int) -> int:
    """A line a page: its name, milliseconds of CPU, how many of them in the server, statements."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": config.database_url(address), **AS_SERVED})
    for cost in measured(app, times):
        print(cost, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else TIMES))
