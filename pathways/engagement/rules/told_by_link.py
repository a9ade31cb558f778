"""What a service without accounts tells of an appointment by its link, and until when that link works.

Sources: treatment-and-statistics 2.1 (attended, did_not_attend, cancelled_by_person, cancelled_by_service,
person_declines) and 2.3; that it is told by a link, an hour after the time, for ten working days: design choice
(docs/decisions/0043).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from pathways.referrals.rules import Outcome
from pathways.refusals import Reason
from pathways.vocabulary import Worded

AFTER: Final = timedelta(hours=1)
"""How long after its time an appointment is asked after: by then it has been held."""
WORKS_FOR_DAYS: Final = 10
CLOSES_AT: Final = time(17, 0)
DECLINED: Final = "88"
"""The ending of a case whose person wants no help of the service before structured treatment began (1.8)."""


class Became(Worded):
    """What became of the appointment, in the words of the link's page."""

    ATTENDED = "attended", "Came"
    DID_NOT_ATTEND = "did_not_attend", "Did not come"
    CANCELLED_BY_PERSON = "cancelled_by_person", "Cancelled by the person"
    CANCELLED_BY_SERVICE = "cancelled_by_service", "Cancelled by us", "Does not count against the person."
    LEFT = "left", "Wants no help from us any more", "The case is closed. Whoever comes back later is referred again."

    @property
    def outcome(self) -> Outcome:
        """What is recorded of the appointment itself: whoever wants no more help has cancelled it."""
        return Outcome.CANCELLED_BY_PERSON if self is Became.LEFT else Outcome(self.value)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was typed: what became of it, when and where they meet next, and who says so."""

    became: Became
    next_at: datetime | None
    place: str
    who: str


def bars_to_telling(told: Told) -> tuple[Reason, ...]:
    """What of it cannot be together. The times themselves are asked of the rules of appointments."""
    bars = []
    if told.became is Became.LEFT and told.next_at is not None:
        bars.append(Reason("Leave the next appointment empty, or choose another answer", "next_at"))
    if told.next_at is not None and not told.place:
        bars.append(Reason("Enter where the next appointment is", "place"))
    return tuple(bars)


def works_until(now: datetime, add_working_days: Callable[[date, int], date]) -> datetime:
    """When such a link stops working: at 17:00 ten working days on. `now` is London wall time."""
    return datetime.combine(add_working_days(now.date(), WORKS_FOR_DAYS), CLOSES_AT, tzinfo=now.tzinfo)
