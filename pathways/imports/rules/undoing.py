"""When an import may be taken back, and by whom. Pure."""

from datetime import datetime

from pathways.refusals import Reason

SHORTEST_REASON = 10


def undoing_bars(*, ended_at: datetime | None, undone_at: datetime | None, reason: str) -> tuple[Reason, ...]:
    """Why nobody may propose to take an import back."""
    bars = []
    if ended_at is None:
        bars.append(Reason("This import is not finished. Go on with it, or end it first"))
    if undone_at is not None:
        bars.append(Reason("This import was taken back already"))
    if len(reason.strip()) < SHORTEST_REASON:
        bars.append(Reason(f"Say why, in at least {SHORTEST_REASON} letters", "reason"))
    return tuple(bars)
