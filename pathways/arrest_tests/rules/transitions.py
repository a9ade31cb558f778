"""The steps a test, its laboratory answer, a required assessment, a failure and a hold may take: the table, read.

`data/test_transitions.csv` is the field's own. A `from` may name a set of states; SAME leaves the state as it is.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pathways.tables import rows_of
from pathways.vocabulary import Worded


class Machine(Worded):
    """What moves: one of each for a record."""

    TEST = "TEST", "A sample, or the decision not to ask for one"
    LAB = "LAB", "The laboratory's answer"
    REQUIREMENT = "RA", "A required assessment"
    FAILURE = "FAIL", "An offence of failing"
    HOLD = "HOLD", "A record held for an inspector"


PRE_SAMPLE: Final = frozenset({"NONE", "ELIGIBLE", "AUTH_PENDING", "AUTHORISED", "WARNED", "REQUESTED"})
RESULT: Final = frozenset({"NEGATIVE", "POSITIVE", "INCONCLUSIVE", "NO_VALID_SAMPLE"})
SAMPLED: Final = RESULT | {"SAMPLE_TAKEN"}
SETS: Final = {"PRE_SAMPLE": PRE_SAMPLE, "RESULT": RESULT, "SAMPLED": SAMPLED, "RECORDED": SAMPLED | {"REFUSED"}}
ANY_LIVE, SAME = "ANY_LIVE", "SAME"
NOT_LIVE: Final = frozenset({"NONE", "ENDED_AFTER_REVIEW"})


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row: from where, by what, to where, on what condition, by whom, and what must be recorded."""

    machine: Machine
    origin: str
    event: str
    to: str
    guard: str
    who: str
    must_record: str

    @property
    def origins(self) -> frozenset[str]:
        """The states it leaves from, sets spelled out."""
        if self.origin == ANY_LIVE:
            return live_states(self.machine)
        return SETS.get(self.origin, frozenset({self.origin}))


@cache
def transitions() -> tuple[Transition, ...]:
    """Every step of the table, in its order."""
    return tuple(
        Transition(
            machine=Machine(row["machine"]),
            origin=row["from"],
            event=row["event"],
            to=row["to"],
            guard=row["guard"],
            who=row["who"],
            must_record=row["must_record"],
        )
        for row in rows_of(Path(__file__).parent.parent / "data" / "test_transitions.csv")
    )


def live_states(machine: Machine) -> frozenset[str]:
    """Every state with a way forward, but the first and the one a review ended in."""
    leaving = {one.origin for one in transitions() if one.machine is machine and one.origin not in {ANY_LIVE, *SETS}}
    return frozenset(leaving) - NOT_LIVE


def state_after(machine: Machine, state: str, event: str) -> str | None:
    """Where a step leads from a state, or None where it may not be taken. The guard is the caller's to check."""
    for one in transitions():
        if (one.machine, one.event) == (machine, event) and state in one.origins:
            return state if one.to == SAME else one.to
    return None
