"""Three hundred made-up staff at their desks: `python -m tests.bench.load OWNER_URL APPLICATION_URL [MINUTES [USERS]]`.

Each has a session of their own, looks at the pages of their desk in the measure it does, now and then sends a form, and
thinks ten seconds in between. The server is the one in use: two processes, and the worker beside them. The staff run in
this process, on the same machine, and what they cost it is told apart. Who signs in are the few accounts of the
demonstration, each many times over.
"""

import re
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPException
from itertools import islice
from random import Random
from statistics import quantiles
from typing import Any

from sqlalchemy import select

from pathways.app import create_app
from pathways.auth.models import RoleHeld, User
from pathways.auth.roles import Viewer
from pathways.directory.models import Service
from pathways.disposals.models import Disposal
from pathways.disposals.steps.rules.machine import State
from pathways.people.models.custody import Detention
from pathways.people.models.identity import Person, PersonDetails
from pathways.referrals.models.referral import Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db
from tests import county
from tests.bench import processes
from tests.bench.beside_django import accept, search
from tests.bench.page_costs import OVERVIEW
from tests.bench.serving import AsksAgain, Browser, DidNotServe, Server, at_work, served, signed_in
from tests.bench.submits import accepting_one
from tests.pages import hidden_values
from tests.referred import referred

MINUTES, STAFF, THINKS, SEED, LOOKED_AT, OFFERS = 10.0, 300, 10.0, 15, 150, 40
ROLE = "'pathways_app'"
DESKS: dict[str, tuple[int, dict[str, int]]] = {
    "worker": (
        45,
        {"/inbox": 20, "/inbox/{offer}": 15, "/cases": 15, "/cases/{case}": 30, "/today": 8, "note": 8, "accept": 4},
    ),
    "officer": (30, {"/custody": 45, "/episodes/{episode}": 35, "search": 20}),
    "sergeant": (6, {"/disposals/waiting": 50, "/disposals/{disposal}": 50}),
    "provider": (8, {"/overdue": 40, "/inbox": 40, "/ndtms": 20}),
    "monitor": (6, {"/disposals/due": 100}),
    "officer2": (2, {"/failures": 100}),
    "manager": (3, {OVERVIEW: 34, "/reports/arc": 33, "/reports/fairness": 33}),
}
"""Of each desk: how many of a hundred sit there, and how often they ask what."""
GOES_ON, LOOKS_AGAIN = re.compile(r'href="([^"]+)" data-goes-on'), 1.0
"""The link of a page that is not ready yet, and in how many seconds it is followed (`static/js/goes_on.js`)."""


@dataclass(frozen=True)
class Answer:
    """What one request took, and what went wrong with it."""

    what: str
    seconds: float
    wrong: str = ""


@dataclass
class RecordedBrowser(Browser):
    """A browser that writes down every request: its kind, and its seconds."""

    kind: str = ""
    answers: list[Answer] = field(default_factory=list)

    def _ask(self, *request: Any, **how: Any) -> tuple[str, float]:
        began, kind = time.perf_counter(), f"{request[1]} {self.kind}"
        try:
            answer = super()._ask(*request, **how)
        except AsksAgain:
            self.answers.append(Answer(f"{kind}, told to wait", time.perf_counter() - began))
            raise
        except (DidNotServe, HTTPException, OSError) as error:
            self.answers.append(Answer(kind, time.perf_counter() - began, str(error) or type(error).__name__))
            raise
        self.answers.append(Answer(kind, time.perf_counter() - began))
        return answer


