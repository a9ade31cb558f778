"""Acting on the clocks of a referral, or of a notice without one: telling people, and the steps of time."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, bindparam, select

from pathways import clock
from pathways.audit import models as audit_models
from pathways.audit import record as audit
from pathways.dates import london_day
from pathways.deadlines.actions.telling import (
    URGENT,
    ToTell,
    by_key,
    is_urgent_now,
    key_of_police,
    list_again,
    reported_to,
    settle,
    tell,
    to_tell,
)
from pathways.deadlines.models import Telling
from pathways.deadlines.queries import facts as facts_queries
from pathways.deadlines.queries import whom_to_tell as whom_to_tell_queries
from pathways.deadlines.queries.duties import Duty, Unreferred
from pathways.deadlines.queries.facts import ReferralInTime
from pathways.deadlines.rules.states import End, ReferralClock, next_look
from pathways.deadlines.rules.words import not_before
from pathways.outbox import actions as outbox
from pathways.people.rules import in_sight_for
from pathways.referrals.actions import keep_readings
from pathways.referrals.consents import actions as consents_actions
from pathways.referrals.models.referral import Referral
from pathways.referrals.sending.rules import turn_of
from pathways.referrals.steps import actions as steps_actions
from pathways.referrals.steps.actions import StepOfTime
from pathways.referrals.steps.rules import REFERRAL_STEPS, is_closed
from pathways.store.base import db
from pathways.store.together import among

# A notice given in an arrest that led to no referral: the managers of the provider it names are told, once.


EXPECTED = "/inbox/required-assessments"


def tell_of_notice(late: Unreferred, *, now: datetime) -> int:
    """Queue a message to each manager for each end that has passed. The key of a message keeps it from going twice.

    Returns how many were queued, those of an earlier call included.
    """
    written = 0
    for end in (each for each in late.clock.ends if each.at < now):
        for user_id, address in whom_to_tell_queries.managers_of(late.organisation_id):
            outbox.queue(
                by=audit_models.SYSTEM,
                kind="clock_overdue",
                to=address,
                reference=f"Notice {late.required_id}",
                link=EXPECTED,
                key=f"notice:{late.clock.about}:{late.clock.timer.code}:{end.number}:{user_id}",
                about_person_id=late.person_id,
                not_before=not_before(now),
            )
            written += 1
    return written


# Acting on the clocks of a referral: tell everybody who is to be told, and take the steps that time itself takes.
#
# All of it is in the caller's transaction, which holds the lock: two workers act on a referral one after the other, and
# the second sees what the first wrote. A worker that is killed leaves everything as it was.


DUTIES = ("failure_notice", "condition_report", "required_assessment")
"""What is owed to others, whatever became of the case."""
MOST_STEPS = 5
"""One step may make another due (after a pause with no worker running). More than so many in a row is a mistake."""
AT_LEAST_DAILY = timedelta(days=1)
"""What is written past the session, and has no event that the clocks are marked by, is found within a day."""
TELLS_BACK = timedelta(days=31)
"""How long ago a failure may have been reported and still be written to the officer."""

# Every case is looked over each day: built once.
_DUE = (
    select(Referral.id, Referral.person_id)
    .where(among(Referral.id, "of_referrals"), Referral.look_at <= bindparam("now"))
    .order_by(Referral.id)
)
_STILL_DUE = _DUE.with_for_update(skip_locked=True)
TellingRow = Row[int, str, int, datetime | None, str, str]
_TOLD = (
    select(Telling.id, Telling.key, Telling.referral_id, Telling.settled_at, Telling.timer, Telling.about)
    .where(among(Telling.referral_id, "of_referrals"))
    .order_by(Telling.id)
)
Clocks = tuple[ReferralClock, ...]
Readings = Mapping[int, tuple[ReferralInTime, Clocks]]
"""By referral, its course and its clocks as they are read."""


@dataclass(frozen=True, kw_only=True)
class AlreadyTold:
    """What was told before: all of it by its key, and by referral what stands on a list still."""

    rows: Mapping[str, TellingRow]
    waiting: Mapping[int, Collection[TellingRow]]

    def stands(self, key: str, course: ReferralInTime) -> bool:
        """Whether it was told and is on a list still, of this referral: not of one that it was sent on from."""
        row = self.rows.get(key)
        return row is not None and row.settled_at is None and row.referral_id == course.referral.id


def act_on_clocks(*, referral_id: int, now: datetime) -> bool:
    """Act on the clocks of a referral if they are due: queue messages, take the steps of time, set when to look next.

    It waits for whoever is writing of the person. A row of the referral that is locked then is left: it stays due.
    Returns whether it acted: False where the clocks are not due, or the row is locked.
    """
    asked = {"of_referrals": [referral_id], "now": now}
    due = db.session.execute(_DUE, asked).one_or_none()
    if due is None:
        return False
    audit.lock(due[1])  # locked before the row, in the order in which everybody who records something locks
    if db.session.execute(_STILL_DUE, asked).one_or_none() is None:
        return False
    _act([referral_id], now)
    return True


def act_on_clocks_of_many(*, referral_ids: Collection[int], now: datetime) -> tuple[int, ...]:
    """Act on the clocks of these referrals as `act_on_clocks` does, in a few dozen statements for a hundred of them.

    It waits for no lock. Returns those on which it has not acted: not due, or somebody else has locked the person, whom
    `act_on_clocks` waits for, or the row.
    """
    asked = {"of_referrals": referral_ids, "now": now}
    whose = {row[0]: row[1] for row in db.session.execute(_DUE, asked)}
    free = audit.lock_free(set(whose.values()))  # before the rows, as everybody who records something locks
    asked["of_referrals"] = [number for number, person_id in whose.items() if person_id in free]
    ours = {row[0] for row in db.session.execute(_STILL_DUE, asked)}
    left = [number for number in referral_ids if number in ours]
    while left:
        first_of = {whose[number]: number for number in reversed(left)}.values()  # so a log is as of each by itself
        _act(first_of, now)
        left = [number for number in left if number not in first_of]
    return tuple(number for number in referral_ids if number not in ours)


def _act(referral_ids: Collection[int], now: datetime) -> None:
    """Act on these, whose people and rows are locked: tell, take the steps of time, keep when to look next."""
    readings = _readings_of(referral_ids, now)
    for _ in range(MOST_STEPS):
        _tell(readings, now)
        moved = _take(readings, now)
        _keep({number: each for number, each in readings.items() if number not in moved}, now)
        if not moved:
            return
        now = max(now, clock.now())  # the steps were taken a moment after this reading began
        readings = _readings_of(moved, now)
    _tell(readings, now)
    _keep(readings, now)


def look_over(
    *, referral_ids: Collection[int], now: datetime, again_within: timedelta = AT_LEAST_DAILY
) -> tuple[int, ...]:
    """Set the next reading of each referral where nobody is to be told and no step is due. Returns all the others.

    Ten statements, however many referrals. It waits for no lock: a referral that somebody else has locked is
    returned with the others. Whoever changes a referral meanwhile sets it to be read again.
    The next reading is at the next change, and within `again_within` while the case is open or a duty runs.
    """
    ours = [row[0] for row in db.session.execute(_STILL_DUE, {"of_referrals": referral_ids, "now": now})]
    if not ours:
        return tuple(referral_ids)
    readings = _readings_of(ours, now)
    before = _already_told(readings)
    quiet = {number: each for number, each in readings.items() if _is_quiet(*each, before, now)}
    _keep(quiet, now, again_within)
    return tuple(number for number in referral_ids if number not in quiet)


def _readings_of(referral_ids: Collection[int], now: datetime) -> Readings:
    courses = facts_queries.courses_of(referral_ids)
    whom_to_tell_queries.expect_recipients_of(courses.values())
    return {number: (course, course.clocks(now)) for number, course in courses.items()}


def _already_told(readings: Readings) -> AlreadyTold:
    """What was told along the chains of these referrals."""
    links = {link for course, _ in readings.values() for link in course.chain}
    rows: dict[str, TellingRow] = {}
    waiting: dict[int, list[TellingRow]] = defaultdict(list)
    for row in db.session.execute(_TOLD, {"of_referrals": links}):
        rows[row.key] = row
        if row.settled_at is None:
            waiting[row.referral_id].append(row)
    return AlreadyTold(rows=rows, waiting=waiting)


def _is_quiet(course: ReferralInTime, clocks: Clocks, before: AlreadyTold, now: datetime) -> bool:
    """Whether nobody is to be told, nothing told is to be settled, and time takes no step."""
    return (
        not _to_settle(course, clocks, before)
        and not any(_steps_to_take(course, clocks, now))
        and all(
            before.stands(key, course)
            for running_clock, end in _ends_to_tell(course, clocks, now)
            for key in by_key(course, running_clock, end)
        )
        and all(
            key_of_police(course, duty.moment.about, duty.officer_id) in before.rows for duty in _reported(course, now)
        )
    )


def _to_settle(course: ReferralInTime, clocks: Clocks, before: AlreadyTold) -> list[int]:
    """What was told of a referral, stands on a list, and is no longer out of time or urgent."""
    late = {(each.timer.code, each.about) for each in clocks if each.is_over or is_urgent_now(each)}
    return [row.id for row in before.waiting.get(course.referral.id, ()) if (row.timer, row.about) not in late]


def lapse(*, person_id: int, consent_ids: Collection[int]) -> int:
    """Write down which of these consents of one person are over: the worker, who may not write them, asks here.

    Returns how many.
    """
    return consents_actions.lapse(person_id=person_id, consent_ids=consent_ids)


def lapse_those_free(*, consents: Mapping[int, Collection[int]]) -> tuple[int, ...]:
    """Write down which of these consents, by person id, are over, of those people whom nobody has locked. Returns the
    people of whom it recorded nothing."""
    return consents_actions.lapse_those_free(consents=consents)


def _tell(readings: Readings, now: datetime) -> None:
    """Tell everybody who is to be told by these readings, and take off the lists what is in time again.

    What was told once, and is late once more, stands on the list again without a word: a pause that was said afterwards
    may have moved it, or the person went on to another service and back.
    """
    before = _already_told(readings)
    things: list[ToTell] = []
    in_time_again: list[int] = []
    for course, clocks in readings.values():
        in_time_again += _to_settle(course, clocks, before)
        for running_clock, end in _ends_to_tell(course, clocks, now):
            things += to_tell(course, running_clock, end)
        for duty in _reported(course, now):
            if duty.officer_id is not None:
                officer = whom_to_tell_queries.officer(duty.officer_id)
                things.append(reported_to(course, duty.moment.about, duty.moment.at, officer))
    tell([each for each in things if each.key not in before.rows])
    settle(in_time_again)
    late = [each for each in things if each.key in before.rows and not each.is_report]
    list_again({before.rows[each.key].id: each for each in late if not before.stands(each.key, each.course)})


def _ends_to_tell(course: ReferralInTime, clocks: Clocks, now: datetime) -> Iterator[tuple[ReferralClock, End]]:
    """The ends of clocks of which somebody is to be told or was told already."""
    for running_clock in clocks:
        if is_urgent_now(running_clock) and running_clock.ends:
            yield running_clock, End(at=running_clock.ends[0].at, addressees=running_clock.ends[0].addressees, number=0)
        for end in _to_tell(running_clock, now):
            if _is_read(course, running_clock, end):
                yield running_clock, end


def _reported(course: ReferralInTime, now: datetime) -> tuple[Duty, ...]:
    """The failures that a service reported in the last 31 days, of which the officer who gave the notice is told."""
    return tuple(
        duty
        for duty in course.duties
        if duty.moment.name == "police_told" and duty.officer_id and now - TELLS_BACK <= duty.moment.at <= now
    )


def _to_tell(running_clock: ReferralClock, now: datetime) -> list[End]:
    """The ends that passed, and of those that come round again only the last: nobody is told five times at once."""
    if not running_clock.is_over or running_clock.timer.code == URGENT:
        return []
    passed = [
        end
        for end in running_clock.ends
        if end.at < now and (running_clock.paused_since is None or end.at < running_clock.paused_since)
    ]
    last = {end.addressees: end for end in passed}
    return [end for end in passed if not running_clock.timer.every or last[end.addressees] is end]


def _is_read(course: ReferralInTime, running_clock: ReferralClock, end: End) -> bool:
    """Whether anybody could still act on it: a closed case is read for a while (rule R6), a duty until it is done."""
    closed_at = course.referral.closed_at
    return running_clock.timer.code in DUTIES or closed_at is None or end.at <= closed_at + in_sight_for(clock.today())


def _take(readings: Readings, now: datetime) -> frozenset[int]:
    """Take the first of the system's steps whose time is up and which is open, of each. Returns whose was taken."""
    up = {
        number: running_clock
        for number, each in readings.items()
        if (running_clock := next(_steps_to_take(*each, now), None))
    }
    attempts = facts_queries.attempts_along(
        {number: readings[number][0].chain for number, each in up.items() if each.timer.takes == "no_contact"}
    )
    steps = [
        StepOfTime(referral_id=number, event=each.timer.takes, recorded=_recorded(each, attempts.get(number, 0)))
        for number, each in up.items()
    ]
    return steps_actions.take_by_system(steps=steps) if steps else frozenset()


