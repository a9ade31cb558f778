"""`flask worker`: sends messages and does what is due. It may be killed at any moment, and two may run at once.

A job that fails is logged and tried again in the next round, and does not stop the others.
"""

import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext

from pathways.acceptance.answer_links import actions as acceptance
from pathways.auth import sessions as devices
from pathways.cli import jobs as clockwork
from pathways.cli.jobs import deliver, heart
from pathways.demo import brought_over, the_board
from pathways.drafts import actions as drafts
from pathways.engagement.appointments import actions as engagement
from pathways.imports.actions import undoing
from pathways.imports.models import ImportRun, ImportUndoing
from pathways.imports.queries.importers import decider_of
from pathways.imports.queries.runs import next_to_take_back, under_way
from pathways.outbox import actions as outbox
from pathways.outbox.settings import settings_of
from pathways.packs import actions as packs
from pathways.reporting.actions import making
from pathways.reporting.queries.counting import NotKeptYet, rules_in_use
from pathways.server_log import told_without_words
from pathways.store.base import db, roll_back
from pathways.store.engines import about_nobody, looked_up, outage_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """Something to do every so often. `run` takes the worker's name, commits, and returns how much it did."""

    name: str
    every: timedelta
    run: Callable[[str], int]


def send_messages(worker: str) -> int:
    """Send what is due through the channels that are set up."""
    return deliver(settings_of(current_app.config), worker)


def tidy(_worker: str) -> int:
    """Delete old drafts, form keys, addresses of messages, devices that nobody signs in from, and expired packs."""
    drafts.forget_old()
    devices.forget_unused()
    outbox.forget_addresses()
    outbox.forget_silent()
    db.session.commit()
    while packs.let_expired_go():
        db.session.commit()
    db.session.commit()
    return 0


def make_links(_worker: str) -> int:
    """Make the links by which a service without accounts answers a referral or tells of an appointment."""
    key = str(current_app.config["SECRET_KEY"])
    made = acceptance.make_links(key=key, each=_links_apart) + engagement.make_outcome_links(key=key, each=_links_apart)
    db.session.commit()
    return made


def _links_apart(make: Callable[[], int], what: str) -> int:
    return clockwork.by_itself(make, what, "links not made")


def read_clocks(_worker: str) -> int:
    """Do what time alone brings about: nobody answered a referral or reached somebody, or a consent lapsed."""
    return clockwork.act_on_due_clocks()


def keep_standings(_worker: str) -> int:
    """Keep how everybody stands on each day, for the reports. A whole county takes many rounds."""
    return _one_after_the_other(making.keep_standings, SECONDS_OF_STANDINGS)


def bring_history_over(worker: str) -> int:
    """Import what a made-up county has of before, in a demonstration: some in a round. Of its first figures it is
    recorded that the Board was shown them."""
    if current_app.config["PATHWAYS_ENV"] == "production":
        return 0
    if not looked_up(brought_over.is_left):
        send = partial(send_messages, worker)
        shown = the_board.show_to_board(send) if looked_up(the_board.is_to_be_shown) else 0
        db.session.commit()
        return shown
    lots = brought_over.bring_over()
    return _one_after_the_other(lambda: next(lots, 0), SECONDS_OF_HISTORY)


def take_imports_back(_worker: str) -> int:
    """Take back what two people decided to, of one import: some in a round. Killed, it begins with the last again."""
    decided = looked_up(next_to_take_back)
    if decided is None:
        return 0
    number, decision = decided
    before = _taken_back_to.pop(number, undoing.LAST)

    def take_back() -> int:
        nonlocal before
        run, by = db.session.get_one(ImportRun, number), decider_of(db.session.get_one(ImportUndoing, decision))
        before = undoing.take_back_next(by=by, run=run, before=before)
        return before

    done = _one_after_the_other(take_back, SECONDS_OF_TAKING_BACK)
    if before:
        _taken_back_to[number] = before  # all that comes after it was committed
    return done


_taken_back_to: dict[int, int] = {}
"""By import, how far this process has taken it back: what stays is not asked about again in each round."""


def make_figures(_worker: str) -> int:
    """Make the figures of the quarter that is over: some in a round, so that the other jobs have their turn.

    They are counted and decided without the lock of an SQLite file, which is taken to write them. They wait for an
    import: of half of what happened they would be right, and stay.
    """
    try:
        with about_nobody(), the_board.as_when_due():
            if looked_up(under_way):
                return 0
            return _one_after_the_other(making.make_figures, SECONDS_OF_FIGURES)
    except NotKeptYet:  # how everybody stands is kept first
        roll_back()
        return 0


def _one_after_the_other(make: Callable[[], int], seconds: float) -> int:
    """Make some in this round, each committed by itself: how many.

    An SQLite file is left alone now and then for as long as it takes whoever waits to save to look again: between two
    transactions nobody who looks ten times a second gets a turn.
    """
    done, began = 0, time.monotonic()
    rested, rests = began, db.engine.dialect.name == "sqlite"
    while made := make():
        db.session.commit()
        done += made
        if rests and time.monotonic() - rested > SECONDS_AT_A_TIME:
            time.sleep(SECONDS_TO_LOOK_AGAIN)
            rested = time.monotonic()
        if time.monotonic() - began > seconds:
            break
    db.session.commit()
    return done