@dataclass(frozen=True)
class Work:
    """What there is to look at and to do: numbers by the word that stands for them in an address."""

    numbers: dict[str, Sequence[int]]
    to_accept: Iterator[int]
    people: Sequence[Any]
    typed: dict[str, str]

    def done(self, what: str, browser: RecordedBrowser, dice: Random) -> None:
        """One thing: a page, or a form that is fetched and sent."""
        browser.kind = what
        if what == "accept":
            for referral_id in islice(self.to_accept, 1):  # where everything was accepted, nothing is done
                accept(browser, referral_id, self.typed)()
        elif what == "search":
            search(browser, dice.choice(self.people))()
        elif what == "note":
            address = f"/cases/{dice.choice(self.numbers['case'])}/notes/new"
            browser.send(address, hidden_values(browser.get(address), address) | {"text": "Came, and was well."})
        else:
            page = self._served(what.format(**{word: dice.choice(ids) for word, ids in self.numbers.items()}), browser)
            browser.kind = f"{what}, looked at again"
            while again := GOES_ON.search(page):
                time.sleep(LOOKS_AGAIN)
                page = self._served(unescape(again[1]), browser)

    def _served(self, address: str, browser: RecordedBrowser) -> str:
        """A page, asked for as often as a browser does by itself."""
        while True:
            try:
                return browser.get(address)
            except AsksAgain as waits:
                time.sleep(waits.seconds)


@dataclass(frozen=True, kw_only=True)
class Load:
    """What came of it."""

    answers: tuple[Answer, ...]
    seconds: float
    server_cpu: float
    worker_cpu: float
    database_cpu: float
    own_cpu: float
    megabytes: float
    database_megabytes: float

    def __str__(self) -> str:
        wrong = Counter(f"{each.what}: {each.wrong}" for each in self.answers if each.wrong)
        by_kind: dict[str, list[float]] = defaultdict(list)
        for each in self.answers:
            by_kind[each.what].append(each.seconds)
        lines = [
            f"{len(self.answers):,} requests in {self.seconds:.0f} s: {len(self.answers) / self.seconds:.1f} a second; "
            f"{sum(wrong.values())} errors",
            f"CPU: server {self.server_cpu / self.seconds:.2f} of a core, database {self.database_cpu / self.seconds:.2f}, "
            f"worker {self.worker_cpu / self.seconds:.2f}, the staff {self.own_cpu / self.seconds:.2f}; "
            f"memory of the server {self.megabytes:.0f} MB, of the database's processes {self.database_megabytes:.0f} MB",
            f"{'':42} {'times':>6} {'50 %':>8} {'95 %':>8} {'99 %':>8} ms",
            _line("all", [each.seconds for each in self.answers]),
            *(_line(kind, seconds) for kind, seconds in sorted(by_kind.items())),
            *(f"{times:5} x {what}" for what, times in wrong.most_common(10)),
        ]
        return "\n".join(lines)


def _line(name: str, seconds: list[float]) -> str:
    cuts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else seconds * 99
    return f"{name:42} {len(seconds):6} " + " ".join(f"{1000 * cuts[each - 1]:8.0f}" for each in (50, 95, 99))


