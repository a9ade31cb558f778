"""A file that was made, and whether it may be handed out again as it stands."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from pathways.ndtms.rules.episodes import EpisodeRow


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """One line of the list of files."""

    id: int
    made_at: datetime
    made_by: str
    sha256: str
    rows: int
    held_back: int
    may_go: bool


def may_still_go(in_full: Collection[int], reduced: Collection[int], now: Iterable[EpisodeRow]) -> bool:
    """Whether everybody whose facts are in the file still agrees to it, and nobody in it is gone from what may be read.

    An agreement taken back stops every further telling, a copy of an old file too (treatment-and-statistics 1.2.2).
    """
    rows = tuple(now)
    agree = {row.referral_id for row in rows if row.goes_in_full}
    return set(in_full) <= agree and set(reduced) <= {row.referral_id for row in rows}
