"""What must hold after every step: each machine in a state that its steps lead to, and what was typed recorded."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select

from pathways import dates
from pathways.arrest_tests.rules import Machine
from pathways.dates import day_in_words
from pathways.drafts.models import Draft
from pathways.store.base import db
from tests.integration.arrest_tests.machine.steps import Step, Typed
from tests.integration.arrest_tests.machine.written import Written
from tests.machines.table import CUSTODY, folded

# Answers that are not kept as they were given, but as what they mean: the version of the words that were said, the time
# that was chosen, the rule that a difference meets, the entry that took the place of another.
MEANT = {"all_said", "slot", "what", "which", "decision", "step", "differences", "why"}


def is_kept_as_draft(user_id: int, address: str, typed: Typed) -> bool:
    """Whether everything that was typed is in the draft of that page."""
    draft = db.session.scalar(select(Draft).where(Draft.user_id == user_id, Draft.address == address.split("?")[0]))
    draft_values = draft.typed if draft else {}
    db.session.rollback()
    return all(str(value) in draft_values.get(name, []) for name, value in typed.items())


def not_recorded(written: Written, step: Step, typed: Typed) -> set[str]:
    """The typed values that do not stand in the tables of the step."""
    there = set(_values(written, step))
    sentences = "\n".join(there)
    whole = {name: value for name, value in _whole(typed).items() if value.strip() and value not in there}
    return {name for name, value in whole.items() if _in_words(value) not in sentences} - MEANT


def _in_words(value: str) -> str:
    """A day as a sentence of the record says it; any other value as it is."""
    try:
        return day_in_words(date.fromisoformat(value))
    except ValueError:
        return value


def _whole(typed: Typed) -> dict[str, str]:
    """What was typed, the boxes of a moment or of a day as one value."""
    parts = ("-time", "-day", "-month", "-year")
    whole = {name: str(value) for name, value in typed.items() if not name.endswith(parts)}
    for name in {box.removesuffix("-year") for box in typed if box.endswith("-year")}:
        day, month, year = (int(typed.get(f"{name}-{part}") or 0) for part in ("day", "month", "year"))
        clock_time = typed.get(f"{name}-time", "")
        if f"{name}-time" in typed and not clock_time:
            continue  # the day stands there as the page fills it, and without a time nothing was answered
        whole[name] = f"{year}-{month:02}-{day:02} {clock_time}".strip()
    return whole


def _values(written: Written, step: Step) -> Iterator[str]:
    for name in step.tables:
        for row in written.rows[name]:
            for value in row:
                yield from _as_typed(value)


def _as_typed(value: Any) -> Iterator[str]:
    """A value as it is typed: a moment or a day of London, the code of an answer, yes and no."""
    if isinstance(value, datetime):
        yield f"{dates.london(value):%Y-%m-%d %H:%M}"
    elif isinstance(value, date):
        yield value.isoformat()
    elif isinstance(value, Enum):
        yield str(value.value)
    elif isinstance(value, bool):
        yield "yes" if value else "no"
    elif value is not None:
        yield str(value)


def states(written: Written) -> Iterator[tuple[Machine, str, list[tuple[str, str]]]]:
    """Where each machine of the record stands, and the steps that led there. Raises NoSuchStep."""
    if any(not row.is_irregular for row in written.live("drug_test")):
        yield Machine.TEST, *folded(CUSTODY, Machine.TEST, written.test_events(), "NONE")
    rows = [(Machine.LAB, row, row.state, written.laboratory(row), "NONE") for row in written.rows["lab_check"]]
    rows += [(Machine.HOLD, row, row.state.name, written.hold_events(row), "CLEAR") for row in written.rows["hold"]]
    failures = [row for row in written.rows["failure"] if row.taken_back_at is None]
    rows += [(Machine.FAILURE, row, row.state, written.failure_events(row), "NONE") for row in failures]
    for machine, row, state, events, start in rows:
        course = folded(CUSTODY, machine, events, start)
        assert course[0] == state, (course, row)
        yield machine, *course
    if events := written.requirement_events():
        yield Machine.REQUIREMENT, *folded(CUSTODY, Machine.REQUIREMENT, events, "NONE")
