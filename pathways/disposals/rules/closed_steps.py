"""Why a step is closed now, from when, and what comes before it: in the words of the page, for whoever asks for it."""

from collections import deque
from collections.abc import Iterable
from datetime import date

from pathways.disposals.rules.machine import State, Transition, state_words, transitions
from pathways.disposals.rules.steps import steps_asked
from pathways.disposals.rules.table import Kind

OFF_THE_WAY = frozenset(
    {
        "withdraw_proposal",
        "refuse",
        "decline",
        "suspect_not_found",
        "provider_unavailable",
        "refer_youth",
        "transfer_force",
        "person_died",
        "error_found",
        "quashed",
        "new_offence",
        "withdraw_agreement",
    }
)
"""Steps by which something goes wrong: nobody is told to take one of them in order to come to another."""


def why_closed(kind: Kind, state: State, event: str, *, since: date | None = None, until: date | None = None) -> str:
    """Why `event` cannot be taken in this state: it is still to come, and after what; or it is over.

    `since` is the day on which the disposal came to stand here, `until` the day to which what was agreed runs.
    """
    title = f"‘{steps_asked()[event].title}’" if event in steps_asked() else event.replace("_", " ").capitalize()
    rows = [row for row in transitions(kind) if row.event == event]
    if not rows:
        return f"{title} is not a step for this: {kind.label}"
    now = f"it is at ‘{state_words(kind, state).lower()}’{_days(since, until)}"
    first = way_to(kind, state, rows)
    if first is None:
        return f"{title} is no longer open: {now}"
    before = ", then ".join(f"‘{steps_asked()[event].title}’" for event in first)
    return f"{title} is not open yet: {now}. First comes {before}"


def way_to(kind: Kind, state: State, rows: Iterable[Transition]) -> tuple[str, ...] | None:
    """The fewest steps from a state to one in which any of the rows may be taken; None where no way leads there."""
    goals = frozenset(state for row in rows for state in row.from_states)
    seen = {state}
    waiting: deque[tuple[State, tuple[str, ...]]] = deque([(state, ())])
    while waiting:
        here, taken = waiting.popleft()
        if here in goals:
            return taken
        for row in transitions(kind):
            if here in row.from_states and row.event not in OFF_THE_WAY and row.to not in seen:
                seen.add(row.to)
                waiting.append((row.to, (*taken, row.event)))
    return None


def _days(since: date | None, until: date | None) -> str:
    phrases = [f" since {_said(since)}"] if since else []
    phrases += [f", and runs until {_said(until)}"] if until else []
    return "".join(phrases)


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
