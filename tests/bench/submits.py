"""A stage submit: raw, in process and over HTTP in turn, each on a referral of its own. Two of them are measured:
accepting a referral, and recording that somebody came."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import Any

from sqlalchemy import select

from pathways import clock, dates
from pathways.acceptance import actions as accepting
from pathways.auth.roles import Viewer
from pathways.engagement.appointments import actions as engaging
from pathways.referrals.first_appointments.rules import AppointmentOutcome
from pathways.referrals.models.referral import Appointment, Referral
from pathways.referrals.steps.rules import ReferralState
from pathways.store.base import db
from tests.bench.figures import Figure, percent, rounds, seconds
from tests.bench.serving import Browser
from tests.bench.statements import Statement, by_the_driver_alone, is_a_trip, say_and_commit, statements_in

ROUNDS, EACH, WARMING, LONGEST = 5, 20, 60, 60.0
"""Each connection of either process plans a statement until it was asked five times, and then no more: so many warm."""
IN_PROCESS, OVER_HTTP = 55, 30
ENOUGH = 3 * (WARMING + ROUNDS * EACH)


@dataclass(frozen=True)
class Submit:
    """What a worker does to many things, one each: by the action, and by the form at an address."""

    name: str
    waiting: tuple[Any, ...]
    act: Callable[[Any], object]
    address: Callable[[Any], str]
    typed: dict[str, str]


@dataclass
class Times:
    """Seconds of one round."""

    raw: list[float] = field(default_factory=list)
    commit: list[float] = field(default_factory=list)
    action: list[float] = field(default_factory=list)
    post: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Measured:
    """The figures, and for scale what one raw submit took and how many statements it was."""

    name: str
    figures: tuple[Figure, ...]
    raw_milliseconds: float
    statements: int
    inserts: int

    def __str__(self) -> str:
        counts = f"{self.name}: {self.statements} statements, {self.inserts} of them INSERT"
        return f"{counts}; raw {self.raw_milliseconds:.1f} ms"


def accepting_one(viewer: Viewer) -> Submit:
    """Accept what waits with the viewer's provider: keyworker and first appointment."""
    ours = (Referral.organisation_id == viewer.organisation_id, Referral.state == ReferralState.SUBMITTED)
    slot = dates.london(clock.now() + timedelta(days=1))
    whole = {"keyworker_id": viewer.user_id, "place": "Main clinic", "note": "Comes by bus"}
    return Submit(
        "accept",
        _some(db.session.scalars(select(Referral.id).where(*ours).order_by(Referral.id).limit(ENOUGH))),
        lambda referral_id: accepting.accept(
            by=viewer, referral_id=referral_id, first_slot_at=clock.now() + timedelta(days=1), **whole
        ),
        lambda referral_id: f"/inbox/{referral_id}/accept",
        {
            "keyworker": str(viewer.user_id),
            "first_slot-day": str(slot.day),
            "first_slot-month": str(slot.month),
            "first_slot-year": str(slot.year),
            "first_slot-time": "10:00",
            "place": "Main clinic",
            "channel": "in_person",
            "note": "Comes by bus",
        },
    )


def recording_one(viewer: Viewer) -> Submit:
    """Record that somebody came to the first appointment."""
    waits = (Appointment.outcome.is_(None), Appointment.starts_at < clock.now())
    ours = (Referral.organisation_id == viewer.organisation_id, Referral.state == ReferralState.APPT_OFFERED)
    appointments = (
        select(Appointment.referral_id, Appointment.id)
        .join(Referral, Referral.id == Appointment.referral_id)
        .where(*ours, *waits)
        .order_by(Appointment.id)
        .limit(ENOUGH)
    )
    return Submit(
        "attendance",
        _some((row[0], row[1]) for row in db.session.execute(appointments)),
        lambda ids: engaging.record_outcome(
            by=viewer, referral_id=ids[0], appointment_id=ids[1], outcome=AppointmentOutcome.ATTENDED
        ),
        lambda ids: f"/cases/{ids[0]}/appointments/{ids[1]}/outcome",
        {"outcome": "attended", "slot": "not_yet"},
    )


BOTH = (accepting_one, recording_one)


def measured(submit: Submit, browser: Browser) -> Measured:
    """Do it a few hundred times."""
    waiting: Iterator[Any] = iter(submit.waiting)
    db.engine.dispose()
    with by_the_driver_alone(db.engine) as connection:
        statements: list[Statement] = []

        def raw(times: Times, item: Any) -> None:
            whole, commit = say_and_commit(connection, statements)
            times.raw.append(whole)
            times.commit.append(commit)

        def action(times: Times, item: Any) -> None:
            times.action.append(seconds(lambda: _done_and_committed(submit, item)))
            db.session.remove()

        def post(times: Times, item: Any) -> None:
            times.post.append(browser.post(submit.address(item), submit.typed))

        jobs: list[Callable[[Times, Any], None]] = [raw, action, post]
        timings = []
        for number in (-1, *rounds(ROUNDS, LONGEST)):
            times = Times()
            for turn in range(WARMING if number < 0 else EACH):
                for place in range(len(jobs)):
                    item = next(waiting)
                    with _one_kept_out():
                        statements[:] = _rehearsed(submit, item)
                    with _one_kept_out():
                        jobs[(turn + place) % len(jobs)](times, item)
            if number >= 0:
                timings.append(times)
    return Measured(
        name=submit.name,
        figures=_figures(submit.name, timings),
        raw_milliseconds=1000 * median(median(each.raw) for each in timings),
        statements=len(statements),
        inserts=sum(each.sql.startswith("INSERT") for each in statements),
    )


@contextmanager
def _one_kept_out() -> Iterator[None]:
    """Of two connections, which are given in turn, nobody is given the one that waits longest.

    So a rehearsal is on one and the action on the other: one that rolls back forgets what it has prepared.
    """
    with db.engine.connect():
        yield


def _rehearsed(submit: Submit, item: Any) -> list[Statement]:
    """What doing it says to the database, taken back: each job then finds the same rows, equally warm."""
    with statements_in(db.engine) as statements:
        submit.act(item)
        db.session.flush()
    db.session.rollback()
    db.session.remove()
    return statements


def _done_and_committed(submit: Submit, item: Any) -> None:
    submit.act(item)
    db.session.commit()


def _some(items: Iterable[Any]) -> tuple[Any, ...]:
    some = tuple(items)
    db.session.rollback()
    return some


def _figures(name: str, timings: list[Times]) -> tuple[Figure, ...]:
    def told(what: str, of: Callable[[Times], float], **target: Any) -> Figure:
        values = tuple(of(each) for each in timings)
        return Figure(what=f"{name} {what}", values=values, unit="%", is_wanted=is_a_trip(), **target)

    return (
        told("in process, of raw", lambda t: percent(t.raw, t.action), at_least=IN_PROCESS),
        told("over HTTP, of raw (the post only)", lambda t: percent(t.raw, t.post), at_least=OVER_HTTP),
        told("commit wait, of the raw submit", lambda t: percent(t.commit, t.raw)),
        told("commit wait, of the action in process", lambda t: percent(t.commit, t.action)),
        told("commit wait, of the post", lambda t: percent(t.commit, t.post)),
        told("in process, of raw, commit wait left out", lambda t: percent(_work(t, t.raw), _work(t, t.action))),
        told("over HTTP, of raw, commit wait left out", lambda t: percent(_work(t, t.raw), _work(t, t.post))),
    )


def _work(times: Times, whole: list[float]) -> list[float]:
    return [median(whole) - median(times.commit)]
