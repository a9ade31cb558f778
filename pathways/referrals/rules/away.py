"""On which days somebody was in custody or in hospital, as the pauses of a referral say.

What was missed then is not missed (treatment-and-statistics 2.1: design choice), whichever was recorded first.
"""

from collections.abc import Iterable
from datetime import date

from pathways.referrals.rules.states import ReferralState

Days = tuple[tuple[date, date], ...]
"""Stretches of London dates, the first and the last counted; of one that goes on the last is `date.max`."""


def days_away(steps: Iterable[tuple[date, ReferralState]]) -> Days:
    """From the steps of a referral in the order they were taken: the day that each says, and where it led."""
    found: list[tuple[date, date]] = []
    began: date | None = None
    for on, after in steps:
        if after is ReferralState.SUSPENDED:
            began = began or on
        elif began is not None:
            found.append((began, on))
            began = None
    return (*found, *([(began, date.max)] if began is not None else []))


def was_away(on: date, away: Days) -> bool:
    """Whether a day lies in one of them."""
    return any(began <= on <= ended for began, ended in away)
