"""The rules of planning and deciding a release, and of what was left undone. Page and action ask them both.

Only a release on bail gives a power to keep somebody before charge merely for a sample (PACE 1984 s.37(8A)-(8B):
verified; that no other ground reaches somebody who leaves without bail is open for counsel, and the cautious rule is
built).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from pathways.people.custody.rules import named_beside
from pathways.people.rules import ReleaseType
from pathways.refusals import Reason
from pathways.tables import Listed, list_of
from pathways.vocabulary import Mark

NO_HOLD = (
    "This person is being released without bail and may not be kept for a sample. Take it while they are held for "
    "another reason, or release them."
)
NO_HOLD_SOURCE = "PACE 1984 s.37(2A), (7)(c), (8A)"


@dataclass(frozen=True, kw_only=True)
class LeavingFacts:
    """A plan and a decision. Without a decision there is no time of it, and nobody is held only for a sample."""

    planned_release_at: datetime | None = None
    decision: ReleaseType | None = None
    decided_at: datetime | None = None
    held_only_for_sample: bool = False


@dataclass(frozen=True, kw_only=True)
class OpenPart:
    """A part of the pathway that is not done when somebody leaves: its key in the record, and what staff call it."""

    key: str
    label: str


@dataclass(frozen=True, kw_only=True)
class LeftOpenReason(Listed):
    """Why a part of the pathway was left open when the person went. `asks_why`: the officer says it in words."""

    asks_why: bool


@cache
def reasons_left_open() -> Mapping[str, LeftOpenReason]:
    """The closed list of reasons, by code, in the order of the page."""
    return list_of(Path(__file__).parent / "data" / "reasons_left_open.csv", LeftOpenReason)


@dataclass(frozen=True, kw_only=True)
class NotDone:
    """Why the open parts were left: one answer for each part, by its key, and a note in the officer's words."""

    why: Mapping[str, LeftOpenReason]
    note: str = ""


NOTHING_LEFT = NotDone(why={})


def leaving_reasons(facts: LeavingFacts, *, arrived_at: datetime, now: datetime) -> tuple[Reason, ...]:
    """What is wrong with a plan or a decision, in the order of the form (V-019a; the order of times: design choice)."""
    planned, decided = facts.planned_release_at, facts.decided_at
    reasons = []
    if planned is not None and planned < arrived_at:
        at = named_beside(arrived_at, beside=planned)
        reasons.append(Reason(f"Planned release cannot be before arrival at {at}. Change it", "planned_release_at"))
    if facts.decision is not None and decided is None:
        reasons.append(Reason("Enter when the release was decided", "decided_at"))
    if facts.decision is not None and decided is not None and decided > now:
        reasons.append(Reason("The decision cannot be in the future. Type the time it was made", "decided_at"))
    if facts.decision is not None and decided is not None and decided < arrived_at:
        at = named_beside(arrived_at, beside=decided)
        reasons.append(Reason(f"The decision cannot be before arrival at {at}. Change it", "decided_at"))
    if facts.held_only_for_sample and facts.decision is None:
        words = "Select how they will be released. Nobody is held only for a sample before that is decided"
        reasons.append(Reason(words, "decision"))
    if facts.held_only_for_sample and facts.decision is not None and facts.decision.is_without_bail:
        reasons.append(Reason(NO_HOLD, "held_only_for_sample", NO_HOLD_SOURCE, Mark.UNCERTAIN))
    return tuple(reasons)


def not_done_reasons(open_parts: tuple[OpenPart, ...], not_done: NotDone) -> tuple[Reason, ...]:
    """Why somebody cannot leave yet: each open part needs an answer why (design choice: custody desk, page 3)."""
    reasons = [
        Reason(f"Select why this is not done: {part.label[0].lower()}{part.label[1:]}", f"why_{part.key}")
        for part in open_parts
        if part.key not in not_done.why
    ]
    if any(why.asks_why for why in not_done.why.values()) and not not_done.note.strip():
        reasons.append(Reason("Say in your own words why it is not done", "not_done_note"))
    return tuple(reasons)