def measured(owner: str, application: str, minutes: float = MINUTES, staff: int = STAFF) -> Load:
    """Let so many sit at their desks for so long."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": application, "MIGRATION_DATABASE_URL": owner})
    with (
        app.app_context(),
        at_work(application) as worker,
        served(application) as server,
        processes.asking(owner) as asking,
    ):
        work, browsers = _work(_accepts(staff, minutes)), list(_browsers(server, staff))
        until = time.monotonic() + 60 * minutes
        dice = Random(SEED)
        seats = [
            threading.Thread(target=_sit, args=(browser, pages, work, Random(dice.random()), until))
            for browser, pages in browsers
        ]
        spent = [
            processes.seconds_of(server.children()),
            processes.seconds_of([worker]),
            processes.seconds_of(processes.backends(asking, ROLE)),
        ]
        began, own = time.perf_counter(), time.process_time()
        for seat in seats:
            seat.start()
        for seat in seats:
            seat.join()
        took = time.perf_counter() - began
        return Load(
            answers=tuple(answer for browser, _ in browsers for answer in browser.answers),
            seconds=took,
            server_cpu=processes.seconds_of(server.children()) - spent[0],
            worker_cpu=processes.seconds_of([worker]) - spent[1],
            database_cpu=processes.seconds_of(processes.backends(asking, ROLE)) - spent[2],
            own_cpu=time.process_time() - own,
            megabytes=sum(processes.megabytes_of(pid) for pid in (server.pid, *server.children())),
            database_megabytes=sum(processes.megabytes_of(pid) for pid in processes.backends(asking, ROLE)),
        )


def _sit(browser: RecordedBrowser, pages: dict[str, int], work: Work, dice: Random, until: float) -> None:
    """Think, ask, and again until it is time; nobody begins at the same moment."""
    time.sleep(dice.random() * THINKS)
    while time.monotonic() < until:
        with suppress(DidNotServe, HTTPException, OSError):  # written down by the browser
            work.done(dice.choices(list(pages), list(pages.values()))[0], browser, dice)
        time.sleep(min(dice.expovariate(1 / THINKS), max(0.0, until - time.monotonic())))


def _browsers(server: Server, staff: int) -> Iterator[tuple[RecordedBrowser, dict[str, int]]]:
    for name, (of_a_hundred, pages) in DESKS.items():
        with_role = select(User.id, RoleHeld.role).join(RoleHeld, RoleHeld.user_id == User.id)
        user_id, role = db.session.execute(with_role.where(User.sign_in_name == name)).one()
        for _ in range(round(staff * of_a_hundred / 100)):
            signed = signed_in(server.port, user_id, role)
            yield RecordedBrowser(server.port, signed.cookies), pages


def _accepts(staff: int, minutes: float) -> int:
    """How many offers so many accept in that time, if nobody waits for an answer."""
    of_a_hundred, pages = DESKS["worker"]
    return round(staff * of_a_hundred / 100 * pages["accept"] / 100 * minutes * 60 / THINKS)


def _work(accepts: int) -> Work:
    worker, officer = (
        db.session.scalars(select(User).where(User.sign_in_name == name)).one() for name in ("worker", "officer")
    )
    ours = select(Referral.id).where(Referral.organisation_id == worker.organisation_id).order_by(Referral.id)
    living = ours.join(Person, Person.id == Referral.person_id).where(
        Person.died_at.is_(None)
    )  # who died takes no note
    _send(accepts + OFFERS, county.viewer_of(officer), worker.organisation_id)
    waiting = db.session.scalars(ours.where(Referral.state == ReferralState.SUBMITTED)).all()
    here = select(Detention.episode_id).where(Detention.suite_id == officer.suite_id, Detention.released_at.is_(None))
    names = select(PersonDetails.surname, PersonDetails.date_of_birth).where(PersonDetails.superseded_at.is_(None))
    proposed = select(Disposal.id).where(Disposal.state == State.PROPOSED).order_by(Disposal.id)
    numbers = {
        "offer": waiting[-OFFERS:],
        "case": db.session.scalars(living.where(Referral.state == ReferralState.IN_TREATMENT).limit(LOOKED_AT)).all(),
        "episode": db.session.scalars(here.where(Detention.superseded_at.is_(None)).order_by(Detention.id)).all(),
        "disposal": db.session.scalars(proposed.limit(LOOKED_AT)).all(),
    }
    people = db.session.execute(names.order_by(PersonDetails.id.desc()).limit(LOOKED_AT)).all()
    typed = accepting_one(county.viewer_of(worker)).typed
    db.session.rollback()
    return Work(numbers=numbers, to_accept=iter(waiting[:-OFFERS]), people=people, typed=typed)


def _send(number: int, sender: Viewer, organisation_id: int | None) -> None:
    """So many new offers to a service, so that whoever accepts finds enough, whatever was accepted here before."""
    theirs = (Service.organisation_id == organisation_id, Service.closed_on.is_(None))
    for_anybody = (Service.young_people.is_(False), Service.women_only.is_(False))
    service = db.session.scalars(select(Service).where(*theirs, *for_anybody).order_by(Service.id)).first()
    for _ in range(number):
        referred(sender, service)
        db.session.commit()


def main(owner: str, application: str, *how: str) -> int:
    """Print what came of it."""
    print(measured(owner, application, *(kind(each) for kind, each in zip((float, int), how, strict=False))))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