def make_files(worker: str) -> int:
    """Make the national file that a manager asked for: one in a round, so that the other jobs have their turn."""
    return clockwork.make_file(worker)


def order_packs(_worker: str) -> int:
    """Order the packs that people have each quarter, once its figures are made."""
    return clockwork.act_on_schedules()


def make_packs(worker: str) -> int:
    """Make the pack of reports that a manager ordered: one in a round as well."""
    return clockwork.make_pack(worker)


def tell_of_notices(_worker: str) -> int:
    """Tell of required assessments that nobody recorded, where the arrest led to no referral."""
    return clockwork.tell_of_notices()


INTERVAL = 5.0
EVERY_ROUND = timedelta(0)
SECONDS_OF_STANDINGS = SECONDS_OF_FIGURES = 2.0
SECONDS_OF_HISTORY = 5.0
SECONDS_OF_TAKING_BACK = 2.0
SECONDS_AT_A_TIME, SECONDS_TO_LOOK_AGAIN = 0.3, 0.12
JOBS: tuple[Job, ...] = (
    Job("read clocks", EVERY_ROUND, read_clocks),
    Job("tell of notices", timedelta(minutes=10), tell_of_notices),
    Job("make links to answer by", EVERY_ROUND, make_links),
    Job("send messages", EVERY_ROUND, send_messages),
    Job("bring history over", EVERY_ROUND, bring_history_over),
    Job("take imports back", EVERY_ROUND, take_imports_back),
    Job("keep standings", EVERY_ROUND, keep_standings),
    Job("make figures", EVERY_ROUND, make_figures),
    Job("make files", EVERY_ROUND, make_files),
    Job("order packs each quarter", timedelta(minutes=1), order_packs),
    Job("make packs", EVERY_ROUND, make_packs),
    Job("tidy", timedelta(hours=1), tidy),
)


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@click.option("--interval", default=INTERVAL, show_default=True, help="Seconds between two rounds.")
@with_appcontext
def run_worker(once: bool, interval: float) -> None:
    """Send messages and do what is due, until stopped. Safe to kill; several may run."""
    if not settings_of(current_app.config).media:
        click.echo("No mail server and no key of GOV.UK Notify is set: messages wait.", err=True)
    rules_in_use()  # of the files that this process has read, not of those that replace them while it works
    gc.freeze()  # what it has read stays: nobody need look at it again each time memory is swept
    if not once:
        work(interval=interval)
        return
    name = _name()
    heart.start(name)
    _, failed = run_due_jobs(JOBS, name, {})
    sys.exit(1 if failed else 0)


def work(*, interval: float = INTERVAL, with_parent: bool = False) -> None:
    """Do what is due, until stopped; `with_parent`: until the process that forked this one has ended, too."""
    name, last = _name(), dict[str, float]()
    heart.start(name)
    stopping = Stopping(with_parent=with_parent)
    while True:
        done, failed = run_due_jobs(JOBS, name, last)
        if failed or not done:
            stopping.rest(interval)
        if stopping.is_asked:
            heart.stop()
            return


def _name() -> str:
    """What this process is called in the table of beats."""
    return f"{socket.gethostname()[:50]}:{os.getpid()}"


def run_due_jobs(jobs: tuple[Job, ...], name: str, last: dict[str, float]) -> tuple[int, int]:
    """Run each job that is due; `last` stores when each ran. Returns how much was done, and how many jobs failed."""
    done = failed = 0
    for job in jobs:
        began = time.monotonic()
        if job.name in last and began - last[job.name] < job.every.total_seconds():
            continue
        last[job.name] = began
        heart.beat()
        try:
            done += job.run(name)
        except Exception as error:  # whatever failed: the other jobs go on, and this one is tried again
            roll_back()
            failed += 1
            kind = outage_of(error)
            more = {"error": error, "repeated": kind and f"job {job.name}: the database is {kind}"}
            logger.error("The job “%s” failed: %s", job.name, told_without_words(error), extra=more)
        finally:
            db.session.remove()
    return done, failed


class Stopping:
    """Whether somebody asked the worker to stop. It then ends after the round it is in.

    With `with_parent`, the end of the process that started it counts as asking.
    """

    def __init__(self, *, with_parent: bool = False) -> None:
        self._asked, self._parent = False, os.getppid() if with_parent else None
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._ask)

    @property
    def is_asked(self) -> bool:
        return self._asked or (self._parent is not None and os.getppid() != self._parent)

    def rest(self, seconds: float) -> None:
        """Sleep so many seconds, with beats, or until somebody asks."""
        until = time.monotonic() + seconds
        while not self.is_asked and (left := until - time.monotonic()) > 0:
            heart.beat()
            time.sleep(min(left, 0.5))

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True
