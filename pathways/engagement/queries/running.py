"""What runs on a case, as the room of clocks says it: that room stands above this one and hands its answer in."""

from collections.abc import Callable
from dataclasses import dataclass

from pathways.auth import Viewer
from pathways.referrals.models import Referral


@dataclass(frozen=True, kw_only=True)
class Running:
    """One clock that runs, in words; `is_late` once its time is up."""

    label: str
    words: str
    is_late: bool


WhatRuns = Callable[[Viewer, Referral], tuple[Running, ...]]
_says: list[WhatRuns] = []


def runs_by(says: WhatRuns) -> WhatRuns:
    """Let a later room say what runs on a case."""
    _says.append(says)
    return says


def what_runs(viewer: Viewer, held: Referral) -> tuple[Running, ...]:
    """The clocks of a case in sight that run, those that are late first."""
    return tuple(one for says in _says for one in says(viewer, held))
