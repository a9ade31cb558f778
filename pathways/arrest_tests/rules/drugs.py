"""Controlled drugs, and which of them are specified Class A drugs on a date."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from pathways.arrest_tests.rules.tables import covers, day_or_none, table
from pathways.vocabulary import Mark

CLASS_A_2001: Final = "ClassA_2001"
DRUGS_OF_2001: Final = frozenset({"cocaine", "crack_cocaine", "diamorphine"})


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


@cache
def controlled_drugs() -> dict[str, Drug]:
    """The drugs an officer can choose, by code, in the order they are offered."""
    return {
        row["code"]: Drug(
            code=row["code"],
            name=row["name"],
            mda_class=row["mda_class"],
            part1_para=int(row["part1_para"]) if row["part1_para"] else None,
            class_a_from=day_or_none(row["class_a_from"]),
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
            effective_from=day_or_none(row["effective_from"]),
            effective_to=day_or_none(row["effective_to"]),
            rule=row["rule"],
            source=row["source"],
            mark=Mark.VERIFIED if row["confidence"] == "verified" else Mark.UNCERTAIN,
        )
        for row in table("specified_drugs")
    )


def regime_on(day: date) -> Regime | None:
    """The regime of specified drugs in force on a date."""
    return next((one for one in regimes() if covers(day, one.effective_from, one.effective_to)), None)


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
