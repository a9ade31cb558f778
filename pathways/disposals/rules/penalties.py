"""Which offences a penalty notice is for (CJPA 2001 s1), and the highest penalty of a condition (CJA 2003 s23A)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pathways.tables import rows_of
from pathways.vocabulary import Mark

SHOP_LOW_VALUE = "SHOP_LOW_VALUE"
"""Theft from a shop of goods worth £200 or less (MCA 1980 s22A): tried either way until the first appearance
(Jobson v DPP [2025] EWHC 1385 (Admin); verified)."""
OF_LOW_VALUE = "low_value_shop_theft"
DESCRIBED = "OTHER"
"""The code of an offence that no list holds: the officer described it."""


@dataclass(frozen=True, kw_only=True)
class PenaltyCap:
    """One row of the table: the most in pounds, from its first day to its last, both included."""

    tried: str
    highest_pounds: int
    effective_from: date
    effective_to: date | None
    source: str
    mark: Mark

    def covers(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


@cache
def penalty_caps() -> tuple[PenaltyCap, ...]:
    """Every cap that the order ever set."""
    return tuple(
        PenaltyCap(
            tried=row["tried"],
            highest_pounds=int(row["highest_pounds"]),
            effective_from=date.fromisoformat(row["effective_from"]),
            effective_to=date.fromisoformat(row["effective_to"]) if row["effective_to"] else None,
            source=row["source"],
            mark=Mark(row["mark"]),
        )
        for row in rows_of(Path(__file__).parent.parent / "data" / "penalty_caps.csv")
    )


def fin_cap(offences: Iterable[tuple[str | None, str]], on: date) -> int | None:
    """The highest cap of any of the offences, each given as how it is tried and its statute, on the day of the caution.

    None where that is not known of one of them, or no row holds on the day.
    """
    caps = [_cap_of(OF_LOW_VALUE if statute == SHOP_LOW_VALUE else mode, on) for mode, statute in offences]
    return None if None in caps else max((cap for cap in caps if cap is not None), default=None)


def _cap_of(tried: str | None, on: date) -> int | None:
    return next((cap.highest_pounds for cap in penalty_caps() if cap.tried == tried and cap.covers(on)), None)


@cache
def _penalty_offences() -> dict[str, str]:
    return {
        row["code"]: row["covers"] for row in rows_of(Path(__file__).parent.parent / "data" / "penalty_offences.csv")
    }


@dataclass(frozen=True, kw_only=True)
class ToCheck:
    """What an officer checks beside the rules, with where it would stand."""

    message: str
    source: str
    mark: Mark


def limits_to_check(codes: Iterable[str]) -> tuple[ToCheck, ...]:
    """What is not asked before a penalty notice for theft or damage: the list of offences names no value and no place,
    and whoever wrote this has not read what the operational guidance says of either."""
    unread = {
        row["code"]
        for row in rows_of(Path(__file__).parent.parent / "data" / "penalty_offences.csv")
        if row["limits"] == "not_read"
    }
    if unread.isdisjoint(codes):
        return ()
    words = "Value and place are not asked here: the list of offences names no limit. Guidance may; check it yourself."
    return (ToCheck(message=words, source="PND operational guidance, not read", mark=Mark.RECALLED),)


def is_penalty_offence(code: str) -> bool | None:
    """Whether a penalty notice may be given for the offence, drugs apart (CJPA 2001 s1(1)).

    None where a part of its section alone is on the list, or the offence was described in words.
    """
    covers = _penalty_offences().get(code, "" if code == DESCRIBED else "none")
    return {"all": True, "none": False}.get(covers)
