"""A detention that goes on at another suite: one continuous period, whatever the custody number.

(PACE 1984 s.63B(5B): one sample in the same continuous period of detention, verified; that it survives a transfer and
a second custody number is recalled.)
"""

from dataclasses import dataclass
from datetime import datetime

from pathways.people.rules.times import named_beside
from pathways.refusals import Reason


@dataclass(frozen=True, kw_only=True)
class TransferFacts:
    """One move. The custody record number there may be the one from here."""

    to_suite_id: int
    custody_record_no: str
    left_at: datetime
    arrived_at: datetime


def transfer_reasons(facts: TransferFacts, *, from_suite_id: int, since: datetime, now: datetime) -> tuple[Reason, ...]:
    """What is wrong with a transfer, in the order of the form. `since`: arrived here, or at the last transfer."""
    found = []
    if facts.to_suite_id == from_suite_id:
        found.append(Reason("They are at this suite already. Select the suite they go to", "to_suite_id"))
    if facts.left_at > now:
        found.append(Reason("The time they left cannot be in the future. Record the move once they left", "left_at"))
    elif facts.left_at < since:
        at = named_beside(since, beside=facts.left_at)
        found.append(Reason(f"They cannot have left before they arrived here at {at}. Change it", "left_at"))
    if facts.arrived_at > now:
        words = "The time they arrived cannot be in the future. Record the move once they arrived"
        found.append(Reason(words, "arrived_at"))
    elif facts.arrived_at < facts.left_at:
        at = named_beside(facts.left_at, beside=facts.arrived_at)
        found.append(Reason(f"They cannot arrive there before they left at {at}. Change one of them", "arrived_at"))
    return tuple(found)
