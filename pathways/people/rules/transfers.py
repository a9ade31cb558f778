"""A detention that goes on at another suite: one continuous period, whatever the custody number.

(PACE 1984 s.63B(5B): one sample in the same continuous period of detention, verified; that it survives a transfer and
a second custody number is recalled.)
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pathways.people.rules.times import named_beside
from pathways.refusals import Reason
from pathways.vocabulary import Worded

ONE_DETENTION_SOURCE, ONE_DETENTION_MARK = "PACE 1984 s.63B(5B)", "recalled"


class SuiteChange(Worded):
    """Why another suite stands on a custody record: one was wrong from the start, the other is a move."""

    WRONG = "wrong", "It was recorded wrongly: they were there all along"
    MOVED = "moved", "They were moved there, and nobody recorded it"


@dataclass(frozen=True, kw_only=True)
class MovedWhen:
    """When somebody was moved whose suite is corrected because nobody recorded the move."""

    left_at: datetime
    arrived_at: datetime


@dataclass(frozen=True, kw_only=True)
class TransferFacts:
    """One move. The custody record number there may be the one from here."""

    to_suite_id: int
    custody_record_no: str
    left_at: datetime
    arrived_at: datetime


TYPED_APART = timedelta(minutes=30)


def goes_on(*, arrested_at: datetime, earlier_arrested_at: datetime, earlier_left_at: datetime) -> bool:
    """Whether a detention is the earlier one going on: its arrest was made before they had left the earlier one.

    So a move that was recorded as a release opens no second sample. Two officers may type the time of one arrest some
    minutes apart: an arrest up to half an hour before the earlier one is taken for the same (design choice, cautious).
    """
    return earlier_arrested_at - TYPED_APART <= arrested_at < earlier_left_at


def suite_change_reasons(
    why: SuiteChange | None, moved: TransferFacts | None, *, from_suite_id: int, since: datetime, until: datetime
) -> tuple[Reason, ...]:
    """What is missing or wrong about another suite on a custody record: what could be asked is asked of where they
    were at that moment. `until`: the release, or now."""
    if why is None:
        return (Reason("Select whether they were there all along or were moved there", "suite_change"),)
    if why is SuiteChange.WRONG:
        return ()
    if moved is None:
        return (Reason("Enter when they left and when they arrived there", "moved_left_at"),)
    if moved.arrived_at > until:
        at = named_beside(until, beside=moved.arrived_at)
        return (Reason(f"They cannot arrive there after {at}. Change it", "moved_arrived_at"),)
    found = transfer_reasons(moved, from_suite_id=from_suite_id, since=since, now=until)
    return tuple(Reason(one.message, f"moved_{one.field}") for one in found)


def transfer_reasons(facts: TransferFacts, *, from_suite_id: int, since: datetime, now: datetime) -> tuple[Reason, ...]:
    """What is wrong with a transfer, in the order of the form. `since`: arrived here, or at the last transfer.

    A time that a half-filled form does not have yet is None, and nothing is said of it.
    """
    found, left, arrived = [], facts.left_at, facts.arrived_at
    if facts.to_suite_id == from_suite_id:
        found.append(Reason("They are at this suite already. Select the suite they go to", "to_suite_id"))
    if left is not None and left > now:
        found.append(Reason("The time they left cannot be in the future. Record the move once they left", "left_at"))
    elif left is not None and left < since:
        at = named_beside(since, beside=left)
        found.append(Reason(f"They cannot have left before they arrived here at {at}. Change it", "left_at"))
    if arrived is not None and arrived > now:
        words = "The time they arrived cannot be in the future. Record the move once they arrived"
        found.append(Reason(words, "arrived_at"))
    elif left is not None and arrived is not None and arrived < left:
        at = named_beside(left, beside=arrived)
        found.append(Reason(f"They cannot arrive there before they left at {at}. Change one of them", "arrived_at"))
    return tuple(found)
