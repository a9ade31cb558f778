"""The next appointment: which times are offered, and what it is for. Design choices of the treatment desk (page 06)."""

from dataclasses import dataclass
from datetime import datetime

from pathways.referrals.rules import Channel, Outcome, Purpose

VISITED_AT = "Outreach visit: where they usually are"


@dataclass(frozen=True, kw_only=True)
class NextTimes:
    """What may be offered next: times of the diary as (id, instant), soonest first, and one to type where none fits.

    `booked_at` is a later appointment that stands already.
    """

    service: str
    town: str
    slots: tuple[tuple[int, datetime], ...]
    suggested_at: datetime
    booked_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Next:
    """The next appointment as chosen: a time of the diary, a visit, or an instant and a place that were typed."""

    slot_id: int | None
    starts_at: datetime
    place: str
    is_visit: bool = False


def purpose_of_next(outcome: Outcome, purpose: Purpose, *, has_started: bool) -> Purpose:
    """What the next appointment is for: the same where it did not take place whole, else the next contact."""
    if outcome is not Outcome.ATTENDED:
        return purpose
    return Purpose.STRUCTURED if has_started else Purpose.OTHER


def channel_of_next(channel: Channel, following: Next) -> Channel:
    """A time of the diary is kept at the service and a visit where the person is; a typed one is held as the last."""
    return Channel.IN_PERSON if following.slot_id is not None or following.is_visit else channel


def days_to_next(outcome: Outcome) -> int:
    """After how many working days the next is suggested where no diary is kept.

    Two after one that did not take place (the re-offer timer, treatment reference 2.3); five, a week, otherwise.
    """
    return 5 if outcome is Outcome.ATTENDED else 2
