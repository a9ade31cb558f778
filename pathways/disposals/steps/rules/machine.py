"""The tables of steps: which step may follow which, who may take it, and what it asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pathways.law.rules.disposal_terms import Kind
from pathways.step_tables.rules import StepAsked, read_steps
from pathways.tables import rows_of
from pathways.vocabulary import Worded

# The states of the disposals and the steps between them, one machine for each kind (`data/disposal_transitions.csv`).
#
# A step *requests* an outcome code; the force's own case system sets it. Source: data dictionary of out-of-
# court disposals, section 3 (70 rows, 301 single transitions).


TRANSITIONS = Path(__file__).parent.parent / "data" / "disposal_transitions.csv"
MACHINES = (Kind.CC, Kind.SC, Kind.CR, Kind.O22, Kind.PND, Kind.CW)


class State(Worded):
    """The states of a disposal, in the words of the task list."""

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
"""States that a disposal leaves only for VOID (quashed, or an error found)."""

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
"""The participle of each of these steps, for `state_words`."""


def state_words(kind: Kind, state: State) -> str:
    """A state in words. For an authorised disposal it adds whether it is to be signed, agreed or given."""
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
"""The event of a death that was taken back: the earlier state counts again. It is not a step of the table."""

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
"""Ends that are not an outcome of the matter. EXCUSED_CLOSED bars a new decision with words of its own."""

STANDS_ASIDE = ENDED | {State.REDECIDE, State.VOID}
"""States in which another decision on the same episode may be proposed."""

_RANKS = {"constable": 1, "custody officer": 2, "sergeant": 2, "inspector": 3, "superintendent": 4}


@dataclass(frozen=True, kw_only=True)
class DisposalTransition:
    """One row for one machine. `rank_level` is the least police rank, None if the row names no police officer."""

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
        ranks = [_RANKS[rank] for rank in self.actor.split(" or ") if rank in _RANKS]
        return min(ranks) if ranks else (1 if self.actor == "as 2.3" else None)

    @property
    def requests_code(self) -> str:
        """The outcome code that this step asks for, or ""."""
        words = self.outcome_code_effect.split()
        return words[1] if words[:1] == ["request"] else ""


class NoSuchDisposalStep(ValueError):
    """The machine has no such event in that state."""


@cache
def transitions(kind: Kind) -> tuple[DisposalTransition, ...]:
    """Every row of one machine."""
    return tuple(
        DisposalTransition(
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


def step(kind: Kind, state: State, event: str) -> DisposalTransition:
    """The row for an event in a state. Raises NoSuchDisposalStep."""
    for row in transitions(kind):
        if row.event == event and state in row.from_states:
            return row
    raise NoSuchDisposalStep(f"{kind.label}: no {event.replace('_', ' ')} while {state.label.lower()}")


def is_ended(kind: Kind, state: State) -> bool:
    """Whether a disposal of this kind has ended in this state."""
    return state in ENDED or (state is State.GIVEN and kind in GIVEN_IS_THE_END)


def is_dealt_with(kind: Kind, state: State) -> bool:
    """Whether the matter has its outcome in this state, so that no second one is given for it.

    It has none after no further action, if another decision replaced this one, or if another force or the young
    people's service has the case. For an excused failure there are words of its own.
    """
    return is_ended(kind, state) and state not in NOTHING_STANDS


def may(kind: Kind, state: State, event: str) -> bool:
    """Whether the machine has this event in this state."""
    return any(row.event == event and state in row.from_states for row in transitions(kind))


# Who may take a step of a disposal, from the column `actor_min` of the table.
#
# A deciding officer enters a prosecutor's decision as received. Staff who follow the conditions enter a service's
# report if the service does not. What the table calls "system" is entered by a person (docs/decisions/0030). Sources:
# data dictionary, section 3; roles of the trust design.


RANKS = {1: "constable", 2: "sergeant", 3: "inspector", 4: "superintendent"}
SERGEANT = 2
BY_THE_RULES = "as 2.3"
LEAST_AUTHORITY = {Kind.SC: 2, Kind.O22: 2}
"""The rank that authorises an ordinary case, where no rule of the gate asks for one (dictionary 2.2, 2.3; recalled)."""
PROSECUTOR = "prosecutor"


class Desk(Worded):
    """The desks that take steps. The values are the codes of the roles."""

    OFFICER = "CO", "Custody officer"
    DECIDER = "DM", "Deciding officer"
    MONITOR = "CM", "Condition monitor"
    WORKER = "TW", "Treatment worker"


@dataclass(frozen=True, kw_only=True)
class StepTaker:
    """A desk that may take a step, with the least rank level (None: no police rank)."""

    desk: Desk
    rank_level: int | None = None


def actors_of(row: DisposalTransition) -> tuple[StepTaker, ...]:
    """Every desk that may take this step, with the rank it needs."""
    if row.actor == BY_THE_RULES:
        return (StepTaker(desk=Desk.DECIDER, rank_level=LEAST_AUTHORITY.get(row.machine, 1)),)
    actors: list[StepTaker] = []
    named = row.actor.split(" or ")
    for name in named:
        # If a police rank may decide as well, that rank takes the step: it does not record a prosecutor.
        if name != PROSECUTOR or len(named) == 1:
            actors += _OF[name]
    return tuple(dict.fromkeys(actors))


def _police(level: int) -> tuple[StepTaker, ...]:
    decider = StepTaker(desk=Desk.DECIDER, rank_level=level)
    # What needs a sergeant is for a deciding officer: a custody officer only records and proposes.
    return (StepTaker(desk=Desk.OFFICER, rank_level=1), decider) if level == 1 else (decider,)


_SEEN_BY_POLICE = (StepTaker(desk=Desk.MONITOR), *_police(1))
_OF: dict[str, tuple[StepTaker, ...]] = {
    "constable": _police(1),
    "sergeant": _police(2),
    "inspector": _police(3),
    "superintendent": _police(4),
    "custody officer": (StepTaker(desk=Desk.OFFICER, rank_level=2), StepTaker(desk=Desk.DECIDER, rank_level=2)),
    PROSECUTOR: (StepTaker(desk=Desk.DECIDER, rank_level=1),),
    "police": _police(1),
    "CPS": (StepTaker(desk=Desk.DECIDER, rank_level=1),),
    # A service without an account writes or rings, and staff who follow the conditions enter what it said.
    "treatment worker": (StepTaker(desk=Desk.WORKER), *_SEEN_BY_POLICE),
    "monitor": _SEEN_BY_POLICE,
    "system": _SEEN_BY_POLICE,
}


def may_take(row: DisposalTransition, role: str, rank_level: int | None) -> bool:
    """Whether somebody in this role, of this rank today, may take the step."""
    return any(
        actor.desk.value == role and (actor.rank_level is None or (rank_level or 0) >= actor.rank_level)
        for actor in actors_of(row)
    )


def is_deciding_sergeant(role: str, rank_level: int | None) -> bool:
    """Whether somebody may take what needs a sergeant: a deciding officer of that rank or above."""
    return role == Desk.DECIDER.value and (rank_level or 0) >= SERGEANT


def taken_at(desk: Desk, kind: Kind) -> frozenset[str]:
    """The steps that a desk may take at some point of a disposal. Its staff may read what those recorded."""
    return frozenset(row.event for row in transitions(kind) if any(actor.desk is desk for actor in actors_of(row)))


def who_may(row: DisposalTransition) -> str:
    """Who may take a step, in words for somebody who may not."""
    levels = [actor.rank_level for actor in actors_of(row) if actor.rank_level]
    if not levels:
        return "the service or whoever follows the conditions"
    desk = "" if any(actor.desk is Desk.OFFICER for actor in actors_of(row)) else ", as the deciding officer"
    return f"a {RANKS[min(levels)]} or above{desk}".replace("a inspector", "an inspector")


# What each step of a disposal asks and records, read from `data/steps.csv` and `data/step_fields.csv`.
#
# Source: the column `must_record` of `data/disposal_transitions.csv` (data dictionary of out-of-court disposals,
# section 3); the wording of the questions is this product's.


@cache
def steps_asked() -> dict[str, StepAsked]:
    """What each step asks, by event."""
    return read_steps(Path(__file__).parent.parent / "data")


def words_of_choice(event: str, name: str, value: str) -> str:
    """The words of a stored answer of a step; the value itself if it has none."""
    for each in steps_asked()[event].records:
        if each.name == name:
            return dict(each.choices).get(value, value)
    return value


def told_of(event: str, recorded: Mapping[str, Any]) -> str:
    """What a step recorded, in sentences."""
    return steps_asked()[event].told(recorded)
