"""The laboratory's answer about a positive result, and what it does to the requirement (Drugs Act 2005 s.16).

A dispute stops nothing: the person must still go. Only an analysis that does not reveal a specified drug ends it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pathways.arrest_tests.rules.outcomes import OverallResult
from pathways.arrest_tests.rules.transitions import Machine, state_after
from pathways.refusals import Reason
from pathways.vocabulary import Worded

ANSWER_WORKING_DAYS: Final = 5
"""Within which the laboratory answers (Home Office process guidance of 2010, withdrawn since)."""


class LabState(Worded):
    """The states of the table of steps; a person's death ends whatever is open."""

    DISPUTED = "DISPUTED", "Disputed, not sent yet"
    SENT = "SENT", "Sent to the laboratory"
    WITHDRAWN = "WITHDRAWN", "Dispute withdrawn"
    CONFIRMED = "CONFIRMED", "Confirmed by the laboratory"
    NOT_CONFIRMED = "NOT_CONFIRMED", "Not confirmed by the laboratory"
    NO_ANALYSIS = "NO_ANALYSIS", "Could not be analysed"

    @property
    def is_awaited(self) -> bool:
        return self in (LabState.DISPUTED, LabState.SENT)


class LabStep(Worded):
    """What may happen, as an officer says it."""

    DISPUTE = "dispute", "The person disputes the result"
    QUALITY = "quality_check", "Sent as a quality check of the force"
    SEND = "send", "Sent to the laboratory"
    WITHDRAW = "withdraw", "The person withdraws the dispute", "Only before it is sent. Record their words"
    CANNOT_SEND = "cannot_send", "It cannot be sent", "Too little is left, or it was lost"
    CONFIRMED = "confirmed", "A specified Class A drug was found"
    NOT_CONFIRMED = "not_confirmed", "No specified Class A drug was found", "The requirement ends, and any file with it"
    NO_ANALYSIS = "no_analysis", "It could not be analysed"


class LabBasis(Worded):
    """On what a result is disputed (drug-testing data dictionary, 2.5)."""

    DENIES_USE = "denies_use", "They say that they did not use it"
    MEDICATION = "medication", "A medicine or a treatment explains it"
    PROCEDURE = "procedure", "Something was wrong with how the sample was taken or read"


FIRST: Final = (LabStep.DISPUTE, LabStep.QUALITY)
WITH_WORDS: Final = frozenset({LabStep.DISPUTE, LabStep.WITHDRAW, LabStep.CANNOT_SEND, LabStep.NO_ANALYSIS})
WITH_REFERENCE: Final = frozenset({LabStep.QUALITY, LabStep.SEND})


@dataclass(frozen=True, kw_only=True)
class LabFacts:
    """A step about to be recorded. `since` is the moment of the step before, or when the result was read."""

    step: LabStep
    state: LabState | None
    result: OverallResult | None
    now: datetime
    at: datetime | None
    since: datetime | None
    words: str = ""
    reference: str = ""
    basis: LabBasis | None = None


def steps_from(state: LabState | None) -> tuple[LabStep, ...]:
    """The steps that may follow."""
    origin = state.value if state else "NONE"
    return tuple(one for one in LabStep if state_after(Machine.LAB, origin, one.value))


def lab_faults(facts: LabFacts) -> tuple[Reason, ...]:
    """Every reason that a step cannot be recorded."""
    allowed = OverallResult.POSITIVE, *([OverallResult.NEGATIVE] if facts.step is LabStep.QUALITY else [])
    if facts.step in FIRST and facts.result not in allowed:
        return (Reason("Only a result that was read can be sent, and only a positive one disputed", "step"),)
    if facts.step not in steps_from(facts.state):
        return (Reason("This is not the next step. Look at what is recorded", "step"),)
    found = []
    if facts.at is None:
        found.append(Reason("Enter the date and time", "at"))
    elif facts.at > facts.now:
        found.append(Reason("The time must be now or earlier", "at"))
    elif facts.since is not None and facts.at < facts.since.replace(second=0, microsecond=0):
        found.append(Reason("The time cannot be before the step before it", "at"))
    if facts.step is LabStep.DISPUTE and facts.basis is None:
        found.append(Reason("Select on what the result is disputed", "basis"))
    if facts.step in WITH_WORDS and not facts.words.strip():
        found.append(Reason("Record what the person said, or why", "words"))
    if facts.step in WITH_REFERENCE and not facts.reference.strip():
        found.append(Reason("Enter the reference of the laboratory or the courier", "reference"))
    return tuple(found)


def next_state(state: LabState | None, step: LabStep) -> LabState:
    """Where a step leads. Raises ValueError for one that may not be taken."""
    after = state_after(Machine.LAB, state.value if state else "NONE", step.value)
    if after is None:
        raise ValueError(f"{step} may not follow {state}")
    return LabState(after)
