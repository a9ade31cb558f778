"""Where a referral stands and what may happen to it next: the whole transition table, read from `data/`.

Source: treatment-and-statistics 2.1 (design choice, built on the national data set's facts). A row that names a group
holds for each of its members; SAME keeps the state; PREVIOUS is the state left on entering a paused one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pathways.refusals import Refused
from pathways.tables import rows_of
from pathways.vocabulary import Worded

TABLE = Path(__file__).parent.parent / "data" / "referral_transitions.csv"


class ReferralState(Worded):
    """The one state a referral has. What happened on the way stands on its events."""

    DRAFT = "DRAFT", "Not sent"
    SUBMITTED = "SUBMITTED", "Sent"
    ACKNOWLEDGED = "ACKNOWLEDGED", "Received"
    RETURNED = "RETURNED", "Question asked"
    ACCEPTED = "ACCEPTED", "Accepted"
    APPT_OFFERED = "APPT_OFFERED", "Appointment offered"
    OUTREACH = "OUTREACH", "Outreach"
    ATTENDED_ASSESSMENT = "ATTENDED_ASSESSMENT", "Attended assessment"
    CARE_PLAN = "CARE_PLAN", "Care plan agreed"
    IN_TREATMENT = "IN_TREATMENT", "In treatment"
    NEEDS_PLACE = "NEEDS_PLACE", "Needs a place"
    TRANSFER_PENDING = "TRANSFER_PENDING", "Transfer pending"
    SUSPENDED = "SUSPENDED", "Paused"
    NOT_ENGAGED = "NOT_ENGAGED", "Did not engage"
    NO_NEED = "NO_NEED", "No need found"
    COMPLETED = "COMPLETED", "Completed"
    LEFT_TREATMENT = "LEFT_TREATMENT", "No longer in treatment"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN", "Consent withdrawn"
    ENDED_IN_CUSTODY = "ENDED_IN_CUSTODY", "Ended in custody"
    DISCARDED = "DISCARDED", "Not sent, closed"
    WITHDRAWN = "WITHDRAWN", "Recalled"
    REROUTED = "REROUTED", "Sent on"
    UNMET_NEED = "UNMET_NEED", "Unmet need"
    TRANSFERRED = "TRANSFERRED", "Transferred"
    DIED = "DIED", "Ended"
    ERROR = "ERROR", "Recorded in error"
    DUPLICATE = "DUPLICATE", "Duplicate"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row of the table for one state: the event, where it leads, on what conditions and who takes it."""

    event: str
    to: str
    guard: str
    who: str
    must_record: str


class NoSuchStep(Refused):
    """The table has no such step from this state."""


@cache
def groups() -> Mapping[str, frozenset[ReferralState]]:
    """The table's named groups with their members, nested groups opened. States of consents are left out."""
    named = {row["from"]: row["to"].split("|") for row in _rows() if row["machine"] == "GROUP"}
    known = {state.value for state in ReferralState}

    def opened(word: str) -> set[ReferralState]:
        if word in named:
            return set().union(*(opened(member) for member in named[word]))
        return {ReferralState(word)} if word in known else set()

    return {name: frozenset(opened(name)) for name in named}


@cache
def steps() -> Mapping[tuple[ReferralState, str], Step]:
    """Every step by (state, event), groups opened. No two rows of the table share a pair; a test says so."""
    found: dict[tuple[ReferralState, str], Step] = {}
    for row in _rows():
        if row["machine"] != "REF":
            continue
        step = Step(
            event=row["event"], to=row["to"], guard=row["guard"], who=row["who"], must_record=row["must_record"]
        )
        for state in sorted(groups().get(row["from"], frozenset()) or {ReferralState(row["from"])}):
            found[state, step.event] = step
    return found


def next_state(state: ReferralState, event: str, *, previous: ReferralState | None = None) -> ReferralState:
    """Where `event` leads from `state`. `previous` is the state left on entering a paused one.

    Raises NoSuchStep, worded for staff, when the table has no such step.
    """
    step = steps().get((ReferralState(state), event))
    if step is None:
        raise NoSuchStep(f"This referral is “{ReferralState(state).label}”: that step is not open from there")
    if step.to == "SAME":
        return ReferralState(state)
    if step.to == "PREVIOUS":
        if previous is None:
            raise NoSuchStep("The state before the pause is not known")
        return previous
    return ReferralState(step.to)


def events_from(state: ReferralState) -> tuple[str, ...]:
    """The events that the table opens from `state`, in the table's order."""
    return tuple(event for (held, event) in steps() if held is state)


def states_before(event: str) -> frozenset[ReferralState]:
    """The states from which `event` is open: what an UPDATE names in its WHERE."""
    return frozenset(state for (state, named) in steps() if named == event)


def is_closed(state: ReferralState) -> bool:
    """True once nothing more is expected: closed (may be re-opened) or final."""
    return state in groups()["CLOSED"] or state in groups()["FINAL"]


def said_to_police(state: ReferralState, *, accepted: bool) -> str:
    """The word for a referral in a list of the police: never past "Accepted", whatever came after (2.4, base rows).

    One that ended unaccepted for a reason that is not theirs to know (a death, say) reads "Ended", whatever the reason.
    """
    if accepted:
        return "Accepted"
    words = {
        ReferralState.NEEDS_PLACE: "Needs a place",
        ReferralState.REROUTED: "Sent on",
        ReferralState.WITHDRAWN: "Recalled",
        ReferralState.CONSENT_WITHDRAWN: "Withdrawn",
        ReferralState.DISCARDED: "Not sent",
        ReferralState.DRAFT: "Draft",
    }
    return words.get(state) or ("Ended" if is_closed(state) else "Sent")


@cache
def _rows() -> tuple[dict[str, str], ...]:
    return tuple(rows_of(TABLE))
