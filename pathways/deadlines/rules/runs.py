"""Every run of a timer in turn: opened by what starts it, ended by what stops it, with the pauses between.

Source: treatment-and-statistics 2.3. Death, error and duplicate stop every timer; a closed or final state all but
those that the table lets survive. A referral that is reopened goes on with what its closing stopped, as if it had never
been closed. When a death is undone, the time between counts as a pause.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from pathways.dates import A_DAY, Calendar, Interval, working_time, working_time_later
from pathways.deadlines.rules.deadlines import FIRST_OFFER, WAITS_FOR, Answered, Happening, Timer
from pathways.referrals.steps.rules import REFERRAL_STEPS, ReferralState, is_closed

STOPS_ALL = frozenset({ReferralState.DIED, ReferralState.ERROR, ReferralState.DUPLICATE})
MOST_ASKED = A_DAY
PAUSE_OF = {"taken_into_custody": "C", "admitted_to_hospital": "H"}


@dataclass(kw_only=True)
class Pause:
    """A stretch in custody (C), in hospital (H), with a question (R), or dead by mistake (D). Open until it ends."""

    kind: str
    began: datetime
    ended: datetime | None = None


@dataclass(kw_only=True)
class Run:
    """One run of a timer. `by_closing`: the state ended it, and not what it waits for."""

    timer: Timer
    started_at: datetime
    about: str = ""
    due: datetime | None = None
    stopped_at: datetime | None = None
    stopped_by: str = ""
    by_closing: bool = False
    checked_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()

    def intervals(self, until: datetime) -> tuple[Interval, ...]:
        """The pauses within the run that have ended, or that reach to `until`."""
        clipped = ((max(pause.began, self.started_at), min(pause.ended or until, until)) for pause in self.pauses)
        return apart((began, ended) for began, ended in clipped if began < ended)

    def paused(self, now: datetime) -> Pause | None:
        """The pause it is in at `now`."""
        pauses = (pause for pause in self.pauses if pause.began <= now and (pause.ended is None or now < pause.ended))
        return next(pauses, None)


class TimerStep(NamedTuple):
    """A happening as the timers read it: its names, the state after it, whether it changes or reopens the referral, and
    whether somebody checked (`checks`)."""

    happening: Happening
    names: frozenset[str]
    state: ReferralState | None
    changes: bool
    reopens: bool
    checks: bool


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A course read once for all timers. `names` are all that anything in it answers to."""

    steps: tuple[TimerStep, ...]
    pauses: tuple[Pause, ...]
    names: frozenset[str]


def apart(stretches: Iterable[Interval]) -> tuple[Interval, ...]:
    """These stretches of time, oldest first, none twice: somebody in custody may have stood as dead as well."""
    merged: list[Interval] = []
    for began, ended in sorted(stretches):
        if merged and began <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], ended)
        else:
            merged.append((began, ended))
    return tuple(merged)


def reading_of(happened: Iterable[Happening], calendar: Calendar) -> Reading:
    """What happened so far, oldest first, with the states and the pauses that it led to."""
    state: ReferralState | None = None
    sent_at: datetime | None = None
    pauses: list[Pause] = []
    steps: list[TimerStep] = []
    for happening in happened:
        before, after = state, happening.after
        if "submit" in happening.names:
            sent_at = happening.at
        changes = after is not None and after is not before
        if after is not None and changes:
            _pause(pauses, happening, after, sent_at, calendar)
            state = after
        reopens = changes and before is not None and is_closed(before) and state is not None and not is_closed(state)
        steps.append(
            TimerStep(
                happening=happening,
                names=_names(happening),
                state=state,
                changes=changes,
                reopens=reopens,
                checks="checked" in happening.names,
            )
        )
    names = frozenset[str]().union(*(step.names for step in steps))
    return Reading(steps=tuple(steps), pauses=tuple(pauses), names=names)


def runs(timer: Timer, reading: Reading, dead_by_error: Iterable[Interval] = ()) -> tuple[Run, ...]:
    """Every run of a timer in a course, oldest first; none where it never started."""
    timer_runs: list[Run] = []
    if timer.starts.isdisjoint(reading.names):
        return ()
    starts, stops = timer.starts, timer.stops
    for step in reading.steps:
        happening = step.happening
        # Most happenings do not concern most timers.
        if timer_runs and (step.changes or step.checks or not stops.isdisjoint(happening.names)):
            _go_on(timer_runs, timer, step)
        if not starts.isdisjoint(step.names) and _starts(timer_runs, timer, step):
            timer_runs.append(
                Run(timer=timer, started_at=happening.since or happening.at, about=happening.about, due=happening.due)
            )
    kinds = timer.pauses | {"D"}
    in_error = (Pause(kind="D", began=began, ended=ended) for began, ended in dead_by_error)
    pauses = (*(pause for pause in reading.pauses if pause.kind in kinds), *in_error)
    for run in timer_runs:
        run.pauses = pauses
    return tuple(timer_runs)


