"""The rules of how a caseload is narrowed and ordered, as the address of the page says it.

Who is "at risk" and what is "overdue" are design choices of the treatment desk; each page says them in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar

from pathways.vocabulary import Worded

UNSEEN_FOR: Final = timedelta(days=21)
"""A week before the referral's table calls it no contact (28 days, treatment 2.3), so that somebody can act."""
MISSED_TWICE: Final = 2
DUE_SOON: Final = timedelta(days=14)


class Whose(Worded):
    """Whose people are listed."""

    EVERYONE = "everyone", "Everyone"
    MINE = "mine", "Only mine"
    NOBODY = "nobody", "No keyworker"


class CaseFilter(Worded):
    """Which of those people are listed."""

    ALL = "all", "All open cases"
    AT_RISK = (
        "at_risk",
        "At risk",
        "A risk was recorded, two or more missed in a row, or not seen for 21 days.",
    )
    OVERDUE = (
        "overdue",
        "Overdue",
        "An appointment to be recorded, or a deadline that has passed: "
        "everybody whose row says Overdue, most behind first.",
    )
    CONDITIONS = "conditions", "Conditions due", "A condition to report on within 14 days, or past its day."
    NOTHING_BOOKED = "nothing_booked", "Nothing booked", "No appointment to come."
    PAUSED = "paused", "Paused or in transfer", "In prison, in hospital, or waiting to be picked up elsewhere."
    DIED = "died", "Has died", "Clocks and letters have stopped. Everyone else is in the other lists."


class CaseOrder(Worded):
    """Which cases come first."""

    LONGEST = "longest", "Longest with us"
    NEWEST = "newest", "Newest"
    NEXT = "next", "Next appointment"
    UNSEEN = "unseen", "Longest not seen"
    NAME = "name", "Surname"


_Word = TypeVar("_Word", bound=Worded)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What was asked for. `words` is the beginning of a surname, or a referral's reference."""

    whose: Whose = Whose.EVERYONE
    only: CaseFilter = CaseFilter.ALL
    order: CaseOrder = CaseOrder.LONGEST
    words: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words) or self.only is not CaseFilter.ALL or self.whose is not Whose.EVERYONE

    @property
    def in_address(self) -> dict[str, Any]:
        """What goes into the address: only what differs from the usual, and never the words."""
        stated = {"whose": self.whose.value, "only": self.only.value, "order": self.order.value}
        usual = vars(Listing())
        return {name: value for name, value in stated.items() if value != usual[name]}

    @property
    def parts_given(self) -> list[str]:
        """The names of the parts that were asked for, for the log."""
        return sorted([*self.in_address, *(["words"] if self.words else [])])


def listing_of(address: Mapping[str, str], words: str = "") -> Listing:
    """What an address asks for, with the words searched for. Where a value is not known, the usual one counts."""
    return Listing(
        whose=_known(Whose, address.get("whose"), Whose.EVERYONE),
        only=_known(CaseFilter, address.get("only"), CaseFilter.ALL),
        order=_known(CaseOrder, address.get("order"), CaseOrder.LONGEST),
        words=words,
    )


def _known(kind: type[_Word], typed: str | None, usual: _Word) -> _Word:
    return kind(typed) if typed in set(kind) else usual
