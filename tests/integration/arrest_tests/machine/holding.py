"""What must hold after every step: each machine in a state that its steps lead to, none without a way on, all kept."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from pathways import dates as clock
from pathways.arrest_tests.rules import Machine
from pathways.dates import day_in_words
from pathways.drafts.models import Draft
from pathways.store.base import db
from tests.integration.arrest_tests.machine.steps import Step, Typed
from tests.integration.arrest_tests.machine.written import Written, folded

if TYPE_CHECKING:
    from tests.integration.arrest_tests.machine.run import Run

# Answers that are not kept as they were given, but as what they mean: the version of the words that were said, the time
# that was chosen, the rule that a difference meets, the entry that took the place of another.
MEANT = {"said", "all_said", "slot", "what", "which", "decision", "step", "differences", "why"}


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
        yield f"{clock.london(value):%Y-%m-%d %H:%M}"
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
        yield Machine.TEST, *folded(Machine.TEST, written.test_events())
    for check in written.rows["lab_check"]:
        course = folded(Machine.LAB, written.laboratory(check))
        assert course[0] == check.state, (course, check.state)
        yield Machine.LAB, *course
    for hold in written.rows["hold"]:
        course = folded(Machine.HOLD, written.hold_events(hold), "CLEAR")
        assert course[0] == hold.state.name, (course, hold.state)
        yield Machine.HOLD, *course
    for failure in (row for row in written.rows["failure"] if row.taken_back_at is None):
        course = folded(Machine.FAILURE, written.failure_events(failure))
        assert course[0] == failure.state, (course, failure.state)
        yield Machine.FAILURE, *course
    if events := written.requirement_events():
        yield Machine.REQUIREMENT, *folded(Machine.REQUIREMENT, events)


def everything_holds(run: "Run") -> None:
    """No state that the table does not lead to; from each open one, somebody has an open step on a page of theirs."""
    for machine, state, taken in states(run.written):
        for before, event in taken:
            run.counted[f"{machine.value} {before} {event}"] += 1
        if run.is_waiting(machine, state):
            run.has_a_way_on(machine, state)
