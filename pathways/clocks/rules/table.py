"""The table of timers, from `data/timers.csv`: the unit of each, what starts, stops and pauses it, and who is told.

Source: treatment-and-statistics 2.3; each row carries its own source and mark. A row that cannot be read is refused
with its line, and a clock that nothing can stop is such a row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pathways.clocks.rules.names import FACTS
from pathways.referrals.rules import ReferralState, groups, steps
from pathways.tables import rows_of
from pathways.vocabulary import Mark, Worded

TABLE = Path(__file__).parent.parent / "data" / "timers.csv"
MARKS = {"V": Mark.VERIFIED, "R": Mark.RECALLED, "D": Mark.DESIGN}


class Unit(Worded):
    """What a length is counted in."""

    HOURS = "h", "Hours"
    WORKING_DAYS = "WD", "Working days"
    NEXT_WORKING_DAY = "next_WD", "Next working day"
    DAYS = "d", "Days"
    DAYS_BOTH_COUNTED = "d_both", "Days, both dates counted"
    MONTHS = "month", "Months"
    MOMENT = "moment", "The time that was set"


class Told(Worded):
    """Who is told when a time is up, as the table says it."""

    KEYWORKER = "keyworker", "The keyworker"
    PROVIDER_MANAGER = "provider_manager", "The provider's manager"
    PATHWAY_MANAGER = "pathway_manager", "The pathway manager"
    REFERRER = "referrer", "Whoever referred the person"
    SERGEANT = "sergeant", "The custody sergeant"
    ASSESSOR = "assessor", "The service that assesses"
    MONITOR = "monitor", "The police's condition monitor"
    POLICE = "police", "The police who required an assessment"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """After how long somebody is told, in the timer's unit (working days after the moment for one that was set)."""

    length: int
    told: tuple[Told, ...]


@dataclass(frozen=True, kw_only=True)
class Timer:
    """One row. `lives_in`: leaving these states stops it; empty: any state. `every`: told again after so many days."""

    code: str
    label: str
    unit: Unit
    length: int
    starts: frozenset[str]
    stops: frozenset[str]
    lives_in: frozenset[ReferralState]
    pauses: frozenset[str]
    stages: tuple[Stage, ...]
    every: int
    takes: str
    survives: bool
    ends_itself: bool
    do: str
    mark: Mark
    source: str


class BadTable(ValueError):
    """The table of timers cannot be read: every fault with its line."""


@cache
def timers() -> Mapping[str, Timer]:
    """Every timer by its code, in the order of the table. Raises BadTable."""
    return {each.code: each for each in read(rows_of(TABLE))}


def read(rows: Iterable[Mapping[str, str]]) -> tuple[Timer, ...]:
    """The timers of these rows. Raises BadTable naming each line that cannot be read, and why."""
    found: list[Timer] = []
    faults: list[str] = []
    for line, row in enumerate(rows, start=2):
        try:
            timer = _timer(row)
        except (KeyError, ValueError, TypeError) as error:
            faults.append(f"line {line}: {error}")
            continue
        faults += [f"line {line}: {fault}" for fault in _faults(timer, {each.code for each in found})]
        found.append(timer)
    if faults:
        raise BadTable("\n".join(faults))
    return tuple(found)


def _timer(row: Mapping[str, str]) -> Timer:
    return Timer(
        code=row["code"],
        label=row["label"],
        unit=Unit(row["unit"]),
        length=int(row["length"]),
        starts=_words(row["starts"]),
        stops=_words(row["stops"]),
        lives_in=_states(row["lives_in"]),
        pauses=_words(row["pauses"]),
        stages=tuple(_stage(one) for one in row["tells"].split("|") if one),
        every=int(row["every"] or 0),
        takes=row["takes"],
        survives=_yes(row["survives"]),
        ends_itself=_yes(row["ends_itself"]),
        do=row["do"],
        mark=MARKS[row["mark"]],
        source=row["source"],
    )


def _faults(timer: Timer, before: set[str]) -> Iterable[str]:
    if timer.code in before:
        yield f"{timer.code} stands twice"
    if not timer.code or not timer.label or not timer.do or not timer.source:
        yield "code, label, do and source are all needed"
    if not timer.starts:
        yield f"{timer.code} never starts"
    if not timer.stops:
        yield f"{timer.code} has no event that stops it"
    if unknown := sorted((timer.starts | timer.stops) - known_moments()):
        yield f"{timer.code} names what never happens: {', '.join(unknown)}"
    if timer.length < 0 or timer.every < 0 or any(one.length > timer.length for one in timer.stages if not _set(timer)):
        yield f"{timer.code} has a length that cannot be"
    if bool(timer.stages) is timer.ends_itself:
        yield f"{timer.code} tells nobody and does not end by itself, or does both"
    if not timer.pauses <= {"C", "H", "R"}:
        yield f"{timer.code} has a pause that is none of C, H, R"
    if timer.takes and timer.takes != "lapse" and timer.takes not in _system_events():
        yield f"{timer.code} takes a step that is not the system's"


def _set(timer: Timer) -> bool:
    return timer.unit is Unit.MOMENT


@cache
def known_moments() -> frozenset[str]:
    """Every name a moment may have: the events of the referral table, entering a state, closing, and other facts."""
    entered = {f"into:{state.value}" for state in ReferralState}
    return frozenset({event for _, event in steps()} | entered | {"closed"} | FACTS)


@cache
def _system_events() -> frozenset[str]:
    return frozenset(step.event for step in steps().values() if step.who == "system")


def _words(cell: str) -> frozenset[str]:
    return frozenset(word for word in cell.split("|") if word)


def _states(cell: str) -> frozenset[ReferralState]:
    named = (groups().get(word) or frozenset({ReferralState(word)}) for word in _words(cell))
    return frozenset().union(*named)


def _stage(cell: str) -> Stage:
    length, _, told = cell.partition(":")
    return Stage(length=int(length), told=tuple(Told(one) for one in told.split("+")))


def _yes(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise ValueError(f"“{cell}” is neither yes nor no")
    return cell == "yes"