def may_run(timer: Timer, reading: Reading) -> bool:
    """Whether a run of a timer may be open at the end of a course: its last state ends all that were, and lets none
    begin, unless the timer lives in it."""
    state = reading.steps[-1].state if reading.steps else None
    return state is None or not _state_ends(timer, state)


def _names(happening: Happening) -> frozenset[str]:
    is_closing = (
        happening.after is not None
        and happening.after in REFERRAL_STEPS.groups["CLOSED"]
        and f"into:{happening.after.value}" in happening.names
    )
    return happening.names | {"closed"} if is_closing else happening.names


def _go_on(timer_runs: list[Run], timer: Timer, step: TimerStep) -> None:
    """Apply a happening to the runs there are: it stops them, or revives those that closing stopped."""
    happening = step.happening
    if step.reopens:
        _revive(timer_runs)
    open_runs = [run for run in timer_runs if run.stopped_at is None and run.about == happening.about]
    for run in open_runs:
        if step.checks and timer.code == WAITS_FOR[Answered.CHECKED]:
            run.checked_at = happening.at
        _stop(run, timer, happening)
    if step.changes:
        # Leaving the states a timer lives in ends its run, whatever the run is about.
        for run in timer_runs:
            if run.stopped_at is None and run not in open_runs:
                _stop(run, timer, happening, by_name=False)


def _stop(run: Run, timer: Timer, happening: Happening, *, by_name: bool = True) -> None:
    named = sorted(happening.names & timer.stops) if by_name else []
    if named:
        run.stopped_at, run.stopped_by = happening.at, named[0]
    elif happening.after is not None and _state_ends(timer, happening.after):
        run.stopped_at, run.by_closing = happening.at, is_closed(happening.after)
        run.stopped_by = next(iter(sorted(happening.names, key=lambda name: (":" in name, name))), "")


def _state_ends(timer: Timer, state: ReferralState) -> bool:
    """Whether the state alone ends a timer."""
    if state in STOPS_ALL:
        return True
    if is_closed(state):
        return not timer.survives
    return bool(timer.lives_in) and state not in timer.lives_in


def _starts(timer_runs: list[Run], timer: Timer, step: TimerStep) -> bool:
    """Whether a timer that answers to what happened begins to run."""
    if step.state is not None and _state_ends(timer, step.state):
        return False
    same = [run for run in timer_runs if run.about == step.happening.about]
    if any(run.stopped_at is None for run in same):
        return False
    # The clock that begins with the first submission never starts again, not even for a child referral.
    return not (FIRST_OFFER in timer.stops and same)


def _revive(timer_runs: list[Run]) -> None:
    for run in timer_runs:
        if run.by_closing:
            run.stopped_at, run.stopped_by, run.by_closing = None, "", False


def _asked(pauses: list[Pause], sent_at: datetime | None, calendar: Calendar) -> timedelta:
    """How much working time questions have taken since the referral was sent to this service."""
    ended = (
        (each.began, each.ended)
        for each in pauses
        if each.kind == "R" and each.ended is not None and (sent_at is None or each.began >= sent_at)
    )
    return sum((working_time(began, until, calendar) for began, until in ended), timedelta(0))


def _pause(
    pauses: list[Pause], happening: Happening, after: ReferralState, sent_at: datetime | None, calendar: Calendar
) -> None:
    since = happening.since or happening.at
    for pause in pauses:
        if pause.ended is None or pause.ended > since:
            pause.ended = max(since, pause.began)
    if after is ReferralState.SUSPENDED:
        kind = next((PAUSE_OF[name] for name in sorted(happening.names) if name in PAUSE_OF), "C")
        pauses.append(Pause(kind=kind, began=since))
    elif after is ReferralState.RETURNED and (left := MOST_ASKED - _asked(pauses, sent_at, calendar)):
        # The questions of one service pause the clock for one working day at most, even where no step ended the pause.
        pauses.append(Pause(kind="R", began=happening.at, ended=working_time_later(happening.at, left, calendar)))
    elif after is ReferralState.DIED:
        pauses.append(Pause(kind="D", began=happening.at))
