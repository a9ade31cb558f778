"""Trying to find somebody: how it may be done, and when an attempt may be recorded.

Source: treatment-and-statistics 2.1 (nobody is closed as not found without an attempt) and 2.3 (ten working days).
"""

from dataclasses import dataclass
from datetime import datetime

from pathways.engagement.rules.standing import DIED
from pathways.referrals.rules import ReferralState
from pathways.refusals import Reason
from pathways.vocabulary import Worded


class Way(Worded):
    """How somebody was looked for."""

    PHONE = "phone", "Rang"
    TEXT = "text", "Sent a text"
    LETTER = "letter", "Wrote a letter"
    VISIT = "visit", "Went to where they usually are"
    THROUGH_OTHER = "through_other", "Asked somebody the person named"
    OTHER_SERVICE = "other_service", "Asked another service"


@dataclass(frozen=True, kw_only=True)
class AttemptFacts:
    """An attempt about to be recorded. Instants are UTC; `accepted_at` is when the service took the person on."""

    state: ReferralState
    has_died: bool
    now: datetime
    at: datetime
    accepted_at: datetime


def bars_to_attempt(facts: AttemptFacts) -> tuple[Reason, ...]:
    """Every reason that this attempt cannot be recorded; none means it can."""
    if facts.has_died:
        return (DIED,)
    if facts.state is not ReferralState.OUTREACH:
        words = f"This case is “{facts.state.label}”: attempts are recorded while somebody is looked for"
        return (Reason(words, source="Treatment reference 2.1"),)
    if facts.at > facts.now:
        return (Reason("The attempt must be in the past", "at"),)
    if facts.at < facts.accepted_at:
        return (Reason("The attempt cannot be before the service took the person on", "at"),)
    return ()
