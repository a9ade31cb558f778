"""The dated tables of law: trigger offences, look-alikes, controlled drugs, specified Class A drugs, device panel.

Read once from `data/*.csv`. A row is asked for on a London date; both ends of its dates are inside.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from pathways.vocabulary import Mark

DATA: Final = Path(__file__).parent.parent / "data"
OTHER_OFFENCE: Final = "OTHER"
LAW_VERSION: Final = "trigger-offences-2026-11-25"
CLASS_A_2001: Final = "ClassA_2001"
CLASS_A_2023: Final = "ClassA_2023"
TRIGGER_LIST: Final = "CJCSA 2000 Sch 6"
DRUGS_OF_2001: Final = frozenset({"cocaine", "crack_cocaine", "diamorphine"})


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one packaged table, as text."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _covers(day: date, first: date | None, last: date | None) -> bool:
    return first is not None and first <= day and (last is None or day <= last)


@dataclass(frozen=True, kw_only=True)
class ListedOffence:
    """One row of the trigger list, with the dates between which it counts."""

    code: str
    act: str
    section: str
    offence: str
    needs_specified_drug: bool
    effective_from: date
    effective_to: date | None
    amendment: str
    mark: Mark

    @property
    def label(self) -> str:
        return f"{self.offence} · {self.act} {self.section}"


@dataclass(frozen=True, kw_only=True)
class LookAlike:
    """An offence that staff may take for a trigger offence, and why it is not one."""

    code: str
    act: str
    section: str
    offence: str
    why_not: str

    @property
    def label(self) -> str:
        return f"{self.offence} · {self.act} {self.section}"


@dataclass(frozen=True, kw_only=True)
class Drug:
    """A controlled drug: its class, its paragraph of Part 1 of Schedule 2 (1 to 6) and since when it is Class A."""

    code: str
    name: str
    mda_class: str
    part1_para: int | None
    class_a_from: date | None
    source: str = ""
    mark: Mark = Mark.RECALLED


@dataclass(frozen=True, kw_only=True)
class Regime:
    """Which drugs are specified Class A drugs between two dates."""

    name: str
    effective_from: date | None
    effective_to: date | None
    rule: str
    source: str
    mark: Mark


@dataclass(frozen=True, kw_only=True)
class PanelAnalyte:
    """One thing the custody device looks for: the device's setting, not the law."""

    code: str
    label: str
    effective_from: date
    effective_to: date | None
    source: str
    mark: Mark


@cache
def trigger_offences() -> tuple[ListedOffence, ...]:
    """Every row that was ever on the list, live or ended."""
    return tuple(
        ListedOffence(
            code=row["code"],
            act=row["act"],
            section=row["section"],
            offence=row["offence"],
            needs_specified_drug=row["condition"] == "SPECIFIED_DRUG",
            effective_from=date.fromisoformat(row["effective_from"]),
            effective_to=_day(row["effective_to"]),
            amendment=row["amendment"],
            mark=Mark.VERIFIED if row["confidence"] == "verified" else Mark.UNCERTAIN,
        )
        for row in table("trigger_offences")
    )


@cache
def look_alikes() -> dict[str, LookAlike]:
    return {row["code"]: LookAlike(**row) for row in table("non_trigger_lookalikes")}


@cache
def controlled_drugs() -> dict[str, Drug]:
    """The drugs an officer can choose, by code, in the order they are offered."""
    return {
        row["code"]: Drug(
            code=row["code"],
            name=row["name"],
            mda_class=row["mda_class"],
            part1_para=int(row["part1_para"]) if row["part1_para"] else None,
            class_a_from=_day(row["class_a_from"]),
            source=row["source"],
            mark=Mark(row["mark"]),
        )
        for row in table("controlled_drugs")
    }


@cache
def regimes() -> tuple[Regime, ...]:
    """The regimes of specified drugs; one without a first date is not switched on (V-052)."""
    return tuple(
        Regime(
            name=row["regime"],
            effective_from=_day(row["effective_from"]),
            effective_to=_day(row["effective_to"]),
            rule=row["rule"],
            source=row["source"],
            mark=Mark.VERIFIED if row["confidence"] == "verified" else Mark.UNCERTAIN,
        )
        for row in table("specified_drugs")
    )


@cache
def _panel() -> tuple[PanelAnalyte, ...]:
    return tuple(
        PanelAnalyte(
            code=row["analyte"],
            label=row["label"],
            effective_from=date.fromisoformat(row["effective_from"]),
            effective_to=_day(row["effective_to"]),
            source=row["source"],
            mark=Mark(row["mark"]),
        )
        for row in table("device_panel")
    )


def panel_on(day: date) -> tuple[PanelAnalyte, ...]:
    """What the device looks for on a date, in the order it is read."""
    return tuple(row for row in _panel() if _covers(day, row.effective_from, row.effective_to))


def regime_on(day: date) -> Regime | None:
    """The regime of specified drugs in force on a date."""
    return next((one for one in regimes() if _covers(day, one.effective_from, one.effective_to)), None)


def is_specified(drug: Drug, day: date) -> bool:
    """Whether a drug is a specified Class A drug on a date.

    From 2 August 2023: paragraphs 1 to 5 of Part 1 of Schedule 2, as the list stood that day (SI 2023/784 and its
    Note; the static reading is a question for counsel). Before: SI 2001/1816, cocaine and diamorphine.
    """
    regime = regime_on(day)
    if regime is None:
        return False
    if regime.name == CLASS_A_2001:
        return drug.code in DRUGS_OF_2001
    stood_on = regime.effective_from
    return (
        drug.part1_para in {1, 2, 3, 4, 5}
        and drug.class_a_from is not None
        and stood_on is not None
        and drug.class_a_from <= stood_on
    )


def row_on(code: str, day: date) -> ListedOffence | None:
    """The row of the trigger list that is live for an offence on a date."""
    return next(
        (row for row in trigger_offences() if row.code == code and _covers(day, row.effective_from, row.effective_to)),
        None,
    )


def row_that_ended(code: str, day: date) -> ListedOffence | None:
    """The row that once listed an offence and had ended by a date."""
    ended = [row for row in trigger_offences() if row.code == code and row.effective_to and row.effective_to < day]
    return ended[-1] if ended and row_on(code, day) is None else None


def asks_for_drug(code: str) -> bool:
    """Whether the offence is a trigger only in respect of a specified Class A drug, so that the drug is asked."""
    return any(row.needs_specified_drug for row in trigger_offences() if row.code == code)


def is_known(code: str) -> bool:
    return code == OTHER_OFFENCE or code in look_alikes() or any(row.code == code for row in trigger_offences())


def offence_name(code: str) -> str:
    """The offence in staff's words, without its Act."""
    listed = next((row.offence for row in trigger_offences() if row.code == code), None)
    return listed or (look_alikes()[code].offence if code in look_alikes() else "Another offence")


def offence_label(code: str) -> str:
    """The offence with its Act and section, as the list to choose from shows it."""
    listed = next((row.label for row in trigger_offences() if row.code == code), None)
    return listed or (look_alikes()[code].label if code in look_alikes() else "Another offence, not in this list")
