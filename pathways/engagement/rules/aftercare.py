"""After a planned exit: check-ins at 2 weeks, 3 and 6 months. And what the person says of the service.

Source: design/desk-treatment 08 (design choice); months are calendar months (treatment reference U4).
"""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from pathways.engagement.rules.standing import DIED
from pathways.engagement.rules.steps import in_words
from pathways.refusals import Reason
from pathways.small_numbers import THRESHOLD
from pathways.vocabulary import Worded

NUMBERS: Final = (1, 2, 3)
WHEN: Final = {1: "2 weeks", 2: "3 months", 3: "6 months"}
SHOWN_FOR: Final = timedelta(days=28)
FEWEST: Final = THRESHOLD
"""How many answers are published together, always: one more than last time would tell what its giver said."""


class CheckInOutcome(Worded):
    """What became of a check-in."""

    DONE = "done", "Spoke with the person"
    NO_ANSWER = "no_answer", "No answer"
    DECLINED = "declined", "Wants no more check-ins", "No further one is due."


class Grade(Worded):
    """An answer to a plain question."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it is shorter."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def due_on(number: int, exited_on: date) -> date:
    """The day on which a check-in is due."""
    return exited_on + timedelta(days=14) if number == 1 else months_after(exited_on, 3 if number == 2 else 6)


def next_due(exited_on: date, made: Mapping[int, CheckInOutcome], today: date) -> int | None:
    """Which check-in is due by today: the latest whose day has come, if neither it nor a later one was made.

    None where none is due, where the person wants no more, and 28 days after the last was.
    """
    if CheckInOutcome.DECLINED in made.values() or today > due_on(3, exited_on) + SHOWN_FOR:
        return None
    come = [number for number in NUMBERS if due_on(number, exited_on) <= today]
    latest = max(come, default=0)
    return latest if latest and max(made, default=0) < latest else None


def published(months: Sequence[date], since: date) -> slice:
    """Which answers a manager reads, of all that were given, oldest first: whole fives, the latest of each since a day.

    Fives are counted from the first answer ever given, so what is read today and what was read before differ by whole
    fives: no answer comes or goes alone, neither as it is given nor as it grows old.
    """
    whole = len(months) // FEWEST
    begins = next((five for five in range(whole) if months[five * FEWEST + FEWEST - 1] >= since), whole)
    return slice(begins * FEWEST, whole * FEWEST)


def bars_to_check_in(
    *, has_died: bool, number: int, exited_on: date, made: Mapping[int, CheckInOutcome], today: date
) -> tuple[Reason, ...]:
    """Every reason that a check-in cannot be recorded; none means it can."""
    if has_died:
        return (DIED,)
    if number in made:
        return (Reason(f"The check-in at {WHEN[number]} is recorded already: {made[number].label.lower()}"),)
    if CheckInOutcome.DECLINED in made.values():
        return (Reason("The person wants no more check-ins"),)
    if due_on(number, exited_on) > today:
        return (Reason(f"The check-in at {WHEN[number]} is due on {in_words(due_on(number, exited_on))}"),)
    return ()
