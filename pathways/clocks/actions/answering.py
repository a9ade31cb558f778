"""What somebody did about a clock that no step stops; and the days on which a place is closed."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import update

from pathways import audit, clock
from pathways.auth import Role, Viewer
from pathways.clocks import queries
from pathways.clocks.models import ClockAnswer, Closure
from pathways.clocks.rules import Answered
from pathways.clocks.rules.answers import ClosureFacts, bars_to_answering, closure_faults
from pathways.engagement.rules import DIED
from pathways.referrals import queries as referrals
from pathways.referrals.models import Referral
from pathways.referrals.rules import groups
from pathways.refusals import OutOfSight, Refused, Stale
from pathways.store import db, rows_changed


def answer(*, by: Viewer, referral_id: int, answered: Answered) -> ClockAnswer:
    """Record what was done about a clock of a referral in the viewer's sight. Raises OutOfSight, Refused."""
    held = referrals.referral(by, referral_id)
    audit.hold(held.person_id)
    now = clock.now()
    found = queries.held_of([held.id])[held.id]
    if found.course.died_at is not None:
        raise Refused(reasons=(DIED,))
    if bars := bars_to_answering(answered, found.clocks(now), is_case=held.accepted_at is not None):
        raise Refused(reasons=bars)
    made = ClockAnswer(referral_id=held.id, answered=answered, at=now, by_id=by.user_id)
    db.session.add(made)
    db.session.execute(update(Referral).where(Referral.id == held.id).values(look_at=now))
    db.session.flush()
    audit.in_confidence(by, held.person_id, "clock.answered", ("referral", held.id), answered=answered)
    return made


def close_days(*, by: Viewer, from_on: date, to_on: date, why: str) -> Closure:
    """Days on which nothing is counted: a manager's for their provider, an administrator's for everybody.

    What is due from then on moves; what was told stays told. Raises Refused.
    """
    if faults := closure_faults(ClosureFacts(from_on=from_on, to_on=to_on, today=clock.today())):
        raise Refused(reasons=faults)
    whose = by.organisation_id if by.role is Role.PM else None
    made = Closure(
        organisation_id=whose,
        from_on=from_on,
        to_on=to_on,
        why=why,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
    )
    db.session.add(made)
    db.session.flush()
    _read_anew(whose)
    audit.administered(by, "closure.added", by.organisation_id, closure=made.id, from_on=from_on, to_on=to_on)
    return made


def open_days(*, by: Viewer, closure_ids: Collection[int]) -> None:
    """The days are worked after all. Raises OutOfSight for another's, Stale when somebody took one out first."""
    theirs = {one.id for one in queries.closures(by) if _keeps(by, one)}
    for closure_id in sorted(set(closure_ids)):
        if closure_id not in theirs:
            raise OutOfSight
        same = (Closure.id == closure_id, Closure.taken_out_at.is_(None))
        change = update(Closure).where(*same).values(taken_out_at=clock.now(), taken_out_by_id=by.user_id)
        if rows_changed(change) != 1:
            raise Stale
        audit.administered(by, "closure.taken_out", by.organisation_id, closure=closure_id)
    _read_anew(by.organisation_id if by.role is Role.PM else None)


def _read_anew(organisation_id: int | None) -> None:
    """What waits for an answer there is read at once: the day to answer by moves with the days that are counted."""
    waiting = update(Referral).where(Referral.state.in_(groups()["WITH_PROVIDER"]))
    if organisation_id is not None:
        waiting = waiting.where(Referral.organisation_id == organisation_id)
    db.session.execute(waiting.values(look_at=clock.now()))


def _keeps(by: Viewer, held: Closure) -> bool:
    return held.organisation_id == (by.organisation_id if by.role is Role.PM else None)
