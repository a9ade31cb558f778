"""What ends with a case: every intervention that is still open, on the day of leaving and in the way of leaving.

Source: treatment reference 1.7 (MODEND, MODEXIT). Which way of ending goes with which reason is a design choice: of
prison and death the national list says nothing, so nothing is written (decision 34).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from pathways.engagement.rules.steps import in_words
from pathways.refusals import Reason

AGREED, UNPLANNED, WITHDRAWN = "A", "B", "C"
_WAYS: Final = {
    **dict.fromkeys(("80", "81", "82", "83", "84"), AGREED),
    **dict.fromkeys(("85", "88"), UNPLANNED),
    "86": WITHDRAWN,
}


@dataclass(frozen=True, kw_only=True)
class Span:
    """The dates of one intervention."""

    started_on: date
    ended_on: date | None = None


def way_of_ending(reason: str) -> str | None:
    """The national exit status of an intervention that ended with its case; None where the list has none."""
    return _WAYS.get(reason)


def end_with_case(span: Span, case_ended_on: date | None) -> date | None:
    """The day an intervention ended: its own, else the day its case did. Never before it started."""
    if span.ended_on is not None or case_ended_on is None:
        return span.ended_on
    return max(case_ended_on, span.started_on)


def bars_to_ending_with_case(many: Iterable[Span], on: date, field: str) -> tuple[Reason, ...]:
    """No case ends before an intervention of it started, or before one ended that has ended."""
    rows = tuple(many)
    started = max((one.started_on for one in rows), default=on)
    if started > on:
        return (Reason(f"The day cannot be before an intervention started on {in_words(started)}", field),)
    ended = max((one.ended_on for one in rows if one.ended_on), default=on)
    if ended > on:
        return (Reason(f"The day cannot be before an intervention ended on {in_words(ended)}", field),)
    return ()


def bars_to_start_of_ended(started_on: date, ended_on: date | None) -> tuple[Reason, ...]:
    """A start is not corrected to a day after its own end."""
    if ended_on is None or started_on <= ended_on:
        return ()
    words = f"The start cannot be after the intervention it began with ended, on {in_words(ended_on)}"
    return (Reason(words, "started_on"),)
