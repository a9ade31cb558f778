"""The legal clocks of somebody in custody, each from what starts it to when it ends: elapsed hours, never wall-clock.

A clock tells how long, never what a test showed: it stops when a sample was taken, whatever the result, unless the
regime of the day allows a second.
"""

from dataclasses import dataclass
from datetime import datetime

from pathways.arrest_tests.rules.facts import CaseFacts, SampleFacts
from pathways.arrest_tests.rules.first_offence import first_offences
from pathways.arrest_tests.rules.moments import hours_after
from pathways.arrest_tests.rules.offences import WRITTEN_CONFIRMATION_HOURS
from pathways.arrest_tests.rules.routes import OffenceState
from pathways.arrest_tests.rules.samples import may_take_another
from pathways.people.rules import ReleaseType
from pathways.vocabulary import Mark, Worded

BEFORE_BAIL, AFTER_CHARGE, FOR_FIRST_OFFENCE = 24, 6, 24
"""Hours (PACE 1984 s.37(8B), s.38(2), s.63B(5C): verified)."""


class ClockState(Worded):
    RUNNING = "running", "Running"
    PASSED = "passed", "Passed"
    STOPPED = "stopped", "Stopped"
    NO_HOLD = "no_hold", "No hold"
    NONE = "none", "No time limit is running"


class ClockKind(Worded):
    """What a clock counts down to, as a page names it before the time."""

    BEFORE_BAIL = "sample_before_bail", "Sample by"
    AFTER_CHARGE = "sample_after_charge", "Sample by"
    FIRST_OFFENCE = "sample_for_first_offence", "First offence: sample by"
    AUTHORITY = "authority_in_writing", "Authority in writing"
    NO_HOLD = "no_hold", "Leaving without bail: may not be kept for a sample"

    @property
    def is_for_a_sample(self) -> bool:
        return self is not ClockKind.AUTHORITY

    @property
    def source(self) -> str:
        return _SOURCES[self][0]

    @property
    def mark(self) -> Mark:
        return _SOURCES[self][1]


_SOURCES = {
    ClockKind.BEFORE_BAIL: ("PACE 1984 s.37(8A)-(8B)", Mark.VERIFIED),
    ClockKind.AFTER_CHARGE: ("PACE 1984 s.38(1)(a)(iiia), (2)", Mark.VERIFIED),
    ClockKind.FIRST_OFFENCE: ("PACE 1984 s.63B(5C)", Mark.VERIFIED),
    ClockKind.AUTHORITY: ("PACE 1984 s.63C(2)", Mark.VERIFIED),
    ClockKind.NO_HOLD: ("PACE 1984 s.37(2A), (7)(c), (8A)", Mark.UNCERTAIN),
}


@dataclass(frozen=True, kw_only=True)
class LegalClock:
    """One clock at one moment. `at` is when it ends, or when the sample stopped it; `since` is what it runs from."""

    kind: ClockKind
    state: ClockState
    at: datetime | None = None
    since: datetime | None = None


def legal_clocks(case: CaseFacts) -> tuple[LegalClock, ...]:
    """Every clock that runs, passed or was stopped at `case.request_at`; none outside detention.

    For a sample there is one ground at a time: after a charge its six hours, before it the 24 hours once a release on
    bail is decided and nothing else keeps the person (V-019, V-020); without bail there is none (V-019a).
    """
    if not case.in_police_detention:
        return ()
    found = [_ground(case), *_first_offence(case), *_authorities(case)]
    clocks = [one for one in found if one is not None]
    taken = None if may_take_another(case) else _taken(case)
    if taken is None:
        return tuple(clocks)
    return tuple(
        LegalClock(kind=one.kind, state=ClockState.STOPPED, at=taken.taken_at, since=one.since)
        if one.kind.is_for_a_sample
        else one
        for one in clocks
    )


def hold_breach(case: CaseFacts) -> tuple[str, datetime | None] | None:
    """The rule that holding somebody only for a sample breaks at `case.request_at`, with the deadline it ran past."""
    if not case.held_only_for_sample:
        return None
    clock = _ground(case)
    if clock is None:
        return None
    if clock.state is ClockState.NO_HOLD:
        return "V-019a", None
    if clock.state is ClockState.PASSED:
        return ("V-020" if clock.kind is ClockKind.AFTER_CHARGE else "V-019"), clock.at
    return None


def _ground(case: CaseFacts) -> LegalClock | None:
    """The ground for holding somebody merely for a sample. Several charges: the earliest counts (design choice)."""
    charges = [
        one.charged_at
        for one in case.offences
        if one.charged_at and one.state_at(case.request_at) is OffenceState.CHARGED
    ]
    if charges:
        return _until(ClockKind.AFTER_CHARGE, min(charges), AFTER_CHARGE, case.request_at)
    decision = case.release_decision
    if decision is None:
        return None
    if decision.is_without_bail:
        return LegalClock(kind=ClockKind.NO_HOLD, state=ClockState.NO_HOLD)
    if decision is ReleaseType.ON_BAIL and case.held_only_for_sample and case.relevant_time:
        return _until(ClockKind.BEFORE_BAIL, case.relevant_time, BEFORE_BAIL, case.request_at)
    return None


def _first_offence(case: CaseFacts) -> list[LegalClock]:
    """s.63B(5C): in time only before the 24 hours end. Of several first offences, the one that ends last."""
    starts = [one.detention_start_at for one in first_offences(case) if one.detention_start_at]
    if not starts:
        return []
    ends = hours_after(max(starts), FOR_FIRST_OFFENCE)
    state = ClockState.RUNNING if case.request_at < ends else ClockState.PASSED
    return [LegalClock(kind=ClockKind.FIRST_OFFENCE, state=state, at=ends, since=max(starts))]


def _authorities(case: CaseFacts) -> list[LegalClock]:
    """V-013a, for the oral authority that waits longest for its writing."""
    waiting = [one.given_at for one in case.authorities if one.is_oral and not one.confirmed_in_writing_at]
    given = [at for at in waiting if at <= case.request_at]
    return [_until(ClockKind.AUTHORITY, min(given), WRITTEN_CONFIRMATION_HOURS, case.request_at)] if given else []


def _until(kind: ClockKind, since: datetime, hours: int, now: datetime) -> LegalClock:
    """A clock that still runs at its last moment."""
    ends = hours_after(since, hours)
    return LegalClock(kind=kind, state=ClockState.RUNNING if now <= ends else ClockState.PASSED, at=ends, since=since)


def _taken(case: CaseFacts) -> SampleFacts | None:
    return next((one for one in case.samples if one.taken_at is None or one.taken_at <= case.request_at), None)
