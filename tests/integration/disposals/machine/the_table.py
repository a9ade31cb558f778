"""The table of the disposals read a second time, from the file alone: nothing here asks the product's own reading."""

import csv
from dataclasses import dataclass
from functools import cache

from pathways.disposals.steps.rules.machine import TRANSITIONS

KINDS = ("CC", "SC", "CR", "O22", "PND", "CW")
ENDED = frozenset(
    [
        "COMPLETED",
        "COMPLETED_IN_PART",
        "EXCUSED_CLOSED",
        "NOT_PROCEEDED",
        "PROSECUTED",
        "TIME_BARRED",
        "CLOSED_22",
        "CLOSED_CHARGED",
        "CLOSED_DIED",
        "CLOSED_NFA",
        "CLOSED_REPLACED",
        "REVIEWED",
        "PAID",
        "FINE_REGISTERED",
        "TRANSFERRED",
        "REFERRED_TO_YOUTH_JUSTICE",
    ]
)
FOLLOWED = frozenset(
    [
        "ACTIVE",
        "BREACH_REVIEW",
        "AGREED",
        "NON_ENGAGED",
        "DEFERRED",
        "REVIEW_DUE",
        "DETAINED_24A",
        "PROSECUTION_PENDING",
        "COMPLETED_AWAITING_REVIEW",
    ]
)


@dataclass(frozen=True)
class Single:
    """One step of one machine."""

    kind: str
    state: str
    event: str
    to: str
    actor: str
    effect: str

    def __str__(self) -> str:
        return f"{self.kind} {self.state} {self.event}"


@cache
def steps() -> dict[tuple[str, str, str], Single]:
    """Every step, of every state that a row names, by machine, state and event."""
    table = {}
    with TRANSITIONS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            of_these = KINDS if row["machine"] == "ALL" else row["machine"].split("|")
            for kind in of_these:
                for state in row["from"].split("|"):
                    step = Single(kind, state, row["event"], row["to"], row["who"], row["outcome_code_effect"])
                    table[kind, state, row["event"]] = step
    return table


@cache
def reached() -> tuple[Single, ...]:
    """Every step of a state that its machine has: a row for several holds only where the state is reached."""
    states = {kind: {"DRAFT"} for kind in KINDS}
    while True:
        more = {(step.kind, step.to) for step in steps().values() if step.state in states[step.kind]}
        if all(state in states[kind] for kind, state in more):
            return tuple(step for step in steps().values() if step.state in states[step.kind])
        for kind, state in more:
            states[kind].add(state)


def has_ended(kind: str, state: str) -> bool:
    return state in ENDED or (state == "GIVEN" and kind in ("SC", "CW"))
