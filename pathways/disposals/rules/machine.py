"""The machines of the disposals, read from `data/disposal_transitions.csv`: what may follow what, and who may do it.

A product step *requests* an outcome code; the force's own case system sets it. Source: data dictionary of out-of-court
disposals, section 3 (70 rows, 301 single transitions).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pathways.disposals.rules.table import Kind
from pathways.tables import rows_of
from pathways.vocabulary import Worded

TRANSITIONS = Path(__file__).parent.parent / "data" / "disposal_transitions.csv"
MACHINES = (Kind.CC, Kind.SC, Kind.CR, Kind.O22, Kind.PND, Kind.CW)


class State(Worded):
    """Where a disposal stands, in the words of the task list."""

    DRAFT = "DRAFT", "Being written"
    PROPOSED = "PROPOSED", "Waiting for authority"
    WITH_CPS = "WITH_CPS", "With the Crown Prosecution Service"
    AUTHORISED = "AUTHORISED", "Authorised"
    OFFERED = "OFFERED", "Offered"
    REDECIDE = "REDECIDE", "To be decided again"
    ACTIVE = "ACTIVE", "Signed, conditions running"
    BREACH_REVIEW = "BREACH_REVIEW", "Waits for a sergeant"
    DETAINED_24A = "DETAINED_24A", "Arrested for failing a condition"
    PROSECUTION_PENDING = "PROSECUTION_PENDING", "Prosecution being prepared"
    COMPLETED = "COMPLETED", "Completed"
    COMPLETED_IN_PART = "COMPLETED_IN_PART", "Completed in part"
    EXCUSED_CLOSED = "EXCUSED_CLOSED", "Closed, reasonable excuse"
    PROSECUTED = "PROSECUTED", "Prosecuted"
    NOT_PROCEEDED = "NOT_PROCEEDED", "Not proceeded with"
    TIME_BARRED = "TIME_BARRED", "Out of time"
    DEFERRED = "DEFERRED", "Activity running"
    REVIEW_DUE = "REVIEW_DUE", "Review due"
    COMPLETED_AWAITING_REVIEW = "COMPLETED_AWAITING_REVIEW", "Activity done, to be reviewed"
    AGREED = "AGREED", "Agreed, actions running"
    NON_ENGAGED = "NON_ENGAGED", "Actions not done"
    REVIEWED = "REVIEWED", "Reviewed and closed"
    GIVEN = "GIVEN", "Given"
    COURT_REQUESTED = "COURT_REQUESTED", "Court asked for"
    PAID = "PAID", "Paid"
    FINE_REGISTERED = "FINE_REGISTERED", "Fine registered"
    VOID = "VOID", "Void"
    TRANSFERRED = "TRANSFERRED", "Transferred to another force"
    REFERRED_TO_YOUTH_JUSTICE = "REFERRED_TO_YOUTH_JUSTICE", "Referred to youth justice"
    CLOSED_22 = "CLOSED_22", "Closed with outcome 22"
    CLOSED_CHARGED = "CLOSED_CHARGED", "Charged"
    CLOSED_DIED = "CLOSED_DIED", "Ended: the person has died"
    CLOSED_NFA = "CLOSED_NFA", "No further action"
    CLOSED_REPLACED = "CLOSED_REPLACED", "Replaced by a new decision"


ENDED = frozenset(
    {
        State.COMPLETED,
        State.COMPLETED_IN_PART,
        State.EXCUSED_CLOSED,
        State.NOT_PROCEEDED,
        State.PROSECUTED,
        State.TIME_BARRED,
        State.REVIEWED,
        State.PAID,
        State.FINE_REGISTERED,
        State.TRANSFERRED,
        State.REFERRED_TO_YOUTH_JUSTICE,
        State.CLOSED_22,
        State.CLOSED_CHARGED,
        State.CLOSED_DIED,
        State.CLOSED_NFA,
        State.CLOSED_REPLACED,
    }
)
"""States that are left only for VOID (quashed, or an error found)."""

GIVEN_IS_THE_END = frozenset({Kind.SC, Kind.CW})
"""Disposals that end when they are given."""

TAKES_EFFECT = {
    Kind.CC: "sign",
    Kind.CR: "agree",
    Kind.O22: "agree",
    Kind.SC: "give",
    Kind.PND: "give",
    Kind.CW: "give",
}
"""The step by which an authorised disposal takes effect."""

TO_BE = {"sign": "signed", "agree": "agreed", "give": "given"}
"""What is done to it then: a caution is signed, a resolution agreed, a notice or a warning given."""


def state_words(kind: Kind, state: State) -> str:
    """Where a disposal stands, in words: once authorised, what is still to be done with one of its kind."""
    is_authorised = state is State.AUTHORISED and kind in TAKES_EFFECT
    return f"{state.label}, to be {TO_BE[TAKES_EFFECT[kind]]}" if is_authorised else state.label


OWN_PAGE = frozenset(
    {
        "propose",
        "withdraw_proposal",
        "refuse",
        "authorise",
        "decline",
        "sign",
        "agree",
        "give",
        "new_disposal",
        "report_condition",
        "report_action",
        "report_done",
        "report_not_done",
        "condition_met",
        "all_met",
        "agree_variation",
        "change_actions",
    }
)
"""Steps that have a page of their own, or follow from another step."""

DEATH_TAKEN_BACK = "death_taken_back"
"""The event, no step of the table, by which a death that was none is set right: the state before it stands again."""

NOTHING_STANDS = frozenset(
    {
        State.CLOSED_NFA,
        State.CLOSED_REPLACED,
        State.CLOSED_DIED,
        State.TRANSFERRED,
        State.REFERRED_TO_YOUTH_JUSTICE,
        State.EXCUSED_CLOSED,
    }
)
"""Ends that are no outcome of the matter, or whose own reason stands in the way."""

STANDS_ASIDE = ENDED | {State.REDECIDE, State.VOID}
"""States in which another decision on the same episode may be proposed."""

_RANKS = {"constable": 1, "custody officer": 2, "sergeant": 2, "inspector": 3, "superintendent": 4}


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row for one machine. `rank_level` is the least police rank, None where the row names no police officer."""

    machine: Kind
    from_states: frozenset[State]
    event: str
    to: State
    guard: str
    actor: str
    outcome_code_effect: str
    must_record: str

    @property
    def rank_level(self) -> int | None:
        # "as 2.3": the rules of the authorise gate ask for the rank, so any officer may try.
        ranks = [_RANKS[one] for one in self.actor.split(" or ") if one in _RANKS]
        return min(ranks) if ranks else (1 if self.actor == "as 2.3" else None)

    @property
    def requests_code(self) -> str:
        """The outcome code that this step asks for, or empty."""
        words = self.outcome_code_effect.split()
        return words[1] if words[:1] == ["request"] else ""


