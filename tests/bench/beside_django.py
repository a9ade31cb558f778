"""Our pages beside Django's admin over the same rows: both served as in use, both signed in, request by request in turn.

`python -m tests.bench.beside_django OWNER_URL APPLICATION_URL` measures the county in that database of PostgreSQL. What the
peer (`tests/bench/peer`) does: the same columns and records, read in sets, one row a view that says who looked, one
transaction a page. What it does not: a chain of hashes, a scope of reading, who is shut out, deadlines, what police see,
whether a form was sent twice or went stale, any rule of accepting.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, cycle
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select

from pathways import clock, dates
from pathways.app import create_app
from pathways.auth.models import RoleHeld, User
from pathways.people.models.identity import PersonDetails
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db
from tests import county
from tests.bench import processes
from tests.bench.figures import Figure, rounds, table, times
from tests.bench.peer import project as peer
from tests.bench.serving import ROOT, Browser, Server, served, signed_in
from tests.bench.submits import accepting_one
from tests.pages import hidden_values

ROUNDS, EACH, WARMING, LONGEST = 5, 12, 4, 60.0
CASES = 24
TARGETS = {"inbox": (3, 6), "caseload": (3, 6), "case": (1.5, 1.5), "accept": (1, 1)}
"""How many times as quick a page of ours is wanted to be: at 20,000 referrals, and at a million."""
LARGE = 500_000
SLOTS = count()
"""A first appointment of its own for whoever is accepted, within a year."""
SERVES = (
    "import sys; from gunicorn.app.wsgiapp import run; "
    "sys.argv = ['gunicorn', 'tests.bench.peer.project:application()', '--bind', '127.0.0.1:{port}', "
    "'--worker-class', 'gthread', '--log-level', 'warning']; run()"
)
Timed = Callable[[], float]


@dataclass(frozen=True)
class Beside:
    """One thing that both sides do: each makes ready a request, which is then timed."""

    name: str
    ours: Callable[[], Timed]
    theirs: Callable[[], Timed]


def measured(owner: str, application: str) -> tuple[Figure, ...]:
    """How many times as long as ours a page of theirs takes, and costs in CPU of server and database, page by page."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": application, "MIGRATION_DATABASE_URL": owner})
    with (
        app.app_context(),
        served(application) as ours,
        _peer_served(owner) as theirs,
        processes.asking(owner) as asking,
    ):
        size = db.session.scalar(select(func.count(Referral.id))) or 0
        figures: list[Figure] = []
        for each in _both(ours, theirs):
            for _ in range(WARMING):
                each.ours()()
                each.theirs()()
            here = [*ours.children(), *processes.backends(asking, "'pathways_app'")]
            there = [*theirs.children(), *processes.backends(asking)]
            figures += _compared(each, here, there, size)
    return tuple(figures)


def _compared(each: Beside, here: list[int], there: list[int], size: int) -> Iterator[Figure]:
    slower, dearer, milliseconds = [], [], []
    for _ in rounds(ROUNDS, LONGEST):
        took: list[tuple[float, float]] = []
        spent = [0.0, 0.0]
        for _ in range(EACH):
            both = []
            for side, (prepare, pids) in enumerate(((each.ours, here), (each.theirs, there))):
                job, before = prepare(), processes.seconds_of(pids)
                both.append(job())
                spent[side] += processes.seconds_of(pids) - before
            took.append((both[0], both[1]))
        slower.append(times([theirs for _, theirs in took], [ours for ours, _ in took]))
        dearer.append(spent[1] / spent[0] if spent[0] else 0.0)
        milliseconds.append(1000 * spent[0] / EACH)
    wanted = TARGETS.get(each.name, (None, None))[size > LARGE]
    yield Figure(what=f"{each.name}: Django's admin, of ours", values=tuple(slower), unit="x", at_least=wanted)
    yield Figure(what=f"{each.name}: its CPU, of ours", values=tuple(dearer), unit="x")
    yield Figure(what=f"{each.name}: CPU of ours", values=tuple(milliseconds), unit="ms")


