"""Telling that a time is up, once, ever; and what somebody did about a clock that no step stops."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, and_, bindparam, true, update
from sqlalchemy.dialects import postgresql, sqlite

from pathways import clock
from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.auth.roles import Role, Viewer
from pathways.deadlines.models import ClockAnswer, Closure, Telling
from pathways.deadlines.queries import duties as duties_queries
from pathways.deadlines.queries import facts as facts_queries
from pathways.deadlines.queries import whom_to_tell as whom_to_tell_queries
from pathways.deadlines.queries.facts import ReferralInTime
from pathways.deadlines.queries.whom_to_tell import Recipient
from pathways.deadlines.rules.deadlines import Answered, TimerRecipient
from pathways.deadlines.rules.states import End, ReferralClock
from pathways.deadlines.rules.words import ClosureFacts, bars_to_answering, closure_faults, not_before
from pathways.engagement.rules import DIED
from pathways.outbox import actions as outbox
from pathways.outbox.actions import ToQueue
from pathways.referrals.actions import locked
from pathways.referrals.models.referral import Referral, marking_clocks_due, read_clocks_anew
from pathways.referrals.steps.rules import REFERRAL_STEPS
from pathways.refusals import OutOfSight, Refused, Stale, refuse_if
from pathways.store.base import db, rows_changed, save

# What somebody did about a clock that no step stops; and the days on which a place is closed.


def answer(*, by: Viewer, referral_id: int, answered: Answered) -> ClockAnswer:
    """Record what was done about a clock of a referral in the viewer's sight. Raises OutOfSight, Refused."""
    referral, now = locked(by, referral_id), clock.now()
    course = facts_queries.courses_of([referral.id])[referral.id]
    if course.course.died_at is not None:
        raise Refused(reasons=(DIED,))
    refuse_if(bars_to_answering(answered, course.clocks(now), is_case=referral.accepted_at is not None))
    made = save(ClockAnswer(referral_id=referral.id, answered=answered, at=now, by_id=by.user_id))
    read_clocks_anew(referral.id, now)
    audit.in_confidence(by, referral.person_id, "clock.answered", ("referral", referral.id), answered=answered)
    return made


