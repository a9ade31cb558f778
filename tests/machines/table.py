"""The tables of steps read a second time, from the files alone: nothing here asks the product's own reading."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pathways

HOUSE = Path(pathways.__path__[0])
CUSTODY = HOUSE / "arrest_tests" / "data" / "test_transitions.csv"
DISPOSALS = HOUSE / "disposals" / "steps" / "data" / "disposal_transitions.csv"
REFERRALS = HOUSE / "referrals" / "steps" / "data" / "referral_transitions.csv"


@dataclass(frozen=True)
class Single:
    """One step of one machine."""

    machine: str
    state: str
    event: str
    to: str
    who: str
    effect: str

    def __str__(self) -> str:
        return f"{self.machine} {self.state} {self.event}"


Steps = Mapping[tuple[str, str, str], Single]


class NoSuchStep(AssertionError):
    """A record holds a step that the table does not have."""


@cache
def singles(table: Path) -> Steps:
    """Every step, of every state that a row names, by machine, state and event."""
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    sets = {row["from"]: row["to"] for row in rows if row["machine"] == "GROUP"}
    steps = [row for row in rows if row["machine"] != "GROUP"]
    machines = [name for row in steps for name in row["machine"].split("|") if name != "ALL"]
    return {
        (machine, state, row["event"]): Single(
            machine, state, row["event"], row["to"], row["who"], row.get("outcome_code_effect", "")
        )
        for row in steps
        for machine in dict.fromkeys(machines if row["machine"] == "ALL" else row["machine"].split("|"))
        for state in _spelled_out(row["from"], sets)
    }


def _spelled_out(words: str, sets: Mapping[str, str]) -> list[str]:
    parts = ([word] if word not in sets else _spelled_out(sets[word], sets) for word in words.split("|"))
    return [state for part in parts for state in part]


def reached(table: Path, first: str) -> tuple[Single, ...]:
    """Every step of a state that its machine has: a row for several machines holds only where the state is reached."""
    steps = singles(table).values()
    states = {(step.machine, first) for step in steps}
    while more := {(step.machine, step.to) for step in steps if (step.machine, step.state) in states} - states:
        states |= more
    return tuple(step for step in steps if (step.machine, step.state) in states)


def folded(
    table: Path, machine: str, events: Iterable[str | tuple[str, str]], start: str
) -> tuple[str, list[tuple[str, str]]]:
    """Where the events lead, and each state with the step taken from it. Raises NoSuchStep.

    An event may come with where it led by its row: that is then where the table leads, or led back to before a pause.
    """
    state, taken = start, []
    for each in events:
        event, led = (each, "") if isinstance(each, str) else each
        step = singles(table).get((machine, state, event))
        if step is None:
            raise NoSuchStep(f"{machine}: {event} from {state}, after {taken}")
        taken.append((state, event))
        to = {"SAME": state, "PREVIOUS": led}.get(step.to, step.to)
        assert led in ("", to), f"{machine}: {event} from {state} led to {led}"
        state = to
    return state, taken
