"""One run of a timer after the other: opened by what starts it, ended by what stops it, with the pauses between.

Source: treatment-and-statistics 2.3. Death, error and duplicate stop every timer; a closed or final state all but
those that the table lets survive. A referral that is open again goes on with what its closing stopped, as if it had
never been closed; of a death that was undone the time between is a pause.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pathways.clocks.rules.calendar import A_DAY, Calendar, Interval, working_time, working_time_later
from pathways.clocks.rules.moments import FIRST_OFFER, Happening
from pathways.clocks.rules.table import Timer
from pathways.referrals.rules import ReferralState, groups, is_closed

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
        clipped = ((max(one.began, self.started_at), min(one.ended or until, until)) for one in self.pauses)
        return apart((began, ended) for began, ended in clipped if began < ended)

    def paused(self, now: datetime) -> Pause | None:
        """The pause it is in at `now`."""
        held = (one for one in self.pauses if one.began <= now and (one.ended is None or now < one.ended))
        return next(held, None)


@dataclass(kw_only=True)
class _Reading:
    """Where the reading of a course has come to."""

    state: ReferralState | None = None
    sent_at: datetime | None = None
    pauses: list[Pause] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)


def apart(stretches: Iterable[Interval]) -> tuple[Interval, ...]:
    """These stretches of time, oldest first, none twice: whoever was in custody may have stood as dead as well."""
    merged: list[Interval] = []
    for began, ended in sorted(stretches):
        if merged and began <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], ended)
        else:
            merged.append((began, ended))
    return tuple(merged)


def runs(
    timer: Timer, happened: Iterable[Happening], calendar: Calendar, dead_by_error: Iterable[Interval] = ()
) -> tuple[Run, ...]:
    """Every run of a timer in what happened so far, oldest first; none where it never started."""
    reading = _Reading()
    for happening in happened:
        _take(reading, timer, happening, calendar)
    kinds = timer.pauses | {"D"}
    in_error = (Pause(kind="D", began=began, ended=ended) for began, ended in dead_by_error)
    pauses = (*(pause for pause in reading.pauses if pause.kind in kinds), *in_error)
    for run in reading.runs:
        run.pauses = pauses
    return tuple(reading.runs)


def _take(reading: _Reading, timer: Timer, one: Happening, calendar: Calendar) -> None:
    before, after = reading.state, one.after
    if "submit" in one.names:
        reading.sent_at = one.at
    if after is not None and after is not before:
        _pause(reading, one, before, after, calendar)
        reading.state = after
        if before is not None and is_closed(before) and not is_closed(after):
            _revive(reading)
    held = [run for run in reading.runs if run.stopped_at is None and run.about == one.about]
    for run in held:
        if "checked" in one.names and timer.every:
            run.checked_at = one.at
        _stop(run, timer, one)
    if after is not None and after is not before:
        # Leaving its states ends a run whatever it is about.
        for run in reading.runs:
            if run.stopped_at is None and run not in held:
                _stop(run, timer, one, by_name=False)
    if _starts(reading, timer, one):
        reading.runs.append(Run(timer=timer, started_at=one.since or one.at, about=one.about, due=one.due))


def _stop(run: Run, timer: Timer, one: Happening, *, by_name: bool = True) -> None:
    named = sorted(one.names & timer.stops) if by_name else []
    if named:
        run.stopped_at, run.stopped_by = one.at, named[0]
    elif one.after is not None and _ends(timer, one.after):
        run.stopped_at, run.by_closing = one.at, is_closed(one.after)
        run.stopped_by = next(iter(sorted(one.names, key=lambda name: (":" in name, name))), "")


def _ends(timer: Timer, state: ReferralState) -> bool:
    """Whether the state alone ends a timer."""
    if state in STOPS_ALL:
        return True
    if is_closed(state):
        return not timer.survives
    return bool(timer.lives_in) and state not in timer.lives_in


def _starts(reading: _Reading, timer: Timer, one: Happening) -> bool:
    names = set(one.names)
    if one.after is not None and one.after in groups()["CLOSED"] and f"into:{one.after.value}" in names:
        names.add("closed")
    if not names & timer.starts or (reading.state is not None and _ends(timer, reading.state)):
        return False
    same = [run for run in reading.runs if run.about == one.about]
    if any(run.stopped_at is None for run in same):
        return False
    # The clock of the first submission is never restarted: not by a child, not by anything.
    return not (timer.starts == {"submit"} and FIRST_OFFER in timer.stops and same)


def _revive(reading: _Reading) -> None:
    for run in reading.runs:
        if run.by_closing:
            run.stopped_at, run.stopped_by, run.by_closing = None, "", False


def _asked(reading: _Reading, calendar: Calendar) -> timedelta:
    """How much working time questions have taken since the referral was sent to this service."""
    ended = (
        (each.began, each.ended)
        for each in reading.pauses
        if each.kind == "R" and each.ended is not None and (reading.sent_at is None or each.began >= reading.sent_at)
    )
    return sum((working_time(began, until, calendar) for began, until in ended), timedelta(0))


def _pause(
    reading: _Reading, one: Happening, before: ReferralState | None, after: ReferralState, calendar: Calendar
) -> None:
    since = one.since or one.at
    for held in reading.pauses:
        if held.ended is None or held.ended > since:
            held.ended = max(since, held.began)
    if after is ReferralState.SUSPENDED:
        kind = next((PAUSE_OF[name] for name in sorted(one.names) if name in PAUSE_OF), "C")
        reading.pauses.append(Pause(kind=kind, began=since))
    elif after is ReferralState.RETURNED and (left := MOST_ASKED - _asked(reading, calendar)):
        # One working day at most for all that one service asks, also when nobody took the step that says so.
        reading.pauses.append(Pause(kind="R", began=one.at, ended=working_time_later(one.at, left, calendar)))
    elif after is ReferralState.DIED:
        reading.pauses.append(Pause(kind="D", began=one.at))
