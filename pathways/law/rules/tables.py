"""The law as one object: every dated table under one version, with the approved changes laid over."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from pathways.tables import Row, covers, day_or_none
from pathways.tables import rows_of as rows_of_file
from pathways.vocabulary import Mark, Worded

ONE_DAY = timedelta(days=1)


class LawTable(Worded):
    """The dated tables that two people may change."""

    REGIME = "regimes", "Statutory regime", "How many samples, and which drugs are specified"
    TRIGGER = "trigger_offences", "Trigger offence", "An offence that joins, changes or leaves the trigger list"
    DRUG = "controlled_drugs", "Controlled drug", "A drug, its class and its paragraph of Schedule 2"
    LOOK_ALIKE = "non_trigger_lookalikes", "Look-alike", "An offence that looks like a trigger offence and is not one"
    PANEL = "device_panel", "Device panel", "What a custody device looks for"


@dataclass(frozen=True, kw_only=True)
class LawChange:
    """From its first day the row of a code says `values`; with no values the row ends the day before.

    `number` is the place in which it was approved, `stopped` that in which it was stopped before it began, if it was.
    `until` is its own last day, after which what held before holds again.
    """

    number: int
    table: LawTable
    code: str
    starts_on: date
    values: tuple[tuple[str, str], ...] = ()
    until: date | None = None
    source: str = ""
    mark: Mark = Mark.UNCERTAIN
    stopped: int | None = None

    @property
    def ends_the_row(self) -> bool:
        return not self.values

    @property
    def row(self) -> Row:
        """The new row, as a packaged table would hold it."""
        return {
            **dict(self.values),
            "code": self.code,
            "effective_from": self.starts_on.isoformat(),
            "effective_to": self.until.isoformat() if self.until else "",
            "source": self.source,
            "mark": self.mark.value,
            "note": f"Approved change {self.number}" if self.number else "",
        }


def laid_over(rows: Iterable[Row], changes: Iterable[LawChange]) -> tuple[Row, ...]:
    """The rows of one table with its changes, in the order of their approval. Every row keeps its source and mark."""
    standing = [dict(row) for row in rows]
    for change in changes:
        place = next((n for n, row in enumerate(standing) if row["code"] == change.code), len(standing))
        of_code = [part for row in standing if row["code"] == change.code for part in _left_of(row, change)]
        of_code += [] if change.ends_the_row else [change.row]
        others = [row for row in standing if row["code"] != change.code]
        standing = others[:place] + sorted(of_code, key=lambda row: row["effective_from"]) + others[place:]
    return tuple(standing)


def _left_of(row: Row, change: LawChange) -> list[Row]:
    """What is left of a row beside a change of the same code: the days before it, and those after its last day."""
    first, last = day_or_none(row["effective_from"]), day_or_none(row["effective_to"])
    if first is None:
        return [row] if change.ends_the_row else []
    before = min(last, change.starts_on - ONE_DAY) if last else change.starts_on - ONE_DAY
    left = [_between(row, first, before)] if first <= before else []
    if change.until and (last is None or last > change.until):
        left.append(_between(row, max(first, change.until + ONE_DAY), last))
    return left


def _between(row: Row, first: date, last: date | None) -> Row:
    return {**row, "effective_from": first.isoformat(), "effective_to": last.isoformat() if last else ""}


@dataclass(frozen=True, kw_only=True)
class DatedRow:
    """A row that counts from one day to another, both included. Without a first day it is switched off."""

    code: str
    effective_from: date | None
    effective_to: date | None = None
    source: str = ""
    mark: Mark = Mark.RECALLED
    note: str = ""

    def covers(self, day: date) -> bool:
        return covers(day, self.effective_from, self.effective_to)


@dataclass(frozen=True, kw_only=True)
class Drug(DatedRow):
    """A controlled drug: its class, its paragraph of Part 1 of Schedule 2 (1 to 6) and since when it is Class A."""

    name: str
    mda_class: str
    part1_para: int | None
    class_a_from: date | None
    effective_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class Regime(DatedRow):
    """Which drugs are specified between two dates, and how many samples one continuous detention allows.

    A drug is specified by name (`drugs`), or by its paragraph of Part 1 of Schedule 2 as the list stood on a day.
    """

    name: str
    max_samples: int
    rule: str
    drugs: frozenset[str] = frozenset()
    part1_paras: frozenset[int] = frozenset()
    stood_on: date | None = None

    def specifies(self, drug: Drug) -> bool:
        if drug.code in self.drugs:
            return True
        if drug.class_a_from is None or self.stood_on is None or drug.class_a_from > self.stood_on:
            return False
        return drug.part1_para in self.part1_paras


@dataclass(frozen=True, kw_only=True)
class ListedOffence(DatedRow):
    """One row of the trigger list, with the dates between which it counts."""

    act: str
    section: str
    offence: str
    needs_specified_drug: bool

    @property
    def label(self) -> str:
        return f"{self.offence} · {self.act} {self.section}"


@dataclass(frozen=True, kw_only=True)
class LookAlike(DatedRow):
    """An offence that staff may take for a trigger offence, and why it is not one."""

    act: str
    section: str
    offence: str
    why_not: str

    @property
    def label(self) -> str:
        return f"{self.offence} · {self.act} {self.section}"


@dataclass(frozen=True, kw_only=True)
class NamedOffence:
    """An offence that custody meets and that has no row of its own in the dated tables.

    `counts_as` is the row of the trigger list that it is a part of: its dates are those of that row. Empty where the
    offence is on no list.
    """

    code: str
    act: str
    section: str
    offence: str
    counts_as: str
    source: str
    mark: Mark
    note: str = ""

    @property
    def label(self) -> str:
        return f"{self.offence} · {self.act} {self.section}"


@dataclass(frozen=True, kw_only=True)
class PanelAnalyte(DatedRow):
    """One thing a custody device looks for: the device's setting, not the law. `code` is the analyte."""

    device: str
    label: str
    shows: str = ""
    row: str = ""