def close_days(*, by: Viewer, from_on: date, to_on: date, why: str) -> Closure:
    """Close days on which nothing is counted: a manager for their provider, an administrator for everybody.

    Later due dates move; what was told stays told. Raises Refused.
    """
    refuse_if(closure_faults(ClosureFacts(from_on=from_on, to_on=to_on, today=clock.today())))
    whose = by.organisation_id if by.role is Role.PM else None
    made = Closure(
        organisation_id=whose,
        from_on=from_on,
        to_on=to_on,
        why=why,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    save(made)
    _read_waiting_anew(whose)
    audit.administered(by, "closure.added", by.organisation_id, closure=made.id, from_on=from_on, to_on=to_on)
    return made


def open_days(*, by: Viewer, closure_ids: Collection[int]) -> None:
    """Take closures out again. Raises OutOfSight for another's, Stale when somebody took one out first."""
    theirs = {closure.id for closure in duties_queries.closures(by) if _keeps(by, closure)}
    for closure_id in sorted(set(closure_ids)):
        if closure_id not in theirs:
            raise OutOfSight
        same = (Closure.id == closure_id, Closure.taken_out_at.is_(None))
        change = update(Closure).where(*same).values(taken_out_at=clock.now(), taken_out_by_id=by.user_id)
        if rows_changed(change) != 1:
            raise Stale
        audit.administered(by, "closure.taken_out", by.organisation_id, closure=closure_id)
    _read_waiting_anew(by.organisation_id if by.role is Role.PM else None)


def _read_waiting_anew(organisation_id: int | None) -> None:
    """Have the referrals that wait for an answer read at once: their day to answer by moves with the closed days."""
    there = Referral.organisation_id == organisation_id if organisation_id is not None else true()
    waits = marking_clocks_due(and_(Referral.state.in_(REFERRAL_STEPS.groups["WITH_PROVIDER"]), there))
    db.session.execute(waits, {"now": clock.now()})


def _keeps(by: Viewer, closure: Closure) -> bool:
    return closure.organisation_id == (by.organisation_id if by.role is Role.PM else None)


# Telling that a time is up: one row for each person or place told, and a message to those who read mail. Only once.


URGENT = "urgent"
PATHS = {
    TimerRecipient.REFERRER: "/referrals/{referral}",
    TimerRecipient.SERGEANT: "/episodes/{episode}",
    TimerRecipient.MONITOR: "/disposals/due",
    TimerRecipient.POLICE: "/failures",
}
OURS = "/overdue"
"""Where a message leads: to the list of the reader's own desk, or to what they have already."""


@dataclass(frozen=True, kw_only=True)
class ToTell:
    """One time that is up, for one person or place to be told of. `ring` says whom to ring where it is told by
    telephone. A report (`is_report`) is told and nothing waits for it: no list shows it."""

    course: ReferralInTime
    timer: str
    about: str
    end: End
    to: Recipient
    key: str
    ring: str = ""
    is_report: bool = False


def to_tell(course: ReferralInTime, running_clock: ReferralClock, end: End) -> tuple[ToTell, ...]:
    """What everybody whom the table names for this end of a clock is told."""
    ring = whom_to_tell_queries.ring(course) if running_clock.timer.code == URGENT else ""
    timer, about = running_clock.timer.code, running_clock.about
    return tuple(
        ToTell(course=course, timer=timer, about=about, end=end, to=to, key=key, ring=ring)
        for key, to in by_key(course, running_clock, end).items()
    )


def reported_to(course: ReferralInTime, about: str, reported_at: datetime, officer: Recipient) -> ToTell:
    """What the officer who gave the notice is told of a failure that was reported. The page says more, the mail does
    not."""
    end = End(at=reported_at, addressees=(), number=0)
    key = key_of_police(course, about, officer.user_id)
    return ToTell(course=course, timer="failure_notice", about=about, end=end, to=officer, key=key, is_report=True)


def tell(things: Sequence[ToTell]) -> None:
    """Tell each of these once, ever: a row, an event, and a message where nobody is rung; a few statements for all.

    What was told already is left out, perhaps by another worker at the same moment.
    """
    if not things:
        return
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(_TELLING).on_conflict_do_nothing(index_elements=["key"]).returning(_TELLING.c.key)
    keys = set(db.session.scalars(fresh, [_values(each) for each in things]))
    new = {each.key: each for each in things if each.key in keys}.values()
    audit.record_all(
        audit.entry_about_person(
            audit_models.SYSTEM,
            each.course.referral.person_id,
            "clock.told",
            ("referral", each.course.referral.id),
            {"timer": each.timer},
        )
        for each in new
        if not each.is_report
    )
    messages = [message for each in new if not each.ring for message in _messages(each)]
    outbox.queue_together(by=audit_models.SYSTEM, messages=messages)


def by_key(course: ReferralInTime, running_clock: ReferralClock, end: End) -> dict[str, Recipient]:
    """Everybody whom the table names for this end of a clock, by the key that makes sure they are told of it once."""
    began = int(running_clock.started_at.timestamp()) if running_clock.started_at else 0
    of_end = f"{course.chain[0]}:{running_clock.timer.code}:{running_clock.about}:{began}:{end.number}"
    return {
        f"{of_end}:{to.addressee.value}:{to.user_id or to.organisation_id or 0}": to
        for to in whom_to_tell_queries.recipients(course, running_clock, end.addressees)
    }


def key_of_police(course: ReferralInTime, about: str, officer_id: int | None) -> str:
    """The key under which an officer is told once that a failure was reported."""
    return f"{course.chain[0]}:failure_notice:{about}:told:{officer_id}"


def settle(telling_ids: Collection[int]) -> None:
    """Take these off the lists: what was told is no longer out of time. The rows stay."""
    if telling_ids:
        settled = update(Telling).where(Telling.id.in_(telling_ids)).values(settled_at=clock.now())
        db.session.execute(settled)


def list_again(late: Mapping[int, ToTell]) -> None:
    """Put what was told before, by its id, on the list of the referral that is late now. Nobody is told once more.

    Raises Stale where a row is gone: the caller has read them in this transaction, and holds the person.
    """
    if not late:
        return
    again = update(_TELLING).where(_TELLING.c.id == bindparam("told"))
    again = again.values(referral_id=bindparam("referral"), due_at=bindparam("due"), settled_at=None)
    values = ((number, each.course.referral.id, each.end.at) for number, each in late.items())
    rows = [dict(zip(("told", "referral", "due"), each, strict=True)) for each in values]
    if rows_changed(again, rows) != len(rows):
        raise Stale


def is_urgent_now(running_clock: ReferralClock) -> bool:
    """Whether this is the urgent clock and it runs. It is told when it begins: it is for today or tomorrow."""
    return running_clock.timer.code == URGENT and running_clock.still_runs


_TELLING = cast(Table, Telling.__table__)


def _values(each: ToTell) -> dict[str, object]:
    referral, now = each.course.referral, clock.now()
    return {
        "referral_id": referral.id,
        "person_id": referral.person_id,
        "timer": each.timer,
        "about": each.about,
        "number": each.end.number,
        "addressee": each.to.addressee,
        "organisation_id": each.to.organisation_id,
        "user_id": each.to.user_id,
        "due_at": each.end.at,
        "told_at": now,
        "by_phone": bool(each.ring),
        "ring": each.ring,
        "key": each.key,
        "settled_at": now if each.is_report else None,
    }


def _messages(each: ToTell) -> Iterable[ToQueue]:
    """A message to each of them: a reference and a link, nothing of the person or of what is late."""
    referral = each.course.referral
    path = PATHS.get(each.to.addressee, OURS).format(referral=referral.id, episode=referral.episode_id)
    for user_id, address in each.to.write_to:
        yield ToQueue(
            kind="clock_overdue",
            to=address,
            reference=referral.reference or f"Draft {referral.id}",
            link=path,
            key=f"{each.key}:{user_id}"[:120],
            about_person_id=referral.person_id,
            not_before=not_before(clock.now()),
        )
