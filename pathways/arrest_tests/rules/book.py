"""The law as one object: every dated table under one version, packaged rows with the approved changes laid over.

A decision keeps the version it was made under; `LawBook.as_of` gives back the rows and the words of that version.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

from pathways.arrest_tests.rules import rows
from pathways.arrest_tests.rules.overlay import LawChange, LawTable, laid_over
from pathways.arrest_tests.rules.rows import Drug, ListedOffence, LookAlike, NamedOffence, PanelAnalyte, Regime
from pathways.arrest_tests.rules.tables import DATA, has_table, table
from pathways.tables import Row

LAW_VERSION: Final = "law-2026-11-28.2"
"""The packaged tables. Their digest stands in `data/versions.csv`; a release that changes a row names a new version
and keeps the tables of the one before in `data/earlier/<version>`."""
EARLIER_NAMES: Final = {"trigger-offences-2026-11-25": "law-2026-11-25"}
NAMED: Final = "other_offences"
"""Offences that can be chosen and are in no dated table: names only, which no two people need approve."""
One = TypeVar("One")


@dataclass(frozen=True, kw_only=True)
class Law:
    """Every dated table under one version. The rows of a code stand in the order of their first days."""

    version: str
    regimes: tuple[Regime, ...]
    triggers: tuple[ListedOffence, ...]
    drugs: tuple[Drug, ...]
    look_alikes: tuple[LookAlike, ...]
    panel: tuple[PanelAnalyte, ...]
    named: tuple[NamedOffence, ...] = ()
    is_held: bool = True
    """Whether the version is one this installation holds. Where it is not, the rows are those of today's release."""


@dataclass(frozen=True, kw_only=True)
class LawBook:
    """Every change that was ever approved, in the order of approval."""

    changes: tuple[LawChange, ...] = ()

    @property
    def newest(self) -> int:
        """How many approvals and stops there were: what the version of today ends with."""
        return max((number for one in self.changes for number in (one.number, one.stopped or 0)), default=0)

    @property
    def now(self) -> Law:
        """The law that a decision taken now rests on: all days, past and future, as known today."""
        return self.as_of(version_text(LAW_VERSION, self.newest))

    def as_of(self, version: str) -> Law:
        """The rows as they stood when this version was in use."""
        packaged, number = _read_version(version)
        counted = tuple(
            one for one in self.changes if one.number <= number and (one.stopped is None or one.stopped > number)
        )
        return _law(version, packaged, counted)


def version_text(packaged: str, number: int) -> str:
    """law-2026-11-28, and with three approved changes law-2026-11-28+3."""
    return f"{packaged}+{number}" if number else packaged


@lru_cache(maxsize=1)
def packaged() -> Law:
    """The law as it is delivered, with no change laid over."""
    return LawBook().now


def rows_of(which: LawTable, changes: Iterable[LawChange] = ()) -> tuple[Row, ...]:
    """The packaged rows of one table as text, with changes laid over."""
    return laid_over(table(which.value), (one for one in changes if one.table is which))


def _read_version(version: str) -> tuple[str, int]:
    name, _, number = version.partition("+")
    return EARLIER_NAMES.get(name, name), int(number) if number.isascii() and number.isdigit() else 0


def _folder(packaged_version: str) -> Path | None:
    if packaged_version == LAW_VERSION:
        return DATA
    earlier = DATA / "earlier_testing"
    kept = {one.name: one for one in earlier.iterdir()} if earlier.is_dir() else {}
    return kept.get(packaged_version)


@lru_cache(maxsize=64)
def _law(version: str, packaged_version: str, changes: tuple[LawChange, ...]) -> Law:
    folder = _folder(packaged_version)

    def read(which: LawTable, parse: Callable[[Row], One]) -> tuple[One, ...]:
        found = laid_over(table(which.value, folder or DATA), (one for one in changes if one.table is which))
        return tuple(parse(row) for row in found)

    return Law(
        version=version,
        regimes=read(LawTable.REGIME, rows.regime_of_row),
        triggers=read(LawTable.TRIGGER, rows.trigger_of_row),
        drugs=read(LawTable.DRUG, rows.drug_of_row),
        look_alikes=read(LawTable.LOOK_ALIKE, rows.look_alike_of_row),
        panel=read(LawTable.PANEL, rows.analyte_of_row),
        named=_named(folder or DATA),
        is_held=folder is not None,
    )


def _named(folder: Path) -> tuple[NamedOffence, ...]:
    """The offences that are named beside the dated tables; the first release had none."""
    return tuple(map(rows.named_of_row, table(NAMED, folder))) if has_table(NAMED, folder) else ()