def drug_of_row(row: Row) -> Drug:
    para = row["part1_para"]
    return Drug(
        **_dated(row),
        name=row["name"],
        mda_class=row["mda_class"],
        part1_para=int(para) if para else None,
        class_a_from=day_or_none(row["class_a_from"]),
    )


def regime_of_row(row: Row) -> Regime:
    return Regime(
        **_dated(row),
        name=row["name"],
        max_samples=int(row["max_samples"]),
        rule=row["rule"],
        drugs=frozenset(_parts(row["drugs"])),
        part1_paras=frozenset(int(para) for para in _parts(row["part1_paras"])),
        stood_on=day_or_none(row["stood_on"]),
    )


def trigger_of_row(row: Row) -> ListedOffence:
    return ListedOffence(
        **_dated(row),
        act=row["act"],
        section=row["section"],
        offence=row["offence"],
        needs_specified_drug=row["condition"] == "SPECIFIED_DRUG",
    )


def look_alike_of_row(row: Row) -> LookAlike:
    return LookAlike(
        **_dated(row), act=row["act"], section=row["section"], offence=row["offence"], why_not=row["why_not"]
    )


def named_of_row(row: Row) -> NamedOffence:
    return NamedOffence(**(row | {"mark": Mark(row["mark"])}))  # type: ignore[arg-type]  # the mark is one


def analyte_of_row(row: Row) -> PanelAnalyte:
    return PanelAnalyte(
        **(_dated(row) | {"code": row["analyte"]}),
        device=row["device"],
        label=row["label"],
        shows=row["shows"],
        row=row["code"],
    )


def _dated(row: Row) -> dict[str, Any]:
    return {
        "code": row["code"],
        "effective_from": day_or_none(row["effective_from"]),
        "effective_to": day_or_none(row["effective_to"]),
        "source": row["source"],
        "mark": Mark(row["mark"]),
        "note": row["note"],
    }