class NoSuchStep(ValueError):
    """The machine has no such event in that state."""


@cache
def transitions(kind: Kind) -> tuple[Transition, ...]:
    """Every row of one machine."""
    return tuple(
        Transition(
            machine=kind,
            from_states=frozenset(map(State, row["from"].split("|"))),
            event=row["event"],
            to=State(row["to"]),
            guard=row["guard"],
            actor=row["actor_min"],
            outcome_code_effect=row["outcome_code_effect"],
            must_record=row["must_record"],
        )
        for row in rows_of(TRANSITIONS)
        if row["machine"] == "ALL" or kind.value in row["machine"].split("|")
    )


def step(kind: Kind, state: State, event: str) -> Transition:
    """The row that holds for this event in this state. Raises NoSuchStep."""
    for row in transitions(kind):
        if row.event == event and state in row.from_states:
            return row
    raise NoSuchStep(f"{kind.label}: no {event.replace('_', ' ')} while {state.label.lower()}")


def is_ended(kind: Kind, state: State) -> bool:
    """Whether a disposal of this kind has ended in this state."""
    return state in ENDED or (state is State.GIVEN and kind in GIVEN_IS_THE_END)


def is_dealt_with(kind: Kind, state: State) -> bool:
    """Whether the matter has an outcome that stands in this state: no second one is given for it.

    Not where nothing was given in the end (no further action), where another decision took its place, or where another
    force or the young people's service has it. An excused failure is said in words of its own.
    """
    return is_ended(kind, state) and state not in NOTHING_STANDS


def may(kind: Kind, state: State, event: str) -> bool:
    """Whether the machine has this event in this state."""
    return any(row.event == event and state in row.from_states for row in transitions(kind))
