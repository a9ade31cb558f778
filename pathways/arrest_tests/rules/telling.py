"""A result that was told although it might not be: kept as it happened, and held for an inspector (V-049, V-055).

Telling it cannot be undone, so refusing to write it down would only lose it. Source: save, flag and hold, data
dictionary 4 (design choice); the closed list of purposes, PACE 1984 s.63B(7) (verified).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from pathways.arrest_tests.rules.findings import Finding
from pathways.arrest_tests.rules.severities import holding, once_it_has_happened
from pathways.arrest_tests.rules.sharing import SharingFacts, sharing_faults
from pathways.arrest_tests.rules.standing import use_faults
from pathways.refusals import Reason
from pathways.vocabulary import Worded

LEAST_REASON: Final = 10
MAY_BE_TOLD: Final = "The Act lets this be told, and the record is not held. Record it as told, not as an incident"
WHOM: Final = "Select whom you told. If it was none of these, select ‘Something else’ and say what it was told for"


class TellingDecision(Worded):
    """What an inspector who had no part in it decides about an information incident.

    The list of purposes is closed: a release says that the Act allowed it all along, and makes nothing lawful.
    """

    RELEASED = (
        "released",
        "Release it: the Act allowed it after all",
        "It was recorded wrongly. Say which purpose of section 63B(7) covered it. A release makes nothing lawful that "
        "the Act does not allow",
    )
    VOIDED = (
        "voided",
        "Void it: the Act did not allow it",
        "Nobody may rely on it, and whoever was told has been told so",
    )


def met_by_telling(facts: SharingFacts, *, is_held: bool) -> tuple[Finding, ...]:
    """The rules that a telling met which has happened; none, where it might be told."""
    return holding(once_it_has_happened((*sharing_faults(facts), *use_faults(is_held=is_held))))


def whom_faults(facts: SharingFacts) -> tuple[Reason, ...]:
    """A purpose of the Act with nobody chosen is a question left open, and no incident."""
    if facts.purpose is None or facts.recipient is not None:
        return ()
    return (Reason(WHOM, f"to_{facts.purpose.value}"),)


def telling_faults(
    *, told_to: str, told_at: datetime | None, asked_for: str, now: datetime, read_at: datetime | None = None
) -> tuple[Reason, ...]:
    """What must be said of a telling that has happened, each at its field. `read_at` is when the result was read."""
    found = []
    if not told_to.strip():
        found.append(Reason("Enter whom you told, by name and office", "told_to"))
    if not asked_for.strip():
        found.append(Reason("Enter what it was told for", "asked_for"))
    if told_at is None:
        found.append(Reason("Enter when it was told", "told_at"))
    elif told_at > now:
        found.append(Reason("It cannot have been told in the future", "told_at"))
    elif read_at is not None and told_at < read_at.replace(second=0, microsecond=0):
        found.append(Reason("It cannot have been told before the result was read. Check the time", "told_at"))
    return tuple(found)


def deciding_faults(*, decision: TellingDecision | None, reason: str) -> tuple[Reason, ...]:
    """A decision, and why."""
    found = [] if decision else [Reason("Select whether you release it or void it", "decision")]
    if len(reason.strip()) < LEAST_REASON:
        found.append(Reason("Say why, in a sentence", "reason"))
    return tuple(found)


def messages(found: Iterable[Finding]) -> str:
    """The sentences of the rules, as they are kept with the incident."""
    return " ".join(one.message for one in found)