def _parts(text: str) -> list[str]:
    return [part for part in text.split("|") if part]


DATA: Final = Path(__file__).parent.parent / "data"


def table(name: str, folder: Path = DATA) -> list[Row]:
    """The rows of one packaged table, as text."""
    return rows_of_file(folder / f"{name}.csv")


def has_table(name: str, folder: Path = DATA) -> bool:
    """Whether a release has this table; an early one may not."""
    return (folder / f"{name}.csv").is_file()


@cache
def search_words(of: str) -> dict[str, str]:
    """The everyday words for each "offence" or each "drug" by its code, for example "weed marijuana".

    They only help to search. They decide nothing, so they have no dates and no version.
    """
    return {row["code"]: row["words"] for row in table("words_officers_use") if row["list"] == of}


LAW_VERSION: Final = "law-2026-11-28.2"
"""The packaged tables. Their digest is in `data/versions.csv`; a release that changes a row names a new version
and keeps the tables of the one before in `data/earlier_testing/<version>`."""
EARLIER_NAMES: Final = {"trigger-offences-2026-11-25": "law-2026-11-25"}
NAMED: Final = "other_offences"
"""Offences that can be chosen and are in no dated table. They are names only, so nobody has to approve a change."""
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
        return max((number for change in self.changes for number in (change.number, change.stopped or 0)), default=0)

    @property
    def now(self) -> Law:
        """The law that a decision taken now rests on: all days, past and future, as known today."""
        return self.as_of(version_text(LAW_VERSION, self.newest))

    def as_of(self, version: str) -> Law:
        """The rows as they stood when this version was in use."""
        packaged, number = _read_version(version)
        counted = tuple(
            change
            for change in self.changes
            if change.number <= number and (change.stopped is None or change.stopped > number)
        )
        return _law(version, packaged, counted)


def version_text(packaged: str, number: int) -> str:
    """The name of a version: law-2026-11-28, or with three approved changes law-2026-11-28+3."""
    return f"{packaged}+{number}" if number else packaged


@lru_cache(maxsize=1)
def packaged() -> Law:
    """The law as it is delivered, with no change laid over."""
    return LawBook().now


def rows_of(which: LawTable, changes: Iterable[LawChange] = ()) -> tuple[Row, ...]:
    """The packaged rows of one table as text, with changes laid over."""
    return laid_over(table(which.value), (change for change in changes if change.table is which))


def _read_version(version: str) -> tuple[str, int]:
    name, _, number = version.partition("+")
    return EARLIER_NAMES.get(name, name), int(number) if number.isascii() and number.isdigit() else 0


def _folder(packaged_version: str) -> Path | None:
    if packaged_version == LAW_VERSION:
        return DATA
    earlier = DATA / "earlier_testing"
    folders = {folder.name: folder for folder in earlier.iterdir()} if earlier.is_dir() else {}
    return folders.get(packaged_version)


@lru_cache(maxsize=64)
def _law(version: str, packaged_version: str, changes: tuple[LawChange, ...]) -> Law:
    folder = _folder(packaged_version)

    def read(which: LawTable, parse: Callable[[Row], One]) -> tuple[One, ...]:
        rows = laid_over(table(which.value, folder or DATA), (change for change in changes if change.table is which))
        return tuple(parse(row) for row in rows)

    return Law(
        version=version,
        regimes=read(LawTable.REGIME, regime_of_row),
        triggers=read(LawTable.TRIGGER, trigger_of_row),
        drugs=read(LawTable.DRUG, drug_of_row),
        look_alikes=read(LawTable.LOOK_ALIKE, look_alike_of_row),
        panel=read(LawTable.PANEL, analyte_of_row),
        named=_named(folder or DATA),
        is_held=folder is not None,
    )


def _named(folder: Path) -> tuple[NamedOffence, ...]:
    """The offences that have a name but no row in the dated tables; the first release had none."""
    return tuple(map(named_of_row, table(NAMED, folder))) if has_table(NAMED, folder) else ()
