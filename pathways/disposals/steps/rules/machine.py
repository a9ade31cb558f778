"""The tables of steps: which step may follow which, who may take it, and what it asks."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from pathways.law.rules.disposal_terms import Kind
from pathways.step_tables.rules import StepAsked, StepTaker, TableStep, read_steps, read_table
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


def is_ended(kind: Kind, state: State) -> bool:
    """Whether a disposal of this kind has ended in this state."""
    return state in ENDED or (state is State.GIVEN and kind in GIVEN_IS_THE_END)


def is_dealt_with(kind: Kind, state: State) -> bool:
    """Whether the matter has its outcome in this state, so that no second one is given for it.

    It has none after no further action, if another decision replaced this one, or if another force or the young
    people's service has the case. For an excused failure there are words of its own.
    """
    return is_ended(kind, state) and state not in NOTHING_STANDS


# Who may take a step of a disposal, from the column `who` of the table.
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


def _police(level: int) -> tuple[StepTaker, ...]:
    decider = StepTaker(Desk.DECIDER, level)
    # What needs a sergeant is for a deciding officer: a custody officer only records and proposes.
    return (StepTaker(Desk.OFFICER, 1), decider) if level == 1 else (decider,)


_SEEN_BY_POLICE = (StepTaker(Desk.MONITOR), *_police(1))
_OF: dict[str, tuple[StepTaker, ...]] = {
    "constable": _police(1),
    "sergeant": _police(2),
    "inspector": _police(3),
    "superintendent": _police(4),
    "custody officer": (StepTaker(Desk.OFFICER, 2), StepTaker(Desk.DECIDER, 2)),
    PROSECUTOR: (StepTaker(Desk.DECIDER, 1),),
    "police": _police(1),
    "CPS": (StepTaker(Desk.DECIDER, 1),),
    # A service without an account writes or rings, and staff who follow the conditions enter what it said.
    "treatment worker": (StepTaker(Desk.WORKER), *_SEEN_BY_POLICE),
    "monitor": _SEEN_BY_POLICE,
    "system": _SEEN_BY_POLICE,
}


def _takers(kind: str, who: str) -> tuple[StepTaker, ...]:
    """Every desk that may take a step, with the rank it needs. Raises KeyError for words that are not the table's."""
    if who == BY_THE_RULES:  # the rules of the authorise gate ask for the rank
        return (StepTaker(Desk.DECIDER, LEAST_AUTHORITY.get(Kind(kind), 1)),)
    named = who.split(" or ")
    # If a police rank may decide as well, that rank takes the step: it does not record a prosecutor.
    meant = [name for name in named if name != PROSECUTOR or len(named) == 1]
    return tuple(dict.fromkeys(taker for name in meant for taker in _OF[name]))


DISPOSAL_STEPS: Final = read_table(TRANSITIONS, MACHINES, State, _takers)
"""The machine of each kind of disposal."""


def may(kind: Kind, state: State, event: str) -> bool:
    """Whether the machine has this event in this state."""
    return (state, event) in DISPOSAL_STEPS[kind].steps


def is_deciding_sergeant(role: str, rank_level: int | None) -> bool:
    """Whether somebody may take what needs a sergeant: a deciding officer of that rank or above."""
    return role == Desk.DECIDER.value and (rank_level or 0) >= SERGEANT


def taken_at(desk: Desk, kind: Kind) -> frozenset[str]:
    """The steps that a desk may take at some point of a disposal. Its staff may read what those recorded."""
    steps = DISPOSAL_STEPS[kind].steps.values()
    return frozenset(step.event for step in steps if any(taker.role == desk for taker in step.takers))


def who_may(step: TableStep) -> str:
    """Who may take a step, in words for somebody who may not."""
    levels = [taker.rank_level for taker in step.takers if taker.rank_level]
    if not levels:
        return "the service or whoever follows the conditions"
    desk = "" if any(taker.role == Desk.OFFICER for taker in step.takers) else ", as the deciding officer"
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
    return steps_asked()[event].sentences(recorded)
