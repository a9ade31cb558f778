"""What is counted of people who stand alike, as the product asks the database: the very statements, and their answers."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Dialect, event, func, select, text

from pathways.reporting.models import CountedStretch
from pathways.reporting.queries import counting
from pathways.reporting.rules.proportions import Period
from pathways.reporting.rules.standings import UnitKind
from pathways.store.base import db
from tests.bench.figures import seconds

STRETCHES, PARTS = CountedStretch.__table__, 3
Lines = dict[tuple[int, ...], tuple[int, int]]
"""People and records by the states in which they stand, in order."""


class Differs(RuntimeError):
    """Two that should count the same do not."""


def seconds_of_counting(count: Callable[[], object]) -> float:
    """Of counting anew: nothing of it was kept."""
    counting.counted_as_row.cache_clear()
    took = seconds(count)
    db.session.rollback()
    return took


def said_by(count: Callable[[], object]) -> list[CompoundSelect[Any]]:
    """The statements by which the database groups who stands alike, as the product says them."""
    said: list[CompoundSelect[Any]] = []

    def keep(_connection: Any, statement: Any, *_: Any) -> None:
        if isinstance(statement, CompoundSelect) and STRETCHES.name in str(statement):
            said.append(statement)

    event.listen(db.engine, "before_execute", keep)
    try:
        seconds_of_counting(count)
    finally:
        event.remove(db.engine, "before_execute", keep)
    return said


def words_of(statement: CompoundSelect[Any], dialect: Dialect) -> str:
    """A statement as a database gets it, with its values in it."""
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def lines_of(rows: Any) -> Lines:
    """What a statement answered, by the states of people in their order."""
    lines: Lines = {}
    for placed, people, records in rows:
        in_order = sorted(tuple(map(int, place.split(":"))) for place in placed.split(","))
        states = tuple(state for _, state in in_order)
        before = lines.get(states, (0, 0))
        lines[states] = (before[0] + int(people), before[1] + int(records))
    return lines


def together(one: Lines, other: Lines) -> Lines:
    """What two parts of the people are together."""
    nobody = (0, 0)
    pairs = {states: (one.get(states, nobody), other.get(states, nobody)) for states in {*one, *other}}
    return {states: (first[0] + second[0], first[1] + second[1]) for states, (first, second) in pairs.items()}


def units_by_state(lines: Lines) -> Counter[int]:
    """How many units stand in each state."""
    units: Counter[int] = Counter()
    for states, (people, _) in lines.items():
        for state in states:
            units[state] += people
    return units


def plainly_counted(kinds: Sequence[UnitKind], period: Period) -> Sequence[Any]:
    """How many units stand in each state: what one plain statement says of the rows that the overview is counted from."""
    which = (
        STRETCHES.c.kind.in_(kinds),
        STRETCHES.c.until_on > period.as_at,
        STRETCHES.c.from_on <= period.as_at,
        STRETCHES.c.counts_on.between(period.from_on, period.last_on),
        *counting.held_at(None),
    )
    states = select(STRETCHES.c.state_id, func.count()).where(*which).group_by(STRETCHES.c.state_id)
    return [tuple(row) for row in db.session.execute(states)]


def asked_in_parts(statements: Sequence[CompoundSelect[Any]], there: Sequence[Lines]) -> None:
    """That parts of the people, each counted by itself, add up to the whole: as servers would that divide them. Raises
    Differs."""
    of_parts = [f"(SELECT * FROM {STRETCHES.name} WHERE person_id % {PARTS} = {part})" for part in range(PARTS)]
    for statement, lines in zip(statements, there, strict=True):
        words, added = words_of(statement, db.engine.dialect), {}
        for part in of_parts:
            asked = words.replace(f"FROM {STRETCHES.name}", f"FROM {part} AS {STRETCHES.name}")
            added = together(added, lines_of(db.session.execute(text(asked))))
        if added != lines:
            raise Differs("the parts and the whole")
