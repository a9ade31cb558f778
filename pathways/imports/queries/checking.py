"""A file read from its first row to its last: what is wrong with it, and what of it can be taken. Writes nothing."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from pathways.auth.roles import Viewer
from pathways.imports.queries.importers import basis_of
from pathways.imports.queries.runs import KnownKey, keys_named, why_not
from pathways.imports.rules.columns import NAMES, Column, Kind, names_of_others
from pathways.imports.rules.entries import Entry, SeenBefore, entries_of
from pathways.imports.rules.faults import Fault, FaultKind
from pathways.imports.rules.header import Header, names_of
from pathways.imports.rules.records import Basis
from pathways.imports.rules.text import FirstLook, first_look, lines_of, rows_of
from pathways.store.engines import looked_up

CHUNK: Final = 1 << 20


@dataclass
class Tally:
    """What was counted of a file as it was read. `rows` is the last row, as a spreadsheet counts."""

    rows: int = 0
    entries: int = 0
    bad_rows: int = 0
    faults: Counter[FaultKind] = field(default_factory=Counter)
    months_first: set[str] = field(default_factory=set)
    """The columns in which a date had its month first."""

    def count(self, each: Entry | Fault | Header) -> None:
        """Count what was read next. The faults of a row follow each other."""
        if isinstance(each, Fault):
            self.faults[each.kind] += 1
            self.bad_rows += each.row > self.rows
            if each.kind is FaultKind.MONTH_FIRST:
                self.months_first.add(each.column)
        elif isinstance(each, Entry):
            self.entries += 1
        self.rows = max(self.rows, each.row)


def look_at(path: Path) -> FirstLook:
    """What the bytes of a file say, read once."""
    with path.open("rb") as file:
        return first_look(iter(partial(file.read, CHUNK), b""))


def read_file(kind: Kind, path: Path, look: FirstLook, basis: Basis) -> Iterator[Header | Entry | Fault]:
    """Every row of a file as an entry or as its faults, in order; one row is in memory at a time."""
    if look.fault:
        yield look.fault
        return
    with path.open("rb") as file, closing(lines_of(file, look.encoding)) as lines, keys_seen() as seen_before:
        rows = rows_of(lines, names_of(kind))
        yield from entries_of(kind, rows, basis, seen_before)


@contextmanager
def keys_seen() -> Iterator[SeenBefore]:
    """The keys of a file with their rows, in a database of their own on the disk, which is gone afterwards.

    A set in memory would grow with the file; a filter would call a key a double that is none. SQLite keeps 2 MB of them
    at hand: with 8 MB a million keys in any order take 2 s of 13 less.
    """
    with closing(sqlite3.connect("")) as beside:
        beside.execute("PRAGMA journal_mode = OFF")
        beside.execute("PRAGMA synchronous = OFF")
        beside.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID")

        def seen_before(key: str, row: int) -> int | None:
            if beside.execute("INSERT OR IGNORE INTO seen VALUES (?, ?) RETURNING number", (key, row)).fetchone():
                return None
            return int(beside.execute("SELECT number FROM seen WHERE key = ?", (key,)).fetchone()[0])

        yield seen_before


# Many rows at once: whom they name is looked up, and they are taken, so many together.


AT_ONCE: Final = 500
"""Rows in one transaction: what is done again where an import was stopped in the middle."""
ONE_BY_ONE: Final = 50
"""The same of what happened to people, of which a row takes ten times as long: on SQLite nobody saves meanwhile."""
Read = Header | Entry | Fault


def read_with_known(
    kind: Kind, path: Path, look: FirstLook, by: Viewer | None, system: str | None, *, after: int = 0
) -> Iterator[Read]:
    """Every row of a file after a row, with whom it names looked up where it is known for whom and from where it comes.

    Nothing is held in the database between two look-ups: what the caller has not committed is gone.
    """
    basis = looked_up(lambda: basis_of(by))
    items: Iterator[Read] = read_file(kind, path, look, basis)
    if after:
        items = (each for each in items if each.row > after)
    if kind is Kind.PEOPLE or by is None or not system:
        return items

    def known(earlier: Kind, keys: set[str]) -> Mapping[str, KnownKey]:
        return looked_up(lambda: keys_named(by, system, earlier, keys))

    return with_known(kind, items, known)


def with_known(
    kind: Kind, items: Iterable[Read], known: Callable[[Kind, set[str]], Mapping[str, KnownKey]]
) -> Iterator[Read]:
    """The same, with a fault for each name of an entry under which nothing was imported. `known` looks the keys of many
    up."""
    naming = names_of_others(kind)
    for some in _by_the_many(items, AT_ONCE):
        entries = [each for each in some if isinstance(each, Entry)]
        known_by_column = {column: known(NAMES[column.what], _names_in(column, entries)) for column in naming}
        for each in some:
            faults = list(_unknown(each, known_by_column)) if isinstance(each, Entry) else []
            yield from faults or (each,)


def _names_in(column: Column, entries: Iterable[Entry]) -> set[str]:
    return {each.names[column.column] for each in entries if column.column in each.names}


def _unknown(entry: Entry, known_by_column: Mapping[Column, Mapping[str, KnownKey]]) -> Iterator[Fault]:
    for column, keys in known_by_column.items():
        name = entry.names.get(column.column)
        what = NAMES[column.what]
        if name is None or (why := why_not(what, keys.get(name))) is None:
            continue
        right = "Import the file of people from the same system first, and decide who waits"
        if what is not Kind.PEOPLE:
            right = f"Import the file of {what.value} from the same system first"
        yield Fault(
            kind=FaultKind.UNKNOWN_PERSON if what is Kind.PEOPLE else FaultKind.UNKNOWN_RECORD,
            row=entry.row,
            column=column.column,
            value=name,
            wrong=why,
            right=right,
        )


def batches(kind: Kind, items: Iterable[Read], after: int) -> Iterator[tuple[list[Entry], int]]:
    """The entries of what is read after a row, so many together, each lot with the last row that was read, entry or
    not."""
    position, most = after, AT_ONCE if kind is Kind.PEOPLE else min(AT_ONCE, ONE_BY_ONE)
    for some in _by_the_many(items, most):
        position = max(position, some[-1].row)
        yield [each for each in some if isinstance(each, Entry)], position


def _by_the_many(items: Iterable[Read], most: int) -> Iterator[list[Read]]:
    rest = iter(items)
    while some := list(islice(rest, most)):
        yield some
