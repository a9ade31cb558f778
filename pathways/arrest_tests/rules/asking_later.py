"""Not now, ask again: why a sample is not asked for yet, and when somebody looks again.

Asking too early makes a refusal that is none: somebody must understand the warning (PACE 1984 s.63B(5)(a): verified;
that intoxication and fitness make it wait is practice).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pathways.refusals import Reason
from pathways.vocabulary import Worded

LONGEST = timedelta(hours=24)


class WhyLater(Worded):
    """Why not now. None of them is a refusal."""

    TOO_INTOXICATED = "too_intoxicated", "Too intoxicated to understand"
    NOT_FIT = "not_fit", "Not fit: a health professional said so"
    NO_APPROPRIATE_ADULT = "no_appropriate_adult", "Waiting for the appropriate adult"
    NO_INTERPRETER = "no_interpreter", "Waiting for the interpreter"
    VIOLENT = "violent", "Violent: not safe now"
    ASLEEP = "asleep", "Resting"
    SOLICITOR = "solicitor", "With the solicitor"
    OTHER = "other", "Something else: say below"


UNWELL = frozenset({WhyLater.TOO_INTOXICATED, WhyLater.NOT_FIT})
"""Reasons that tell of somebody who may need a healthcare professional."""


@dataclass(frozen=True, kw_only=True)
class LaterFacts:
    """Why not now, in whose words, and when to ask again: None while it is not typed."""

    why: WhyLater
    ask_again_at: datetime | None
    note: str = ""

    @property
    def words(self) -> str:
        """The reason as a list says it: in one's own words where it is none of those given."""
        return self.note if self.why is WhyLater.OTHER else self.why.label


def later_reasons(facts: LaterFacts, *, now: datetime) -> tuple[Reason, ...]:
    """What is wrong with a reminder, in the order of the form (design choice)."""
    found = []
    if facts.why is WhyLater.OTHER and not facts.note.strip():
        found.append(Reason("Say why not now", "note"))
    if facts.ask_again_at is None:
        return tuple(found)
    if facts.ask_again_at <= now:
        found.append(Reason("The time to ask again must be ahead. Type a later time", "ask_again_at"))
    elif facts.ask_again_at > now + LONGEST:
        found.append(Reason("Ask again within 24 hours. Type an earlier time", "ask_again_at"))
    return tuple(found)
