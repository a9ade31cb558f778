"""Which clocks a person may answer, and when a place may be said to be closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pathways.clocks.rules.moments import Answered
from pathways.clocks.rules.standing import Clock
from pathways.refusals import Reason

WAITS_FOR = {Answered.CHECKED: "suspended_check", Answered.SPOKE: "urgent", Answered.ATTEMPTED: "urgent"}
"""The timer that each answer is about."""
LONGEST = timedelta(days=31)


def answers_to(clocks: Iterable[Clock], *, is_case: bool = False) -> tuple[Answered, ...]:
    """What may be answered now: only what a running clock waits for. Of a case a contact says that somebody spoke to
    the person, with all that is asked at one."""
    running = {one.timer.code for one in clocks if one.still_runs}
    open_now = (answer for answer, code in WAITS_FOR.items() if code in running)
    return tuple(answer for answer in open_now if not (is_case and answer is Answered.SPOKE))


def bars_to_answering(answered: Answered, clocks: Iterable[Clock], *, is_case: bool = False) -> tuple[Reason, ...]:
    """Every reason that it cannot be answered; none means it can."""
    if answered in answers_to(clocks, is_case=is_case):
        return ()
    if is_case and answered is Answered.SPOKE:
        return (Reason("Record the contact on the case: that stops the clock", "answered"),)
    return (Reason("No clock of this referral is waiting for that now. Look at its clocks", "answered"),)


@dataclass(frozen=True, kw_only=True)
class ClosureFacts:
    """Days on which a place is to be closed, the last one included."""

    from_on: date
    to_on: date
    today: date


def closure_faults(facts: ClosureFacts) -> tuple[Reason, ...]:
    """Every reason that these days cannot be closed. What was due before today is never changed afterwards."""
    faults = []
    if facts.from_on < facts.today:
        faults.append(Reason("The first day must be today or later: what was due before stays as it was", "from_on"))
    if facts.to_on < facts.from_on:
        faults.append(Reason("The last day must be the first day or later", "to_on"))
    elif facts.to_on - facts.from_on > LONGEST:
        faults.append(Reason("A month at most. For longer, close the service in the directory", "to_on"))
    return tuple(faults)