def _steps_to_take(course: ReferralInTime, clocks: Clocks, now: datetime) -> Iterator[ReferralClock]:
    """The clocks by which time takes a step of the system now, where it is open."""
    for running_clock in clocks:
        is_open = (course.referral.state, running_clock.timer.takes) in REFERRAL_STEPS.steps
        if running_clock.is_over and is_open and _is_time(running_clock, now):
            yield running_clock


def _is_time(running_clock: ReferralClock, now: datetime) -> bool:
    """A step is taken at the last end of its clock: a decision has two."""
    return bool(running_clock.ends) and running_clock.ends[-1].at < now


def _recorded(running_clock: ReferralClock, attempts: int) -> dict[str, object]:
    """What the table says must be recorded: who was told and when, or how often somebody tried."""
    if running_clock.timer.takes == "no_decision":
        addressees = [end.addressees[0].label for end in running_clock.ends if end.addressees]
        return {"told": addressees, "at": clock.now().isoformat()}
    return {"attempts": attempts} if running_clock.timer.takes == "no_contact" else {}


def _keep(readings: Readings, now: datetime, again_within: timedelta = AT_LEAST_DAILY) -> None:
    """Write to each referral when to look next, its place in the inbox, the day to answer by."""
    keep_readings(
        {
            course.referral: {
                "look_at": _again(course, clocks, now, again_within),
                "inbox_turn": turn_of(course.urgent),
                **_answer_by(course, clocks),
            }
            for course, clocks in readings.values()
        }
    )


def _answer_by(course: ReferralInTime, clocks: Clocks) -> dict[str, date]:
    """The day to answer by, as the clock has it now: a new bank holiday or closure moves it, and so does a question."""
    decide = next((each for each in clocks if each.timer.code == "decide" and each.ends), None)
    if (
        decide is None
        or decide.paused_since is not None
        or course.referral.state not in REFERRAL_STEPS.groups["WITH_PROVIDER"]
    ):
        return {}
    return {"due_on": london_day(decide.ends[0].at)}


def _again(course: ReferralInTime, clocks: Clocks, now: datetime, within: timedelta) -> datetime | None:
    """When to look next: at the next change, and within that time while the case is open or a duty runs.

    A required assessment that lies ahead may be missed, and begins a duty then, also of a case that ended meanwhile.
    """
    lives = course.course.died_at is None
    ahead = [duty.moment.at for duty in course.duties if lives and duty.moment.at > now]
    at = min((each for each in (next_look(clocks, now), *ahead) if each), default=None)
    soon = not is_closed(course.course.state) or any(each.still_runs and each.timer.code in DUTIES for each in clocks)
    if not soon:
        return at
    return min(at or now + within, now + within)