def _both(ours: Server, theirs: Server) -> Iterator[Beside]:
    worker = db.session.scalars(select(User).where(User.sign_in_name == "worker")).one()
    officer = db.session.scalars(select(User).where(User.sign_in_name == "officer")).one()
    of_worker = Referral.organisation_id == worker.organisation_id
    open_cases = select(Referral.id).where(of_worker, Referral.state == ReferralState.IN_TREATMENT)
    cases = db.session.scalars(open_cases.order_by(Referral.id.desc()).limit(CASES)).all()
    waits = select(Referral.id).where(of_worker, Referral.state == ReferralState.SUBMITTED).order_by(Referral.id)
    waiting = iter(db.session.scalars(waits).all())
    names = select(PersonDetails.surname, PersonDetails.surname_key, PersonDetails.date_of_birth)
    people = cycle(db.session.execute(names.order_by(PersonDetails.id.desc()).limit(CASES)).all())
    offers, number = [next(waiting) for _ in range(CASES)], worker.id
    typed = accepting_one(county.viewer_of(worker)).typed
    roles = [
        db.session.scalars(select(RoleHeld.role).where(RoleHeld.user_id == each.id)).one() for each in (worker, officer)
    ]
    organisation = worker.organisation_id
    desk, custody = signed_in(ours.port, worker.id, roles[0]), signed_in(ours.port, officer.id, roles[1])
    admin = _signed_in_there(theirs.port)
    of_organisation = f"organisation__id__exact={organisation}"
    yield _pages("inbox", desk, ["/inbox"], admin, [f"/admin/peer/offer/?{of_organisation}&state__exact=SUBMITTED"])
    yield _pages("caseload", desk, ["/cases"], admin, [f"/admin/peer/case/?{of_organisation}"])
    yield _pages(
        "case",
        desk,
        [f"/cases/{each}" for each in cases],
        admin,
        [f"/admin/peer/case/{each}/change/" for each in cases],
    )
    yield _pages(
        "offer",
        desk,
        [f"/inbox/{each}" for each in offers],
        admin,
        [f"/admin/peer/offer/{each}/change/" for each in offers],
    )
    yield Beside("search", lambda: search(custody, next(people)), lambda: _search_there(admin, next(people)))
    yield Beside(
        "accept", lambda: accept(desk, next(waiting), typed), lambda: _accept_there(admin, next(waiting), number)
    )


def _pages(name: str, desk: Browser, ours: list[str], admin: Browser, theirs: list[str]) -> Beside:
    """Pages that both sides fetch, one after the other and again from the first."""
    here, there = cycle(ours), cycle(theirs)
    return Beside(name, lambda: _page(desk, next(here)), lambda: _page(admin, next(there)))


def _page(browser: Browser, address: str) -> Timed:
    return lambda: browser.fetch(address)


def search(custody: Browser, person: Any) -> Timed:
    address, born = "/people/search", person.date_of_birth
    whole = hidden_values(custody.get(address), address) | {"surname": person.surname}
    whole |= {f"date_of_birth-{part}": str(getattr(born, part)) for part in ("day", "month", "year")}
    return lambda: custody.send(address, whole, expected=200)


def _search_there(admin: Browser, person: Any) -> Timed:
    asked = urlencode({"q": person.surname_key, "date_of_birth": person.date_of_birth})
    return _page(admin, f"/admin/peer/persondetails/?{asked}")


def accept(desk: Browser, referral_id: int, typed: dict[str, str]) -> Timed:
    address = f"/inbox/{referral_id}/accept"
    number = next(SLOTS)
    day = clock.today() + timedelta(days=1 + number // 480)
    slot = {f"first_slot-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    slot["first_slot-time"] = f"{9 + number % 480 // 60}:{number % 60:02d}"
    whole = hidden_values(desk.get(address), address) | typed | slot
    return lambda: desk.send(address, whole)


def _accept_there(admin: Browser, referral_id: int, number: int) -> Timed:
    address, now = f"/admin/peer/offer/{referral_id}/change/", dates.london(clock.now())
    day, minute = f"{now:%Y-%m-%d}", f"{now:%H:%M:%S}"
    acceptance = {"keyworker": number, "accepted_by": number, "accepted_at_0": day, "accepted_at_1": minute}
    appointment = {"starts_at_0": day, "starts_at_1": minute, "place": "Main clinic", "channel": "in_person"}
    appointment |= {"purpose": "assessment", "offered_at_0": day, "offered_at_1": minute, "offered_by": number}
    typed = {f"acceptance_referral_set-0-{name}": str(value) for name, value in acceptance.items()}
    typed |= {f"appointment_referral_set-0-{name}": str(value) for name, value in appointment.items()}
    typed |= {"acceptance_referral_set-0-note": "Comes by bus", "_save": "Save"}
    whole = hidden_values(admin.get(address), address) | typed
    return lambda: admin.send(address, whole)


@contextmanager
def _peer_served(owner: str) -> Iterator[Server]:
    """The peer on the same database, with the settings of gunicorn that this code has."""
    environment = {peer.DATABASE: owner}
    subprocess.run([sys.executable, "-m", peer.__name__], cwd=ROOT, env=os.environ | environment, check=True)
    with served(owner, program=SERVES, **environment) as server:
        yield server


def _signed_in_there(port: int) -> Browser:
    browser, address = Browser(port, {}), "/admin/login/"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(address))
    if token is None:
        raise LookupError("The page on which staff sign in has no token")
    typed = {"csrfmiddlewaretoken": token[1], "username": peer.STAFF, "password": peer.PASSWORD, "next": "/admin/"}
    browser.send(address, typed)
    return browser


def main(owner: str, application: str) -> int:
    """Print the table of one database."""
    print(table("Beside Django's admin over the same rows", measured(owner, application)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
