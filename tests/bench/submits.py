"""A stage submit: accepting a referral. Raw, in process and over HTTP in turn, each on a referral of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import Any

from sqlalchemy import select

from pathways import clock
from pathways.acceptance import actions
from pathways.auth import Viewer
from pathways.referrals.models import Referral
from pathways.referrals.rules import ReferralState
from pathways.store import db
from tests.bench.figures import Figure, percent, rounds, seconds
from tests.bench.said import Statement, kept, say_and_commit
from tests.bench.serving import Browser

ROUNDS, EACH, WARMING, LONGEST = 5, 20, 8, 60.0
IN_PROCESS, OVER_HTTP = 35, 15


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

    figures: tuple[Figure, ...]
    raw_milliseconds: float
    statements: int
    inserts: int


def measured(viewer: Viewer, browser: Browser) -> Measured:
    """Accept a few hundred of the referrals that wait with the viewer's organisation."""
    waiting = _waiting(viewer)
    connection: Any = db.engine.raw_connection().driver_connection
    said: list[Statement] = []

    def raw(times: Times, referral_id: int) -> None:
        whole, commit = say_and_commit(connection, said)
        times.raw.append(whole)
        times.commit.append(commit)

    def action(times: Times, referral_id: int) -> None:
        times.action.append(seconds(lambda: _accept_and_commit(viewer, referral_id)))
        db.session.remove()

    def post(times: Times, referral_id: int) -> None:
        times.post.append(browser.post(f"/inbox/{referral_id}/accept", _typed(viewer)))

    jobs: list[Callable[[Times, int], None]] = [raw, action, post]
    found = []
    for number in (-1, *rounds(ROUNDS, LONGEST)):
        times = Times()
        for turn in range(WARMING if number < 0 else EACH):
            for place in range(len(jobs)):
                referral_id = next(waiting)
                said[:] = _rehearsed(viewer, referral_id)
                jobs[(turn + place) % len(jobs)](times, referral_id)
        if number >= 0:
            found.append(times)
    return Measured(
        figures=_figures(found),
        raw_milliseconds=1000 * median(median(each.raw) for each in found),
        statements=len(said),
        inserts=sum(each.sql.startswith("INSERT") for each in said),
    )


def _rehearsed(viewer: Viewer, referral_id: int) -> list[Statement]:
    """What accepting this referral says to the database, taken back: each job then finds the same rows, equally warm."""
    with kept(db.engine) as said:
        _accept(viewer, referral_id)
        db.session.flush()
    db.session.rollback()
    db.session.remove()
    return said


def _accept(viewer: Viewer, referral_id: int) -> None:
    actions.accept(
        by=viewer,
        referral_id=referral_id,
        keyworker_id=viewer.user_id,
        first_slot_at=clock.now() + timedelta(days=1),
        place="Main clinic",
        note="Comes by bus",
    )


def _accept_and_commit(viewer: Viewer, referral_id: int) -> None:
    _accept(viewer, referral_id)
    db.session.commit()


def _waiting(viewer: Viewer) -> Iterator[int]:
    ours = (Referral.organisation_id == viewer.organisation_id, Referral.state == ReferralState.SUBMITTED)
    enough = 3 * (WARMING + ROUNDS * EACH)
    found = db.session.scalars(select(Referral.id).where(*ours).order_by(Referral.id).limit(enough)).all()
    db.session.rollback()
    return iter(found)


def _typed(viewer: Viewer) -> dict[str, str]:
    slot = clock.london(clock.now() + timedelta(days=1))
    return {
        "keyworker": str(viewer.user_id),
        "first_slot-day": str(slot.day),
        "first_slot-month": str(slot.month),
        "first_slot-year": str(slot.year),
        "first_slot-time": "10:00",
        "place": "Main clinic",
        "channel": "in_person",
        "note": "Comes by bus",
    }


def _figures(found: list[Times]) -> tuple[Figure, ...]:
    def told(what: str, of: Callable[[Times], float], **target: Any) -> Figure:
        return Figure(what=what, values=tuple(of(each) for each in found), unit="%", **target)

    return (
        told("accept in process, of raw", lambda t: percent(t.raw, t.action), at_least=IN_PROCESS),
        told("accept over HTTP, of raw (the post only)", lambda t: percent(t.raw, t.post), at_least=OVER_HTTP),
        told("commit wait, of the raw submit", lambda t: percent(t.commit, t.raw)),
        told("commit wait, of the action in process", lambda t: percent(t.commit, t.action)),
        told("commit wait, of the post", lambda t: percent(t.commit, t.post)),
        told(
            "in process, of raw, commit wait left out of both", lambda t: percent(_work(t, t.raw), _work(t, t.action))
        ),
        told("over HTTP, of raw, commit wait left out of both", lambda t: percent(_work(t, t.raw), _work(t, t.post))),
    )


def _work(times: Times, whole: list[float]) -> list[float]:
    return [median(whole) - median(times.commit)]
