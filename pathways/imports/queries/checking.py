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

from pathways.imports.queries.runs import KnownKey, why_nobody
from pathways.imports.rules.columns import Kind
from pathways.imports.rules.entries import Basis, Entry, SeenBefore, entries_of
from pathways.imports.rules.faults import Fault, FaultKind
from pathways.imports.rules.header import Header, names_of
from pathways.imports.rules.text import FirstLook, first_look, lines_of, rows_of

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

    A set in memory would grow with the file; a filter would call a key a double that is none.
    """
    with closing(sqlite3.connect("")) as beside:
        beside.execute("PRAGMA journal_mode = OFF")
        beside.execute("PRAGMA synchronous = OFF")
        beside.execute("PRAGMA cache_size = -8000")
        beside.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID")

        def seen_before(key: str, row: int) -> int | None:
            if beside.execute("INSERT OR IGNORE INTO seen VALUES (?, ?) RETURNING number", (key, row)).fetchone():
                return None
            return int(beside.execute("SELECT number FROM seen WHERE key = ?", (key,)).fetchone()[0])

        yield seen_before


# Many rows at once: whom they name is looked up, and they are taken, so many together.


AT_ONCE: Final = 500
"""Rows in one transaction: what is done again where an import was stopped in the middle."""
Read = Header | Entry | Fault


def with_known_people(items: Iterable[Read], known: Callable[[set[str]], Mapping[str, KnownKey]]) -> Iterator[Read]:
    """The same, with a fault for each entry that names nobody who was imported. `known` looks the keys of many up."""
    for some in _by_the_many(items):
        people = known({each.person_key for each in some if isinstance(each, Entry)})
        for each in some:
            whom = people.get(each.person_key) if isinstance(each, Entry) else None
            if isinstance(each, Entry) and (whom is None or whom.person_id is None):
                yield Fault(
                    kind=FaultKind.UNKNOWN_PERSON,
                    row=each.row,
                    column="person_key",
                    value=each.person_key,
                    wrong=why_nobody(whom),
                    right="Import the file of people from the same system first, and decide who waits",
                )
            else:
                yield each


def batches(items: Iterable[Read], after: int) -> Iterator[tuple[list[Entry], int]]:
    """The entries after a row, so many together, each lot with the last row that was read, entry or not."""
    position = after
    for some in _by_the_many(each for each in items if each.row > after):
        position = max(position, some[-1].row)
        yield [each for each in some if isinstance(each, Entry)], position


def _by_the_many(items: Iterable[Read]) -> Iterator[list[Read]]:
    rest = iter(items)
    while some := list(islice(rest, AT_ONCE)):
        yield some
