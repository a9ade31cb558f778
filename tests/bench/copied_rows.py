"""What hangs on the people of a database, found from the tables themselves, and one row's copy column by column.

A turn copies every row once. Numbers of a table move by the turn times the highest number of that table, and so does
whatever names one of them; a text that must be unique ends in the number of its copy.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, Date, Integer, String, Table, UniqueConstraint, case, cast, func, literal
from sqlalchemy.sql.elements import ColumnElement

from pathways import clock
from pathways.people.models.identity import Person, SearchKey
from pathways.reporting.models import BoardShowing
from pathways.scrutiny.models import ScrutinyCase
from pathways.store.base import codes_of, db

Value = ColumnElement[Any]
NOT_COPIED: Final = {SearchKey.__tablename__, ScrutinyCase.__tablename__, BoardShowing.__tablename__}
"""The keys of a search are made anew, from the copied names. A round of scrutiny keeps the cases it was drawn with."""
WIDTH: Final = 9
WIDTHS: Final = {"referral.reference": 5, "detention.custody_record_no": 5, "detention.custody_record_key": 5}
"""How many of the last letters of a text are the number of its row: where people read it, no more than they know."""
OF_ITS_EPISODE: Final = {
    "continuous_detention": WIDTH,
    "custody_record_no": WIDTHS["detention.custody_record_no"],
    "custody_record_key": WIDTHS["detention.custody_record_key"],
}
"""Texts that several rows of one stay in custody share: they end in the number of the episode."""
PAPERS_ABOUT: Final = {
    "episode": ("dt1", "dt2", "ra1", "slip"),
    "referral": ("referral", "consents"),
    "appointment_change": ("ra2",),
    "required_assessment": ("ra3",),
    "follow_up": ("ra2_follow_up", "ra4", "ra5"),
}
"""Which record a kept paper tells of; every other kind, and every scan, tells of a disposal."""
YEARS_OF_THE_YOUNG: Final = 20
DAYS_APART: Final = 3_000
"""Copies were born up to so many days earlier: else hundreds would have one birth date. The young stay as young."""


@dataclass(frozen=True)
class Turn:
    """One turn: by how much the numbers of each copied table move, and in the words of which database."""

    moved_by: Mapping[str, int]
    on_postgres: bool

    def of(self, name: str) -> int:
        return self.moved_by[name]


def on_people() -> tuple[Table, ...]:
    """Every table from which foreign keys lead to a person, an owner before what it owns."""
    names = {Person.__tablename__}
    before = 0
    while before != len(names):
        before = len(names)
        names |= {table.name for table in db.metadata.sorted_tables if names & set(owners(table).values())} - NOT_COPIED
    return tuple(table for table in db.metadata.sorted_tables if table.name in names)


def owners(table: Table) -> dict[str, str]:
    """The tables that its foreign keys name, by column; lists of codes apart."""
    keys = (key for key in table.foreign_keys if not codes_of(key.column.table))
    return {key.parent.name: key.column.table.name for key in keys}


def copy_of(table: Table, turn: Turn) -> dict[str, Value]:
    """What stands in each column of a copy."""
    values: dict[str, Value] = {column.name: column for column in table.c}
    values["id"] = table.c.id + turn.of(table.name)
    for name, owner in owners(table).items():
        if owner in turn.moved_by:
            values[name] = table.c[name] + turn.of(owner)
    for column in _made_unique(table, turn):
        if isinstance(column.type, Integer):
            values[column.name] = column + turn.of(table.name)
        else:
            width = WIDTHS.get(f"{table.name}.{column.name}", WIDTH)
            values[column.name] = _ending(column, values["id"], width)
    for name, width in OF_ITS_EPISODE.items():
        if name in table.c:
            values[name] = _ending(table.c[name], values["episode_id"], width)
    return values | _by_name(table, turn)


def _made_unique(table: Table, turn: Turn) -> Iterator[Column[Any]]:
    """Of each promise that no two rows are alike, and that no moved number keeps, the column that keeps it."""
    promises = [set(each.columns) for each in table.constraints if isinstance(each, UniqueConstraint)]
    promises += [set(each.columns) for each in table.indexes if each.unique]
    moved = {"id", *(name for name, owner in owners(table).items() if owner in turn.moved_by)}
    for promise in promises:
        if not moved & {column.name for column in promise}:
            free = sorted((each for each in promise if not each.foreign_keys), key=lambda each: each.name)
            texts = [each for each in free if type(each.type) is String]
            numbers = [each for each in free if isinstance(each.type, Integer)]
            yield (texts or numbers)[0]


def _by_name(table: Table, turn: Turn) -> dict[str, Value]:
    """What is no foreign key and yet names a row, and what no copy is to have in common with another."""
    if table.name == "person_details":
        return {"date_of_birth": _born_earlier(table.c.date_of_birth, turn)}
    if table.name == "kept_paper":
        moved = [(table.c.kind.in_(kinds), turn.of(owner)) for owner, kinds in PAPERS_ABOUT.items()]
        about = table.c.about_id + case(*moved, else_=turn.of("disposal"))
        return {"about_id": about, "content": literal(b"")}
    if table.name == "received_paper":
        return {"about_id": table.c.about_id + turn.of("disposal"), "content": literal(b"")}
    if table.name == "message":
        number = cast(func.substr(table.c.reference, 6), Integer) + turn.of("referral")
        moved_reference = _ending(table.c.reference, number, WIDTHS["referral.reference"])
        return {"reference": case((table.c.reference.like("R-%"), moved_reference), else_=table.c.reference)}
    return _of_a_clock(table, turn) if table.name == "clock_told" else {}


def _of_a_clock(table: Table, turn: Turn) -> dict[str, Value]:
    """Under which key somebody was told: it begins with the referral, then the clock and what it is about."""
    timer, about, key = table.c.timer, table.c.about, table.c.key
    further = case((timer == "condition_report", turn.of("disposal_condition")), else_=turn.of("required_assessment"))
    moved = case((about == "", ""), else_=_begun_by(about, ".", further, turn))
    before = func.length(cast(_first(key, ":", turn), String)) + func.length(timer) + func.length(about) + 3
    number = cast(_first(key, ":", turn) + turn.of("referral"), String)
    return {
        "about": moved,
        "key": number.concat(":").concat(timer).concat(":").concat(moved).concat(func.substr(key, before)),
    }


def _begun_by(column: Value, mark: str, further: Value, turn: Turn) -> Value:
    """A text that begins with a number, with a higher one."""
    first = _first(column, mark, turn)
    return cast(first + further, String).concat(func.substr(column, func.length(cast(first, String)) + 1))


def _first(column: Value, mark: str, turn: Turn) -> Value:
    """The number before the mark; SQLite reads as far as it is one."""
    return cast(func.split_part(column, mark, 1) if turn.on_postgres else column, Integer)


def _ending(column: Value, number: Value, width: int) -> Value:
    """The text with its last letters replaced by the number, which may be wider than they are, or than the text is."""
    digits, before = cast(number, String), func.length(column) - width
    filled = func.substr("0" * width, func.length(digits) + 1)
    kept = case((before < 0, ""), else_=func.substr(column, 1, before))  # nothing stays nothing
    return kept.concat(filled).concat(digits)


def _born_earlier(column: Value, turn: Turn) -> Value:
    days = turn.of("person") % DAYS_APART
    earlier = cast(column - days, Date) if turn.on_postgres else func.date(column, f"-{days} days")
    today = clock.today()
    young = today.replace(year=today.year - YEARS_OF_THE_YOUNG, day=1)
    return case((column < young, earlier), else_=column)
