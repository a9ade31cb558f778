"""What runs on a referral, as the room of clocks says it: that room stands above this one and hands its answer in."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from pathways.auth import Viewer
from pathways.referrals.models import Referral


@dataclass(frozen=True, kw_only=True)
class Running:
    """One clock that runs, in words; `is_late` once its time is up, `why` it is urgent where it is.

    `due_at` is None while it is paused; `is_by_day` where that is the end of a day. `is_owed_to_police` is what a
    notice or a signed condition asks; `is_urgent` is to speak to the person,
    `is_first_offer` the day until which a first appointment counts as in time.
    """

    label: str
    why: tuple[str, ...]
    words: str
    is_late: bool
    due_at: datetime | None
    is_by_day: bool
    is_owed_to_police: bool
    is_urgent: bool
    is_first_offer: bool


WhatRuns = Callable[[Viewer, Collection[Referral]], dict[int, tuple[Running, ...]]]
_says: list[WhatRuns] = []


def runs_by(says: WhatRuns) -> WhatRuns:
    """Let a later room say what runs on referrals."""
    _says.append(says)
    return says


def what_runs(viewer: Viewer, referrals: Collection[Referral]) -> dict[int, tuple[Running, ...]]:
    """By referral in sight, the clocks that run: the next deadline first, and none that has no deadline before one."""
    answers_of_rooms = [says(viewer, referrals) for says in _says] if referrals else []
    return {
        each.id: tuple(one for answers in answers_of_rooms for one in answers.get(each.id, ())) for each in referrals
    }


def next_deadline(running: Iterable[Running]) -> Running | None:
    """What is due first; None where nothing is due, whatever is paused."""
    return next((one for one in running if one.due_at is not None), None)
