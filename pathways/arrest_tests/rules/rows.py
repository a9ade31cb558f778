"""What a row of each dated table says, once read: its dates, its source and how far that was checked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pathways.tables import Row, covers, day_or_none
from pathways.vocabulary import Mark


@dataclass(frozen=True, kw_only=True)
class DatedRow:
    """A row that counts from one day to another, both inside. Without a first day it is switched off."""

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
