"""Telling that a time is up: a row for each person or place told, and a message to each who reads mail. Once, ever."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from pathways import audit, clock
from pathways.clocks import queries
from pathways.clocks.models import Telling
from pathways.clocks.queries import Held, Recipient
from pathways.clocks.rules import Clock, End, Told
from pathways.clocks.rules.quiet import not_before
from pathways.outbox import actions as outbox
from pathways.store import db

URGENT = "urgent"
PATHS = {
    Told.REFERRER: "/referrals/{referral}",
    Told.SERGEANT: "/episodes/{episode}",
    Told.MONITOR: "/disposals/due",
    Told.POLICE: "/failures",
}
OURS = "/overdue"
"""Where a message leads: to the list of the reader's own desk, or to what they have already."""


def tell(held: Held, one: Clock, end: End) -> tuple[Recipient, ...]:
    """Tell everybody whom the table names of this end of a clock. Returns those who are told by this call."""
    ring = queries.ring(held) if one.timer.code == URGENT else ""
    return tuple(to for key, to in by_key(held, one, end).items() if _put(held, one, end, to, key, ring=ring))


def tell_police(held: Held, about: str, told_at: datetime, officer: Recipient) -> bool:
    """The officer who gave the notice is told that a failure was reported: to be read on the page, not in the mail."""
    key = key_of_police(held, about, officer.user_id)
    values = _values(held, "failure_notice", about, End(at=told_at, told=(), number=0), officer, key)
    if not _add({**values, "settled_at": clock.now()}):
        return False
    _write(held, officer, key)
    return True


def by_key(held: Held, one: Clock, end: End) -> dict[str, Recipient]:
    """Everybody whom the table names of this end of a clock, each by the key under which they are told of it once."""
    began = int(one.started_at.timestamp()) if one.started_at else 0
    of_end = f"{held.chain[0]}:{one.timer.code}:{one.about}:{began}:{end.number}"
    return {
        f"{of_end}:{to.told.value}:{to.user_id or to.organisation_id or 0}": to
        for to in queries.recipients(held, one, end.told)
    }


def key_of_police(held: Held, about: str, officer_id: int | None) -> str:
    """The key under which an officer is told once that a failure was reported."""
    return f"{held.chain[0]}:failure_notice:{about}:told:{officer_id}"


def settle(held: Held, clocks: tuple[Clock, ...]) -> int:
    """What was told and is no longer out of time is off the lists. The row stays: nothing told is taken back."""
    late = {(one.timer.code, one.about) for one in clocks if one.is_over or is_urgent_now(one)}
    open_now = select(Telling).where(Telling.referral_id == held.referral.id, Telling.settled_at.is_(None))
    over = [row.id for row in db.session.scalars(open_now) if (row.timer, row.about) not in late]
    if over:
        db.session.execute(update(Telling).where(Telling.id.in_(over)).values(settled_at=clock.now()))
    return len(over)


def is_urgent_now(one: Clock) -> bool:
    """An urgent clock is told when it begins: it is for today or tomorrow."""
    return one.timer.code == URGENT and one.still_runs


def _put(held: Held, one: Clock, end: End, to: Recipient, key: str, *, ring: str) -> bool:
    values = _values(held, one.timer.code, one.about, end, to, key)
    if not _add({**values, "by_phone": bool(ring), "ring": ring}):
        return False
    audit.in_confidence(
        audit.SYSTEM, held.referral.person_id, "clock.told", ("referral", held.referral.id), timer=one.timer.code
    )
    if not ring:
        _write(held, to, key)
    return True


def _values(held: Held, timer: str, about: str, end: End, to: Recipient, key: str) -> dict[str, object]:
    return {
        "referral_id": held.referral.id,
        "person_id": held.referral.person_id,
        "timer": timer,
        "about": about,
        "number": end.number,
        "told": to.told,
        "organisation_id": to.organisation_id,
        "user_id": to.user_id,
        "due_at": end.at,
        "told_at": clock.now(),
        "by_phone": False,
        "ring": "",
        "key": key,
        "settled_at": None,
    }


def _add(values: dict[str, object]) -> bool:
    """Whether this call wrote the row: of two workers at once, one."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(Telling).values(**values).on_conflict_do_nothing(index_elements=["key"])
    return db.session.scalar(fresh.returning(Telling.id)) is not None


def _write(held: Held, to: Recipient, key: str) -> None:
    """A message to each of them: a reference and a link, nothing of the person or of what is late."""
    referral = held.referral
    path = PATHS.get(to.told, OURS).format(referral=referral.id, episode=referral.episode_id)
    for user_id, address in to.write_to:
        outbox.queue(
            by=audit.SYSTEM,
            kind="clock_overdue",
            to=address,
            reference=referral.reference or f"Draft {referral.id}",
            link=path,
            key=f"{key}:{user_id}"[:120],
            about_person_id=referral.person_id,
            not_before=not_before(clock.now()),
        )
