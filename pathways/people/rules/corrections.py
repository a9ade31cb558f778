"""What counts as correcting a record, and when a correction needs a reason (conventions: nothing is overwritten)."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any

from pathways.refusals import Reason

NOTHING_CHANGED = "Nothing here differs from what is recorded. Change what is wrong, or go back"


def recorded_and_changed(before: Any, after: Any, *, freely: Collection[str] = ()) -> tuple[str, ...]:
    """The fields of two records of facts that held something and now hold something else.

    Filling a blank is no correction; fields named in `freely` may change without a reason.
    """
    names = [fact.name for fact in fields(before) if fact.name not in freely]
    return tuple(
        name
        for name in names
        if getattr(before, name) not in (None, "") and getattr(before, name) != getattr(after, name)
    )


def reasons_against_correcting(before: Any, after: Any, corrected: Collection[str], why: str) -> tuple[Reason, ...]:
    """Why a correction cannot be recorded as it stands; `corrected` are the fields that need a reason."""
    if before == after:
        return (Reason(NOTHING_CHANGED),)
    if corrected and not why.strip():
        return (Reason("Say why it was wrong. What was recorded before is kept beside it", "correction_reason"),)
    return ()
